"""Sets are read in their own convention; what is wrong with a file is told, and where."""

from __future__ import annotations

import math
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.instance import Instance
from benchmarks.readers import INVENTORY_READERS, READERS, ReadError, read_instance, read_known
from benchmarks.suites import FAMILIES, OWN, SUITES, list_instances, load, suite
from benchmarks.verify import verify
from models.routing.evaluate import evaluate
from models.routing.problem import Route, RoutingSolution, Trip
from tests.harness.small_sets import FILES, write_file

ROOT_2, ROOT_13 = math.sqrt(2), math.sqrt(13)

DATA = Path(os.environ["WARDFLOW_BENCHMARKS"]) if "WARDFLOW_BENCHMARKS" in os.environ else None
needs_data = pytest.mark.skipif(DATA is None, reason="WARDFLOW_BENCHMARKS names no folder")
LITERATURE = [family for family in FAMILIES if family != OWN]


def one_route(*tasks: int, vehicle_type: int = 0, origin: int = 0) -> RoutingSolution:
    return RoutingSolution((Route(vehicle_type, (Trip(origin, tasks),)),))


def together(*parts: RoutingSolution) -> RoutingSolution:
    return RoutingSolution(tuple(route for part in parts for route in part.routes))


TWO = together(one_route(0, 2), one_route(1))

BY_HAND = [
    # 5 + 4 (3.6) + 1 (1.4), and 3 out and back.
    ("cvrp", TWO, 16.0),
    ("vrpb", TWO, 16.0),
    # 5 + 3.6 + 1.4 cut off, and 6: the same tour under another convention.
    ("vrptw_solomon", TWO, 16.0),
    ("vrptw_gehring_homberger", together(one_route(2, 0), one_route(1)), 16.0),
    ("vrptw_solomon", one_route(2, 0, 1), 1.4 + 3.6 + 4 + 3),
    # Trips 0-1-2-0 and, after the release, 0-3-0 of one vehicle.
    (
        "mtvrptwr",
        RoutingSolution((Route(0, (Trip(0, (0, 1)), Trip(0, (2,)))),)),
        12.0 + 2.8,
    ),
    ("vrpspd_dethloff", one_route(0, 1), 5 + 3.6056 + 1.4142),
    ("vrpspd_salhi_nagy", TWO, 5 + ROOT_13 + ROOT_2 + 6),
    ("vrpspdtw_wang_chen", TWO, 5 + ROOT_13 + ROOT_2 + 6),
    # Type 0: 7 + distance; type 1: 12.5 + 1.5 a unit.
    (
        "hfvrp",
        together(one_route(1, vehicle_type=0), one_route(0, 2, vehicle_type=1)),
        7 + 6 + 12.5 + 1.5 * (5 + ROOT_13 + ROOT_2),
    ),
    ("hfvrp", one_route(0, 1, 2, vehicle_type=1), 12.5 + 1.5 * (9 + math.sqrt(5) + ROOT_2)),
    (
        "hvrpspd_avci",
        together(one_route(1, vehicle_type=0), one_route(0, 2, vehicle_type=1)),
        7 + 6 + 12.5 + 1.5 * (5 + ROOT_13 + ROOT_2),
    ),
    (
        "sdvrptw",
        together(one_route(1, vehicle_type=0), one_route(0, 2, vehicle_type=1)),
        6 + 5 + ROOT_13 + ROOT_2,
    ),
    # From depot 1 at (6, 4) to (3, 4) and back; from depot 0 the other two, one by one.
    (
        "mdvrptw",
        together(one_route(0, vehicle_type=1, origin=1), one_route(1), one_route(2)),
        6 + 6 + 2 * ROOT_2,
    ),
]


