"""Are the stores of a scenario posed as they are, with the history and the levels of today?"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from models.inventory.problem import Demand
from optimizer.findings import DataError
from optimizer.history import DemandHistory
from optimizer.service import set_levels
from optimizer.service.prepare import prepare
from optimizer.translate.demand_rows import demand_rows
from optimizer.translate.given_levels import levels_of_today
from optimizer.translate.pose_shelves import pieces_missed_a_day, pose_shelves
from optimizer.translate.shelves import shelves_of
from optimizer.ward_stores import LeadTime
from tests.changes import both, row
from tests.stock import FIRST_DAY, ward_stores


def _codes(error: DataError) -> set[str]:
    return {f.code for f in error.findings if f.severity == "error"}


@pytest.mark.parametrize(
    ("update", "code"),
    [
        ({"ward_items": (), "demand_history": None}, "S201"),
        ({"demand_history": None}, "S202"),
        ({"lead_times": (LeadTime(ward="avd-1", flow="linen", lead_days=3),)}, "V922"),
    ],
)
def test_what_cannot_be_worked_with(update: dict[str, Any], code: str) -> None:
    with pytest.raises(DataError) as error:
        set_levels(ward_stores().model_copy(update=update))
    assert _codes(error.value) == {code}


def test_history_of_nothing_that_is_kept_is_none() -> None:
    scenario = ward_stores()
    history = DemandHistory.from_rows(
        ["avd-1"], ["sheet"], FIRST_DAY, ward=[0], item=[0], day=[0], pieces=[1], stock_out=[False]
    )
    update = {"ward_items": scenario.ward_items[3:], "demand_history": history}
    with pytest.raises(DataError) as error:
        set_levels(scenario.model_copy(update=update | {"order_lines": ()}))
    assert _codes(error.value) == {"S202"}


def test_history_of_items_not_kept_is_noted_and_left_out() -> None:
    scenario = ward_stores()
    less = scenario.model_copy(update={"ward_items": scenario.ward_items[:-1]})
    prepared = prepare(less)
    told = [f.message for f in prepared.findings if f.code == "S204"]
    assert len(told) == 1
    whole = prepare(scenario)
    assert prepared.fit.mean.tolist() == pytest.approx(whole.fit.mean[:-1].tolist(), rel=0.02)


def test_short_history_is_told() -> None:
    scenario = ward_stores()
    settings = scenario.stock.model_copy(update={"history_to": FIRST_DAY + dt.timedelta(days=27)})
    prepared = prepare(scenario.model_copy(update={"stock": settings}))
    assert [f.code for f in prepared.findings if f.code == "S207"] == ["S207"]
    assert prepared.fit.n_days.tolist() == [28] * 6


def test_history_window_starts_where_the_settings_say() -> None:
    scenario = ward_stores()
    settings = scenario.stock.model_copy(
        update={"history_from": FIRST_DAY - dt.timedelta(days=3), "history_to": None}
    )
    rows = demand_rows(shelves_of(scenario.model_copy(update={"stock": settings})))
    assert rows is not None
    assert rows.first_day == FIRST_DAY - dt.timedelta(days=3)
    assert rows.day.min() == 3
    assert rows.n_outside == 0


def test_rows_follow_the_ward_items_whatever_their_order() -> None:
    scenario = ward_stores()
    turned = scenario.model_copy(update={"ward_items": tuple(reversed(scenario.ward_items))})
    straight, back = demand_rows(shelves_of(scenario)), demand_rows(shelves_of(turned))
    assert straight is not None
    assert back is not None
    key = back.pair * back.n_days + back.day
    assert (key[1:] > key[:-1]).all()
    totals = [np.bincount(rows.pair, rows.pieces).tolist() for rows in (straight, back)]
    assert totals[0] == totals[1][::-1]


def test_prices_and_targets_of_the_problem() -> None:
    scenario = ward_stores()
    shelves = shelves_of(scenario)
    demand = Demand(
        np.full((6, 7), 2.0), np.full(6, 3.0), np.ones(6, int), np.empty((0, 0)), np.full(6, -1)
    )
    problem = pose_shelves(shelves, demand)
    assert pieces_missed_a_day(demand).tolist() == [3.0] * 6
    assert problem.shortage[0] == pytest.approx(10 + 400 / 3)
    assert problem.shortage[4] == pytest.approx(2 + 400 / 3)  # A class of its own.
    assert problem.fill.tolist() == [0.97, 0.995, 0.97, 0.97, 0.9, 0.97]
    assert problem.cycle.tolist() == [0, 0, 0, 0, 0.8, 0]
    assert problem.holding[0] == pytest.approx(12 * 0.2 / 365)
    assert problem.holding[1] == pytest.approx(3.5 * 0.3 / 365)
    assert problem.lead.tolist() == [1, 1, 2, 0, 0, 0]
    assert problem.shelf[0] == 200
    assert problem.ward_space.tolist() == [900.0, np.inf]


def test_wards_shelves_bound_an_item_alone() -> None:
    scenario = ward_stores()
    wards = (scenario.wards[0].model_copy(update={"shelf_l": 30.0}), scenario.wards[1])
    shelves = shelves_of(scenario.model_copy(update={"wards": wards}))
    assert shelves.shelf[:3].tolist() == [37.0, 300.0, 10.0]


def test_levels_by_policy_of_today() -> None:
    scenario = both(
        row("ward_items", 2, min_pieces=None),
        row("ward_items", 1, max_pieces=None),
        row("ward_items", 3, max_pieces=41),
    )(ward_stores())
    today = levels_of_today(shelves_of(scenario))
    assert today.pairs.tolist() == list(range(6))
    assert today.s.tolist() == [60, 20, 29, 20, 5, 8]
    assert today.S.tolist() == [120, 25, 30, 40, 15, 20]
    incomplete = row("ward_items", 4, min_pieces=None)(scenario)
    assert levels_of_today(shelves_of(incomplete)).pairs.tolist() == [0, 1, 2, 3, 5]
