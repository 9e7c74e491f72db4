"""How do tests change one thing of a scenario? Each helper gives a change to apply to a day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from optimizer.domain import Scenario
from tests.rigs import amend

__all__ = ["added", "again", "at", "both", "dropped", "windows"]


def at(path: str, **changes: Any) -> Callable[[Scenario], Scenario]:
    """Change some fields of one part; values are written as in a JSON document."""

    def change(day: Scenario) -> Scenario:
        document = day.model_dump(mode="json")
        part = document
        for step in path.split("."):
            part = part[int(step) if step.isdigit() else step]
        part.update(changes)
        return Scenario.model_validate(document)

    return change


def both(*changes: Callable[[Scenario], Scenario]) -> Callable[[Scenario], Scenario]:
    def change(day: Scenario) -> Scenario:
        for one in changes:
            day = one(day)
        return day

    return change


def dropped(table: str, *positions: int) -> Callable[[Scenario], Scenario]:
    return lambda day: amend(
        day,
        **{table: tuple(r for i, r in enumerate(getattr(day, table)) if i not in positions)},
    )


def added(table: str, *records: Any) -> Callable[[Scenario], Scenario]:
    return lambda day: amend(day, **{table: (*getattr(day, table), *records)})


def again(table: str, position: int, **changes: Any) -> Callable[[Scenario], Scenario]:
    def change(day: Scenario) -> Scenario:
        record = getattr(day, table)[position]
        return amend(day, **{table: (*getattr(day, table), amend(record, **changes))})

    return change


def windows(*spans: tuple[str, str]) -> list[dict[str, str]]:
    return [{"earliest": a, "latest": b} for a, b in spans]
