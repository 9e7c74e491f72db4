"""What do given levels lead to? Exact long-run measures of every policy.

The chain and its solution are in ``chain.py`` and ``long_run.py``; section I.3 of
``docs/models/inventory.md``.
"""

from __future__ import annotations

import logging

import numpy as np
import numpy.typing as npt

from models.compiled import is_kept
from models.inventory.long_run import full_shelf, long_run, rule_of
from models.inventory.masses import NEGLIGIBLE
from models.inventory.orders import settled_levels
from models.inventory.problem import Family, Floats, Levels, Limit, Policy, ShelfProblem, Whole
from models.inventory.spans import week_spans
from models.kernels import kernel

__all__ = ["columns_of", "evaluate", "levels_of", "tell_compiling"]

_LOG = logging.getLogger("wardflow.inventory")
_TOLERANCE = 2e-14

Columns = tuple[Floats, Floats, Whole, Floats, Whole]


def tell_compiling(function: object) -> None:
    """Say once in the log that a kernel is about to be compiled, which takes some seconds.

    Parameters
    ----------
    function : object
        The kernel.

    Examples
    --------
    >>> tell_compiling(_measure)
    """
    if callable(function) and not is_kept(function):
        _LOG.info("compiling the inventory kernels (once; some seconds)")


def columns_of(problem: ShelfProblem) -> Columns:
    """Demand of a problem as kernels take it.

    Parameters
    ----------
    problem : ShelfProblem
        Checked here, as far as demand goes.

    Returns
    -------
    (mean, ratio, family, tables, table)
        Contiguous columns; at least one table.

    Raises
    ------
    ValueError
        If means are negative, ratios below 1, or a table is none or occurs too seldom.

    Examples
    --------
    >>> from models.inventory.problem import Demand
    >>> demand = Demand(np.ones((1, 7)), np.ones(1), np.zeros(1, np.int64), np.zeros((0, 0)),
    ...                 np.full(1, -1))
    >>> one = np.ones(1)
    >>> whole = np.ones(1, np.int64)
    >>> problem = ShelfProblem(
    ...     demand, np.ones((1, 7), np.bool_), 0 * whole, 0 * whole, whole, 9 * whole, one, one,
    ...     one, 0 * one, 0 * one, one, 0 * whole, np.array([np.inf]))
    >>> columns_of(problem)[3].shape
    (1, 1)
    """
    demand = problem.demand
    mean = np.ascontiguousarray(demand.mean, dtype=np.float64)
    ratio = np.ascontiguousarray(demand.ratio, dtype=np.float64)
    family = np.ascontiguousarray(demand.family, dtype=np.int64)
    table = np.ascontiguousarray(demand.table, dtype=np.int64)
    tables = np.ascontiguousarray(demand.tables, dtype=np.float64)
    if tables.size == 0:
        tables = np.ones((1, 1))
    if mean.shape != (problem.n, 7) or not np.isfinite(mean).all() or (mean < 0).any():
        raise ValueError("means are finite and not negative, seven a pair")
    if not np.isfinite(ratio).all() or (ratio[family != Family.TABLE] < 1 - 1e-9).any():
        raise ValueError("the ratio of variance and mean is at least 1")
    tabled = family == Family.TABLE
    if tabled.any():
        if (table[tabled] < 0).any() or (table[tabled] >= len(demand.tables)).any():
            raise ValueError("a pair of the family TABLE names one of the tables")
        used = tables[np.unique(table[tabled])]
        if (used < 0).any() or not np.allclose(used.sum(axis=1), 1.0, rtol=0, atol=1e-9):
            raise ValueError("a table holds probabilities that sum to 1")
        table_mean = tables @ np.arange(tables.shape[1], dtype=np.float64)
        if (mean[tabled] > table_mean[table[tabled], None] * (1 + 1e-9) + 1e-12).any():
            raise ValueError("a day's mean is at most the mean of its table")
    return mean, ratio, family, tables, table


@kernel
def _measure(
    s: Whole,
    S: Whole,  # noqa: N803
    mean: Floats,
    ratio: Floats,
    family: Whole,
    tables: Floats,
    table: Whole,
    visits: npt.NDArray[np.bool_],
    lead: Whole,
    policy: Whole,
    pack: Whole,
    shelf: Whole,
    rounding: int,
    tolerance: float,
    out: Floats,
) -> None:
    """Stock, lost, lines and cycle service of each pair, into the columns of ``out``."""
    for i in range(s.shape[0]):
        rule = rule_of(policy[i], s[i], S[i], pack[i], shelf[i], rounding, lead[i])
        if mean[i].sum() <= 0.0:
            out[i, 0], out[i, 1], out[i, 2], out[i, 3] = rule.full, 0.0, 0.0, 1.0
            continue
        row = tables[max(0, table[i])]
        spans = week_spans(
            visits[i], lead[i], mean[i], family[i], ratio[i], row, rule.cap, NEGLIGIBLE
        )
        stock, lost, lines, cycle = long_run(spans, rule, full_shelf(spans, rule), tolerance)
        out[i, 0], out[i, 1], out[i, 2], out[i, 3] = stock, lost, lines, cycle


