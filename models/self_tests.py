"""Do the solvers give the answers that are known? Each on a problem of a few numbers.

``python -m models.self_tests`` prints the names of all, and then one JSON object for each, as
soon as it has answered. All run in one process, where libraries that clash would show it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version

__all__ = ["main"]


def _pyvrp() -> str:
    import numpy as np

    from models.outcome import Limits
    from models.routing.problem import Depot, RoutingProblem, Task, VehicleType
    from models.routing.solve import solve

    metres = np.array([[[0, 1000, 2000], [1000, 0, 1000], [2000, 1000, 0]]])
    problem = RoutingProblem(
        durations=metres // 10,
        distances=metres,
        setups=np.zeros(3, np.int64),
        tasks=(Task(1, (1,), (0,)), Task(2, (1,), (0,))),
        depots=(Depot(0),),
        vehicle_types=(VehicleType(1, (2,), 0, 0, (0, 3600), 3600, cost_per_metre=0.01),),
    )
    outcome = solve(problem, limits=Limits(iterations=50))
    _same(outcome.objective, 40.0)
    return outcome.engine


def _highs_by_pulp() -> str:
    import highspy
    import pulp

    from models.milp import solve

    program = pulp.LpProblem("self_test", pulp.LpMinimize)
    x, y = (pulp.LpVariable(name, 0, 9, pulp.LpInteger) for name in "xy")
    program += 3 * x + 2 * y
    program += 2 * x + y >= 7
    _same(solve(program).objective, 11.0)
    return f"highspy {highspy.Highs().version()}, pulp {pulp.__version__}"


def _cp_sat() -> str:
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    x, y = (model.new_int_var(0, 9, name) for name in "xy")
    model.add(2 * x + y >= 7)
    model.minimize(3 * x + 2 * y)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    if solver.solve(model) != cp_model.OPTIMAL:
        raise ArithmeticError("it did not find the optimum")
    _same(solver.objective_value, 11.0)
    return f"ortools {version('ortools')}"


def _both() -> str:
    """CP-SAT has answered by now, and PuLP and HiGHS again after it."""
    _highs_by_pulp()
    _cp_sat()
    return "highspy and ortools answer in one process"


def _loops() -> str:
    import numba

    from models.compiled import is_compiled
    from models.kernels import kernel

    @kernel
    def thrice(x: float) -> float:
        return 3.0 * x

    _same(thrice(21.0), 63.0)
    how = "compiled" if is_compiled(thrice) else "not compiled"
    return f"numba {numba.__version__}, {how}"


def _stock_levels() -> str:
    from models.inventory.ready import prepare

    _same(float(prepare().S[0]), 40.0)
    return "demand, min and max of a shelf"


def _delivery_days() -> str:
    from models.inventory import day_draws
    from models.inventory_routing.ready import is_ready, prepare

    prepare()
    day_draws.prepare()
    return f"the search for delivery days is {'kept' if is_ready() else 'made each time'}"


_TESTS: dict[str, Callable[[], str]] = {
    "PyVRP": _pyvrp,
    "HiGHS by PuLP": _highs_by_pulp,
    "CP-SAT": _cp_sat,
    "HiGHS beside CP-SAT": _both,
    "numba": _loops,
    "levels": _stock_levels,
    "delivery days": _delivery_days,
}


def main() -> None:
    """Try every solver, and print what it answered."""
    sys.stdout.write(json.dumps(list(_TESTS)) + "\n")
    for name, test in _TESTS.items():
        began = time.monotonic()
        try:
            told, ok = test(), True
        except Exception as error:  # whatever it is, it is the answer
            told, ok = f"{type(error).__name__}: {error}", False
        seconds = time.monotonic() - began
        answer = {"check": name, "ok": ok, "told": f"{told}, {seconds:.1f} s" if ok else told}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _same(found: float | None, known: float) -> None:
    if found is None or abs(found - known) > 1e-6:
        raise ArithmeticError(f"{found} instead of {known}")


if __name__ == "__main__":
    main()
