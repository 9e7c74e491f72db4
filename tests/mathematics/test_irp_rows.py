"""Does every family of rows say what it should, and is none idle?"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from models.inventory_routing.problem import InventoryRoutingProblem, Vehicles
from models.inventory_routing.with_milp import Routing, formulate
from models.milp import solve as solve_program
from tests.mathematics.irp_cases import CASES, UP_TO
from tests.mathematics.small_irp import problem_of, returns_of

GOLDEN = Path(__file__).parent.parent / "golden" / "inventory_routing_rows.txt"


@pytest.mark.parametrize("case", list(CASES))
@pytest.mark.parametrize("routing", list(Routing))
def test_cuts_change_no_optimum(case, routing):
    problem = CASES[case]
    if routing is Routing.ROUNDS and problem.returns is not None:
        return
    with_cuts, without = (
        solve_program(formulate(problem, routing=routing, cuts=cuts).rows).objective
        for cuts in (True, False)
    )
    assert with_cuts == pytest.approx(without)


NEEDED = {
    "V11": ("plain", Routing.ARCS),
    "V12": ("tight shelf", Routing.ARCS),
    "V13": ("up to", Routing.ARCS),
    "V14": ("priced up to", Routing.ARCS),
    "V15": ("scarce hub", Routing.ARCS),
    "V16": ("two loops", Routing.ARCS),
    "V17": ("late", Routing.ARCS),
    "V21": ("plain", Routing.ARCS),
    "V22": ("two kinds", Routing.ARCS),
    "V25": ("two kinds", Routing.ARCS),
    "V26": ("two loops", Routing.ARCS),
    "V27": ("two kinds", Routing.ARCS),
    "V28": ("short routes", Routing.ARCS),
    "V32": ("two kinds", Routing.ROUNDS),
    "V33": ("two kinds", Routing.ROUNDS),
    "V34": ("plain", Routing.ROUNDS),
}
"""Of each family that an answer needs, a problem where it binds."""


@pytest.mark.parametrize("family", list(NEEDED))
def test_no_family_of_rows_is_idle(family):
    case, routing = NEEDED[family]
    programs = [formulate(CASES[case], routing=routing, cuts=False) for _ in range(2)]
    rows = programs[1].rows.constraints
    mine = [name for name in rows if name.startswith(family)]
    assert mine
    for name in mine:
        programs[1].rows.constraints.pop(name)
    whole, without = (solve_program(program.rows).objective for program in programs)
    assert without is None or without < whole - 1e-6


def golden_problem() -> InventoryRoutingProblem:
    """One customer, two days, and every feature whose rows stay few."""
    return problem_of(
        [[5.0, 6.0]],
        initial=4,
        minimum=1,
        maximum=9,
        hub_initial=20.0,
        production=np.array([2.0, 3.0]),
        hub_holding_cost=0.25,
        vehicles=(Vehicles(1, 12.0, 30.0, 1.5, 40.0),),
        shortage_cost=70.0,
        visit_cost=3.0,
        service=7.0,
        replenishment=UP_TO,
        returns=returns_of(
            [[2, 1]], initial=3, maximum=8, overflow_cost=50.0, loss=0.125, load_factor=0.5
        ),
    )


def rows_of(program) -> str:
    text = [f"minimise {program.rows.objective}"]
    text += [f"{name}: {row}" for name, row in program.rows.constraints.items()]
    return "\n".join(text) + "\n"


def test_rows_are_the_golden_ones():
    strict = problem_of([[5.0, 6.0], [1.0, 2.0]], initial=[4, 1], vehicles=(Vehicles(1, 8.0),))
    text = (
        f"# arcs, everything\n{rows_of(formulate(golden_problem(), routing=Routing.ARCS))}"
        f"# rounds, plain\n{rows_of(formulate(strict, routing=Routing.ROUNDS))}"
    )
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_every_family_of_rows_is_in_the_golden_file_or_needed():
    text = GOLDEN.read_text(encoding="utf-8")
    # V29 and V31 only cut or order, and need two customers, or vehicles told apart.
    for family in [*NEEDED, "V23", "V24", "V30", "V35", "V41", "V42", "V43"]:
        assert f"\n{family}" in text, family


def test_every_number_of_a_docstring_is_on_the_page():
    root = Path(__file__).parents[2]
    page = (root / "docs" / "models" / "inventory_routing.md").read_text(encoding="utf-8")
    told = set(re.findall(r"V\.\d+", page))
    sources = (root / "models" / "inventory_routing").glob("*.py")
    said = {number for p in sources for number in re.findall(r"V\.\d+", p.read_text("utf-8"))}
    assert said <= told
    assert {f"V{number[2:]}" for number in said} >= set(NEEDED)
