"""Which small, coherent scenarios and plans do the tests share?

`hospital_day` is one morning of a laundry, a store and a waste station that serve three
sites: clean linen and supplies go out, soiled linen, empty cages and waste come home.
`hospital_plan` is a valid plan of it, written by hand as a sketch of who drives where
and timed by `plan_for`, which knows the scenario's matrix and nothing of the package
under test. Costs and lengths are counted by hand, as literals.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from optimizer.domain import Direction, Scenario, Vehicle, Window
from optimizer.plan import (
    Cleaning,
    Cost,
    Document,
    Handling,
    Route,
    RoutePlan,
    Trip,
    Unserved,
    Visit,
)
from optimizer.travel import UNREACHABLE, TravelTimes
from tests.hospital_day import hospital_day

__all__ = [
    "HOSPITAL_COST",
    "HOSPITAL_LENGTHS_M",
    "HOSPITAL_ROUTES",
    "HOSPITAL_UNSERVED",
    "RouteSketch",
    "Stop",
    "amend",
    "hospital_day",
    "hospital_plan",
    "plan_for",
    "travel_of",
]

D = TypeVar("D", bound=Document)


@dataclass(frozen=True)
class Stop:
    """A visit without times: where, what goes off and on, in this order, which cleaning.

    Handlings are (action, order, carriers), or (action, order) for all of its carriers.
    """

    site: str
    handlings: tuple[tuple[str, str] | tuple[str, str, int], ...] = ()
    cleaning: str | None = None


@dataclass(frozen=True)
class RouteSketch:
    """A route without times: the vehicle, when it starts, its trips of stops."""

    vehicle: str
    start: str
    trips: tuple[tuple[Stop, ...], ...]


HOSPITAL_ROUTES: tuple[RouteSketch, ...] = (
    RouteSketch(
        "lorry-1",
        "05:30",
        (
            (
                Stop("laundry", (("load", "linen-sas"), ("load", "linen-lerum"))),
                Stop("lerum", (("unload", "linen-lerum"),)),
                Stop("sas", (("unload", "linen-sas"), ("load", "soiled-sas"))),
                Stop("laundry", (("unload", "soiled-sas"),), "wash"),
            ),
            (
                Stop("laundry", (("load", "linen-vargarda"),)),
                Stop("vargarda", (("unload", "linen-vargarda"), ("load", "soiled-vargarda"))),
                Stop("laundry", (("unload", "soiled-vargarda"),)),
            ),
        ),
    ),
    RouteSketch(
        "split-1",
        "06:00",
        (
            (
                Stop("store", (("load", "supplies-sas"),)),
                Stop("lerum", (("load", "soiled-lerum"),)),
                Stop("sas", (("unload", "supplies-sas"), ("load", "empties-sas"))),
                Stop("laundry", (("unload", "soiled-lerum"),)),
                Stop("store", (("unload", "empties-sas"),)),
            ),
        ),
    ),
    RouteSketch(
        "van-1",
        "07:00",
        ((Stop("lerum", (("load", "waste-lerum"),)), Stop("waste", (("unload", "waste-lerum"),))),),
    ),
)
HOSPITAL_UNSERVED = (
    Unserved(
        order="waste-vargarda",
        carriers=4,
        reason="penalty",
        detail="a trip of its own costs more than 300 SEK",
    ),
)

# lorry-1: 28 + 53 + 43, then 22 + 22. split-1: 55 + 53 + 43 + 45. van-1: 28 + 26 + 6.
HOSPITAL_LENGTHS_M: Mapping[str, int] = {"lorry-1": 168_000, "split-1": 196_000, "van-1": 60_000}

# Duty: lorry-1 05:30-10:42:30 (18 750 s), split-1 06:00-10:31:40 (16 300 s), van-1
# 07:00-08:19 (4 740 s, of which 1 140 s overtime).
HOSPITAL_COST = Cost(
    fixed_sek=1200 + 1300 + 600,
    distance_sek=168 * 6 + 196 * 7 + 60 * 3,
    time_sek=(18_750 * 400 + 16_300 * 400 + 4_740 * 350) / 3600,
    overtime_sek=1_140 * 175 / 3600,
    penalty_sek=300,
)


def travel_of(scenario: Scenario) -> TravelTimes:
    """Travel times of the scenario's own matrix; pairs it does not name are unreachable."""
    site_ids = tuple(s.id for s in scenario.sites)
    index = {site: i for i, site in enumerate(site_ids)}
    own = sorted({t.vehicle_type for t in scenario.travel_times if t.vehicle_type})
    shape = (1 + len(own), len(site_ids), len(site_ids))
    durations = np.full(shape, UNREACHABLE, dtype=np.int64)
    distances = np.full(shape, UNREACHABLE, dtype=np.int64)
    for profiles, rows in [
        (range(shape[0]), [t for t in scenario.travel_times if t.vehicle_type is None]),
        *(
            ([1 + i], [t for t in scenario.travel_times if t.vehicle_type == name])
            for i, name in enumerate(own)
        ),
    ]:
        for row in rows:
            for profile in profiles:
                at = profile, index[row.origin], index[row.destination]
                durations[at] = round(row.duration_s)
                distances[at] = round(row.length_m)
    for profile in range(shape[0]):
        np.fill_diagonal(durations[profile], 0)
        np.fill_diagonal(distances[profile], 0)
    return TravelTimes(
        site_ids=site_ids,
        profile_by_vehicle_type={
            t.id: 1 + own.index(t.id) if t.id in own else 0 for t in scenario.vehicle_types
        },
        durations=durations,
        distances=distances,
    )


