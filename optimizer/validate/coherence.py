"""Is a scenario coherent? Every check, in the order in which its findings are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from optimizer.domain import Scenario
from optimizer.findings import Finding
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
from optimizer.validate.tables import Tables, together

__all__ = ["CHECKS", "validate"]

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
