"""Does the door to PuLP and HiGHS believe only what it has verified?"""

from __future__ import annotations

from random import Random

import pulp
import pytest

import models.milp
from models.errors import EngineError
from models.milp import solve
from models.outcome import Status


def program(sense: int = pulp.LpMinimize) -> tuple[pulp.LpProblem, list[pulp.LpVariable]]:
    asked = pulp.LpProblem("asked", sense)
    return asked, [pulp.LpVariable(f"x{i}", 0, 3, cat="Integer") for i in range(2)]


def liar(status: int, sol_status: int, values: list[float | None]):
    """A solver that says and writes what it is told."""

    class Liar(pulp.LpSolver):
        def __init__(self, **_: object) -> None:
            super().__init__()

        def actualSolve(self, lp, **_):  # noqa: N802 - PuLP's name
            for variable, value in zip(lp.variables(), values, strict=True):
                variable.varValue = value
            lp.assignStatus(status, sol_status)
            return status

    return Liar


def test_optimum_is_recomputed_with_the_constant_of_the_objective():
    asked, (a, b) = program(pulp.LpMaximize)
    asked += 2 * a + b + 10
    asked += a + b <= 4
    result = solve(asked)
    assert (result.status, result.objective) == (Status.OPTIMAL, 17.0)
    assert result.values == {"x0": 3.0, "x1": 1.0}


def test_infeasible_has_no_values():
    asked, (a, b) = program()
    asked += a + b
    asked += a + b >= 7
    result = solve(asked)
    assert (result.status, result.values, result.objective) == (Status.INFEASIBLE, {}, None)


def test_unbounded_is_never_called_optimal():
    asked = pulp.LpProblem("asked", pulp.LpMaximize)
    x = pulp.LpVariable("x", 0)
    asked += x
    asked += x >= 1
    assert solve(asked).status in (Status.UNKNOWN, Status.FEASIBLE)


def test_no_time_is_never_called_optimal():
    rng = Random(1)
    asked = pulp.LpProblem("asked", pulp.LpMinimize)
    x = [pulp.LpVariable(f"x{i}", cat="Binary") for i in range(60)]
    asked += pulp.lpSum(rng.randint(10, 99) * v for v in x)
    for _ in range(40):
        asked += pulp.lpSum(rng.randint(1, 30) * v for v in x) >= 200
    result = solve(asked, time_s=0.0)
    assert result.status in (Status.UNKNOWN, Status.FEASIBLE)
    assert (result.objective is None) == (result.status is Status.UNKNOWN)


OPTIMAL, FOUND = pulp.LpStatusOptimal, pulp.LpSolutionOptimal


@pytest.mark.parametrize(
    ("status", "sol_status", "values", "expected"),
    [
        (OPTIMAL, FOUND, [2.0, 2.0], Status.OPTIMAL),
        (OPTIMAL, FOUND, [0.0, 0.0], Status.UNKNOWN),
        (OPTIMAL, FOUND, [4.0, 0.0], Status.UNKNOWN),
        (OPTIMAL, FOUND, [-1.0, 5.0], Status.UNKNOWN),
        (OPTIMAL, FOUND, [None, 3.0], Status.UNKNOWN),
        (OPTIMAL, FOUND, [1.6, 1.4], Status.UNKNOWN),
        (OPTIMAL, FOUND, [1.9999999, 1.0000001], Status.OPTIMAL),
        (OPTIMAL, pulp.LpSolutionIntegerFeasible, [3.0, 3.0], Status.FEASIBLE),
        (pulp.LpStatusNotSolved, pulp.LpSolutionNoSolutionFound, [0.0, 0.0], Status.UNKNOWN),
        (pulp.LpStatusInfeasible, pulp.LpSolutionInfeasible, [3.0, 3.0], Status.INFEASIBLE),
    ],
    ids=[
        "true", "breaks the row", "above", "below", "none", "fractions of integers",
        "rounding", "stopped by time", "nothing", "infeasible with values",
    ],
)  # fmt: skip
def test_a_lying_solver(monkeypatch, status, sol_status, values, expected):
    asked, (a, b) = program()
    asked += a + b
    asked += a + b >= 3
    asked += a - b <= 1
    monkeypatch.setattr(pulp, "HiGHS", liar(status, sol_status, values))
    result = solve(asked)
    assert result.status is expected
    if expected in (Status.OPTIMAL, Status.FEASIBLE):
        assert result.objective == sum(result.values.values())


def test_a_crash_is_told_with_the_size(monkeypatch):
    class Broken(pulp.LpSolver):
        def __init__(self, **_: object) -> None:
            super().__init__()

        def actualSolve(self, lp, **_):  # noqa: N802 - PuLP's name
            raise pulp.PulpSolverError("out of luck")

    monkeypatch.setattr(pulp, "HiGHS", Broken)
    asked, (a, b) = program()
    asked += a + b
    asked += a + b == 2
    with pytest.raises(EngineError, match="2 variables, 1 rows: out of luck"):
        solve(asked)


@pytest.mark.parametrize(("sense", "good", "bad"), [(-1, 3, 4), (0, 3, 2), (1, 3, 2)])
def test_rows_of_every_sense_are_verified(sense, good, bad):
    asked, (a, _) = program()
    row = {-1: a <= 3, 0: a == 3, 1: a >= 3}[sense]
    asked += a
    asked += row
    holds = models.milp._holds
    assert holds(asked, {"x0": float(good)})
    assert not holds(asked, {"x0": float(bad)})


def test_an_optimum_that_presolve_may_cut_off():
    # https://github.com/ERGO-Code/HiGHS/issues/3043: version 1.14.0 says 15 and optimal.
    asked = pulp.LpProblem("asked", pulp.LpMinimize)
    x, z = pulp.LpVariable("x", 0, 10), pulp.LpVariable("z", 0, 10, cat="Integer")
    asked += 2 * x + 3 * z
    asked += x + z >= 4.5
    assert (solve(asked).status, solve(asked).objective) == (Status.OPTIMAL, 9)


@pytest.mark.parametrize("sense", [pulp.LpMinimize, pulp.LpMaximize])
def test_a_bound_is_told_where_time_ran_out(sense):
    rng = Random(4)
    asked = pulp.LpProblem("asked", sense)
    x = [pulp.LpVariable(f"x{i}", cat="Binary") for i in range(25)]
    asked += pulp.lpSum(rng.randint(10, 99) * each for each in x) + 1000
    for _ in range(8):
        row = pulp.lpSum(rng.randint(10, 99) * each for each in x)
        asked += row >= 500 if sense == pulp.LpMinimize else row <= 500
    best = solve(asked)
    assert (best.status, best.bound) == (Status.OPTIMAL, best.objective)
    loose = solve(asked, gap=0.5)
    assert sense * loose.bound <= sense * best.objective <= sense * loose.objective
    # It says something, and something else than zero.
    assert abs(loose.bound - best.objective) < 0.5 * best.objective


def test_a_program_without_integers_has_its_optimum_as_bound():
    asked = pulp.LpProblem("asked", pulp.LpMaximize)
    x = pulp.LpVariable("x", 0, 7)
    asked += 2 * x + 1
    assert solve(asked).bound == 15
