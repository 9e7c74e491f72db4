"""What is a literature instance to the harness? A problem in numbers, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass

from models.inventory_routing.problem import InventoryRoutingProblem
from models.routing.problem import RoutingProblem

__all__ = ["AnyInstance", "Instance", "InventoryInstance"]


@dataclass(frozen=True, eq=False)
class Instance:
    """An instance of a set, in the set's own cost convention.

    Parameters
    ----------
    name : str
        As the set calls it.
    family : str
        The set.
    problem : RoutingProblem
        Its objective is the published one: integers of the matrices are scaled as the set's
        convention asks, rates scale them back.
    best_known : float or None
        Best published objective, in the same units.
    proven : bool
        Whether that is proven to be optimal.
    n_vehicles : int or None
        Vehicles that the convention fixes; None where any number may be used.
    """

    name: str
    family: str
    problem: RoutingProblem
    best_known: float | None = None
    proven: bool = False
    n_vehicles: int | None = None

    @property
    def n_tasks(self) -> int:
        """Size."""
        return self.problem.n_tasks

    def gap(self, objective: float) -> float | None:
        """How far an objective lies above the best known, as a share of it. [-]"""
        if self.best_known is None:
            return None
        return (objective - self.best_known) / abs(self.best_known)


@dataclass(frozen=True, eq=False)
class InventoryInstance:
    """An instance of inventory routing, in the set's own cost convention.

    Parameters
    ----------
    name, family : str
        As of :class:`Instance`.
    problem : InventoryRoutingProblem
        Its objective is the published one.
    best_known : float or None
        Best published objective.
    proven : bool
        Whether that is proven to be optimal.
    """

    name: str
    family: str
    problem: InventoryRoutingProblem
    best_known: float | None = None
    proven: bool = False

    @property
    def n_tasks(self) -> int:
        """Size: customers."""
        return self.problem.n_customers

    def gap(self, objective: float) -> float | None:
        """How far an objective lies above the best known, as a share of it. [-]"""
        if self.best_known is None:
            return None
        return (objective - self.best_known) / abs(self.best_known)


AnyInstance = Instance | InventoryInstance
"""What the harness measures."""
