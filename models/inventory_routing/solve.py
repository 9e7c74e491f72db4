"""Which engine answers, and is its answer believed? The front door of inventory routing.

What an engine says of its own answer is not believed: objective and legality are those of
``evaluate``, and a bound above the objective is a fault of the engine.
"""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import Protocol, cast

from models.errors import EngineError
from models.inventory_routing.bound import lower_bound
from models.inventory_routing.evaluate import evaluate
from models.inventory_routing.problem import InventoryRoutingProblem, InventoryRoutingSolution
from models.outcome import Limits, Outcome, ProgressListener, Status

__all__ = ["ENGINES", "solve"]

ENGINES = {
    "search": "models.inventory_routing.with_search",
    "milp": "models.inventory_routing.with_milp",
}
"""Module of each engine."""

_ROUNDING = 1e-6


class _Engine(Protocol):
    """What a module of an engine offers."""

    def unsupported(self, problem: InventoryRoutingProblem) -> tuple[str, ...]: ...

    def solve(
        self,
        problem: InventoryRoutingProblem,
        limits: Limits,
        on_progress: ProgressListener | None = None,
    ) -> Outcome[InventoryRoutingSolution]: ...


def solve(
    problem: InventoryRoutingProblem,
    *,
    engine: str = "search",
    limits: Limits,
    on_progress: ProgressListener | None = None,
    prove: bool = False,
) -> Outcome[InventoryRoutingSolution]:
    """Decide on days, amounts and routes.

    Parameters
    ----------
    problem : InventoryRoutingProblem
        What is asked.
    engine : str
        ``search`` for any size; ``milp`` proves the optimum of a handful of customers.
    limits : Limits
        When to stop.
    on_progress : callable, optional
        Told now and then; True stops.
    prove : bool
        Whether to add a lower bound to an answer that has none, in as much time once more.

    Returns
    -------
    Outcome[InventoryRoutingSolution]
        ``objective`` is recounted. A solution that breaks a rule is not given: then the
        status is ``UNKNOWN``.

    Raises
    ------
    ValueError
        If there is no such engine, or it cannot express the problem.
    EngineError
        If a library crashed, or proved a bound above an answer that is legal.

    Examples
    --------
    >>> import numpy as np
    >>> from models.inventory_routing.problem import Vehicles
    >>> one = lambda value: np.array([value], np.float64)
    >>> problem = InventoryRoutingProblem(
    ...     distances=np.array([[0.0, 4.0], [4.0, 0.0]]), initial=one(3), minimum=one(0),
    ...     maximum=one(9), demand=np.array([[2.0, 2.0]]), holding_cost=one(0.5),
    ...     hub_initial=10.0, production=np.zeros(2), hub_holding_cost=0.1,
    ...     vehicles=(Vehicles(1, 8.0),), visit_allowed=np.ones((1, 2), bool),
    ...     shortage_cost=one(np.inf), visit_cost=one(0), service=one(0))
    >>> outcome = solve(problem, engine="milp", limits=Limits(time_s=10))
    >>> outcome.status.value, round(outcome.objective, 6)
    ('optimal', 10.4)
    """
    if engine not in ENGINES:
        raise ValueError(f"no engine {engine!r}; there are {', '.join(ENGINES)}")
    module = cast("_Engine", importlib.import_module(ENGINES[engine]))
    if missing := module.unsupported(problem):
        raise ValueError(f"{engine} cannot express {', '.join(missing)}")
    outcome = judged(problem, module.solve(problem, limits, on_progress))
    if prove and outcome.bound is None and outcome.objective is not None:
        bound = lower_bound(problem, time_s=limits.time_s)
        if bound is not None:
            outcome = judged(problem, replace(outcome, bound=bound))
    return outcome


def judged(
    problem: InventoryRoutingProblem, outcome: Outcome[InventoryRoutingSolution]
) -> Outcome[InventoryRoutingSolution]:
    """The outcome with its answer recounted.

    Parameters
    ----------
    problem : InventoryRoutingProblem
        What was asked.
    outcome : Outcome
        What an engine says.

    Returns
    -------
    Outcome[InventoryRoutingSolution]
        Without an answer that breaks a rule.

    Raises
    ------
    EngineError
        If its bound lies above an answer that is legal.
    """
    if outcome.solution is None:
        return outcome
    found = evaluate(problem, outcome.solution)
    if not found.ok:
        return replace(outcome, status=Status.UNKNOWN, solution=None, objective=None)
    slack = _ROUNDING * max(1.0, abs(found.objective))
    status, bound = outcome.status, outcome.bound
    if bound is not None and bound > found.objective + slack:
        size = f"{problem.n_customers} customers, {problem.n_days} days"
        reason = f"it proved {bound:g}, and {found.objective:g} is legal"
        raise EngineError(outcome.engine, size, reason)
    if status is Status.OPTIMAL and (bound is None or bound < found.objective - slack):
        status = Status.FEASIBLE
    if bound is not None:
        bound = min(bound, found.objective)
    return replace(outcome, status=status, objective=found.objective, bound=bound)
