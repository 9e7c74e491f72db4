"""What does the program of visit days say, and is none of its rows idle?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.inventory.visit_days import VisitDaysProblem, choose, judge
from models.inventory.visit_rows import least_cost, least_peak
from tests.mathematics.visit_weeks import LONG, UNLIMITED, calendar, tight

GOLDEN = Path(__file__).parent.parent / "golden" / "visit_days_rows.txt"


def golden_problem() -> VisitDaysProblem:
    """Two wards, Monday or Monday with Thursday, whose every number tells where it is from."""
    week = np.zeros((2, 2, 7))
    week[0, 0, 0], week[1, 0, 0] = 10, 20
    week[0, 1, [0, 3]], week[1, 1, [0, 3]] = (5, 6), (11, 12)
    return VisitDaysProblem(
        np.array([[100.0, 110.0], [200.0, 220.0]]), week[0] > 0, week, week / 10,
        np.array([0, 1]), np.array([25.0, *UNLIMITED[:6]]),
        np.where(np.arange(7) == 3, 1.5, np.inf), max_changes=1, cost_allowance=0.05,
    )  # fmt: skip


def rows_of(program) -> str:
    text = [f"minimise {program.rows.objective}"]
    text += [f"{name}: {row}" for name, row in program.rows.constraints.items()]
    return "\n".join(text) + "\n"


def test_rows_are_the_golden_ones():
    problem = golden_problem()
    everything = np.ones((2, 2), bool)
    cheapest = judge(problem, [0, 0])
    text = (
        f"# least cost\n{rows_of(least_cost(problem, 300.0, everything))}"
        f"# least peak\n{rows_of(least_peak(problem, cheapest, everything))}"
    )
    assert text == GOLDEN.read_text(encoding="utf-8")


LOPSIDED = np.array([200.0, 0, 0, 5, 0, 0, 0])
VANDALISED = {
    "I86": calendar(13, lines_capacity=LOPSIDED, cost_allowance=0.5),
    "I87": calendar(13, cost_allowance=0.0005),
    "I88": calendar(13),
}
"""Where level weeks are beyond the capacities; where they cost too much; where they do not."""


@pytest.mark.parametrize("family", ["I81", "I82", "I83", "I84", "I86", "I87", "I88"])
def test_no_family_of_rows_is_idle(family):
    # Without its rows the program's optimum is another one.
    from models.milp import solve

    problem = VANDALISED.get(family, tight(calendar(13, max_changes=1), 0.8, 0.75))
    everything = np.isfinite(problem.cost)
    cheapest = choose(replace(problem, cost_allowance=0.0), limits=LONG).solution
    if family in ("I81", "I82", "I83", "I84"):
        programs = [least_cost(problem, cheapest.cost, everything) for _ in range(2)]
    else:
        programs = [least_peak(problem, cheapest, everything) for _ in range(2)]
    rows = programs[1].rows.constraints
    mine = [name for name in rows if name.startswith(family)]
    assert mine
    for name in mine:
        del rows[name]
    whole, broken = (solve(program.rows).objective for program in programs)
    assert broken < whole - 1e-6
