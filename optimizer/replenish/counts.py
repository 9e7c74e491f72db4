"""Which stock counts can be used? A count that cannot is told, never guessed."""

from __future__ import annotations

import datetime as dt

from optimizer.findings import Finding, Place
from optimizer.ward_stores import WardItem

__all__ = ["fault_of_count"]


def fault_of_count(
    ward_item: WardItem, row: int, *, morning: dt.date, max_age_days: int
) -> Finding | None:
    """What keeps a stock count from being used.

    Parameters
    ----------
    ward_item : WardItem
        The item with its count.
    row : int
        Its row in the table of ward items.
    morning : date
        Morning that decides the delivery: so many days before it as the lead time says.
    max_age_days : int
        How old the count may be that morning. [days]

    Returns
    -------
    Finding or None
        S921 to S924; None if it can be used.
    """
    what = f'"{ward_item.item}" on ward "{ward_item.ward}"'
    counted, on_hand = ward_item.counted, ward_item.on_hand
    if on_hand is None:
        return Finding("S921", f"{what} is not counted", Place("ward_items", row, "on_hand"))
    if on_hand < 0:
        message = f"{what} is counted as {on_hand}"
        return Finding("S922", message, Place("ward_items", row, "on_hand"))
    place = Place("ward_items", row, "counted")
    if counted is None:
        return Finding("S921", f"nobody says when {what} was counted", place)
    if counted > morning:
        return Finding("S923", f"{what} is counted on {counted}, after {morning}", place)
    if (morning - counted).days > max_age_days:
        age = (morning - counted).days
        message = f"the count of {what} on {counted} is {age} days old on {morning}"
        return Finding("S924", message, place)
    return None
