"""What is followed from order to order? The rule of a policy, and the flows of a pass.

Section I.3 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models.inventory.problem import Floats, Whole
from models.inventory.spans import Spans
from models.kernels import bare, kernel

__all__ = ["Flows", "Rule", "add_span", "new_flows"]


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
    """An order that arrives the day after, and x on the shelf: (2, sizes, room), at
    (size - least size) / unit and room - 1 - x; for even counts of the week, and for odd ones.
    """
    rows: Whole
    """Sizes in use, of even counts and of odd ones."""
    later: Floats
    """The same, the day after the last of counts on days in a row: (sizes, room)."""
    landed: Floats
    """What lost demand puts right when an order arrives that was placed at a count with
    nothing under way, or with something: (2 counts, cap + 1)."""
    flagged: Floats
    """Empty shelves that lost demand since the last delivery: (counts,)."""
    flagged_way: Floats
    """The same with an order under way: (counts + 1,)."""
    more: Floats
    """Room for states of one position that are taken together."""
    sums: Floats
    """The same, for their sums."""
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
        np.zeros((2, n_sizes, room)),
        np.zeros(2, np.int64),
        np.zeros((n_sizes, room)),
        np.zeros((2 * m if rule.lead else 0, width)),
        np.zeros(m),
        np.zeros(m + 1),
        np.empty(width + 1 if n_sizes else 0),
        np.empty(4),
        np.zeros(5),
    )


@bare
def add_span(
    value: float, mass: Floats, span: int, low: int, high: int, out: Floats, row: int, at: int
) -> None:
    """Add a span's probabilities times a value to a row.

    Parameters
    ----------
    value : float
        What runs down.
    mass : float, shape (spans, width)
        Probabilities; those of ``span`` from ``low`` to ``high`` are added.
    span, low, high : int
        [pieces]
    out : float, shape (rows, width)
        Gets them in ``row``, D pieces used at ``at`` + D.
    row, at : int
        Where.
    """
    # Unsigned: the compiler then knows that no index wraps around, and adds many at a time.
    a, b = np.uint64(span), np.uint64(row)
    base = np.uint64(at + low)
    start = np.uint64(low)
    for i in range(np.uint64(max(0, high - low + 1))):
        out[b, base + i] += value * mass[a, start + i]
