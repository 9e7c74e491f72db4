"""How do routes become rows of ruin and recreate, and rows routes?"""

from __future__ import annotations

from models.routing.embed import copies_in
from models.routing.evaluate import evaluate_route
from models.routing.problem import Route, RoutingSolution, Trip
from models.routing.reformulate import Expanded
from models.routing.ruin_gaps import loads_of
from models.routing.ruin_refresh import refresh
from models.routing.ruin_state import (
    KIND,
    NODE,
    ROW,
    UNIT,
    N,
    Net,
    Routes,
)

__all__ = ["lay_out", "read_rows"]


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
    r = 0
    for route in start.routes:
        nodes = _nodes(expanded, net, route)
        if nodes is None or r >= len(routes.rows):
            continue
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


def _nodes(expanded: Expanded, net: Net, route: Route) -> list[int] | None:
    """Nodes of a route; None where some trip fits no context, or cannot begin."""
    sheet = evaluate_route(expanded.problem, route)
    nodes: list[int] = []
    for number, trip in enumerate(route.trips):
        ways = [
            (detour, [*([] if begin < 0 else [len(net.begins) + begin]), *copies])
            for context in range(len(expanded.contexts))
            if (copies := copies_in(expanded, context, route, trip, sheet)) is not None
            and (found := _begin(expanded, net, number, trip, copies)) is not None
            for detour, begin in [found]
        ]
        if not ways:
            return None
        nodes += min(ways)[1]
    return nodes


def _begin(
    expanded: Expanded,
    net: Net,
    number: int,
    trip: Trip,
    copies: tuple[int, ...],
) -> tuple[int, int] | None:
    """How a trip begins, -1 for the first one; before it how far that is from the truth."""
    loading = expanded.contexts[expanded.locations[expanded.copies[copies[0]].location].context]
    if number == 0:
        return int(trip.origin is None and bool(loading.origins)), -1
    if trip.origin is None and net.begins[copies[0], -1] and len(net.rests):
        return 0, net.begins.shape[1] - 1
    # Where nothing but what loads will do, it loads nothing.
    found = [
        (int(trip.origin is None), q)
        for q, depot in enumerate(loads_of(expanded))
        if net.begins[copies[0], q] and trip.origin in (None, depot)
    ]
    return min(found, default=None)


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
    n_copies, loads = len(expanded.copies), loads_of(expanded)
    found = []
    for (kind, n, *_), places in zip(best.rows.tolist(), best.places, strict=True):
        trips: list[tuple[int | None, list[int]]] = [(None, [])]
        for node in places[1 : n + 1, NODE].tolist():
            if node >= n_copies:
                # Whoever loads nothing needs no depot.
                trips.append(((*loads, None)[node - n_copies], []))
            else:
                trips[-1][1].append(node)
        read = tuple(_trip(expanded, kind, depot, copies) for depot, copies in trips if copies)
        if read:
            found.append(Route(kind, read))
    return RoutingSolution(tuple(found))


def _trip(expanded: Expanded, kind: int, depot: int | None, copies: list[int]) -> Trip:
    """A trip in the problem's own words."""
    problem = expanded.problem
    tasks = tuple(t for c in copies for t in expanded.units[expanded.copies[c].unit].tasks)
    if not any(problem.tasks[t].is_delivery for t in tasks):
        return Trip(None, tasks)
    if depot is not None:
        return Trip(depot, tasks)
    first = expanded.locations[expanded.copies[copies[0]].location]
    return Trip(expanded.origin(kind, None, first), tasks)
