"""What is asked of the router today? A scenario as a routing problem.

Orders become tasks, large ones in parts; equal vehicles become types; priorities become
prizes. Loads are integers: hundredths of a slot, kilograms, litres, all rounded up, so
that no rounding lets a vehicle be overfull.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from models.routing.problem import Depot, RoutingProblem, Task, VehicleType, Windows
from optimizer.amounts import Amount, Amounts
from optimizer.domain import Direction, Order, Scenario, Site, Vehicle, Window
from optimizer.domain import VehicleType as VehicleKind
from optimizer.plan import Cleaning
from optimizer.translate.goods import goods_of, goods_rules
from optimizer.translate.prizes import dearest_day, part_prize
from optimizer.travel import UNREACHABLE, TravelTimes
from optimizer.units import HOUR, MINUTE

__all__ = ["Part", "Posed", "accessible", "pose"]

_UNITS = Amount(slots=100, weight_kg=1, volume_m3=1000)
_LARGE_SHARE = 0.5
_NEVER: Windows = ((-1, -1),)
"""A window that nothing can keep: site and order are never open at once."""


@dataclass(frozen=True, slots=True)
class Part:
    """Carriers of one order that travel together.

    Parameters
    ----------
    order : Order
        The order.
    carriers : int
        How many of its carriers.
    """

    order: Order
    carriers: int


@dataclass(frozen=True, eq=False)
class Posed:
    """A problem with the names of its indices.

    Parameters
    ----------
    scenario : Scenario
        What was posed.
    travel : TravelTimes
        With which travel times.
    problem : RoutingProblem
        Places are the scenario's sites, in their order.
    parts : tuple of Part
        One a task.
    depot_ids : tuple of str
        Site of each depot.
    vehicles : tuple of tuple of Vehicle
        Vehicles of each type.
    """

    scenario: Scenario
    travel: TravelTimes
    problem: RoutingProblem
    parts: tuple[Part, ...]
    depot_ids: tuple[str, ...]
    vehicles: tuple[tuple[Vehicle, ...], ...]


def pose(scenario: Scenario, travel: TravelTimes) -> Posed:
    """Pose a scenario's day as a routing problem.

    Parameters
    ----------
    scenario : Scenario
        Known to be coherent.
    travel : TravelTimes
        Of its sites.

    Returns
    -------
    Posed
        The problem and the names behind its indices.
    """
    amounts = Amounts(scenario)
    kinds = {kind.id: kind for kind in scenario.vehicle_types}
    fleet = _fleet(scenario)
    places = {site.id: number for number, site in enumerate(scenario.sites)}
    accepted = _accepted_depots(scenario)
    dearest = dearest_day(scenario)
    used = {site for ids in accepted.values() for site in ids}
    depot_ids = tuple(s.id for s in scenario.sites if s.id in used or s.cleaning)
    goods = sorted({goods_of(amounts, order) for order in scenario.orders})
    of_group = [kinds[group[0].vehicle_type] for group in fleet]
    parts, tasks = [], []
    for order in scenario.orders:
        site = amounts.site(order)
        allowed = frozenset(
            number for number, kind in enumerate(of_group) if _admits(site, amounts, order, kind)
        )
        windows = _windows(order, site, amounts.flow(order).direction)
        for carriers in _divide(amounts, order, [of_group[number] for number in sorted(allowed)]):
            load = _units(amounts.of(order, carriers))
            nothing = (0,) * len(load)
            out = amounts.flow(order).direction is Direction.DELIVERY
            parts.append(Part(order, carriers))
            tasks.append(
                Task(
                    place=places[order.site],
                    delivery=load if out else nothing,
                    pickup=nothing if out else load,
                    service=amounts.handling_s(order, carriers),
                    windows=windows,
                    release=order.release if out else 0,
                    prize=part_prize(order, carriers, dearest),
                    goods=goods.index(goods_of(amounts, order)),
                    depots=tuple(depot_ids.index(site_id) for site_id in accepted[order.id]),
                    vehicle_types=None if len(allowed) == len(fleet) else allowed,
                )
            )
    problem = RoutingProblem(
        durations=travel.durations,
        distances=travel.distances,
        setups=np.array([round(s.setup_min * MINUTE) for s in scenario.sites], dtype=np.int64),
        tasks=tuple(tasks),
        depots=tuple(_depot(scenario.sites[places[d]], places[d], of_group) for d in depot_ids),
        vehicle_types=tuple(_vehicle_type(group, kinds, places, travel) for group in fleet),
        rules=goods_rules(scenario, goods),
        unreachable=UNREACHABLE,
    )
    return Posed(scenario, travel, problem, tuple(parts), depot_ids, fleet)


def _fleet(scenario: Scenario) -> tuple[tuple[Vehicle, ...], ...]:
    """Vehicles that differ in nothing but name, together."""
    groups: dict[tuple[object, ...], list[Vehicle]] = {}
    for vehicle in scenario.vehicles:
        key = (
            vehicle.vehicle_type,
            vehicle.home,
            vehicle.shift_start,
            vehicle.shift_end,
            vehicle.ordinary_h,
            vehicle.max_overtime_h,
        )
        groups.setdefault(key, []).append(vehicle)
    return tuple(tuple(group) for group in groups.values())


def _accepted_depots(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Sites where each order may be loaded or brought: its own, or those of its flow's kinds."""
    of_flow = {
        flow.id: [site.id for site in scenario.sites if site.kind in flow.depot_kinds]
        for flow in scenario.flows
    }
    return {
        order.id: order.depots or tuple(d for d in of_flow[order.flow] if d != order.site)
        for order in scenario.orders
    }


