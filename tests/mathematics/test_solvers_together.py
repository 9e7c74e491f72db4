"""Can OR-Tools and HiGHS live in one process? Some of their versions clash.

Each order of loading them runs in a process of its own, and both solve.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

CP_SAT = """
from ortools.sat.python import cp_model
model = cp_model.CpModel()
x, y = model.new_int_var(0, 9, "x"), model.new_int_var(0, 9, "y")
model.add(2 * x + 3 * y <= 12)
model.maximize(x + 2 * y)
solver = cp_model.CpSolver()
solver.parameters.num_workers = 1
assert solver.solve(model) == cp_model.OPTIMAL
assert solver.objective_value == 8, solver.objective_value
"""
HIGHS = """
import highspy
import pulp
from models.milp import solve
program = pulp.LpProblem("both", pulp.LpMaximize)
a, b = (pulp.LpVariable(name, 0, 9, cat="Integer") for name in "ab")
program += a + 2 * b
program += 2 * a + 3 * b <= 12
result = solve(program)
assert (result.status.value, result.objective) == ("optimal", 8.0), result
"""


@pytest.mark.parametrize("script", [CP_SAT + HIGHS, HIGHS + CP_SAT, HIGHS + CP_SAT + HIGHS])
def test_both_solve_in_one_process(script):
    done = subprocess.run(
        [sys.executable, "-c", script + "\nprint('both')"],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "both"
