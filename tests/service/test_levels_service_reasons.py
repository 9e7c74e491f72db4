"""Is it told what stops a level, and who goes without?"""

from __future__ import annotations

from optimizer.domain import Scenario
from optimizer.history import DemandHistory
from optimizer.level_plan import LevelReason
from optimizer.service import set_levels
from tests.changes import row
from tests.stock import ward_stores


def test_target_out_of_reach_is_told_with_the_limit_and_the_best() -> None:
    scenario = row("ward_items", 5, shelf_pieces=4)(ward_stores())
    found = set_levels(scenario)
    assert found.plan is not None
    level = found.plan.levels[5]
    assert not level.meets_targets
    assert level.reason is LevelReason.SHELF
    assert level.max_pieces <= 4
    told = [f for f in found.findings if f.code == "S205"]
    assert len(told) == 1
    assert "mottagning sheet: fill rate" in told[0].message
    assert f"{level.fill_rate:.4f} of 0.97" in told[0].message
    assert "the shelf holds 4 pieces" in told[0].message
    assert (told[0].place.source, told[0].place.row) == ("ward_items", 6)


def test_pack_that_is_more_than_the_shelf() -> None:
    found = set_levels(row("ward_items", 4, shelf_pieces=3)(ward_stores()))
    assert found.plan is not None
    assert found.plan.levels[4].reason is LevelReason.PACK
    assert found.plan.levels[4].max_pieces == 0
    told = [f.message for f in found.findings if f.code == "S205"]
    assert told
    assert "a pack of 5 is more than the shelf's 3 pieces" in told[0]


def test_ward_that_overflows_is_named() -> None:
    scenario = ward_stores()
    wards = (scenario.wards[0].model_copy(update={"shelf_l": 60.0}), scenario.wards[1])
    found = set_levels(scenario.model_copy(update={"wards": wards}))
    assert found.plan is not None
    space = found.plan.spaces[0]
    assert space.used_l <= 60.0 + 1e-6
    assert space.overflow_l > 0
    told = [f for f in found.findings if f.code == "S206"]
    assert [f.place.row for f in told] == [1]
    assert '"avd-1" lacks' in told[0].message


def test_own_shelf_that_is_full_is_the_reason_even_where_space_is_short() -> None:
    scenario = row("ward_items", 0, shelf_pieces=10)(ward_stores())
    wards = (scenario.wards[0].model_copy(update={"shelf_l": 60.0}), scenario.wards[1])
    found = set_levels(scenario.model_copy(update={"wards": wards}))
    assert found.plan is not None
    assert found.plan.spaces[0].overflow_l > 0
    assert found.plan.levels[0].max_pieces == 10
    assert found.plan.levels[0].reason is LevelReason.SHELF
    told = [f.message for f in found.findings if f.place.row == 1 and f.code == "S205"]
    assert "the shelf holds 10 pieces" in told[0]
    assert found.plan.levels[2].reason is LevelReason.SPACE


def _no_demand(scenario: Scenario) -> Scenario:
    history = scenario.demand_history
    assert history is not None
    kept = ~((history.ward == 1) & (history.item == 2))
    columns = {name: getattr(history, name)[kept] for name in ("ward", "item", "day", "pieces")}
    return scenario.model_copy(
        update={
            "demand_history": DemandHistory.from_rows(
                history.wards,
                history.items,
                history.first_day,
                stock_out=history.stock_out[kept],
                **columns,
            )
        }
    )


def test_item_that_nobody_used_is_not_kept() -> None:
    plan = set_levels(_no_demand(ward_stores())).plan
    assert plan is not None
    level = plan.levels[4]
    assert level.reason is LevelReason.NO_DEMAND
    assert (level.max_pieces, level.fill_rate, level.demand_doubt) == (0, 1.0, 0.0)


def test_shelf_without_a_limit_is_no_reason() -> None:
    """Where a piece costs nothing to keep, only a shelf posed for one without ends it."""
    scenario = ward_stores()
    items = tuple(item.model_copy(update={"cost_sek": 0.0}) for item in scenario.items)
    plan = set_levels(scenario.model_copy(update={"items": items})).plan
    assert plan is not None
    assert plan.levels[4].reason is LevelReason.COST
    assert plan.levels[0].reason is LevelReason.SHELF
    assert plan.levels[0].max_pieces == 200
