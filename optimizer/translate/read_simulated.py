"""What did a simulation show? Arrays by replication, pair and ward to figures with names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from models.inventory.problem import Floats, Whole
from optimizer.simulated import KPI_NAMES, Estimate, PlanDifference, ServiceRow, WeekKpis
from optimizer.translate.shelves import Shelves

if TYPE_CHECKING:
    from models.inventory.simulate import Simulated

__all__ = ["plan_difference", "service_rows", "week_figures", "week_kpis"]

_WEEK = 7
_DECIMALS = 6
_NOISE = 5e-7


def week_figures(shelves: Shelves, pairs: Whole, simulated: Simulated) -> dict[str, Floats]:
    """Figures of a week by replication, costs counted from what happened.

    Parameters
    ----------
    shelves : Shelves
        All ward items as columns.
    pairs : int, shape (k,)
        Those that were simulated.
    simulated : Simulated
        What happened to them.

    Returns
    -------
    dict of str to float array, shape (n_replications,)
        By the names of :class:`~optimizer.simulated.WeekKpis`. An emergency delivery is one
        per ward and day with any shortage, counted as such.
    """
    settings = shelves.scenario.stock
    weeks = simulated.n_weeks
    short, lines = simulated.short / weeks, simulated.lines / weeks
    emergencies = simulated.emergencies.sum(axis=1) / weeks
    visits = simulated.visits.sum(axis=1) / weeks
    figures: dict[str, Floats] = {
        "fill_rate": simulated.fill,
        "stock_outs": simulated.out_days.sum(axis=1) / weeks,
        "short_pieces": short.sum(axis=1),
        "lines": lines.sum(axis=1),
        "emergencies": emergencies,
        "visits": visits,
        "stock_sek": simulated.stock @ shelves.cost[pairs],
        "holding_sek": _WEEK * (simulated.stock @ shelves.holding[pairs]),
        "line_sek": settings.line_sek * lines.sum(axis=1),
        "visit_sek": settings.visit_sek * visits,
        "shortage_sek": short @ shelves.shortage[pairs],
        "emergency_sek": settings.emergency_sek * emergencies,
    }
    terms = ("holding_sek", "line_sek", "visit_sek", "shortage_sek", "emergency_sek")
    total: Floats = np.sum([figures[name] for name in terms], axis=0)
    return figures | {"total_sek": total}


def week_kpis(figures: dict[str, Floats]) -> WeekKpis:
    """Means of replications with their 95 % confidence intervals.

    Parameters
    ----------
    figures : dict of str to float array, shape (n_replications,)
        By the names of :class:`~optimizer.simulated.WeekKpis`.

    Returns
    -------
    WeekKpis
        Without half widths where there is one replication only.

    Examples
    --------
    >>> week_kpis(dict.fromkeys(KPI_NAMES, np.array([1.0, 3.0]))).lines
    Estimate(mean=2.0, half_width=12.706205)
    """
    return WeekKpis(**{name: _estimate(figures[name]) for name in KPI_NAMES})


def plan_difference(
    plan: str, figures: dict[str, Floats], against: str, others: dict[str, Floats]
) -> PlanDifference:
    """Difference of two plans that met the same demand, replication by replication.

    Parameters
    ----------
    plan, against : str
        Names of the plan, and of that which is taken from it.
    figures, others : dict of str to float array, shape (n_replications,)
        Figures of a week of the one and the other.

    Returns
    -------
    PlanDifference
        With the intervals of the paired differences.

    Examples
    --------
    >>> ours = dict.fromkeys(KPI_NAMES, np.array([1.0, 3.0]))
    >>> today = dict.fromkeys(KPI_NAMES, np.array([2.0, 4.0]))
    >>> plan_difference("ours", ours, "today", today).kpis.total_sek
    Estimate(mean=-1.0, half_width=0.0)
    """
    less = {name: figures[name] - others[name] for name in KPI_NAMES}
    return PlanDifference(plan=plan, against=against, kpis=week_kpis(less))


def service_rows(
    shelves: Shelves, pairs: Whole, plan: str, simulated: Simulated
) -> Iterator[ServiceRow]:
    """Service by ward and stock class: means over all replications.

    Parameters
    ----------
    shelves : Shelves
        All ward items as columns.
    pairs : int, shape (k,)
        Those that were simulated.
    plan : str
        Name of their plan.
    simulated : Simulated
        What happened to them.

    Yields
    ------
    ServiceRow
        All together; each class; each ward; each ward and class that it keeps items of.
    """
    scenario, weeks = shelves.scenario, simulated.n_weeks
    n_wards, n_classes = len(scenario.wards), len(scenario.stock_classes)
    ward, stock_class = shelves.ward[pairs], shelves.stock_class[pairs]
    demand, short = simulated.demand.mean(axis=0) / weeks, simulated.short.mean(axis=0) / weeks
    rate = 1.0 - np.divide(short, demand, out=np.zeros_like(short), where=demand > 0)
    columns = {
        "n_pairs": np.ones(len(pairs)),
        "n_below_target": (rate < shelves.fill[pairs] - _NOISE).astype(np.float64),
        "demand_pieces": demand,
        "short_pieces": short,
        "stock_outs": simulated.out_days.mean(axis=0) / weeks,
        "lines": simulated.lines.mean(axis=0) / weeks,
        "stock_sek": simulated.stock.mean(axis=0) * shelves.cost[pairs],
    }
    emergencies = simulated.emergencies.mean(axis=0) / weeks
    cell = ward * n_classes + stock_class
    table = {
        name: np.bincount(cell, weights=column, minlength=n_wards * n_classes).reshape(
            n_wards, n_classes
        )
        for name, column in columns.items()
    }
    every = range(n_wards), range(n_classes)
    groups: list[tuple[int | None, int | None]] = [
        (None, None),
        *((None, c) for c in every[1]),
        *((w, None) for w in every[0]),
        *((w, c) for w in every[0] for c in every[1]),
    ]
    for w, c in groups:
        at = (slice(None) if w is None else w, slice(None) if c is None else c)
        sums = {name: float(figure[at].sum()) for name, figure in table.items()}
        if not sums["n_pairs"]:
            continue
        counted = emergencies.sum() if w is None else emergencies[w]
        yield _row(shelves, plan, (w, c), sums, float(counted) if c is None else None)


def _row(
    shelves: Shelves,
    plan: str,
    group: tuple[int | None, int | None],
    sums: dict[str, float],
    emergencies: float | None,
) -> ServiceRow:
    wards, classes = shelves.scenario.wards, shelves.scenario.stock_classes
    ward, stock_class = group
    demand, short = sums["demand_pieces"], sums["short_pieces"]
    return ServiceRow(
        plan=plan,
        ward=None if ward is None else wards[ward].id,
        stock_class=None if stock_class is None else classes[stock_class].id,
        n_pairs=round(sums["n_pairs"]),
        fill_rate_target=None if stock_class is None else classes[stock_class].fill_rate,
        fill_rate=_told(1.0 - short / demand) if demand > 0 else 1.0,
        n_below_target=round(sums["n_below_target"]),
        demand_pieces=_told(demand),
        short_pieces=_told(short),
        stock_outs=_told(sums["stock_outs"]),
        emergencies=None if emergencies is None else _told(emergencies),
        lines=_told(sums["lines"]),
        stock_sek=_told(sums["stock_sek"]),
    )


def _estimate(figure: Floats) -> Estimate:
    from models.inventory.intervals import mean_and_interval

    interval = mean_and_interval(figure)
    width = float(interval.half_width)
    return Estimate(
        mean=_told(float(interval.mean)), half_width=_told(width) if np.isfinite(width) else None
    )


def _told(figure: float) -> float:
    return round(figure, _DECIMALS)
