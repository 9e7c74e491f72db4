"""What does each ward item get? Positions against levels give order lines."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from optimizer.domain import Scenario
from optimizer.findings import Finding, Place
from optimizer.level_plan import Level, LevelPlan
from optimizer.replenish.counts import fault_of_count
from optimizer.replenish.deliveries import Delivery
from optimizer.replenish.ordering import order_pieces, raised
from optimizer.replenish.use import Use, use_of_level, uses_of_history
from optimizer.ward_stores import Item, Policy, StockClass, WardItem

__all__ = ["Line", "LineMaker", "Urgency"]

_FIRST_ROW = 2
_MOST_PIECES = 10**7


class Urgency(IntEnum):
    """How soon a line is needed; lower is sooner."""

    EMPTY = 0
    """Nothing is on the shelf or on its way."""
    NOW = 1
    """The shelf may not last until the next delivery, or nobody can tell."""
    LATER = 2
    """It lasts until the next delivery with the probability that is promised."""


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces that a ward item is to get.

    Parameters
    ----------
    row : int
        Index in the scenario's ward items.
    ward_item : WardItem
        Ward and item.
    item : Item
        The item.
    stock_class : StockClass
        Its criticality class.
    pieces : int
        How many. [pieces]
    urgency : Urgency
        How soon.
    spare : float
        Position less the stock that lasts until the next delivery, over the expected use
        until then: the higher, the sooner it may wait. [-]
    """

    row: int
    ward_item: WardItem
    item: Item
    stock_class: StockClass
    pieces: int
    urgency: Urgency
    spare: float


@dataclass(frozen=True, slots=True)
class _Rule:
    policy: Policy
    low: int
    high: int
    pack: int


class LineMaker:
    """Makes the order lines of a day, and remembers what it found.

    Parameters
    ----------
    scenario : Scenario
        Ward items with their counts.
    levels : LevelPlan or None
        Min and max; None for today's own.
    day : date
        Day of delivery.
    """

    def __init__(self, scenario: Scenario, levels: LevelPlan | None, day: dt.date) -> None:
        self._scenario = scenario
        self._day = day
        self._items = {item.id: item for item in scenario.items}
        self._classes = {row.id: row for row in scenario.stock_classes}
        self._leads = {(row.ward, row.flow): row.lead_days for row in scenario.lead_times}
        self._levels: Mapping[tuple[str, str], Level] | None = None
        self._uses: Mapping[tuple[str, str], Use] | None = None
        if levels is None:
            self._uses = uses_of_history(scenario)
        else:
            self._levels = {(level.ward, level.item): level for level in levels.levels}
        self.findings: list[Finding] = []
        self.n_due = 0
        self.n_counted = 0

    @property
    def knows_demand(self) -> bool:
        """Whether anything tells how much is used."""
        return self._levels is not None or self._uses is not None

    def lines(self, due: Mapping[str, Delivery]) -> list[Line]:
        """Order lines of the wards that are due, in the order of the ward items."""
        found: list[Line] = []
        for row, ward_item in enumerate(self._scenario.ward_items):
            delivery = due.get(ward_item.ward)
            if delivery is not None:
                self.n_due += 1
                line = self._line(row, ward_item, delivery)
                if line is not None:
                    found.append(line)
        return found

    def _line(self, row: int, ward_item: WardItem, delivery: Delivery) -> Line | None:
        item = self._items[ward_item.item]
        lead = self._leads.get((ward_item.ward, item.flow), delivery.ward.lead_days)
        fault = fault_of_count(
            ward_item,
            row + _FIRST_ROW,
            morning=self._day - dt.timedelta(days=lead),
            max_age_days=self._scenario.stock.max_count_age_days,
        )
        if fault is not None or ward_item.on_hand is None:
            self.findings += [fault] if fault else []
            return None
        self.n_counted += 1
        key = ward_item.ward, ward_item.item
        level = self._levels.get(key) if self._levels is not None else None
        rule = _of_level(level) if level is not None else None
        if self._levels is None:
            rule = _of_today(ward_item, item.pack)
        if rule is None:
            self._no_levels(row, ward_item)
            return None
        use = self._use(key, level)
        shelf = _shelf(ward_item, item, delivery.ward.shelf_l)
        low, high = rule.low, rule.high
        if delivery.extra_days and use is not None:
            extra = use.pieces(delivery.extra_days)
            low, high = raised(rule.policy, low, high, pieces=extra, shelf=shelf)
        position = ward_item.on_hand + ward_item.on_order
        pieces = order_pieces(
            *(rule.policy, position, low, high),
            pack=rule.pack,
            shelf=shelf,
            rounding=self._scenario.stock.rounding,
        )
        if not pieces:
            return None
        if pieces + ward_item.on_order > _MOST_PIECES:
            message = f'"{ward_item.item}" of ward "{ward_item.ward}" would get {pieces} pieces'
            place = Place("ward_items", row + _FIRST_ROW, "max_pieces")
            self.findings.append(Finding("S931", message, place))
            return None
        stock_class = self._classes[ward_item.stock_class or item.stock_class]
        target = max(stock_class.fill_rate, stock_class.cycle_service)
        if level is not None:
            target = max(level.fill_rate_target, level.cycle_service_target)
        days = None if delivery.days is None else delivery.days + lead
        urgency, spare = _urgency(position, use, days, target)
        return Line(row, ward_item, item, stock_class, pieces, urgency, spare)

    def _use(self, key: tuple[str, str], level: Level | None) -> Use | None:
        if level is not None:
            return use_of_level(level)
        return self._uses.get(key) if self._uses is not None else None

    def _no_levels(self, row: int, ward_item: WardItem) -> None:
        column = "max_pieces"
        if ward_item.policy is Policy.PACKS or ward_item.max_pieces is not None:
            column = "min_pieces"
        whose = "levels" if self._levels is not None else "the ward items"
        message = f'{whose} have none for "{ward_item.item}" on ward "{ward_item.ward}"'
        place = Place("ward_items", row + _FIRST_ROW, column)
        self.findings.append(Finding("S925", message, place))


def _of_level(level: Level) -> _Rule:
    return _Rule(level.policy, level.min_pieces, level.max_pieces, level.pack)


def _of_today(ward_item: WardItem, pack: int) -> _Rule | None:
    """Today's levels, None where one that the policy needs is missing."""
    policy, low, high = ward_item.policy, ward_item.min_pieces, ward_item.max_pieces
    if policy in {Policy.PAR, Policy.KANBAN}:
        low = 0 if low is None else low
    if policy is Policy.PACKS:
        high = 0 if high is None else high
    if low is None or high is None:
        return None
    return _Rule(policy, low, high, pack)


def _shelf(ward_item: WardItem, item: Item, shelf_l: float | None) -> int | None:
    """Pieces that the shelf holds: the item's own room, and the ward's for it alone."""
    own = ward_item.shelf_pieces
    if shelf_l is None:
        return own
    all_of_it = math.floor(shelf_l / item.volume_l + 1e-9)
    return all_of_it if own is None else min(own, all_of_it)


def _urgency(
    position: int, use: Use | None, days: int | None, target: float
) -> tuple[Urgency, float]:
    if position <= 0 and (use is None or use.per_day > 0):
        return Urgency.EMPTY, 0.0
    if use is None or days is None:
        return Urgency.NOW, 0.0
    spare = position - use.lasting(days, target)
    if spare < 0:
        return Urgency.NOW, 0.0
    return Urgency.LATER, spare / max(days * use.per_day, 1e-9)
