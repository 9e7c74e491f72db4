"""What does an answer cost, which rules does it break, and how do the stocks run?

The judge of all engines: it shares nothing with them but ``problem.py``, believes nothing that
they say, and recounts everything from routes and amounts. Equations (V.1)-(V.9) of
``docs/models/inventory_routing.md``.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models.inventory_routing.ledger import TOLERANCE, Ledger
from models.inventory_routing.problem import (
    DayRoute,
    InventoryRoutingProblem,
    InventoryRoutingSolution,
)
from models.inventory_routing.rules import Rule, Violation

__all__ = ["TOLERANCE", "Evaluation", "evaluate"]

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """Cost by term, stocks, and every breach of a rule.

    Parameters
    ----------
    travel, fixed, visits : float
        Driving, vehicles used, visits made. [cost]
    holding, hub_holding : float
        Stock of customers, and of the hub, at the end of the days. [cost]
    shortage, overflow : float
        Emergency deliveries and collections, where they are priced. [cost]
    stocks : numpy.ndarray of float64, shape (n_customers + 1, n_days)
        At the end of each day, after emergencies; row 0 is the hub. [units]
    returns : numpy.ndarray of float64, shape (n_customers, n_days)
        Waiting to be taken back at the end of each day, after emergencies. [units]
    shortages, overflows : numpy.ndarray of float64, shape (n_customers, n_days)
        Made good, and taken away, outside the plan. [units]
    violations : tuple of Violation
        All of them, by day; empty when the answer is legal.
    """

    travel: float
    fixed: float
    visits: float
    holding: float
    hub_holding: float
    shortage: float
    overflow: float
    stocks: Vector
    returns: Vector
    shortages: Vector
    overflows: Vector
    violations: tuple[Violation, ...]

    @property
    def objective(self) -> float:
        """All terms together. [cost]"""
        return math.fsum(
            (
                self.travel,
                self.fixed,
                self.visits,
                self.holding,
                self.hub_holding,
                self.shortage,
                self.overflow,
            )
        )

    @property
    def ok(self) -> bool:
        """Whether no rule is broken."""
        return not self.violations


def evaluate(problem: InventoryRoutingProblem, solution: InventoryRoutingSolution) -> Evaluation:
    """Price and judge an answer.

    Where a shortage is forbidden it is a violation, and is made good all the same, so that each
    missing unit is told once. A hub without end is not charged for its stock. Where there are
    no driving times, distances stand for them.

    Parameters
    ----------
    problem : InventoryRoutingProblem
        What was asked.
    solution : InventoryRoutingSolution
        What was answered.

    Returns
    -------
    Evaluation
        With every violation, not only the first. A stop that names what does not exist is a
        violation and otherwise passed over.

    Notes
    -----
    (V.1)-(V.9) of ``docs/models/inventory_routing.md``.

    Examples
    --------
    >>> from models.inventory_routing.problem import Stop, Vehicles
    >>> one = lambda value: np.array([value], np.float64)
    >>> problem = InventoryRoutingProblem(
    ...     distances=np.array([[0.0, 4.0], [4.0, 0.0]]), initial=one(3), minimum=one(0),
    ...     maximum=one(9), demand=np.array([[2.0, 2.0]]), holding_cost=one(0.5),
    ...     hub_initial=10.0, production=np.zeros(2), hub_holding_cost=0.1,
    ...     vehicles=(Vehicles(1, 8.0),), visit_allowed=np.ones((1, 2), bool),
    ...     shortage_cost=one(np.inf), visit_cost=one(0), service=one(0))
    >>> visit = DayRoute(day=1, vehicles=0, stops=(Stop(0, 1.0),))
    >>> found = evaluate(problem, InventoryRoutingSolution((visit,)))
    >>> found.ok, found.travel, found.holding, round(found.hub_holding, 6)
    (True, 8.0, 0.5, 1.9)
    >>> [str(broken) for broken in evaluate(problem, InventoryRoutingSolution(())).violations]
    ['IR10 day 1, customer 0: 1']
    """
    known, broken = _known(problem, solution)
    broken += _visits(problem, known)
    travel, fixed, visits = 0.0, 0.0, 0.0
    for number, route in known:
        kind = problem.vehicles[route.vehicles]
        length = _along(problem.distances, route)
        travel += kind.cost_per_distance * length
        fixed += kind.fixed_cost
        visits += math.fsum(float(problem.visit_cost[stop.customer]) for stop in route.stops)
        broken += _route(problem, number, route)
    ledger = Ledger(problem, (route for _, route in known))
    broken += ledger.run()
    hub_endless = math.isinf(problem.hub_initial)
    holding = float((problem.holding_cost @ ledger.stocks[1:]).sum())
    hub_holding = 0.0 if hub_endless else problem.hub_holding_cost * float(ledger.stocks[0].sum())
    if problem.charge_initial:
        holding += float(problem.holding_cost @ problem.initial)
        hub_holding += 0.0 if hub_endless else problem.hub_holding_cost * problem.hub_initial
    overflow_cost = 0.0
    if problem.returns is not None:
        overflow_cost = _priced(problem.returns.overflow_cost, ledger.overflows)
    return Evaluation(
        travel=travel,
        fixed=fixed,
        visits=visits,
        holding=holding,
        hub_holding=hub_holding,
        shortage=_priced(problem.shortage_cost, ledger.shortages),
        overflow=overflow_cost,
        stocks=ledger.stocks,
        returns=ledger.held,
        shortages=ledger.shortages,
        overflows=ledger.overflows,
        violations=tuple(sorted(broken, key=lambda violation: violation.day)),
    )


_Numbered = list[tuple[int, DayRoute]]


def _known(
    problem: InventoryRoutingProblem, solution: InventoryRoutingSolution
) -> tuple[_Numbered, list[Violation]]:
    """Routes and stops that mean something, and IR1, IR2 for the others."""
    known: _Numbered = []
    broken = []
    for number, route in enumerate(solution.routes):
        if not (0 <= route.day < problem.n_days and 0 <= route.vehicles < len(problem.vehicles)):
            broken.append(Violation(Rule.KNOWN, route.day, route=number))
            continue
        stops = []
        for stop in route.stops:
            amounts = (stop.delivered, stop.collected)
            told = {"customer": stop.customer, "route": number}
            if not 0 <= stop.customer < problem.n_customers:
                broken.append(Violation(Rule.KNOWN, route.day, **told))
            elif not all(math.isfinite(amount) for amount in amounts):
                broken.append(Violation(Rule.AMOUNTS, route.day, **told))
            else:
                if min(amounts) < -TOLERANCE:
                    broken.append(Violation(Rule.AMOUNTS, route.day, **told, amount=min(amounts)))
                stops.append(stop)
        known.append((number, DayRoute(route.day, route.vehicles, tuple(stops))))
    return known, broken


def _visits(problem: InventoryRoutingProblem, known: _Numbered) -> list[Violation]:
    """IR3, IR4, IR5: how many routes, how often, on which days."""
    broken = []
    used = Counter((route.day, route.vehicles) for _, route in known)
    for (day, kind), n_routes in used.items():
        if n_routes > problem.vehicles[kind].n:
            excess = n_routes - problem.vehicles[kind].n
            broken.append(Violation(Rule.FLEET, day, amount=excess))
    seen = Counter((route.day, stop.customer) for _, route in known for stop in route.stops)
    for (day, customer), times in seen.items():
        if times > 1 and problem.once_a_day:
            broken.append(Violation(Rule.ONCE_A_DAY, day, customer, amount=times - 1))
        if not problem.visit_allowed[customer, day]:
            broken.append(Violation(Rule.ALLOWED_DAY, day, customer, amount=times))
    return broken


def _along(matrix: Vector, route: DayRoute) -> float:
    places = [0, *(stop.customer + 1 for stop in route.stops), 0]
    return math.fsum(float(matrix[here, there]) for here, there in pairwise(places))


def _route(problem: InventoryRoutingProblem, number: int, route: DayRoute) -> list[Violation]:
    """IR6 and IR7: the fullest leg, and the time."""
    broken = []
    kind = problem.vehicles[route.vehicles]
    room = 1.0 if problem.returns is None else problem.returns.load_factor
    load = math.fsum(stop.delivered for stop in route.stops)
    fullest = load
    for stop in route.stops:
        load += room * stop.collected - stop.delivered
        fullest = max(fullest, load)
    if fullest > kind.capacity + TOLERANCE:
        excess = fullest - kind.capacity
        broken.append(Violation(Rule.CAPACITY, route.day, route=number, amount=excess))
    times = problem.distances if problem.durations is None else problem.durations
    taken = _along(times, route)
    taken += math.fsum(float(problem.service[stop.customer]) for stop in route.stops)
    if taken > kind.max_duration + TOLERANCE:
        late = taken - kind.max_duration
        broken.append(Violation(Rule.DURATION, route.day, route=number, amount=late))
    return broken


def _priced(price: Vector, amounts: Vector) -> float:
    """Amounts at their prices; what is forbidden is a violation and has no price."""
    allowed = np.isfinite(price)
    return float((price[allowed] @ amounts[allowed]).sum())
