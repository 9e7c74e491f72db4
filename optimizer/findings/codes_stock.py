"""Which findings are made about ward stores? Codes V901-V999.

V90x rows that stand twice or do not fit together, V91x levels and shelves, V92x delivery
days and lead times, V93x counts and history. Ids are told as V101 to V104.
"""

from __future__ import annotations

from optimizer.findings.entry import CodeEntry

__all__ = ["CODES"]

_ROWS = (
    CodeEntry(
        "V901",
        "A row about a thing is there once",
        "Two rows are about the same ward and item, ward and flow, day, weekday or order line, so "
        "that either could be meant.",
        "Delete one of them, or make them one.",
    ),
    CodeEntry(
        "V902",
        "Items ride in deliveries",
        "The item's flow brings goods back from the wards.",
        "Name a flow whose direction is delivery.",
    ),
    CodeEntry(
        "V903",
        "A line fits its order",
        "The item rides in another flow than the order's, or the ward is served at another site.",
        "Move the line to another order, or correct item, ward or order.",
        "warning",
    ),
    CodeEntry(
        "V904",
        "Lines are whole packs",
        "The pieces of an order line are no multiple of the item's pack.",
        "Correct the pieces or the pack.",
        "warning",
    ),
    CodeEntry(
        "V905",
        "A piece fits in its load carrier",
        "A piece is larger or heavier than what a load carrier of its flow holds.",
        "Correct volume_l and weight_kg, which are of one piece, or give the flow another carrier.",
    ),
    CodeEntry(
        "V906",
        "A class asks for something",
        "The class has no target and no cost of shortages, so that empty shelves are best.",
        "Give it a fill_rate, a cycle_service or shortage_sek.",
        "warning",
    ),
    CodeEntry(
        "V907",
        "Returns are returns",
        "A row about what comes back names a flow that goes out, or the other way round.",
        "Name a flow of the direction that the column asks for.",
    ),
)

_LEVELS = (
    CodeEntry(
        "V911",
        "The min is not above the max",
        "The reorder point lies above the level that is ordered up to.",
        "Swap the two, or correct one.",
    ),
    CodeEntry(
        "V912",
        "Levels are complete",
        "Only one of min and max is given, where the policy needs both.",
        "Give both, or neither.",
        "warning",
    ),
    CodeEntry(
        "V913",
        "The max has room on the shelf",
        "Today's max, or a single pack, is more than the item's room on the shelf.",
        "Correct max_pieces, the pack or shelf_pieces.",
        "warning",
    ),
    CodeEntry(
        "V914",
        "Levels are whole packs",
        "The max is no multiple of the pack (of two packs for kanban), so that orders are rounded.",
        "Nothing needs to be done, unless the pack is wrong.",
        "note",
    ),
    CodeEntry(
        "V915",
        "Today's maxima fit on the ward's shelves",
        "The items' maxima together take more space than the ward has.",
        "Correct shelf_l, volume_l (of one piece) or the levels.",
        "warning",
    ),
)

_DAYS = (
    CodeEntry(
        "V921",
        "A ward that keeps stock has delivery days",
        "The ward has no weekday with delivery, so that its shelves are never filled.",
        "Give visit_days, such as mon|wed|fri.",
    ),
    CodeEntry(
        "V922",
        "Stock is counted at most two days before delivery",
        "Levels are computed for lead times of 0, 1 and 2 days.",
        "Give lead_days in calendar days, at most 2.",
    ),
)

_USE = (
    CodeEntry(
        "V931",
        "Stock is not negative",
        "A count below zero: more was taken out than was ever booked in.",
        "Count the shelf again.",
        "warning",
    ),
    CodeEntry(
        "V932",
        "Counts are not of the future",
        "The count is of a later day than the scenario.",
        "Correct counted, or the scenario's day.",
        "warning",
    ),
    CodeEntry(
        "V933",
        "The history ends before the day",
        "Rows of the demand history are of days after the scenario's, which nobody can know.",
        "Correct the dates, or the scenario's day.",
        "warning",
    ),
    CodeEntry(
        "V934",
        "The history's span holds rows",
        "history_from is after history_to, or all rows lie outside of the two.",
        "Correct stock.history_from and stock.history_to, or leave them empty.",
    ),
    CodeEntry(
        "V935",
        "Ward items have a history",
        "Nothing is known of what was used, so that no level can be found for it.",
        "Add rows to demand_history, or leave it so if nothing was used.",
        "note",
    ),
    CodeEntry(
        "V936",
        "The history is of wards and items that are there",
        "Rows are of a ward or item that its table does not have; they are not used.",
        "Nothing needs to be done if it is no longer kept; else correct the id.",
        "note",
    ),
)

CODES: tuple[CodeEntry, ...] = _ROWS + _LEVELS + _DAYS + _USE
