"""What is it worth to serve an order? Penalties and priorities as one currency.

An optional order is worth its penalty. A mandatory one is worth more than any route could
cost, and the more the higher its priority, so that lower priorities are left out first
when capacity does not suffice.
"""

from __future__ import annotations

from optimizer.domain import Order, Scenario
from optimizer.units import HOUR

__all__ = ["dearest_day", "part_prize"]

_STEP = 10.0
_LOWEST_PRIORITY = 9
_FASTEST_KMH = 90.0


def part_prize(order: Order, carriers: int, dearest: float) -> float:
    """Objective lost by leaving some carriers of an order out.

    Parameters
    ----------
    order : Order
        The order.
    carriers : int
        How many of its carriers. [carriers]
    dearest : float
        From :func:`dearest_day`. [SEK]

    Returns
    -------
    float
        For an optional order its share of the penalty. [SEK]
    """
    if not order.mandatory:
        return (order.penalty_sek or 0.0) * carriers / order.carriers
    weight = _STEP ** (_LOWEST_PRIORITY - order.priority)
    # A large part is worth more than a small one of the same priority.
    return dearest * weight * (1 + carriers / 100)


def dearest_day(scenario: Scenario) -> float:
    """More than a whole day of any vehicle can cost.

    Parameters
    ----------
    scenario : Scenario
        With its fleet.

    Returns
    -------
    float
        One more than the dearest vehicle's shift, driven at top speed all through. [SEK]
    """
    kinds = {kind.id: kind for kind in scenario.vehicle_types}
    return (
        max(
            (
                kind.cost_per_day_sek
                + hours * (kind.cost_per_h_sek + kind.cost_per_overtime_h_sek)
                + hours * _FASTEST_KMH * kind.speed_factor * kind.cost_per_km_sek
                for vehicle in scenario.vehicles
                for kind in (kinds[vehicle.vehicle_type],)
                for hours in ((vehicle.shift_end - vehicle.shift_start) / HOUR,)
            ),
            default=0.0,
        )
        + 1.0
    )
