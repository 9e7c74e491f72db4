"""What flows between two orders? One pass of the exact Markov chain over the week.

Not day by day: between two orders a shelf only runs down, so how often each stock is seen
follows by one sweep from the top, however slowly the item moves. What has to be iterated is
only where orders are placed. Section I.3 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models.inventory.kernels import kernel
from models.inventory.problem import Floats, Whole
from models.inventory.spans import Spans

__all__ = ["Flows", "Rule", "new_flows", "pass_once"]


class Rule(NamedTuple):
    """When and how much is ordered."""

    lead: int
    """Days from count to delivery. [days]"""
    last: int
    """Highest position that brings an order. [pieces]"""
    size: Whole
    """Order at each position up to it. [pieces]"""
    least: int
    """Least of them. [pieces]"""
    top: int
    """Highest position ever. [pieces]"""
    unit: int
    """Orders are multiples of this. [pieces]"""


class Flows(NamedTuple):
    """Expected number of times that something is seen in a pass."""

    seen: Floats
    """Nothing under way, x on the shelf: (counts, top + 1), at top - x."""
    way: Floats
    """What is under way and arrives the day after, and x: (counts + 1, sizes, room), at
    (size - least) / unit and room - 1 - x; the last of counts is the first of next week."""
    later: Floats
    """The same, the day after the last of counts on days in a row: (sizes, room)."""
    landed: Floats
    """Stock when an order arrives: (top + 1,), at top - y."""
    flagged: Floats
    """Empty shelves that lost demand since the last delivery: (counts,)."""
    flagged_way: Floats
    """The same with something under way: (counts + 1,)."""
    tally: Floats
    """Stock at the ends of days, pieces lost, and spans with a loss. [pieces * days, pieces]"""


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
    m, width = spans.n, rule.top + 1
    overlap = rule.lead == 2 and spans.gap.min() == 1
    n_sizes = (rule.top - rule.least) // rule.unit + 1 if overlap else 0
    room = rule.top - rule.least + 1 if overlap else 0
    return Flows(
        np.zeros((m, width)),
        np.zeros((m + 1, n_sizes, room)),
        np.zeros((n_sizes, room)),
        np.zeros(width),
        np.zeros(m),
        np.zeros(m + 1),
        np.zeros(3),
    )


@kernel
def _fall(
    value: float, x: int, spans: Spans, row: int, out: Floats, offset: int, tally: Floats
) -> float:
    """Let x run down by a span's demand; stock y is left at ``out[offset - y]``.

    Returns the part that loses demand.
    """
    base = offset - x
    mass = spans.mass[row]
    for i in range(spans.low[row], min(spans.high[row], x - 1) + 1):
        out[base + i] += value * mass[i]
    if spans.high[row] >= x:
        out[offset] += value * spans.tail[row, x]
    lost: float = value * spans.tail[row, x + 1]
    tally[0] += value * spans.held[row, x]
    tally[1] += value * (spans.mean[row] - x + spans.left[row, x])
    tally[2] += lost
    return lost


@kernel
def _land(after: int, row: int, spans: Spans, rule: Rule, flows: Flows) -> None:
    """Let what has landed run down to the next count."""
    for k in range(rule.top + 1):
        value = flows.landed[k]
        if value != 0.0:
            flows.flagged[after] += _fall(
                value, rule.top - k, spans, row, flows.seen[after], rule.top, flows.tally
            )
    flows.landed[:] = 0.0


@kernel
def _order(j: int, orders: Floats, spans: Spans, rule: Rule, flows: Flows) -> None:
    """Orders placed with nothing under way, to the next count."""
    m, top = spans.n, rule.top
    if rule.lead == 0:
        for x in range(rule.last + 1):
            flows.seen[j, top - x - rule.size[x]] += orders[x]
    elif spans.gap[j] < rule.lead:
        room = top - rule.least
        for x in range(rule.last + 1):
            if orders[x] != 0.0:
                way = flows.way[j + 1, (rule.size[x] - rule.least) // rule.unit]
                lost = _fall(orders[x], x, spans, m + j, way, room, flows.tally)
                flows.flagged_way[j + 1] += lost
    else:
        for x in range(rule.last + 1):
            if orders[x] != 0.0:
                offset = top - rule.size[x]
                _fall(orders[x], x, spans, m + j, flows.landed, offset, flows.tally)
        _land((j + 1) % m, 2 * m + j, spans, rule, flows)


@kernel
def _overlap(j: int, spans: Spans, rule: Rule, flows: Flows) -> None:
    """Counts with an order under way (lead 2, visits on two days in a row)."""
    m, top, unit, least = spans.n, rule.top, rule.unit, rule.least
    day = 4 * m + spans.day[j]
    following = spans.gap[j] == 1
    after = (j + 1) % m
    target = flows.way[j + 1] if following else flows.later
    settled = flows.seen[after] if following else flows.landed
    room = top - least
    for row in range(flows.way.shape[1]):
        coming = least + row * unit
        for x in range(top - coming + 1):
            value = flows.way[j, row, room - x]
            if value == 0.0:
                continue
            position = x + coming
            if position > rule.last:
                _fall(value, x, spans, day, settled, top - coming, flows.tally)
            else:
                more = (rule.size[position] - least) // unit
                _fall(value, x, spans, day, target[more], room - coming, flows.tally)
    if following:
        return
    _land(after, 3 * m + j, spans, rule, flows)
    day = 4 * m + (spans.day[j] + 1) % 7
    for row in range(flows.way.shape[1]):
        coming = least + row * unit
        for x in range(top - coming + 1):
            value = flows.later[row, room - x]
            if value != 0.0:
                _fall(value, x, spans, day, flows.landed, top - coming, flows.tally)
    flows.later[:] = 0.0
    _land(after, 2 * m + j, spans, rule, flows)


@kernel
def _run_down(spans: Spans, rule: Rule, flows: Flows) -> None:
    """All stocks that bring no order, from the top: how often each is seen."""
    m, top = spans.n, rule.top
    sold = 0.0
    for j in range(m):
        some = spans.tail[j, 1]
        sold = some + (1.0 - some) * sold
    for k in range(top - rule.last):
        x = top - k
        any_seen = False
        for j in range(m):
            any_seen = any_seen or flows.seen[j, k] != 0.0
        if not any_seen:
            continue
        carried = 0.0
        for j in range(m):
            carried = (carried + flows.seen[j, k]) * (1.0 - spans.tail[j, 1])
        carried /= sold
        for j in range(m):
            value = flows.seen[j, k] + carried
            flows.seen[j, k] = value
            carried = value * (1.0 - spans.tail[j, 1])
            after = (j + 1) % m
            out = flows.seen[after]
            mass = spans.mass[j]
            for i in range(max(1, spans.low[j]), min(spans.high[j], x - 1) + 1):
                out[k + i] += value * mass[i]
            out[top] += value * spans.tail[j, x]
            lost = value * spans.tail[j, x + 1]
            flows.flagged[after] += lost
            flows.tally[0] += value * spans.held[j, x]
            flows.tally[1] += value * (spans.mean[j] - x + spans.left[j, x])
            flows.tally[2] += lost


@kernel
def pass_once(orders: Floats, start: int, spans: Spans, rule: Rule, flows: Flows) -> None:
    """Follow orders until each shelf brings an order again.

    Parameters
    ----------
    orders : float, shape (n,)
        Orders with nothing under way, by count and stock; then what is under way at the first
        count, if that may be. The layout that :func:`pass_once` itself gives back.
    start : int
        Stock of a shelf that begins before the first count of the week, -1 for none. [pieces]
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
    flows.flagged[:] = 0.0
    flows.flagged_way[:] = 0.0
    flows.tally[:] = 0.0
    overlap = flows.way.shape[1] > 0
    if orders.shape[0] > m * n_stocks:
        flows.way[0] = orders[m * n_stocks :].reshape(flows.way.shape[1:])
    if start >= 0:
        flows.seen[np.argmin(spans.day), rule.top - start] += 1.0
    for j in range(m):
        _order(j, orders[j * n_stocks : (j + 1) * n_stocks], spans, rule, flows)
        if overlap:
            _overlap(j, spans, rule, flows)
    _run_down(spans, rule, flows)
