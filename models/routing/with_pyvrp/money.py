"""In which integer units is money told to PyVRP?"""

from __future__ import annotations

from models.routing.problem import RoutingProblem

__all__ = ["money_scale"]


def money_scale(problem: RoutingProblem) -> float:
    """Integer units for a unit of money, so that no rate loses more than 0.1 %.

    Parameters
    ----------
    problem : RoutingProblem
        For its rates.

    Returns
    -------
    float
        A power of ten, at most 10^5.
    """
    rates = [
        rate
        for v in problem.vehicle_types
        for rate in (v.cost_per_metre, v.cost_per_second, v.cost_per_overtime_second)
        if rate > 0
    ]
    scales = (10.0**exponent for exponent in range(6))
    return next(
        (s for s in scales if all(abs(round(r * s) - r * s) <= 1e-3 * r * s for r in rates)), 1e5
    )
