"""Small problems of inventory routing, and the best answer by trying them all."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from models.inventory_routing.evaluate import evaluate
from models.inventory_routing.problem import (
    DayRoute,
    InventoryRoutingProblem,
    InventoryRoutingSolution,
    Replenishment,
    Returns,
    Stop,
    Vehicles,
)


def problem_of(demand: Sequence[Sequence[float]], **changes) -> InventoryRoutingProblem:
    """Customers on a line, 2, 4, 6... from the hub; everything else plain."""
    used = np.array(demand, float)
    n, n_days = used.shape
    line = 2.0 * np.arange(n + 1)
    plain = {
        "distances": np.abs(line[:, None] - line[None, :]),
        "initial": np.zeros(n),
        "minimum": np.zeros(n),
        "maximum": np.full(n, 10.0),
        "demand": used,
        "holding_cost": np.full(n, 0.1),
        "hub_initial": float("inf"),
        "production": np.zeros(n_days),
        "hub_holding_cost": 0.0,
        "vehicles": (Vehicles(2, 10.0),),
        "visit_allowed": np.ones((n, n_days), bool),
        "shortage_cost": np.full(n, np.inf),
        "visit_cost": np.zeros(n),
        "service": np.zeros(n),
    }
    arrays = {"initial", "minimum", "maximum", "holding_cost", "shortage_cost", "visit_cost"}
    for name, value in changes.items():
        if name in arrays | {"service"}:
            plain[name] = np.broadcast_to(np.array(value, float), n).copy()
        else:
            plain[name] = value
    return InventoryRoutingProblem(**plain)


def returns_of(arising: Sequence[Sequence[float]], **changes) -> Returns:
    """What comes back, with room for 10 and nothing waiting."""
    came = np.array(arising, float)
    n = len(came)
    plain = {"initial": 0.0, "maximum": 10.0, "overflow_cost": np.inf}
    arrays = {
        name: np.broadcast_to(np.array(changes.pop(name, value), float), n).copy()
        for name, value in plain.items()
    }
    return Returns(arising=came, **arrays, **changes)


def plan(*routes: tuple[int, Sequence[tuple[float, ...]]], kind: int = 0):
    """A solution from (day, stops), each stop customer, delivered and perhaps collected."""
    return InventoryRoutingSolution(
        tuple(DayRoute(day, kind, tuple(Stop(*stop) for stop in stops)) for day, stops in routes)
    )


def mirrored(problem: InventoryRoutingProblem) -> InventoryRoutingProblem:
    """The same customers, emptied instead of filled: what is free for one is full of the other."""
    zeros = np.zeros(problem.n_customers)
    return replace(
        problem,
        initial=zeros,
        replenishment=Replenishment.MAXIMUM_LEVEL,
        demand=np.zeros_like(problem.demand),
        shortage_cost=np.full(problem.n_customers, np.inf),
        returns=Returns(
            initial=problem.maximum - problem.initial,
            arising=problem.demand,
            maximum=problem.maximum - problem.minimum,
            overflow_cost=problem.shortage_cost,
        ),
    )


def best_by_trying(problem: InventoryRoutingProblem, most: int) -> float:
    """Least cost over whole amounts up to ``most``, every split into routes and every order."""
    pairs = list(itertools.product(range(problem.n_customers), range(problem.n_days)))
    kinds = 1 if problem.returns is None else 2
    free = replace(
        problem,
        distances=np.zeros_like(problem.distances),
        durations=None,
        vehicles=(Vehicles(len(pairs), 1e9),),
    )
    best = float("inf")
    for amounts in itertools.product(range(most + 1), repeat=len(pairs) * kinds):
        stops = {
            pair: Stop(pair[0], *map(float, amounts[number * kinds : (number + 1) * kinds]))
            for number, pair in enumerate(pairs)
            if any(amounts[number * kinds : (number + 1) * kinds])
        }
        alone = tuple(DayRoute(pair[1], 0, (stop,)) for pair, stop in stops.items())
        cheap = evaluate(free, InventoryRoutingSolution(alone))
        if not cheap.ok or cheap.objective >= best:
            continue
        days = [
            list(_routes(problem, t, [s for (_, day), s in stops.items() if day == t]))
            for t in range(problem.n_days)
        ]
        for routes in itertools.product(*days):
            found = evaluate(problem, InventoryRoutingSolution(sum(routes, ())))
            if found.ok:
                best = min(best, found.objective)
    return best


def _routes(
    problem: InventoryRoutingProblem, t: int, stops: Sequence[Stop]
) -> Iterator[tuple[DayRoute, ...]]:
    """All ways of driving to some stops on a day."""
    if not stops:
        yield ()
        return
    first, *rest = stops
    for size in range(len(rest) + 1):
        for others in itertools.combinations(rest, size):
            left = [stop for stop in rest if stop not in others]
            for order in itertools.permutations((first, *others)):
                for kind in range(len(problem.vehicles)):
                    for more in _routes(problem, t, left):
                        yield (DayRoute(t, kind, order), *more)
