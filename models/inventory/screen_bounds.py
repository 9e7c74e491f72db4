"""Which stocks, and which S, can matter to a screened pair? What its costs rule out.

The cost of a stock is convex in it, with a *valley*: all that follows from a cost that is
known to be reached. Section I.4 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

from models.inventory.problem import Floats
from models.kernels import bare

__all__ = ["SAME", "falling", "high_end", "low_end"]

SAME = 1e-12
"""Costs that differ by less, as a share, are the same."""


@bare
def low_end(c: float, s: int, valley: int, top: int, price: Floats) -> int:
    """Highest stock up to the valley, from s on, below which all stocks cost at least c."""
    while s < valley and price[top - s - 1] >= c:
        s += 1
    return s


@bare
def high_end(c: float, end: int, valley: int, top: int, price: Floats) -> int:
    """Lowest stock above the valley, from ``end`` down, above which all cost at least c."""
    while end - 1 > valley and price[top - end + 1] >= c:
        end -= 1
    return end


@bare
def falling(
    c: float,
    s: int,
    end: int,
    valley: int,
    top: int,
    slope: float,
    seen: Floats,
    gaps: Floats,
    price: Floats,
) -> int:
    """Lowest S that need be looked at: up to there, a higher S is better (I.406)."""
    if slope <= 0.0:
        return end - 1
    depth = (c - price[top - valley]) / slope
    rarest = 1.0
    for k in range(end - valley, end - s):
        rarest = min(rarest, seen[k])
    floor = end
    for k in range(end - valley, 0, -1):
        rarest = min(rarest, seen[k])
        if gaps[k] > rarest * depth:
            floor = valley + k
    return floor - 1
