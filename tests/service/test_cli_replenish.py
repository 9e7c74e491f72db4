"""Do ``wardflow replenish`` and ``explain-level`` write what others can go on with?"""

from __future__ import annotations

import io
import json
from pathlib import Path

from optimizer.cli import ward_loading
from optimizer.cli.exits import Exit
from optimizer.formats import levels_to_json, read_scenario, scenario_to_json
from optimizer.level_plan import LevelPlan
from optimizer.translate.given_levels import levels_of_today
from optimizer.translate.shelves import shelves_of
from tests.rigs import amend
from tests.stock import ward_stores
from tests.stock_verbs import StockService, run
from tests.told_levels import our_levels, todays_levels


def test_replenish_writes_a_scenario_that_solve_takes(store: Path) -> None:
    result = run("replenish", "store.json")
    assert result.exit_code == Exit.DONE, result.stderr
    day = read_scenario(io.BytesIO(result.stdout.encode())).value
    assert "lerum-linen" in {order.id for order in day.orders}
    assert "1 order of 1 load carrier with 1 line; 0 lines left to wait." in result.stderr
    planned = run("solve", "-", "--iterations", "20", "--quiet", stdin=result.stdout)
    assert planned.exit_code == Exit.DONE, planned.stderr
    assert "lerum-linen" in planned.stdout


def test_the_orders_are_the_data_where_the_scenario_has_a_file(store: Path) -> None:
    result = run("replenish", "store.json", "-o", "day.xlsx", "--format", "json")
    assert read_scenario("day.xlsx").value.order_lines
    told = json.loads(result.stdout)
    assert [(o["order"], o["carriers"], o["pieces"]) for o in told["orders"]] == [
        ("lerum-linen", 1, 16)
    ]
    assert told["order_lines"][0]["item"] == "sheet"
    table = run("replenish", "store.json", "-o", "day.json").stdout.splitlines()
    assert table[1].split()[:4] == ["lerum-linen", "lerum", "linen", "1"]


def test_replenish_takes_other_levels_and_another_day(store: Path) -> None:
    plan = todays_levels(ward_stores())
    higher = tuple(v.model_copy(update={"max_pieces": v.max_pieces + 20}) for v in plan.levels)
    raised: LevelPlan = plan.model_copy(update={"levels": higher})
    Path("more.json").write_text(levels_to_json(raised), encoding="utf-8")
    told = json.loads(
        run(
            *("replenish", "store.json", "--levels", "more.json", "-o", "day.json"),
            *("--format", "json"),
        ).stdout
    )
    assert told["orders"][0]["pieces"] > 16
    result = run("replenish", "store.json", "--date", "2025-03-05", "-o", "day.json")
    assert read_scenario("day.json").value.day.isoformat() == "2025-03-05"
    assert "2025-03-05: " in result.stderr


def test_todays_levels_are_of_all_items_that_have_what_their_policy_needs() -> None:
    day = ward_stores()
    needed = {"par": ("max_pieces", 31), "packs": ("min_pieces", 20), "kanban": ("max_pieces", 41)}
    rows = []
    for row in day.ward_items:
        levels = {"min_pieces": None, "max_pieces": None}
        if row.policy in needed:
            name, pieces = needed[row.policy]
            rows.append(amend(row, **(levels | {name: pieces})))
        else:
            rows.append(row)
    rows[-1] = amend(rows[-1], max_pieces=None)
    day = day.model_copy(update={"ward_items": tuple(rows)})
    told = ward_loading.todays_levels(day).levels
    known = levels_of_today(shelves_of(day))
    assert [(v.ward, v.item) for v in told] == [(rows[i].ward, rows[i].item) for i in known.pairs]
    assert [v.min_pieces for v in told] == known.s.tolist()
    assert [v.max_pieces for v in told] == known.S.tolist()
    assert len(told) == len(rows) - 1


def test_counts_that_cannot_be_used_count_where_that_is_asked(store: Path) -> None:
    day = ward_stores()
    rows = tuple(
        amend(row, on_hand=-3) if (row.ward, row.item) == ("mottagning", "gloves") else row
        for row in day.ward_items
    )
    text = scenario_to_json(day.model_copy(update={"ward_items": rows}))
    assert run("replenish", "-", stdin=text).exit_code == Exit.DONE
    result = run("replenish", "-", "--fail-on-missing", stdin=text)
    assert result.exit_code == Exit.UNSERVED
    assert "S922" in result.stderr
    assert result.stdout.startswith("{")


def test_explaining_sets_the_levels_where_none_are_given(stock_service: StockService) -> None:
    result = run("explain-level", "store.json", "avd-1", "sheet", "--lang", "sv")
    assert result.exit_code == Exit.DONE, result.stderr
    assert "Lakan" in result.stdout
    sheet = our_levels(ward_stores()).levels[2]
    assert str(sheet.max_pieces) in result.stdout


def test_unknown_shelves_are_answered_with_a_suggestion(store: Path) -> None:
    result = run("explain-level", "store.json", "avd-1", "glove")
    assert 'Did you mean "gloves"?' in " ".join(result.stderr.split())
    short = todays_levels(ward_stores())
    short = short.model_copy(update={"levels": short.levels[:1]})
    Path("few.json").write_text(levels_to_json(short), encoding="utf-8")
    result = run("explain-level", "store.json", "avd-1", "sheet", "--levels", "few.json")
    assert result.exit_code == Exit.INVALID
    assert "the levels have none" in result.stderr
