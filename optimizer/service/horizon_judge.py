"""Is a plan better when demand is not as expected? Replications against today's weekdays."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.horizon.days import Yes
from optimizer.horizon.replay import replay
from optimizer.horizon.returns import Returning
from optimizer.horizon.stores import Floats, Stores
from optimizer.horizon_plan import HorizonPlan, HorizonPolicy, Judged

if TYPE_CHECKING:
    from models.inventory.problem import Demand

__all__ = ["judge"]

_DECIMALS = 6
_LEAST = 2
"""Replications that there are in any case: of one alone nothing is known about chance."""
_COMPILING_S = 2.0
"""Nobody can stop a compiler in the middle. [s]"""
_FIGURES = (
    ("visits", "visits"),
    ("stops", "visits"),
    ("routes", "routes"),
    ("km", "km"),
    ("lines", "lines"),
    ("emergencies", "ward days"),
    ("fill_rate", "-"),
    ("stock_sek", "SEK"),
    ("end_stock_sek", "SEK"),
    ("travel_sek", "SEK"),
    ("holding_sek", "SEK"),
    ("line_sek", "SEK"),
    ("visit_sek", "SEK"),
    ("emergency_sek", "SEK"),
    ("total_sek", "SEK"),
)
_TERMS = ("travel_sek", "holding_sek", "line_sek", "visit_sek", "emergency_sek")


def judge(
    stores: Stores,
    returning: Returning,
    demand: Demand,
    plans: tuple[HorizonPlan, HorizonPlan],
    visits: tuple[Yes, Yes],
    *,
    policy: HorizonPolicy,
    n_replications: int,
    seed: int,
    until: float | None = None,
) -> tuple[tuple[Judged, ...], int]:
    """Replay a plan and today's weekdays under the very same drawn demand.

    Parameters
    ----------
    stores, returning
        Ward items, and what is taken back.
    demand : Demand
        Demand of all ward items of the scenario.
    plans : (HorizonPlan, HorizonPlan)
        The plan, and today's weekdays: their routes are driven as planned.
    visits : (bool, bool), each shape (>= n_days, n_wards)
        Their visits.
    policy : HorizonPolicy
        How much a visit brings.
    n_replications : int
        Replications, at least 1; from two on with confidence intervals.
    seed : int
        Seed of the demand.
    until : float, optional
        Moment of ``time.monotonic`` after which no further replication is begun, once there are
        two; none at all where the draws would have to be compiled beyond it. [s]

    Returns
    -------
    tuple of Judged
        Means, with half of their 95 % confidence intervals, over the horizon; nothing where
        no replication was made.
    int
        Replications that were made.
    """
    from models.inventory import day_draws
    from models.inventory.intervals import mean_and_interval

    if until is not None and time.monotonic() > until - _COMPILING_S and not day_draws.is_ready():
        return (), 0
    own = replace(
        demand,
        mean=demand.mean[stores.row],
        ratio=demand.ratio[stores.row],
        family=demand.family[stores.row],
        table=demand.table[stores.row],
    )
    n_days = plans[0].n_days
    figures: tuple[dict[str, list[float]], dict[str, list[float]]] = ({}, {})
    n_made = 0
    for replication in range(n_replications):
        if until is not None and n_made >= _LEAST and time.monotonic() > until:
            break
        n_made += 1
        used = day_draws.drawn_days(
            own,
            first_weekday=stores.start.weekday(),
            n_days=n_days,
            seed=seed,
            replication=replication,
            streams=stores.row,
        )
        for column, plan, days in zip(figures, plans, visits, strict=True):
            lived = _with_costs(plan, replay(stores, returning, days, used, policy=policy), stores)
            for name, value in lived.items():
                column.setdefault(name, []).append(value)

    def told(values: Floats) -> tuple[float, float | None]:
        interval = mean_and_interval(values)
        half = float(interval.half_width)
        return round(float(interval.mean), _DECIMALS), (
            round(half, _DECIMALS) if np.isfinite(half) else None
        )

    found = []
    for name, unit in _FIGURES:
        ours, theirs = (np.array(column[name]) for column in figures)
        mine, today, less = told(ours), told(theirs), told(ours - theirs)
        found.append(
            Judged(
                figure=name,
                unit=unit,
                planned=mine[0],
                planned_half=mine[1],
                today=today[0],
                today_half=today[1],
                difference=less[0],
                difference_half=less[1],
            )
        )
    return tuple(found), n_made


def _with_costs(plan: HorizonPlan, lived: Mapping[str, float], stores: Stores) -> dict[str, float]:
    """Figures with those of the routes, and the cost by term."""
    prices = stores.scenario.stock
    figures = dict(lived) | {
        "stops": plan.figures.stops,
        "routes": plan.figures.routes,
        "km": plan.figures.km,
        "travel_sek": plan.cost.travel_sek,
        "line_sek": lived["lines"] * prices.line_sek,
        "visit_sek": lived["visits"] * prices.visit_sek,
        "emergency_sek": lived["emergencies"] * prices.emergency_sek,
    }
    return figures | {"total_sek": sum(figures[term] for term in _TERMS)}
