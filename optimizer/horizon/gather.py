"""How do ward items and their levels become columns? Counts, prices, use of each day to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from statistics import NormalDist

import numpy as np

from optimizer.domain import Scenario
from optimizer.findings import Finding, Place
from optimizer.horizon.stores import POLICIES, Floats, Stores, Use, Whole
from optimizer.level_plan import Level, LevelPlan
from optimizer.replenish.carriers import shares
from optimizer.ward_stores import WEEKDAYS, Policy, WardItem

__all__ = ["stores_of"]

_DAYS_PER_YEAR = 365
_WEEK = len(WEEKDAYS)
_FIRST_ROW = 2
_NO_SHELF = 10**9


def stores_of(
    scenario: Scenario,
    levels: LevelPlan | None,
    use: Use,
    *,
    start: dt.date,
    n_days: int,
) -> tuple[Stores, tuple[Finding, ...]]:
    """Ward items over the days to come, as columns.

    Parameters
    ----------
    scenario : Scenario
        A scenario whose ids are known to be coherent.
    levels : LevelPlan or None
        Min and max; None for today's own.
    use : Use
        What is expected to be used, by row of the scenario's ward items.
    start : date
        First day.
    n_days : int
        Days to look at. [days]

    Returns
    -------
    Stores
        Ward items that have levels and ride in some load carrier.
    tuple of Finding
        S221 to S223: what is left out or guessed.
    """
    rules = _rules(scenario, levels)
    fits = _fits(scenario)
    kept = [i for i, row in enumerate(scenario.ward_items) if rules[i] and fits[row.item]]
    rows = [scenario.ward_items[i] for i in kept]
    chosen = [rule for i in kept if (rule := rules[i]) is not None]
    items = {item.id: i for i, item in enumerate(scenario.items)}
    wards = {ward.id: i for i, ward in enumerate(scenario.wards)}
    flows = {flow.id: i for i, flow in enumerate(scenario.flows)}
    articles = [scenario.items[items[row.item]] for row in rows]
    index = np.array(kept, dtype=np.int64)
    days = [(start + dt.timedelta(days=d)).weekday() for d in range(n_days)]
    mean = use.mean[index]
    counted, guessed = _counted(rows, chosen)
    settings = scenario.stock
    rate = _floats(
        settings.holding_rate if i.holding_rate is None else i.holding_rate for i in articles
    )
    value = _floats(i.cost_sek for i in articles)
    volume = _floats(i.volume_l for i in articles)
    whose = _whole(wards[row.ward] for row in rows)
    room = _floats(_NO_SHELF if w.shelf_l is None else w.shelf_l for w in scenario.wards)
    own = _floats(_NO_SHELF if r.shelf_pieces is None else r.shelf_pieces for r in rows)
    visits = {row.ward: len(row.visit_days) for row in levels.visits} if levels else {}
    usual = _floats(_WEEK / max(1, visits.get(w.id, len(w.visit_days))) for w in scenario.wards)
    stores = Stores(
        scenario=scenario,
        start=start,
        row=index,
        ward=whose,
        item=_whole(items[row.item] for row in rows),
        flow=_whole(flows[i.flow] for i in articles),
        policy=_whole(POLICIES.index(rule[0]) for rule in chosen),
        low=_whole(rule[1] for rule in chosen),
        high=_whole(rule[2] for rule in chosen),
        pack=_whole(i.pack for i in articles),
        shelf=np.minimum(own, np.floor(room[whose] / volume + 1e-9)).astype(np.int64),
        lead=_leads(scenario, rows),
        carriers=_floats(max(fits[row.item] or (0.0, 0.0)) for row in rows),
        use=mean[:, days],
        a_day=mean.mean(axis=1),
        ratio=use.ratio[index],
        counted=counted,
        on_hand=_this_morning(rows, counted, mean, start),
        value=value,
        holding=value * rate / _DAYS_PER_YEAR,
        doubt=_doubts(scenario, rows),
        usual=usual[whose],
    )
    return stores, tuple(_left_out(scenario, rules, fits, guessed))


def _rules(scenario: Scenario, levels: LevelPlan | None) -> list[tuple[Policy, int, int] | None]:
    """Policy, min and max of each ward item; None where it has none."""
    if levels is not None:
        named = {(level.ward, level.item): level for level in levels.levels}
        found = (named.get((row.ward, row.item)) for row in scenario.ward_items)
        return [None if level is None else _of_level(level) for level in found]
    return [_of_today(row) for row in scenario.ward_items]


def _of_level(level: Level) -> tuple[Policy, int, int]:
    return level.policy, level.min_pieces, level.max_pieces


def _of_today(row: WardItem) -> tuple[Policy, int, int] | None:
    low, high = row.min_pieces, row.max_pieces
    if row.policy in {Policy.PAR, Policy.KANBAN}:
        low = 0 if low is None else low
    if row.policy is Policy.PACKS and low is not None:
        high = low if high is None else high
    return None if low is None or high is None else (row.policy, low, high)


def _fits(scenario: Scenario) -> dict[str, tuple[float, float] | None]:
    """Share of its flow's load carrier that a piece of each item takes."""
    carriers = {carrier.id: carrier for carrier in scenario.load_carriers}
    flows = {flow.id: carriers[flow.load_carrier] for flow in scenario.flows}
    fill = scenario.stock.carrier_fill
    return {item.id: shares(item, flows[item.flow], fill) for item in scenario.items}


