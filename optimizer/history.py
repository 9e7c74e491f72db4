"""What was used, by ward, item and day? A history of millions of rows, as columns.

Rows are kept as integer columns, with ids told once: five million rows take 165 MB rather
than the gigabytes that as many documents would.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any, Final

import numpy as np
import numpy.typing as npt
from pydantic import (
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from optimizer.plan import Document, Identifier

__all__ = ["COLUMNS", "MOST_PIECES", "DemandHistory"]

COLUMNS: Final = ("ward", "item", "day", "pieces", "stock_out")
"""Columns of a history, in their order."""

MOST_PIECES: Final = 10**9
"""Most pieces of a ward, item and day. [pieces]"""

_LARGEST_KEY = 2**62


def _fault(message: str) -> PydanticCustomError:
    return PydanticCustomError("history", "{what}", {"what": message})


def _whole(value: Any) -> npt.NDArray[np.int64]:
    column = np.asarray(value) if isinstance(value, (np.ndarray, list, tuple)) else None
    if column is None or column.ndim != 1 or (column.size and column.dtype.kind not in "iu"):
        raise _fault("a column is a list of whole numbers")
    if column.size and (column.min() < 0 or column.max() > np.iinfo(np.int64).max):
        raise _fault(f"{column.min() if column.min() < 0 else column.max()} is outside the range")
    return _frozen(column.astype(np.int64))


def _yes_no(value: Any) -> npt.NDArray[np.bool_]:
    column = np.asarray(value) if isinstance(value, (np.ndarray, list, tuple)) else None
    if column is None or column.ndim != 1 or (column.size and column.dtype.kind != "b"):
        raise _fault("a column is a list of true and false")
    return _frozen(column.astype(np.bool_))


def _frozen(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    column.flags.writeable = False
    return column


_Whole = Annotated[
    np.ndarray[Any, np.dtype[np.int64]],
    PlainValidator(_whole),
    PlainSerializer(lambda column: column.tolist(), return_type=list[int]),
    WithJsonSchema({"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 1}),
]
_YesNo = Annotated[
    np.ndarray[Any, np.dtype[np.bool_]],
    PlainValidator(_yes_no),
    PlainSerializer(lambda column: column.tolist(), return_type=list[bool]),
    WithJsonSchema({"type": "array", "items": {"type": "boolean"}, "minItems": 1}),
]


class DemandHistory(Document):
    """Pieces issued by ward, item and day; days without a row are days without demand.

    There is one way to say it: ids are sorted, each is used, day 0 has a row, and rows are in
    the order of ward, item and day, one for each. Make it with :meth:`from_rows`. A
    scenario without history has None, for a history has at least one row.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, arbitrary_types_allowed=True
    )

    wards: tuple[Identifier, ...] = Field(description="Wards that rows point at, sorted.")
    items: tuple[Identifier, ...] = Field(description="Items that rows point at, sorted.")
    first_day: dt.date = Field(description="Day 0: the earliest row's. [YYYY-MM-DD]")
    ward: _Whole = Field(description="Index in wards, of each row.")
    item: _Whole = Field(description="Index in items, of each row.")
    day: _Whole = Field(description="Days after the first, of each row. [days]")
    pieces: _Whole = Field(description="Pieces issued, of each row. [pieces]")
    stock_out: _YesNo = Field(
        description="Whether the shelf was empty that day, so that demand may have been more."
    )

    @model_validator(mode="after")
    def _fits_together(self) -> DemandHistory:
        told = _sizes(self) or _indices(self) or _order(self)
        if told:
            raise _fault(told)
        return self

    def __len__(self) -> int:
        """Rows."""
        return len(self.ward)

    def __eq__(self, other: object) -> bool:
        """Equal in every column."""
        return (
            isinstance(other, DemandHistory)
            and (self.wards, self.items, self.first_day)
            == (other.wards, other.items, other.first_day)
            and all(np.array_equal(getattr(self, c), getattr(other, c)) for c in COLUMNS)
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Sizes, not millions of rows.

        Examples
        --------
        >>> DemandHistory.from_rows(["A"], ["x"], dt.date(2026, 1, 1), ward=[0], item=[0],
        ...     day=[0], pieces=[3], stock_out=[False])
        DemandHistory(1 rows, 1 wards, 1 items, from 2026-01-01)
        """
        return (
            f"DemandHistory({len(self)} rows, {len(self.wards)} wards, {len(self.items)} items, "
            f"from {self.first_day})"
        )

    __str__ = __repr__

    @property
    def last_day(self) -> dt.date:
        """Day of the latest row."""
        return self.first_day + dt.timedelta(days=int(self.day.max()))

    @classmethod
    def from_rows(
        cls,
        wards: Sequence[str],
        items: Sequence[str],
        first_day: dt.date,
        *,
        ward: npt.ArrayLike,
        item: npt.ArrayLike,
        day: npt.ArrayLike,
        pieces: npt.ArrayLike,
        stock_out: npt.ArrayLike,
    ) -> DemandHistory:
        """Bring rows into their one order: ids sorted, rows of one day added up.

        Parameters
        ----------
        wards, items : sequence of str
            Ids that rows point at, each once; those that no row points at are left out.
        first_day : date
            Day that ``day`` counts from; it becomes the day of the earliest row.
        ward, item, day, pieces : array_like of int, shape (n_rows,)
            Columns; ``day`` in days after the first, ``pieces`` in pieces. At least one row.
        stock_out : array_like of bool, shape (n_rows,)
            Whether the shelf was empty; of rows that are added up, whether it ever was.

        Returns
        -------
        DemandHistory
            The same demand.

        Raises
        ------
        ValueError
            If there is no row, columns differ in length, an index is outside, an id is there
            twice, or the history would be none that the model admits.

        Examples
        --------
        >>> history = DemandHistory.from_rows(
        ...     ["B", "A"], ["x"], dt.date(2026, 1, 1), ward=[0, 1, 0], item=[0, 0, 0],
        ...     day=[4, 3, 4], pieces=[2, 5, 1], stock_out=[False, False, True])
        >>> history.wards, history.first_day, history.pieces.tolist(), history.stock_out.tolist()
        (('A', 'B'), datetime.date(2026, 1, 4), [5, 3], [False, True])
        """
        ward_idx, item_idx, days, count = map(_integers, (ward, item, day, pieces))
        out = np.asarray(stock_out, dtype=np.bool_)
        if not len(out) or {len(c) for c in (ward_idx, item_idx, days, count)} != {len(out)}:
            raise ValueError("a history has at least one row, and columns of one length")
        if count.min() < 0 or count.max() > MOST_PIECES:
            raise ValueError(f"pieces are between 0 and {MOST_PIECES}")
        wards, ward_idx = _sorted_ids(wards, ward_idx)
        items, item_idx = _sorted_ids(items, item_idx)
        start = int(days.min())
        days = days - start
        key = _keys(ward_idx, item_idx, days)
        if not np.all(key[1:] > key[:-1]):
            order = np.argsort(key, kind="stable")
            key = key[order]
            firsts = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
            del key
            count = np.add.reduceat(count[order], firsts)
            out = np.logical_or.reduceat(out[order], firsts)
            order = order[firsts]
            ward_idx, item_idx, days = ward_idx[order], item_idx[order], days[order]
        return cls(
            wards=tuple(wards),
            items=tuple(items),
            first_day=first_day + dt.timedelta(days=start),
            ward=ward_idx,
            item=item_idx,
            day=days,
            pieces=count,
            stock_out=out,
        )


def _integers(column: npt.ArrayLike) -> npt.NDArray[np.int64]:
    plain = np.asarray(column)
    if plain.size and plain.dtype.kind not in "iu":
        raise ValueError(f"a column of whole numbers holds {plain.dtype}")
    return plain.astype(np.int64, copy=False)


def _keys(
    ward: npt.NDArray[np.int64], item: npt.NDArray[np.int64], day: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Numbers that are ordered as ward, item and day are."""
    n_items, n_days = int(item.max()) + 1, int(day.max()) + 1
    key = ward * n_items
    key += item
    if (int(key.max()) + 1) * n_days > _LARGEST_KEY:
        key = np.unique(key, return_inverse=True)[1]
    key *= n_days
    key += day
    return key


def _sorted_ids(
    ids: Sequence[str], column: npt.NDArray[np.int64]
) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Ids that rows use, in their order, and the column that points at them."""
    if column.min() < 0 or column.max() >= len(ids):
        raise ValueError(f"an index is outside the {len(ids)} ids")
    counts = np.bincount(column, minlength=len(ids))
    order = sorted(np.flatnonzero(counts).tolist(), key=ids.__getitem__)
    names = [ids[i] for i in order]
    if any(one == other for one, other in pairwise(names)):
        raise ValueError("an id is there twice")
    if order == list(range(len(ids))):
        return names, column
    rank = np.zeros(len(ids), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return names, rank[column]


def _sizes(history: DemandHistory) -> str:
    """What is wrong with the number of rows; empty where nothing is."""
    lengths = {name: len(getattr(history, name)) for name in COLUMNS}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} {length}" for name, length in lengths.items())
        return f"the columns differ in length: {told}"
    return "" if len(history) else "there are no rows; a scenario without history leaves it out"


def _indices(history: DemandHistory) -> str:
    """What is wrong with single columns; empty where nothing is."""
    for ids, index in (("wards", history.ward), ("items", history.item)):
        names = getattr(history, ids)
        if any(one >= other for one, other in pairwise(names)):
            return f"{ids} are not sorted, or not different"
        if index.max() >= len(names):
            return f"{ids[:-1]} {index.max()} is outside the {len(names)} {ids}"
        if not np.bincount(index, minlength=len(names)).all():
            return f"{ids} has an id that no row points at"
    if history.day.min() > 0:
        return "no row is of day 0"
    if history.day.max() > (dt.date.max - history.first_day).days:
        return f"day {history.day.max()} is beyond the calendar"
    if history.pieces.max() > MOST_PIECES:
        return f"{history.pieces.max()} pieces of one day; at most {MOST_PIECES} are possible"
    return ""


def _order(history: DemandHistory) -> str:
    """What is wrong with the order of rows; empty where nothing is."""
    key = _keys(history.ward, history.item, history.day)
    wrong = np.flatnonzero(key[1:] <= key[:-1])
    if not len(wrong):
        return ""
    return f"row {wrong[0] + 1} is not after the one before it in ward, item and day"
