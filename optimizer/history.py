"""What was used, by ward, item and day? A history of millions of rows, as columns.

Rows are kept as integer columns, with ids told once: five million rows take 100 MB rather
than the gigabytes that as many documents would.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from pydantic import ConfigDict, Field, PlainSerializer, PlainValidator, WithJsonSchema

from optimizer.plan import Document, Identifier

__all__ = ["DemandHistory"]


def _whole(value: Any) -> npt.NDArray[np.int64]:
    column = np.asarray(value)
    if column.ndim != 1 or (column.size and column.dtype.kind not in "iub"):
        raise ValueError("a column is a list of whole numbers")
    column = column.astype(np.int64)
    column.flags.writeable = False
    return column


def _yes_no(value: Any) -> npt.NDArray[np.bool_]:
    column = np.asarray(value)
    if column.ndim != 1 or (column.size and column.dtype.kind != "b"):
        raise ValueError("a column is a list of true and false")
    column = column.astype(np.bool_)
    column.flags.writeable = False
    return column


_Whole = Annotated[
    np.ndarray[Any, np.dtype[np.int64]],
    PlainValidator(_whole),
    PlainSerializer(lambda column: column.tolist(), return_type=list[int]),
    WithJsonSchema({"type": "array", "items": {"type": "integer", "minimum": 0}}),
]
_YesNo = Annotated[
    np.ndarray[Any, np.dtype[np.bool_]],
    PlainValidator(_yes_no),
    PlainSerializer(lambda column: column.tolist(), return_type=list[bool]),
    WithJsonSchema({"type": "array", "items": {"type": "boolean"}}),
]


class DemandHistory(Document):
    """Pieces issued by ward, item and day; days without a row are days without demand.

    Rows are in the order of ward, item and day, one for each; make it with
    :meth:`from_rows`.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, arbitrary_types_allowed=True
    )

    wards: tuple[Identifier, ...] = Field(description="Wards that rows point at.")
    items: tuple[Identifier, ...] = Field(description="Items that rows point at.")
    first_day: dt.date = Field(description="Day 0. [YYYY-MM-DD]")
    ward: _Whole = Field(description="Index in wards, of each row.")
    item: _Whole = Field(description="Index in items, of each row.")
    day: _Whole = Field(description="Days after the first, of each row. [days]")
    pieces: _Whole = Field(description="Pieces issued, of each row. [pieces]")
    stock_out: _YesNo = Field(
        description="Whether the shelf was empty that day, so that demand may have been more."
    )

    def __len__(self) -> int:
        """Rows."""
        return len(self.ward)

    def __eq__(self, other: object) -> bool:
        """Equal in every column."""
        return (
            isinstance(other, DemandHistory)
            and (self.wards, self.items, self.first_day)
            == (other.wards, other.items, other.first_day)
            and all(
                np.array_equal(getattr(self, name), getattr(other, name))
                for name in ("ward", "item", "day", "pieces", "stock_out")
            )
        )

    __hash__ = None  # type: ignore[assignment]

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
            Ids that rows point at, each once.
        first_day : date
            Day 0; it becomes the day of the earliest row.
        ward, item, day, pieces : array_like of int, shape (n_rows,)
            Columns; ``day`` in days after the first, ``pieces`` in pieces.
        stock_out : array_like of bool, shape (n_rows,)
            Whether the shelf was empty.

        Returns
        -------
        DemandHistory
            The same demand.

        Examples
        --------
        >>> history = DemandHistory.from_rows(
        ...     ["B", "A"], ["x"], dt.date(2026, 1, 1), ward=[0, 1, 0], item=[0, 0, 0],
        ...     day=[4, 3, 4], pieces=[2, 5, 1], stock_out=[False, False, True])
        >>> history.wards, history.first_day, history.pieces.tolist(), history.stock_out.tolist()
        (('A', 'B'), datetime.date(2026, 1, 4), [5, 3], [False, True])
        """
        columns = [np.asarray(c, dtype=np.int64) for c in (ward, item, day, pieces)]
        out = np.asarray(stock_out, dtype=np.bool_)
        wards, columns[0] = _sorted_ids(wards, columns[0])
        items, columns[1] = _sorted_ids(items, columns[1])
        start = int(columns[2].min()) if len(out) else 0
        columns[2] = columns[2] - start
        n_days = int(columns[2].max()) + 1 if len(out) else 1
        key = (columns[0] * len(items) + columns[1]) * n_days + columns[2]
        if len(key) and np.all(key[1:] > key[:-1]):
            totals, empty = columns[3], out
        else:
            key, where = np.unique(key, return_inverse=True)
            totals = np.zeros(len(key), dtype=np.int64)
            np.add.at(totals, where, columns[3])
            empty = np.zeros(len(key), dtype=np.bool_)
            np.logical_or.at(empty, where, out)
        pair, days = np.divmod(key, n_days)
        ward_idx, item_idx = np.divmod(pair, max(1, len(items)))
        return cls(
            wards=tuple(wards),
            items=tuple(items),
            first_day=first_day + dt.timedelta(days=start),
            ward=ward_idx,
            item=item_idx,
            day=days,
            pieces=totals,
            stock_out=empty,
        )


def _sorted_ids(
    ids: Sequence[str], column: npt.NDArray[np.int64]
) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Ids that rows use, in their order, and the column that points at them."""
    used = np.unique(column)
    names = [ids[i] for i in used]
    order = sorted(range(len(names)), key=names.__getitem__)
    rank = np.zeros(len(ids), dtype=np.int64)
    for place, which in enumerate(order):
        rank[used[which]] = place
    return [names[i] for i in order], rank[column]
