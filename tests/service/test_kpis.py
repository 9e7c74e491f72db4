"""Are the key figures those one counts by hand on the hospital day?"""

from __future__ import annotations

import re

import pytest

from optimizer.findings import DataError
from optimizer.kpis import Kpis, measure_kpis, route_table, site_table
from optimizer.plan import RoutePlan
from tests.rigs import RouteSketch, Stop, amend, hospital_day, hospital_plan, plan_for, travel_of

DAY = hospital_day()
TRAVEL = travel_of(DAY)
PLAN = hospital_plan()


def kpis(plan: RoutePlan = PLAN) -> Kpis:
    return measure_kpis(DAY, TRAVEL, plan)


def test_counts() -> None:
    k = kpis()
    assert (k.n_vehicles, k.n_trips, k.n_visits) == (3, 4, 14)
    assert k.trips_per_vehicle == pytest.approx(4 / 3)
    # sas twice, lerum three times, vargarda once
    assert k.visits_per_site == pytest.approx(6 / 3)
    assert (k.n_washes, k.n_wipes) == (1, 0)
    assert (k.carriers_delivered, k.carriers_collected) == (8 + 3 + 4 + 5, 8 + 4 + 3 + 12 + 2)


def test_kilometres() -> None:
    k = kpis()
    assert k.length_km == 168 + 196 + 60
    assert k.empty_km == 28 + 6  # the van to Lerum, and home from the waste station
    assert k.loaded_km == k.length_km - k.empty_km
    assert k.co2_kg == pytest.approx(168 * 0.7 + 196 * 0.8 + 60 * 0.25)
    assert k.energy_kwh == pytest.approx(168 * 9 + 196 * 10 + 60 * 4)


def test_hours_are_duty_divided() -> None:
    k = kpis()
    assert k.duty_h == pytest.approx((18_750 + 16_300 + 4_740) / 3600)
    assert k.driving_h == pytest.approx((25 + 48 + 42 + 20 + 20 + 50 + 48 + 42 + 45 + 59) / 60)
    # lorry: lerum, sas, laundry, vargarda, laundry; split: lerum, sas, laundry, store; van
    assert k.setup_h == pytest.approx((5 + 10 + 5 + 5 + 5 + 5 + 10 + 5 + 5 + 5 + 2) / 60)
    assert k.cleaning_h == pytest.approx(25 / 60)
    assert k.overtime_h == pytest.approx(1_140 / 3600)
    # 20 + 4.5 + 16 + 15 + 20 + 12 + 15; 20 + 4.5 + 4 1/6 + 3 + 15 + 15; 3 + 10
    assert k.handling_h == pytest.approx((102.5 + 61 + 2 / 3 + 13) / 60)
    assert k.waiting_h == 0


def test_waiting_is_what_remains_of_duty() -> None:
    later = amend(PLAN, "routes.2", end="08:29")
    assert kpis(later).waiting_h == pytest.approx(10 / 60)


def test_cost_is_recounted_and_not_believed() -> None:
    k = kpis(amend(PLAN, "cost", fixed_sek=1))
    assert k.fixed_sek == 3100
    assert k.total_sek == pytest.approx(10_370.6944, abs=1e-3)
    assert k.cost_per_carrier_sek == pytest.approx(10_070.6944 / 49, abs=1e-4)


def test_fill_rates() -> None:
    k = kpis()
    # trips: lorry 11 trolleys out, 8 sacks home; 4 and 4; split 5 cages out; 3 sacks and
    # 12 nested cages (3 slots) home; van 2 bins of 1.9 slots home
    slots = 18 + 18 + 16 + 8
    assert k.fill_rate_out == pytest.approx((11 + 4 + 5) / slots)
    assert k.fill_rate_home == pytest.approx((8 + 4 + 6 + 3.8) / slots)
    slot_km = 28 * 11 + 53 * 8 + 43 * 8 + 22 * 4 + 22 * 4
    slot_km += 55 * 5 + 53 * 8 + 43 * 6 + 45 * 3 + 26 * 3.8
    assert k.fill_rate_km == pytest.approx(slot_km / (168 * 18 + 196 * 16 + 60 * 8))


