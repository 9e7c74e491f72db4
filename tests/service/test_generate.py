"""Do recipes and seeds give the days that they should, alike each time?"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.check import check
from optimizer.domain import Scenario, SiteKind
from optimizer.findings import DataError
from optimizer.findings.finding import Severity
from optimizer.generate import (
    CampusRecipe,
    RegionRecipe,
    SyntheticRecipe,
    generate,
    read_recipe,
)
from optimizer.generate.demand import carriers_at_hospital
from optimizer.generate.draws import Draws
from optimizer.generate.facts import flow_facts, hygiene_table, site_facts, vehicle_facts
from optimizer.generate.places import KM_PER_DEGREE, Clinic, clinic_of, clinics_of_the_day
from optimizer.generate.recipe_parts import FleetPart
from optimizer.generate.tables import load_carriers_of, vehicle_types
from optimizer.travel import measure
from optimizer.validate import validate, validate_reach

DAY = "2026-11-25"


def synthetic(**changes: Any) -> SyntheticRecipe:
    values = {"n_sites": 8, "n_orders": 20, "with_baseline": False} | changes
    return SyntheticRecipe.model_validate({"kind": "synthetic", "name": "s", "day": DAY} | values)


def campus(**changes: Any) -> CampusRecipe:
    values = {"n_buildings": 3, "n_wards": 6, "n_tugs": 3, "n_kitchen_tugs": 2} | changes
    return CampusRecipe.model_validate({"kind": "campus", "name": "c", "day": DAY} | values)


def laundry(**changes: Any) -> RegionRecipe:
    recipe = read_recipe("vgr-laundry-day")
    assert isinstance(recipe, RegionRecipe)
    return recipe.model_copy(update={"with_baseline": False} | changes)


def errors(day: Scenario) -> list[str]:
    found = (*validate(day), *validate_reach(day, measure(day)))
    return [str(finding) for finding in found if finding.severity is Severity.ERROR]


def test_streams_differ_by_seed_and_purpose_and_repeat() -> None:
    def draw(seed: int, *purpose: str) -> float:
        return Draws(seed, *purpose).uniform(0, 1)

    assert draw(1, "a", "b") == draw(1, "a", "b")
    assert len({draw(1, "a"), draw(2, "a"), draw(1, "b")}) == 3


def test_draws_are_those_of_pcg64_on_every_machine() -> None:
    # Frozen numbers: instances would change if the stream did.
    draws = Draws(7, "golden")
    drawn = [draws.uniform(0, 1) for _ in range(2)]
    assert drawn == [0.34188275148539127, 0.1906035007979956]


def test_noise_has_mean_one_and_its_coefficient_of_variation() -> None:
    values = [Draws(k, "noise").noise(0.3) for k in range(2000)]
    mean = sum(values) / len(values)
    deviation = math.sqrt(sum((v - mean) ** 2 for v in values) / len(values))
    assert mean == pytest.approx(1, abs=0.03)
    assert deviation / mean == pytest.approx(0.3, abs=0.03)


def test_whole_numbers_keep_their_mean() -> None:
    values = [Draws(k, "whole").whole(2.3) for k in range(2000)]
    assert set(values) == {2, 3}
    assert sum(values) / len(values) == pytest.approx(2.3, abs=0.04)


def test_linen_of_the_region_adds_up_to_the_calculated_trolleys() -> None:
    # DOMAIN: 238 linen and staff-wear trolleys a weekday at full beds; occupancy is 0.925.
    hospitals = [site_facts()[site] for site in laundry().hospitals]
    totals = [
        sum(
            carriers_at_hospital(flow_facts()[fact], hospital.beds, 1.0, 1.0, seed, hospital.id)
            for hospital in hospitals
            for fact in ("F02", "F03")
        )
        for seed in range(40)
    ]
    assert sum(totals) / len(totals) == pytest.approx(238 * 0.925, rel=0.05)


def test_a_flow_of_two_visits_a_week_is_due_on_two_days_of_five() -> None:
    fact = flow_facts()["F21"]
    due = [
        carriers_at_hospital(fact, 800, 1.0, 1.0, seed, "sahlgrenska") > 0 for seed in range(500)
    ]
    assert sum(due) / len(due) == pytest.approx(2 / 5, abs=0.06)


def test_another_clinic_changes_no_order_of_the_others() -> None:
    few = {order.id: order for order in generate(laundry(n_clinics=20), 3).orders}
    more = {order.id: order for order in generate(laundry(n_clinics=30), 3).orders}
    assert few.items() <= more.items()
    assert len(more) > len(few)


def test_clinics_lie_around_their_town_and_never_on_the_ferry_islands() -> None:
    clinics = clinics_of_the_day("Västra Götaland", (), 250, seed=1)
    assert len({clinic.id for clinic in clinics}) == 250
    assert all(clinic.town.municipality != "Öckerö" for clinic in clinics)
    for clinic in clinics:
        assert _km_from_town(clinic) <= 8.01


def _km_from_town(clinic: Clinic) -> float:
    site = clinic_of(clinic, seed=1)
    assert site.lat is not None
    assert site.lon is not None
    north = (site.lat - clinic.town.lat) * KM_PER_DEGREE
    east = (site.lon - clinic.town.lon) * KM_PER_DEGREE * math.cos(math.radians(site.lat))
    return math.hypot(north, east)


def test_more_clinics_than_there_are_is_refused() -> None:
    with pytest.raises(DataError) as caught:
        clinics_of_the_day("Värmland", ["Munkfors"], 3, seed=1)
    (finding,) = caught.value.findings
    assert (finding.code, finding.place.column) == ("S903", "n_clinics")
    assert "and 2 are known" in finding.message


def test_hygiene_has_every_class_once_and_is_symmetric() -> None:
    codes = {name: row for name, _, _, row in hygiene_table()}
    assert len(codes) == 29
    assert all(codes[a][b] == codes[b][a] for a in codes for b in codes)
    ranks = {name: rank for name, _, rank, _ in hygiene_table()}
    assert (ranks["STERILE"], ranks["CLEANTEX"], ranks["SOILEDTEX"], ranks["RISK"]) == (0, 2, 6, 8)


def test_a_cover_over_linen_is_no_separation() -> None:
    closed = {c.id for c in load_carriers_of(["LT", "STW", "CHB", "TRB", "UNB", "RC"]) if c.closed}
    assert closed == {"STW", "CHB", "TRB", "UNB"}


@pytest.mark.parametrize(
    ("fuel", "co2", "energy"), [("diesel", 0.68, 2.59), ("hvo", 0.09, 2.59), ("electric", 0.035, 1)]
)
def test_fuel_sets_emissions_and_energy(fuel: str, co2: float, energy: float) -> None:
    part = FleetPart.model_validate(
        {"fact": "R18", "n": 1, "home": "x", "shift_start": 0, "shift_end": 3600, "fuel": fuel}
    )
    kind = vehicle_types([part])[0]
    assert (kind.co2_kg_per_km, kind.energy_kwh_per_km) == (co2, energy)
    assert kind.cost_per_day_sek == vehicle_facts()["R18"].fixed_sek_per_h * 8.5


def test_one_type_described_twice_differently_is_refused() -> None:
    common = {"fact": "R18", "n": 1, "home": "x", "shift_start": 0, "shift_end": 3600}
    parts = [FleetPart.model_validate(common | {"partition": wall}) for wall in (True, False)]
    with pytest.raises(ValueError, match="describe type R18 differently"):
        vehicle_types(parts)


@given(
    n_sites=st.integers(1, 25),
    flows=st.integers(1, 5),
    clinic_share=st.floats(0, 1),
    tightness=st.floats(0, 1),
    seed=st.integers(0, 1000),
)
@settings(max_examples=25, deadline=None)
def test_synthetic_days_have_the_size_that_was_asked(
    n_sites: int, flows: int, clinic_share: float, tightness: float, seed: int
) -> None:
    recipe = synthetic(
        n_sites=n_sites, n_orders=n_sites * flows, clinic_share=clinic_share, tightness=tightness
    )
    day = generate(recipe, seed)
    assert len(day.orders) == n_sites * flows
    placed = [s for s in day.sites if s.kind in (SiteKind.DOCK, SiteKind.CLINIC)]
    assert len(placed) == n_sites
    assert errors(day) == []
    assert generate(recipe, seed) == day


def test_synthetic_windows_are_narrow_where_wanted() -> None:
    wide, tight = (
        generate(synthetic(tightness=t, n_sites=30, n_orders=90, narrow_window_h=1), 1)
        for t in (0, 1)
    )
    lengths = [w.latest - w.earliest for order in tight.orders for w in order.windows]
    assert sum(length == 3600 for length in lengths) > 80
    assert all(w.latest - w.earliest > 3600 for order in wide.orders for w in order.windows)


def test_too_many_orders_for_the_sites_are_refused() -> None:
    with pytest.raises(ValueError, match="41 orders need more sites or flows"):
        generate(synthetic(n_orders=41), 1)


def test_a_flow_indoors_has_no_synthetic_day() -> None:
    with pytest.raises(ValueError, match="F22 goes inside a hospital alone"):
        generate(synthetic(facts=("F22",), n_orders=5), 1)


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(ValueError, match="zero or more, not -1"):
        generate(synthetic(), -1)


def test_campus_lifts_cost_one_wait_a_ride() -> None:
    day = generate(campus(with_baseline=False, n_wards=12), 1)
    travel = measure(day)
    one, other = "avd-a2-1", "avd-a3-1"
    edges = {(e.origin, e.destination): e for e in day.travel_edges}
    corridors = edges["a2", "a2-1"].length_m + edges["a3", "a3-1"].length_m
    expected = 85 + 3 * 4.0 / 1.5 + corridors / 1.8
    assert travel.duration("tug-train", one, other) == pytest.approx(expected, abs=2)


def test_campus_bridges_are_shut_to_trains() -> None:
    day = generate(campus(with_baseline=False, n_wards=12), 1)
    travel = measure(day)
    one, other = "avd-a2-1", "avd-c2-1"
    assert travel.distance("porter", one, other) < travel.distance("tug-train", one, other)


def test_a_campus_day_is_coherent_and_its_baseline_valid() -> None:
    day = generate(campus(), 5)
    assert errors(day) == []
    assert day.baseline is not None
    assert check(day, measure(day), day.baseline).violations == ()


def _broken(folder: Path, text: str) -> DataError:
    path = folder / "recipe.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_recipe(path)
    return caught.value


def test_a_recipe_that_is_not_there_is_told_with_its_neighbours() -> None:
    with pytest.raises(DataError) as caught:
        read_recipe("vgr-laundri-day")
    finding = caught.value.findings[0]
    assert finding.code == "S901"
    assert "vgr-laundry-day" in finding.remedy


def test_a_name_too_long_for_any_file_is_told() -> None:
    with pytest.raises(DataError) as caught:
        read_recipe("a" * 300)
    assert caught.value.findings[0].code == "S901"


def test_a_recipe_that_is_no_toml_is_told(tmp_path: Path) -> None:
    assert [f.code for f in _broken(tmp_path, "kind = ").findings] == ["S902"]


def test_everything_wrong_in_a_recipe_is_told_at_once(tmp_path: Path) -> None:
    text = (
        'kind = "synthetic"\nname = "x"\nday = 2026-11-25\nn_sites = 0\nfacts = ["F99"]\nsize = 1'
    )
    findings = _broken(tmp_path, text).findings
    assert {f.code for f in findings} == {"S903"}
    columns = {f.place.column for f in findings}
    assert columns == {
        "synthetic.n_sites",
        "synthetic.n_orders",
        "synthetic.facts",
        "synthetic.size",
    }
    assert any('no flow "F99"' in f.message for f in findings)


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError) as caught:
        read_recipe(path)
    assert caught.value.findings[0].code == "S902"
