"""What flows between two orders? One pass of the exact Markov chain over the week.

Not day by day: between two orders a position only runs down, so how often each is seen
follows by one sweep from the top, however slowly the item moves. What has to be iterated is
only where orders are placed. While an order is under way, demand that is lost leaves the
position higher than the sweep thinks; the difference is put right when the order lands.
Section I.3 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models.inventory.kernels import kernel
from models.inventory.problem import Floats
from models.inventory.spans import Spans

__all__ = ["Flows", "Rule", "new_flows", "pass_once"]


class Rule(NamedTuple):
    """When and how much is ordered: up to the cap, in whole units, at or below ``last``."""

    lead: int
    """Days from count to delivery. [days]"""
    last: int
    """Highest position that brings an order, at most cap - unit. [pieces]"""
    cap: int
    """Orders bring the position as near to it as whole units can. [pieces]"""
    unit: int
    """Orders are multiples of this. [pieces]"""
    full: int
    """Stock of a full shelf. [pieces]"""
    cut: float
    """Flows below this are left out."""


class Flows(NamedTuple):
    """Expected number of times that something is seen in a pass; stocks y are at cap - y."""

    seen: Floats
    """Positions above ``last`` after the decision, stocks up to it before: (counts, cap + 1)."""
    way: Floats
    """An order that arrives the day after, and x on the shelf: (counts + 1, sizes, room), at
    (size - least size) / unit and room - 1 - x; the last of counts is next week's first."""
    later: Floats
    """The same, the day after the last of counts on days in a row: (sizes, room)."""
    landed: Floats
    """What lost demand puts right when an order arrives that was placed at a count with
    nothing under way, or with something: (2 counts, cap + 1)."""
    flagged: Floats
    """Empty shelves that lost demand since the last delivery: (counts,)."""
    flagged_way: Floats
    """The same with an order under way: (counts + 1,)."""
    tally: Floats
    """Stock at the ends of days, pieces lost, spans with a loss; orders on top of orders under
    way, and the weeks they last."""


@kernel
def new_flows(spans: Spans, rule: Rule) -> Flows:
    """Room for the flows of a rule.

    Parameters
    ----------
    spans : Spans
        The pair's week.
    rule : Rule
        The policy.

    Returns
    -------
    Flows
        Zeros.
    """
    m, width = spans.n, rule.cap + 1
    n_sizes, room = 0, 0
    if rule.lead == 2 and spans.gap.min() == 1:
        least = (rule.cap - rule.last) // rule.unit * rule.unit
        n_sizes = (rule.cap - least) // rule.unit + 1
        room = rule.cap - least + 1
    return Flows(
        np.zeros((m, width)),
        np.zeros((m + 1, n_sizes, room)),
        np.zeros((n_sizes, room)),
        np.zeros((2 * m if rule.lead else 0, width)),
        np.zeros(m),
        np.zeros(m + 1),
        np.zeros(5),
    )


@kernel
def _add(
    value: float, mass: Floats, span: int, low: int, high: int, out: Floats, row: int, at: int
) -> None:
    """Add a span's probabilities from ``low`` to ``high`` times a value to a row."""
    # Unsigned: the compiler then knows that no index wraps around, and adds many at a time.
    a, b = np.uint64(span), np.uint64(row)
    base = np.uint64(at + low)
    start = np.uint64(low)
    for i in range(np.uint64(max(0, high - low + 1))):
        out[b, base + i] += value * mass[a, start + i]


@kernel
def _put_right(
    value: float, x: int, coming: int, row: int, j: int, spans: Spans, rule: Rule, flows: Flows
) -> None:
    """Position x + coming runs down as if all its stock were there to be used: undo that."""
    landed, cap = flows.landed, rule.cap
    landed[j, cap - coming] += value * spans.tail[row, x + 1]
    if spans.high[row] >= x + coming:
        landed[j, cap] -= value * spans.tail[row, x + coming]
    low, high = max(x + 1, spans.low[row]), min(spans.high[row], x + coming - 1)
    _add(-value, spans.mass, row, low, high, landed, j, cap - coming - x)


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
                    _put_right(value, x, coming, lead, j, spans, rule, flows)
        return
    least = (cap - rule.last) // rule.unit * rule.unit
    way = flows.way[j + 1]
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
        _add(value, spans.mass, lead, spans.low[lead], min(spans.high[lead], x - 1), way, row, base)
        if spans.high[lead] >= x:
            way[row, cap - least] += value * spans.tail[lead, x]


