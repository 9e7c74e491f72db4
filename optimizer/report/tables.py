"""Which tables tell the routes? Routes, visits, handlings and sites.

The same tables are shown on the page and written to the workbook. What is left out and
what the checker found is told by ``remarks``, what the plan is worth by ``figures``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from optimizer.domain import Scenario
from optimizer.plan import Cleaning
from optimizer.report.goods import GoodsLine, goods_lines
from optimizer.report.map import KIND_NAMES
from optimizer.report.story import RouteStory
from optimizer.report.table import Cell, Column, Kind, Table
from optimizer.report.text import N_, Language

__all__ = [
    "CLEANING_NAMES",
    "handlings_table",
    "routes_table",
    "sites_table",
    "visits_table",
]

CLEANING_NAMES = {Cleaning.WIPE: N_("Wipe"), Cleaning.WASH: N_("Wash")}
"""Names of the cleanings, for people."""


def routes_table(stories: Iterable[RouteStory], say: Language) -> Table:
    """One row a vehicle: when, how long, how far, how full.

    Examples
    --------
    >>> routes_table((), Language("sv")).title
    'Rutter'
    """
    columns = (
        Column(say.text("Route"), Kind.COUNT),
        Column(say.text("Vehicle")),
        Column(say.text("Vehicle type")),
        Column(say.text("Start"), Kind.TIME),
        Column(say.text("End"), Kind.TIME),
        Column(say.text("Duty"), Kind.DURATION),
        Column(say.text("Driving"), Kind.DURATION),
        Column(say.text("Overtime"), Kind.DURATION),
        Column(say.text("Trips"), Kind.COUNT),
        Column(say.text("Visits"), Kind.COUNT),
        Column(say.text("Distance"), Kind.LENGTH),
        Column(say.text("Fullest leg"), Kind.SHARE),
    )
    rows = tuple(
        (
            story.number,
            story.vehicle.id,
            story.vehicle_type.name or story.vehicle_type.id,
            story.route.start,
            story.route.end,
            story.duty_s,
            story.driving_s,
            story.overtime_s,
            len(story.trips),
            len(story.stops),
            story.length_m,
            max((s.on_board.slots for s in story.stops), default=0.0) / story.vehicle_type.slots,
        )
        for story in stories
    )
    return Table(
        "routes", say.text("Routes"), columns, rows, say.text("No vehicle is used in this plan.")
    )


def _goods_text(lines: Iterable[GoodsLine]) -> str:
    return "; ".join(f"{line.carriers} × {line.carrier}, {line.goods}" for line in lines)


def visits_table(stories: Iterable[RouteStory], say: Language) -> Table:
    """One row a visit: when, what goes off and on, what is on board afterwards.

    Examples
    --------
    >>> visits_table((), Language("sv")).title
    'Besök'
    """
    columns = (
        Column(say.text("Route"), Kind.COUNT),
        Column(say.text("Vehicle")),
        Column(say.text("Trip"), Kind.COUNT),
        Column(say.text("Stop"), Kind.COUNT),
        Column(say.text("Site")),
        Column(say.text("Arrival"), Kind.TIME),
        Column(say.text("Departure"), Kind.TIME),
        Column(say.text("Off")),
        Column(say.text("On")),
        Column(say.text("Cleaning")),
        Column(say.text("Slots on board"), Kind.DECIMAL),
        Column(say.text("Weight on board"), Kind.WEIGHT),
        Column(say.text("Distance"), Kind.LENGTH),
    )
    rows: list[tuple[Cell, ...]] = []
    for story in stories:
        for trip in story.trips:
            for stop in trip.stops:
                lines = goods_lines(say, stop, by_place=False)
                cleaning = stop.visit.cleaning
                rows.append(
                    (
                        story.number,
                        story.vehicle.id,
                        trip.number,
                        stop.number,
                        stop.site.name or stop.site.id,
                        stop.visit.arrival,
                        stop.visit.departure,
                        _goods_text(line for line in lines if not line.is_load),
                        _goods_text(line for line in lines if line.is_load),
                        say.text(CLEANING_NAMES[cleaning]) if cleaning else None,
                        stop.on_board.slots,
                        stop.on_board.weight_kg,
                        stop.drive_m,
                    )
                )
    return Table("visits", say.text("Visits"), columns, tuple(rows))


def handlings_table(stories: Iterable[RouteStory], say: Language) -> Table:
    """One row a handling: which order, which way, how many carriers, when.

    Examples
    --------
    >>> handlings_table((), Language("sv")).title
    'Hanteringar'
    """
    columns = (
        Column(say.text("Vehicle")),
        Column(say.text("Trip"), Kind.COUNT),
        Column(say.text("Stop"), Kind.COUNT),
        Column(say.text("Site")),
        Column(say.text("Order")),
        Column(say.text("Off or on")),
        Column(say.text("Carriers"), Kind.COUNT),
        Column(say.text("Load carrier")),
        Column(say.text("Goods")),
        Column(say.text("Hygiene class")),
        Column(say.text("Start"), Kind.TIME),
        Column(say.text("End"), Kind.TIME),
    )
    rows = tuple(
        (
            story.vehicle.id,
            trip.number,
            stop.number,
            stop.site.name or stop.site.id,
            item.order.id,
            say.text("On") if item.is_load else say.text("Off"),
            item.handling.carriers,
            item.carrier.name or item.carrier.id,
            item.flow.name or item.flow.id,
            item.flow.hygiene_class,
            item.handling.start,
            item.handling.end,
        )
        for story in stories
        for trip in story.trips
        for stop in trip.stops
        for item in stop.goods
    )
    return Table("handlings", say.text("Handlings"), columns, rows)


@dataclass(slots=True)
class _AtSite:
    arrivals: list[int] = field(default_factory=list)
    departures: list[int] = field(default_factory=list)
    vehicles: dict[str, None] = field(default_factory=dict)
    carriers: Counter[str] = field(default_factory=Counter)


def sites_table(scenario: Scenario, stories: Iterable[RouteStory], say: Language) -> Table:
    """One row a visited site: who comes, when, with how many carriers.

    Examples
    --------
    >>> from tests.rigs import hospital_day
    >>> sites_table(hospital_day(), (), Language("sv")).title
    'Platser'
    """
    columns = (
        Column(say.text("Site")),
        Column(say.text("Kind")),
        Column(say.text("Visits"), Kind.COUNT),
        Column(say.text("First arrival"), Kind.TIME),
        Column(say.text("Last departure"), Kind.TIME),
        Column(say.text("Carriers off"), Kind.COUNT),
        Column(say.text("Carriers on"), Kind.COUNT),
        Column(say.text("Vehicles")),
    )
    seen: dict[str, _AtSite] = {}
    for story in stories:
        for stop in story.stops:
            at = seen.setdefault(stop.site.id, _AtSite())
            at.arrivals.append(stop.visit.arrival)
            at.departures.append(stop.visit.departure)
            at.vehicles[story.vehicle.id] = None
            for item in stop.goods:
                at.carriers[item.handling.action] += item.handling.carriers
    rows = tuple(
        (
            site.name or site.id,
            say.text(KIND_NAMES[site.kind]),
            len(seen[site.id].arrivals),
            min(seen[site.id].arrivals),
            max(seen[site.id].departures),
            seen[site.id].carriers["unload"],
            seen[site.id].carriers["load"],
            ", ".join(seen[site.id].vehicles),
        )
        for site in scenario.sites
        if site.id in seen
    )
    return Table("sites", say.text("Sites"), columns, rows, say.text("No site is visited."))
