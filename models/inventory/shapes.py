"""How far down is a shelf seen between two orders of single pieces, whatever its levels?

While nothing is lost, where a position is seen below its cap depends on d = S - s and on the
order's unit alone: one *shape* serves every S. With single pieces all shapes come from one
table of renewal functions; those of packs are in ``pack_shapes.py``. Section I.4 of
``docs/models/inventory.md``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models.inventory.problem import Floats, Whole
from models.inventory.spans import Spans
from models.kernels import bare, kernel

__all__ = [
    "Renewals",
    "fall_through",
    "piece_shape",
    "piece_starts",
    "renewals_of",
]


class Renewals(NamedTuple):
    """Visits of each use k at each count w, of a position that starts at count v."""

    seen: Floats
    """(v, w, k). [visits]"""
    upto: Floats
    """The same, of uses less than k: (v, w, k)."""
    chain: Floats
    """Room for the chain of counts at which orders are placed, and its distribution."""


@bare
def fall_through(seen: Floats, width: int, spans: Spans, most: Whole, d: int) -> None:
    """Let positions at uses k < d run down, one sweep; what passes d stays where it falls.

    Parameters
    ----------
    seen : float, shape (m, at least width)
        How often each use is reached at each count; gets how often it is seen.
    width : int
        Uses from there on are forgotten. [pieces]
    spans : Spans
        The pair's week.
    most : int, shape (m,)
        Most that is used from each count to the next. [pieces]
    d : int
        Cap - s. [pieces]
    """
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
            low, high = max(1, spans.low[j]), min(most[j], width - 1 - k)
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
        fall_through(seen[v], most, spans, spans.high, most)
        for w in range(m):
            total = 0.0
            for k in range(most):
                total += seen[v, w, k]
                upto[v, w, k + 1] = total
    return Renewals(seen, upto, np.empty((m + 1, m)))


@bare
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


@bare
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
    chain, share = renewals.chain[:m], renewals.chain[m]
    for v in range(m):
        for w in range(m):
            before = renewals.upto[v, (w - 1) % m, d]
            chain[v, w] = max(0.0, before - renewals.upto[v, w, d] + (1.0 if v == w else 0.0))
    _steady(chain, share)
    weeks = 0.0
    for v in range(m):
        starts[v, 0] = share[v]
        for w in range(m):
            weeks += share[v] * renewals.upto[v, w, d] * gaps[w]
    return 1.0 / weeks


@bare
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