def accessible(site: Site, kind: VehicleKind) -> bool:
    """Whether a kind of vehicle gets into a site: height, exclusion and equipment (R11)."""
    too_high = (
        site.max_height_m is not None
        and kind.height_m is not None
        and kind.height_m > site.max_height_m
    )
    return (
        not too_high
        and kind.id not in site.excluded_vehicle_types
        and set(site.requires_equipment) <= set(kind.equipment)
    )


def _admits(site: Site, amounts: Amounts, order: Order, kind: VehicleKind) -> bool:
    needed = set(amounts.flow(order).requires_equipment)
    return accessible(site, kind) and needed <= set(kind.equipment)


def _windows(order: Order, site: Site, direction: Direction) -> Windows:
    """When a handling may start: order and site both open, and a return ready."""
    ready = order.release if direction is Direction.RETURN else 0
    spans = _spans(order.windows) or ((0, 10 * 24 * HOUR),)
    opening = _spans(site.windows) or ((0, 10 * 24 * HOUR),)
    common = tuple(
        (max(a[0], b[0], ready), min(a[1], b[1]))
        for a in spans
        for b in opening
        if max(a[0], b[0], ready) <= min(a[1], b[1])
    )
    if not order.windows and not site.windows and not ready:
        return ()
    return tuple(sorted(common)) or _NEVER


def _spans(windows: Iterable[Window]) -> Windows:
    return tuple(sorted((window.earliest, window.latest) for window in windows))


def _units(amount: Amount) -> tuple[int, int, int]:
    return (
        math.ceil(amount.slots * _UNITS.slots - 1e-6),
        math.ceil(amount.weight_kg * _UNITS.weight_kg - 1e-6),
        math.ceil(amount.volume_m3 * _UNITS.volume_m3 - 1e-6),
    )


def _capacity(kind: VehicleKind) -> tuple[int, int, int]:
    volume = 10**9 if kind.volume_m3 is None else kind.volume_m3 * _UNITS.volume_m3
    return (
        math.floor(kind.slots * _UNITS.slots + 1e-6),
        math.floor(kind.payload_kg * _UNITS.weight_kg + 1e-6),
        math.floor(volume + 1e-6),
    )


def _divide(amounts: Amounts, order: Order, kinds: list[VehicleKind]) -> list[int]:
    """Carriers of each part of an order: one part, or several where it is large.

    Parts of at most half the largest vehicle let big docks be filled up by vehicles that
    have room left, at little cost for the search.
    """
    most = max((_most(amounts, order, kind) for kind in kinds), default=0)
    if most == 0 or order.carriers <= most * _LARGE_SHARE:
        return [order.carriers]
    nesting = amounts.load_carrier(order).nesting if amounts.flow(order).empties else 1
    size = max(1, math.floor(most * _LARGE_SHARE))
    if size > nesting:
        size -= size % nesting
    n_parts = math.ceil(order.carriers / size)
    return [min(size, order.carriers - size * number) for number in range(n_parts)]


def _most(amounts: Amounts, order: Order, kind: VehicleKind) -> int:
    """Most carriers of an order that a kind of vehicle holds."""
    capacity = _capacity(kind)
    low, high = 0, order.carriers
    while low < high:
        middle = (low + high + 1) // 2
        load = _units(amounts.of(order, middle))
        if all(a <= b for a, b in zip(load, capacity, strict=True)):
            low = middle
        else:
            high = middle - 1
    return low


def _depot(site: Site, place: int, of_group: list[VehicleKind]) -> Depot:
    allowed = frozenset(n for n, kind in enumerate(of_group) if accessible(site, kind))
    cleaning = 2 if Cleaning.WASH in site.cleaning else 1 if Cleaning.WIPE in site.cleaning else 0
    return Depot(
        place=place,
        windows=_spans(site.windows),
        cleaning=cleaning,
        vehicle_types=None if len(allowed) == len(of_group) else allowed,
    )


def _vehicle_type(
    group: tuple[Vehicle, ...],
    kinds: dict[str, VehicleKind],
    places: dict[str, int],
    travel: TravelTimes,
) -> VehicleType:
    vehicle = group[0]
    kind = kinds[vehicle.vehicle_type]
    return VehicleType(
        n_available=len(group),
        capacity=_capacity(kind),
        start_place=places[vehicle.home],
        end_place=places[vehicle.home],
        shift=(vehicle.shift_start, vehicle.shift_end),
        ordinary=round(vehicle.ordinary_h * HOUR),
        max_overtime=round(vehicle.max_overtime_h * HOUR),
        fixed_cost=kind.cost_per_day_sek,
        cost_per_metre=kind.cost_per_km_sek / 1000,
        cost_per_second=kind.cost_per_h_sek / HOUR,
        cost_per_overtime_second=kind.cost_per_overtime_h_sek / HOUR,
        profile=travel.profile_by_vehicle_type[kind.id],
        mode=int(kind.partition),
        load_duration=round(kind.load_min * MINUTE),
        unload_duration=round(kind.unload_min * MINUTE),
    )
