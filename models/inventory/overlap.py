"""What if stock is counted while an order is under way? Lead 2, visits on two days in a row.

The state then is the stock x and the order q that arrives the day after. Only their sum, the
position, decides; x matters for what is lost. States of one position are taken together: what
x - D leaves of the position depends on D alone. Section I.3 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

from models.inventory.flows import Flows, Rule, put_right
from models.inventory.kernels import kernel, sums
from models.inventory.problem import Floats
from models.inventory.spans import Spans

__all__ = ["on_order"]


@kernel
def _least(rule: Rule) -> int:
    """Least order."""
    return (rule.cap - rule.last) // rule.unit * rule.unit


@kernel
def _use(
    position: int, day: int, states: Floats, spans: Spans, rule: Rule, out: Floats, at: int
) -> None:
    """A day's demand met from the x of a position: position - D goes to ``out[at + D]``."""
    least, unit, mass = _least(rule), rule.unit, spans.mass
    low, high = spans.low[day], spans.high[day]
    more = 0.0
    x = position - least
    column = rule.cap - position
    row = 0
    while x >= 0:
        more += states[row, column]
        # These have more on the shelf than any D from the next lower x on.
        for used in range(max(low, 0, x - unit), min(high, x - 1) + 1):
            out[at + used] += mass[day, used] * more
        x -= unit
        column += unit
        row += 1


@kernel
def on_order(j: int, spans: Spans, rule: Rule, flows: Flows) -> None:
    """Follow the states of a count with an order under way to the next.

    Parameters
    ----------
    j : int
        The count.
    spans : Spans
        The pair's week.
    rule : Rule
        The policy.
    flows : Flows
        Of the pass so far.

    Notes
    -----
    Equation (I.8) of docs/models/inventory.md.
    """
    following = spans.gap[j] == 1
    states = flows.way[j % 2]
    target = flows.way[(j + 1) % 2] if following else flows.later
    least = _least(rule)
    _wait(j, states, spans, rule, flows)
    for position in range(least, rule.last + 1):
        size, x = 0.0, position - least
        for row in range(x // rule.unit + 1):
            size += abs(states[row, rule.cap - position + row * rule.unit])
        if size > rule.cut:
            _order_more(j, position, states, target, spans, rule, flows)
    if not following:
        _two_days(j, spans, rule, flows)


@sums
def _told(
    row: int,
    first: int,
    end: int,
    coming: int,
    day: int,
    states: Floats,
    spans: Spans,
    seen: Floats,
) -> tuple[float, float, float, float]:
    """Add the states of a size from stock ``first`` up to ``end`` to their positions.

    Answers by how much the stocks left of x and of the position differ, at the day's end and
    for its losses, and the losses from x and from the position.
    """
    held, left, lost, told = 0.0, 0.0, 0.0, 0.0
    at = states.shape[1] - 1
    top = seen.shape[0] - 1
    for x in range(first, end + 1):
        value = states[row, at - x]
        position = x + coming
        seen[top - position] += value
        held += value * (spans.held[day, x] - spans.held[day, position])
        left += value * (spans.left[day, x] - spans.left[day, position] + coming)
        lost += value * spans.tail[day, x + 1]
        told += value * spans.tail[day, position + 1]
    return held, left, lost, told


@kernel
def _wait(j: int, states: Floats, spans: Spans, rule: Rule, flows: Flows) -> None:
    """No order: the position runs down, with what is lost the day before put right."""
    m, cap, least = spans.n, rule.cap, _least(rule)
    day = 4 * m + spans.day[j]
    high, tail = spans.high[day], spans.tail
    some = 1.0 - tail[3 * m + j, 1]
    at = cap - least
    for row in range(states.shape[0]):
        coming = least + row * rule.unit
        first = max(0, rule.last + 1 - coming)
        held, left, lost, told = _told(
            row, first, cap - coming, coming, day, states, spans, flows.seen[j]
        )
        flows.tally[0] += held
        flows.tally[1] += left
        flows.tally[2] += lost - told * some
        flows.flagged[(j + 1) % m] -= told * some
        for x in range(first, min(high, cap - coming + 1)):
            value = states[row, at - x]
            if abs(value) * tail[day, x + 1] > rule.cut:
                put_right(value, x, coming, day, m + j, spans, rule, flows)


@kernel
def _order_more(
    j: int,
    position: int,
    states: Floats,
    target: Floats,
    spans: Spans,
    rule: Rule,
    flows: Flows,
) -> None:
    """A second order: it is what is under way when the first has arrived."""
    cap, unit, least = rule.cap, rule.unit, _least(rule)
    day = 4 * spans.n + spans.day[j]
    out = target[((cap - position) // unit * unit - least) // unit]
    total = 0.0
    for row in range((position - least) // unit + 1):
        value = states[row, cap - position + row * unit]
        x = position - least - row * unit
        total += value
        flows.tally[0] += value * spans.held[day, x]
        flows.tally[1] += value * (spans.mean[day] - x + spans.left[day, x])
        flows.tally[2] += value * spans.tail[day, x + 1]
        out[cap - 2 * least - row * unit] += value * spans.tail[day, x]
    flows.tally[3] += total
    flows.tally[4] += total * spans.gap[j] / 7.0
    _use(position, day, states, spans, rule, out, cap - least - position)


@kernel
def _two_days(j: int, spans: Spans, rule: Rule, flows: Flows) -> None:
    """The second day's wait for orders placed at the last of counts on days in a row."""
    cap, unit, least = rule.cap, rule.unit, _least(rule)
    day = 4 * spans.n + (spans.day[j] + 1) % 7
    states, landed = flows.later, flows.landed[j]
    for position in range(least, cap + 1):
        size = 0.0
        for row in range((position - least) // unit + 1):
            value = states[row, cap - position + row * unit]
            x = position - least - row * unit
            size += abs(value)
            flows.tally[0] += value * spans.held[day, x]
            flows.tally[1] += value * (spans.mean[day] - x + spans.left[day, x])
            flows.tally[2] += value * spans.tail[day, x + 1]
            landed[cap - least - row * unit] += value * spans.tail[day, x]
        if size > rule.cut:
            _use(position, day, states, spans, rule, landed, cap - position)
    flows.later[:] = 0.0
