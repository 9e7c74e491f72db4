"""How far down is a shelf seen between two orders of whole packs? Shapes, pass by pass.

Orders leave less than a pack below the cap, how much depends on where they were placed: a
shape is iterated from where renewal theory sees orders placed. Section I.4 of
``docs/models/inventory.md``.
"""

from __future__ import annotations

from models.inventory.problem import Floats, Whole
from models.inventory.shapes import fall_through
from models.inventory.spans import Spans
from models.kernels import bare

__all__ = ["first_guess", "pack_shape"]

_CLOSE = 1e-5


@bare
def pack_shape(
    spans: Spans,
    gaps: Floats,
    likely: Whole,
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
    likely : int, shape (m,)
        Most that is likely to be used from each count to the next. [pieces]
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
        end = max(end, d + likely[j])
    for number in range(passes):
        last = number == passes - 1
        reach = d if last else end
        for j in range(m):
            work[j, :reach] = 0.0
            for r in range(unit):
                work[j, r] = starts[j, r] / total
        fall_through(work, reach, spans, likely, d)
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


@bare
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


@bare
def _start_again(
    work: Floats, d: int, end: int, unit: int, total: float, starts: Floats
) -> tuple[float, float]:
    """Fold what has passed d into whole units; how much that changes, and its sum."""
    change, after = 0.0, 0.0
    last = min(end, d + unit)
    for j in range(starts.shape[0]):
        to = d
        for k in range(last, end):
            work[j, to] += work[j, k]
            to = to + 1 if to + 1 < last else d
        r = d % unit
        for k in range(d, d + unit):
            value = work[j, k] if k < last else 0.0
            change += abs(value - starts[j, r] / total)
            after += value
            starts[j, r] = value
            r = r + 1 if r + 1 < unit else 0
    return change, after