@pytest.mark.parametrize(("family", "solution", "published"), BY_HAND)
def test_the_objective_is_the_sets_own(tmp_path, family, solution, published):
    instance = read_instance(family, write_file(tmp_path, family))
    found = verify(instance, solution)
    assert found.violations == ()
    # Unrounded conventions are posed in integers of a thousandth or smaller.
    assert found.objective == pytest.approx(published, abs=2.5e-3)
    assert found.objective == evaluate(instance.problem, solution).objective


def test_every_family_has_a_value_by_hand():
    assert {family for family, _, _ in BY_HAND} == set(LITERATURE) == set(FILES)


BROKEN_BY = [
    ("cvrp", together(one_route(0, 1, 2)), "load 15 on leg 0, room 10"),
    # A backhaul before a linehaul, a backhaul alone.
    ("vrpb", together(one_route(2, 0), one_route(1)), "goods 0 and 1 at once"),
    (
        "vrpb",
        RoutingSolution((Route(0, (Trip(0, (0, 1)),)), Route(0, (Trip(None, (2,)),)))),
        "a way that does not exist",
    ),
    ("vrptw_solomon", together(one_route(2, 1, 0)), "halt 3 at place 1 outside its windows"),
    ("vrptw_solomon", together(one_route(0), one_route(1), one_route(2)), "3 vehicles of type 0"),
    (
        "mtvrptwr",
        RoutingSolution((Route(0, (Trip(0, (0, 2)), Trip(0, (1,)))),)),
        "halt 1 at place 1 outside its windows",
    ),
    # Pickups 1 and 7, deliveries 6 and 2: 8 at first, 3 after the first, 8 at last; turned
    # round 8, 13. With the columns swapped it would be the other way about.
    ("vrpspd_dethloff", one_route(1, 0), "load 130000 on leg 1, room 90000"),
    # 12 driven and three times 9 of service: more than 30.
    ("vrpspd_salhi_nagy", one_route(0, 1, 2), "on duty for"),
    ("vrpspdtw_wang_chen", one_route(0, 1, 2), "1 vehicles, where exactly 2 are fixed"),
    (
        "vrpspdtw_wang_chen",
        together(one_route(0), one_route(1), one_route(2)),
        "3 vehicles, where exactly 2 are fixed",
    ),
    ("hfvrp", together(*(one_route(t, vehicle_type=1) for t in range(3))), "3 vehicles of type 1"),
    ("hvrpspd_avci", one_route(2, 1, vehicle_type=0), "load 115000 on leg 0, room 100000"),
    ("sdvrptw", together(one_route(2), one_route(0, 1)), "by a vehicle that may not come"),
    (
        "mdvrptw",
        together(one_route(0, vehicle_type=1), one_route(1), one_route(2)),
        "depot 0 by a vehicle that may not come",
    ),
    ("cvrp", RoutingSolution((Route(0, (Trip(0, (0, 1)), Trip(0, (2,)))),)), "2 trips, at most 1"),
]


@pytest.mark.parametrize(("family", "solution", "fault"), BROKEN_BY)
def test_the_rules_of_a_set_are_in_its_problem(tmp_path, family, solution, fault):
    instance = read_instance(family, write_file(tmp_path, family))
    found = verify(instance, solution)
    assert any(fault in violation for violation in found.violations), found.violations
    fewer = fault.startswith("1 vehicles, where exactly")
    assert bool(evaluate(instance.problem, solution).violations) != fewer


def test_pickup_comes_before_delivery_in_these_files(tmp_path):
    for family in ("vrpspd_dethloff", "vrpspd_salhi_nagy", "vrpspdtw_wang_chen"):
        first = read_instance(family, write_file(tmp_path, family)).problem.tasks[0]
        assert first.pickup[0] < first.delivery[0], family


