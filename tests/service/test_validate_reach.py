"""Does `validate_reach` name what cannot be done in time even alone, and only that?"""

from __future__ import annotations

import pytest

from optimizer.domain import Scenario
from optimizer.findings import REGISTRY, Finding
from optimizer.validate import validate_reach
from tests.changes import at, both, dropped, windows
from tests.faults.breaks import head
from tests.rigs import amend, hospital_day, travel_of


def reach(day: Scenario) -> list[Finding]:
    return list(validate_reach(day, travel_of(day)))


def only(order: int, *vehicles: int) -> Scenario:
    """The day with one order, and with some of its vehicles."""
    day = hospital_day()
    return amend(
        day, orders=(day.orders[order],), vehicles=tuple(day.vehicles[i] for i in vehicles)
    )


def without_ways(day: Scenario, *sites: str) -> Scenario:
    return amend(
        day,
        travel_times=tuple(
            t for t in day.travel_times if t.origin not in sites and t.destination not in sites
        ),
    )


def test_everything_can_be_reached_on_the_shared_day() -> None:
    assert reach(hospital_day()) == []


def test_no_way_names_the_missing_leg() -> None:
    (one, two, three) = reach(without_ways(hospital_day(), "lerum"))
    assert [head(f) for f in (one, two, three)] == [
        "warning V701 orders:3 windows",
        "warning V701 orders:6 site",
        "warning V701 orders:10 site",
    ]
    assert 'no way from "laundry" to "lerum"' in one.message


def test_delivery_is_reached_on_the_minute_but_not_a_second_earlier() -> None:
    """Loads at 05:00 for 20 min, drives 42 min, sets up for 10: handles at 06:12."""
    day = at("orders.0", release="05:00")(only(0, 0))
    assert reach(at("orders.0", windows=windows(("06:00", "06:12")))(day)) == []
    (late,) = reach(at("orders.0", windows=windows(("06:00", "06:11:59")))(day))
    assert head(late) == "warning V702 orders:2 windows"
    assert 'at "sas" at 06:12, the last window ends 06:11:59' in late.message


def test_release_delays_loading() -> None:
    day = at("orders.0", release="11:00", windows=windows(("06:00", "11:30")))(only(0, 0))
    (late,) = reach(day)
    assert 'at "sas" at 12:12, the last window ends 11:30' in late.message


def test_release_delays_a_return_at_the_site() -> None:
    """Ready at 14:10, half past with one sack on, 55 min home and unloading: 15:00 is missed."""
    day = at("orders.0", release="14:10")(only(3, 2))
    (late,) = reach(at("vehicles.0", shift_start="14:00", ordinary_h=8)(day))
    assert head(late) == "warning V703 orders:2 site"
    assert "the shift ends 15:00" in late.message


def test_depot_that_closes_too_early_is_named() -> None:
    day = at("sites.1", windows=windows(("04:00", "05:00")))(only(6, 1))
    (late,) = reach(day)
    assert head(late) == "warning V702 orders:2 windows"
    assert 'at "store" at 05:30, the last window ends 05:00' in late.message


def test_trip_longer_than_the_longest_duty() -> None:
    """20 min loading, 42 out, 10 set-up, one minute of handling, 42 home: 115 minutes."""
    day = only(0, 0)
    assert reach(at("vehicles.0", ordinary_h=115 / 60, max_overtime_h=0)(day)) == []
    (long,) = reach(at("vehicles.0", ordinary_h=1.9, max_overtime_h=0)(day))
    assert head(long) == "warning V703 orders:2 windows"
    assert "there and back takes 1.9 h, the longest duty is 1.9 h" in long.message


def test_one_vehicle_that_manages_is_enough() -> None:
    day = both(at("vehicles.0", ordinary_h=1, max_overtime_h=0))(only(0, 0, 1, 2))
    assert reach(day) == []


def test_vehicles_that_may_not_come_do_not_count() -> None:
    day = at("vehicles.0", ordinary_h=1, max_overtime_h=0)(only(0, 0, 1))
    day = at("flows.0", requires_equipment=["tail_lift"])(day)
    assert reach(day) == []
    day = at("vehicle_types.1", equipment=["cooled"])(day)
    assert [f.code for f in reach(day)] == ["V703"]


def test_what_validate_tells_already_is_not_told_again() -> None:
    """No vehicle, none that may come, a site that is closed: nothing about reach."""
    assert reach(dropped("vehicles", 0, 1, 2)(hospital_day())) == []
    assert reach(at("flows.0", requires_equipment=["x"])(only(0, 0))) == []
    assert reach(at("orders.0", windows=windows(("16:30", "17:00")))(only(0, 0))) == []


def test_orders_alike_are_told_together() -> None:
    day = only(0, 0)
    orders = tuple(amend(day.orders[0], id=f"o-{i}") for i in range(400))
    (one,) = reach(amend(without_ways(day, "sas"), orders=orders))
    assert "(400 rows: 2, 3, 4, 5, 6 ...)" in one.message


@pytest.mark.parametrize("code", [c for c in REGISTRY if c.startswith("V7")])
def test_every_code_of_reach_is_provoked(code: str) -> None:
    days = {
        "V701": without_ways(only(0, 0), "sas"),
        "V702": at("orders.0", windows=windows(("06:00", "06:01")))(only(0, 0)),
        "V703": at("vehicles.0", ordinary_h=1, max_overtime_h=0)(only(0, 0)),
    }
    assert [f.code for f in reach(days[code])] == [code]