def levels_of(problem: ShelfProblem, s: Whole, S: Whole, measured: Floats) -> Levels:  # noqa: N803
    """Levels from what was measured: costs, targets, space.

    Parameters
    ----------
    problem : ShelfProblem
        What was asked.
    s, S : int, shape (n,)
        Levels. [pieces]
    measured : float, shape (n, 4)
        Stock, pieces lost a week, lines a week, cycle service.

    Returns
    -------
    Levels
        ``limit`` says which target is missed, else COST (or NONE without demand); ``overflow``
        by how much the levels given are more than the ward's space.

    Examples
    --------
    See :func:`evaluate`.
    """
    weekly = problem.demand.mean.sum(axis=1)
    stock, lost, lines, cycle = measured.T.copy()
    some = weekly > 0
    fill = np.where(some, 1.0 - lost / np.where(some, weekly, 1.0), 1.0)
    fill = np.clip(fill, 0.0, 1.0)
    cost = 7.0 * problem.holding * stock + problem.line * lines + problem.shortage * lost
    slack = 1e-12
    limit = np.full(problem.n, int(Limit.COST), dtype=np.int64)
    limit[cycle < problem.cycle - slack] = Limit.CYCLE
    limit[fill < problem.fill - slack] = Limit.FILL
    limit[~some] = Limit.NONE
    met = (fill >= problem.fill - slack) & (cycle >= problem.cycle - slack)
    taken = np.bincount(problem.ward, weights=problem.space * S, minlength=len(problem.ward_space))
    return Levels(
        s=s,
        S=S,
        fill=fill,
        cycle=cycle,
        stock=stock,
        lines=lines,
        short=lost,
        cost=cost,
        limit=limit,
        met=met,
        space_price=np.zeros(len(problem.ward_space)),
        overflow=np.maximum(0.0, taken - problem.ward_space),
    )


def evaluate(problem: ShelfProblem, s: npt.ArrayLike, S: npt.ArrayLike) -> Levels:  # noqa: N803
    """Exact long-run measures of given levels.

    Parameters
    ----------
    problem : ShelfProblem
        Demand, calendar, policies and costs.
    s, S : array_like of int, shape (n,)
        Levels. PAR looks at S alone, PACKS at s alone, KANBAN at S alone; what they lay down
        themselves is filled in. [pieces]

    Returns
    -------
    Levels
        Exact to about 1e-11; ``limit`` names a target that is missed, ``overflow`` the space
        that these levels lack.

    Raises
    ------
    ValueError
        If levels are not whole numbers from s = -1 and S = 0, one for each pair, or demand is
        not as :class:`~models.inventory.problem.Demand` says.

    Notes
    -----
    Equations (I.1), (I.2) and (I.301) to (I.307) of docs/models/inventory.md.

    Examples
    --------
    A piece a day, a delivery each morning, min 2 and max 5:

    >>> from models.inventory.problem import Demand
    >>> demand = Demand(np.ones((1, 7)), np.ones(1), np.zeros(1, np.int64), np.zeros((0, 0)),
    ...                 np.full(1, -1))
    >>> zero, one = np.zeros(1, np.int64), np.ones(1)
    >>> problem = ShelfProblem(
    ...     demand, np.ones((1, 7), np.bool_), zero, zero, zero + 1, zero + 9, one, one, one,
    ...     0 * one, 0 * one, one, zero, np.array([np.inf]))
    >>> levels = evaluate(problem, [2], [5])
    >>> levels.fill.round(4), levels.lines.round(3), levels.stock.round(3)
    (array([0.9919]), array([2.001]), array([3.176]))
    """
    n = problem.n
    low, high = np.asarray(s), np.asarray(S)
    if low.shape != (n,) or high.shape != (n,) or {low.dtype.kind, high.dtype.kind} - {"i", "u"}:
        raise ValueError(f"s and S are whole numbers, one for each of the {n} pairs")
    low, high = low.astype(np.int64), high.astype(np.int64)
    if (low < -1).any() or (high < 0).any():
        raise ValueError("s is at least -1 and S at least 0")
    for i in np.flatnonzero(problem.policy != Policy.MIN_MAX):
        given = (int(problem.policy[i]), int(low[i]), int(high[i]), int(problem.pack[i]))
        low[i], high[i], _ = settled_levels(*given)
    columns = columns_of(problem)
    measured = np.zeros((n, 4))
    tell_compiling(_measure)
    _measure(
        low,
        high,
        *columns,
        np.ascontiguousarray(problem.visits, dtype=np.bool_),
        problem.lead.astype(np.int64),
        problem.policy.astype(np.int64),
        problem.pack.astype(np.int64),
        problem.shelf.astype(np.int64),
        int(problem.rounding),
        _TOLERANCE,
        measured,
    )
    return levels_of(problem, low, high, measured)
