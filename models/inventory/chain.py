"""What flows between two orders? One pass of the exact Markov chain over the week.

Not day by day: between two orders a position only runs down, so how often each is seen
follows by one sweep from the top, however slowly the item moves. What has to be iterated is
only where orders are placed. While an order is under way, demand that is lost leaves the
position higher than the sweep thinks; the difference is put right when the order lands.
Section I.3 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

from models.inventory.flows import Flows, Rule, add_span, put_right
from models.inventory.kernels import kernel
from models.inventory.overlap import on_order
from models.inventory.problem import Floats
from models.inventory.spans import Spans

__all__ = ["pass_once"]


@kernel
def _waiting(
    value: float, x: int, y: int, row: int, rest: int, spans: Spans, flows: Flows
) -> float:
    """Count the days of span ``row`` with x on the shelf, not with the position y.

    Returns the losses that the position's own run to the next count tells too many.
    """
    held, left, tail = spans.held, spans.left, spans.tail
    told: float = value * tail[row, y + 1] * (1.0 - tail[rest, 1])
    flows.tally[0] += value * (held[row, x] - held[row, y])
    flows.tally[1] += value * (left[row, x] - x - left[row, y] + y)
    flows.tally[2] += value * tail[row, x + 1] - told
    return told


@kernel
def _order(j: int, orders: Floats, spans: Spans, rule: Rule, flows: Flows) -> None:
    """Orders placed with nothing under way."""
    m, cap, n_stocks = spans.n, rule.cap, rule.last + 1
    after = (j + 1) % m
    lead = m + j
    at = j * n_stocks
    if rule.lead == 0 or spans.gap[j] >= rule.lead:
        for x in range(n_stocks):
            value = orders[at + x]
            if abs(value) <= rule.cut:
                continue
            coming = (cap - x) // rule.unit * rule.unit
            y = x + coming
            flows.seen[j, cap - y] += value
            if rule.lead > 0:
                told = _waiting(value, x, y, lead, 2 * m + j, spans, flows)
                flows.flagged[after] -= told
                if abs(value) * spans.tail[lead, x + 1] > rule.cut:
                    put_right(value, x, coming, lead, j, spans, rule, flows)
        return
    least = (cap - rule.last) // rule.unit * rule.unit
    way = flows.way[(j + 1) % 2]
    for x in range(n_stocks):
        value = orders[at + x]
        if abs(value) <= rule.cut:
            continue
        row = ((cap - x) // rule.unit * rule.unit - least) // rule.unit
        lost = value * spans.tail[lead, x + 1]
        flows.tally[0] += value * spans.held[lead, x]
        flows.tally[1] += value * (spans.mean[lead] - x + spans.left[lead, x])
        flows.tally[2] += lost
        flows.flagged_way[j + 1] += lost
        base = cap - least - x
        add_span(
            value, spans.mass, lead, spans.low[lead], min(spans.high[lead], x - 1), way, row, base
        )
        if spans.high[lead] >= x:
            way[row, cap - least] += value * spans.tail[lead, x]


@kernel
def _land(value: float, x: int, after: int, row: int, spans: Spans, cap: int, flows: Flows) -> None:
    """Let x run down by a span's demand to a count."""
    lost = value * spans.tail[row, x + 1]
    flows.flagged[after] += lost
    flows.tally[0] += value * spans.held[row, x]
    flows.tally[1] += value * (spans.mean[row] - x + spans.left[row, x])
    flows.tally[2] += lost
    high = min(spans.high[row], x - 1)
    add_span(value, spans.mass, row, spans.low[row], high, flows.seen, after, cap - x)
    if spans.high[row] >= x:
        flows.seen[after, cap] += value * spans.tail[row, x]


@kernel
def _run_down(spans: Spans, rule: Rule, flows: Flows) -> None:
    """All positions that bring no order, from the top: how often each is seen."""
    m, cap = spans.n, rule.cap
    seen, mass = flows.seen, spans.mass
    sold = 0.0
    for j in range(m):
        some = spans.tail[j, 1]
        sold = some + (1.0 - some) * sold
    for k in range(cap - rule.last):
        x = cap - k
        carried = 0.0
        any_seen = False
        for j in range(m):
            any_seen = any_seen or abs(seen[j, k]) > rule.cut
            carried = (carried + seen[j, k]) * (1.0 - spans.tail[j, 1])
        if not any_seen:
            continue
        carried /= sold
        for j in range(m):
            value = seen[j, k] + carried
            seen[j, k] = value
            carried = value * (1.0 - spans.tail[j, 1])
            if abs(value) <= rule.cut:
                continue
            after = (j + 1) % m
            high = min(spans.high[j], x - 1)
            add_span(value, mass, j, max(1, spans.low[j]), high, seen, after, k)
            seen[after, cap] += value * spans.tail[j, x]
            lost = value * spans.tail[j, x + 1]
            flows.flagged[after] += lost
            flows.tally[0] += value * spans.held[j, x]
            flows.tally[1] += value * (spans.mean[j] - x + spans.left[j, x])
            flows.tally[2] += lost


@kernel
def pass_once(orders: Floats, begin: Floats, spans: Spans, rule: Rule, flows: Flows) -> None:
    """Follow orders until each shelf brings an order again.

    Parameters
    ----------
    orders : float, shape (n,)
        Orders with nothing under way, by count and stock; then what is under way at the first
        count, if that may be.
    begin : float, shape (n_counts, cap + 1) or (0, 0)
        Positions after the decision that are seen besides, as ``Flows.seen``.
    spans : Spans
        The pair's week.
    rule : Rule
        The policy.
    flows : Flows
        Gets the result. The next orders are its ``seen`` at stocks that bring an order, and
        what is under way in the end.

    Notes
    -----
    Equations (I.5) to (I.8) of docs/models/inventory.md.
    """
    m, n_stocks = spans.n, rule.last + 1
    flows.seen[:] = 0.0
    flows.way[0] = 0.0
    flows.landed[:] = 0.0
    flows.flagged[:] = 0.0
    flows.flagged_way[:] = 0.0
    flows.tally[:] = 0.0
    if orders.shape[0] > m * n_stocks:
        flows.way[0] = orders[m * n_stocks :].reshape(flows.way.shape[1:])
    if begin.shape[0] > 0:
        flows.seen[:] = begin
    overlap = flows.way.shape[1] > 0
    for j in range(m):
        if overlap:
            flows.way[(j + 1) % 2] = 0.0
        _order(j, orders, spans, rule, flows)
        if overlap:
            on_order(j, spans, rule, flows)
    for j in range(flows.landed.shape[0]):
        # First those placed with nothing under way, then those that were under way at j.
        for k in range(rule.cap + 1):
            value = flows.landed[j, k]
            if abs(value) > rule.cut:
                _land(value, rule.cap - k, (j + 1) % m, 2 * m + j, spans, rule.cap, flows)
    _run_down(spans, rule, flows)
