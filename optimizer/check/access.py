"""May this vehicle come here and carry that? Rule R11."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from optimizer.check.facts import Facts, PlannedRoute
from optimizer.domain import Flow, Order, Site, VehicleType
from optimizer.findings import Finding

__all__ = ["access_findings", "may_serve"]


def access_findings(facts: Facts) -> Iterator[Finding]:
    """Everything about equipment and access that breaks a rule, once a route and place.

    Parameters
    ----------
    facts : Facts
        The documents.

    Yields
    ------
    Finding
        C411-C414.
    """
    for route in facts.routes:
        if route.vehicle_type is not None:
            yield from _sites(route, route.vehicle_type)
            yield from _flows(facts, route, route.vehicle_type)


def may_serve(facts: Facts, kind: VehicleType, order: Order) -> bool:
    """Whether equipment and access let a vehicle type bring an order from depot to site.

    Parameters
    ----------
    facts : Facts
        The documents.
    kind : VehicleType
        The vehicle type.
    order : Order
        An order that :meth:`Facts.order` gave.

    Returns
    -------
    bool
        Whether site, flow and at least one depot admit it.
    """
    depots = (facts.sites[d] for d in sorted(facts.depots(order)) if d in facts.sites)
    return (
        not _missing(kind, facts.flow(order))
        and not any(_refusals(kind, facts.sites[order.site]))
        and any(not any(_refusals(kind, depot)) for depot in depots)
    )


def _sites(route: PlannedRoute, kind: VehicleType) -> Iterator[Finding]:
    seen: set[str] = set()
    for planned in route.visits:
        site = planned.site
        if site is None or site.id in seen:
            continue
        seen.add(site.id)
        for code, message in _refusals(kind, site):
            yield Finding(code, message, route.place(planned))


def _flows(facts: Facts, route: PlannedRoute, kind: VehicleType) -> Iterator[Finding]:
    seen: set[str] = set()
    for planned in route.visits:
        for handling in planned.visit.handlings:
            order = facts.order(handling.order)
            if order is None or handling.action != "load" or order.flow in seen:
                continue
            seen.add(order.flow)
            missing = _missing(kind, facts.flow(order))
            if missing:
                message = f"{order.flow} requires {_list(missing)}, {kind.id} lacks it"
                yield Finding("C412", message, route.place(planned, order.id))


def _refusals(kind: VehicleType, site: Site) -> Iterator[tuple[str, str]]:
    missing = _missing(kind, site)
    if missing:
        yield "C411", f"{site.id} requires {_list(missing)}, {kind.id} lacks it"
    if (
        site.max_height_m is not None
        and kind.height_m is not None
        and kind.height_m > site.max_height_m + 1e-6
    ):
        yield (
            "C413",
            f"{kind.id} is {kind.height_m:g} m high, {site.id} admits {site.max_height_m:g} m",
        )
    if kind.id in site.excluded_vehicle_types:
        yield "C414", f"{site.id} does not admit {kind.id}"


def _missing(kind: VehicleType, wanted: Site | Flow) -> list[str]:
    return sorted(set(wanted.requires_equipment) - set(kind.equipment))


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)
