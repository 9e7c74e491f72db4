"""Which wards have a delivery on the day, and how long does it have to last?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from optimizer.calendar import OpenDays
from optimizer.domain import Scenario
from optimizer.findings import Finding, Place
from optimizer.level_plan import LevelPlan
from optimizer.ward_stores import WEEKDAYS, Ward

__all__ = ["Delivery", "closed_today", "deliveries", "named", "other_visit_days", "several"]

_NAMED = 8


@dataclass(frozen=True, slots=True)
class Delivery:
    """A ward's delivery of the day.

    Parameters
    ----------
    ward : Ward
        Who gets it.
    following : date or None
        Day of the next delivery; None if none is known.
    days : int or None
        Days it has to last, from its own day to the day before the next. [days]
    extra_days : int
        Days among them on which other weeks have a delivery already. [days]
    """

    ward: Ward
    following: dt.date | None
    days: int | None
    extra_days: int


def deliveries(scenario: Scenario, calendar: OpenDays, day: dt.date) -> Mapping[str, Delivery]:
    """Deliveries of a day, by ward.

    Parameters
    ----------
    scenario : Scenario
        Its wards.
    calendar : OpenDays
        Their days.
    day : date
        Day of delivery.

    Returns
    -------
    mapping of str to Delivery
        Only wards that have one, in the scenario's order.
    """
    found: dict[str, Delivery] = {}
    for ward in scenario.wards:
        if calendar.is_open(day, ward.id):
            following = calendar.next_visit(ward.id, day)
            days = None if following is None else (following - day).days
            extra = 0 if days is None else max(0, days - calendar.usual_days(ward.id, day))
            found[ward.id] = Delivery(ward, following, days, extra)
    return found


def closed_today(scenario: Scenario, calendar: OpenDays, day: dt.date) -> list[Finding]:
    """Wards whose weekday it is, and that get nothing for it is a closed day."""
    groups: dict[tuple[str, dt.date | None], list[str]] = {}
    for ward in scenario.wards:
        if calendar.is_visit_weekday(day, ward.id) and not calendar.is_open(day, ward.id):
            key = calendar.why_closed(day, ward.id), calendar.next_visit(ward.id, day)
            groups.setdefault(key, []).append(ward.id)
    return [
        Finding(
            "S941",
            f"no delivery on {day} ({why}) to {named(wards)}; "
            + (f"the next is on {following}" if following else "no next one is known"),
            Place("wards", column="visit_days"),
        )
        for (why, following), wards in groups.items()
    ]


def other_visit_days(scenario: Scenario, levels: LevelPlan | None) -> list[Finding]:
    """Wards that are visited on other weekdays than their levels are made for."""
    made_for = {row.ward: set(row.visit_days) for row in levels.visits} if levels else {}
    groups: dict[str, list[str]] = {}
    for ward in scenario.wards:
        wanted = made_for.get(ward.id, set(ward.visit_days))
        if wanted != set(ward.visit_days):
            days = ", ".join(day for day in WEEKDAYS if day in wanted)
            groups.setdefault(days, []).append(ward.id)
    return [
        Finding(
            "S927",
            f"the levels of {named(wards)} are made for deliveries on {days}",
            Place("wards", column="visit_days"),
        )
        for days, wards in groups.items()
    ]


def several(n: int, one: str) -> str:
    """A number of things in words.

    Examples
    --------
    >>> several(1, "day"), several(3, "day")
    ('1 day', '3 days')
    """
    return f"{n} {one}" + ("" if n == 1 else "s")


def named(ids: Iterable[str]) -> str:
    """Some ids, those beyond eight as a number.

    Examples
    --------
    >>> named("ab"), named("abcdefghij")
    ('a, b', 'a, b, c, d, e, f, g, h and 2 more')
    """
    every = list(ids)
    more = f" and {len(every) - _NAMED} more" if len(every) > _NAMED else ""
    return ", ".join(every[:_NAMED]) + more
