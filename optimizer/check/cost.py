"""What does the plan cost, and is that what it says? Rule R13."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.check.facts import Facts, PlannedRoute
from optimizer.findings import Finding, Place
from optimizer.plan import Cost
from optimizer.units import HOUR

__all__ = ["Recount", "cost_findings", "length_m", "overtime_s", "price", "recount"]

_TOLERANCE_SEK = 0.01


@dataclass(frozen=True)
class Recount:
    """Cost and lengths, counted from the documents.

    Parameters
    ----------
    cost : Cost
        Cost by term, of everything that could be counted. [SEK]
    length_m : tuple of int or None
        Length of each route, in the plan's order; None where it cannot be told, because
        the vehicle, a site or a way is unknown. [m]
    complete : bool
        Whether everything could be counted.
    """

    cost: Cost
    length_m: tuple[int | None, ...]
    complete: bool


def overtime_s(route: PlannedRoute) -> float:
    """Duty beyond the vehicle's ordinary time, 0 for an unknown vehicle. [s]"""
    if route.vehicle is None:
        return 0.0
    return max(0.0, route.route.end - route.route.start - route.vehicle.ordinary_h * HOUR)


def recount(facts: Facts) -> Recount:
    """Count cost and lengths anew, in full precision.

    Parameters
    ----------
    facts : Facts
        The documents.

    Returns
    -------
    Recount
        Cost and lengths.
    """
    costs = [price(route) for route in facts.routes]
    lengths = tuple(length_m(route) for route in facts.routes)
    paid: set[str] = set()
    fixed_sek = 0.0
    for route, cost in zip(facts.routes, costs, strict=True):
        if route.route.vehicle not in paid:
            fixed_sek += cost.fixed_sek
        paid.add(route.route.vehicle)
    return Recount(
        Cost(
            fixed_sek=fixed_sek,
            distance_sek=sum(cost.distance_sek for cost in costs),
            time_sek=sum(cost.time_sek for cost in costs),
            overtime_sek=sum(cost.overtime_sek for cost in costs),
            penalty_sek=_penalties(facts),
        ),
        lengths,
        None not in lengths,
    )


def length_m(route: PlannedRoute) -> int | None:
    """Length of a route from home to home; None where a site or a way is unknown. [m]"""
    if not route.complete or not all(leg.reachable for leg in route.legs):
        return None
    return sum(leg.length_m for leg in route.legs)


def price(route: PlannedRoute) -> Cost:
    """What one route costs: all terms but penalties, nothing for an unknown vehicle. [SEK]

    Parameters
    ----------
    route : PlannedRoute
        The route.

    Returns
    -------
    Cost
        Its terms; a length that cannot be told counts as none.
    """
    kind = route.vehicle_type
    if kind is None:
        return Cost(fixed_sek=0, distance_sek=0, time_sek=0, overtime_sek=0, penalty_sek=0)
    duty_s = max(0, route.route.end - route.route.start)
    return Cost(
        fixed_sek=kind.cost_per_day_sek,
        distance_sek=(length_m(route) or 0) / 1000 * kind.cost_per_km_sek,
        time_sek=duty_s / HOUR * kind.cost_per_h_sek,
        overtime_sek=overtime_s(route) / HOUR * kind.cost_per_overtime_h_sek,
        penalty_sek=0,
    )


def cost_findings(facts: Facts, counted: Recount) -> Iterator[Finding]:
    """Stated cost terms and lengths that do not recount.

    Parameters
    ----------
    facts : Facts
        The documents.
    counted : Recount
        Their recount. What could not be counted is not compared.

    Yields
    ------
    Finding
        C631 and C632.
    """
    stated = facts.plan.cost
    if stated is not None and counted.complete:
        for term in Cost.model_fields:
            says, is_ = getattr(stated, term), getattr(counted.cost, term)
            if abs(says - is_) > _TOLERANCE_SEK:
                message = f"stated {says:.2f} SEK, counted {is_:.2f} SEK"
                yield Finding("C631", message, Place("cost", column=term))
    for route, is_m in zip(facts.routes, counted.length_m, strict=True):
        says_m = route.route.length_m
        if says_m is None or is_m is None:
            continue
        if abs(says_m - is_m) > len(route.legs):
            yield Finding("C632", f"stated {says_m} m, counted {is_m} m", route.place())


def _penalties(facts: Facts) -> float:
    total = 0.0
    for entry in facts.plan.unserved:
        order = facts.orders.get(entry.order)
        if order is not None and not order.mandatory:
            total += (order.penalty_sek or 0.0) * entry.carriers / order.carriers
    return total
