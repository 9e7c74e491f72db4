"""What lies on board, and does it fit? Rules R6 and R7, and R5's empty load space."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from optimizer.amounts import Amount
from optimizer.check.facts import Facts, PlannedRoute, PlannedVisit
from optimizer.domain import VehicleType
from optimizer.findings import Finding
from optimizer.plan import Handling

__all__ = ["Aboard", "aboard_after", "amount_of", "load_findings"]

_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Aboard:
    """What is on board when a visit is left.

    Parameters
    ----------
    visit : PlannedVisit
        The visit.
    carriers : mapping of str to int
        Carriers by order, without those of which there are none; below zero where more
        was unloaded than loaded. [carriers]
    short : tuple of Handling
        Unloads of this visit that took more than was on board.
    """

    visit: PlannedVisit
    carriers: Mapping[str, int]
    short: tuple[Handling, ...]

    @property
    def loaded(self) -> Mapping[str, int]:
        """Carriers that are really there, by order. [carriers]"""
        return {order: n for order, n in self.carriers.items() if n > 0}


def aboard_after(facts: Facts, visits: Sequence[PlannedVisit]) -> Iterator[Aboard]:
    """What is on board after each visit of one trip, which starts empty.

    Parameters
    ----------
    facts : Facts
        The documents.
    visits : sequence of PlannedVisit
        Visits of one trip. Handlings of unknown orders are left aside.

    Yields
    ------
    Aboard
        One for each visit.
    """
    carriers: Counter[str] = Counter()
    for planned in visits:
        short: list[Handling] = []
        for handling in planned.visit.handlings:
            if facts.order(handling.order) is None:
                continue
            if handling.action == "load":
                carriers[handling.order] += handling.carriers
            else:
                carriers[handling.order] -= handling.carriers
                if carriers[handling.order] < 0:
                    short.append(handling)
        yield Aboard(planned, {o: n for o, n in carriers.items() if n}, tuple(short))


def load_findings(facts: Facts) -> Iterator[Finding]:
    """Everything about loads that breaks a rule.

    Parameters
    ----------
    facts : Facts
        The documents.

    Yields
    ------
    Finding
        C152, C261-C263 and C271-C273. An overload is told once a trip and measure, where
        it is worst.
    """
    for route in facts.routes:
        for planned in route.visits:
            yield from _places(facts, route, planned)
        for _, visits in route.trips():
            profile = tuple(aboard_after(facts, visits))
            yield from _balance(route, profile)
            if route.vehicle_type is not None:
                yield from _capacity(facts, route, route.vehicle_type, profile)


def _places(facts: Facts, route: PlannedRoute, planned: PlannedVisit) -> Iterator[Finding]:
    for handling in planned.visit.handlings:
        order = facts.order(handling.order)
        if order is None or planned.site is None:
            continue
        if not facts.in_place(order, handling, planned.visit.site):
            at_depot = facts.at_depot(order, handling)
            places = sorted(facts.depots(order)) if at_depot else [order.site]
            message = (
                f"{handling.action} at {planned.visit.site}, allowed at "
                f"{', '.join(places) or 'no site'}"
            )
            yield Finding("C261", message, route.place(planned, order.id))


def _balance(route: PlannedRoute, profile: Sequence[Aboard]) -> Iterator[Finding]:
    for aboard in profile:
        for handling in aboard.short:
            message = (
                f"unloads {handling.carriers} carriers, "
                f"{-aboard.carriers.get(handling.order, 0)} more than on board"
            )
            yield Finding("C263", message, route.place(aboard.visit, handling.order))
        if aboard.visit.visit.cleaning and aboard.loaded:
            yield Finding("C152", f"on board: {_shown(aboard.loaded)}", route.place(aboard.visit))
    last = profile[-1]
    for order, n in last.loaded.items():
        yield Finding("C262", f"{n} carriers left on board", route.place(last.visit, order))


def _capacity(
    facts: Facts, route: PlannedRoute, kind: VehicleType, profile: Sequence[Aboard]
) -> Iterator[Finding]:
    limits = (
        ("C271", "slots", "slots", kind.slots),
        ("C272", "weight_kg", "kg", kind.payload_kg),
        ("C273", "volume_m3", "m3", kind.volume_m3),
    )
    legs = [(aboard, amount_of(facts, aboard.loaded)) for aboard in profile[:-1]]
    for code, name, unit, limit in limits:
        over = [
            (getattr(amount, name), aboard)
            for aboard, amount in legs
            if limit is not None and getattr(amount, name) > limit + _TOLERANCE
        ]
        if over:
            load, aboard = max(over, key=lambda pair: pair[0])
            message = (
                f"{load:g} {unit} on board, {kind.id} holds {limit:g} {unit}; "
                f"{len(over)} legs of the trip are overloaded"
            )
            yield Finding(code, message, route.place(aboard.visit))


def amount_of(facts: Facts, carriers: Mapping[str, int]) -> Amount:
    """Room and weight of some carriers of each order."""
    total = Amount()
    for order, n in carriers.items():
        total += facts.amounts.of(facts.orders[order], n)
    return total


def _shown(carriers: Mapping[str, int]) -> str:
    return ", ".join(f"{n} of {order}" for order, n in sorted(carriers.items()))
