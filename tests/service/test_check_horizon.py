"""Does the judge of horizon plans find each way to break one, and nothing in a whole one?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from optimizer.check.horizon import HorizonVerdict, check_horizon
from optimizer.findings import REGISTRY
from optimizer.horizon_plan import HorizonPlan
from optimizer.travel import measure
from optimizer.ward_stores import OrderLine, WeekdayCapacity
from tests.stock import ward_stores
from tests.told_horizon import told_horizon, with_loop

Change = Callable[[HorizonPlan], HorizonPlan]
TRAVEL = measure(ward_stores())


def judged(plan: HorizonPlan, *, loop: bool = True) -> HorizonVerdict:
    return check_horizon(with_loop() if loop else ward_stores(), TRAVEL, plan)


def _with(table: str, at: int, **changes: Any) -> Change:
    """A change of one row of a table."""

    def change(plan: HorizonPlan) -> HorizonPlan:
        rows = list(getattr(plan, table))
        rows[at] = rows[at].model_copy(update=changes)
        return plan.model_copy(update={table: tuple(rows)})

    return change


def _column(table: str, at: int, column: str, day: int, by: float) -> Change:
    """A change of one day of one column of a row."""

    def change(plan: HorizonPlan) -> HorizonPlan:
        values = list(getattr(getattr(plan, table)[at], column))
        values[day] += by
        return _with(table, at, **{column: tuple(values)})(plan)

    return change


def _busy(plan: HorizonPlan) -> int:
    return next(at for at, day in enumerate(plan.days) if day.order_lines)


def _no_routes(plan: HorizonPlan) -> HorizonPlan:
    return _with("days", _busy(plan), plan=None)(plan)


def _late(plan: HorizonPlan) -> HorizonPlan:
    routes = plan.days[_busy(plan)].plan
    assert routes is not None
    first = routes.routes[0]
    later = first.model_copy(update={"end": first.end + 36_000})
    broken = routes.model_copy(update={"routes": (later, *routes.routes[1:])})
    return _with("days", _busy(plan), plan=broken)(plan)


def _fuller(plan: HorizonPlan) -> HorizonPlan:
    day = plan.days[_busy(plan)]
    lines = tuple(line.model_copy(update={"pieces": 40 * line.pieces}) for line in day.order_lines)
    return _with("days", _busy(plan), order_lines=lines)(plan)


def _unknown(plan: HorizonPlan) -> HorizonPlan:
    line = OrderLine(order="x", ward="avd-9", item="sheet", pieces=1)
    return _with("days", _busy(plan), order_lines=(line,))(plan)


def _on_holiday(plan: HorizonPlan) -> HorizonPlan:
    closed = dt.date(2025, 3, 7)
    return _with("wards", 0, days=tuple(sorted({*plan.wards[0].days, closed})))(plan)


def _cost(plan: HorizonPlan) -> HorizonPlan:
    return plan.model_copy(update={"cost": plan.cost.model_copy(update={"line_sek": 1.0})})


VANDALS: dict[str, tuple[str, Change]] = {
    "days jump": ("C811", _with("days", 3, date=dt.date(2025, 4, 1))),
    "a holiday": ("C812", _on_holiday),
    "nobody's ward": ("C813", _unknown),
    "a ward twice": ("C813", lambda p: p.model_copy(update={"wards": (*p.wards, p.wards[0])})),
    "a day too many": ("C814", _with("wards", 1, days=(dt.date(2025, 3, 4), dt.date(2025, 3, 5)))),
    "home too late": ("C821", _late),
    "overfull carriers": ("C822", _fuller),
    "no routes": ("C823", _no_routes),
    "stock from nowhere": ("C831", _column("stocks", 0, "end", 1, 1.0)),
    "more than was sent": ("C832", _column("stocks", 0, "delivered", 0, 1.0)),
    "above the max": ("C833", _with("stocks", 0, max_carriers=0.001, min_carriers=0.0)),
    "returns from nowhere": ("C841", _column("returns", 0, "end", 1, 1.0)),
    "taken without a route": ("C841", _column("returns", 0, "collected", 1, 0.1)),
    "no room": ("C842", _with("returns", 0, room_carriers=0.01)),
    "linen from nowhere": ("C843", _column("depots", 0, "end", 0, 5.0)),
    "a loop of nobody": ("C843", _with("depots", 0, depot="sas")),
    "cheap lines": ("C851", _cost),
}


@pytest.mark.parametrize("loop", [False, True])
def test_a_whole_plan_has_no_violation(loop: bool) -> None:
    verdict = judged(told_horizon(loop=loop), loop=loop)
    assert verdict.violations == ()
    assert verdict.ok
    plan = told_horizon(loop=loop)
    assert verdict.travel_sek == pytest.approx(plan.cost.travel_sek, abs=0.1)
    assert verdict.length_m == pytest.approx(1000 * plan.figures.km, abs=1)


@pytest.mark.parametrize("name", VANDALS)
def test_each_way_to_break_a_plan_is_found(name: str) -> None:
    code, change = VANDALS[name]
    broken = judged(change(told_horizon(loop=True)))
    assert code in {finding.code for finding in broken.violations}


def test_a_shortfall_that_is_not_told_is_found() -> None:
    day = with_loop()
    rows = tuple(
        WeekdayCapacity(weekday=row.weekday, lines=1, carriers=row.carriers) if row.lines else row
        for row in day.weekday_capacities
    )
    tight = day.model_copy(update={"weekday_capacities": rows})
    plan = told_horizon(loop=True)
    verdict = check_horizon(tight, TRAVEL, plan)
    assert {finding.code for finding in verdict.violations} == {"C852"}


def test_every_code_of_horizons_has_a_vandal() -> None:
    codes = {code for code in REGISTRY if code.startswith("C8")}
    assert codes == {code for code, _ in VANDALS.values()} | {"C852"}


def test_a_plan_of_another_scenario_is_a_warning() -> None:
    other = told_horizon(loop=True).model_copy(update={"scenario": "other"})
    verdict = judged(other)
    assert verdict.ok
    assert [finding.code for finding in verdict.warnings] == ["C903"]
