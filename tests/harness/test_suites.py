"""Which instances belong to a suite, and which value is the best known of each?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.instance import Instance
from benchmarks.readers import INVENTORY_READERS, READERS, ReadError, read_known
from benchmarks.suites import FAMILIES, SUITES, list_instances, load, suite
from tests.harness.small_sets import LITERATURE, write_file

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
