"""Which days, amounts and routes cost least? Proven, for a handful of customers.

A mixed-integer program (PuLP, HiGHS) with one of two ways to say routes: all rounds written
down, for few customers without returns, or arcs with loads that flow on them, for all that the
problem can ask. ``docs/models/inventory_routing.md`` has every row by its number. The answer is
judged by ``evaluate``; a status is not believed.
"""

from __future__ import annotations

import time
from enum import StrEnum

from models.inventory_routing.evaluate import evaluate
from models.inventory_routing.milp_amounts import settle
from models.inventory_routing.milp_cuts import add_cuts
from models.inventory_routing.milp_flow import add_flow, read_flow
from models.inventory_routing.milp_program import Program, total
from models.inventory_routing.milp_routes import add_routes, read_routes, too_much
from models.inventory_routing.milp_stocks import add_stocks
from models.inventory_routing.problem import InventoryRoutingProblem, InventoryRoutingSolution
from models.milp import solve as solve_program
from models.outcome import Limits, Outcome, Progress, ProgressListener, Status

__all__ = ["NAME", "Routing", "formulate", "solve", "unsupported", "version"]

NAME = "milp"
_ROUNDING = 1e-6


class Routing(StrEnum):
    """How routes are said."""

    ROUNDS = "rounds"
    """All sets of customers, each with its shortest round."""
    ARCS = "arcs"
    """Loads that flow on arcs."""


def version() -> str:
    """Libraries and their versions."""
    from importlib.metadata import version as installed

    return f"PuLP {installed('pulp')}, HiGHS {installed('highspy')}"


def unsupported(problem: InventoryRoutingProblem) -> tuple[str, ...]:  # noqa: ARG001
    """What cannot be expressed: nothing. Large problems merely take too long."""
    return ()


def formulate(
    problem: InventoryRoutingProblem, *, routing: Routing | None = None, cuts: bool = True
) -> Program:
    """Make the program.

    Parameters
    ----------
    problem : InventoryRoutingProblem
        What is asked.
    routing : Routing, optional
        How routes are said; where not given, as rounds if that is possible.
    cuts : bool
        Whether to add rows that change no answer and save time.

    Returns
    -------
    Program
        With its objective.

    Raises
    ------
    ValueError
        If rounds are asked for and cannot say the problem.

    Notes
    -----
    Minimises (V.51) under (V.11)-(V.17) and (V.21)-(V.31), or (V.32)-(V.35); (V.41)-(V.43) are
    the cuts.
    """
    import pulp

    if routing is None:
        routing = Routing.ARCS if too_much(problem) else Routing.ROUNDS
    program = Program(problem, pulp.LpProblem("inventory_routing", pulp.LpMinimize))
    if routing is Routing.ROUNDS:
        add_routes(program)
    else:
        add_flow(program)
    stock = add_stocks(program)
    if cuts:
        add_cuts(program, stock)
    _cost(program)
    return program


def _cost(program: Program) -> None:
    r"""(V.51): all terms of (V.1), those that nothing changes as a constant."""
    program.rows.setObjective(total(program.cost) + program.constant)


def solve(
    problem: InventoryRoutingProblem,
    limits: Limits,
    on_progress: ProgressListener | None = None,
    *,
    routing: Routing | None = None,
    gap: float = 0.0,
) -> Outcome[InventoryRoutingSolution]:
    """Solve to proven optimality, if the time suffices.

    Parameters
    ----------
    problem : InventoryRoutingProblem
        What is asked.
    limits : Limits
        ``time_s`` stops it; it draws no random numbers and runs one process, so that the other
        limits do not matter.
    on_progress : callable, optional
        Told once, before the answer.
    routing : Routing, optional
        How routes are said; where not given, as rounds if that is possible.
    gap : float
        Relative gap at which to stop. [-]

    Returns
    -------
    Outcome[InventoryRoutingSolution]
        Its objective is recounted by :func:`~models.inventory_routing.evaluate.evaluate`, and
        it is ``OPTIMAL`` only where that agrees with what was proven. An answer that breaks a
        rule is not given.

    Raises
    ------
    EngineError
        If HiGHS fails.

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
    >>> outcome = solve(problem, Limits(time_s=10))
    >>> outcome.status.value, round(outcome.objective, 6)
    ('optimal', 10.4)
    >>> outcome.solution.routes[0].stops
    (Stop(customer=0, delivered=1.0, collected=0.0),)
    """
    began = time.monotonic()
    if routing is None:
        routing = Routing.ARCS if too_much(problem) else Routing.ROUNDS
    program = formulate(problem, routing=routing)
    result = solve_program(program.rows, time_s=limits.time_s, gap=gap)
    solution, objective, status = None, None, result.status
    if result.objective is not None:
        read = read_flow if routing is Routing.ARCS else read_routes
        solution = settle(problem, read(problem, result.values))
        found = evaluate(problem, solution)
        objective = found.objective
        if not found.ok:
            solution, objective, status = None, None, Status.UNKNOWN
        elif objective > result.objective + _ROUNDING * max(1.0, abs(objective)):
            status = Status.FEASIBLE
    bound = result.bound
    if bound is not None and objective is not None:
        bound = min(bound, objective)
    seconds = time.monotonic() - began
    interrupted = on_progress is not None and on_progress(
        Progress(seconds, objective, len(solution.routes) if solution else 0, 0, 0)
    )
    return Outcome(
        status=status,
        solution=solution,
        objective=objective,
        bound=bound,
        engine=f"{NAME} ({version()})",
        seed=limits.seed,
        seconds=seconds,
        iterations=0,
        interrupted=interrupted,
    )
