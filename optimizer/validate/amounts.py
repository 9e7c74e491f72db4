"""Do goods fit: into their carriers, and one carrier into some vehicle?"""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.domain import VehicleType
from optimizer.findings import Finding
from optimizer.validate.sizes import oversized
from optimizer.validate.tables import OrderRow, Tables, at, rows

__all__ = [
    "free_to_leave_out",
    "heavy_tares",
    "mandatory_with_penalty",
    "obstacles",
    "optional_without_penalty",
    "overloaded_carriers",
    "too_big_for_all",
]

_SMALL = 1e-6
_TYPES_NAMED = 4


def optional_without_penalty(tables: Tables) -> Iterator[Finding]:
    """Optional orders of which nobody knows what they are worth."""
    for row, order in rows(tables.scenario.orders):
        if not order.mandatory and order.penalty_sek is None:
            message = f'order "{order.id}" is optional but has no penalty'
            yield Finding("V501", message, at("orders", row, "penalty_sek"))


def free_to_leave_out(tables: Tables) -> Iterator[Finding]:
    """Optional orders that are worth nothing."""
    for row, order in rows(tables.scenario.orders):
        if not order.mandatory and order.penalty_sek == 0:
            message = f'leaving out optional order "{order.id}" costs 0 SEK'
            yield Finding("V510", message, at("orders", row, "penalty_sek"))


def mandatory_with_penalty(tables: Tables) -> Iterator[Finding]:
    """Penalties that are never counted."""
    for row, order in rows(tables.scenario.orders):
        if order.mandatory and order.penalty_sek:
            message = "a mandatory order has a penalty"
            yield Finding("V502", message, at("orders", row, "penalty_sek"))


def heavy_tares(tables: Tables) -> Iterator[Finding]:
    """Load carriers that are too heavy to hold anything."""
    for row, carrier in rows(tables.scenario.load_carriers):
        if carrier.max_gross_kg is not None and carrier.tare_kg >= carrier.max_gross_kg:
            message = (
                f'"{carrier.id}" weighs {carrier.tare_kg:g} kg empty and may weigh '
                f"{carrier.max_gross_kg:g} kg in all"
            )
            yield Finding("V511", message, at("load_carriers", row, "tare_kg"))


def overloaded_carriers(tables: Tables) -> Iterator[Finding]:
    """Orders whose carriers would weigh more than they may."""
    for row in tables.orders:
        order, carrier = row.order, row.carrier
        gross = carrier.tare_kg + order.weight_kg / order.carriers
        if carrier.max_gross_kg is not None and gross > carrier.max_gross_kg + _SMALL:
            message = (
                f'order "{order.id}": {order.weight_kg:g} kg in {order.carriers} "{carrier.id}" '
                f"makes {gross:.0f} kg each, {carrier.max_gross_kg:g} kg allowed"
            )
            yield Finding("V503", message, at("orders", row.row, "weight_kg"))


def obstacles(tables: Tables, row: OrderRow, type_: VehicleType) -> tuple[tuple[str, str], ...]:
    """Why a vehicle type cannot take one carrier of an order: rules R7 and R11.

    Parameters
    ----------
    tables : Tables
        The scenario's tables.
    row : OrderRow
        The order.
    type_ : VehicleType
        The vehicle type.

    Returns
    -------
    tuple of (column, reason)
        Column of the orders' table that is concerned, and what stands in the way; empty
        where nothing does.
    """
    one, site = tables.amounts.of(row.order, 1), row.site
    found: list[tuple[str, str]] = []
    if one.slots > type_.slots + _SMALL:
        found.append(("load_carrier", f"{one.slots:g} slots, has {type_.slots:g}"))
    if one.weight_kg > type_.payload_kg + _SMALL:
        found.append(("weight_kg", f"{one.weight_kg:.0f} kg, takes {type_.payload_kg:g}"))
    if type_.volume_m3 is not None and one.volume_m3 > type_.volume_m3 + _SMALL:
        found.append(("load_carrier", f"{one.volume_m3:g} m3, has {type_.volume_m3:g}"))
    if type_.id in site.excluded_vehicle_types:
        found.append(("site", "excluded at the site"))
    limit, height = site.max_height_m, type_.height_m
    if limit is not None and height is not None and height > limit:
        found.append(("site", f"{height:g} m high, {limit:g} admitted"))
    required = (("flow", row.flow.requires_equipment), ("site", site.requires_equipment))
    for column, words in required:
        lacking = [word for word in words if word not in type_.equipment]
        if lacking:
            found.append((column, f"lacks {', '.join(lacking)}"))
    return tuple(found)


def too_big_for_all(tables: Tables) -> Iterator[Finding]:
    """Orders of which no vehicle can take even one carrier."""
    used = () if oversized(tables) else tables.types_in_use
    known: dict[tuple[object, ...], tuple[str, str] | None] = {}
    for row in tables.orders if used else ():
        each = row.order.weight_kg / row.order.carriers
        key = (row.flow.id, row.site.id, row.carrier.id, each)
        if key not in known:
            known[key] = _why_none(tables, row, used)
        why = known[key]
        if why is not None:
            column, reasons = why
            message = f'no vehicle can take one carrier of order "{row.order.id}": {reasons}'
            yield Finding("V504", message, at("orders", row.row, column))


def _why_none(
    tables: Tables, row: OrderRow, used: tuple[VehicleType, ...]
) -> tuple[str, str] | None:
    by_type: list[tuple[str, tuple[tuple[str, str], ...]]] = []
    for type_ in used:
        found = obstacles(tables, row, type_)
        if not found:
            return None
        by_type.append((type_.id, found))
    told = "; ".join(
        f"{id_}: {', '.join(reason for _, reason in found)}"
        for id_, found in by_type[:_TYPES_NAMED]
    )
    rest = len(by_type) - _TYPES_NAMED
    column = by_type[0][1][0][0]
    return column, told + (f"; and {rest} more vehicle types" if rest > 0 else "")
