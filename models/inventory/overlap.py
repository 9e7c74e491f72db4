"""What if stock is counted while an order is under way? Lead 2, visits on two days in a row.

The state then is the stock x and the order q that arrives the day after. Only their sum, the
position, decides; x matters for what is lost. States of one position are taken together: what
x - D leaves of the position depends on D alone. Section I.3 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

import numpy as np

from models.inventory.flows import Flows, Rule
from models.inventory.problem import Floats
from models.inventory.spans import Spans
from models.kernels import bare, plain

__all__ = ["begin_with", "forget", "on_order"]


@bare
def _gather(
    states: Floats,
    column: int,
    x: int,
    unit: int,
    rows: int,
    end: int,
    left: Floats,
    tail: Floats,
    more: Floats,
    sums: Floats,
) -> float:
    """Take the states of a position together, from the highest stock x on.

    Sizes from ``rows`` on are not in use. ``more`` gets, for each D up to ``end``, the states
    with more than D on the shelf; ``sums`` the states, what the day leaves of their x, their
    x, and what loses. Answers how much there is, whatever its sign.
    """
    for used in range(x, end + 1):
        more[used] = 0.0
    total, kept, stock, lost, size = 0.0, 0.0, 0.0, 0.0, 0.0
    row = 0
    while x >= 0 and row < rows:
        value = states[row, column]
        total += value
        kept += value * left[x]
        stock += value * x
        lost += value * tail[x + 1]
        size += abs(value)
        for used in range(max(0, x - unit), x):
            more[used] = total
        x -= unit
        column += unit
        row += 1
    for used in range(max(0, x)):
        more[used] = total
    sums[0], sums[1], sums[2], sums[3] = total, kept, stock, lost
    return size


@bare
def _use(mass: Floats, low: int, high: int, more: Floats, out: Floats, at: int) -> None:
    """A day's demand met from the x of a position: position - D goes to ``out[at + D]``."""
    base = np.uint64(at)
    for used in range(np.uint64(low), np.uint64(max(low, high + 1))):
        out[base + used] += mass[used] * more[used]


@bare
def _lack(
    mass: Floats, low: int, high: int, total: float, more: Floats, out: Floats, at: int
) -> None:
    """Take back, from ``out[at + D]``, what a position would give but its x cannot."""
    base, one = np.uint64(at), np.uint64(1)
    for used in range(np.uint64(low), np.uint64(max(low, high + 1))):
        out[base + used] -= mass[used] * (total - more[used - one])


