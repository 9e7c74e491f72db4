"""Do other readers see the same problems in files, and are those of the literature plausible?"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from benchmarks.instance import Instance
from benchmarks.readers import read_instance
from benchmarks.suites import list_instances, load, suite
from tests.harness.small_sets import LITERATURE, write_file

DATA = Path(os.environ["WARDFLOW_BENCHMARKS"]) if "WARDFLOW_BENCHMARKS" in os.environ else None
needs_data = pytest.mark.skipif(DATA is None, reason="WARDFLOW_BENCHMARKS names no folder")


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
