"""Which level plans do tests of reports and of the command line tell? Made by hand, plausible.

What is expected of a level here follows from simple rules, not from any model: the tests
that use it ask how figures are told, not whether they are right.
"""

from __future__ import annotations

import math

import numpy as np

from optimizer.domain import Scenario
from optimizer.level_plan import Level, LevelPlan, LevelReason, WardSpace, WardVisits
from optimizer.plan import Provenance
from optimizer.simulated import (
    KPI_NAMES,
    Estimate,
    PlanDifference,
    PlanKpis,
    ServiceRow,
    SimulationReport,
    WeekKpis,
)
from optimizer.visit_plan import DayLoad, DayShortfall, Resource, VisitPlan, WardPattern
from optimizer.ward_stores import WEEKDAYS, Ward

__all__ = ["MADE", "our_levels", "simulation", "todays_levels", "visit_plan"]

MADE = Provenance(source="a test, by hand")


def _weekly(scenario: Scenario) -> dict[tuple[str, str], float]:
    """Mean demand of a week, by ward and item."""
    history = scenario.demand_history
    assert history is not None
    n_items = len(history.items)
    used = np.bincount(history.ward * n_items + history.item, weights=history.pieces)
    weeks = (int(history.day.max()) + 1) / 7
    return {
        (history.wards[pair // n_items], history.items[pair % n_items]): float(total) / weeks
        for pair, total in enumerate(used)
        if total
    }


def _plan(scenario: Scenario, *, today: bool) -> LevelPlan:
    items = {item.id: item for item in scenario.items}
    classes = {c.id: c for c in scenario.stock_classes}
    wards = {ward.id: ward for ward in scenario.wards}
    weekly = _weekly(scenario)
    levels = []
    used_l = dict.fromkeys(wards, 0.0)
    for entry in scenario.ward_items:
        item, ward = items[entry.item], wards[entry.ward]
        asked = classes[entry.stock_class or item.stock_class]
        demand = weekly.get((ward.id, item.id), 0.0)
        gap = 7 / len(ward.visit_days) + ward.lead_days
        mean = demand * gap / 7
        if today:
            low, high = entry.min_pieces or 0, entry.max_pieces or 0
        else:
            low = math.ceil(mean + 2 * math.sqrt(1.5 * mean))
            high = low + max(item.pack, math.ceil(2 * mean))
        limit = entry.shelf_pieces or 10**7
        if not demand:
            low, high = -1, 0
        high = min(high, limit)
        low = min(low, high)
        room = (low - mean) / math.sqrt(1.5 * mean) if mean else 9.0
        fill = 1 - 0.05 * math.exp(-1.2 * room) if demand else 1.0
        fill = min(1.0, max(0.0, fill))
        stock = max(0.0, (low + high - mean) / 2)
        lines = min(len(ward.visit_days), demand / max(1, high - low)) if demand else 0.0
        short = (1 - fill) * demand
        met = fill >= asked.fill_rate
        reason = LevelReason.FILL_RATE if met else LevelReason.SHELF
        rate = item.holding_rate or scenario.stock.holding_rate
        used_l[ward.id] += high * item.volume_l
        levels.append(
            Level(
                ward=ward.id,
                item=item.id,
                policy=entry.policy,
                min_pieces=low,
                max_pieces=high,
                pack=item.pack,
                reason=LevelReason.GIVEN if today else reason if demand else LevelReason.NO_DEMAND,
                meets_targets=met,
                fill_rate_target=asked.fill_rate,
                fill_rate=fill,
                cycle_service_target=asked.cycle_service,
                cycle_service=fill**2,
                demand="negative_binomial",
                demand_per_week=demand,
                demand_ratio=1.5,
                demand_doubt=0.04,
                n_days=180,
                n_stock_outs=0,
                stock_pieces=stock,
                stock_sek=stock * item.cost_sek,
                space_l=high * item.volume_l,
                lines_per_week=lines,
                short_per_week=short,
                holding_sek=stock * item.cost_sek * rate * 7 / 365,
                line_sek=lines * scenario.stock.line_sek,
                shortage_sek=short * asked.shortage_sek,
            )
        )
    spaces = tuple(
        WardSpace(
            ward=ward.id,
            shelf_l=ward.shelf_l,
            used_l=used_l[ward.id],
            price_sek_per_l=0.25 if ward.shelf_l and used_l[ward.id] > ward.shelf_l else 0.0,
            overflow_l=max(0.0, used_l[ward.id] - (ward.shelf_l or math.inf)),
        )
        for ward in scenario.wards
    )
    visits = tuple(
        WardVisits(ward=w.id, visit_days=w.visit_days, visit_days_today=w.visit_days)
        for w in scenario.wards
    )
    return LevelPlan(
        scenario=scenario.name,
        levels=tuple(levels),
        spaces=spaces,
        visits=visits,
        provenance=MADE,
    )


def our_levels(scenario: Scenario) -> LevelPlan:
    """Levels for every ward item, by a rule of thumb."""
    return _plan(scenario, today=False)


def todays_levels(scenario: Scenario) -> LevelPlan:
    """The scenario's own levels."""
    return _plan(scenario, today=True)


def _later(ward: Ward) -> tuple[str, ...]:
    """The ward's delivery days, each one weekday later, within Monday to Friday."""
    return tuple(
        sorted((WEEKDAYS[(WEEKDAYS.index(d) + 1) % 5] for d in ward.visit_days), key=WEEKDAYS.index)
    )


def visit_plan(scenario: Scenario) -> VisitPlan:
    """Every other ward is visited a day later; Monday is short of lines all the same."""
    patterns = tuple(
        WardPattern(
            ward=ward.id,
            visit_days=_later(ward) if index % 2 else ward.visit_days,
            visit_days_today=ward.visit_days,
            cost_sek=950 + index,
            cost_today_sek=1000 + index,
            lines_per_week=8,
            lines_per_week_today=9,
            carriers_per_week=2.5,
        )
        for index, ward in enumerate(scenario.wards)
    )

    def load(weekday: str, *, today: bool) -> tuple[int, float, float]:
        days = [p.visit_days_today if today else p.visit_days for p in patterns]
        visits = sum(weekday in d for d in days)
        share = sum(1 / len(d) for d in days if weekday in d)
        return visits, (9 if today else 8) * share, 2.5 * share

    capacity = 5.0 * len(patterns) / 3
    days = []
    for weekday in WEEKDAYS:
        ours, before = load(weekday, today=False), load(weekday, today=True)
        days.append(
            DayLoad(
                weekday=weekday,
                visits=ours[0],
                visits_today=before[0],
                lines=ours[1],
                lines_today=before[1],
                lines_capacity=capacity,
                carriers=ours[2],
                carriers_today=before[2],
            )
        )
    return VisitPlan(
        scenario=scenario.name,
        wards=patterns,
        days=tuple(days),
        shortfalls=tuple(
            DayShortfall(
                weekday=day.weekday, resource=Resource.LINES, needed=day.lines, capacity=capacity
            )
            for day in days
            if day.lines > capacity
        ),
        provenance=MADE,
    )


def _kpis(values: dict[str, float], half_width: float) -> WeekKpis:
    return WeekKpis.model_validate(
        {name: Estimate(mean=values[name], half_width=half_width) for name in KPI_NAMES}
    )


def simulation(scenario: Scenario) -> SimulationReport:
    """Today's and our levels, as if simulated; service is a little less than promised."""
    plans = {"today": todays_levels(scenario), "ours": our_levels(scenario)}
    items = {item.id: item for item in scenario.items}
    own = {(e.ward, e.item): e.stock_class for e in scenario.ward_items}
    told, services = [], []
    for name, plan in plans.items():
        demand = sum(level.demand_per_week for level in plan.levels)
        short = sum(level.short_per_week for level in plan.levels)
        values = {
            "fill_rate": 1 - short / demand,
            "stock_outs": short / 2,
            "short_pieces": short,
            "lines": sum(level.lines_per_week for level in plan.levels),
            "emergencies": short / 3,
            "visits": 4.0 * len(scenario.wards),
            "stock_sek": sum(level.stock_sek for level in plan.levels),
            "holding_sek": sum(level.holding_sek for level in plan.levels),
            "line_sek": sum(level.line_sek for level in plan.levels),
            "visit_sek": 60.0,
            "shortage_sek": sum(level.shortage_sek for level in plan.levels),
            "emergency_sek": 400 * short / 3,
        }
        terms = ("holding_sek", "line_sek", "visit_sek", "shortage_sek", "emergency_sek")
        values["total_sek"] = sum(values[term] for term in terms)
        told.append((name, len(plan.levels), values))
        cells: dict[tuple[str, str], list[Level]] = {}
        for level in plan.levels:
            stock_class = own[level.ward, level.item] or items[level.item].stock_class
            cells.setdefault((level.ward, stock_class), []).append(level)
        for (ward, stock_class), levels in cells.items():
            used = sum(level.demand_per_week for level in levels)
            missing = sum(level.short_per_week for level in levels)
            services.append(
                ServiceRow(
                    plan=name,
                    ward=ward,
                    stock_class=stock_class,
                    n_pairs=len(levels),
                    fill_rate_target=levels[0].fill_rate_target,
                    fill_rate=1 - missing / used if used else 1.0,
                    n_below_target=sum(not level.meets_targets for level in levels),
                    demand_pieces=used,
                    short_pieces=missing,
                    stock_outs=missing,
                    lines=1.0,
                    stock_sek=sum(level.stock_sek for level in levels),
                )
            )
    first, second = told
    less = {name: second[2][name] - first[2][name] for name in KPI_NAMES}
    return SimulationReport(
        scenario=scenario.name,
        n_weeks=52,
        n_replications=20,
        seed=7,
        replay=False,
        n_pairs=first[1],
        plans=tuple(PlanKpis(plan=n, n_pairs=k, kpis=_kpis(v, 0.001)) for n, k, v in told),
        differences=(PlanDifference(plan="ours", against="today", kpis=_kpis(less, 0.0005)),),
        services=tuple(services),
    )
