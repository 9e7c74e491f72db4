"""Does the travel source have what it needs to answer for every site?"""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.domain import Site, TravelSource
from optimizer.findings import Finding, suggestion
from optimizer.validate.tables import Tables, at, rows

__all__ = [
    "contradicting_times",
    "edges_to_themselves",
    "parts_of_the_graph",
    "sites_outside_graph",
    "sites_outside_matrix",
    "source_without_data",
    "unused_tables",
]

_SUGGESTIONS = 20
_NAMED = 5


def source_without_data(tables: Tables) -> Iterator[Finding]:
    """A travel source that has nothing to answer from."""
    travel, scenario = tables.scenario.travel, tables.scenario
    if travel.source is TravelSource.MATRIX and not scenario.travel_times:
        yield Finding("V311", "travel source matrix: travel_times is empty", at("travel_times"))
    if travel.source is TravelSource.GRAPH and not scenario.travel_edges:
        yield Finding("V311", "travel source graph: travel_edges is empty", at("travel_edges"))
    if travel.source is TravelSource.OSRM and not travel.osrm_url.strip():
        place = at("travel", None, "osrm_url")
        yield Finding("V311", "travel source osrm: no address is given", place)
    if travel.source is TravelSource.ROAD_ESTIMATE and not travel.speed_bands:
        place = at("travel", None, "speed_bands")
        yield Finding("V311", "travel source road_estimate: there are no speed bands", place)


def unused_tables(tables: Tables) -> Iterator[Finding]:
    """Travel tables that the source does not read."""
    scenario, source = tables.scenario, tables.scenario.travel.source
    for table, reader in (
        ("travel_times", TravelSource.MATRIX),
        ("travel_edges", TravelSource.GRAPH),
    ):
        n_rows = len(getattr(scenario, table))
        if n_rows and source is not reader:
            message = f"travel source {source} does not read the {n_rows} rows of {table}"
            yield Finding("V312", message, at(table))


def contradicting_times(tables: Tables) -> Iterator[Finding]:
    """Pairs given twice with different figures."""
    if tables.scenario.travel.source is not TravelSource.MATRIX:
        return
    first: dict[tuple[str, str, str | None], tuple[int, tuple[float, float]]] = {}
    for row, time in rows(tables.scenario.travel_times):
        figures = (time.duration_s, time.length_m)
        key = (time.origin, time.destination, time.vehicle_type)
        earlier, before = first.setdefault(key, (row, figures))
        if before != figures:
            message = (
                f'"{time.origin}" to "{time.destination}" takes {figures[0]:g} s and '
                f"{figures[1]:g} m, in row {earlier} {before[0]:g} s and {before[1]:g} m"
            )
            yield Finding("V309", message, at("travel_times", row, "duration_s"))


def edges_to_themselves(tables: Tables) -> Iterator[Finding]:
    """Edges that lead nowhere."""
    for row, edge in rows(tables.scenario.travel_edges):
        if edge.origin == edge.destination:
            message = f'the edge from "{edge.origin}" leads back to it'
            yield Finding("V310", message, at("travel_edges", row, "destination"))


def sites_outside_matrix(tables: Tables) -> Iterator[Finding]:
    """Used sites that no row of the matrix leads to, or from."""
    scenario = tables.scenario
    if scenario.travel.source is not TravelSource.MATRIX or not scenario.travel_times:
        return
    others = [t for t in scenario.travel_times if t.origin != t.destination]
    origins, destinations = {t.origin for t in others}, {t.destination for t in others}
    if len(tables.used_sites) < 2:
        return
    for row, site in rows(scenario.sites):
        if site.id not in tables.used_sites:
            continue
        for column, known, way in (
            ("destination", destinations, "to"),
            ("origin", origins, "from"),
        ):
            if site.id not in known:
                message = f'no travel time leads {way} site "{site.id}" (column {column})'
                yield Finding("V306", message, at("sites", row, "id"))


def _node(site: Site) -> str:
    return site.node or site.id


def sites_outside_graph(tables: Tables) -> Iterator[Finding]:
    """Sites whose node is the end of no edge."""
    scenario = tables.scenario
    if scenario.travel.source is not TravelSource.GRAPH or not scenario.travel_edges:
        return
    nodes = dict.fromkeys(
        node for edge in scenario.travel_edges for node in (edge.origin, edge.destination)
    )
    outside = [(row, site) for row, site in rows(scenario.sites) if _node(site) not in nodes]
    for position, (row, site) in enumerate(outside):
        message = f'node "{_node(site)}" of site "{site.id}" is the end of no edge'
        remedy = suggestion(_node(site), nodes) if position < _SUGGESTIONS else ""
        yield Finding("V307", message, at("sites", row, "node" if site.node else "id"), remedy)


def parts_of_the_graph(tables: Tables) -> Iterator[Finding]:
    """Used sites in parts of the graph between which there is no edge at all."""
    scenario = tables.scenario
    if scenario.travel.source is not TravelSource.GRAPH:
        return
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for edge in scenario.travel_edges:
        parent[root(edge.origin)] = root(edge.destination)
    parts: dict[str, list[str]] = {}
    for site in tables.used_sites.values():
        if _node(site) in parent:
            parts.setdefault(root(_node(site)), []).append(site.id)
    largest, *others = sorted(parts.values(), key=len, reverse=True) or [[]]
    for part in others:
        some = ", ".join(part[:_NAMED]) + (" ..." if len(part) > _NAMED else "")
        message = f"no edges join {some} ({len(part)} sites) to the other {len(largest)}"
        yield Finding("V308", message, at("travel_edges"))
