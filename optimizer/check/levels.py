"""Is every rule of a level plan kept, and does its cost recount?

The judge of min and max, whoever set them: rules L1 to L5 of ``docs/level-rules.md``. It
knows the documents alone, and has never met the mathematics.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from optimizer.check.level_columns import Floats, Known, column, known_levels, ward_findings
from optimizer.domain import Scenario
from optimizer.findings import Finding, Place
from optimizer.level_plan import LevelPlan
from optimizer.ward_stores import Policy, Rounding

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
    >>> from optimizer.formats import read_scenario
    >>> plan = LevelPlan.model_validate(
    ...     {"scenario": "tiny", "levels": (), "provenance": {"source": "by hand"}})
    >>> check_levels(read_scenario("instances/tiny").value, plan).ok
    True
    """
    known, findings = known_levels(scenario, plan)
    findings += ward_findings(scenario, plan)
    terms = _costs(scenario, known)
    findings += _policies(known)
    findings += _rooms(known)
    findings += _recounts(known, terms)
    findings += _services(known)
    findings += _possible(known, scenario.stock.rounding)
    findings += _spaces(scenario, plan, known)
    findings.sort(key=lambda f: (f.code, f.place.source, f.place.row or 0))
    warnings = []
    if plan.scenario != scenario.name:
        told = f'the plan is of "{plan.scenario}", the scenario is "{scenario.name}"'
        warnings.append(Finding("C903", told, Place("plan")))
    cost = sum(float(terms[name].sum()) for name in ("holding_sek", "line_sek", "shortage_sek"))
    return LevelVerdict(tuple(findings), tuple(warnings), cost)


def _policies(known: Known) -> Iterator[Finding]:
    """L2: levels fit the policy and the pack."""
    rows = zip(known.levels, known.ward_items, known.items, strict=True)
    for at, (level, ward_item, item) in enumerate(rows):
        low, up, pack = level.min_pieces, level.max_pieces, level.pack
        if level.policy != ward_item.policy or pack != item.pack:
            told = f"{level.policy} in packs of {pack}, the scenario has "
            told += f"{ward_item.policy} in packs of {item.pack}"
            yield known.finding("C721", at, told)
        elif up == 0 and low <= 0:
            continue  # Nothing is kept.
        elif not _fit(level.policy, low, up, pack):
            yield known.finding("C722", at, f"{level.policy} with min {low} and max {up}")
        elif level.policy is Policy.KANBAN and low % pack:
            yield known.finding("C723", at, f"a bin of {low} in packs of {pack}")


def _fit(policy: Policy, low: int, up: int, pack: int) -> bool:
    if policy is Policy.MIN_MAX:
        return low < up
    if policy is Policy.PAR:
        return low == up - 1
    return up == (low + pack if policy is Policy.PACKS else 2 * low)


def _rooms(known: Known) -> Iterator[Finding]:
    """L3: the max fits the item's own room."""
    for at, (level, ward_item) in enumerate(zip(known.levels, known.ward_items, strict=True)):
        room = ward_item.shelf_pieces
        if room is not None and level.max_pieces > room:
            told = f"max {level.max_pieces}, the shelf holds {room}"
            yield known.finding("C731", at, told)


def _spaces(scenario: Scenario, plan: LevelPlan, known: Known) -> Iterator[Finding]:
    """L3 and L4: the ward's shelves hold all maxima, and the stated space recounts."""
    used: defaultdict[str, float] = defaultdict(float)
    for level, item in zip(known.levels, known.items, strict=True):
        used[level.ward] += item.volume_l * level.max_pieces
    for n, ward in enumerate(scenario.wards, start=1):
        if ward.shelf_l is not None and used[ward.id] > ward.shelf_l * (1 + _RELATIVE):
            told = f'"{ward.id}" keeps {used[ward.id]:.1f} l in {ward.shelf_l:g} l'
            yield Finding("C732", told, Place("wards", n))
    for n, space in enumerate(plan.spaces, start=1):
        if _differ(column([space.used_l]), column([used[space.ward]]))[0]:
            told = f'"{space.ward}" takes {used[space.ward]:.3f} l, the plan says {space.used_l}'
            yield Finding("C741", told, Place("spaces", n, "used_l"))


