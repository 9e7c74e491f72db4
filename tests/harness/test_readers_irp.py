"""Are files of inventory routing read as their sets mean them, and told where they are not?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.instance import InventoryInstance
from benchmarks.readers import INVENTORY_READERS, ReadError
from benchmarks.readers.irp import shift_minimum, shifted_by
from benchmarks.readers.irp_dimacs import read_irp_dimacs
from benchmarks.readers.irp_single import read_irp_single
from benchmarks.readers.irp_skalnes import read_irp_skalnes
from benchmarks.suites import list_instances, load, suite
from models.inventory_routing.evaluate import evaluate
from models.inventory_routing.with_milp import solve
from models.outcome import Limits
from tests.harness.small_irp_files import (
    DIMACS,
    FILES,
    SINGLE,
    SKALNES,
    VISIT,
    folder_of,
    small,
    written,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of(tmp_path)


def test_the_challenge_counts_the_ends_of_days(tmp_path):
    problem = read_irp_dimacs(written(tmp_path, "irp_dimacs"))
    assert (problem.n_customers, problem.n_days) == (2, 2)
    assert problem.vehicles[0].n == 2
    assert problem.vehicles[0].capacity == 10
    assert problem.demand.tolist() == [[4, 4], [2, 2]]
    assert problem.minimum.tolist() == [0, 0]
    assert problem.maximum.tolist() == [9, 8]
    found = evaluate(problem, VISIT)
    assert found.ok
    # Driven 5 + 4 + 3; hub 26 and then 26; customers 0 and 0 on both days.
    assert found.objective == pytest.approx(12 + 0.5 * 52)
    charged = evaluate(read_irp_dimacs(written(tmp_path, "irp_dimacs"), charge_initial=True), VISIT)
    assert charged.objective == pytest.approx(found.objective + 0.5 * 20 + 0.2 * 4 + 0.1 * 2)


def test_varying_demand_and_costs_of_the_file(tmp_path):
    problem = read_irp_skalnes(written(tmp_path, "irp_skalnes"))
    assert problem.demand.tolist() == [[3, 5], [2, 0]]
    assert problem.production.tolist() == [6, 5]
    assert problem.minimum.tolist() == [1, 0]
    assert problem.distances.tolist() == [[0, 50, 30], [50, 0, 40], [30, 40, 0]]
    assert not problem.charge_initial
    assert (problem.vehicles[0].n, problem.vehicles[0].capacity) == (2, 10)
    assert read_irp_skalnes(written(tmp_path, "irp_skalnes"), charge_initial=True).charge_initial


def test_one_vehicle_and_the_stock_at_the_start(tmp_path):
    problem = read_irp_single(written(tmp_path, "irp_abls_single"))
    twin = read_irp_dimacs(written(tmp_path, "irp_dimacs"), charge_initial=True)
    assert problem.vehicles[0].n == 1
    assert evaluate(problem, VISIT).objective == evaluate(twin, VISIT).objective
    path = written(tmp_path, "irp_abls_single")
    assert not read_irp_single(path, charge_initial=False).charge_initial


DAMAGED = {
    "irp_dimacs": {
        "a line less": DIMACS.replace("2\t3.0\t0.0\t2\t8\t0\t2\t0.10\n", ""),
        "nothing": "3 2 10 2\n",
        "a value less": DIMACS.replace("\t0.20", ""),
        "no number": DIMACS.replace("0.20", "some"),
        "negative": DIMACS.replace("0.20", "-0.2"),
        "another order": DIMACS.replace("\n2\t3.0", "\n7\t3.0"),
        "no vehicle": DIMACS.replace("10\t2\n", "10\t0\n"),
        "half a day": DIMACS.replace("3\t2\t10", "3\t2.5\t10"),
        "levels": DIMACS.replace("\t9\t0\t", "\t9\t10\t"),
        "cut off": DIMACS[:-3],
    },
    "irp_skalnes": {
        "no section": SKALNES.replace("CUSTOMER", "CLIENTS"),
        "another column": SKALNES.replace("INV_COST", "COST"),
        "days": SKALNES.replace("\tPRODUCTION_1", "").replace("           5\t\n", "\n"),
        "a value less": SKALNES.replace("       5\n", "\n"),
        "two kinds": SKALNES.replace("      10\t\n", "      10\n 8 2 9\n"),
        "negative": SKALNES.replace("     0.2", "    -0.2"),
        "levels": SKALNES.replace("            1\t            9", "           10\t            9"),
        "a row less": SKALNES.replace("  2\t 30\t 40\n", ""),
        "a way less": SKALNES.replace("  2\t 30\t 40", "  2\t 30"),
        "another place": SKALNES.replace("  2\t 30\t 40", "  3\t 30\t 40"),
        "no days": SKALNES.replace("\tDEMAND_0\tDEMAND_1", ""),
    },
    "irp_abls_single": {
        "no json": "nodes\n",
        "no key": SINGLE.replace("minLevel", "level") + "\n",
        "no customers": SINGLE.replace('"nodes"', '"nodes": [], "others"') + "\n",
        "a day less": SINGLE.replace('"periodNum": 2', '"periodNum": 3') + "\n",
        "no number": SINGLE.replace('"holdingCost": 0.2', '"holdingCost": "dear"') + "\n",
        "negative": SINGLE.replace('"holdingCost": 0.2', '"holdingCost": -0.2') + "\n",
        "production": SINGLE.replace("-6", "6") + "\n",
        "levels": SINGLE.replace('"minLevel": 0', '"minLevel": 33') + "\n",
        "two kinds": SINGLE.replace('"capacity": 10\n', '"capacity": 10\n  },\n  {"capacity": 11\n')
        + "\n",
    },
}


@pytest.mark.parametrize(
    ("family", "how"), [(f, how) for f, kinds in DAMAGED.items() for how in kinds]
)
def test_what_is_damaged_is_told(tmp_path, family, how):
    text = DAMAGED[family][how]
    assert text != FILES[family][1]
    path = written(tmp_path, family, text)
    with pytest.raises(ReadError, match=path.stem):
        FILES[family][2](path)


def test_minimum_levels_are_had_by_shifting():
    amounts = np.array([3.0, 5.0])
    for charged in (False, True):
        problem = small(charge_initial=charged).problem
        shifted = shift_minimum(problem, amounts)
        rise = evaluate(shifted, VISIT).objective - evaluate(problem, VISIT).objective
        assert rise == pytest.approx(shifted_by(problem, amounts))
        assert shifted_by(problem, amounts) == pytest.approx((2 + charged) * (0.6 + 0.5))
        best, lifted = (solve(p, Limits(time_s=60)).objective for p in (problem, shifted))
        assert lifted == pytest.approx(best + shifted_by(problem, amounts))


def test_families_and_suites_of_inventory_routing(folder):
    for family, (name, _, _) in FILES.items():
        (entry,) = list_instances(folder, family)
        assert entry.size == 2
        assert suite(folder, family) == (f"{family}/{Path(name).stem}",)
        found = load(folder, entry.name)
        assert isinstance(found, InventoryInstance)
        assert found.n_tasks == 2
    assert load(folder, "irp_dimacs/s_abs1n2_2_h2").best_known == 40
    assert load(folder, "irp_dimacs/s_abs1n2_2_h2").gap(50.0) == 0.25
    assert load(folder, "irp_skalnes/U_R_N2_Q10_T2").gap(50.0) is None
    assert suite(folder, "irp_varying") == ("irp_skalnes/U_R_N2_Q10_T2",)
    assert suite(folder, "irp_small") == suite(folder, "irp_large") == ()
    assert set(INVENTORY_READERS) == set(FILES)
    written(folder, "irp_skalnes", "nothing\n")
    with pytest.raises(ReadError, match="no number of customers"):
        list_instances(folder, "irp_skalnes")


def test_small_and_large_are_chosen_by_size_and_kind(tmp_path):
    place = tmp_path / "irp_dimacs" / "instances"
    place.mkdir(parents=True)
    for size in (5, 15, 20, 35, 50):
        for days in (3, 6):
            for cost in "HL":
                for number in range(1, 6):
                    name = f"S_abs{number}n{size}_2_{cost}{days}.dat"
                    (place / name).write_text(f"{size + 1} {days} 9 2\n")
    (place / "L_abs1n100_2_H.dat").write_text("101 6 9 2\n")
    chosen = suite(tmp_path, "irp_small")
    assert len(chosen) == 24
    assert {int(name.split("n")[1].split("_")[0]) for name in chosen if "/S_" in name} == {
        20,
        35,
        50,
    }
    assert {sum(name.endswith(kind) for name in chosen) for kind in ("H3", "H6", "L3", "L6")} == {6}
    assert suite(tmp_path, "irp_large") == ("irp_dimacs/L_abs1n100_2_H",)
