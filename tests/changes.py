"""How do tests change one thing of a scenario? Each helper gives a change to apply to a day."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from optimizer.domain import Scenario, TravelEdge, TravelSettings
from tests.rigs import amend, hospital_plan

__all__ = [
    "CIRCLE",
    "added",
    "again",
    "at",
    "baseline",
    "both",
    "by_graph",
    "by_road",
    "code",
    "copies",
    "dropped",
    "row",
    "windows",
]


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


def row(table: str, position: int, **changes: Any) -> Callable[[Scenario], Scenario]:
    """Change one row of a table, leaving alone the history, which takes long to read anew."""

    def change(day: Scenario) -> Scenario:
        records = list(getattr(day, table))
        records[position] = amend(records[position], **changes)
        return day.model_copy(update={table: tuple(records)})

    return change


def windows(*spans: tuple[str, str]) -> list[dict[str, str]]:
    return [{"earliest": a, "latest": b} for a, b in spans]


def copies(
    table: str, position: int, n: int, vary: Callable[[int], dict[str, Any]] = lambda i: {}
) -> Callable[[Scenario], Scenario]:
    """Add copies of one row, each with its own id."""

    def change(day: Scenario) -> Scenario:
        records = getattr(day, table)
        one = records[position]
        new = (one.model_copy(update={"id": f"copy-{i}", **vary(i)}) for i in range(n))
        return day.model_copy(update={table: (*records, *new)})

    return change


def code(position: int, class_: str, letter: str | None) -> Callable[[Scenario], Scenario]:
    def change(day: Scenario) -> Scenario:
        codes = {k: str(v) for k, v in day.hygiene[position].codes.items() if k != class_}
        if letter is not None:
            codes[class_] = letter
        return at(f"hygiene.{position}", codes=codes)(day)

    return change


def by_road(day: Scenario) -> Scenario:
    return amend(
        day, travel=TravelSettings.model_validate({"source": "road_estimate"}), travel_times=()
    )


def by_graph(*edges: tuple[str, str]) -> Callable[[Scenario], Scenario]:
    table = tuple(TravelEdge(origin=a, destination=b, length_m=100) for a, b in edges)
    settings_ = TravelSettings.model_validate({"source": "graph"})
    return lambda day: amend(day, travel=settings_, travel_edges=table, travel_times=())


RING = ["laundry", "store", "waste", "sas", "lerum", "vargarda", "laundry"]
CIRCLE = tuple(pairwise(RING))


def baseline(day: Scenario) -> Scenario:
    return amend(day, baseline=hospital_plan())
