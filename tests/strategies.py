"""Which documents are valid? Hypothesis strategies for them, derived from the model.

`documents(Scenario)` draws any scenario the model admits: ids that nothing refers to,
windows that end before they start, any text and any float. Such scenarios need not make
sense; they must only survive being written and read. Coherent ones are in `tests.rigs`.
"""

from __future__ import annotations

import datetime as dt
import enum
import inspect
import re
import types
import typing
from collections.abc import Mapping
from typing import Any, Literal, TypeVar

from hypothesis import strategies as st

from optimizer.domain import Scenario
from optimizer.history import COLUMNS, MOST_PIECES, DemandHistory
from optimizer.plan import Document, Identifier, RoutePlan
from optimizer.units import TimeOfDay

__all__ = [
    "documents",
    "histories",
    "identifiers",
    "route_plans",
    "scenarios",
    "texts",
    "times_of_day",
]

D = TypeVar("D", bound=Document)

_ODD = "åäöÅÄÖéß=+-@'\";,|\\#\t\n\x7f\x85\u00a0\u2028😀_x0041_0.5"
_FORBIDDEN_IN_IDS = set("/\\<>|;\"'")
_LAST_SECOND = 72 * 3600 - 1
_SMALL = 2


def texts(max_size: int = 12) -> st.SearchStrategy[str]:
    """Texts without control characters, often with letters that formats stumble over."""
    characters = st.characters(
        exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"
    ) | st.sampled_from(sorted(set(_ODD)))
    return st.text(characters, max_size=max_size) | st.sampled_from(
        [
            "",
            " ",
            "=1+1",
            "'=1",
            "''",
            "#N/A",
            "007",
            "1,5",
            "2026-11-21",
            "07.30",
            "TRUE",
            "_x000D_",
        ]
    )


@st.composite
def identifiers(draw: st.DrawFn) -> str:
    """Ids of every form the model admits, without spaces at their ends."""
    word = st.sampled_from(["a", "Å1", "name", "ID", "codes.id", "none", "0412", "A 1,5", "1e3"])
    free = texts().map(lambda text: re.sub(r"[\x00-\x1f]", "", text))
    text = "".join(c for c in draw(word | free) if c not in _FORBIDDEN_IN_IDS).strip()
    return text.lstrip("=+-@").strip()[:80].lstrip("=+-@").strip() or "x"


def times_of_day() -> st.SearchStrategy[int]:
    """Seconds since midnight, up to the end of the third day."""
    return st.integers(0, _LAST_SECOND) | st.integers(0, _LAST_SECOND // 60).map(lambda m: m * 60)


def documents(model: type[D]) -> st.SearchStrategy[D]:
    """Any document of a class, from the annotations and bounds of its fields."""
    return st.deferred(lambda: _built(model))


def scenarios() -> st.SearchStrategy[Scenario]:
    """Any scenario the model admits."""
    return documents(Scenario)


def route_plans() -> st.SearchStrategy[RoutePlan]:
    """Any plan the model admits."""
    return documents(RoutePlan)


@st.composite
def histories(draw: st.DrawFn) -> DemandHistory:
    """Any demand history of a few rows."""
    wards, items = (
        draw(st.lists(identifiers(), min_size=1, max_size=_SMALL, unique=True)) for _ in range(2)
    )
    first = draw(st.dates())
    days = st.integers(0, min(400, (dt.date.max - first).days))
    row = st.tuples(
        st.integers(0, len(wards) - 1),
        st.integers(0, len(items) - 1),
        days,
        st.integers(0, MOST_PIECES),
        st.booleans(),
    )
    rows = draw(st.lists(row, min_size=1, max_size=5, unique_by=lambda row: row[:3]))
    columns = [list(column) for column in zip(*rows, strict=True)]
    return DemandHistory.from_rows(wards, items, first, **dict(zip(COLUMNS, columns, strict=True)))


def _built(model: type[D]) -> st.SearchStrategy[D]:
    hints = typing.get_type_hints(model, include_extras=True)
    fields = {}
    for name, info in model.model_fields.items():
        bounds: dict[str, Any] = {}
        for limit in info.metadata:
            for key in ("ge", "gt", "le", "lt", "min_length", "max_length"):
                if hasattr(limit, key):
                    bounds[key] = getattr(limit, key)
        fields[name] = _field(hints[name], bounds)
    return st.builds(model, **fields)


def _field(hint: Any, bounds: dict[str, Any]) -> st.SearchStrategy[Any]:
    if hint == TimeOfDay:
        return times_of_day()
    if hint == Identifier:
        return identifiers()
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in {typing.Union, types.UnionType}:
        inner = next(a for a in arguments if a is not type(None))
        return st.none() | _field(inner, bounds)
    if origin is tuple:
        return st.lists(
            _field(arguments[0], {}), min_size=bounds.get("min_length", 0), max_size=_SMALL
        ).map(tuple)
    if origin is Mapping:
        return st.dictionaries(*(_field(a, {}) for a in arguments), max_size=_SMALL)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is typing.Annotated:
        return _field(arguments[0], bounds)
    return _plain(hint, bounds)


def _plain(hint: Any, bounds: dict[str, Any]) -> st.SearchStrategy[Any]:
    assert inspect.isclass(hint)
    if issubclass(hint, DemandHistory):
        return histories()
    if issubclass(hint, Document):
        return documents(hint)
    if issubclass(hint, enum.Enum):
        return st.sampled_from(hint)
    if hint is str:
        return texts()
    if hint is bool:
        return st.booleans()
    if hint is int:
        return st.integers(bounds.get("ge"), bounds.get("le"))
    if hint is float:
        low, high = bounds.get("gt", bounds.get("ge")), bounds.get("lt", bounds.get("le"))
        return st.floats(
            low,
            high,
            exclude_min="gt" in bounds,
            exclude_max="lt" in bounds,
            allow_nan=False,
            allow_infinity=False,
        )
    assert hint is dt.date
    return st.dates()
