"""What do the parts of the mixed-integer program share? Rows, terms, and what a visit may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.inventory_routing.problem import InventoryRoutingProblem, Vehicles

if TYPE_CHECKING:
    import pulp

__all__ = [
    "Program",
    "Terms",
    "first_day_below",
    "fleet",
    "most_collected",
    "most_delivered",
    "total",
]

Vector = NDArray[np.float64]
Terms = list[tuple["pulp.LpVariable", float]]
"""Variables and their coefficients."""


@dataclass(eq=False)
class Program:
    """A program under construction, and what its parts tell each other.

    Parameters
    ----------
    problem : InventoryRoutingProblem
        What is asked.
    rows : pulp.LpProblem
        Rows and, in the end, the objective.
    visits, delivered, collected : dict of (int, int) to Terms
        By customer and day, from the routes: how often it is visited, what is brought and taken.
        A day that is not in here has no visit.
    departures : dict of int to Terms
        By day, how many routes leave the hub.
    cost : Terms
        Of all parts.
    constant : float
        Cost that no decision changes.
    """

    problem: InventoryRoutingProblem
    rows: pulp.LpProblem
    visits: dict[tuple[int, int], Terms] = field(default_factory=dict)
    delivered: dict[tuple[int, int], Terms] = field(default_factory=dict)
    collected: dict[tuple[int, int], Terms] = field(default_factory=dict)
    departures: dict[int, Terms] = field(default_factory=dict)
    cost: Terms = field(default_factory=list)
    constant: float = 0.0

    def at_most(
        self, terms: Iterable[tuple[pulp.LpVariable, float]], limit: float, name: str
    ) -> None:
        """Add a row: the terms together are at most a limit."""
        self.rows.addConstraint(total(terms) <= limit, name)

    def at_least(
        self, terms: Iterable[tuple[pulp.LpVariable, float]], limit: float, name: str
    ) -> None:
        """Add a row: the terms together are at least a limit."""
        self.rows.addConstraint(total(terms) >= limit, name)

    def equal(
        self, terms: Iterable[tuple[pulp.LpVariable, float]], value: float, name: str
    ) -> None:
        """Add a row: the terms together are a value."""
        self.rows.addConstraint(total(terms) == value, name)


def total(terms: Iterable[tuple[pulp.LpVariable, float]]) -> pulp.LpAffineExpression:
    """Sum of terms, in which a variable may come more than once."""
    import pulp

    summed: dict[pulp.LpVariable, float] = {}
    for variable, coefficient in terms:
        summed[variable] = summed.get(variable, 0.0) + coefficient
    return pulp.LpAffineExpression(list(summed.items()))


def fleet(problem: InventoryRoutingProblem) -> tuple[tuple[int, Vehicles], ...]:
    """Kinds of vehicles as the rows know them.

    Where a customer is visited at most once a day, routes of one kind never meet outside the
    hub and need not be told apart. Otherwise each vehicle is a kind of its own.

    Returns
    -------
    tuple of (int, Vehicles)
        Index in the problem, and the vehicles; those of one index stand side by side.
    """
    kinds = enumerate(problem.vehicles)
    if problem.once_a_day:
        return tuple(kinds)
    one_each = []
    for index, kind in kinds:
        alone = Vehicles(
            1, kind.capacity, kind.fixed_cost, kind.cost_per_distance, kind.max_duration
        )
        one_each += [(index, alone)] * kind.n
    return tuple(one_each)


def first_day_below(problem: InventoryRoutingProblem) -> NDArray[np.int64]:
    """First day on which the stock, untouched, is at most the maximum before a delivery.

    Before it nothing can be delivered; from it on the stock never lies above the maximum.

    Returns
    -------
    numpy.ndarray of int64, shape (n_customers,)
        From 0; ``n_days`` where there is none.
    """
    used = np.concatenate(
        [np.zeros((problem.n_customers, 1)), np.cumsum(problem.demand, axis=1)], axis=1
    )
    below = problem.initial[:, None] - used[:, :-1] <= problem.maximum[:, None]
    return np.where(below.any(axis=1), below.argmax(axis=1), problem.n_days)


def most_delivered(problem: InventoryRoutingProblem) -> Vector:
    """Most that a customer can take on a day, shape (n_customers, n_days). [units]"""
    n_days = problem.n_days
    lowest = np.repeat(problem.minimum[:, None], n_days, axis=1)
    lowest[:, 0] = problem.initial
    most = np.maximum(problem.maximum[:, None] - lowest, 0.0)
    most[np.arange(n_days)[None, :] < first_day_below(problem)[:, None]] = 0.0
    return most


def most_collected(problem: InventoryRoutingProblem) -> Vector:
    """Most that can wait at a customer for a visit, shape (n_customers, n_days). [units]"""
    returns = problem.returns
    if returns is None:
        return np.zeros((problem.n_customers, problem.n_days))
    most = np.repeat(returns.maximum[:, None], problem.n_days, axis=1)
    most[:, 0] = returns.initial
    arisen = np.cumsum(returns.arising, axis=1)
    most[:, 1:] = np.minimum(most[:, 1:], returns.initial[:, None] + arisen[:, :-1])
    return most
