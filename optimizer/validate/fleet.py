"""Is there anything to plan, with something to do it with, at some cost?"""

from __future__ import annotations

import math
from collections.abc import Iterator

from optimizer.domain import Direction, Vehicle
from optimizer.findings import Finding, suggestion
from optimizer.units import HOUR, MINUTE
from optimizer.validate.tables import Tables, at, rows

__all__ = [
    "demand_beyond_fleet",
    "duty_s",
    "no_cost",
    "no_orders",
    "no_vehicles",
    "unknown_equipment",
]


def no_orders(tables: Tables) -> Iterator[Finding]:
    """A day on which nothing is asked, and which no stock count will give orders."""
    if not tables.scenario.orders and not tables.scenario.ward_items:
        yield Finding("V507", "there are no orders", at("orders"))


def no_vehicles(tables: Tables) -> Iterator[Finding]:
    """A day on which nobody drives."""
    if not tables.scenario.vehicles:
        yield Finding("V508", "there are no vehicles", at("vehicles"))


def no_cost(tables: Tables) -> Iterator[Finding]:
    """A fleet that costs nothing, whatever it does."""
    used = tables.types_in_use
    rates = ("cost_per_day_sek", "cost_per_km_sek", "cost_per_h_sek", "cost_per_overtime_h_sek")
    if used and not any(getattr(type_, rate) for type_ in used for rate in rates):
        message = "every cost of every vehicle type in use is zero"
        yield Finding("V509", message, at("vehicle_types"))


def unknown_equipment(tables: Tables) -> Iterator[Finding]:
    """Equipment that is required where today's orders go, and that no vehicle has."""
    had = dict.fromkeys(word for type_ in tables.types_in_use for word in type_.equipment)
    idle = {word for type_ in tables.scenario.vehicle_types for word in type_.equipment}
    if not tables.scenario.vehicles:
        return
    for table, row, word in _required(tables):
        if word in had:
            continue
        if word in idle:
            message = f'"{word}" is required; the vehicle types that have it are not in use'
            remedy = "Add a vehicle of such a type, or expect orders to be left unserved."
        else:
            message = f'"{word}" is required, and no vehicle type has it'
            remedy = suggestion(word, had) or "Add it to a vehicle type's equipment."
        yield Finding("V505", message, at(table, row, "requires_equipment"), remedy)


def _required(tables: Tables) -> Iterator[tuple[str, int, str]]:
    for row, site in rows(tables.scenario.sites):
        if site.id in tables.used_sites:
            yield from (("sites", row, word) for word in site.requires_equipment)
    flows = {row.flow.id for row in tables.orders}
    for row, flow in rows(tables.scenario.flows):
        if flow.id in flows:
            yield from (("flows", row, word) for word in flow.requires_equipment)


def duty_s(vehicle: Vehicle) -> float:
    """Longest duty of a vehicle: rule R10. [s]"""
    hours = (vehicle.ordinary_h + vehicle.max_overtime_h) * HOUR
    return max(0.0, min(vehicle.shift_end - vehicle.shift_start, hours))


def demand_beyond_fleet(tables: Tables) -> Iterator[Finding]:
    """Orders that take more hours than there are, even if nobody had to drive.

    A bound from below: handling at the sites, and loading and unloading at depots as often
    as the largest vehicle would have to.
    """
    used, amounts = tables.types_in_use, tables.amounts
    if not used or not tables.orders:
        return
    largest = max(type_.slots for type_ in used)
    slots = dict.fromkeys(Direction, 0.0)
    needed = 0.0
    for row in tables.orders:
        slots[row.flow.direction] += amounts.of(row.order, row.order.carriers).slots
        needed += amounts.handling_s(row.order, row.order.carriers)
    n_loads, n_unloads = (math.ceil(slots[d] / largest) for d in Direction)
    needed += n_loads * min(t.load_min for t in used) * MINUTE
    needed += n_unloads * min(t.unload_min for t in used) * MINUTE
    there_are = sum(
        duty_s(v) for v in tables.scenario.vehicles if v.vehicle_type in tables.vehicle_types
    )
    if needed > there_are:
        message = (
            f"handling and loading take at least {needed / HOUR:.1f} h ({n_loads} full loads out, "
            f"{n_unloads} home); all vehicles together are on duty {there_are / HOUR:.1f} h"
        )
        yield Finding("V506", message, at("vehicles"))