def test_a_trip_without_goods_has_no_fill_rate() -> None:
    only_a_wash = plan_for(DAY, [RouteSketch("van-1", "07:00", ((Stop("laundry", (), "wash"),),))])
    k = kpis(only_a_wash)
    assert (k.fill_rate_out, k.fill_rate_home, k.fill_rate_km) == (None, None, None)
    assert k.on_time_share is None


def test_late_handlings_lower_the_share_on_time() -> None:
    assert kpis().on_time_share == 1
    late = amend(DAY, "orders.1", windows=[{"earliest": "05:00", "latest": "06:00"}])
    early = amend(late, "orders.4", release="07:30")
    # nine handlings at order sites: linen-lerum comes late, soiled-lerum early
    assert measure_kpis(early, TRAVEL, PLAN).on_time_share == pytest.approx(7 / 9)


def test_unserved_by_priority() -> None:
    left = [
        {"order": "waste-vargarda", "carriers": 4, "reason": "penalty"},
        {"order": "supplies-sas", "carriers": 2, "reason": "fleet"},
        {"order": "supplies-sas", "carriers": 1, "reason": "fleet"},
    ]
    k = kpis(amend(PLAN, unserved=left))
    assert (k.orders_unserved, k.carriers_unserved) == (2, 7)
    assert (k.mandatory_shortfall_orders, k.mandatory_shortfall_carriers) == (1, 3)
    assert k.orders_unserved_by_priority == {1: 1, 2: 0, 3: 0, 5: 0, 7: 0, 8: 1}
    assert k.carriers_unserved_by_priority == {1: 3, 2: 0, 3: 0, 5: 0, 7: 0, 8: 4}


def test_the_empty_plan_is_worth_nothing() -> None:
    k = kpis(RoutePlan(scenario=DAY.name))
    assert (k.n_vehicles, k.length_km, k.total_sek) == (0, 0, 0)
    assert (k.trips_per_vehicle, k.visits_per_site, k.cost_per_carrier_sek) == (None, None, None)


def test_unknown_names_are_findings_not_figures() -> None:
    with pytest.raises(DataError) as raised:
        kpis(amend(PLAN, "routes.0", vehicle="ghost"))
    assert [f.code for f in raised.value.findings] == ["C001"]


def test_route_table_sums_to_the_kpis() -> None:
    table = route_table(DAY, TRAVEL, PLAN)
    k = kpis()
    assert list(table["vehicle"]) == ["lorry-1", "split-1", "van-1"]
    assert list(table["start"]) == ["05:30", "06:00", "07:00"]
    for column in set(table) & set(Kpis.model_fields):
        if not column.startswith("fill_rate"):
            expected = getattr(k, column) - (k.penalty_sek if column == "total_sek" else 0)
            assert table[column].sum() == pytest.approx(expected), column
    assert list(table["fill_rate_out"]) == pytest.approx([15 / 36, 5 / 16, 0])


def test_site_table() -> None:
    table = site_table(DAY, TRAVEL, PLAN).set_index("site")
    assert list(table["n_visits"]) == [5, 2, 1, 2, 3, 1]
    sas = table.loc["sas"]
    assert (sas["n_vehicles"], sas["carriers_delivered"], sas["carriers_collected"]) == (2, 13, 20)
    assert (sas["first_arrival"], sas["last_departure"]) == ("07:12:30", "08:24:40")


def test_tables_of_the_empty_plan_keep_their_columns() -> None:
    empty = RoutePlan(scenario=DAY.name)
    assert list(route_table(DAY, TRAVEL, empty)) == list(route_table(DAY, TRAVEL, PLAN))
    assert list(site_table(DAY, TRAVEL, empty)) == list(site_table(DAY, TRAVEL, PLAN))


@pytest.mark.parametrize("field", list(Kpis.model_fields))
def test_every_figure_tells_its_unit(field: str) -> None:
    description = Kpis.model_fields[field].description
    assert description is not None
    assert re.search(r" \[[^\]]+\]$", description)
