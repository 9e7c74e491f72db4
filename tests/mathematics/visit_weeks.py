"""Small questions of visit days: few enough wards for every choice to be tried."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.inventory.visit_days import VisitDaysProblem, judge
from models.outcome import Limits

__all__ = ["CASES", "LONG", "UNLIMITED", "calendar", "tight"]

LONG = Limits(time_s=120)
UNLIMITED = np.full(7, np.inf)


def calendar(seed: int = 0, n_wards: int = 5, **changes) -> VisitDaysProblem:
    """A few wards, Monday, Tuesday, Thursday or Monday with Thursday."""
    rng = np.random.default_rng(seed)
    days = np.zeros((4, 7), bool)
    for row, chosen in enumerate(((0,), (1,), (3,), (0, 3))):
        days[row, list(chosen)] = True
    week = rng.uniform(5, 40, n_wards)[:, None, None] * days / days.sum(axis=1)[:, None]
    cost = rng.uniform(0.98, 1.02, (n_wards, 4)) * week.sum(axis=2) * 20
    columns = {
        "cost": cost,
        "patterns": days,
        "lines": week,
        "carriers": week * rng.uniform(0.1, 0.3, (n_wards, 1, 1)),
        "today": rng.integers(0, 4, n_wards),
        "lines_capacity": UNLIMITED,
        "carriers_capacity": UNLIMITED,
        "cost_allowance": 0.01,
    }
    return VisitDaysProblem(**(columns | changes))


def tight(problem: VisitDaysProblem, lines: float, carriers: float = np.inf) -> VisitDaysProblem:
    """With capacities on Monday, Tuesday and Thursday, as shares of today's mean load."""
    today = judge(problem, np.maximum(problem.today, 0))
    open_days = np.isin(np.arange(7), (0, 1, 3))
    return replace(
        problem,
        lines_capacity=np.where(open_days, lines * today.lines.sum() / 3, 0.0),
        carriers_capacity=np.where(open_days, carriers * today.carriers.sum() / 3, 0.0)
        if np.isfinite(carriers)
        else UNLIMITED,
    )


CASES = {
    "free": calendar(1),
    "few changes": calendar(2, max_changes=2),
    "no changes": calendar(3, max_changes=0),
    "capacity suffices": tight(calendar(4, n_wards=6), 1.6),
    "capacity is tight": tight(calendar(5), 1.1, 1.1),
    "capacity is short": tight(calendar(6), 0.7, 0.8),
    "short, few changes": tight(calendar(7, max_changes=1), 0.8),
    "new wards": tight(calendar(8, today=np.array([-1, 0, 0, -1, 2]), max_changes=1), 1.0),
    "impossible patterns": calendar(
        9,
        cost=np.where(np.eye(5, 4, dtype=bool), np.inf, calendar(9).cost),
        today=np.array([1, 0, 0, 0, 0]),
    ),
    "no carriers": calendar(10, carriers=np.zeros((5, 4, 7))),
    "no allowance": calendar(11, cost_allowance=0.0),
}
