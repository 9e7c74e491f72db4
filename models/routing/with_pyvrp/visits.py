"""What does PyVRP have to visit? Clients, groups of them that exclude each other, shipments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.routing.bound import dearest_route
from models.routing.problem import VehicleType
from models.routing.reformulate import Expanded
from models.routing.with_pyvrp.money import money_scale
from models.routing.with_pyvrp.roles import Roles

if TYPE_CHECKING:
    import pyvrp

__all__ = ["clients_of", "limits_duty", "required_units", "shipments_of"]


def required_units(expanded: Expanded, *, insist: bool) -> list[bool]:
    """Which units must be done.

    Parameters
    ----------
    expanded : Expanded
        The restated problem.
    insist : bool
        Whether those too whose prize is beyond any route's cost.

    Returns
    -------
    list of bool
        One a unit.
    """
    dear = dearest_route(expanded.problem)
    return [
        unit.prize is None or (insist and unit.prize > dear * len(unit.tasks))
        for unit in expanded.units
    ]


def clients_of(
    expanded: Expanded, roles: Roles, required: Sequence[bool]
) -> tuple[list[pyvrp.Client], list[pyvrp.ClientGroup]]:
    """Clients, those of one unit in a group where there are several.

    Parameters
    ----------
    expanded : Expanded
        The restated problem.
    roles : Roles
        Which copies are clients.
    required : sequence of bool
        Which units must be done.

    Returns
    -------
    (list of pyvrp.Client, list of pyvrp.ClientGroup)
        In the order of the roles.
    """
    import pyvrp

    problem = expanded.problem
    scale = money_scale(problem)
    first = len(expanded.homes) + len(expanded.turnarounds)
    members: dict[int, list[int]] = {}
    for client, number in enumerate(roles.clients):
        members.setdefault(expanded.copies[number].unit, []).append(client)
    groups: list[pyvrp.ClientGroup] = []
    group_of: dict[int, int] = {}
    for index, clients in members.items():
        if len(clients) > 1:
            group_of[index] = len(groups)
            groups.append(pyvrp.ClientGroup(clients, required=required[index]))
    # PyVRP 0.14 times a first trip with a release and a limit on duty in two ways that differ
    # where something is late; its local search then turns in circles and never ends. So a
    # limit and releases never meet: copies begin late enough by themselves (section 5.4).
    limited = any(limits_duty(vehicle) for vehicle in problem.vehicle_types)
    found = []
    for number in roles.clients:
        copy = expanded.copies[number]
        unit = expanded.units[copy.unit]
        group = group_of.get(copy.unit)
        found.append(
            pyvrp.Client(
                first + copy.location,
                delivery=list(unit.delivery),
                pickup=list(unit.pickup),
                service_duration=unit.service,
                tw_early=copy.window[0],
                tw_late=copy.window[1],
                release_time=0 if limited else min(unit.release, copy.window[1]),
                prize=0 if required[copy.unit] else round((unit.prize or 0.0) * scale),
                required=required[copy.unit] and group is None,
                group=group,
            )
        )
    return found, groups


def shipments_of(
    expanded: Expanded, roles: Roles, required: Sequence[bool]
) -> list[pyvrp.Shipment]:
    """Shipments, as long as both their ends can be reached.

    Parameters
    ----------
    expanded : Expanded
        The restated problem.
    roles : Roles
        Which copies are ends of shipments.
    required : sequence of bool
        Which units must be done; an end that must be takes the other with it.

    Returns
    -------
    list of pyvrp.Shipment
        In the order of the roles.
    """
    import pyvrp

    problem = expanded.problem
    scale = money_scale(problem)
    first = len(expanded.homes) + len(expanded.turnarounds)
    found = []
    for ends in roles.shipments:
        source, target = (expanded.copies[end] for end in ends)
        at_source, at_target = expanded.units[source.unit], expanded.units[target.unit]
        needed = required[source.unit] or required[target.unit]
        prize = 0.0 if needed else (at_source.prize or 0.0) + (at_target.prize or 0.0)
        found.append(
            pyvrp.Shipment(
                first + source.location,
                first + target.location,
                pickup_tw_early=source.window[0],
                pickup_tw_late=source.window[1],
                pickup_service_duration=at_source.service,
                delivery_tw_early=target.window[0],
                delivery_tw_late=target.window[1],
                delivery_service_duration=at_target.service,
                amount=list(problem.shipment_of[at_source.tasks[0]].amount),
                prize=round(prize * scale),
                required=needed,
            )
        )
    return found


def limits_duty(vehicle: VehicleType) -> bool:
    """Whether a duty may be too long though it keeps within the shift.

    Parameters
    ----------
    vehicle : VehicleType
        Who drives.

    Returns
    -------
    bool
        False where the shift is the only limit.
    """
    return vehicle.shift[1] - vehicle.shift[0] > vehicle.ordinary + vehicle.max_overtime
