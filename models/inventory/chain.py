"""What flows between two orders? One pass of the exact Markov chain over the week.

Not day by day: between two orders a position only runs down, so how often each is seen
follows by one sweep from the top, however slowly the item moves. What has to be iterated is
only where orders are placed. While an order is under way, demand that is lost leaves the
position higher than the sweep thinks; the difference is put right when the order lands.
Section I.3 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

from models.inventory.flows import Flows, Rule, add_span
from models.inventory.overlap import begin_with, forget, on_order
from models.inventory.problem import Floats
from models.inventory.spans import Spans
from models.kernels import bare, part, plain

__all__ = ["pass_once"]


@bare
def _order(first: int, end: int, orders: Floats, spans: Spans, rule: Rule, flows: Flows) -> None:
    """Orders placed with nothing under way that are there before the next count."""
    m, cap, unit, cut, waits = spans.n, rule.cap, rule.unit, rule.cut, rule.lead > 0
    n_stocks = rule.last + 1
    seen, landed, mass = flows.seen, flows.landed, spans.mass
    held, left, tail = spans.held, spans.left, spans.tail
    stock, lost, cycles = 0.0, 0.0, 0.0
    for j in range(first, end):
        row = m + j
        low, high = spans.low[row], spans.high[row]
        some = 1.0 - tail[2 * m + j, 1]
        told = 0.0
        for x in range(n_stocks):
            value = orders[j * n_stocks + x]
            if abs(value) <= cut:
                continue
            coming = (cap - x) // unit * unit
            y = x + coming
            seen[j, cap - y] += value
            if not waits:
                continue
            # The position runs down from y; until the order arrives there is only x.
            stock += value * (held[row, x] - held[row, y])
            lost += value * (left[row, x] - x - left[row, y] + y)
            again = value * tail[row, y + 1] * some
            told += again
            cycles += value * tail[row, x + 1] - again
            if abs(value) * tail[row, x + 1] <= cut:
                continue
            # What would be used beyond x is lost: it is still there when the order lands.
            landed[j, cap - coming] += value * tail[row, x + 1]
            if high >= y:
                landed[j, cap] -= value * tail[row, y]
            add_span(*(-value, mass, row, max(x + 1, low), min(high, y - 1), landed, j, cap - y))
        flows.flagged[(j + 1) % m] -= told
    flows.tally[0] += stock
    flows.tally[1] += lost
    flows.tally[2] += cycles


@part
def _order_ahead(j: int, orders: Floats, spans: Spans, rule: Rule, flows: Flows) -> None:
    """Orders placed with nothing under way that are under way at the next count."""
    m, cap, unit = spans.n, rule.cap, rule.unit
    n_stocks = rule.last + 1
    lead = m + j
    low, high, mean = spans.low[lead], spans.high[lead], spans.mean[lead]
    held, left, tail = spans.held[lead], spans.left[lead], spans.tail[lead]
    least = (cap - rule.last) // unit * unit
    way = flows.way[(j + 1) % 2]
    for x in range(n_stocks):
        value = orders[j * n_stocks + x]
        if abs(value) <= rule.cut:
            continue
        row = ((cap - x) // unit * unit - least) // unit
        flows.rows[(j + 1) % 2] = max(row + 1, flows.rows[(j + 1) % 2])
        lost = value * tail[x + 1]
        flows.tally[0] += value * held[x]
        flows.tally[1] += value * (mean - x + left[x])
        flows.tally[2] += lost
        flows.flagged_way[j + 1] += lost
        add_span(value, spans.mass, lead, low, min(high, x - 1), way, row, cap - least - x)
        if high >= x:
            way[row, cap - least] += value * tail[x]


@part
def _land(n: int, spans: Spans, rule: Rule, flows: Flows) -> None:
    """Let what has landed run down by the rest of the days to the next count.

    First what was ordered with nothing under way, then what was under way at each count.
    """
    m, cap, cut, seen, landed = spans.n, rule.cap, rule.cut, flows.seen, flows.landed
    mass, held, left, tail = spans.mass, spans.held, spans.left, spans.tail
    stock, lost, cycles = 0.0, 0.0, 0.0
    for which in range(n):
        row = 2 * m + which
        after = (which + 1) % m
        low, high, mean = spans.low[row], spans.high[row], spans.mean[row]
        if high == 0:
            # Days without demand, or none.
            for k in range(cap + 1):
                seen[after, k] += landed[which, k]
                stock += landed[which, k] * held[row, cap - k]
            continue
        short = 0.0
        for k in range(cap + 1):
            value = landed[which, k]
            if abs(value) <= cut:
                continue
            x = cap - k
            stock += value * held[row, x]
            lost += value * (mean - x + left[row, x])
            short += value * tail[row, x + 1]
            add_span(value, mass, row, low, min(high, x - 1), seen, after, k)
            if high >= x:
                seen[after, cap] += value * tail[row, x]
        flows.flagged[after] += short
        cycles += short
    flows.tally[0] += stock
    flows.tally[1] += lost
    flows.tally[2] += cycles


@part
def _run_down(spans: Spans, rule: Rule, flows: Flows) -> None:
    """All positions that bring no order, from the top: how often each is seen."""
    m, cap, cut = spans.n, rule.cap, rule.cut
    seen, mass, tail, held, left = flows.seen, spans.mass, spans.tail, spans.held, spans.left
    sold, stock, short, cycles = 0.0, 0.0, 0.0, 0.0
    for j in range(m):
        some = tail[j, 1]
        sold = some + (1.0 - some) * sold
    for k in range(cap - rule.last):
        x = cap - k
        carried = 0.0
        any_seen = False
        for j in range(m):
            any_seen = any_seen or abs(seen[j, k]) > cut
            carried = (carried + seen[j, k]) * (1.0 - tail[j, 1])
        if not any_seen:
            continue
        carried /= sold
        for j in range(m):
            value = seen[j, k] + carried
            seen[j, k] = value
            carried = value * (1.0 - tail[j, 1])
            if abs(value) <= cut:
                continue
            after = (j + 1) % m
            high = min(spans.high[j], x - 1)
            add_span(value, mass, j, max(1, spans.low[j]), high, seen, after, k)
            seen[after, cap] += value * tail[j, x]
            lost = value * tail[j, x + 1]
            flows.flagged[after] += lost
            stock += value * held[j, x]
            short += value * (spans.mean[j] - x + left[j, x])
            cycles += lost
    flows.tally[0] += stock
    flows.tally[1] += short
    flows.tally[2] += cycles


@bare
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
    Equations (I.303) to (I.306) of docs/models/inventory.md.
    """
    m, n_stocks = spans.n, rule.last + 1
    flows.seen[:] = 0.0
    flows.landed[:] = 0.0
    flows.flagged[:] = 0.0
    flows.flagged_way[:] = 0.0
    flows.tally[:] = 0.0
    overlap = flows.way.shape[1] > 0
    if overlap:
        forget(plain(0), flows)
    if orders.shape[0] > m * n_stocks:
        begin_with(orders[m * n_stocks :], rule, flows)
    for j in range(begin.shape[0]):
        for k in range(begin.shape[1]):
            flows.seen[j, k] = begin[j, k]
    if not overlap:
        _order(plain(0), m, orders, spans, rule, flows)
    else:
        for j in range(m):
            forget((j + 1) % 2, flows)
            if spans.gap[j] < rule.lead:
                _order_ahead(j, orders, spans, rule, flows)
            else:
                _order(j, j + 1, orders, spans, rule, flows)
            on_order(j, spans, rule, flows)
    if rule.lead > 0:
        _land(2 * m if overlap else m, spans, rule, flows)
    _run_down(spans, rule, flows)
