"""Is every rule of a level plan kept, and does its cost recount?

The judge of min and max, whoever set them: rules L1 to L5 of ``docs/level-rules.md``. It
knows the documents alone, and has never met the mathematics.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from optimizer.domain import Scenario
from optimizer.findings import Finding, Place, Severity
from optimizer.level_plan import Level, LevelPlan
from optimizer.ward_stores import Item, Policy, Rounding, StockClass, WardItem

__all__ = ["LevelVerdict", "check_levels"]

_SHARE = 2e-6
"""Service is told to six decimals."""
_RELATIVE = 1e-5
_ABSOLUTE = 1e-4
"""Figures are told to six decimals, and multiplied by prices."""


@dataclass(frozen=True)
class LevelVerdict:
    """What the checker says of a level plan.

    Parameters
    ----------
    violations : tuple of Finding
        Rules that are broken, all of them.
    warnings : tuple of Finding
        What breaks no rule and is worth a look.
    cost_sek : float
        Holding, lines and shortages of all known ward items, counted anew. [SEK/week]
    """

    violations: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    cost_sek: float

    @property
    def ok(self) -> bool:
        """Whether no rule is broken."""
        return not self.violations


@dataclass(frozen=True)
class _Known:
    """A level with the rows of the scenario it is about."""

    row: int
    level: Level
    ward_item: WardItem
    item: Item
    stock_class: StockClass
    n_visits: int


def check_levels(scenario: Scenario, plan: LevelPlan) -> LevelVerdict:
    """Judge a level plan by rules L1 to L5 and count its cost anew.

    Parameters
    ----------
    scenario : Scenario
        What was asked; its ids are coherent.
    plan : LevelPlan
        Any well-formed plan, from whatever source.

    Returns
    -------
    LevelVerdict
        All violations at once, warnings and the cost of a week.

    Examples
    --------
    >>> scenario = Scenario.model_validate(
    ...     {"name": "small", "day": "2025-03-04", "sites": [{"id": "a", "kind": "ward"}],
    ...      "load_carriers": [{"id": "cage", "slots": 1}],
    ...      "hygiene": [{"id": "CLEAN", "rank": 1, "codes": {"CLEAN": "Y"}}],
    ...      "flows": [{"id": "goods", "direction": "delivery", "hygiene_class": "CLEAN",
    ...                 "depot_kinds": ["warehouse"], "load_carrier": "cage"}],
    ...      "orders": [], "vehicle_types": [{"id": "van", "slots": 4, "payload_kg": 800}],
    ...      "vehicles": []})
    >>> plan = LevelPlan.model_validate(
    ...     {"scenario": "small", "levels": (), "provenance": {"source": "by hand"}})
    >>> check_levels(scenario, plan).ok
    True
    """
    known, findings = _known(scenario, plan)
    findings += _wards(scenario, plan)
    cost = 0.0
    for entry in known:
        terms = _costs(scenario, entry)
        cost += sum(terms[name] for name in ("holding_sek", "line_sek", "shortage_sek"))
        findings += _policy(entry)
        findings += _room(entry)
        findings += _recount(entry, terms)
        findings += _service(entry, scenario.stock.rounding)
    findings += _spaces(scenario, plan, known)
    warnings = []
    if plan.scenario != scenario.name:
        told = f'the plan is of "{plan.scenario}", the scenario is "{scenario.name}"'
        warnings.append(Finding("C903", told, Place("plan")))
    order = sorted(findings, key=lambda f: (f.code, f.place.source, f.place.row or 0))
    violations = tuple(f for f in order if f.severity is Severity.ERROR)
    return LevelVerdict(violations, tuple(warnings), cost)


def _known(scenario: Scenario, plan: LevelPlan) -> tuple[list[_Known], list[Finding]]:
    """L1: levels with their rows, and ward items that do not match one to one."""
    rows = {(row.ward, row.item): row for row in scenario.ward_items}
    items = {item.id: item for item in scenario.items}
    classes = {row.id: row for row in scenario.stock_classes}
    visits = {ward.id: len(ward.visit_days) for ward in scenario.wards}
    visits |= {row.ward: len(row.visit_days) for row in plan.visits}
    known: list[_Known] = []
    findings: list[Finding] = []
    seen: set[tuple[str, str]] = set()
    for n, level in enumerate(plan.levels, start=1):
        key = level.ward, level.item
        ward_item = rows.get(key)
        if ward_item is None:
            told = f'"{level.ward}" keeps no "{level.item}"'
            findings.append(Finding("C711", told, Place("levels", n)))
            continue
        if key in seen:
            told = f'"{level.ward}" "{level.item}" has a level already'
            findings.append(Finding("C713", told, Place("levels", n)))
            continue
        seen.add(key)
        item = items[level.item]
        stock_class = classes[ward_item.stock_class or item.stock_class]
        known.append(_Known(n, level, ward_item, item, stock_class, visits[level.ward]))
    findings += [
        Finding("C712", f'"{ward}" "{item}" has no level', Place("ward_items", n))
        for n, (ward, item) in enumerate(rows, start=1)
        if (ward, item) not in seen
    ]
    return known, findings


def _wards(scenario: Scenario, plan: LevelPlan) -> Iterator[Finding]:
    """L1: spaces and visits name each ward once, if they are there at all."""
    wards = {ward.id for ward in scenario.wards}
    tables: dict[str, list[str]] = {
        "spaces": [row.ward for row in plan.spaces],
        "visits": [row.ward for row in plan.visits],
    }
    for table, named in tables.items():
        if not named:
            continue
        times = Counter(named)
        for ward in sorted(wards.union(named)):
            if ward not in wards or times[ward] != 1:
                told = f'"{ward}" is there {times[ward]} times'
                told += "" if ward in wards else ", and no ward of the scenario"
                yield Finding("C714", told, Place(table))


def _policy(entry: _Known) -> Iterator[Finding]:
    """L2: levels fit the policy and the pack."""
    level, low, up = entry.level, entry.level.min_pieces, entry.level.max_pieces
    if (level.policy, level.pack) != (entry.ward_item.policy, entry.item.pack):
        told = f"{level.policy} in packs of {level.pack}, the scenario has "
        told += f"{entry.ward_item.policy} in packs of {entry.item.pack}"
        yield _finding("C721", told, entry)
        return
    if up == 0 and low <= 0:
        return  # Nothing is kept.
    fits = {
        Policy.MIN_MAX: low < up,
        Policy.PAR: low == up - 1,
        Policy.PACKS: up == low + level.pack,
        Policy.KANBAN: up == 2 * low,
    }
    if not fits[level.policy]:
        yield _finding("C722", f"{level.policy} with min {low} and max {up}", entry)
    elif level.policy is Policy.KANBAN and low % level.pack:
        yield _finding("C723", f"a bin of {low} in packs of {level.pack}", entry)


def _room(entry: _Known) -> Iterator[Finding]:
    """L3: the max fits the item's own room."""
    room = entry.ward_item.shelf_pieces
    if room is not None and entry.level.max_pieces > room:
        told = f"max {entry.level.max_pieces}, the shelf holds {room}"
        yield _finding("C731", told, entry)


