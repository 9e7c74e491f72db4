"""What do level plans come to, day by day? Simulate them under the same demand, and count."""

from __future__ import annotations

import functools
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.domain import Scenario
from optimizer.findings import DataError, Finding, Place
from optimizer.level_plan import LevelPlan
from optimizer.service.prepare import Prepared, prepare, provenance_of
from optimizer.simulated import PlanKpis, ServiceRow, SimulationReport
from optimizer.translate.given_levels import Given, levels_of_plan
from optimizer.translate.pose_shelves import pose_shelves, take_pairs
from optimizer.translate.read_simulated import (
    plan_difference,
    service_rows,
    week_figures,
    week_kpis,
)

if TYPE_CHECKING:
    from models.inventory.problem import Floats, Whole
    from models.inventory.simulate import Replay, Simulated

__all__ = ["simulate_levels"]

log = logging.getLogger("wardflow.service")

_WARM_UP_WEEKS = 8
_WEEK = 7


def simulate_levels(
    scenario: Scenario,
    plans: Mapping[str, LevelPlan],
    *,
    n_weeks: int,
    n_replications: int,
    seed: int,
    replay: bool = False,
) -> SimulationReport:
    """Judge level plans by simulation, all under the very same demand.

    Every plan is replenished on the weekdays that it was made for (``LevelPlan.visits``; the
    wards' own where it names none). An emergency delivery is counted once for each ward and
    day with any shortage; costs are counted from what happened.

    Parameters
    ----------
    scenario : Scenario
        With wards, items, ward items and a history, which the demand is fitted to.
    plans : mapping of str to LevelPlan
        Plans by name, at least one; later ones are compared with the first. Ward items that
        some plan has no level for are left out of all.
    n_weeks : int
        Weeks that count, at least 1; eight weeks before them do not. [weeks]
    n_replications : int
        Independent replications, at least 1, from two on with confidence intervals. A
        replay is the same each time, and done once.
    seed : int
        Seed of the demand: that of a ward item on a day of a replication does not depend on
        the plans.
    replay : bool
        Take the demand from the history's first weeks instead of drawing it, from shelves
        half-way between min and max. What stock-outs hid in the history stays hidden.

    Returns
    -------
    SimulationReport
        Figures of a week for each plan, paired differences, service by ward and class.

    Raises
    ------
    DataError
        If the scenario cannot be worked with, a plan's min is above its max, plans have no
        ward item in common, or the history is shorter than the replay.
    ValueError
        If a number is out of range, or there is no plan.

    Examples
    --------
    >>> from optimizer.service.levels import set_levels
    >>> from tests.stock import ward_stores
    >>> found = set_levels(ward_stores())
    >>> report = simulate_levels(ward_stores(), {"today": found.today, "ours": found.plan},
    ...                          n_weeks=26, n_replications=4, seed=1)
    >>> report.differences[0].kpis.total_sek.mean < 0
    True
    """
    if not plans:
        raise ValueError("give at least one plan")
    prepared = prepare(scenario)
    given = {name: levels_of_plan(prepared.shelves, plan) for name, plan in plans.items()}
    pairs = functools.reduce(np.intersect1d, [levels.pairs for levels in given.values()])
    _refuse(prepared, given, pairs, n_weeks=n_weeks if replay else 0)
    figures: dict[str, dict[str, Floats]] = {}
    services: list[ServiceRow] = []
    for name, plan in plans.items():
        # A warm-up would eat weeks of the history.
        simulated = _simulate(
            prepared,
            plan,
            given[name],
            pairs,
            n_weeks=n_weeks,
            n_replications=1 if replay else n_replications,
            seed=seed,
            replay=_replay(prepared, pairs) if replay else None,
        )
        figures[name] = week_figures(prepared.shelves, pairs, simulated)
        services += service_rows(prepared.shelves, pairs, name, simulated)
        log.info("simulated %s: fill rate %.4f", name, simulated.fill.mean())
    first, *later = plans
    return SimulationReport(
        scenario=scenario.name,
        n_weeks=n_weeks,
        n_replications=1 if replay else n_replications,
        seed=seed,
        replay=replay,
        n_pairs=len(pairs),
        plans=tuple(
            PlanKpis(plan=name, n_pairs=len(given[name].pairs), kpis=week_kpis(figures[name]))
            for name in plans
        ),
        differences=tuple(
            plan_difference(name, figures[name], first, figures[first]) for name in later
        ),
        services=tuple(services),
        provenance=provenance_of(scenario, "wardflow simulate", seed=seed),
    )


def _simulate(
    prepared: Prepared,
    plan: LevelPlan,
    given: Given,
    pairs: Whole,
    *,
    n_weeks: int,
    n_replications: int,
    seed: int,
    replay: Replay | None,
) -> Simulated:
    from models.inventory.simulate import simulate

    days = {row.ward: row.visit_days for row in plan.visits}
    at = np.searchsorted(given.pairs, pairs)
    s, up = given.s[at], given.S[at]
    asked = take_pairs(pose_shelves(prepared.shelves, prepared.fit.demand, visits=days), pairs)
    return simulate(
        # What lies above the shelf's room today is there all the same.
        replace(asked, shelf=np.maximum(asked.shelf, up)),
        s,
        up,
        n_weeks=n_weeks,
        n_replications=n_replications,
        seed=seed,
        start=(np.maximum(s, 0) + up + 1) // 2,
        replay=replay,
        warm_up_weeks=0 if replay else _WARM_UP_WEEKS,
        streams=pairs,
    )


def _replay(prepared: Prepared, pairs: Whole) -> Replay:
    """The history of these pairs, under their new numbers."""
    from models.inventory.simulate import Replay

    rows = prepared.rows
    number = np.full(prepared.shelves.n, -1, dtype=np.int64)
    number[pairs] = np.arange(len(pairs))
    kept = number[rows.pair] >= 0
    return Replay(
        first_weekday=rows.first_day.weekday(),
        n_days=rows.n_days,
        pair=number[rows.pair[kept]],
        day=rows.day[kept],
        pieces=rows.pieces[kept],
    )


def _refuse(prepared: Prepared, given: Mapping[str, Given], pairs: Whole, *, n_weeks: int) -> None:
    """Say everything that is wrong with the plans and the weeks asked for."""
    wrong = [
        Finding(
            "C722",
            f"{name}: {prepared.shelves.name(int(levels.pairs[which]))} has min "
            f"{levels.s[which]} and max {levels.S[which]}",
            Place("levels"),
        )
        for name, levels in given.items()
        for which in np.flatnonzero(levels.s > levels.S).tolist()
    ]
    if not len(pairs):
        told = f"{' and '.join(given)}: no ward item of the scenario has a level in each"
        wrong.append(Finding("S210", told, Place("levels")))
    if n_weeks * _WEEK > prepared.rows.n_days:
        told = f"{n_weeks} weeks asked for, {prepared.rows.n_days} days there"
        wrong.append(Finding("S211", told, Place("demand_history")))
    if wrong:
        raise DataError([*prepared.findings, *wrong])
