"""How far down is a shelf seen between two orders, whatever its levels? Shapes, by d = S - s.

While nothing is lost, where a position is seen below its cap depends on d and on the order's
unit alone: one shape serves every S. With single pieces all shapes come from one table of
renewal functions; with packs each is iterated. Section I.4 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models.inventory.kernels import kernel
from models.inventory.problem import Floats
from models.inventory.spans import Spans

__all__ = [
    "Renewals",
    "first_guess",
    "pack_shape",
    "piece_shape",
    "piece_starts",
    "renewals_of",
]

_CLOSE = 1e-5


class Renewals(NamedTuple):
    """Visits of each use k at each count w, of a position that starts at count v."""

    seen: Floats
    """(v, w, k). [visits]"""
    upto: Floats
    """The same, of uses less than k: (v, w, k)."""


@kernel
def _fall_through(seen: Floats, width: int, spans: Spans, d: int) -> None:
    """Let positions at uses k < d run down, one sweep; what passes d stays where it falls."""
    m = spans.n
    sold = 0.0
    for j in range(m):
        some = spans.tail[j, 1]
        sold = some + (1.0 - some) * sold
    for k in range(d):
        carried = 0.0
        for j in range(m):
            carried = (carried + seen[j, k]) * (1.0 - spans.tail[j, 1])
        carried /= sold
        for j in range(m):
            value = seen[j, k] + carried
            seen[j, k] = value
            carried = value * (1.0 - spans.tail[j, 1])
            if value <= 1e-15:
                continue
            low, high = max(1, spans.low[j]), min(spans.high[j], width - 1 - k)
            row, after = np.uint64(j), np.uint64((j + 1) % m)
            base, start = np.uint64(k + low), np.uint64(low)
            for i in range(np.uint64(max(0, high - low + 1))):
                seen[after, base + i] += value * spans.mass[row, start + i]


@kernel
def renewals_of(spans: Spans, most: int) -> Renewals:
    """Renewal functions of a pair's week.

    Parameters
    ----------
    spans : Spans
        The week.
    most : int
        Highest d. [pieces]

    Returns
    -------
    Renewals
        For uses below ``most``.

    Notes
    -----
    Equation (I.401) of docs/models/inventory.md.
    """
    m = spans.n
    seen = np.zeros((m, m, most))
    upto = np.zeros((m, m, most + 1))
    for v in range(m):
        seen[v, v, 0] = 1.0
        _fall_through(seen[v], most, spans, most)
        for w in range(m):
            total = 0.0
            for k in range(most):
                total += seen[v, w, k]
                upto[v, w, k + 1] = total
    return Renewals(seen, upto)


@kernel
def _steady(chain: Floats, out: Floats) -> None:
    """Stationary distribution of a small chain, by elimination without subtraction."""
    m = chain.shape[0]
    for k in range(m - 1, 0, -1):
        total = 0.0
        for j in range(k):
            total += chain[k, j]
        if total <= 0.0:
            total = 1e-300
        for i in range(k):
            chain[i, k] /= total
            for j in range(k):
                chain[i, j] += chain[i, k] * chain[k, j]
    out[0] = 1.0
    total = 1.0
    for k in range(1, m):
        out[k] = 0.0
        for i in range(k):
            out[k] += out[i] * chain[i, k]
        total += out[k]
    for k in range(m):
        out[k] /= total


@kernel
def piece_starts(renewals: Renewals, gaps: Floats, d: int, starts: Floats) -> float:
    """At which counts single pieces are ordered.

    Parameters
    ----------
    renewals : Renewals
        Of the pair.
    gaps : float, shape (m,)
        From each count to the next. [weeks]
    d : int
        S - s. [pieces]
    starts : float, shape (m, at least 1)
        Gets the share of orders placed at each count, in its first column.

    Returns
    -------
    float
        Orders a week.

    Notes
    -----
    Equation (I.403) of docs/models/inventory.md.
    """
    m = gaps.shape[0]
    chain = np.empty((m, m))
    for v in range(m):
        for w in range(m):
            before = renewals.upto[v, (w - 1) % m, d]
            chain[v, w] = max(0.0, before - renewals.upto[v, w, d] + (1.0 if v == w else 0.0))
    share = np.empty(m)
    _steady(chain, share)
    weeks = 0.0
    for v in range(m):
        starts[v, 0] = share[v]
        for w in range(m):
            weeks += share[v] * renewals.upto[v, w, d] * gaps[w]
    return 1.0 / weeks


@kernel
def piece_shape(renewals: Renewals, gaps: Floats, d: int, shape: Floats, starts: Floats) -> float:
    """Shape of d with orders of single pieces.

    Parameters
    ----------
    renewals, gaps, d, starts
        As for :func:`piece_starts`.
    shape : float, shape (m, at least d)
        Gets how often a week each use is seen at each count, after the decision.

    Returns
    -------
    float
        Orders a week.
    """
    lines = piece_starts(renewals, gaps, d, starts)
    m = gaps.shape[0]
    for w in range(m):
        shape[w, :d] = 0.0
        for v in range(m):
            factor = starts[v, 0] * lines
            for k in range(d):
                shape[w, k] += factor * renewals.seen[v, w, k]
    return lines


@kernel
def pack_shape(
    spans: Spans,
    gaps: Floats,
    d: int,
    unit: int,
    passes: int,
    work: Floats,
    shape: Floats,
    starts: Floats,
) -> float:
    """Shape of d with orders of whole units, nearly.

    Parameters
    ----------
    spans : Spans
        The pair's week.
    gaps : float, shape (m,)
        From each count to the next. [weeks]
    d, unit : int
        Cap - s, at least the unit. [pieces]
    passes : int
        Most passes; fewer once the change is below 1e-5.
    work : float, shape (m, at least d + highest demand + 1)
        Room to work in.
    shape : float, shape (m, at least d)
        As for :func:`piece_shape`.
    starts : float, shape (m, at least unit)
        Room to work in.

    Returns
    -------
    float
        Orders a week.
    """
    m = spans.n
    total = first_guess(spans, d, unit, starts)
    end = d
    for j in range(m):
        end = max(end, d + spans.high[j])
    for number in range(passes):
        last = number == passes - 1
        reach = d if last else end
        for j in range(m):
            work[j, :reach] = 0.0
            for r in range(unit):
                work[j, r] = starts[j, r] / total
        _fall_through(work, reach, spans, d)
        if not last:
            change, total = _start_again(work, d, end, unit, total, starts)
            if change < _CLOSE:
                break
    weeks = 0.0
    for j in range(m):
        for k in range(d):
            weeks += work[j, k] * gaps[j]
    for j in range(m):
        for k in range(d):
            shape[j, k] = work[j, k] / weeks
    return 1.0 / weeks


@kernel
def first_guess(spans: Spans, d: int, unit: int, starts: Floats) -> float:
    """Where orders are placed, were each seen from far above: by renewal theory.

    Parameters
    ----------
    spans : Spans
        The pair's week.
    d, unit : int
        Cap - s, and what orders are multiples of. [pieces]
    starts : float, shape (m, at least unit)
        Gets a weight for each count and use that is left below the cap.

    Returns
    -------
    float
        Sum of the weights.
    """
    m = spans.n
    for j in range(m):
        for r in range(unit):
            starts[j, r] = 0.0
    total = 0.0
    most = spans.tail.shape[1]
    for j in range(m):
        r = d % unit
        after = (j + 1) % m
        for over in range(min(spans.high[j], most - 1)):
            value = spans.tail[j, over + 1]
            starts[after, r] += value
            total += value
            r = r + 1 if r + 1 < unit else 0
    return total


@kernel
def _start_again(
    work: Floats, d: int, end: int, unit: int, total: float, starts: Floats
) -> tuple[float, float]:
    """Fold what has passed d into whole units; how much that changes, and its sum."""
    change, after = 0.0, 0.0
    old = np.empty(unit)
    for j in range(starts.shape[0]):
        for r in range(unit):
            old[r] = starts[j, r] / total
            starts[j, r] = 0.0
        r = d % unit
        for k in range(d, end):
            starts[j, r] += work[j, k]
            r = r + 1 if r + 1 < unit else 0
        for r in range(unit):
            after += starts[j, r]
            change += abs(starts[j, r] - old[r])
    return change, after
