"""What stands on a ward's shelves, and who fills them? Frozen documents of the ward stores.

Tables of a scenario besides those of its day (``optimizer.domain``): wards and their shelf
space, items, today's min and max, stock counts, delivery weekdays, lead times, closed days
and capacities per weekday. What was used, day by day, is in ``optimizer.history``.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from pydantic import Field

from optimizer.plan import Document, Identifier, Name

__all__ = [
    "WEEKDAYS",
    "ClosedDay",
    "Holidays",
    "Item",
    "LeadTime",
    "OrderLine",
    "Policy",
    "Rounding",
    "StockClass",
    "StockSettings",
    "Ward",
    "WardItem",
    "Weekday",
    "WeekdayCapacity",
]


class Weekday(StrEnum):
    """Day of an ISO week."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


WEEKDAYS: tuple[Weekday, ...] = tuple(Weekday)
"""The ISO week, Monday first: the index is ``date.weekday()``."""


class Policy(StrEnum):
    """How a shelf is replenished when the ward's delivery day comes."""

    MIN_MAX = "min_max"
    """(R,s,S): at or below the min, order up to the max."""
    PAR = "par"
    """(R,S): always order up to the max; there is no min."""
    PACKS = "packs"
    """(R,s,nQ): at or below the min, as many whole packs as bring it above the min."""
    KANBAN = "kanban"
    """Two bins: an empty bin is exchanged for a full one. The bin is half the max."""


class Rounding(StrEnum):
    """What becomes of an order that is no multiple of the pack."""

    DOWN = "down"
    """Fewer packs: the max is never passed."""
    UP = "up"
    """More packs, yet never so many that the shelf's own limit is passed."""


class Holidays(StrEnum):
    """Which public days are without deliveries."""

    NONE = "none"
    PUBLIC = "public"
    """Sweden's public holidays."""
    PUBLIC_AND_EVES = "public_and_eves"
    """The eves of Twelfth Night, Easter (Maundy Thursday), Walpurgis, Midsummer, Christmas
    and New Year as well."""


class StockClass(Document):
    """How badly a shortage hurts: a criticality class with its own targets."""

    id: Identifier = Field(description="Name that items use.")
    name: Name = Field(default="", description="Name for people.")
    fill_rate: float = Field(
        default=0.98, ge=0, lt=1, description="Least share of demand met from the shelf. [-]"
    )
    cycle_service: float = Field(
        default=0,
        ge=0,
        lt=1,
        description="Least probability of no stock-out between deliveries; 0: none asked. [-]",
    )
    shortage_sek: float = Field(
        default=0,
        ge=0,
        le=1e6,
        description="Cost of each piece that is missing when asked for. [SEK/piece]",
    )


class Ward(Document):
    """A ward or clinic that consumes items, and its store."""

    id: Identifier = Field(description="Name that other tables use.")
    name: Name = Field(default="", description="Name for people.")
    site: Identifier = Field(description="Site its goods are brought to: dock, ward or clinic.")
    shelf_l: float | None = Field(
        default=None, gt=0, le=1e7, description="Shelf space; empty: not limited. [l]"
    )
    visit_days: tuple[Weekday, ...] = Field(
        default=(Weekday.MON, Weekday.TUE, Weekday.WED, Weekday.THU, Weekday.FRI),
        description="Weekdays with delivery.",
    )
    lead_days: int = Field(
        default=0,
        ge=0,
        le=7,
        description="Calendar days from the morning the stock is counted to delivery. [days]",
    )


class Item(Document):
    """An article that wards keep in stock."""

    id: Identifier = Field(description="Article number.")
    name: Name = Field(default="", description="Name for people.")
    flow: Identifier = Field(description="Flow it rides in, one of direction delivery.")
    stock_class: Identifier = Field(description="Its criticality class.")
    volume_l: float = Field(gt=0, le=10_000, description="Space of a piece. [l]")
    weight_kg: float = Field(default=0, ge=0, le=10_000, description="Weight of a piece. [kg]")
    pieces_per_carrier: int | None = Field(
        default=None,
        ge=1,
        le=10**7,
        description="Pieces that fill a load carrier; empty: by volume and weight.",
    )
    pack: int = Field(default=1, ge=1, le=10**6, description="Pieces of a pack. [pieces]")
    cost_sek: float = Field(default=0, ge=0, le=1e7, description="Cost of a piece. [SEK]")
    holding_rate: float | None = Field(
        default=None, ge=0, le=10, description="Holding, where it is not the settings'. [1/year]"
    )


