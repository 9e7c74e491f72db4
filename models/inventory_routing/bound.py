"""Below what cost is there no answer? Linear relaxations, one of which even large problems have.

Where there are few arcs, all of the program is relaxed. Otherwise stocks are kept as they are,
and routes become visits that may be fractions; what a day's driving costs at least is told in
several ways, and the largest counts: every place visited is entered and left, every unit is
carried from the hub on a vehicle that is full, the farthest customer is reached. Section 7 of
``docs/models/inventory_routing.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.inventory_routing.milp_cuts import add_cuts
from models.inventory_routing.milp_program import (
    Program,
    Terms,
    Vector,
    fleet,
    most_collected,
    most_delivered,
    total,
)
from models.inventory_routing.milp_stocks import add_stocks
from models.inventory_routing.problem import InventoryRoutingProblem
from models.inventory_routing.with_milp import Routing, formulate
from models.milp import solve
from models.outcome import Status

__all__ = ["MOST_ARCS", "lower_bound"]

MOST_ARCS = 4000
"""Of more arcs on all days the program with arcs is not looked at. [-]"""


def lower_bound(problem: InventoryRoutingProblem, *, time_s: float | None = None) -> float | None:
    r"""Cost that no answer stays below.

    Parameters
    ----------
    problem : InventoryRoutingProblem
        What is asked, of any size.
    time_s : float, optional
        Wall time. [s]

    Returns
    -------
    float or None
        None where the relaxation was not solved, or has no answer. [cost]

    Notes
    -----
    The larger of (V.51) relaxed, for at most :data:`MOST_ARCS` arcs, and (V.75) under
    (V.11)-(V.17), (V.41)-(V.43) and (V.71)-(V.74). That full vehicles
    carry each unit there and back costs at least \sum_i q_i (d_{0i} + d_{i0}) / Q: a route is no
    shorter than the way to its farthest customer and back, and that no shorter than the mean
    over what it carries [1]_.

    References
    ----------
    .. [1] Haimovich, Rinnooy Kan (1985), Mathematics of Operations Research 10(4), 527-542.
       https://doi.org/10.1287/moor.10.4.527

    Examples
    --------
    >>> from models.inventory_routing.problem import Vehicles
    >>> one = lambda value: np.array([value], np.float64)
    >>> problem = InventoryRoutingProblem(
    ...     distances=np.array([[0.0, 4.0], [4.0, 0.0]]), initial=one(3), minimum=one(0),
    ...     maximum=one(9), demand=np.array([[2.0, 2.0]]), holding_cost=one(0.5),
    ...     hub_initial=10.0, production=np.zeros(2), hub_holding_cost=0.1,
    ...     vehicles=(Vehicles(1, 8.0),), visit_allowed=np.ones((1, 2), bool),
    ...     shortage_cost=one(np.inf), visit_cost=one(0), service=one(0))
    >>> round(lower_bound(problem), 6)  # which happens to be the optimum
    10.4
    """
    rates = _Rates.of(problem)
    n_arcs = problem.n_days * len(fleet(problem)) * problem.n_customers**2
    by_visits = _relaxed(_visit_program(problem, rates), time_s)
    if n_arcs > MOST_ARCS or by_visits is None:
        return by_visits
    by_arcs = _relaxed(formulate(problem, routing=Routing.ARCS), time_s)
    return by_visits if by_arcs is None else max(by_visits, by_arcs)


def _relaxed(program: Program, time_s: float | None) -> float | None:
    """Optimum of a program without its integrality."""
    for variable in program.rows.variables():
        variable.cat = "Continuous"
    result = solve(program.rows, time_s=time_s)
    return result.objective if result.status is Status.OPTIMAL else None


@dataclass(frozen=True, eq=False)
class _Rates:
    """What driving costs at least.

    Parameters
    ----------
    touch : numpy.ndarray of float64, shape (n_customers + 1,)
        Half of the shortest ways into and out of a place. [distance]
    there_and_back : numpy.ndarray of float64, shape (n_customers,)
        From the hub by the shortest ways. [distance]
    distance, load, fixed, capacity : float
        Least cost of a unit of distance, least cost of it for a unit of capacity, least fixed
        cost, most capacity, over all vehicles.
    """

    touch: Vector
    there_and_back: Vector
    distance: float
    load: float
    fixed: float
    capacity: float

    @classmethod
    def of(cls, problem: InventoryRoutingProblem) -> _Rates:
        apart = problem.distances + np.diag(np.full(problem.n_customers + 1, np.inf))
        ways = problem.distances.copy()
        for place in range(problem.n_customers + 1):
            ways = np.minimum(ways, ways[:, place, None] + ways[None, place, :])
        kinds = problem.vehicles
        return cls(
            touch=np.nan_to_num(apart.min(axis=0) + apart.min(axis=1), posinf=0.0) / 2,
            there_and_back=ways[0, 1:] + ways[1:, 0],
            distance=min(kind.cost_per_distance for kind in kinds),
            load=min(
                (kind.cost_per_distance / kind.capacity for kind in kinds if kind.capacity > 0),
                default=0.0,
            ),
            fixed=min(kind.fixed_cost for kind in kinds),
            capacity=max(kind.capacity for kind in kinds),
        )


def _visit_program(problem: InventoryRoutingProblem, rates: _Rates) -> Program:
    r"""(V.75): all of (V.51) but driving and vehicles, and \sum_t (D_t + F m_t)."""
    import pulp

    program = Program(problem, pulp.LpProblem("relaxation", pulp.LpMinimize))
    n_vehicles = sum(kind.n for kind in problem.vehicles)
    _visits(program, rates, n_vehicles)
    for t in range(problem.n_days):
        routes = pulp.LpVariable(f"m_{t}", 0, n_vehicles)
        program.departures[t] = [(routes, 1.0)]
        program.cost.append((routes, rates.fixed))
        _driving(program, rates, t)
    add_cuts(program, add_stocks(program))
    program.rows.setObjective(total(program.cost) + program.constant)
    return program


def _visits(program: Program, rates: _Rates, n_vehicles: int) -> None:
    r"""(V.71): q_{it} \le \min(Q, \bar q_{it}) y_{it}, c_{it} \le \bar c_{it} y_{it}."""
    import pulp

    problem = program.problem
    most, waiting = most_delivered(problem), most_collected(problem)
    for i, t in np.argwhere(problem.visit_allowed).tolist():
        y = pulp.LpVariable(f"y_{i}_{t}", 0, 1 if problem.once_a_day else n_vehicles)
        q = pulp.LpVariable(f"q_{i}_{t}", 0)
        program.visits[i, t], program.delivered[i, t] = [(y, 1.0)], [(q, 1.0)]
        program.cost.append((y, float(problem.visit_cost[i])))
        limit = min(rates.capacity, float(most[i, t]))
        program.at_most([(q, 1.0), (y, -limit)], 0.0, f"V71a_{i}_{t}")
        if problem.returns is not None:
            c = pulp.LpVariable(f"c_{i}_{t}", 0)
            program.collected[i, t] = [(c, 1.0)]
            program.at_most([(c, 1.0), (y, -float(waiting[i, t]))], 0.0, f"V71b_{i}_{t}")


def _driving(program: Program, rates: _Rates, t: int) -> None:
    r"""D_t, what driving costs on a day, and m_t, its routes.

    (V.72): D_t \ge \alpha (e_0 m_t + \sum_i e_i y_{it}): each place is entered and left.
    (V.73): D_t \ge \beta \sum_i \ell_i q_{it}: each unit rides there, at best on a full vehicle.
    (V.74): D_t \ge \alpha \ell_i y_{it} and m_t \ge y_{it}, where visited once a day.
    """
    import pulp

    problem = program.problem
    driving = pulp.LpVariable(f"drive_{t}", 0)
    program.cost.append((driving, 1.0))
    (routes, _) = program.departures[t][0]
    visits = {i: y for (i, day), ((y, _),) in program.visits.items() if day == t}
    touched = [(y, -rates.distance * float(rates.touch[i + 1])) for i, y in visits.items()]
    touched += [(driving, 1.0), (routes, -rates.distance * float(rates.touch[0]))]
    program.at_least(touched, 0.0, f"V72_{t}")
    carried: Terms = [(driving, 1.0)]
    for i, y in visits.items():
        way = float(rates.there_and_back[i])
        carried += [(q, -rates.load * way) for q, _ in program.delivered[i, t]]
        if problem.once_a_day:
            program.at_least([(driving, 1.0), (y, -rates.distance * way)], 0.0, f"V74a_{i}_{t}")
            program.at_least([(routes, 1.0), (y, -1.0)], 0.0, f"V74b_{i}_{t}")
    program.at_least(carried, 0.0, f"V73_{t}")