def test_a_limit_counts_service_but_not_the_depots_own(tmp_path):
    # Twice 9 of service and 10.02 driven is within 30; the depot's 9 would be beyond.
    path = write_file(tmp_path, "vrpspd_salhi_nagy")
    vehicle = read_instance("vrpspd_salhi_nagy", path).problem.vehicle_types[0]
    assert (vehicle.ordinary, vehicle.max_overtime) == (300_000, 0)
    for none in ("DISTANCE : 0", "DISTANCE : 999999"):
        text = FILES["vrpspd_salhi_nagy"].replace("DISTANCE : 30", none)
        path = write_file(tmp_path, "vrpspd_salhi_nagy", text)
        vehicle = read_instance("vrpspd_salhi_nagy", path).problem.vehicle_types[0]
        assert vehicle.ordinary == vehicle.shift[1] > 300_000


def test_equal_vehicles_are_one_type(tmp_path):
    for family in ("hfvrp", "sdvrptw"):
        problem = read_instance(family, write_file(tmp_path, family)).problem
        assert [(v.n_available, v.capacity) for v in problem.vehicle_types] == [
            (2, (10,)),
            (1, (20,)),
        ]


@pytest.mark.parametrize("family", LITERATURE)
def test_any_route_of_one_visit_each_fits_into_the_shift(tmp_path, family):
    """Where a set knows no time, none may bind."""
    problem = read_instance(family, write_file(tmp_path, family)).problem
    if any(task.windows or task.service for task in problem.tasks):
        return
    n = problem.n_places
    longest = sum(sorted(problem.distances[0].max(axis=1))[-n:])
    assert all(v.shift == (0, longest) and v.ordinary == longest for v in problem.vehicle_types)


@pytest.mark.parametrize(
    ("family", "old", "new", "line", "expected"),
    [
        ("cvrp", "TYPE : CVRP", "TYPE : VRPSPD", 3, "TYPE CVRP"),
        ("cvrp", "EUC_2D", "GEO", 5, "EUC_2D"),
        ("cvrp", "CAPACITY : 10", "CAPACITY : ten", 6, "a whole number"),
        ("cvrp", "CAPACITY : 10", "CAPACITY : 5", None, "at most 5"),
        ("cvrp", "DIMENSION : 4", "DIMENSION : 5", 11, "5"),
        ("cvrp", "DIMENSION : 4", "DIMENSION : 3", 11, "3"),
        ("cvrp", "DIMENSION : 4", "DIMENSION : 1", 4, "a whole number from 2"),
        ("cvrp", "3 3 0", "3 3", 10, "a number and x y"),
        ("cvrp", "3 3 0", "3 3 nan", 10, "a number and x y"),
        ("cvrp", "3 3 0", "4 3 0", 10, "row 3"),
        ("cvrp", "3 5\n", "3 -5\n", None, "numbers from 0"),
        ("cvrp", "3 5\n", "3 5.5\n", None, "in steps of 1"),
        ("cvrp", "1 0\n2 4", "1 1\n2 4", 12, "none"),
        ("cvrp", "\n1\n-1\n", "\n2\n-1\n", 18, "depots are first nodes"),
        ("cvrp", "\n1\n-1\n", "\n1\n2\n-1\n", 17, "one"),
        ("cvrp", "DEMAND_SECTION", "PRIZE_SECTION", 12, "one of"),
        ("cvrp", "CAPACITY : 10", "CAPACITY : 10\nDISTANCE : 9", 7, "one of"),
        ("cvrp", "NAME : small", "small", 1, "NAME : value"),
        ("cvrp", "COMMENT", "NAME", 2, "one"),
        (
            "vrpb",
            "BACKHAUL_SECTION\n1 0\n2 0",
            "BACKHAUL_SECTION\n1 0\n2 1",
            17,
            "one or the other",
        ),
        ("hfvrp", "VEHICLES : 3", "VEHICLES : 99999999", 6, "to 100000"),
        ("hfvrp", "3 10\nVEHICLES_F", "VEHICLES_F", 19, "3"),
        ("mtvrptwr", "2 6 9", "2 9 6", None, "windows in order"),
        ("mtvrptwr", "RELOAD_DEPOT_SECTION\n1 1", "RELOAD_DEPOT_SECTION\n1 2", 30, "from 1 to 1"),
        ("sdvrptw", "2 2 3 4", "2 2 3", 32, "one that may come"),
        ("mdvrptw", "3 2\nDEPOT", "3 3\nDEPOT", 35, "a whole number from 1 to 2"),
        ("vrpspd_dethloff", "14142 36056 0", "14142 36056", 9, "a matrix of 3 x 3"),
        ("vrpspd_dethloff", "14142 36056 0", "14142 36056 0 1", 12, "a matrix of 3 x 3"),
        ("vrpspd_dethloff", "14142 36056 0", "14142 3605.6 0", 9, "whole numbers from 0"),
        ("vrpspd_dethloff", "FULL_MATRIX", "LOWER_ROW", 8, "FULL_MATRIX"),
        ("vrpspdtw_wang_chen", "2 0 6 9 2 100 300", "2 0 6 9 2 100", 15, "pickup delivery"),
        ("vrptw_solomon", "    2      3 ", "    4      3 ", 12, "customer 2"),
        ("vrptw_solomon", "0         50          2\n    3", "0         50\n    3", 12, "due date"),
        ("vrptw_solomon", "  2         15", "  2", 5, "number and capacity"),
        ("hvrpspd_avci", "4\n0 0.0", "5\n0 0.0", 8, "5 of"),
        ("hvrpspd_avci", "4\n0 0.0", "3\n0 0.0", 8, "the end of the file"),
        ("hvrpspd_avci", "2 20 1.50 12.5", "2 20 1.50", 3, "row 2"),
        ("hvrpspd_avci", "1 4.25", "1 4.25001", None, "in steps of 0.0001"),
    ],
)
def test_a_wrong_file_is_told_with_its_line(tmp_path, family, old, new, line, expected):
    assert FILES[family].count(old) == 1
    path = write_file(tmp_path, family, FILES[family].replace(old, new))
    with pytest.raises(ReadError) as raised:
        read_instance(family, path)
    assert (raised.value.path, raised.value.line) == (path, line), str(raised.value)
    said, _, wanted = str(raised.value).partition("; expected ")
    assert said.startswith(f"{path}:")
    assert expected in wanted


