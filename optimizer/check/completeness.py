"""Is every carrier served or left out once, and for a reason that can be true? Rule R12.

Of the reasons, `capacity`, `penalty` and `rule` are refuted by the documents alone.
`window` and `fleet` speak of other plans that might have been, which is not asked here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from optimizer.check.access import may_serve
from optimizer.check.facts import Facts
from optimizer.domain import Order, VehicleType
from optimizer.findings import Finding, Place
from optimizer.plan import Unserved, UnservedReason

__all__ = ["completeness_findings", "shortfall_findings"]

_TOLERANCE = 1e-6


def completeness_findings(facts: Facts) -> Iterator[Finding]:
    """Carriers that are missing or counted twice, and reasons that are untrue.

    Parameters
    ----------
    facts : Facts
        The documents.

    Yields
    ------
    Finding
        C521-C525.
    """
    unloaded: Counter[str] = Counter()
    for route in facts.plan.routes:
        for trip in route.trips:
            for visit in trip.visits:
                for handling in visit.handlings:
                    if handling.action == "unload":
                        unloaded[handling.order] += handling.carriers
    unserved: Counter[str] = Counter()
    for entry in facts.plan.unserved:
        unserved[entry.order] += entry.carriers
    for order in facts.orders.values():
        told = unloaded[order.id] + unserved[order.id]
        if told != order.carriers:
            message = (
                f"{unloaded[order.id]} unloaded and {unserved[order.id]} unserved of "
                f"{order.carriers} carriers"
            )
            code = "C521" if told < order.carriers else "C522"
            yield Finding(code, message, Place("plan", column=f"order {order.id}"))
    for entry in facts.plan.unserved:
        yield from _reason(facts, entry)


def shortfall_findings(facts: Facts) -> Iterator[Finding]:
    """Warnings of mandatory orders that are left out.

    Parameters
    ----------
    facts : Facts
        The documents.

    Yields
    ------
    Finding
        C901.
    """
    for entry in facts.plan.unserved:
        order = facts.orders.get(entry.order)
        if order is not None and order.mandatory:
            message = (
                f"{entry.carriers} of {order.carriers} carriers of a mandatory order of "
                f"priority {order.priority} left out: {entry.reason}"
            )
            yield Finding("C901", message, _place(entry))


def _reason(facts: Facts, entry: Unserved) -> Iterator[Finding]:
    order = facts.order(entry.order)
    if order is None:
        return
    if entry.reason is UnservedReason.PENALTY and order.mandatory:
        yield Finding("C524", "the order is mandatory", _place(entry))
    if entry.reason not in {UnservedReason.CAPACITY, UnservedReason.RULE}:
        return
    admitted = [kind for kind in facts.fleet_types() if may_serve(facts, kind, order)]
    if entry.reason is UnservedReason.RULE and admitted:
        message = f"{admitted[0].id} may carry it and come there"
        yield Finding("C525", message, _place(entry))
    holding = [kind for kind in admitted if _holds_one(facts, kind, order)]
    if entry.reason is UnservedReason.CAPACITY and holding:
        message = f"{holding[0].id} may come there and holds a carrier of it"
        yield Finding("C523", message, _place(entry))


def _holds_one(facts: Facts, kind: VehicleType, order: Order) -> bool:
    one = facts.amounts.of(order, 1)
    return (
        one.slots <= kind.slots + _TOLERANCE
        and one.weight_kg <= kind.payload_kg + _TOLERANCE
        and (kind.volume_m3 is None or one.volume_m3 <= kind.volume_m3 + _TOLERANCE)
    )


def _place(entry: Unserved) -> Place:
    return Place("unserved", column=f"order {entry.order}")
