"""Does every name in the plan, and in what it rests on, lead somewhere? Codes C001-C005."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations_with_replacement

from optimizer.check.facts import Facts
from optimizer.findings import Finding, Place, suggestion

__all__ = ["reference_findings"]


def reference_findings(facts: Facts) -> Iterator[Finding]:
    """Names that lead nowhere, each told once per place.

    Parameters
    ----------
    facts : Facts
        The documents.

    Yields
    ------
    Finding
        C001-C005.
    """
    yield from _plan(facts)
    yield from _scenario(facts)
    yield from _hygiene_matrix(facts)
    yield from _travel(facts)


def _plan(facts: Facts) -> Iterator[Finding]:
    for route in facts.routes:
        if route.vehicle is None:
            name = route.route.vehicle
            remedy = suggestion(name, facts.vehicles)
            yield Finding("C001", f'no vehicle "{name}"', route.place(), remedy)
        for visit in route.visits:
            if visit.site is None:
                name = visit.visit.site
                remedy = suggestion(name, facts.sites)
                yield Finding("C002", f'no site "{name}"', route.place(visit), remedy)
            for order in dict.fromkeys(h.order for h in visit.visit.handlings):
                if order not in facts.orders:
                    yield _unknown_order(facts, order, route.place(visit))
    for entry in facts.plan.unserved:
        if entry.order not in facts.orders:
            yield _unknown_order(facts, entry.order, Place("unserved"))


def _unknown_order(facts: Facts, order: str, place: Place) -> Finding:
    return Finding("C003", f'no order "{order}"', place, suggestion(order, facts.orders))


def _scenario(facts: Facts) -> Iterator[Finding]:
    scenario = facts.scenario
    ids = {
        "sites": Counter(row.id for row in scenario.sites),
        "load_carriers": Counter(row.id for row in scenario.load_carriers),
        "hygiene": Counter(row.id for row in scenario.hygiene),
        "flows": Counter(row.id for row in scenario.flows),
        "orders": Counter(row.id for row in scenario.orders),
        "vehicle_types": Counter(row.id for row in scenario.vehicle_types),
        "vehicles": Counter(row.id for row in scenario.vehicles),
    }
    for table, counts in ids.items():
        for name, n in counts.items():
            if n > 1:
                yield Finding("C004", f'"{name}" is given {n} times', Place(table, column="id"))
    wanted: list[tuple[str, str, str, str, str | None]] = []
    for order in scenario.orders:
        wanted.append(("orders", order.id, "flow", "flows", order.flow))
        wanted.append(("orders", order.id, "site", "sites", order.site))
        wanted.append(("orders", order.id, "load_carrier", "load_carriers", order.load_carrier))
    for flow in scenario.flows:
        wanted.append(("flows", flow.id, "hygiene_class", "hygiene", flow.hygiene_class))
        wanted.append(("flows", flow.id, "load_carrier", "load_carriers", flow.load_carrier))
    for vehicle in scenario.vehicles:
        wanted.append(
            ("vehicles", vehicle.id, "vehicle_type", "vehicle_types", vehicle.vehicle_type)
        )
        wanted.append(("vehicles", vehicle.id, "home", "sites", vehicle.home))
    for table, row, column, target, named in wanted:
        if named is not None and named not in ids[target]:
            message = f'"{row}" names "{named}", which {target} does not have'
            yield Finding("C004", message, Place(table, column=column))


def _hygiene_matrix(facts: Facts) -> Iterator[Finding]:
    orders = [facts.order(o.id) for o in facts.scenario.orders]
    used = sorted({facts.flow(o).hygiene_class for o in orders if o is not None})
    for one, other in combinations_with_replacement(used, 2):
        if other not in facts.classes[one].codes and one not in facts.classes[other].codes:
            message = f"no code for {one} against {other}"
            yield Finding("C004", message, Place("hygiene", column=other))


def _travel(facts: Facts) -> Iterator[Finding]:
    driven = [r for r in facts.routes if r.vehicle and r.vehicle_type and not r.complete]
    types = {r.vehicle_type.id for r in driven if r.vehicle_type}
    for name in sorted(types - set(facts.travel.profile_by_vehicle_type)):
        yield Finding("C005", f'no travel times for vehicle type "{name}"', Place("travel"))
    visited = {v.visit.site for r in driven for v in r.visits}
    visited |= {r.vehicle.home for r in driven if r.vehicle}
    for name in sorted((visited & set(facts.sites)) - set(facts.travel.index)):
        yield Finding("C005", f'no travel times for site "{name}"', Place("travel"))