@kernel
def _on_order(j: int, spans: Spans, rule: Rule, flows: Flows) -> None:
    """Counts with an order under way (lead 2, visits on two days in a row)."""
    m, cap, unit = spans.n, rule.cap, rule.unit
    day = 4 * m + spans.day[j]
    following = spans.gap[j] == 1
    least = (cap - rule.last) // unit * unit
    after = (j + 1) % m
    way = flows.way[j]
    target = flows.way[j + 1] if following else flows.later
    for row in range(way.shape[0]):
        coming = least + row * unit
        for x in range(cap - coming + 1):
            value = way[row, cap - least - x]
            if abs(value) <= rule.cut:
                continue
            position = x + coming
            if position > rule.last:
                flows.seen[j, cap - position] += value
                told = _waiting(value, x, position, day, 3 * m + j, spans, flows)
                flows.flagged[after] -= told
                if abs(value) * spans.tail[day, x + 1] > rule.cut:
                    _put_right(value, x, coming, day, m + j, spans, rule, flows)
                continue
            flows.tally[3] += value
            flows.tally[4] += value * spans.gap[j] / 7.0
            more = ((cap - position) // unit * unit - least) // unit
            base = cap - least - coming
            flows.tally[0] += value * spans.held[day, x]
            flows.tally[1] += value * (spans.mean[day] - x + spans.left[day, x])
            flows.tally[2] += value * spans.tail[day, x + 1]
            high = min(spans.high[day], x - 1)
            _add(value, spans.mass, day, spans.low[day], high, target, more, base - x)
            if spans.high[day] >= x:
                target[more, base] += value * spans.tail[day, x]
    if not following:
        _two_days(j, spans, rule, flows)


@kernel
def _two_days(j: int, spans: Spans, rule: Rule, flows: Flows) -> None:
    """The second day's wait for orders placed at the last of counts on days in a row."""
    cap, unit = rule.cap, rule.unit
    day = 4 * spans.n + (spans.day[j] + 1) % 7
    least = (cap - rule.last) // unit * unit
    for row in range(flows.later.shape[0]):
        coming = least + row * unit
        for x in range(cap - coming + 1):
            value = flows.later[row, cap - least - x]
            if abs(value) <= rule.cut:
                continue
            flows.tally[0] += value * spans.held[day, x]
            flows.tally[1] += value * (spans.mean[day] - x + spans.left[day, x])
            flows.tally[2] += value * spans.tail[day, x + 1]
            base = cap - coming - x
            high = min(spans.high[day], x - 1)
            _add(value, spans.mass, day, spans.low[day], high, flows.landed, j, base)
            if spans.high[day] >= x:
                flows.landed[j, cap - coming] += value * spans.tail[day, x]
    flows.later[:] = 0.0


@kernel
def _land(
    value: float, x: int, after: int, row: int, spans: Spans, cap: int, flows: Flows
) -> None:
    """Let x run down by a span's demand to a count."""
    lost = value * spans.tail[row, x + 1]
    flows.flagged[after] += lost
    flows.tally[0] += value * spans.held[row, x]
    flows.tally[1] += value * (spans.mean[row] - x + spans.left[row, x])
    flows.tally[2] += lost
    high = min(spans.high[row], x - 1)
    _add(value, spans.mass, row, spans.low[row], high, flows.seen, after, cap - x)
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
            _add(value, mass, j, max(1, spans.low[j]), high, seen, after, k)
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
    flows.way[:] = 0.0
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
        _order(j, orders, spans, rule, flows)
        if overlap:
            _on_order(j, spans, rule, flows)
    for j in range(flows.landed.shape[0]):
        # First those placed with nothing under way, then those that were under way at j.
        for k in range(rule.cap + 1):
            value = flows.landed[j, k]
            if abs(value) > rule.cut:
                _land(value, rule.cap - k, (j + 1) % m, 2 * m + j, spans, rule.cap, flows)
    _run_down(spans, rule, flows)
