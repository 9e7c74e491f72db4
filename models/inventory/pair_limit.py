"""What holds a pair's levels where they are? One step lower, by the estimates of its search."""

from __future__ import annotations

from models.inventory.case import BINS, FREE
from models.inventory.problem import Limit
from models.inventory.sketch import LOOK, LOST, Sketch, add_row, row_of, shape_of
from models.inventory.told import told
from models.kernels import part, plain

__all__ = ["limit_of"]

_COST, _FILL, _CYCLE = int(Limit.COST), int(Limit.FILL), int(Limit.CYCLE)
_SHELF, _SPACE = int(Limit.SHELF), int(Limit.SPACE)


@part
def _row(sketch: Sketch, d: int, cap: int) -> int:
    """Row of a candidate, which becomes one if it is none."""
    row = row_of(sketch, d, cap)
    if row < 0:
        row = add_row(sketch, d, cap, shape_of(sketch, d, plain(2)))
    return row


@part
def limit_of(sketch: Sketch, d: int, cap: int, shelf: int, met: bool) -> int:  # noqa: FBT001
    """What holds the best levels of a pair.

    Parameters
    ----------
    sketch : Sketch
        Of the pair, after its search.
    d, cap : int
        Its best. [pieces]
    shelf : int
        Of the pair. [pieces]
    met : bool
        Whether its targets are met.

    Returns
    -------
    int
        :class:`~models.inventory.problem.Limit`.
    """
    case = sketch.case
    if met and (case.fill > 0.0 or case.cycle > 0.0):
        lower_d, lower = (d - case.pack, cap - 2 * case.pack) if case.form == BINS else (d, cap - 1)
        if lower < lower_d and case.form == FREE:
            lower_d -= 1
        if lower_d >= case.pack and lower >= lower_d:
            here = told(sketch, _row(sketch, d, cap), 0.0)[0]
            row = _row(sketch, lower_d, lower)
            cost, meets = told(sketch, row, 0.0)
            if cost < here and not meets:
                bias = sketch.looks[int(sketch.table[row, LOOK]), 1]
                fill = 1.0 - sketch.table[row, LOST] * bias / case.weekly
                return _FILL if fill < case.fill - 1e-12 else _CYCLE
    if case.room > 0.0:
        return _SPACE
    if not met or cap + (2 * case.pack if case.form == BINS else 1) > shelf:
        return _SHELF
    return _COST
