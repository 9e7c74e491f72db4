"""Can every order be reached and brought home in time, were it the only one?

Each order is tried alone with every vehicle that may take it, by its quickest trip: home,
a depot, the site, a depot, home. What fails alone fails in every plan. The converse does
not hold: that all is well here does not mean that the fleet suffices.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from optimizer.domain import Direction, Scenario, Site, Vehicle, VehicleType
from optimizer.findings import Finding
from optimizer.travel import UNREACHABLE, TravelTimes
from optimizer.units import HOUR, MINUTE, format_time_of_day
from optimizer.validate.amounts import obstacles
from optimizer.validate.fleet import duty_s
from optimizer.validate.tables import OrderRow, Tables, at, together
from optimizer.validate.times import Spans, spans, usable

__all__ = ["validate_reach"]


@dataclass(frozen=True, slots=True)
class _Trial:
    """How far one vehicle gets with one order alone.

    Parameters
    ----------
    code : str
        Finding of the first obstacle; empty where there is none.
    shortfall : int
        How far it is from possible, so that the nearest miss is named. [s]
    message : str
        The numbers.
    """

    code: str = ""
    shortfall: int = 0
    message: str = ""

    @property
    def nearness(self) -> tuple[str, int]:
        """Later obstacles are nearer, and smaller shortfalls among equals."""
        return self.code, -self.shortfall


_DONE = _Trial()


def validate_reach(scenario: Scenario, travel: TravelTimes) -> tuple[Finding, ...]:
    """Orders that no vehicle can serve in time, were they the only ones.

    Parameters
    ----------
    scenario : Scenario
        A scenario without errors of :func:`~optimizer.validate.validate`.
    travel : TravelTimes
        Its travel times.

    Returns
    -------
    tuple of Finding
        Warnings V701 (no way), V702 (too late) and V703 (too long), each with the
        nearest miss and its numbers; orders alike are told together.

    Examples
    --------
    >>> from optimizer.travel import measure
    >>> from tests.rigs import amend, hospital_day
    >>> day = hospital_day()
    >>> validate_reach(day, measure(day))
    ()
    """
    tables = Tables(scenario)
    reach = _Reach(tables, travel)
    known: dict[tuple[object, ...], _Trial] = {}
    found = []
    for row in tables.orders:
        key = _alike(row)
        if key not in known:
            known[key] = reach.best(row)
        trial = known[key]
        if trial.code:
            place = at("orders", row.row, "windows" if row.order.windows else "site")
            found.append(Finding(trial.code, trial.message, place))
    return together(found)


def _alike(row: OrderRow) -> tuple[object, ...]:
    order = row.order
    each = (row.carrier.id, order.weight_kg / order.carriers)
    return (row.flow.id, row.site.id, order.depots, order.windows, order.release, each)


@dataclass(frozen=True, slots=True)
class _Step:
    """One visit of a trial trip: drive there, set up, wait until it may start, work."""

    site: Site
    driving: int
    setup: int
    ready: int
    spans: Spans
    work: int


class _Reach:
    def __init__(self, tables: Tables, travel: TravelTimes) -> None:
        self.tables, self.travel = tables, travel
        alike: dict[tuple[object, ...], Vehicle] = {}
        for v in tables.scenario.vehicles:
            if v.vehicle_type in tables.vehicle_types and v.home in tables.sites:
                key = (v.vehicle_type, v.home, v.shift_start, v.shift_end, duty_s(v))
                alike.setdefault(key, v)
        self.vehicles = [(tables.vehicle_types[v.vehicle_type], v) for v in alike.values()]

    def best(self, row: OrderRow) -> _Trial:
        """The trial that gets farthest, over vehicles and depots; done where none is due."""
        open_ = usable(self.tables, row)
        nearest: _Trial | None = None
        for type_, vehicle in self.vehicles:
            if not open_ or obstacles(self.tables, row, type_):
                continue
            for depot in row.depots:
                trial = self._try(row, open_, type_, vehicle, depot)
                if not trial.code:
                    return _DONE
                if nearest is None or trial.nearness > nearest.nearness:
                    nearest = trial
        return nearest or _DONE

    def _try(
        self,
        row: OrderRow,
        open_: Spans,
        type_: VehicleType,
        vehicle: Vehicle,
        depot: Site,
    ) -> _Trial:
        home = self.tables.sites[vehicle.home]
        delivery = row.flow.direction is Direction.DELIVERY
        at_depot_s = math.floor((type_.load_min if delivery else type_.unload_min) * MINUTE)
        handling_s = self.tables.amounts.handling_s(row.order, 1)
        release = row.order.release
        there = (row.site, release, open_, handling_s)
        by_depot = (depot, release if delivery else 0, spans(depot.windows), at_depot_s)
        visits = (by_depot, there) if delivery else (there, by_depot)
        steps: list[_Step] = []
        at_site = home
        for site, ready, opening, work in visits:
            driving = self.travel.duration(type_.id, at_site.id, site.id)
            if driving >= UNREACHABLE:
                return _no_way(row, vehicle, at_site, site)
            setup = 0 if site.id == at_site.id else math.floor(site.setup_min * MINUTE)
            steps.append(_Step(site, driving, setup, ready, opening, work))
            at_site = site
        way_home = self.travel.duration(type_.id, at_site.id, home.id)
        if way_home >= UNREACHABLE:
            return _no_way(row, vehicle, at_site, home)
        return _timed(row, vehicle, steps, way_home)


def _no_way(row: OrderRow, vehicle: Vehicle, origin: Site, destination: Site) -> _Trial:
    message = (
        f'site "{row.site.id}": no way from "{origin.id}" to "{destination.id}", '
        f'nor any other for a vehicle that may take flow "{row.flow.id}" (tried "{vehicle.id}")'
    )
    return _Trial("V701", 0, message)


def _timed(row: OrderRow, vehicle: Vehicle, steps: list[_Step], way_home: int) -> _Trial:
    whom = f'site "{row.site.id}", flow "{row.flow.id}", vehicle "{vehicle.id}" at best'
    now = vehicle.shift_start
    for step in steps:
        ready = max(now + step.driving + step.setup, step.ready)
        starts = [max(ready, first) for first, last in step.spans if ready <= last]
        if not starts:
            closes = max(last for _, last in step.spans)
            message = (
                f'{whom}: ready to handle at "{step.site.id}" at {format_time_of_day(ready)}, '
                f"the last window ends {format_time_of_day(closes)}"
            )
            return _Trial("V702", ready - closes, message)
        now = min(starts) + step.work
    back = now + way_home
    if back > vehicle.shift_end:
        message = (
            f"{whom}: home at {format_time_of_day(back)}, "
            f"the shift ends {format_time_of_day(vehicle.shift_end)}"
        )
        return _Trial("V703", back - vehicle.shift_end, message)
    least = sum(step.driving + step.setup + step.work for step in steps) + way_home
    if least > duty_s(vehicle):
        message = (
            f"{whom}: there and back takes {least / HOUR:.1f} h, "
            f"the longest duty is {duty_s(vehicle) / HOUR:.1f} h"
        )
        return _Trial("V703", math.ceil(least - duty_s(vehicle)), message)
    return _DONE