def _spaces(scenario: Scenario, plan: LevelPlan, known: Iterable[_Known]) -> Iterator[Finding]:
    """L3 and L4: the ward's shelves hold all maxima, and the stated space recounts."""
    used: defaultdict[str, float] = defaultdict(float)
    for entry in known:
        used[entry.level.ward] += entry.item.volume_l * entry.level.max_pieces
    for n, ward in enumerate(scenario.wards, start=1):
        if ward.shelf_l is not None and used[ward.id] > ward.shelf_l * (1 + _RELATIVE):
            told = f'"{ward.id}" keeps {used[ward.id]:.1f} l in {ward.shelf_l:g} l'
            yield Finding("C732", told, Place("wards", n))
    for n, space in enumerate(plan.spaces, start=1):
        if not _same(space.used_l, used[space.ward]):
            told = f'"{space.ward}" takes {used[space.ward]:.3f} l, the plan says {space.used_l}'
            yield Finding("C741", told, Place("spaces", n, "used_l"))


def _costs(scenario: Scenario, entry: _Known) -> dict[str, float]:
    """L4: stock value and costs of a week, from prices and the stated amounts. [SEK]"""
    level, item, settings = entry.level, entry.item, scenario.stock
    rate = settings.holding_rate if item.holding_rate is None else item.holding_rate
    value = level.stock_pieces * item.cost_sek
    # Pieces that a day of shortage misses on the mean share one emergency delivery.
    sharing = (level.demand_per_week / 7 + max(1.0, level.demand_ratio) + 1) / 2
    piece = entry.stock_class.shortage_sek + settings.emergency_sek / sharing
    return {
        "stock_sek": value,
        "holding_sek": value * rate * 7 / 365,
        "line_sek": level.lines_per_week * settings.line_sek,
        "shortage_sek": level.short_per_week * piece,
    }


