"""Which combination of all routes seen is the best? Set partitioning with PuLP and HiGHS.

Different searches find different good routes; a mixed-integer program picks a set of them
that does every task at most once. Rows carry the numbers of section 6 of
``docs/models/routing.md``.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from models.milp import solve
from models.outcome import Status
from models.routing.evaluate import evaluate, evaluate_route
from models.routing.problem import Route, RoutingProblem, RoutingSolution

if TYPE_CHECKING:
    import pulp

__all__ = ["combine"]

_MAX_COLUMNS = 4000
_MAX_WORK = 8e6
"""Tasks times tasks in routes: beyond that HiGHS overruns any short limit and finds nothing."""
_LEAST_COLUMNS = 1500


def combine(
    problem: RoutingProblem,
    routes: Iterable[Route],
    incumbent: RoutingSolution,
    *,
    time_s: float | None = None,
) -> RoutingSolution:
    """Best set of routes from a pool, or the incumbent where nothing better is found.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    routes : iterable of Route
        The pool; illegal routes are left out, of routes with the same tasks the cheapest is kept.
    incumbent : RoutingSolution
        Best solution so far; its routes are in the pool as well.
    time_s : float, optional
        Wall time for the program. [s]

    Returns
    -------
    RoutingSolution
        Legal, and never worse than the incumbent. The incumbent as well where a program of
        useful size could not be solved in seconds: where routes are long and tasks are many.
    """
    deadline = None if time_s is None else time.monotonic() + time_s
    pool = dict.fromkeys([*incumbent.routes, *routes])
    most = _max_columns(problem, pool)
    if most < min(len(pool), _LEAST_COLUMNS):
        return incumbent
    columns = _columns(problem, pool, most, deadline)
    if not columns:
        return incumbent
    program, chosen = _program(problem, columns)
    left = None if deadline is None else max(0.1, deadline - time.monotonic())
    result = solve(program, time_s=left)
    if result.status not in (Status.OPTIMAL, Status.FEASIBLE):
        return incumbent
    picked = tuple(
        route
        for (route, _), variable in zip(columns, chosen, strict=True)
        if result.values[variable.name] > 0.5
    )
    found = RoutingSolution(picked)
    sheet = evaluate(problem, found)
    if sheet.violations or sheet.objective >= evaluate(problem, incumbent).objective - 1e-9:
        return incumbent
    return found


def _max_columns(problem: RoutingProblem, pool: Collection[Route]) -> int:
    """How many routes make a program that can be solved in seconds."""
    per_route = sum(len(route.tasks) for route in pool) / max(1, len(pool))
    return min(_MAX_COLUMNS, int(_MAX_WORK / max(1.0, per_route * problem.n_tasks)))


def _columns(
    problem: RoutingProblem, pool: Iterable[Route], most: int, deadline: float | None
) -> list[tuple[Route, float]]:
    """Legal routes with their costs, the cheapest for each vehicle type and set of tasks.

    Half of the time at most is spent on pricing them.
    """
    now = time.monotonic()
    stop = None if deadline is None else (now + deadline) / 2
    best: dict[tuple[int, frozenset[int]], tuple[Route, float]] = {}
    for route in pool:
        sheet = evaluate_route(problem, route)
        if sheet.violations:
            continue
        key = (route.vehicle_type, frozenset(route.tasks))
        if key not in best or sheet.cost < best[key][1]:
            best[key] = (route, sheet.cost)
        if len(best) >= most or (stop is not None and time.monotonic() > stop):
            break
    return list(best.values())


def _program(
    problem: RoutingProblem, columns: list[tuple[Route, float]]
) -> tuple[pulp.LpProblem, list[pulp.LpVariable]]:
    import pulp

    program = pulp.LpProblem("pool", pulp.LpMinimize)
    chosen = [pulp.LpVariable(f"route_{i}", cat="Binary") for i in range(len(columns))]
    skipped = {
        t: pulp.LpVariable(f"skip_{t}", cat="Binary")
        for t, task in enumerate(problem.tasks)
        if task.prize is not None
    }
    program += pulp.lpSum(
        cost * variable for (_, cost), variable in zip(columns, chosen, strict=True)
    ) + pulp.lpSum(problem.tasks[t].prize * variable for t, variable in skipped.items())
    _each_task_once(program, columns, chosen, skipped, problem.n_tasks)
    _no_more_vehicles_than_there_are(program, problem, columns, chosen)
    return program, chosen


def _each_task_once(
    program: pulp.LpProblem,
    columns: list[tuple[Route, float]],
    chosen: list[pulp.LpVariable],
    skipped: dict[int, pulp.LpVariable],
    n_tasks: int,
) -> None:
    r"""(P.1): \sum_{r \ni t} x_r + u_t = 1 for each task t."""
    import pulp

    doing: dict[int, list[pulp.LpVariable]] = {t: [] for t in range(n_tasks)}
    for (route, _), variable in zip(columns, chosen, strict=True):
        for task in route.tasks:
            doing[task].append(variable)
    for task, variables in doing.items():
        terms = [*variables, *([skipped[task]] if task in skipped else [])]
        program += pulp.lpSum(terms) == 1, f"P1_{task}"


def _no_more_vehicles_than_there_are(
    program: pulp.LpProblem,
    problem: RoutingProblem,
    columns: list[tuple[Route, float]],
    chosen: list[pulp.LpVariable],
) -> None:
    r"""(P.2): \sum_{r of type k} x_r \le n_k for each vehicle type k."""
    import pulp

    for index, vehicle in enumerate(problem.vehicle_types):
        of_type = [
            variable
            for (route, _), variable in zip(columns, chosen, strict=True)
            if route.vehicle_type == index
        ]
        if len(of_type) > vehicle.n_available:
            program += pulp.lpSum(of_type) <= vehicle.n_available, f"P2_{index}"
