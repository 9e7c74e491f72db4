"""How do the stocks run, day by day, when these visits are made?

Recounted from the visits alone: stocks of the hub and of the customers, what waits to be taken
back, what is short and what overflows, and IR8-IR13 of ``docs/models/inventory_routing.md``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from models.inventory_routing.problem import (
    DayRoute,
    InventoryRoutingProblem,
    Replenishment,
)
from models.inventory_routing.rules import Rule, Violation

__all__ = ["TOLERANCE", "Ledger"]

Vector = NDArray[np.float64]

TOLERANCE = 1e-6
"""How far an amount may miss a bound and count as rounding. [units]"""


class Ledger:
    """Stocks of all places, day by day: (V.5)-(V.9).

    Parameters
    ----------
    problem : InventoryRoutingProblem
        What was asked.
    routes : iterable of DayRoute
        What is driven; all days and customers are those of the problem.

    Attributes
    ----------
    visited : numpy.ndarray of bool, shape (n_customers, n_days)
        Whether a customer is visited.
    delivered, collected : numpy.ndarray of float64, shape (n_customers, n_days)
        By all routes of the day. [units]
    stocks : numpy.ndarray of float64, shape (n_customers + 1, n_days)
        At the end of each day, after emergencies; row 0 is the hub. [units]
    held : numpy.ndarray of float64, shape (n_customers, n_days)
        Waiting to be taken back at the end of each day, after emergencies. [units]
    shortages, overflows : numpy.ndarray of float64, shape (n_customers, n_days)
        Made good, and taken away, outside the plan. [units]
    """

    def __init__(self, problem: InventoryRoutingProblem, routes: Iterable[DayRoute]) -> None:
        n, n_days = problem.n_customers, problem.n_days
        self.problem = problem
        self.visited = np.zeros((n, n_days), np.bool_)
        self.delivered = np.zeros((n, n_days))
        self.collected = np.zeros((n, n_days))
        for route in routes:
            for stop in route.stops:
                self.visited[stop.customer, route.day] = True
                self.delivered[stop.customer, route.day] += stop.delivered
                self.collected[stop.customer, route.day] += stop.collected
        self.stocks = np.zeros((n + 1, n_days))
        self.held = np.zeros((n, n_days))
        self.shortages = np.zeros((n, n_days))
        self.overflows = np.zeros((n, n_days))

    def run(self) -> list[Violation]:
        """Fill in all arrays once.

        Returns
        -------
        list of Violation
            IR8-IR13, by day.
        """
        broken = []
        for day in range(self.problem.n_days):
            broken += self._hub(day)
            for customer in range(self.problem.n_customers):
                broken += self._customer(day, customer)
                broken += self._held(day, customer)
        return broken

    def _hub(self, day: int) -> list[Violation]:
        problem, returns = self.problem, self.problem.returns
        stock = problem.hub_initial if day == 0 else float(self.stocks[0, day - 1])
        stock += float(problem.production[day])
        if returns is not None and day > returns.lag_days:
            back = float(self.collected[:, day - returns.lag_days - 1].sum())
            stock += (1.0 - returns.loss) * back
        stock -= math.fsum(self.delivered[:, day].tolist())
        self.stocks[0, day] = stock
        short = stock < -TOLERANCE
        return [Violation(Rule.HUB, day, amount=-stock)] if short else []

    def _customer(self, day: int, i: int) -> list[Violation]:
        problem = self.problem
        broken = []
        before = float(problem.initial[i] if day == 0 else self.stocks[i + 1, day - 1])
        brought = float(self.delivered[i, day])
        filled = before + brought
        maximum, minimum = float(problem.maximum[i]), float(problem.minimum[i])
        if brought > TOLERANCE and filled > maximum + TOLERANCE:
            broken.append(Violation(Rule.MAXIMUM, day, i, amount=filled - maximum))
        order_up_to = problem.replenishment is Replenishment.ORDER_UP_TO
        if order_up_to and self.visited[i, day]:
            wanted = max(0.0, maximum - before)
            if abs(brought - wanted) > TOLERANCE:
                broken.append(Violation(Rule.ORDER_UP_TO, day, i, amount=brought - wanted))
        after = filled - float(problem.demand[i, day])
        missing = max(0.0, minimum - after)
        if missing > TOLERANCE and math.isinf(problem.shortage_cost[i]):
            broken.append(Violation(Rule.MINIMUM, day, i, amount=missing))
        self.shortages[i, day] = missing
        self.stocks[i + 1, day] = after + missing
        return broken

    def _held(self, day: int, i: int) -> list[Violation]:
        returns = self.problem.returns
        broken = []
        before = 0.0
        if returns is not None:
            before = float(returns.initial[i] if day == 0 else self.held[i, day - 1])
        left = before - float(self.collected[i, day])
        if left < -TOLERANCE:
            broken.append(Violation(Rule.COLLECTED, day, i, amount=-left))
        if returns is None:
            return broken
        held = max(0.0, left) + float(returns.arising[i, day])
        over = max(0.0, held - float(returns.maximum[i]))
        if over > TOLERANCE and math.isinf(returns.overflow_cost[i]):
            broken.append(Violation(Rule.ROOM, day, i, amount=over))
        self.overflows[i, day] = over
        self.held[i, day] = held - over
        return broken
