"""Which goods wait for a fuller load carrier?

The rule. Of a site's goods of one flow, what is left over when all other carriers are full
fills a carrier to less than half. Then lines wait until the next delivery of their ward, if
the shelf lasts until then without them: the stock counted and on its way is at least the
demand expected from the count to the next delivery, and so many standard deviations more as
make the probability of lasting the larger one of the class's targets (normal distribution).
Those with the most to spare wait first, and hardly more of them than it takes to save the
carrier. If they cannot save it, or if goods fill half a carrier or more, all ride along.
"""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.replenish.lines import Line, Urgency
from optimizer.replenish.packing import Goods, Load, least_carriers, pack

__all__ = ["LEAST_FILL", "who_waits"]

LEAST_FILL = 0.5
"""A carrier that is filled less than this is worth saving. [-]"""
_STEPS = 8
"""Times that more goods are taken out before all that may wait are."""


def who_waits(
    goods: Sequence[Goods], lines: Sequence[Line], loads: tuple[Load, ...]
) -> tuple[frozenset[int], tuple[Load, ...]]:
    """Goods that are better left until the next delivery.

    Parameters
    ----------
    goods : sequence of Goods
        Goods of one site and flow.
    lines : sequence of Line
        The line of each of them.
    loads : tuple of Load
        All of them in carriers.

    Returns
    -------
    (frozenset of int, tuple of Load)
        Indices in ``goods`` of what waits, and the carriers of the rest, at least one fewer;
        none and the carriers as they are where nothing waits.
    """
    fewer = len(loads) - 1
    room = sum(g.units * g.space for g in goods) - fewer
    weight = sum(g.units * g.weight for g in goods) - fewer
    if fewer < 0 or max(room, weight) >= LEAST_FILL:
        return frozenset(), loads
    able = [i for i, line in enumerate(lines) if line.urgency is Urgency.LATER]
    able.sort(key=lambda i: (-lines[i].spare, i))
    rest = [g for g, line in zip(goods, lines, strict=True) if line.urgency is not Urgency.LATER]
    if not able or least_carriers(rest) > fewer:
        return frozenset(), loads
    n = _first_that_may_do(room, weight, [goods[i] for i in able])
    step = max(1, (len(able) - n) // _STEPS)
    while True:
        out = frozenset(able[:n])
        staying = [i for i in range(len(goods)) if i not in out]
        fuller = pack([goods[i] for i in staying])
        if len(fuller) <= fewer:
            return out, tuple(
                tuple((staying[which], units) for which, units in load) for load in fuller
            )
        if n == len(able):
            return frozenset(), loads
        n = min(n + step, len(able))


def _first_that_may_do(room: float, weight: float, able: Sequence[Goods]) -> int:
    """Goods to leave out, from the first, until room and weight ask for a carrier fewer."""
    for n, g in enumerate(able):
        if n and max(room, weight) <= 0:
            return n
        room -= g.units * g.space
        weight -= g.units * g.weight
    return len(able)