def _earliest(at: int, *rules: Sequence[Window]) -> int:
    """First second not before `at` that lies in a window of every rule."""
    while True:
        after = at
        for windows in rules:
            if windows and not any(w.earliest <= at <= w.latest for w in windows):
                at = min(w.earliest for w in windows if w.earliest > at)
        if at == after:
            return at


@dataclass
class _Clock:
    """Times one route's stops as early as the rules allow."""

    scenario: Scenario
    travel: TravelTimes
    vehicle: Vehicle
    now: int
    at: str

    def visit(self, stop: Stop, *, first: bool) -> Visit:
        """The stop with its times."""
        site = next(s for s in self.scenario.sites if s.id == stop.site)
        kind = next(t for t in self.scenario.vehicle_types if t.id == self.vehicle.vehicle_type)
        arrival = self.now + self.travel.duration(kind.id, self.at, site.id)
        comes_from_elsewhere = self.at != site.id
        if first and site.id == self.vehicle.home:
            comes_from_elsewhere = False
        self.now = arrival + (round(site.setup_min * 60) if comes_from_elsewhere else 0)
        self.at = site.id
        handlings: list[Handling] = []
        block: tuple[str, int, int] | None = None
        for entry in stop.handlings:
            action, order_id = entry[0], entry[1]
            order = next(o for o in self.scenario.orders if o.id == order_id)
            flow = next(f for f in self.scenario.flows if f.id == order.flow)
            carriers = entry[2] if len(entry) == 3 else order.carriers
            at_depot = (action == "load") == (flow.direction is Direction.DELIVERY)
            if at_depot and block and block[0] == action:
                start, end = block[1:]
            elif at_depot:
                releases = [
                    next(o.release for o in self.scenario.orders if o.id == e[1])
                    for e in stop.handlings
                    if action == "load"
                ]
                start = _earliest(max([self.now, *releases]), site.windows)
                end = start + round(60 * (kind.load_min if action == "load" else kind.unload_min))
                block = action, start, end
            else:
                ready = max(self.now, order.release) if action == "load" else self.now
                start = _earliest(ready, order.windows, site.windows)
                end = start + math.ceil(carriers * flow.handling_s * site.handling_factor)
            self.now = end
            handlings.append(
                Handling(order=order.id, action=action, carriers=carriers, start=start, end=end)
            )
        if stop.cleaning:
            minutes = {"wipe": self.scenario.wipe_min, "wash": self.scenario.wash_min}
            self.now += round(60 * minutes[stop.cleaning])
        return Visit(
            site=site.id,
            arrival=arrival,
            departure=self.now,
            handlings=tuple(handlings),
            cleaning=Cleaning(stop.cleaning) if stop.cleaning else None,
        )


def plan_for(
    scenario: Scenario,
    routes: Iterable[RouteSketch] = HOSPITAL_ROUTES,
    unserved: Iterable[Unserved] = HOSPITAL_UNSERVED,
    *,
    cost: Cost | None = None,
    lengths_m: Mapping[str, int] | None = None,
) -> RoutePlan:
    """The sketched routes with times, each as early as the rules allow."""
    travel = travel_of(scenario)
    timed: list[Route] = []
    for sketch in routes:
        vehicle = next(v for v in scenario.vehicles if v.id == sketch.vehicle)
        hours, minutes = sketch.start.split(":")
        start = int(hours) * 3600 + int(minutes) * 60
        clock = _Clock(scenario, travel, vehicle, start, vehicle.home)
        trips = [
            Trip(
                visits=tuple(
                    clock.visit(stop, first=i == 0 and j == 0) for j, stop in enumerate(stops)
                )
            )
            for i, stops in enumerate(sketch.trips)
        ]
        way_home = travel.duration(vehicle.vehicle_type, clock.at, vehicle.home)
        timed.append(
            Route(
                vehicle=vehicle.id,
                start=start,
                end=clock.now + way_home,
                length_m=(lengths_m or {}).get(vehicle.id),
                trips=tuple(trips),
            )
        )
    return RoutePlan(
        scenario=scenario.name, routes=tuple(timed), unserved=tuple(unserved), cost=cost
    )


def hospital_plan() -> RoutePlan:
    """A valid plan of `hospital_day` that states its lengths and its cost."""
    return plan_for(hospital_day(), cost=HOSPITAL_COST, lengths_m=HOSPITAL_LENGTHS_M)


def amend(document: D, path: str = "", **changes: Any) -> D:
    """The document with some fields of one part changed, validated anew.

    The path walks fields and positions: ``routes.0.trips.1.visits.2``.
    """
    data = document.model_dump(mode="json")
    part: Any = data
    for step in path.split(".") if path else ():
        part = part[int(step) if isinstance(part, list) else step]
    part |= changes
    return type(document).model_validate(data)