def _costs(scenario: Scenario, known: Known) -> dict[str, Floats]:
    """L4: stock value and costs of a week, from prices and the stated amounts. [SEK]"""
    settings = scenario.stock
    rate = column(
        settings.holding_rate if i.holding_rate is None else i.holding_rate for i in known.items
    )
    value = known.stated("stock_pieces") * column(i.cost_sek for i in known.items)
    # Pieces that a day of shortage misses on the mean share one emergency delivery.
    ratio = np.maximum(known.stated("demand_ratio"), 1.0)
    sharing = (known.stated("demand_per_week") / 7 + ratio + 1) / 2
    piece = column(c.shortage_sek for c in known.classes) + settings.emergency_sek / sharing
    return {
        "stock_sek": value,
        "holding_sek": value * rate * 7 / 365,
        "line_sek": known.stated("lines_per_week") * settings.line_sek,
        "shortage_sek": known.stated("short_per_week") * piece,
    }


def _recounts(known: Known, terms: dict[str, Floats]) -> Iterator[Finding]:
    """L4: stated space and costs are what they are counted to be."""
    volume = column(item.volume_l for item in known.items)
    counts = {"space_l": volume * known.stated("max_pieces"), **terms}
    for name, counted in counts.items():
        stated = known.stated(name)
        for at in _where(_differ(stated, counted)):
            told = f"{counted[at]:.4f}, the plan says {stated[at]:.4f}"
            code = "C741" if name == "space_l" else "C742"
            yield known.finding(code, at, told, name)


def _services(known: Known) -> Iterator[Finding]:
    """L5: targets are the class's, and what is said of the service follows from it."""
    fill, cycle = known.stated("fill_rate"), known.stated("cycle_service")
    fill_target = known.stated("fill_rate_target")
    cycle_target = known.stated("cycle_service_target")
    asked = column(c.fill_rate for c in known.classes)
    asked_cycle = column(c.cycle_service for c in known.classes)
    for at in _where(_differ(fill_target, asked) | _differ(cycle_target, asked_cycle)):
        told = f"fill rate {fill_target[at]:g} and cycle service {cycle_target[at]:g}, class "
        told += f'"{known.classes[at].id}" asks for {asked[at]:g} and {asked_cycle[at]:g}'
        yield known.finding("C751", at, told)
    spare = np.minimum(fill - fill_target, cycle - cycle_target)
    met = known.stated("meets_targets") > 0
    for at in _where(np.where(met, spare < -_SHARE, spare > _SHARE)):
        told = f"fill rate {fill[at]:g}, cycle service {cycle[at]:g}, and "
        told += "every target is said to be met" if met[at] else "a target is said to be missed"
        yield known.finding("C752", at, told, "meets_targets")
    demand, short = known.stated("demand_per_week"), known.stated("short_per_week")
    lost = demand * (1 - fill)
    for at in _where(np.abs(lost - short) > _ABSOLUTE + _SHARE * demand):
        told = f"{lost[at]:.4f} pieces by the fill rate, the plan says {short[at]:.4f}"
        yield known.finding("C753", at, told, "short_per_week")


def _possible(known: Known, rounding: Rounding) -> Iterator[Finding]:
    """L5: no more stock than the max allows, no more lines than deliveries."""
    most = known.stated("max_pieces")
    if rounding is Rounding.UP:
        most = most + known.stated("pack") - 1
    stock, lines = known.stated("stock_pieces"), known.stated("lines_per_week")
    for at in _where(stock > most + _ABSOLUTE):
        told = f"mean stock {stock[at]:g}, the max allows {most[at]:g}"
        yield known.finding("C754", at, told, "stock_pieces")
    for at in _where(lines > column(known.n_visits) + _ABSOLUTE):
        told = f"{lines[at]:g} lines in {known.n_visits[at]} deliveries a week"
        yield known.finding("C754", at, told, "lines_per_week")


def _differ(one: Floats, other: Floats) -> npt.NDArray[np.bool_]:
    return ~np.isclose(one, other, rtol=_RELATIVE, atol=_ABSOLUTE)


def _where(rows: npt.NDArray[np.bool_]) -> list[int]:
    return [int(row) for row in np.flatnonzero(rows)]
