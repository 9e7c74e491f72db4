"""Are the bundled instances whole, valid, and what their recipes and seeds give?"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from pathlib import Path

import pytest

from optimizer.amounts import Amounts
from optimizer.check import check
from optimizer.domain import Scenario, SiteKind
from optimizer.findings.finding import Severity
from optimizer.formats import read_scenario
from optimizer.generate import generate, read_recipe
from optimizer.generate.facts import instances_folder
from optimizer.generate.freeze import freeze, manifest
from optimizer.plan import Handling, Route, RoutePlan, Trip, Visit
from optimizer.replenish import replenish
from optimizer.travel import measure
from optimizer.units import parse_time_of_day
from optimizer.validate import validate, validate_reach

DAYS = ("tiny", "vgr-laundry-day", "vgr-joint-day", "varmland-day", "campus-day")
INSTANCES = (*DAYS, "vgr-store-week", "vgr-linen-fortnight")
QUICK = ("tiny", "varmland-day", "vgr-store-week", "vgr-linen-fortnight")
SEEDS = {row.instance: row.seed for row in manifest()}


def bundled(name: str) -> Scenario:
    return read_scenario(instances_folder() / name).value


def test_the_manifest_names_every_file_once() -> None:
    assert set(SEEDS) == set(INSTANCES)
    named = [row.file for row in manifest()]
    there = [
        path.relative_to(instances_folder()).as_posix()
        for name in INSTANCES
        for path in (instances_folder() / name).rglob("*")
        if path.is_file()
    ]
    assert sorted(named) == sorted(there)


@pytest.mark.parametrize("name", INSTANCES)
def test_digests_of_the_manifest_hold(name: str) -> None:
    for row in manifest():
        if row.instance == name:
            content = (instances_folder() / row.file).read_bytes()
            assert hashlib.sha256(content).hexdigest() == row.sha256, row.file


@pytest.mark.parametrize(
    "name",
    [
        *QUICK,
        *(pytest.param(n, marks=pytest.mark.slow) for n in INSTANCES if n not in QUICK),
    ],
)
def test_recipe_and_seed_give_the_instance_again(name: str) -> None:
    assert generate(read_recipe(name), SEEDS[name]) == bundled(name)


@pytest.mark.parametrize("name", INSTANCES)
def test_instances_are_coherent_and_say_what_is_assumed(name: str) -> None:
    read = read_scenario(instances_folder() / name)
    day, travel = read.value, measure(read.value)
    found = (*read.findings, *validate(day), *validate_reach(day, travel))
    assert [str(f) for f in found if f.severity is Severity.ERROR] == []
    assert "GeoNames" in day.description
    assert "[A]" in day.description


@pytest.mark.parametrize("name", DAYS)
def test_baselines_are_valid_and_serve_everything(name: str) -> None:
    day = bundled(name)
    assert day.baseline is not None
    assert check(day, measure(day), day.baseline).violations == ()
    assert day.baseline.unserved == ()


def test_the_store_week_is_shippable_and_can_be_replenished() -> None:
    folder = instances_folder() / "vgr-store-week"
    assert sum(path.stat().st_size for path in folder.iterdir()) < 6_000_000
    week = bundled("vgr-store-week")
    assert week.demand_history is not None
    assert week.day.isocalendar()[:2] == (2026, 48)
    assert (len(week.wards), len(week.items), len(week.ward_items)) == (88, 58, 2627)
    assert len(week.demand_history) == 142_590
    assert {row.policy for row in week.ward_items} == {"min_max", "par", "kanban"}
    # Missing, old and negative counts are there on purpose; all others are used.
    done = replenish(week)
    told = Counter(f.code for f in done.findings if f.severity is Severity.WARNING)
    assert told == {"S921": 2, "S922": 1, "S924": 2}
    assert len(done.orders) > 20
    found = validate(done.scenario)
    assert [str(f) for f in found if f.severity is Severity.ERROR] == []


def test_the_fleet_has_room_for_every_weekday() -> None:
    week = bundled("vgr-store-week")
    old_counts_too = week.stock.model_copy(update={"max_count_age_days": 30})
    kinds = {kind.id: kind for kind in week.vehicle_types}
    most = sum(kinds[vehicle.vehicle_type].slots for vehicle in week.vehicles)
    for later in range(1, 8):
        day = week.day + dt.timedelta(days=later)
        if day.isoweekday() in (6, 7):
            continue
        done = replenish(week.model_copy(update={"stock": old_counts_too}), day=day)
        amounts = Amounts(done.scenario)
        slots = sum(amounts.of(order, order.carriers).slots for order in done.orders)
        assert 0.1 * most < slots < 0.8 * most, day


def test_most_wards_have_room_for_todays_maxima() -> None:
    week = bundled("vgr-store-week")
    volume = {item.id: item.volume_l for item in week.items}
    taken = dict.fromkeys((ward.id for ward in week.wards), 0.0)
    for row in week.ward_items:
        taken[row.ward] += volume[row.item] * (row.max_pieces or 0)
    beyond = [ward.id for ward in week.wards if taken[ward.id] > (ward.shelf_l or 0)]
    assert len(beyond) == 3


def test_sahlgrenska_asks_more_than_a_lorry_holds() -> None:
    day = bundled("vgr-laundry-day")
    amounts = Amounts(day)
    out = [o for o in day.orders if o.site == "sahlgrenska" and o.flow in ("linne", "arbetsklader")]
    slots = sum(amounts.of(order, order.carriers).slots for order in out)
    assert max(kind.slots for kind in day.vehicle_types) < slots == 48


def test_the_laundry_day_has_the_size_of_the_real_one() -> None:
    day = bundled("vgr-laundry-day")
    carriers = {flow: sum(o.carriers for o in day.orders if o.flow == flow) for flow in FLOWS}
    n_docks = sum(site.kind is SiteKind.DOCK for site in day.sites)
    n_clinics = sum(site.kind is SiteKind.CLINIC for site in day.sites)
    assert (n_docks, n_clinics) == (21, 45)
    assert 240 <= carriers["linne"] + carriers["arbetsklader"] <= 300
    assert 240 <= carriers["smutstvatt"] <= 300
    assert carriers["tomma-vagnar"] > 20


FLOWS = ("linne", "arbetsklader", "smutstvatt", "tomma-vagnar")


def test_the_joint_day_has_every_class_that_goes_by_road() -> None:
    day = bundled("vgr-joint-day")
    used = {flow.hygiene_class for flow in day.flows if any(o.flow == flow.id for o in day.orders)}
    indoors = {"FOODHOT", "FOODUSED", "BEDCLEAN", "BEDUSED"}
    by_the_supplier = {"BUILD", "GAS"}
    assert used == {row.id for row in day.hygiene} - indoors - by_the_supplier
    assert 75 <= len({order.site for order in day.orders}) <= 130
    assert any(not order.mandatory for order in day.orders)
    assert len({order.priority for order in day.orders}) >= 5


def at(text: str) -> int:
    return parse_time_of_day(text)


def visit(
    site: str, arrival: str, departure: str, *handlings: tuple[str, str, int, str, str]
) -> Visit:
    return Visit(
        site=site,
        arrival=at(arrival),
        departure=at(departure),
        handlings=tuple(
            Handling(order=order, action=action, carriers=k, start=at(start), end=at(end))
            for order, action, k, start, end in handlings
        ),
    )


def test_tiny_costs_what_the_readme_counts_by_hand() -> None:
    day = bundled("tiny")
    linen, soiled = "linne", "smutstvatt"
    visits = (
        visit(
            "tvatteriet", "07:00", "07:20",
            (f"alingsas-{linen}", "load", 6, "07:00", "07:20"),
            (f"vc-alingsas-{linen}", "load", 2, "07:00", "07:20"),
            (f"vc-vargarda-{linen}", "load", 2, "07:00", "07:20"),
        ),
        visit("alingsas", "07:30", "07:45", (f"alingsas-{linen}", "unload", 6, "07:40", "07:45")),
        visit(
            "vc-alingsas", "07:50", "07:58:20",
            (f"vc-alingsas-{linen}", "unload", 2, "07:55", "07:58:20"),
        ),
        visit(
            "vc-vargarda", "08:23:20", "08:35:40",
            (f"vc-vargarda-{linen}", "unload", 2, "08:28:20", "08:31:40"),
            (f"vc-vargarda-{soiled}", "load", 2, "08:31:40", "08:35:40"),
        ),
        visit(
            "alingsas", "09:00:40", "09:17:55",
            (f"alingsas-{soiled}", "load", 6, "09:10:40", "09:16:40"),
            ("alingsas-tomma-vagnar", "load", 5, "09:16:40", "09:17:55"),
        ),
        visit(
            "tvatteriet", "09:27:55", "09:42:55",
            (f"vc-vargarda-{soiled}", "unload", 2, "09:32:55", "09:42:55"),
            (f"alingsas-{soiled}", "unload", 6, "09:32:55", "09:42:55"),
            ("alingsas-tomma-vagnar", "unload", 5, "09:32:55", "09:42:55"),
        ),
    )  # fmt: skip
    route = Route(
        vehicle="r12-01", start=at("07:00"), end=at("09:42:55"), trips=(Trip(visits=visits),)
    )
    verdict = check(day, measure(day), RoutePlan(scenario="tiny", routes=(route,)))
    assert verdict.violations == ()
    assert verdict.cost.total_sek == pytest.approx(2726.77, abs=0.005)


@pytest.mark.parametrize(("name", "n_vehicles"), [("vgr-laundry-day", 14), ("vgr-joint-day", 19)])
def test_baselines_cost_what_they_cost_when_frozen(name: str, n_vehicles: int) -> None:
    day = bundled(name)
    assert day.baseline is not None
    assert day.baseline.cost is not None
    assert len(day.baseline.routes) == n_vehicles
    readme = (instances_folder() / "README.md").read_text(encoding="utf-8")
    assert f"{day.baseline.cost.total_sek:.0f} |" in readme


def test_freezing_writes_the_folder_and_its_rows(tmp_path: Path) -> None:
    first = freeze("tiny", 1, tmp_path)
    rows = manifest(tmp_path)
    assert {row.file for row in rows} == {f"tiny/{path.name}" for path in first.iterdir()}
    freeze("tiny", 1, tmp_path)
    assert manifest(tmp_path) == rows
    assert [r.sha256 for r in rows] == [r.sha256 for r in manifest() if r.instance == "tiny"]
