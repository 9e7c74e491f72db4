"""Which findings are made when levels and visit days are decided? Codes S201-S299."""

from __future__ import annotations

from optimizer.findings.entry import CodeEntry

__all__ = ["SHELVES"]

SHELVES: tuple[CodeEntry, ...] = (
    CodeEntry(
        "S201",
        "There are ward items",
        "The scenario has no items on wards' shelves, so that there are no levels to set.",
        "Add wards, items and ward_items.",
    ),
    CodeEntry(
        "S202",
        "The demand of ward items is known",
        "There is no history of any ward item within the days that the settings name.",
        "Add demand_history, or correct history_from and history_to.",
    ),
    CodeEntry(
        "S204",
        "History is of items that wards keep",
        "Rows of the history name an item that their ward does not keep; they are not used.",
        "Add the ward items, if the wards are to keep them.",
        "note",
    ),
    CodeEntry(
        "S205",
        "Targets can be met",
        "No levels within the limit that is named reach the target; the best are set.",
        "Give more room, smaller packs or more delivery days, or ask for less.",
        "warning",
    ),
    CodeEntry(
        "S206",
        "A ward's shelves hold what its targets ask for",
        "The items of the ward together need more room than its shelves have; levels are the "
        "best that fit.",
        "Give the ward more room or more delivery days, or keep fewer items there.",
        "warning",
    ),
    CodeEntry(
        "S207",
        "The history is long enough",
        "Few weeks of history tell little of the weekdays and of rare demand.",
        "Look at the doubt of each level, and set levels anew when more is known.",
        "warning",
    ),
    CodeEntry(
        "S208",
        "Weekdays have the capacity that deliveries ask for",
        "The wards' deliveries ask for more on a weekday than the warehouse picks or the fleet "
        "carries.",
        "Raise the capacity of the weekday that is named, or let more wards change their days.",
        "warning",
    ),
    CodeEntry(
        "S209",
        "Ward items have levels today",
        "Ward items without the min and max that their policy needs are left out of what is "
        "said of today's levels.",
        "Give today's min and max, to compare with all of them.",
        "note",
    ),
    CodeEntry(
        "S210",
        "Plans have ward items in common",
        "Plans are compared on the ward items that all of them have levels for.",
        "Check that the plans are of this scenario.",
    ),
    CodeEntry(
        "S211",
        "The history covers the weeks asked for",
        "A replay takes its demand from the history, week by week.",
        "Ask for fewer weeks, or draw the demand instead.",
    ),
    CodeEntry(
        "S212",
        "Items can be counted in load carriers",
        "The load carrier of the item's flow has no volume, and the item no pieces per carrier.",
        "Give the load carrier its volume_m3, or the item its pieces_per_carrier.",
        "warning",
    ),
)
