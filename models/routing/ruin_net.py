"""What does a restated problem look like to ruin and recreate, and back?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.routing.bound import dearest_route
from models.routing.embed import embed
from models.routing.problem import RoutingProblem, RoutingSolution
from models.routing.reformulate import Expanded
from models.routing.ruin_state import (
    KIND,
    LENGTH,
    NODE,
    ROW,
    UNIT,
    WAY,
    WAY_TO,
    N,
    Net,
    Routes,
    refresh,
)

__all__ = ["as_net", "fits", "lay_out", "read_rows"]

_N_NEAR = 150
_PRESSING = 0.01
_LARGEST = 2**31 - 1


def fits(problem: RoutingProblem) -> bool:
    """Whether times and distances are small enough for arrays of 32 bits.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.

    Returns
    -------
    bool
        True for all but the finest units.

    Examples
    --------
    >>> import numpy as np
    >>> from models.routing.problem import Depot, Task, VehicleType
    >>> metres = np.array([[[0, 1000], [1000, 0]]])
    >>> fits(RoutingProblem(
    ...     durations=metres // 10, distances=metres, setups=np.zeros(2, np.int64),
    ...     tasks=(Task(1, (1,), (0,)),), depots=(Depot(0),),
    ...     vehicle_types=(VehicleType(1, (2,), 0, 0, (0, 3600), 3600, cost_per_metre=0.01),),
    ... ))
    True
    """
    reached = problem.durations < problem.unreachable
    farthest = int(problem.distances[reached].max(initial=0))
    return max(farthest, *(v.shift[1] for v in problem.vehicle_types)) < _LARGEST // 4


def as_net(expanded: Expanded) -> Net:
    """A restated problem as arrays.

    Parameters
    ----------
    expanded : Expanded
        The restated problem.

    Returns
    -------
    Net
        Nodes are its copies, then its turnarounds.
    """
    problem = expanded.problem
    n_homes, n_turns = len(expanded.homes), len(expanded.turnarounds)
    first = n_homes + n_turns
    units = expanded.units
    counts = np.bincount([c.unit for c in expanded.copies], minlength=len(units))
    dear = dearest_route(problem)
    rows = first + np.array([c.location for c in expanded.copies], np.int64)
    allowed = [profile.allowed for profile in expanded.profiles]
    turns = np.arange(n_homes, first)
    nodes = [
        (first + c.location, *c.window, units[c.unit].service, c.unit, units[c.unit].release)
        for c in expanded.copies
    ] + [
        (n_homes + number, *turn.window, 0, -1, 0)
        for number, turn in enumerate(expanded.turnarounds)
    ]
    loads = [(units[c.unit].delivery, units[c.unit].pickup) for c in expanded.copies]
    fleet = [
        (
            expanded.homes.index(v.start_place),
            expanded.homes.index(v.end_place),
            expanded.profile_of[index],
            *v.shift,
            v.ordinary,
            v.ordinary + v.max_overtime,
            v.n_available,
            problem.n_tasks if v.max_trips is None else v.max_trips,
            *v.capacity,
        )
        for index, v in enumerate(problem.vehicle_types)
    ]
    prices = [
        (v.fixed_cost, v.cost_per_metre, v.cost_per_second, v.cost_per_overtime_second)
        for v in problem.vehicle_types
    ]
    worth = np.array(
        [dear * len(u.tasks) if u.prize is None else u.prize for u in units], np.float64
    )
    return Net(
        nodes=np.array(nodes, np.int64),
        loads=np.vstack(
            [
                np.array(loads, np.int64).swapaxes(1, 2),
                np.zeros((n_turns, problem.n_dimensions, 2), np.int64),
            ]
        ).copy(),
        copies=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        worth=worth,
        pressing=np.where(worth >= dear, _PRESSING * worth, 0.0),
        near=_near(expanded),
        arcs=_arcs(expanded),
        turns=np.stack(
            [
                np.any([matrix[np.ix_(rows, turns)] for matrix in allowed], axis=0),
                np.any([matrix[np.ix_(turns, rows)].T for matrix in allowed], axis=0),
            ]
        ),
        fleet=np.array(fleet, np.int64),
        price=np.array(prices, np.float64),
    )


def _arcs(expanded: Expanded) -> NDArray[np.int32]:
    """Matrices side by side, of half the size: large ones are read from far memory."""
    n = len(expanded.profiles[0].durations)
    arcs = np.empty((len(expanded.profiles), n, n, 4), np.int32)
    for number, profile in enumerate(expanded.profiles):
        for first, matrix in ((WAY, profile.durations), (LENGTH, profile.distances)):
            # What is cut off is no way.
            arcs[number, :, :, first] = np.minimum(matrix, _LARGEST)
            arcs[number, :, :, first + WAY_TO] = arcs[number, :, :, first].T
    return arcs


def _near(expanded: Expanded) -> NDArray[np.int64]:
    problem = expanded.problem
    places = np.array([unit.place for unit in expanded.units], np.int64)
    there, back = problem.durations[0], problem.durations[0].T
    # Neighbours are also those where the way leads in one direction only.
    one_way = np.maximum(there, back) >= problem.unreachable
    ways = np.where(one_way, 2 * np.minimum(there, back), there + back)
    among = ways[np.ix_(places, places)].astype(np.float64)
    np.fill_diagonal(among, -1.0)
    width = min(_N_NEAR, len(places))
    return np.argsort(among, axis=1, kind="stable")[:, :width].astype(np.int64)


def lay_out(expanded: Expanded, net: Net, routes: Routes, start: RoutingSolution) -> None:
    """Put the routes of a solution into rows, those that the arcs can carry.

    Parameters
    ----------
    expanded : Expanded
        The restated problem.
    net : Net
        The same as arrays.
    routes : Routes
        Rows, none in use; changed.
    start : RoutingSolution
        Solution to begin with.
    """
    n_copies = len(expanded.copies)
    r = 0
    for route in start.routes:
        parts = embed(expanded, route)
        if parts is None or r >= len(routes.rows):
            continue
        nodes = []
        for turn, copies in parts:
            nodes += [*([] if turn is None else [n_copies + turn]), *copies]
        routes.rows[r, KIND], routes.rows[r, N] = route.vehicle_type, len(nodes)
        routes.places[r, 1 : len(nodes) + 1, NODE] = nodes
        if refresh(net, routes, r):
            routes.used[route.vehicle_type] += 1
            r += 1
        else:
            units = net.nodes[nodes, UNIT]
            routes.units[units[units >= 0], ROW] = -1
            routes.rows[r, N] = 0
    routes.used[-1] = r


def read_rows(expanded: Expanded, best: Routes) -> RoutingSolution:
    """Routes at work in the problem's own words.

    Parameters
    ----------
    expanded : Expanded
        The restated problem.
    best : Routes
        Rows.

    Returns
    -------
    RoutingSolution
        Whatever is in no row is left out.
    """
    n_copies = len(expanded.copies)
    found = []
    for (kind, n, _), places in zip(best.rows.tolist(), best.places, strict=True):
        if not n:
            continue
        trips: list[tuple[int | None, list[int]]] = [(None, [])]
        for node in places[1 : n + 1, NODE].tolist():
            if node >= n_copies:
                trips.append((node - n_copies, []))
            else:
                trips[-1][1].append(node)
        found.append(expanded.read_back(int(kind), trips))
    return RoutingSolution(tuple(found))
