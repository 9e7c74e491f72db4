"""Which findings are made when today's goods are found? Codes S920-S949."""

from __future__ import annotations

from optimizer.findings.entry import CodeEntry

__all__ = ["CODES"]

_COUNTS = (
    CodeEntry(
        "S920",
        "Some stock count can be used",
        "Of the wards with delivery that day no stock count can be used.",
        "Give on_hand and counted of the ward items, from the morning of the count.",
    ),
    CodeEntry(
        "S921",
        "Stock is counted",
        "There is no stock, or no day on which it was counted; the item gets nothing.",
        "Count the stock and give on_hand and counted.",
        "warning",
    ),
    CodeEntry(
        "S922",
        "Stock is not negative",
        "A count below zero means that something was booked twice; the item gets nothing.",
        "Count the stock anew.",
        "warning",
    ),
    CodeEntry(
        "S923",
        "Stock is not counted ahead of time",
        "The count is later than the morning that decides the delivery; the item gets nothing.",
        "Correct counted, the ward's lead_days or the day of delivery.",
        "warning",
    ),
    CodeEntry(
        "S924",
        "Stock counts are fresh",
        "The count is older than max_count_age_days allows; the item gets nothing.",
        "Count the stock anew, or allow older counts in the settings.",
        "warning",
    ),
)

_LEVELS = (
    CodeEntry(
        "S925",
        "Ward items have levels",
        "There is no min or max that the policy needs; the item gets nothing.",
        "Give min_pieces and max_pieces, or set the levels anew.",
        "warning",
    ),
    CodeEntry(
        "S926",
        "Levels are of this scenario",
        "Levels name ward items that the scenario does not have; they are not used.",
        "Check that the levels were set for this scenario.",
        "warning",
    ),
    CodeEntry(
        "S927",
        "Levels are made for the wards' delivery days",
        "The ward is visited on other weekdays than its levels are made for.",
        "Set the levels anew, or give the ward the delivery days of its levels.",
        "warning",
    ),
    CodeEntry(
        "S928",
        "Levels are raised before deliveries that fall away",
        "The delivery has to last longer than usual: min and max are raised by the demand "
        "expected on the extra days.",
        "Nothing to do.",
        "note",
    ),
    CodeEntry(
        "S929",
        "Demand is known before deliveries fall away",
        "The delivery has to last longer than usual, and nothing tells how much is used.",
        "Give levels or a demand history, or add what is needed by hand.",
        "warning",
    ),
)

_GOODS = (
    CodeEntry(
        "S930",
        "A piece fits in its load carrier",
        "The piece is larger or heavier than a load carrier of its flow holds, or the carrier "
        "has no volume; the item gets nothing.",
        "Correct the item or its flow's load carrier, or give pieces_per_carrier.",
        "warning",
    ),
    CodeEntry(
        "S931",
        "A delivery is of a size that can be",
        "More pieces, load carriers or kilograms are needed than any order may have.",
        "Correct the max, or the volumes and weights of the items.",
    ),
    CodeEntry(
        "S932",
        "Goods may wait for a fuller load carrier",
        "They would fill little of a load carrier, and the shelves last until the next delivery.",
        "Nothing to do.",
        "note",
    ),
)

_DAY = (
    CodeEntry(
        "S940",
        "There are ward items",
        "The scenario has no items on wards' shelves, so that nothing can be replenished.",
        "Add wards, items and ward_items.",
    ),
    CodeEntry(
        "S941",
        "Deliveries fall away on closed days",
        "It is the ward's weekday, but a holiday or closed day: it gets its goods next time.",
        "Nothing to do; open the day in closed_days if goods are delivered after all.",
        "note",
    ),
    CodeEntry(
        "S942",
        "Some ward has a delivery that day",
        "No ward has a delivery on the day; no orders are added.",
        "Check the day and the wards' visit_days.",
        "note",
    ),
    CodeEntry(
        "S943",
        "Orders are of the day",
        "The scenario has orders of another day; they are kept.",
        "Remove them if they are served on their own day.",
        "warning",
    ),
    CodeEntry(
        "S944",
        "The scenario of the day holds what the day needs",
        "Demand history and baseline are not part of the scenario with the new orders.",
        "Nothing to do; they are in the scenario it was made from.",
        "note",
    ),
)

CODES: tuple[CodeEntry, ...] = _COUNTS + _LEVELS + _GOODS + _DAY