@given(st.sampled_from(LITERATURE), st.data())
@settings(max_examples=200)
def test_a_file_cut_off_is_told_or_has_lost_nothing(tmp_path_factory, family, data):
    text = FILES[family]
    cut = data.draw(st.integers(0, len(text.rstrip()) - 1))
    folder = tmp_path_factory.mktemp("cut")
    # A file cut off between two rows is known by its name: Solomon's have no count.
    name = "R101" if family.startswith("vrptw") else "small"
    try:
        read_instance(family, write_file(folder, family, text[:cut], name))
    except ReadError:
        return
    # Only marks of the end may be lost.
    assert text[cut:].split() in (["EOF"], ["OF"], ["F"], ["-1", "EOF"], ["1", "EOF"])


@given(st.sampled_from(LITERATURE), st.data())
@settings(max_examples=200)
def test_damage_never_gives_another_kind_of_error(tmp_path_factory, family, data):
    text = FILES[family]
    at = data.draw(st.integers(0, len(text) - 1))
    put = data.draw(st.sampled_from(["", "x", "-", "9", "\n", " ", ":", "99999999999999999999"]))
    path = write_file(tmp_path_factory.mktemp("hit"), family, text[:at] + put + text[at + 1 :])
    try:
        problem = read_instance(family, path).problem
    except ReadError:
        return
    assert problem.n_tasks >= 1
    assert problem.distances.max() < problem.unreachable