def _leads(scenario: Scenario, rows: list[WardItem]) -> Whole:
    own = {ward.id: ward.lead_days for ward in scenario.wards}
    other = {(row.ward, row.flow): row.lead_days for row in scenario.lead_times}
    flows = {item.id: item.flow for item in scenario.items}
    return _whole(other.get((r.ward, flows[r.item]), own[r.ward]) for r in rows)


def _counted(
    rows: list[WardItem], rules: list[tuple[Policy, int, int]]
) -> tuple[Floats, list[WardItem]]:
    """Inventory positions; where nobody counted, half-way between min and max."""
    positions, guessed = [], []
    for row, (_, low, high) in zip(rows, rules, strict=True):
        if row.on_hand is None or row.on_hand < 0:
            guessed.append(row)
            positions.append((max(0, low) + high) / 2)
        else:
            positions.append(float(row.on_hand + row.on_order))
    return _floats(positions), guessed


def _this_morning(rows: list[WardItem], counted: Floats, mean: Floats, start: dt.date) -> Floats:
    """Expected stock on the first morning: the count less what is used since. [pieces]"""
    used = np.zeros(len(rows))
    for day in sorted({row.counted for row in rows if row.counted is not None}):
        there = np.array([row.counted == day for row in rows], dtype=np.bool_)
        for ahead in range(max(0, (start - day).days)):
            weekday = (day + dt.timedelta(days=ahead)).weekday()
            used[there] += mean[there, weekday]
    return np.maximum(0.0, counted - used)


def _doubts(scenario: Scenario, rows: list[WardItem]) -> Floats:
    classes = {row.id: max(row.fill_rate, row.cycle_service) for row in scenario.stock_classes}
    items = {item.id: item.stock_class for item in scenario.items}
    deviations = {
        name: max(0.0, NormalDist().inv_cdf(target)) if target > 0 else 0.0
        for name, target in classes.items()
    }
    return _floats(deviations[row.stock_class or items[row.item]] for row in rows)


def _left_out(
    scenario: Scenario,
    rules: list[tuple[Policy, int, int] | None],
    fits: dict[str, tuple[float, float] | None],
    guessed: list[WardItem],
) -> Iterator[Finding]:
    without = [i for i, rule in enumerate(rules) if rule is None]
    if without:
        row = scenario.ward_items[without[0]]
        told = f'{len(without)} ward items have no levels: "{row.item}" on "{row.ward}" ...'
        yield Finding("S221", told, Place("ward_items", without[0] + _FIRST_ROW, "max_pieces"))
    rides = [item.id for item in scenario.items if fits[item.id] is None]
    if rides:
        told = f"{len(rides)} items do not fit in their load carrier: {', '.join(rides[:5])}"
        yield Finding("S222", told, Place("items"))
    if guessed:
        some = ", ".join(f'"{row.item}" on "{row.ward}"' for row in guessed[:3])
        told = f"{len(guessed)} ward items are not counted, or below 0: {some}"
        yield Finding("S223", told, Place("ward_items", column="on_hand"))


def _whole(values: Iterable[int]) -> Whole:
    return np.fromiter(values, dtype=np.int64)


def _floats(values: Iterable[float]) -> Floats:
    return np.fromiter(values, dtype=np.float64)