@bare
def _run_out(
    states: Floats,
    column: int,
    x: int,
    unit: int,
    rows: int,
    high: int,
    shift: int,
    tail: Floats,
    out: Floats,
    at: int,
) -> None:
    """Shelves that a day empties: what is under way is left, at ``out[at - row unit]``.

    From the lowest x on, which has the largest row; ``shift`` is 1 where the shelves must have
    lost demand, 0 where it is enough that they are empty.
    """
    row = min(x // unit, rows - 1)
    x -= row * unit
    column += row * unit
    while row >= 0 and x + shift <= high:
        out[at - row * unit] += states[row, column] * tail[x + shift]
        row -= 1
        x += unit
        column -= unit


@bare
def forget(which: int, flows: Flows) -> None:
    """Empty the states of even counts, or of odd ones.

    Parameters
    ----------
    which : int
        0 or 1.
    flows : Flows
        Of the pass.
    """
    for row in range(flows.rows[which]):
        flows.way[which, row] = 0.0
    flows.rows[which] = 0


@bare
def begin_with(states: Floats, rule: Rule, flows: Flows) -> None:
    """Begin the week's first count with an order under way.

    Parameters
    ----------
    states : float, shape (sizes * room,)
        As a pass ends.
    rule : Rule
        The policy.
    flows : Flows
        Of the pass, just forgotten.
    """
    way = flows.way[0]
    room = way.shape[1]
    for row in range(way.shape[0]):
        some = False
        for x in range(room):
            some = some or abs(states[row * room + x]) > rule.cut
        if some:
            flows.rows[0] = row + 1
            for x in range(room):
                way[row, x] = states[row * room + x]


@bare
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
    Equation (I.306) of docs/models/inventory.md.
    """
    m, cap, unit, last, cut = spans.n, rule.cap, rule.unit, rule.last, rule.cut
    least = (cap - last) // unit * unit
    following = spans.gap[j] == 1
    states = flows.way[j % 2]
    target = flows.way[(j + 1) % 2] if following else flows.later
    day = 4 * m + spans.day[j]
    low, high = spans.low[day], spans.high[day]
    mass, left, tail = spans.mass[day], spans.left[day], spans.tail[day]
    mean, some = spans.mean[day], 1.0 - spans.tail[3 * m + j, 1]
    seen, landed = flows.seen[j], flows.landed[m + j]
    more, sums = flows.more, flows.sums
    held, lost, cycles, told_all, again = 0.0, 0.0, 0.0, 0.0, 0.0
    rows = flows.rows[j % 2]
    # Orders come up to the cap but for less than a unit, and a day has gone by since.
    first = max(least, cap - unit + 1 - spans.high[4 * m + (spans.day[j] - 1) % 7])
    for position in range(first, cap + 1):
        x, column = position - least, cap - position
        end = min(high, position)
        size = _gather(states, column, x, unit, rows, end, left, tail, more, sums)
        if size <= cut:
            continue
        total = sums[0]
        if position > last:
            # No order: the position runs down, with what is lost this day put right.
            seen[column] += total
            told = total * tail[position + 1] * some
            further = sums[1] - total * left[position]
            held += further
            lost += further + total * position - sums[2]
            cycles += sums[3] - told
            told_all += told
            lowest = x - min(x // unit, rows - 1) * unit
            if size * tail[lowest + 1] > cut:
                _run_out(states, column, x, unit, rows, high, plain(1), tail, landed, cap - least)
                if high >= position:
                    landed[cap] -= total * tail[position]
                _lack(
                    *(mass, max(low, lowest + 1), min(high, position - 1), total, more, landed),
                    column,
                )
        else:
            # A second order: it is what is under way when the first has arrived.
            more_row = ((cap - position) // unit * unit - least) // unit
            if following:
                flows.rows[(j + 1) % 2] = max(more_row + 1, flows.rows[(j + 1) % 2])
            out = target[more_row]
            held += sums[1]
            lost += total * mean - sums[2] + sums[1]
            cycles += sums[3]
            again += total
            _run_out(states, column, x, unit, rows, high, plain(0), tail, out, cap - 2 * least)
            _use(mass, low, min(high, x - 1), more, out, cap - least - position)
    flows.tally[0] += held
    flows.tally[1] += lost
    flows.tally[2] += cycles
    flows.tally[3] += again
    flows.tally[4] += again * spans.gap[j] / 7.0
    flows.flagged[(j + 1) % m] -= told_all
    if not following:
        _two_days(j, least, more, sums, spans, rule, flows)


@bare
def _two_days(
    j: int, least: int, more: Floats, sums: Floats, spans: Spans, rule: Rule, flows: Flows
) -> None:
    """The second day's wait for orders placed at the last of counts on days in a row."""
    cap, unit = rule.cap, rule.unit
    day = 4 * spans.n + (spans.day[j] + 1) % 7
    low, high = spans.low[day], spans.high[day]
    mass, left, tail = spans.mass[day], spans.left[day], spans.tail[day]
    states, landed = flows.later, flows.landed[j]
    rows = states.shape[0]
    first = max(least, cap - unit + 1 - spans.high[4 * spans.n + spans.day[j]])
    for position in range(first, cap + 1):
        x, column = position - least, cap - position
        end = min(high, position)
        if _gather(states, column, x, unit, rows, end, left, tail, more, sums) > rule.cut:
            flows.tally[0] += sums[1]
            flows.tally[1] += sums[0] * spans.mean[day] - sums[2] + sums[1]
            flows.tally[2] += sums[3]
            _run_out(states, column, x, unit, rows, high, plain(0), tail, landed, cap - least)
            _use(mass, low, min(high, x - 1), more, landed, column)
    flows.later[:] = 0.0