def test_what_is_no_text_or_not_there_is_told(tmp_path):
    for content in (b"\xff\xfe\x00", b"NAME : a\0b\n"):
        (tmp_path / "a.vrp").write_bytes(content)
        with pytest.raises(ReadError, match="not text"):
            read_instance("cvrp", tmp_path / "a.vrp")
    with pytest.raises(ReadError, match="No such file"):
        read_instance("cvrp", tmp_path / "b.vrp")
    with pytest.raises(ReadError, match=r"no field DIMENSION|no field TYPE"):
        read_instance("cvrp", write_file(tmp_path, "cvrp", ""))
    with pytest.raises(ValueError, match="no family 'tsp'"):
        read_instance("tsp", tmp_path)


def test_our_parser_and_vrplib_read_the_same(tmp_path):
    vrplib = pytest.importorskip("vrplib")
    for family in ("cvrp", "hfvrp", "mdvrptw"):
        path = write_file(tmp_path, family)
        theirs = vrplib.read_instance(path)
        ours = read_instance(family, path).problem
        scale = {"cvrp": 1, "hfvrp": 1000, "mdvrptw": 1000}[family]
        np.testing.assert_array_equal(
            ours.distances[0], np.rint(scale * theirs["edge_weight"]).astype(int)
        )
        n_depots = len(ours.depots)
        assert [t.delivery[0] for t in ours.tasks] == theirs["demand"][n_depots:].tolist()


BKS = (
    "instance,objective,convention,proved_optimal,vehicles,lower_bound,source,verified\n"
    'SMALL,16.5,"DIMACS: one decimal, distance",yes,2,,by hand,yes\n'
    'small,15.5,"SINTEF: vehicles first",unknown,1,,by hand,yes\n'
    "other,1,DIMACS,unknown,,,by hand,yes\n"
)


@pytest.fixture
def folder(tmp_path):
    for family in LITERATURE:
        place = tmp_path / family / "instances"
        place.mkdir(parents=True)
        for name in ("small", "small2", "small3"):
            write_file(place, family, name=name)
    (tmp_path / "vrptw_solomon" / "bks.csv").write_text(BKS)
    return tmp_path


def test_best_values_are_those_of_the_convention(folder):
    found = load(folder, "vrptw_solomon/small")
    assert (found.name, found.best_known, found.proven) == ("SMALL", 16.5, True)
    assert found.gap(33.0) == 1.0
    assert load(folder, "cvrp/SMALL2").best_known is None
    table = folder / "vrptw_solomon" / "bks.csv"
    assert read_known(table)["small"].objective == 15.5
    table.write_text(BKS.replace("16.5", "cheap"))
    with pytest.raises(ReadError, match=r"bks\.csv:2: .*expected a number"):
        read_known(table)
    table.write_text("name,value\n")
    with pytest.raises(ReadError, match="no column convention, instance"):
        read_known(table)


def test_the_page_names_every_family_and_suite():
    page = (Path(__file__).parents[2] / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    for name in SUITES:
        assert f"| `{name}` |" in page, name


def test_suites_are_chosen_by_rule(folder):
    quick = suite(folder, "quick")
    assert len(quick) == 2 * len(FAMILIES)
    assert set(quick) <= set(suite(folder, "spread"))
    assert suite(folder, "cvrp") == ("cvrp/small", "cvrp/small2", "cvrp/small3")
    assert suite(folder, "own") == suite(None, "own") == suite(None, "spread")
    assert suite(folder, "cvrp/SMALL") == ("cvrp/small",)
    assert [entry.size for entry in list_instances(folder, "hvrpspd_avci")] == [3, 3, 3]
    assert {e.size for f in LITERATURE for e in list_instances(folder, f)} <= {2, 3, 4}
    for name in quick:
        assert isinstance(load(folder, name), Instance)


def test_a_spread_takes_sizes_and_kinds(tmp_path):
    place = tmp_path / "hfvrp" / "instances"
    place.mkdir(parents=True)
    for size in range(100, 140):
        for kind in ("HD", "FSMD"):
            (place / f"X{size}-{kind}.vrp").write_text(f"NAME : x\nDIMENSION : {size}\n")
    chosen = [name for name in suite(tmp_path, "spread") if name.startswith("hfvrp")]
    sizes = [int(name[7:10]) for name in chosen]
    assert len(chosen) == 8
    assert sizes == sorted(sizes)
    assert np.diff(sizes).tolist() == [5] * 7
    assert sum(name.endswith("FSMD") for name in chosen) == 4


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("fast", "no suite 'fast'; there are quick, spread, own, irp_small"),
        ("cvrp", "none in "),
        ("cvrp/none", "no instance 'cvrp/none'"),
        ("tsp/none", "no family 'tsp'"),
        ("wardflow/none", "no instance 'wardflow/none' in the bundled days"),
    ],
)
def test_a_name_that_is_none_is_told(tmp_path, name, message):
    with pytest.raises(ValueError, match=message):
        suite(tmp_path, name)


