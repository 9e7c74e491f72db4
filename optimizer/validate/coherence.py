"""Is a scenario coherent? Every check, in the order in which its findings are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from optimizer.domain import Scenario
from optimizer.findings import Finding, Severity
from optimizer.validate import (
    amounts,
    baseline,
    fleet,
    hygiene,
    ids,
    numbers,
    places,
    sizes,
    stock_history,
    stock_levels,
    stock_rows,
    times,
    ways,
)
from optimizer.validate.tables import FIRST_ROW, Tables, together

__all__ = ["CHECKS", "ROW_CHECKS", "validate", "validate_readable"]

CHECKS: tuple[Callable[[Tables], Iterator[Finding]], ...] = (
    fleet.no_orders,
    fleet.no_vehicles,
    sizes.too_large,
    ids.duplicate_ids,
    ids.unknown_references,
    ids.look_alike_ids,
    ids.odd_spaces,
    ids.orders_at_their_depot,
    ids.depots_of_other_kinds,
    ids.flows_without_depot,
    hygiene.missing_codes,
    hygiene.asymmetric_codes,
    hygiene.classes_apart_from_themselves,
    hygiene.cleaning_nowhere,
    places.half_positions,
    places.missing_positions,
    places.swapped_positions,
    places.null_islands,
    places.far_away,
    ways.source_without_data,
    ways.sites_outside_matrix,
    ways.contradicting_times,
    ways.sites_outside_graph,
    ways.parts_of_the_graph,
    ways.edges_to_themselves,
    ways.unused_tables,
    times.upside_down_windows,
    times.overlapping_windows,
    times.late_releases,
    times.closed_sites,
    times.short_windows,
    times.upside_down_shifts,
    times.short_shifts,
    amounts.optional_without_penalty,
    amounts.free_to_leave_out,
    amounts.mandatory_with_penalty,
    amounts.heavy_tares,
    amounts.overloaded_carriers,
    amounts.too_big_for_all,
    fleet.unknown_equipment,
    fleet.demand_beyond_fleet,
    fleet.no_cost,
    numbers.unlikely_numbers,
    numbers.unlikely_speeds,
    baseline.baseline_of_another,
    stock_rows.rows_twice,
    stock_rows.returned_items,
    stock_rows.flows_the_wrong_way,
    stock_rows.lines_of_orders,
    stock_rows.lines_in_packs,
    stock_rows.oversized_pieces,
    stock_rows.idle_classes,
    stock_levels.min_max,
    stock_levels.half_levels,
    stock_levels.levels_on_shelf,
    stock_levels.levels_in_packs,
    stock_levels.full_shelves,
    stock_rows.wards_without_days,
    stock_rows.long_lead_times,
    stock_levels.counts,
    stock_history.late_history,
    stock_history.history_span,
    stock_history.items_without_history,
    stock_history.history_ids,
)


ROW_CHECKS: tuple[Callable[[Tables], Iterator[Finding]], ...] = (
    ids.duplicate_ids,
    ids.unknown_references,
    ids.look_alike_ids,
    ids.odd_spaces,
    places.half_positions,
    places.swapped_positions,
    times.upside_down_windows,
    times.overlapping_windows,
    times.upside_down_shifts,
    amounts.optional_without_penalty,
    amounts.mandatory_with_penalty,
)
"""Checks that judge a row by itself and by the ids there are, whatever else is missing."""


def validate(scenario: Scenario) -> tuple[Finding, ...]:
    """Everything that does not fit together in a scenario, at once.

    An error means that no correct plan can be made, or that the data contradicts itself;
    a warning that something is suspicious, for instance an order that will be left
    unserved. What needs travel times is asked by
    :func:`~optimizer.validate.validate_reach`.

    Parameters
    ----------
    scenario : Scenario
        What was read.

    Returns
    -------
    tuple of Finding
        Findings V101-V699, V801 and V9xx, in the order of :data:`CHECKS`; findings that say the
        same of several rows are one. Rows count as in a CSV file whose header is row 1.

    Examples
    --------
    >>> from tests.rigs import amend, hospital_day
    >>> print(validate(amend(hospital_day(), "orders.1", site="lerm"))[0])
    error V104 orders:3 site: "lerm" is no id in sites. Did you mean "lerum"?
    """
    tables = Tables(scenario)
    return together([finding for check in CHECKS for finding in check(tables)])


def validate_readable(
    scenario: Scenario, doubtful: Mapping[str, Mapping[int, set[str]]]
) -> tuple[Finding, ...]:
    """What does not fit together in a scenario of which some cells could not be read.

    Parameters
    ----------
    scenario : Scenario
        With stand-ins in the cells that could not be read.
    doubtful : mapping of str to mapping of int to set of str
        By table and index of the row, the columns that hold stand-ins.

    Returns
    -------
    tuple of Finding
        Errors; none of a stand-in, none that a missing row or id could explain.
    """
    unsure = {
        table
        for table, rows in doubtful.items()
        if not getattr(scenario, table) or any("id" in columns for columns in rows.values())
    }
    tables = Tables(scenario, unsure=unsure)
    found = []
    for finding in (f for check in ROW_CHECKS for f in check(tables)):
        place = finding.place
        index = None if place.row is None else place.row - FIRST_ROW
        stand_ins = doubtful.get(place.source, {}).get(index, set()) if index is not None else set()
        told = "id" in stand_ins or any(part in stand_ins for part in _columns(place.column))
        if finding.severity is Severity.ERROR and not told:
            found.append(finding)
    return together(found)


def _columns(column: str) -> set[str]:
    """Columns that a finding speaks of; those of one kind come in pairs."""
    partners = {"lat": "lon", "x_m": "y_m", "shift_start": "shift_end", "mandatory": "penalty_sek"}
    both = {*partners.items(), *((b, a) for a, b in partners.items())}
    return {column, *(b for a, b in both if a == column)}
