"""Does the checker of levels find each fault, and nothing else?"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.check.levels import check_levels
from optimizer.domain import Scenario
from optimizer.findings import REGISTRY
from optimizer.level_plan import LevelPlan
from optimizer.service import set_levels
from optimizer.ward_stores import Rounding
from tests.stock import ward_stores

Change = Callable[[LevelPlan], LevelPlan]


@functools.cache
def _scenario() -> Scenario:
    return ward_stores()


@functools.cache
def _plan() -> LevelPlan:
    found = set_levels(_scenario())
    assert found.plan is not None
    return found.plan


def _codes(plan: LevelPlan, scenario: Scenario | None = None) -> list[str]:
    return [f.code for f in check_levels(scenario or _scenario(), plan).violations]


def _at(row: int, **update: Any) -> Change:
    """Change fields of one level; a callable gets the old value."""

    def change(plan: LevelPlan) -> LevelPlan:
        level = plan.levels[row]
        new = {k: v(getattr(level, k)) if callable(v) else v for k, v in update.items()}
        levels = list(plan.levels)
        levels[row] = level.model_copy(update=new)
        return plan.model_copy(update={"levels": tuple(levels)})

    return change


def _table(name: str, act: Callable[[list[Any]], list[Any]]) -> Change:
    def change(plan: LevelPlan) -> LevelPlan:
        return plan.model_copy(update={name: tuple(act(list(getattr(plan, name))))})

    return change


# Rows of the plan: 0 min/max, 1 whole packs, 2 par, 3 two bins, 4 and 5 min/max.
VANDALS: tuple[tuple[str, Change], ...] = (
    (
        "C711",
        _table("levels", lambda rows: [*rows, rows[0].model_copy(update={"item": "scalpel"})]),
    ),
    ("C712", _table("visits", lambda rows: rows)),
    ("C713", _table("levels", lambda rows: [*rows, rows[1]])),
    ("C714", _table("spaces", lambda rows: rows[:1])),
    ("C714", _table("visits", lambda rows: [*rows, rows[0]])),
    (
        "C714",
        _table("visits", lambda rows: [*rows, rows[0].model_copy(update={"ward": "elsewhere"})]),
    ),
    ("C721", _at(0, policy="par")),
    ("C721", _at(4, pack=3)),
    ("C722", _at(5, min_pieces=lambda _: 10**6)),
    ("C722", _at(1, min_pieces=lambda s: s - 1)),
    ("C722", _at(2, min_pieces=lambda s: s - 1)),
    ("C722", _at(3, min_pieces=lambda s: s - 10)),
    ("C741", _at(4, space_l=lambda old: old + 0.01)),
    (
        "C741",
        _table("spaces", lambda rows: [rows[0].model_copy(update={"used_l": 1.0}), rows[1]]),
    ),
    ("C742", _at(0, stock_sek=lambda old: old + 1)),
    ("C742", _at(0, holding_sek=lambda old: old * 1.001)),
    ("C742", _at(0, line_sek=lambda old: old + 0.01)),
    ("C742", _at(0, shortage_sek=lambda old: old + 0.01)),
    ("C751", _at(4, fill_rate_target=0.89)),
    ("C751", _at(4, cycle_service_target=0.0)),
    ("C752", _at(4, meets_targets=False)),
    ("C753", _at(0, fill_rate=0.98)),
)


@pytest.mark.parametrize(("code", "change"), VANDALS)
def test_each_vandal_is_caught_by_its_rule_alone(code: str, change: Change) -> None:
    assert _codes(_plan()) == []
    broken = change(_plan())
    if code == "C712":
        broken = _table("levels", lambda rows: rows[1:])(broken)
        # The ward's space is then another sum, and told as well.
        assert set(_codes(broken)) == {"C712", "C741"}
    else:
        assert _codes(broken) == [code]


def test_missed_target_that_is_claimed_met() -> None:
    level = _plan().levels[4]
    missed = 0.5
    short = level.demand_per_week * (1 - missed)
    price = level.shortage_sek / level.short_per_week if level.short_per_week else 0.0
    change = _at(4, fill_rate=missed, short_per_week=short, shortage_sek=short * price)
    assert "C752" in _codes(change(_plan()))


def _max_of(row: int, up: int, volume_l: float, ward: int) -> Change:
    """A par level that is raised together with all that follows from it."""

    def change(plan: LevelPlan) -> LevelPlan:
        level = plan.levels[row]
        more = volume_l * (up - level.max_pieces)
        plan = _at(row, min_pieces=up - 1, max_pieces=up, space_l=level.space_l + more)(plan)
        spaces = list(plan.spaces)
        used = spaces[ward].used_l + more
        spaces[ward] = spaces[ward].model_copy(update={"used_l": used})
        return plan.model_copy(update={"spaces": tuple(spaces)})

    return change


def test_overfull_shelves() -> None:
    assert _codes(_max_of(2, 301, 3.0, 0)(_plan())) == ["C732"]


def test_max_above_its_own_shelf() -> None:
    scenario = _scenario()
    rows = list(scenario.ward_items)
    rows[2] = rows[2].model_copy(update={"shelf_pieces": _plan().levels[2].max_pieces - 1})
    narrow = scenario.model_copy(update={"ward_items": tuple(rows)})
    assert _codes(_plan(), narrow) == ["C731"]


def test_bin_of_broken_packs() -> None:
    level = _plan().levels[3]
    up = level.max_pieces - 2
    plan = _max_of(3, up, 0.8, 1)(_plan())
    plan = _at(3, min_pieces=up // 2)(plan)
    assert _codes(plan) == ["C723"]


def test_more_lines_than_deliveries() -> None:
    change = _at(5, lines_per_week=1.01, line_sek=18 * 1.01)
    assert _codes(change(_plan())) == ["C754"]


@pytest.mark.parametrize(("rounding", "codes"), [(Rounding.DOWN, ["C754"]), (Rounding.UP, [])])
def test_mean_stock_above_the_max_is_possible_with_rounding_up(
    rounding: Rounding, codes: list[str]
) -> None:
    scenario = _scenario()
    scenario = scenario.model_copy(
        update={"stock": scenario.stock.model_copy(update={"rounding": rounding})}
    )
    level = _plan().levels[0]
    stock = level.max_pieces + 9.0
    worth = stock * 12
    change = _at(0, stock_pieces=stock, stock_sek=worth, holding_sek=worth * 0.2 * 7 / 365)
    assert _codes(change(_plan()), scenario) == codes


def test_nothing_kept_is_no_fault_under_any_policy() -> None:
    nothing = {"min_pieces": 0, "max_pieces": 0}
    for row in range(6):
        assert "C722" not in _codes(_at(row, **nothing)(_plan()))


def test_plan_of_another_scenario_is_a_warning() -> None:
    plan = _plan().model_copy(update={"scenario": "another"})
    verdict = check_levels(_scenario(), plan)
    assert verdict.ok
    assert [f.code for f in verdict.warnings] == ["C903"]


def test_cost_is_counted_from_amounts_not_from_stated_costs() -> None:
    verdict = check_levels(_scenario(), _plan())
    told = sum(x.holding_sek + x.line_sek + x.shortage_sek for x in _plan().levels)
    assert verdict.cost_sek == pytest.approx(told, rel=1e-5)
    dearer = _at(0, line_sek=lambda old: old + 100)(_plan())
    assert check_levels(_scenario(), dearer).cost_sek == verdict.cost_sek


def test_every_code_of_levels_has_a_vandal() -> None:
    codes = {code for code in REGISTRY if code.startswith("C7")}
    others = {"C723", "C731", "C732", "C754"}  # The tests above.
    assert codes == {code for code, _ in VANDALS} | others


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(6)), st.permutations(range(2)))
def test_order_of_rows_does_not_matter(levels: list[int], wards: list[int]) -> None:
    plan = _plan()
    mixed = plan.model_copy(
        update={
            "levels": tuple(plan.levels[i] for i in levels),
            "spaces": tuple(plan.spaces[i] for i in wards),
        }
    )
    assert _codes(mixed) == []
