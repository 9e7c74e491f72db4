"""Which documents do the rows of a table make? Pydantic judges them, a few at a time.

A file full of faults is refused early, and what is told of each fault has its row and path.
"""

from __future__ import annotations

import inspect
import json
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from optimizer.findings import Place
from optimizer.formats.faults import translate
from optimizer.formats.gather import Gatherer, hint, shorten
from optimizer.formats.limits import MAX_ROW_CHARACTERS
from optimizer.formats.salvage import salvaged
from optimizer.plan import Document

__all__ = ["Locate", "build_rows", "document_in", "is_table"]

D = TypeVar("D", bound=Document)

Locate = Callable[[int, tuple[int | str, ...]], Place]
"""Place of a value, from the index of its row and the path within the row."""

_PORTION = 500


def build_rows(
    model: type[D],
    rows: Sequence[object],
    locate: Locate,
    gatherer: Gatherer,
    told: Mapping[int, set[str]] | None = None,
) -> list[D]:
    """Make the documents of a table.

    Parameters
    ----------
    model : type of Document
        Class of a row.
    rows : sequence of object
        Plain values of each row.
    locate : callable
        Gives the place of a value from the index of its row and its path.
    gatherer : Gatherer
        Gets every fault.
    told : mapping of int to set of str, optional
        By row index, the fields whose fault has been told already.

    Returns
    -------
    list of Document
        One a row, with stand-ins for what is faulty; shorter than the rows where a file is so
        full of faults that reading on tells nobody anything.
    """
    adapter = _adapter(list[model])  # type: ignore[valid-type]
    documents: list[D] = []
    for first, text in _portions(rows, locate, gatherer):
        try:
            documents += adapter.validate_json(text, strict=True)
        except ValidationError as error:
            errors = error.errors(include_url=False)
            holders = {one["loc"][:n] for one in errors for n in range(1, len(one["loc"]))}
            for one in errors:
                if one["type"] == "too_short" and one["loc"] in holders:
                    continue  # pydantic counts what stands there and is faulty as missing
                index, *path = one["loc"] or (0,)
                row = first + int(index)
                place = locate(row, tuple(path))
                if gatherer.is_full(place.source):
                    return documents
                if not (told and path and path[0] in told.get(row, ())):
                    _tell(model, one, tuple(path), place, gatherer)
            documents += _salvage(model, json.loads(text), first, gatherer)
    return documents


def _salvage(model: type[D], rows: Sequence[object], first: int, gatherer: Gatherer) -> Iterator[D]:
    for index, row in enumerate(rows, start=first):
        document, faulty = salvaged(model, row)
        if faulty:
            gatherer.stand_ins[model, index] = faulty
        yield document


def _portions(
    rows: Sequence[object], locate: Locate, gatherer: Gatherer
) -> Iterator[tuple[int, str]]:
    """JSON of a few rows at a time, with the index of the first of them.

    Pydantic finds all faults of a portion before it tells any: the portions are so short
    that these fit in memory, however many they are.
    """
    texts: list[str] = []
    length = 0
    for index, row in enumerate(rows):
        try:
            text = json.dumps(row)
        except RecursionError:
            gatherer.error("F011", "lists or objects are nested too deeply", locate(index, ()))
            return
        if len(text) > MAX_ROW_CHARACTERS:
            gatherer.error("F006", "the row is too long", locate(index, ()))
            return
        if len(texts) == _PORTION or length + len(text) > MAX_ROW_CHARACTERS:
            yield index - len(texts), f"[{','.join(texts)}]"
            texts, length = [], 0
        texts.append(text)
        length += len(text)
    if texts:
        yield len(rows) - len(texts), f"[{','.join(texts)}]"


def document_in(annotation: object) -> type[Document] | None:
    """The class of document that an annotation speaks of, through unions and tuples.

    Examples
    --------
    >>> from optimizer.domain import Scenario
    >>> document_in(Scenario.model_fields["baseline"].annotation).__name__
    'RoutePlan'
    """
    if inspect.isclass(annotation) and typing.get_origin(annotation) is None:
        return annotation if issubclass(annotation, Document) else None
    for part in typing.get_args(annotation):
        found = document_in(part)
        if found is not None:
            return found
    return None


def is_table(info: FieldInfo) -> bool:
    """Whether a field holds many documents: a table of its own."""
    annotation = info.annotation
    return typing.get_origin(annotation) is tuple and document_in(annotation) is not None


def _tell(
    model: type[Document],
    error: Mapping[str, Any],
    path: tuple[int | str, ...],
    place: Place,
    gatherer: Gatherer,
) -> None:
    """Hand one error of a row to the gatherer."""
    if error["type"] == "extra_forbidden":
        owner: type[Document] = model
        for part in path[:-1]:
            if isinstance(part, str) and part in owner.model_fields:
                owner = document_in(owner.model_fields[part].annotation) or owner
        key = str(path[-1])
        remedy = hint(key, owner.model_fields)
        gatherer.error("F027", f"there is no key {shorten(key)}", place, remedy)
    else:
        code, message, remedy = translate(error)
        gatherer.error(code, message, place, remedy)


@cache
def _adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)