def _recount(entry: _Known, terms: dict[str, float]) -> Iterator[Finding]:
    """L4: stated space and costs are what they are counted to be."""
    space = entry.item.volume_l * entry.level.max_pieces
    if not _same(entry.level.space_l, space):
        told = f"{space:.3f} l, the plan says {entry.level.space_l}"
        yield _finding("C741", told, entry, "space_l")
    for name, counted in terms.items():
        stated = float(getattr(entry.level, name))
        if not _same(stated, counted):
            told = f"{counted:.4f} SEK, the plan says {stated}"
            yield _finding("C742", told, entry, name)


def _service(entry: _Known, rounding: Rounding) -> Iterator[Finding]:
    """L5: what is said of the service can be, and says what follows from it."""
    level, asked = entry.level, entry.stock_class
    targets = (level.fill_rate_target, level.cycle_service_target)
    if not all(map(_same, targets, (asked.fill_rate, asked.cycle_service))):
        told = f"fill rate {targets[0]:g} and cycle service {targets[1]:g}, class "
        told += f'"{asked.id}" asks for {asked.fill_rate:g} and {asked.cycle_service:g}'
        yield _finding("C751", told, entry)
    spare = min(level.fill_rate - targets[0], level.cycle_service - targets[1])
    if (level.meets_targets and spare < -_SHARE) or (not level.meets_targets and spare > _SHARE):
        told = f"fill rate {level.fill_rate:g}, cycle service {level.cycle_service:g}, and "
        told += "every target is said to be met" if level.meets_targets else "a target is missed"
        yield _finding("C752", told, entry, "meets_targets")
    lost = level.demand_per_week * (1 - level.fill_rate)
    if abs(lost - level.short_per_week) > _ABSOLUTE + _SHARE * level.demand_per_week:
        told = f"{lost:.4f} pieces by the fill rate, the plan says {level.short_per_week}"
        yield _finding("C753", told, entry, "short_per_week")
    most = level.max_pieces + (level.pack - 1 if rounding is Rounding.UP else 0)
    if level.stock_pieces > most + _ABSOLUTE:
        told = f"mean stock {level.stock_pieces:g} above max {level.max_pieces}"
        yield _finding("C754", told, entry, "stock_pieces")
    if level.lines_per_week > entry.n_visits + _ABSOLUTE:
        told = f"{level.lines_per_week:g} lines in {entry.n_visits} deliveries a week"
        yield _finding("C754", told, entry, "lines_per_week")


def _finding(code: str, told: str, entry: _Known, column: str = "") -> Finding:
    name = f'"{entry.level.ward}" "{entry.level.item}": '
    return Finding(code, name + told, Place("levels", entry.row, column))


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=_RELATIVE, abs_tol=_ABSOLUTE)
