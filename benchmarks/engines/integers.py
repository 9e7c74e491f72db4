"""How does an objective in money become one in integers, so that nothing is lost?"""

from __future__ import annotations

import math
from fractions import Fraction

from models.routing.problem import RoutingProblem

__all__ = ["exact_scale", "whole"]

_LARGEST = 10**6


def exact_scale(problem: RoutingProblem) -> float:
    """Integer units for a unit of the objective, the fewest that keep all rates exact.

    Parameters
    ----------
    problem : RoutingProblem
        For its rates and fixed costs.

    Returns
    -------
    float
        Every rate times this is whole; where that would take more than a million units, to
        within half a millionth.

    Notes
    -----
    Prizes are not looked at: they are far above any rate, and rounded.
    """
    amounts = [
        Fraction(amount).limit_denominator(_LARGEST)
        for v in problem.vehicle_types
        for amount in (
            v.fixed_cost,
            v.cost_per_metre,
            v.cost_per_second,
            v.cost_per_overtime_second,
        )
        if amount > 0
    ]
    if not amounts:
        return 1.0
    finest = math.lcm(*(amount.denominator for amount in amounts))
    if finest > _LARGEST:
        return float(_LARGEST)
    return finest / math.gcd(*(int(amount * finest) for amount in amounts))


def whole(amount: float, scale: float) -> int:
    """An amount of the objective in integer units.

    Examples
    --------
    >>> whole(0.1 + 0.2, 10)
    3
    """
    return round(amount * scale)
