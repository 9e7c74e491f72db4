"""What do levels come to, day by day? The judge of all policies.

Every pair of ward and item lives through the same timeline as in ``problem.py``, with
demand that is drawn (``draws.py``: the same for every policy) or replayed from a history.
Nothing here knows how levels were found. Section I.7 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from models.compiled import is_kept
from models.inventory.problem import N_WEEKDAYS, Demand, Family, Floats, ShelfProblem, Whole
from models.inventory.replay import Replay, rows_of
from models.inventory.simulate_days import run

__all__ = ["Replay", "Simulated", "simulate"]

_LOG = logging.getLogger("wardflow.inventory")
_SEEDS = 1 << 63
_FULL = -1
_FORM: Final = ("C_CONTIGUOUS", "WRITEABLE")
"""The one form of arrays that the kernel is compiled for: any other would compile it anew."""
_COUNTS = ("demand", "short", "lines", "delivered", "out_days", "short_cycles")
"""In the order in which the kernel counts them."""


@dataclass(frozen=True, eq=False)
class Simulated:
    """What happened in the weeks that count, by replication.

    Parameters
    ----------
    n_weeks : int
        Weeks that count. [weeks]
    demand, short : int, shape (n_replications, n)
        Pieces asked for, and those of them the shelf did not have. [pieces]
    lines, delivered : int, shape (n_replications, n)
        Order lines that arrived, and what they brought. [lines, pieces]
    out_days : int, shape (n_replications, n)
        Days with a shortage. [days]
    short_cycles : int, shape (n_replications, n)
        Times between two arrivals of order lines with a shortage. [cycles]
    stock : float, shape (n_replications, n)
        Mean stock at the end of a day. [pieces]
    emergencies, visits : int, shape (n_replications, n_wards)
        Days on which the ward had any shortage; any order line. [days]
    weekday_lines, weekday_carriers : float, shape (n_replications, 7)
        Order lines, and load carriers, that arrived on each weekday. [lines, carriers]
    carriers : float, shape (n_replications, n_wards)
        Load carriers that arrived; 0 where pieces take none. [carriers]
    """

    n_weeks: int
    demand: Whole
    short: Whole
    lines: Whole
    delivered: Whole
    out_days: Whole
    short_cycles: Whole
    stock: Floats
    emergencies: Whole
    visits: Whole
    weekday_lines: Floats
    weekday_carriers: Floats
    carriers: Floats

    @property
    def fill(self) -> Floats:
        """Share of all demand met from the shelves, shape (n_replications,). [-]"""
        share: Floats = self.short.sum(axis=1) / np.maximum(self.demand.sum(axis=1), 1)
        return 1.0 - share

    @property
    def cycle(self) -> Floats:
        """Share of cycles without stock-out, shape (n_replications, n). [-]

        A cycle lasts from one arrival to the next. Without any, 0 where there is demand
        and 1 where there is none, as in section I.1.
        """
        hurt: Floats = self.short_cycles / np.maximum(self.lines, 1)
        never = (self.lines == 0) & (self.demand > 0)
        return np.where(never, 0.0, np.maximum(0.0, 1.0 - hurt))

    def cost(self, problem: ShelfProblem, *, emergency: float = 0.0, visit: float = 0.0) -> Floats:
        """Cost of a week by replication.

        Parameters
        ----------
        problem : ShelfProblem
            Prices.
        emergency, visit : float
            Cost of an emergency delivery, and of a visit. [SEK]

        Returns
        -------
        numpy.ndarray of float, shape (n_replications,)
            Holding, lines, shortage, emergencies and visits. [SEK / week]

        Notes
        -----
        (I.74) of ``docs/models/inventory.md``.
        """
        by_pair = (
            self.stock @ problem.holding * (N_WEEKDAYS * self.n_weeks)
            + self.lines @ problem.line
            + self.short @ problem.shortage
        )
        by_ward = emergency * self.emergencies.sum(axis=1) + visit * self.visits.sum(axis=1)
        cost: Floats = (by_pair + by_ward) / self.n_weeks
        return cost


def simulate(
    problem: ShelfProblem,
    s: npt.ArrayLike,
    S: npt.ArrayLike,  # noqa: N803 - the literature's letter
    *,
    n_weeks: int,
    n_replications: int,
    seed: int,
    start: npt.ArrayLike | None = None,
    replay: Replay | None = None,
    warm_up_weeks: int = 0,
    carriers_per_piece: npt.ArrayLike | None = None,
    streams: npt.ArrayLike | None = None,
) -> Simulated:
    """Live through weeks with given levels.

    Parameters
    ----------
    problem : ShelfProblem
        Demand, visit days, policies and packs; targets and space are not read.
    s, S : array_like of int, shape (n,)
        Reorder point and order-up-to level; what the policy itself lays down is not read
        (s of PAR and KANBAN, S of PACKS). [pieces]
    n_weeks : int
        Weeks that count, at least 1. [weeks]
    n_replications : int
        Independent replications; 1 for a replay.
    seed : int
        Seed of the demand, 0 to 2**63 - 1. The demand of a pair on a day of a replication
        is the same whatever the levels, the other pairs and the warm-up.
    start : array_like of int, shape (n,), optional
        Stock when the first day begins, nothing being on order; S if omitted. [pieces]
    replay : Replay, optional
        Demand as it was, in place of draws: its first ``warm_up_weeks + n_weeks`` weeks.
    warm_up_weeks : int
        Weeks before those that count. [weeks]
    carriers_per_piece : array_like of float, shape (n,), optional
        Load carriers that a piece fills. [carriers / piece]
    streams : array_like of int, shape (n,), optional
        Number of each pair's random stream; its index if omitted. A ward simulated alone
        meets the same demand as among all when its pairs keep their numbers.

    Returns
    -------
    Simulated
        Memory: 56 bytes a pair and replication, and one a ward, day and replication.

    Raises
    ------
    ValueError
        If shapes or numbers are out of range, or the replay is shorter than asked.

    Notes
    -----
    (I.71)-(I.74) of ``docs/models/inventory.md``. Numba compiles the loops at the first call on
    a machine.

    Examples
    --------
    Two pieces a day, delivery on Mondays, one week replayed from a full shelf of 10:

    >>> from models.inventory.problem import Demand, Policy
    >>> one = np.ones(1)
    >>> problem = ShelfProblem(
    ...     Demand(np.full((1, 7), 2.0), one, np.zeros(1, int), np.zeros((0, 1)), -np.ones(1, int)),
    ...     visits=np.eye(7, dtype=bool)[:1], lead=np.zeros(1, int),
    ...     policy=np.array([Policy.MIN_MAX]), pack=np.ones(1, int), shelf=np.array([99]),
    ...     holding=one, line=one, shortage=one, fill=0 * one, cycle=0 * one, space=0 * one,
    ...     ward=np.zeros(1, int), ward_space=np.array([np.inf]))
    >>> week = Replay(0, 7, np.zeros(7, int), np.arange(7), np.full(7, 2))
    >>> seen = simulate(problem, [4], [10], n_weeks=1, n_replications=1, seed=0, replay=week)
    >>> int(seen.short[0, 0]), int(seen.out_days[0, 0]), float(seen.stock[0, 0])
    (4, 2, 2.857142857142857)
    """
    n = problem.n
    low, up = _column(s, n, "s"), _column(S, n, "S")
    stock = np.full(n, _FULL) if start is None else _column(start, n, "start")
    rate = np.zeros(n) if carriers_per_piece is None else np.asarray(carriers_per_piece, float)
    numbers = np.arange(n) if streams is None else _column(streams, n, "streams")
    if n_weeks < 1 or n_replications < 1 or warm_up_weeks < 0 or not 0 <= seed < _SEEDS:
        raise ValueError("weeks and replications are at least 1, warm-up and seed not negative")
    if n and (low.min() < -1 or up.min() < 0 or (start is not None and stock.min() < 0)):
        raise ValueError("s is at least -1, S and the stock at least 0")
    if rate.shape != (n,):
        raise ValueError(f"carriers_per_piece has one entry for each of the {n} pairs")
    n_wards = len(problem.ward_space)
    if n and (problem.ward.min() < 0 or problem.ward.max() >= n_wards):
        raise ValueError(f"wards are indices below {n_wards}")
    _check_demand(problem.demand)
    rows, first_weekday = rows_of(replay, n, n_weeks + warm_up_weeks, n_replications)
    if not is_kept(run):
        _LOG.info("compiling the simulation, once on each machine")
    n_days = N_WEEKDAYS * n_weeks
    whole = np.zeros((len(_COUNTS), n_replications, n), np.int64)
    mean_stock = np.zeros((n_replications, n))
    days = np.zeros((n_replications, n_wards, n_days), np.uint8)
    by_ward = np.zeros((n_replications, n_wards))
    by_weekday = np.zeros((2, n_replications, N_WEEKDAYS))
    demand = problem.demand
    run(
        (
            _floats(demand.mean),
            _floats(demand.ratio),
            _whole(demand.family),
            _floats(demand.tables),
            _whole(demand.table),
        ),
        (
            np.require(problem.visits, np.bool_, _FORM),
            _whole(problem.lead),
            _whole(problem.policy),
            _whole(problem.pack),
            _whole(problem.shelf),
            _whole(problem.ward),
        ),
        (int(problem.rounding), seed, N_WEEKDAYS * warm_up_weeks, n_days, first_weekday),
        (low, up, stock, _floats(rate), numbers),
        (replay is not None, _whole(rows[0]), _whole(rows[1]), _whole(rows[2])),
        (whole, mean_stock, days, by_ward, by_weekday),
    )
    return Simulated(
        n_weeks=n_weeks,
        **dict(zip(_COUNTS, whole, strict=True)),
        stock=mean_stock,
        emergencies=(days & 1).sum(axis=2, dtype=np.int64),
        visits=(days >> 1).sum(axis=2, dtype=np.int64),
        weekday_lines=by_weekday[0],
        weekday_carriers=by_weekday[1],
        carriers=by_ward,
    )


def _column(values: npt.ArrayLike, n: int, name: str) -> Whole:
    column = np.asarray(values)
    if column.shape != (n,) or (n and column.dtype.kind not in "iu"):
        raise ValueError(f"{name} has one whole number for each of the {n} pairs")
    return _whole(column)


def _whole(array: Whole) -> Whole:
    return np.require(array, np.int64, _FORM)


def _floats(array: Floats) -> Floats:
    return np.require(array, np.float64, _FORM)


def _check_demand(demand: Demand) -> None:
    """Numbers are finite and in range; a table's day occurs with a probability of at most 1."""
    tabled = demand.family == Family.TABLE
    # Written so that not-a-number fails as well.
    if not ((demand.mean >= 0) & (demand.mean < np.inf)).all():
        raise ValueError("mean demand is finite and not negative")
    if not ((demand.ratio >= 1) & (demand.ratio < np.inf)).all():
        raise ValueError("variance over mean is finite and at least 1")
    which = demand.table[tabled]
    if not ((which >= 0) & (which < len(demand.tables))).all():
        raise ValueError("pairs of the family TABLE name one of the tables")
    if not len(which):
        return
    tables = demand.tables[which]
    means = tables @ np.arange(tables.shape[1]) / tables.sum(axis=1)
    if (demand.mean[tabled] > means[:, None] * (1 + 1e-9)).any():
        raise ValueError("a weekday's mean is above the mean of the pair's table")