def test_without_a_folder_there_are_the_bundled_days():
    assert suite(None, "quick") == ("wardflow/tiny", "wardflow/varmland-day")
    with pytest.raises(ValueError, match="no folder of sets was named"):
        suite(None, "cvrp")
    of_inventory = {"irp_small", "irp_large", "irp_varying", *INVENTORY_READERS}
    assert set(SUITES) == {"quick", "spread", "own", *READERS} | of_inventory


@needs_data
@pytest.mark.slow
@pytest.mark.parametrize("family", LITERATURE)
def test_every_file_of_every_set_is_plausible(family):
    assert DATA is not None
    entries = list_instances(DATA, family)
    assert entries
    for entry in entries:
        instance = load(DATA, entry.name)
        problem = instance.problem
        assert problem.n_tasks + len(problem.depots) == problem.n_places, entry.name
        assert entry.size in (problem.n_tasks, problem.n_tasks + len(problem.depots) - 1)
        assert instance.best_known is not None, entry.name
        assert instance.best_known >= floor(instance), entry.name


def floor(instance: Instance) -> float:
    """Out to the farthest place that is open, and back: less than any solution costs."""
    problem = instance.problem
    rate = min(v.cost_per_metre for v in problem.vehicle_types)
    homes = sorted({v.start_place for v in problem.vehicle_types})
    out = problem.distances[0][homes].min(axis=0)
    back = problem.distances[0][:, homes].min(axis=1)
    load = max(sum(t.delivery[0] for t in problem.tasks), sum(t.pickup[0] for t in problem.tasks))
    dearest = min(v.fixed_cost / v.capacity[0] for v in problem.vehicle_types) * load
    return max(float((out + back).max()) * rate, dearest)


@needs_data
@pytest.mark.slow
@pytest.mark.parametrize(
    ("family", "way"),
    [("cvrp", "round"), ("mtvrptwr", "dimacs"), ("sdvrptw", "exact"), ("mdvrptw", "exact"),
     ("hfvrp", "exact")],
)  # fmt: skip
def test_another_reader_sees_the_same_problem(family, way):
    pyvrp = pytest.importorskip("pyvrp")
    assert DATA is not None
    for name in [n for n in suite(DATA, "spread") if n.startswith(f"{family}/")]:
        entry = next(e for e in list_instances(DATA, family) if e.name == name)
        theirs = pyvrp.read(entry.path, round_func=way)
        ours = load(DATA, name).problem
        if family != "sdvrptw":
            np.testing.assert_array_equal(ours.distances[0], theirs.distance_matrix(0))
        scale = {"round": 1, "dimacs": 10, "exact": 1000}[way]
        for task, client in zip(ours.tasks, theirs.clients(), strict=True):
            assert task.delivery[0] * scale == client.delivery[0], name
            assert task.service == client.service_duration, name
            if task.windows:
                assert task.windows == ((client.tw_early, client.tw_late),), name
            assert task.release == client.release_time, name
        assert sum(v.n_available for v in ours.vehicle_types) == theirs.num_vehicles, name
        assert len(ours.vehicle_types) == theirs.num_vehicle_types, name
