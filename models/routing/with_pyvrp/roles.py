"""Which copies are clients to PyVRP, and which the ends of shipments?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.routing.reformulate import Expanded

if TYPE_CHECKING:
    import pyvrp

__all__ = ["Roles", "roles_of"]


@dataclass(frozen=True, slots=True)
class Roles:
    """Copies by PyVRP's own numbers.

    Parameters
    ----------
    clients : tuple of int
        Copy of each client.
    shipments : tuple of (int, int)
        Copies of the source and of the target of each shipment.
    """

    clients: tuple[int, ...]
    shipments: tuple[tuple[int, int], ...]

    def copy_of(self, activity: pyvrp.Activity) -> int:
        """Copy that an activity other than a depot's does.

        Parameters
        ----------
        activity : pyvrp.Activity
            Of a route.

        Returns
        -------
        int
            The copy.
        """
        if not activity.is_shipment():
            return self.clients[activity.idx]
        return self.shipments[activity.idx][0 if activity.is_pickup() else 1]

    def activities(self) -> dict[int, pyvrp.Activity]:
        """Activity of each copy.

        Returns
        -------
        dict of int to pyvrp.Activity
            Of all copies.
        """
        from pyvrp import Activity, ActivityType

        found = {
            copy: Activity(ActivityType.CLIENT, number) for number, copy in enumerate(self.clients)
        }
        for number, (source, target) in enumerate(self.shipments):
            found[source] = Activity(ActivityType.PICKUP, number)
            found[target] = Activity(ActivityType.DELIVERY, number)
        return found


def roles_of(expanded: Expanded) -> Roles:
    """Tell clients from the ends of shipments.

    Parameters
    ----------
    expanded : Expanded
        The restated problem; each end of a shipment has one copy, or is left out with the other.

    Returns
    -------
    Roles
        Without shipments client and copy have the same number.
    """
    problem = expanded.problem
    if not problem.shipments:
        return Roles(tuple(range(len(expanded.copies))), ())
    copy_of_end = {
        task: number
        for number, copy in enumerate(expanded.copies)
        for task in expanded.units[copy.unit].tasks
        if task in problem.shipment_of
    }
    ends = set(copy_of_end.values())
    return Roles(
        tuple(number for number in range(len(expanded.copies)) if number not in ends),
        tuple(
            (copy_of_end[one.source], copy_of_end[one.target])
            for one in problem.shipments
            if one.source in copy_of_end and one.target in copy_of_end
        ),
    )
