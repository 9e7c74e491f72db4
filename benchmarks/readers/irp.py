"""What is alike in all sets of inventory routing, and how are minimum levels had for free?

The sets have one kind of vehicle, no windows, no returns, and forbid shortage.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.inventory_routing.problem import (
    InventoryRoutingProblem,
    Replenishment,
    Vehicles,
)

__all__ = ["Shelves", "plain_problem", "shift_minimum", "shifted_by"]

Vector = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Shelves:
    """Stocks of the customers, as a file tells them.

    Parameters
    ----------
    initial, minimum, maximum, holding_cost : numpy.ndarray of float64, shape (n_customers,)
        As in :class:`~models.inventory_routing.problem.InventoryRoutingProblem`.
    demand : numpy.ndarray of float64, shape (n_customers, n_days)
        Likewise.
    """

    initial: Vector
    minimum: Vector
    maximum: Vector
    holding_cost: Vector
    demand: Vector


def plain_problem(
    distances: NDArray[np.int64],
    shelves: Shelves,
    hub: tuple[float, Vector, float],
    fleet: tuple[int, float],
    *,
    charge_initial: bool,
) -> InventoryRoutingProblem:
    """A problem of the literature, under the maximum-level policy.

    Parameters
    ----------
    distances : numpy.ndarray of int64, shape (n_customers + 1, n_customers + 1)
        Between places, the hub first.
    shelves : Shelves
        Of the customers.
    hub : tuple
        Stock at the start, production of each day, holding cost.
    fleet : tuple
        Number of vehicles and capacity of each.
    charge_initial : bool
        Whether the stock at the start is charged, as in Archetti et al. (2007).

    Returns
    -------
    InventoryRoutingProblem
        Shortage forbidden, each customer at most once a day.
    """
    n, n_days = shelves.demand.shape
    return InventoryRoutingProblem(
        distances=distances.astype(np.float64),
        initial=shelves.initial,
        minimum=shelves.minimum,
        maximum=shelves.maximum,
        demand=shelves.demand,
        holding_cost=shelves.holding_cost,
        hub_initial=hub[0],
        production=hub[1],
        hub_holding_cost=hub[2],
        vehicles=(Vehicles(n=fleet[0], capacity=fleet[1]),),
        visit_allowed=np.ones((n, n_days), np.bool_),
        shortage_cost=np.full(n, np.inf),
        visit_cost=np.zeros(n),
        service=np.zeros(n),
        replenishment=Replenishment.MAXIMUM_LEVEL,
        charge_initial=charge_initial,
    )


def shift_minimum(problem: InventoryRoutingProblem, amounts: Vector) -> InventoryRoutingProblem:
    """The same problem with every stock of a customer higher by a constant.

    The deliveries that are allowed stay the same, so that the optimum rises by
    :func:`shifted_by` and by nothing else: files whose minimum levels are all 0 thus test
    minimum levels with known values.

    Parameters
    ----------
    problem : InventoryRoutingProblem
        Any, with or without minimum levels.
    amounts : numpy.ndarray of float64, shape (n_customers,)
        Added to stock at the start, minimum and maximum. [units]

    Returns
    -------
    InventoryRoutingProblem
        With all else as it was.
    """
    return replace(
        problem,
        initial=problem.initial + amounts,
        minimum=problem.minimum + amounts,
        maximum=problem.maximum + amounts,
    )


def shifted_by(problem: InventoryRoutingProblem, amounts: Vector) -> float:
    """What :func:`shift_minimum` adds to the cost of every answer. [cost]"""
    days_charged = problem.n_days + problem.charge_initial
    return float(days_charged * (problem.holding_cost @ amounts))
