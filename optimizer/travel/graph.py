"""How long does it take through corridors, lifts and doors?

Dijkstra over ``scenario.travel_edges``, once for each set of vehicle types that drive
alike. The fastest way is taken; of equally fast ones the shortest. (T.4) of
``docs/models/travel.md``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.domain import Scenario, VehicleType
from optimizer.findings import DataError, Finding, Place, suggestion
from optimizer.travel.profiles import FIRST_ROW, Legs, Profiles, grouped
from optimizer.travel.times import UNREACHABLE

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["graph_profiles"]

_TICKS = 10**6
"""Microseconds a second: exact sums keep ties apart from rounding noise."""
_MILLIMETRES = 10**3
_SCALE = 10**18
"""Above any length in millimetres, so that one integer orders by time, then by length."""


def graph_profiles(scenario: Scenario) -> Profiles:
    """Fastest ways through ``scenario.travel_edges``.

    Driving is divided by the vehicle type's speed factor; waiting for lifts and doors is
    not.

    Parameters
    ----------
    scenario : Scenario
        Its sites, vehicle types and travel edges.

    Returns
    -------
    Profiles
        One for each speed factor and set of closed edges.

    Raises
    ------
    DataError
        No edges (T201), unknown vehicle types (T102), sites outside the graph (T202).
    """
    if not scenario.travel_edges:
        raise DataError([Finding("T201", "there are no travel edges", Place("travel_edges"))])
    findings = [*_unknown_vehicle_types(scenario), *_sites_outside(scenario)]
    if findings:
        raise DataError(findings)

    def way_of_driving(kind: VehicleType) -> tuple[float, frozenset[int]]:
        closed = (i for i, edge in enumerate(scenario.travel_edges) if kind.id in edge.closed_to)
        return kind.speed_factor, frozenset(closed)

    profile_by_vehicle_type, keys = grouped(scenario, way_of_driving)
    legs = [_fastest_ways(scenario, _graph(scenario, *key)) for key in keys]
    return Profiles(profile_by_vehicle_type, legs)


def _nodes(scenario: Scenario) -> list[str]:
    return [site.node or site.id for site in scenario.sites]


def _graph(scenario: Scenario, factor: float, closed: frozenset[int]) -> nx.DiGraph[str]:
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(_nodes(scenario))
    for i, edge in enumerate(scenario.travel_edges):
        if i in closed:
            continue
        speed = (edge.speed_m_per_s or scenario.travel.walking_speed_m_per_s) * factor
        if edge.length_m >= speed * UNREACHABLE:
            continue
        ticks = round((edge.length_m / speed + edge.wait_s) * _TICKS)
        weight = ticks * _SCALE + round(edge.length_m * _MILLIMETRES)
        ways = [(edge.origin, edge.destination)]
        if not edge.one_way:
            ways.append((edge.destination, edge.origin))
        for tail, head in ways:
            if not graph.has_edge(tail, head) or weight < graph[tail][head]["weight"]:
                graph.add_edge(tail, head, weight=weight)
    return graph


def _fastest_ways(scenario: Scenario, graph: nx.DiGraph[str]) -> Legs:
    import networkx as nx

    nodes = _nodes(scenario)
    columns: dict[str, list[int]] = {}
    for column, node in enumerate(nodes):
        columns.setdefault(node, []).append(column)
    durations = np.full((len(nodes), len(nodes)), np.inf)
    distances = np.full((len(nodes), len(nodes)), np.inf)
    for origin, rows in columns.items():
        reached = nx.single_source_dijkstra_path_length(graph, origin)
        for destination in columns.keys() & reached.keys():
            ticks, millimetres = divmod(int(reached[destination]), _SCALE)
            pairs = np.ix_(rows, columns[destination])
            durations[pairs] = ticks / _TICKS
            distances[pairs] = millimetres / _MILLIMETRES
    return Legs(durations, distances)


def _unknown_vehicle_types(scenario: Scenario) -> list[Finding]:
    known = sorted(kind.id for kind in scenario.vehicle_types)
    return [
        Finding(
            "T102",
            f'there is no vehicle type "{name}"',
            Place("travel_edges", number, "closed_to"),
            suggestion(name, known),
        )
        for number, edge in enumerate(scenario.travel_edges, start=FIRST_ROW)
        for name in edge.closed_to
        if name not in known
    ]


def _sites_outside(scenario: Scenario) -> list[Finding]:
    known = {node for edge in scenario.travel_edges for node in (edge.origin, edge.destination)}
    return [
        Finding(
            "T202",
            f'node "{node}" of site "{site.id}" is the end of no edge',
            Place("sites", number, "node"),
            suggestion(node, sorted(known)),
        )
        for number, (site, node) in enumerate(
            zip(scenario.sites, _nodes(scenario), strict=True), start=FIRST_ROW
        )
        if node not in known
    ]