class WardItem(Document):
    """An item on a ward's shelf: today's levels and today's stock."""

    ward: Identifier = Field(description="Ward.")
    item: Identifier = Field(description="Item.")
    policy: Policy = Field(default=Policy.MIN_MAX, description="How it is replenished.")
    min_pieces: int | None = Field(
        default=None, ge=0, le=10**7, description="Today's min: reorder point s. [pieces]"
    )
    max_pieces: int | None = Field(
        default=None, ge=0, le=10**7, description="Today's max: order-up-to level S. [pieces]"
    )
    shelf_pieces: int | None = Field(
        default=None, ge=0, le=10**7, description="Room on the shelf; empty: not limited. [pieces]"
    )
    stock_class: Identifier | None = Field(
        default=None, description="Criticality class, where it is not the item's."
    )
    on_hand: int | None = Field(
        default=None, ge=-(10**7), le=10**7, description="Stock as counted. [pieces]"
    )
    on_order: int = Field(
        default=0, ge=0, le=10**7, description="Ordered and not yet delivered. [pieces]"
    )
    counted: dt.date | None = Field(
        default=None, description="Morning the stock was counted. [YYYY-MM-DD]"
    )

    def levels(self, pack: int) -> tuple[int, int] | None:
        """What its policy makes of today's min and max.

        A par level needs the max alone, whole packs (R,s,nQ) the min alone, two bins the max: a
        bin is half of it.

        Parameters
        ----------
        pack : int
            Pack of the item. [pieces]

        Returns
        -------
        (s, S) or None
            Reorder point and order-up-to level [pieces]; None where what it needs is not there,
            or the min is above the max.

        Examples
        --------
        >>> WardItem(ward="w", item="i", policy=Policy.PAR, max_pieces=12).levels(1)
        (11, 12)
        >>> WardItem(ward="w", item="i", max_pieces=12).levels(1) is None
        True
        """
        low, high = self.min_pieces, self.max_pieces
        if self.policy is Policy.PACKS:
            high = None if low is None else low + pack
        elif high is not None and self.policy is Policy.PAR:
            low = high - 1
        elif high is not None and self.policy is Policy.KANBAN:
            low, high = high // 2, high // 2 * 2
        if low is None or high is None or low > high:
            return None
        return low, high


class LeadTime(Document):
    """A lead time that differs from the ward's own."""

    ward: Identifier = Field(description="Ward.")
    flow: Identifier = Field(description="Flow.")
    lead_days: int = Field(
        ge=0, le=7, description="Calendar days from the count to delivery. [days]"
    )


class ClosedDay(Document):
    """A day whose deliveries differ from the weekly rhythm and from the public holidays."""

    date: dt.date = Field(description="The day. [YYYY-MM-DD]")
    ward: Identifier | None = Field(default=None, description="Only this ward; empty: all.")
    open: bool = Field(default=False, description="Open after all, though it is a holiday.")
    reason: Name = Field(default="", description="Why, for people.")


class WeekdayCapacity(Document):
    """What warehouse and fleet can do on a weekday."""

    weekday: Weekday = Field(description="Weekday.")
    lines: int | None = Field(
        default=None, ge=0, le=10**8, description="Order lines that can be picked. [lines]"
    )
    carriers: float | None = Field(
        default=None, ge=0, le=1e6, description="Load carriers that can be driven out. [carriers]"
    )


class OrderLine(Document):
    """Pieces of an item that ride in an order: the pick list."""

    order: Identifier = Field(description="Order it is part of.")
    ward: Identifier = Field(description="Ward it is for.")
    item: Identifier = Field(description="Item.")
    pieces: int = Field(ge=1, le=10**7, description="Pieces, a multiple of the pack. [pieces]")


class StockSettings(Document):
    """Prices and rules of the ward stores."""

    line_sek: float = Field(
        default=18,
        ge=0,
        le=1e5,
        description="Picking, packing and putting away an order line. [SEK/line]",
    )
    visit_sek: float = Field(
        default=0, ge=0, le=1e6, description="A delivery to a ward, whatever it holds. [SEK/visit]"
    )
    emergency_sek: float = Field(
        default=400,
        ge=0,
        le=1e6,
        description="An emergency delivery: one per ward and day with a shortage. [SEK/delivery]",
    )
    holding_rate: float = Field(
        default=0.2, ge=0, le=10, description="Holding cost over stock value. [1/year]"
    )
    rounding: Rounding = Field(
        default=Rounding.DOWN, description="Orders that are no multiple of the pack."
    )
    carrier_fill: float = Field(
        default=0.85, gt=0, le=1, description="Share of a carrier's space that can be filled. [-]"
    )
    holidays: Holidays = Field(
        default=Holidays.PUBLIC_AND_EVES, description="Days without deliveries."
    )
    max_count_age_days: int = Field(
        default=0, ge=0, le=60, description="How old a stock count may be when it is used. [days]"
    )
    history_from: dt.date | None = Field(
        default=None, description="First day of the history; empty: its earliest row."
    )
    history_to: dt.date | None = Field(
        default=None, description="Last day of the history; empty: its latest row."
    )
