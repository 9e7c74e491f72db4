"""The one door to PuLP and HiGHS: it believes no status that it has not verified.

HiGHS behind PuLP may answer "optimal" after a time limit, or carry values that break a row
by more than rounding. :func:`solve` reads status and values together and recomputes every
row with the rounded values before it calls anything a solution.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from models.errors import EngineError
from models.outcome import Status

if TYPE_CHECKING:
    import pulp

__all__ = ["MilpResult", "solve"]

_TOLERANCE = 1e-6
_INTEGRALITY = 1e-4


@dataclass(frozen=True, slots=True)
class MilpResult:
    """What came of a mixed-integer program.

    Parameters
    ----------
    status : Status
        ``OPTIMAL`` only when HiGHS proved it within its limits.
    values : dict of str to float
        Value of each variable by name, integers rounded; empty when nothing was found.
    objective : float or None
        Recomputed from the values.
    bound : float or None
        What HiGHS proved of the objective: no answer is below it (above it, when maximising);
        None when nothing is proven.
    """

    status: Status
    values: dict[str, float]
    objective: float | None
    bound: float | None = None


def solve(program: pulp.LpProblem, *, time_s: float | None = None, gap: float = 0.0) -> MilpResult:
    """Solve a PuLP program with HiGHS and verify the answer.

    Parameters
    ----------
    program : pulp.LpProblem
        To be minimised or maximised.
    time_s : float, optional
        Wall time. [s]
    gap : float
        Relative gap at which to stop. [-]

    Returns
    -------
    MilpResult
        Verified against every row.

    Raises
    ------
    EngineError
        If HiGHS fails.

    Examples
    --------
    >>> import pulp
    >>> program = pulp.LpProblem("knapsack", pulp.LpMaximize)
    >>> x = [pulp.LpVariable(f"x{i}", cat="Binary") for i in range(3)]
    >>> program += 5 * x[0] + 4 * x[1] + 3 * x[2]
    >>> program += 2 * x[0] + 3 * x[1] + x[2] <= 4
    >>> result = solve(program)
    >>> result.status.value, result.objective
    ('optimal', 8.0)
    """
    import pulp

    options = {"presolve": "off"} if _presolve_errs(program) else {}
    solver = pulp.HiGHS(msg=False, timeLimit=time_s, gapRel=gap, threads=1, **options)
    try:
        program.solve(solver)
    except pulp.PulpSolverError as error:
        size = f"{program.numVariables()} variables, {program.numConstraints()} rows"
        raise EngineError("HiGHS", size, str(error)) from error
    values: dict[str, float] = {}
    for variable in program.variables():
        if variable.varValue is None:
            values = {}
            break
        value = variable.varValue
        whole = float(round(value))
        if variable.cat == "Integer" and abs(value - whole) > _INTEGRALITY:
            values = {}
            break
        values[variable.name] = whole if variable.cat == "Integer" else value
    if program.status == pulp.LpStatusInfeasible:
        return MilpResult(Status.INFEASIBLE, {}, None)
    if not values or not _holds(program, values):
        return MilpResult(Status.UNKNOWN, {}, None, _bound(program))
    proved = program.status == pulp.LpStatusOptimal and program.sol_status == pulp.LpSolutionOptimal
    objective = program.objective.constant + sum(
        coefficient * values[variable.name] for variable, coefficient in program.objective.items()
    )
    bound = float(objective) if proved and gap == 0.0 else _bound(program)
    status = Status.OPTIMAL if proved else Status.FEASIBLE
    return MilpResult(status, values, float(objective), bound)


def _presolve_errs(program: pulp.LpProblem) -> bool:
    """Whether what HiGHS would call optimal may not be.

    Version 1.14.0 cuts off optima of programs with integers and continuous variables before it
    searches them: https://github.com/ERGO-Code/HiGHS/issues/3043. There is no 1.14.1, and 1.15
    cannot be loaded beside OR-Tools.
    """
    if version("highspy") != "1.14.0":
        return False
    return len({variable.cat for variable in program.variables()}) > 1


def _bound(program: pulp.LpProblem) -> float | None:
    """What the search of a program with integers has proved of its objective."""
    if all(variable.cat != "Integer" for variable in program.variables()):
        return None  # HiGHS leaves the bound at zero
    if program.solverModel is None:
        return None
    proved = float(program.solverModel.getInfo().mip_dual_bound)
    if not math.isfinite(proved):
        return None
    # PuLP hands over the negated objective where it is maximised, and never its constant.
    return float(program.sense * proved + program.objective.constant)


def _holds(program: pulp.LpProblem, values: dict[str, float]) -> bool:
    """Whether values keep every bound and row."""
    for variable in program.variables():
        value = values[variable.name]
        slack = _TOLERANCE * max(1.0, abs(value))
        if variable.lowBound is not None and value < variable.lowBound - slack:
            return False
        if variable.upBound is not None and value > variable.upBound + slack:
            return False
    for row in program.constraints.values():
        terms = [coefficient * values[v.name] for v, coefficient in row.items()]
        activity = row.constant + sum(terms)
        slack = _TOLERANCE * max(1.0, sum(map(abs, terms)))
        # PuLP's senses: -1 for <=, 0 for =, 1 for >=.
        broken = {-1: activity > slack, 0: abs(activity) > slack, 1: activity < -slack}
        if broken[row.sense]:
            return False
    return True
