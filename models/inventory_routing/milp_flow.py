"""How do routes read as rows when none is known beforehand? Arcs, and loads that flow on them.

A kind of vehicle has arcs of its own and its vehicles share them: routes of a day meet at the
hub alone. Loads and times that flow along the arcs forbid rounds without the hub. Variables, by
kind k and day t: ``x_i_j_k_t`` a vehicle drives from place i to j, ``y_i_k_t`` customer i is
visited, ``q_i_k_t`` and ``c_i_k_t`` brought and taken, ``f``, ``g``, ``h`` delivered goods,
collected goods and time on an arc. Section 4 of ``docs/models/inventory_routing.md``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from models.inventory_routing.milp_program import (
    Program,
    Terms,
    fleet,
    most_collected,
    most_delivered,
)
from models.inventory_routing.problem import DayRoute, InventoryRoutingProblem, Stop, Vehicles

if TYPE_CHECKING:
    import pulp

__all__ = ["add_flow", "read_flow"]

_HALF = 0.5


@dataclass(eq=False)
class _Side:
    """Variables of one kind on one day, by place."""

    kind: Vehicles
    name: str
    day: int
    arcs: dict[tuple[int, int], pulp.LpVariable]
    visited: dict[int, pulp.LpVariable]
    brought: dict[int, pulp.LpVariable]
    taken: dict[int, pulp.LpVariable]
    flows: dict[str, dict[tuple[int, int], pulp.LpVariable]] = field(default_factory=dict)

    def into(self, flow: dict[tuple[int, int], pulp.LpVariable], place: int) -> Terms:
        return [(variable, 1.0) for (_, there), variable in flow.items() if there == place]

    def out_of(self, flow: dict[tuple[int, int], pulp.LpVariable], place: int) -> Terms:
        return [(variable, 1.0) for (here, _), variable in flow.items() if here == place]


def add_flow(program: Program) -> None:
    """Add routes as arcs to a program.

    Parameters
    ----------
    program : Program
        Gets arcs, visits and amounts; stocks are not looked at.
    """
    problem = program.problem
    sides = []
    for t in range(problem.n_days):
        for k, (_, kind) in enumerate(fleet(problem)):
            side = _side(program, kind, k, t)
            sides.append(side)
            _degrees(program, side)
            _departures(program, side)
            _amounts(program, side)
            _delivered_on_board(program, side)
            _collected_on_board(program, side)
            _capacity(program, side)
            _duration(program, side)
            _close_arcs(program, side)
    _once_a_day(program)
    _alike(program, sides)


def read_flow(problem: InventoryRoutingProblem, values: dict[str, float]) -> tuple[DayRoute, ...]:
    """Routes from the values of a solved program.

    Parameters
    ----------
    problem : InventoryRoutingProblem
        What was asked.
    values : dict of str to float
        By name of variable.

    Returns
    -------
    tuple of DayRoute
        By day.
    """
    routes = []
    for t in range(problem.n_days):
        for k, (index, _) in enumerate(fleet(problem)):
            following: dict[int, int] = {}
            starts = []
            for i in range(problem.n_customers + 1):
                for j in range(problem.n_customers + 1):
                    if values.get(f"x_{i}_{j}_{k}_{t}", 0.0) > _HALF:
                        if i == 0:
                            starts.append(j)
                        else:
                            following[i] = j
            for start in starts:
                stops, place = [], start
                while place != 0:
                    amounts = [values.get(f"{a}_{place - 1}_{k}_{t}", 0.0) for a in "qc"]
                    stops.append(Stop(place - 1, max(0.0, amounts[0]), max(0.0, amounts[1])))
                    place = following.pop(place)
                routes.append(DayRoute(t, index, tuple(stops)))
    return tuple(routes)


def _side(program: Program, kind: Vehicles, k: int, t: int) -> _Side:
    import pulp

    problem = program.problem
    customers = [i for i in range(problem.n_customers) if problem.visit_allowed[i, t]]
    places = [0, *(i + 1 for i in customers)]
    arcs = {
        (i, j): pulp.LpVariable(f"x_{i}_{j}_{k}_{t}", cat="Binary")
        for i in places
        for j in places
        if i != j
    }
    side = _Side(
        kind=kind,
        name=f"{k}_{t}",
        day=t,
        arcs=arcs,
        visited={i: pulp.LpVariable(f"y_{i}_{k}_{t}", cat="Binary") for i in customers},
        brought={i: pulp.LpVariable(f"q_{i}_{k}_{t}", 0) for i in customers},
        taken={},
    )
    if problem.returns is not None:
        side.taken = {i: pulp.LpVariable(f"c_{i}_{k}_{t}", 0) for i in customers}
    for i in customers:
        program.visits.setdefault((i, t), []).append((side.visited[i], 1.0))
        program.delivered.setdefault((i, t), []).append((side.brought[i], 1.0))
        if i in side.taken:
            program.collected.setdefault((i, t), []).append((side.taken[i], 1.0))
        program.cost.append((side.visited[i], float(problem.visit_cost[i])))
    for (i, j), arc in arcs.items():
        way = kind.cost_per_distance * float(problem.distances[i, j])
        program.cost.append((arc, way + (kind.fixed_cost if i == 0 else 0.0)))
    return side


def _degrees(program: Program, side: _Side) -> None:
    r"""(V.21): \sum_j x_{ijkt} = y_{ikt} and \sum_j x_{jikt} = y_{ikt} for each customer i."""
    for i, visited in side.visited.items():
        for letter, arcs in (("a", side.out_of), ("b", side.into)):
            terms = [*arcs(side.arcs, i + 1), (visited, -1.0)]
            program.equal(terms, 0.0, f"V21{letter}_{i}_{side.name}")


def _departures(program: Program, side: _Side) -> None:
    r"""(V.22): \sum_j x_{0jkt} \le n_k."""
    if side.visited:
        program.departures.setdefault(side.day, []).extend(side.out_of(side.arcs, 0))
        program.at_most(side.out_of(side.arcs, 0), side.kind.n, f"V22_{side.name}")


def _amounts(program: Program, side: _Side) -> None:
    r"""(V.23): q_{ikt} \le \min(Q_k, \bar q_{it}) y_{ikt}; (V.24): the same for c, \bar c_{it}."""
    problem = program.problem
    most = most_delivered(problem)
    waiting = most_collected(problem)
    for i, visited in side.visited.items():
        limit = min(side.kind.capacity, float(most[i, side.day]))
        program.at_most([(side.brought[i], 1.0), (visited, -limit)], 0.0, f"V23_{i}_{side.name}")
        if i in side.taken:
            limit = float(waiting[i, side.day])
            program.at_most([(side.taken[i], 1.0), (visited, -limit)], 0.0, f"V24_{i}_{side.name}")


def _flow(side: _Side, letter: str, closed: str) -> dict[tuple[int, int], pulp.LpVariable]:
    """Amounts on the arcs; none on those that leave, or that reach, the hub."""
    import pulp

    flow = {
        (i, j): pulp.LpVariable(f"{letter}_{i}_{j}_{side.name}", 0)
        for i, j in side.arcs
        if not (closed == "out" and i == 0) and not (closed == "in" and j == 0)
    }
    side.flows[letter] = flow
    return flow


def _delivered_on_board(program: Program, side: _Side) -> None:
    r"""(V.25): \sum_j f_{jikt} - \sum_j f_{ijkt} = q_{ikt}, f_{i0kt} = 0."""
    flow = _flow(side, "f", closed="in")
    for i, brought in side.brought.items():
        out = [(variable, -1.0) for variable, _ in side.out_of(flow, i + 1)]
        terms = [*side.into(flow, i + 1), *out, (brought, -1.0)]
        program.equal(terms, 0.0, f"V25_{i}_{side.name}")


def _collected_on_board(program: Program, side: _Side) -> None:
    r"""(V.26): \sum_j g_{ijkt} - \sum_j g_{jikt} = c_{ikt}, g_{0jkt} = 0."""
    if not side.taken:
        return
    flow = _flow(side, "g", closed="out")
    for i, taken in side.taken.items():
        came = [(variable, -1.0) for variable, _ in side.into(flow, i + 1)]
        terms = [*side.out_of(flow, i + 1), *came, (taken, -1.0)]
        program.equal(terms, 0.0, f"V26_{i}_{side.name}")


def _capacity(program: Program, side: _Side) -> None:
    r"""(V.27): f_{ijkt} + \rho g_{ijkt} \le Q_k x_{ijkt} on each arc.

    Where collected goods take no room, g_{ijkt} \le x_{ijkt} \sum_i \bar c_{it} all the same:
    they do not move without a vehicle.
    """
    problem = program.problem
    room = 1.0 if problem.returns is None else problem.returns.load_factor
    delivered = float(most_delivered(problem)[:, side.day].sum())
    collected = float(most_collected(problem)[:, side.day].sum())
    limit = min(side.kind.capacity, delivered + room * collected)
    shares = {"f": 1.0, "g": room}
    for (i, j), arc in side.arcs.items():
        flows = [(letter, flow[i, j]) for letter, flow in side.flows.items() if (i, j) in flow]
        if flows:
            terms = [(flow, shares[letter]) for letter, flow in flows]
            program.at_most([*terms, (arc, -limit)], 0.0, f"V27a_{i}_{j}_{side.name}")
        if room == 0.0 and "g" in side.flows and i != 0:
            weightless = [(side.flows["g"][i, j], 1.0), (arc, -collected)]
            program.at_most(weightless, 0.0, f"V27b_{i}_{j}_{side.name}")


def _duration(program: Program, side: _Side) -> None:
    r"""(V.28): \sum_j h_{ijkt} = \sum_j h_{jikt} + \sum_j \tau_{ij} x_{ijkt} + \sigma_i y_{ikt}.

    h is the time since the start on arrival over an arc: h_{0jkt} = \tau_{0j} x_{0jkt} and
    h_{ijkt} \le D_k x_{ijkt}. Not there where time is not limited.
    """
    problem, longest = program.problem, side.kind.max_duration
    if math.isinf(longest):
        return
    times = problem.distances if problem.durations is None else problem.durations
    flow = _flow(side, "h", closed="out")
    del side.flows["h"]  # it takes no room
    for (i, j), clock in flow.items():
        arc = side.arcs[i, j]
        program.at_most([(clock, 1.0), (arc, -longest)], 0.0, f"V28a_{i}_{j}_{side.name}")
    for i, visited in side.visited.items():
        place = i + 1
        terms = side.out_of(flow, place)
        terms += [(variable, -1.0) for variable, _ in side.into(flow, place)]
        terms.append((side.arcs[0, place], -float(times[0, place])))
        terms += [
            (arc, -float(times[here, there]))
            for (here, there), arc in side.arcs.items()
            if here == place
        ]
        terms.append((visited, -float(problem.service[i])))
        program.equal(terms, 0.0, f"V28b_{i}_{side.name}")


def _close_arcs(program: Program, side: _Side) -> None:
    r"""(V.29): x_{ijkt} + x_{jikt} \le y_{ikt}: no round of two. Valid, not needed."""
    for (i, j), arc in side.arcs.items():
        if 0 in (i, j):
            continue
        terms = [(arc, 1.0), (side.arcs[j, i], 1.0), (side.visited[i - 1], -1.0)]
        program.at_most(terms, 0.0, f"V29_{i}_{j}_{side.name}")


def _once_a_day(program: Program) -> None:
    r"""(V.30): \sum_k y_{ikt} \le 1, where a customer is visited at most once a day."""
    if program.problem.once_a_day:
        for (i, t), visits in program.visits.items():
            program.at_most(visits, 1.0, f"V30_{i}_{t}")


def _alike(program: Program, sides: list[_Side]) -> None:
    r"""(V.31): \sum_j x_{0j,k+1,t} \le \sum_j x_{0jkt} for vehicles that are alike."""
    if program.problem.once_a_day:
        return
    for first, second in pairwise(sides):
        if first.day == second.day and first.kind == second.kind and first.visited:
            terms = second.out_of(second.arcs, 0)
            terms += [(arc, -1.0) for arc, _ in first.out_of(first.arcs, 0)]
            program.at_most(terms, 0.0, f"V31_{second.name}")
