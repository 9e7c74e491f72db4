"""What can still be said of a scenario with cells that could not be read?

Everything wrong is told at once: an unknown site beside a malformed number. So rows with
faults are kept, the faulty values replaced by stand-ins that nobody is told of, and what
can be judged row by row is judged. A scenario made so is never handed out.
"""

from __future__ import annotations

import inspect
import json
import typing
from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from optimizer.plan import Document

__all__ = ["salvaged", "words_in"]

D = TypeVar("D", bound=Document)

_STAND_INS = ('"stand-in"', "1", "1.0", "true", "[]", "{}", '"2000-01-01"', '"00:00"')


def salvaged(model: type[D], row: object) -> tuple[D, set[str]]:
    """A row with stand-ins for what is faulty or missing, and the fields they stand in for.

    Parameters
    ----------
    model : type of Document
        Class of the row.
    row : object
        Plain values.

    Returns
    -------
    (Document, set of str)
        Not to be handed out.

    Examples
    --------
    >>> from optimizer.domain import Vehicle
    >>> row, faulty = salvaged(Vehicle, {"id": "v1", "vehicle_type": 3, "shift_start": "06:00"})
    >>> row.id, sorted(faulty)
    ('v1', ['home', 'shift_end', 'vehicle_type'])
    """
    if not isinstance(row, Mapping):
        row = {}
    parts: dict[str, Any] = {}
    faulty = set()
    for key, info in model.model_fields.items():
        if key in row:
            try:
                parts[key] = _adapter(model, key).validate_json(json.dumps(row[key]), strict=True)
                continue
            except (ValidationError, RecursionError):
                faulty.add(key)
        if info.is_required():
            faulty.add(key)
            parts[key] = _stand_in(model, key)
    return typing.cast("D", model.model_construct(**parts)), faulty


def words_in(annotation: Any) -> tuple[str, ...]:
    """The words that an annotation admits, where they are few.

    Examples
    --------
    >>> from optimizer.domain import Direction
    >>> words_in(Direction | None)
    ('delivery', 'return')
    """
    if inspect.isclass(annotation) and issubclass(annotation, Enum):
        return tuple(str(word.value) for word in annotation)
    if typing.get_origin(annotation) is Literal:
        return tuple(str(word) for word in typing.get_args(annotation))
    return tuple(word for part in typing.get_args(annotation) for word in words_in(part))


def _stand_in(model: type[Document], key: str) -> object:
    adapter = _adapter(model, key)
    words = words_in(typing.get_type_hints(model, include_extras=True)[key])
    for text in (*(json.dumps(word) for word in words), *_STAND_INS):
        try:
            return adapter.validate_json(text, strict=True)
        except ValidationError:
            continue
    return None


@cache
def _adapter(model: type[Document], key: str) -> TypeAdapter[Any]:
    info = model.model_fields[key]
    annotated: Any = Annotated[info.annotation, info]
    return TypeAdapter(annotated)
