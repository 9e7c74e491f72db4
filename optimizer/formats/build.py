"""Which document do these plain values make? Everything wrong with them is told by its place.

Plain values are what JSON knows: texts, numbers, lists, objects. All three formats of a
scenario come down to them, and so the rules of the pydantic model are applied in one
place, strictly: a text is not taken for a number here. How rows are judged is told
in ``optimizer.formats.rows``.
"""

from __future__ import annotations

import json
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Annotated, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from optimizer.findings import Place
from optimizer.formats.faults import translate
from optimizer.formats.gather import Gatherer, hint, shorten
from optimizer.formats.history_json import TakenColumn
from optimizer.formats.limits import MAX_FINDINGS_PER_TABLE, MAX_HISTORY_ROWS, MAX_ROWS
from optimizer.formats.rows import build_rows, document_in, is_table
from optimizer.history import COLUMNS, DemandHistory
from optimizer.plan import Document

__all__ = ["Where", "build_document"]

D = TypeVar("D", bound=Document)


@dataclass(frozen=True, slots=True)
class Where:
    """Where a document is.

    Parameters
    ----------
    source : str
        File, sheet or stream.
    path : str
        Path to the document within it; empty for the whole.
    rows : mapping of str to int
        Row of each path, where the source has rows.
    """

    source: str
    path: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)

    def within(self, key: str) -> Where:
        """Place of one of the document's fields."""
        return Where(self.source, f"{self.path}.{key}" if self.path else key, self.rows)

    @property
    def place(self) -> Place:
        """The same, for findings."""
        return Place(self.source, self.rows.get(self.path), self.path)


def build_document(
    model: type[D],
    raw: object,
    where: Where,
    gatherer: Gatherer,
    built: Mapping[str, object] | None = None,
) -> D | None:
    """Make a document from plain values.

    Parameters
    ----------
    model : type of Document
        Class of the document.
    raw : object
        Plain values; a mapping if all is well.
    where : Where
        Where the document is.
    gatherer : Gatherer
        Gets every fault.
    built : mapping of str to object, optional
        Fields that are made already; None stands for one whose fault was told.

    Returns
    -------
    Document or None
        None where a fault was told.
    """
    built = dict(built or {})
    if not isinstance(raw, Mapping):
        gatherer.error("F041", f"{shorten(raw)} is not an object", where.place)
        return None
    parts: dict[str, object] = {}
    known = [name for name in model.model_fields if name not in built]
    failed = not _all_known(raw, known, where, gatherer)
    for key, info in model.model_fields.items():
        if key in built:
            value = built[key]
        elif key in raw:
            value = _build_field(model, key, raw[key], where.within(key), gatherer)
        elif info.is_required():
            gatherer.error("F030", "the value is missing", where.within(key).place)
            value = None
        else:
            continue
        failed = failed or (value is None and info.is_required())
        parts[key] = value
    if failed or gatherer.failed:
        gatherer.parts[model] = parts
        return None
    try:
        return model.model_validate(parts)
    except ValidationError as error:  # what only shows when fields are seen together
        for one in error.errors(include_url=False):
            code, message, remedy = translate(one)
            inner = where.within(str(one["loc"][0])) if one["loc"] else where
            gatherer.error(code, message, inner.place, remedy)
        return None


def _all_known(
    raw: Mapping[str, object], known: Sequence[str], where: Where, gatherer: Gatherer
) -> bool:
    unknown = [str(key) for key in raw if key not in known]
    for key in islice(unknown, MAX_FINDINGS_PER_TABLE):
        place = where.within(key).place
        gatherer.error("F027", f"there is no key {shorten(key)}", place, hint(key, known))
    return not unknown


def _build_field(
    model: type[Document], key: str, value: object, where: Where, gatherer: Gatherer
) -> object:
    info = model.model_fields[key]
    place = where.place
    inner = document_in(info.annotation)
    if isinstance(value, TakenColumn):
        if len(value.values) > MAX_HISTORY_ROWS:
            message = f"there are {len(value.values)} rows, at most {MAX_HISTORY_ROWS}"
            gatherer.error("F006", message, place)
            return None
        if model is DemandHistory and key in COLUMNS:
            return value.values
        gatherer.error("F041", "a list of numbers cannot stand here", place)
        return None
    if inner is None:
        return _build_value(model, key, value, place, gatherer)
    if not is_table(info):
        if value is None and type(None) in typing.get_args(info.annotation):
            return None
        return build_document(inner, value, where, gatherer)
    if not isinstance(value, list):
        gatherer.error("F041", f"{shorten(value)} is not a list", place)
        return None
    if len(value) > MAX_ROWS:
        gatherer.error("F006", f"there are {len(value)} rows, at most {MAX_ROWS}", place)
        return None

    def locate(index: int, path: tuple[int | str, ...]) -> Place:
        return Place(place.source, None, f"{place.column}[{index}]" + _path(path))

    rows = tuple(build_rows(inner, value, locate, gatherer))
    least = next((m.min_length for m in info.metadata if hasattr(m, "min_length")), 0)
    if not value and least:
        gatherer.error("F028", "there is none, and at least one is needed", place)
    return rows


def _build_value(
    model: type[Document], key: str, value: object, place: Place, gatherer: Gatherer
) -> object:
    try:
        return _field_adapter(model, key).validate_json(json.dumps(value), strict=True)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            code, message, remedy = translate(one)
            if key == "schema_version":
                code, message, remedy = "F042", f"version {shorten(value)} is not known", ""
            gatherer.error(code, message, place, remedy)
    except RecursionError:
        gatherer.error("F011", "lists or objects are nested too deeply", place)
    return None


def _path(path: tuple[int | str, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)


@cache
def _field_adapter(model: type[Document], key: str) -> TypeAdapter[Any]:
    info = model.model_fields[key]
    annotated: Any = Annotated[info.annotation, info]
    return TypeAdapter(annotated)
