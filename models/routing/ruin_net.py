"""What does a restated problem look like to ruin and recreate? Arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.routing.bound import dearest_route
from models.routing.problem import RoutingProblem
from models.routing.reformulate import Expanded
from models.routing.ruin_arcs import LARGEST, lay_out_arcs
from models.routing.ruin_gaps import departures, gaps
from models.routing.ruin_state import (
    AVAILABLE,
    CAPACITY,
    OWN,
    WASHED,
    WIPED,
    Net,
)
from models.routing.ruin_trips import price_alone
from models.routing.ruin_ways import usable_locations

__all__ = ["as_net", "fits"]

_N_NEAR, _N_MATES, _N_LOOKED_AT = 150, 40, 400
_PRESSING = 0.01
_MOST_GOODS = 62
"""Kinds of goods are bits of a number."""


def fits(problem: RoutingProblem) -> bool:
    """Whether times and distances are small enough for arrays of 32 bits, and goods few enough.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.

    Returns
    -------
    bool
        True for all but the finest units, and very many kinds of goods.

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
    if len(problem.rules.rank) > _MOST_GOODS:
        return False
    return max(farthest, *(v.shift[1] for v in problem.vehicle_types)) < LARGEST // 4


def as_net(expanded: Expanded) -> Net:
    """A restated problem as arrays.

    Parameters
    ----------
    expanded : Expanded
        The restated problem.

    Returns
    -------
    Net
        Nodes are its copies, then ways in which trips begin.
    """
    problem, units = expanded.problem, expanded.units
    found = gaps(expanded)
    ways = lay_out_arcs(expanded, found)
    at = np.array([c.location for c in expanded.copies], np.int64)
    begins = ways.begins[at]
    profiles = expanded.profile_of
    near, mates = _nearest(expanded)
    counts = np.bincount([c.unit for c in expanded.copies], minlength=len(units))
    dear = dearest_route(problem)
    nodes = [
        (
            c.location, *c.window, units[c.unit].service, c.unit, units[c.unit].release,
            expanded.locations[c.location].context, depots, found.places + units[c.unit].place,
        )
        for c, depots in zip(expanded.copies, _depots(expanded), strict=True)
    ] + [(-1, 0, 0, 0, -1, 0, 0, 0, 0)] * begins.shape[1]  # fmt: skip
    loads = [(units[c.unit].delivery, units[c.unit].pickup) for c in expanded.copies]
    fleet = [
        (
            found.homes[0, expanded.homes.index(v.start_place), 0] + ways.beside[profiles[index]],
            expanded.homes.index(v.end_place),
            ways.matrix_of[profiles[index]],
            ways.beside[profiles[index]],
            *v.shift,
            v.ordinary,
            v.ordinary + v.max_overtime,
            v.n_available,
            problem.n_tasks if v.max_trips is None else v.max_trips,
            v.mode,
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
    net = Net(
        nodes=np.array(nodes, np.int64),
        loads=np.vstack(
            [
                np.array(loads, np.int64).swapaxes(1, 2),
                np.zeros((begins.shape[1], problem.n_dimensions, 2), np.int64),
            ]
        ).copy(),
        copies=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        worth=worth,
        pressing=np.where(worth >= dear, _PRESSING * worth, 0.0),
        near=near,
        mates=mates,
        arcs=ways.arcs,
        into=ways.into,
        begins=begins,
        ends=found.ends,
        homes=found.homes,
        doors=departures(expanded),
        gaps=found.turns,
        rests=np.arange(len(found.loads), found.turns.shape[2]),
        goods=_goods(expanded),
        fleet=np.array(fleet, np.int64),
        price=np.array(prices, np.float64),
        alike=_alike(np.array(fleet, np.int64)),
        may=np.stack([usable_locations(expanded, v)[at] for v in range(len(fleet))], axis=1),
        alone=np.zeros((len(expanded.copies), len(fleet))),
    )
    price_alone(net)
    return net


def _alike(fleet: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether two types differ in nothing but how many there are, and their room."""
    drives = np.delete(fleet[:, :CAPACITY], AVAILABLE, axis=1)
    found: NDArray[np.bool_] = (drives[:, None] == drives[None]).all(axis=2)
    return found


def _depots(expanded: Expanded) -> list[int]:
    """At which of its context's destinations each copy must be unloaded, as bits."""
    problem = expanded.problem
    accepted = [
        frozenset(
            d for t in unit.tasks if problem.tasks[t].is_pickup for d in problem.tasks[t].depots
        )
        for unit in expanded.units
    ]
    ends = [sorted(kind.destinations) for kind in expanded.contexts]
    return [
        sum(
            1 << bit
            for bit, depot in enumerate(ends[expanded.locations[copy.location].context])
            if depot in accepted[copy.unit]
        )
        for copy in expanded.copies
    ]


def _goods(expanded: Expanded) -> NDArray[np.int64]:
    """Of each copy its kinds of goods, and before which it demands a wipe or a wash, as bits."""
    problem = expanded.problem
    carried = [frozenset(problem.tasks[t].goods for t in unit.tasks) for unit in expanded.units]
    bits = 1 << np.arange(len(problem.rules.rank), dtype=np.int64)
    tables = [[(table == level) @ bits for level in (1, 2)] for table in problem.rules.cleaning]
    of_kinds: dict[frozenset[int], NDArray[np.int64]] = {}
    for kinds in set(carried):
        chosen = sorted(kinds)
        of_kinds[kinds] = np.zeros((2, 3), np.int64)
        of_kinds[kinds][:, OWN] = bits[chosen].sum()
        for mode, (wiped, washed) in enumerate(tables):
            of_kinds[kinds][mode, WIPED] = np.bitwise_or.reduce(wiped[chosen])
            of_kinds[kinds][mode, WASHED] = np.bitwise_or.reduce(washed[chosen])
    return np.stack([of_kinds[carried[copy.unit]] for copy in expanded.copies], axis=1)


def _nearest(expanded: Expanded) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Units near each, itself first, and those of them that may share a trip with it."""
    problem = expanded.problem
    places = np.array([unit.place for unit in expanded.units], np.int64)
    there, back = problem.durations[0], problem.durations[0].T
    # Neighbours are also those where the way leads in one direction only.
    one_way = np.maximum(there, back) >= problem.unreachable
    ways = np.where(one_way, 2 * np.minimum(there, back), there + back)
    among = ways[np.ix_(places, places)]
    np.fill_diagonal(among, -1)
    # No two keys are alike: every way of sorting gives one order, and the quickest will do.
    keys = among * len(places) + np.arange(len(places))
    if len(places) > _N_LOOKED_AT:
        keys = np.partition(keys, _N_LOOKED_AT, axis=1)[:, :_N_LOOKED_AT]
    order = np.sort(keys, axis=1) % len(places)
    near = np.ascontiguousarray(order[:, :_N_NEAR])
    kinds = np.zeros((len(places), len(expanded.contexts)), bool)
    for copy in expanded.copies:
        kinds[copy.unit, expanded.locations[copy.location].context] = True
    if kinds.all():
        return near, np.ascontiguousarray(near[:, :_N_MATES])
    shared = kinds @ kinds.T
    first = np.argsort(~np.take_along_axis(shared, order, axis=1), axis=1, kind="stable")
    first = first[:, :_N_MATES]
    mates = np.take_along_axis(order, first, axis=1).astype(np.int64)
    # Where too few may share a trip, looking at one twice does no harm.
    return near, np.where(np.take_along_axis(shared, mates, axis=1), mates, near[:, :1])
