"""Are the times possible? Rules R1 to R5 and R10, but for what lies on board."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from optimizer.check.facts import Facts, Leg, PlannedRoute, PlannedVisit, seconds
from optimizer.domain import Order, Window
from optimizer.findings import Finding
from optimizer.plan import Cleaning, Handling
from optimizer.units import HOUR, format_time_of_day

__all__ = ["cleaning_s", "on_time", "timing_findings"]

_clock = format_time_of_day


def timing_findings(facts: Facts) -> Iterator[Finding]:
    """Everything about times that breaks a rule.

    Parameters
    ----------
    facts : Facts
        The documents.

    Yields
    ------
    Finding
        C101-C103 and C111-C153, but for C152.
    """
    driven: set[str] = set()
    for route in facts.routes:
        if route.route.vehicle in driven:
            yield Finding("C111", "the vehicle has a route before this one", route.place())
        driven.add(route.route.vehicle)
        yield from _shift(route)
        for leg in route.legs:
            yield from _leg(route, leg)
        for visit in route.visits:
            yield from _setup(route, visit)
            yield from _at_site(facts, route, visit)
            yield from _at_depot(facts, route, visit)
            yield from _departure(facts, route, visit)


def cleaning_s(facts: Facts, cleaning: Cleaning) -> int:
    """How long a cleaning takes. [s]"""
    scenario = facts.scenario
    return seconds(scenario.wash_min if cleaning is Cleaning.WASH else scenario.wipe_min)


def on_time(facts: Facts, planned: PlannedVisit) -> Iterator[bool]:
    """Whether each handling at an order's site keeps R3's windows and release.

    Parameters
    ----------
    facts : Facts
        The documents.
    planned : PlannedVisit
        A visit.

    Yields
    ------
    bool
        One for each handling of an order whose site this is.
    """
    for handling, order, at_depot in _in_place(facts, planned):
        if not at_depot and planned.site is not None:
            yield (
                _inside(handling.start, order.windows)
                and _inside(handling.start, planned.site.windows)
                and (handling.action == "unload" or handling.start >= order.release)
            )


def _shift(route: PlannedRoute) -> Iterator[Finding]:
    if route.vehicle is None:
        return
    start, end, vehicle = route.route.start, route.route.end, route.vehicle
    if start < vehicle.shift_start:
        message = f"starts {_clock(start)}, the shift {_clock(vehicle.shift_start)}"
        yield Finding("C101", message, route.place())
    if end > vehicle.shift_end:
        message = f"home {_clock(end)}, the shift ends {_clock(vehicle.shift_end)}"
        yield Finding("C102", message, route.place())
    allowed_s = (vehicle.ordinary_h + vehicle.max_overtime_h) * HOUR
    if end - start > allowed_s + 1e-6:
        message = f"duty of {end - start} s, allowed {allowed_s:g} s with overtime"
        yield Finding("C103", message, route.place())


def _leg(route: PlannedRoute, leg: Leg) -> Iterator[Finding]:
    place = route.place(leg.to)
    where = f"{leg.origin} to {leg.destination}"
    if not leg.reachable:
        yield Finding("C113", f"no way from {where}", place)
    elif leg.arrival < leg.departure + leg.duration_s:
        message = (
            f"{where} takes {leg.duration_s} s: departure {_clock(leg.departure)} gives "
            f"{_clock(leg.departure + leg.duration_s)}, stated {_clock(leg.arrival)}"
        )
        yield Finding("C112", message, place)


def _setup(route: PlannedRoute, planned: PlannedVisit) -> Iterator[Finding]:
    visit = planned.visit
    early = min(visit.handlings, key=lambda h: h.start, default=None)
    what, time = ("handling", early.start) if early else ("departure", visit.departure)
    if time < planned.ready:
        message = (
            f"{what} {_clock(time)}, but arrival {_clock(visit.arrival)} and set-up of "
            f"{planned.setup_s} s give {_clock(planned.ready)}"
        )
        yield Finding("C121", message, route.place(planned, early.order if early else ""))


def _at_site(facts: Facts, route: PlannedRoute, planned: PlannedVisit) -> Iterator[Finding]:
    """R3: windows, release and length of each handling, and that they follow one another."""
    for handling, order, at_depot in _in_place(facts, planned):
        if at_depot or planned.site is None:
            continue
        place = route.place(planned, order.id)
        need_s = facts.amounts.handling_s(order, handling.carriers)
        if handling.end - handling.start < need_s:
            message = (
                f"{handling.carriers} carriers take {need_s} s, "
                f"stated {handling.end - handling.start} s"
            )
            yield Finding("C132", message, place)
        if not _inside(handling.start, order.windows):
            message = f"starts {_clock(handling.start)}, windows {_spans(order.windows)}"
            yield Finding("C133", message, place)
        if not _inside(handling.start, planned.site.windows):
            message = (
                f"starts {_clock(handling.start)}, {planned.site.id} is open "
                f"{_spans(planned.site.windows)}"
            )
            yield Finding("C134", message, place)
        if handling.action == "load" and handling.start < order.release:
            message = f"starts {_clock(handling.start)}, released {_clock(order.release)}"
            yield Finding("C135", message, place)
    yield from _sequence(facts, route, planned)


def _sequence(facts: Facts, route: PlannedRoute, planned: PlannedVisit) -> Iterator[Finding]:
    known = [
        (h, facts.at_depot(order, h))
        for h in planned.visit.handlings
        if (order := facts.order(h.order)) is not None
    ]
    for (before, before_at_depot), (after, after_at_depot) in pairwise(known):
        if before_at_depot and after_at_depot:
            continue  # R4 speaks of those
        alone = not before_at_depot and not after_at_depot
        earliest = before.end if alone else before.start
        if after.start < earliest:
            message = (
                f"starts {_clock(after.start)}, the handling of {before.order} before it "
                f"{'ends' if alone else 'starts'} {_clock(earliest)}"
            )
            yield Finding("C131", message, route.place(planned, after.order))


def _at_depot(facts: Facts, route: PlannedRoute, planned: PlannedVisit) -> Iterator[Finding]:
    """R4: loads share a span, unloads share a span, each long enough and in opening times."""
    there = [(h, order) for h, order, at_depot in _in_place(facts, planned) if at_depot]
    place = route.place(planned)
    for action in ("unload", "load"):
        spans = sorted({(h.start, h.end) for h, _ in there if h.action == action})
        if len(spans) > 1:
            shown = ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in spans)
            yield Finding("C141", f"{action}s are apart: {shown}", place)
        for start, end in spans:
            if route.vehicle_type is not None:
                kind = route.vehicle_type
                need_s = seconds(kind.load_min if action == "load" else kind.unload_min)
                if end - start < need_s:
                    message = f"{action}ing takes {need_s} s, stated {end - start} s"
                    yield Finding("C142", message, place)
            if planned.site is not None and not _inside(start, planned.site.windows):
                message = (
                    f"{action}ing starts {_clock(start)}, {planned.site.id} is open "
                    f"{_spans(planned.site.windows)}"
                )
                yield Finding("C143", message, place)
    for handling, order in there:
        if handling.action == "load" and handling.start < order.release:
            message = f"loaded {_clock(handling.start)}, released {_clock(order.release)}"
            yield Finding("C144", message, route.place(planned, order.id))
    yield from _unloads_first(route, planned, [h for h, _ in there])


def _unloads_first(
    route: PlannedRoute, planned: PlannedVisit, handlings: Sequence[Handling]
) -> Iterator[Finding]:
    loads = [(i, h) for i, h in enumerate(handlings) if h.action == "load"]
    unloads = [(i, h) for i, h in enumerate(handlings) if h.action == "unload"]
    if not loads or not unloads:
        return
    off, on = max(h.end for _, h in unloads), min(h.start for _, h in loads)
    if on < off:
        message = f"loading starts {_clock(on)}, unloading ends {_clock(off)}"
        yield Finding("C145", message, route.place(planned))
    elif min(i for i, _ in loads) < max(i for i, _ in unloads):
        yield Finding("C145", "a load is listed before an unload", route.place(planned))


def _departure(facts: Facts, route: PlannedRoute, planned: PlannedVisit) -> Iterator[Finding]:
    """R3's last sentence, and R5 but for the empty load space."""
    visit, place = planned.visit, route.place(planned)
    done = max((h.end for h in visit.handlings), default=planned.ready)
    if visit.departure < done and visit.handlings:
        message = f"departs {_clock(visit.departure)}, the last handling ends {_clock(done)}"
        yield Finding("C136", message, place)
    if visit.cleaning is None:
        return
    if planned.site is not None:
        offered = set(planned.site.cleaning)
        if Cleaning.WASH in offered:
            offered.add(Cleaning.WIPE)
        if visit.cleaning not in offered:
            shown = ", ".join(sorted(offered)) or "no cleaning"
            yield Finding("C151", f"{visit.cleaning}: {visit.site} offers {shown}", place)
    need_s = cleaning_s(facts, visit.cleaning)
    if visit.departure < done + need_s:
        message = (
            f"{visit.cleaning} from {_clock(done)} takes {need_s} s, "
            f"departure {_clock(visit.departure)}"
        )
        yield Finding("C153", message, place)


def _in_place(facts: Facts, planned: PlannedVisit) -> Iterator[tuple[Handling, Order, bool]]:
    """Handlings of known orders done where they belong; R6 speaks of the others."""
    for handling in planned.visit.handlings:
        order = facts.order(handling.order)
        if order is not None and facts.in_place(order, handling, planned.visit.site):
            yield handling, order, facts.at_depot(order, handling)


def _inside(time: int, windows: Sequence[Window]) -> bool:
    return not windows or any(w.earliest <= time <= w.latest for w in windows)


def _spans(windows: Sequence[Window]) -> str:
    return ", ".join(f"{_clock(w.earliest)}-{_clock(w.latest)}" for w in windows)
