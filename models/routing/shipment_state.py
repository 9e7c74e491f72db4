"""Routes of shipments as linked lists in arrays, and what each node knows of its times.

Nodes are tasks first; then, for each route, its start and its end.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.kernels import bare, woven

__all__ = [
    "N_OUT",
    "USED",
    "Floats",
    "Ints",
    "Net",
    "State",
    "Words",
    "blank",
    "copy_state",
    "key_of",
    "refresh",
    "take_out",
]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Words = NDArray[np.uint64]

N_OUT, USED = range(2)
"""Columns of ``meta``: shipments left out, routes in use."""


class Net(NamedTuple):
    """A problem of shipments as arrays; keys are tasks, then the start and the end of routes.

    Parameters
    ----------
    hop : numpy.ndarray of int64, shape (n_tasks + 2, n_tasks + 2)
        From the end of the service at one key to the start of that at another. [s]
    cost : numpy.ndarray of float64, shape (n_tasks + 2, n_tasks + 2)
        Of that way.
    times : numpy.ndarray of int64, shape (n_tasks + 2, 3)
        When service may start first and last, and how long it takes. [s]
    change : numpy.ndarray of int64, shape (n_tasks, n_dimensions)
        What comes on board at a task, negative where it leaves.
    ends : numpy.ndarray of int64, shape (n_shipments, 2)
        Source and target of each.
    shipment_of : numpy.ndarray of int64, shape (n_tasks,)
        Shipment of each task, -1 where it is not looked at.
    near : numpy.ndarray of int64, shape (n_tasks, n_near)
        Tasks in the order of cost, itself first.
    worth : numpy.ndarray of float64, shape (n_shipments,)
        Cost of leaving it out.
    capacity : numpy.ndarray of int64, shape (n_dimensions,)
        Of a vehicle.
    fixed : numpy.ndarray of float64, shape (1,)
        Cost of a vehicle.
    """

    hop: Ints
    cost: Floats
    times: Ints
    change: Ints
    ends: Ints
    shipment_of: Ints
    near: Ints
    worth: Floats
    capacity: Ints
    fixed: Floats


class State(NamedTuple):
    """Routes and what is left out.

    Parameters
    ----------
    links : numpy.ndarray of int64, shape (n_tasks + 2 n_routes, 3)
        Next and previous node, and route; the route of what is left out is -1.
    reach : numpy.ndarray of int64, shape (n_tasks + 2 n_routes, 2)
        When service starts first, and last without harm to what follows. [s]
    load : numpy.ndarray of int64, shape (n_tasks + 2 n_routes, n_dimensions)
        On board after each node.
    sizes : numpy.ndarray of int64, shape (n_routes,)
        Tasks of each route.
    out : numpy.ndarray of int64, shape (n_shipments,)
        Shipments left out, as many as ``meta`` says.
    meta : numpy.ndarray of int64, shape (2,)
        Shipments left out, routes in use.
    value : numpy.ndarray of float64, shape (2,)
        Cost of the routes, and of what is left out.
    """

    links: Ints
    reach: Ints
    load: Ints
    sizes: Ints
    out: Ints
    meta: Ints
    value: Floats


def blank(net: Net, n_routes: int) -> State:
    """No routes yet; everything that is looked at is left out.

    Parameters
    ----------
    net : Net
        The problem.
    n_routes : int
        Most routes there may be.

    Returns
    -------
    State
        To begin with.
    """
    n = len(net.shipment_of)
    n_nodes = n + 2 * n_routes
    links = np.full((n_nodes, 3), -1, np.int64)
    reach = np.zeros((n_nodes, 2), np.int64)
    starts = n + 2 * np.arange(n_routes)
    links[starts, 0], links[starts + 1, 1] = starts + 1, starts
    links[starts, 2] = links[starts + 1, 2] = np.arange(n_routes)
    reach[starts] = net.times[n, :2]
    reach[starts + 1] = net.times[n + 1, :2]
    n_out = len(net.ends)
    return State(
        links,
        reach,
        np.zeros((n_nodes, net.change.shape[1]), np.int64),
        np.zeros(n_routes, np.int64),
        np.arange(n_out, dtype=np.int64),
        np.array([n_out, 0], np.int64),
        np.array([0.0, float(net.worth.sum())]),
    )


@bare
def copy_state(source: State, target: State) -> None:
    """Make one state like another."""
    for v in range(len(source.links)):
        for c in range(3):
            target.links[v, c] = source.links[v, c]
        target.reach[v, 0] = source.reach[v, 0]
        target.reach[v, 1] = source.reach[v, 1]
        for d in range(source.load.shape[1]):
            target.load[v, d] = source.load[v, d]
    for r in range(len(source.sizes)):
        target.sizes[r] = source.sizes[r]
    for k in range(source.meta[N_OUT]):
        target.out[k] = source.out[k]
    for k in range(2):
        target.meta[k] = source.meta[k]
        target.value[k] = source.value[k]


@woven
def key_of(net: Net, v: int) -> int:
    """Key of a node: itself, or that of all starts or of all ends."""
    n = len(net.shipment_of)
    return v if v < n else n + ((v - n) & 1)


@bare
def refresh(net: Net, state: State, r: int) -> None:
    """Work out loads and times of a route anew."""
    links, reach, load = state.links, state.reach, state.load
    n = len(net.shipment_of)
    before, key = n + 2 * r, n
    v = links[before, 0]
    while True:
        k = key_of(net, v)
        at = reach[before, 0] + net.times[key, 2] + net.hop[key, k]
        reach[v, 0] = max(net.times[k, 0], at)
        if v >= n:
            break
        for d in range(load.shape[1]):
            load[v, d] = load[before, d] + net.change[v, d]
        before, key = v, k
        v = links[v, 0]
    after, key = v, n + 1
    v = links[v, 1]
    while True:
        k = key_of(net, v)
        at = reach[after, 1] - net.hop[k, key] - net.times[k, 2]
        reach[v, 1] = min(net.times[k, 1], at)
        if v >= n:
            break
        after, key = v, k
        v = links[v, 1]


@bare
def take_out(net: Net, state: State, i: int) -> None:
    """Take a shipment out of its route, which is not refreshed."""
    links = state.links
    for side in range(2):
        v = net.ends[i, side]
        before, after, r = links[v, 1], links[v, 0], links[v, 2]
        links[before, 0], links[after, 1] = after, before
        links[v, 2] = -1
        a, k, b = key_of(net, before), v, key_of(net, after)
        state.value[0] -= net.cost[a, k] + net.cost[k, b]
        state.sizes[r] -= 1
        if state.sizes[r] > 0:
            state.value[0] += net.cost[a, b]
        else:
            state.value[0] -= net.fixed[0]
            state.meta[USED] -= 1
    state.out[state.meta[N_OUT]] = i
    state.meta[N_OUT] += 1
    state.value[1] += net.worth[i]
