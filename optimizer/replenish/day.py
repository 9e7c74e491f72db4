"""What does each ward get today? Counts against levels, packed into carriers, as orders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from optimizer.calendar import OpenDays
from optimizer.domain import Order, Scenario
from optimizer.findings import DataError, Finding, Place, Severity
from optimizer.level_plan import LevelPlan
from optimizer.replenish.deliveries import (
    Delivery,
    closed_today,
    deliveries,
    named,
    other_visit_days,
    several,
)
from optimizer.replenish.lines import Line, LineMaker
from optimizer.replenish.orders import CarrierLoad, OrderMaker
from optimizer.validate.tables import together
from optimizer.ward_stores import OrderLine, WardItem

__all__ = ["Replenished", "Waiting", "replenish"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Pieces that wait for a fuller load carrier.

    Parameters
    ----------
    ward, item : str
        Whose they are, and what.
    pieces : int
        How many. [pieces]
    until : date
        Next delivery of the ward; what is sent then is found anew.
    """

    ward: str
    item: str
    pieces: int
    until: dt.date


@dataclass(frozen=True, eq=False)
class Replenished:
    """What comes of a morning's stock count.

    Parameters
    ----------
    scenario : Scenario
        The day with its new orders, ready to be planned: without demand history and baseline,
        and with what is ordered counted as on order.
    findings : tuple of Finding
        Warnings and notes.
    orders : tuple of Order
        The new orders, one for each site and flow.
    lines : tuple of OrderLine
        What is in them, by ward and item: the pick list.
    loads : tuple of CarrierLoad
        What is in each of their load carriers.
    waiting : tuple of Waiting
        What waits for a fuller load carrier.
    """

    scenario: Scenario
    findings: tuple[Finding, ...]
    orders: tuple[Order, ...]
    lines: tuple[OrderLine, ...]
    loads: tuple[CarrierLoad, ...]
    waiting: tuple[Waiting, ...]


def replenish(
    scenario: Scenario,
    levels: LevelPlan | None = None,
    day: dt.date | None = None,
    *,
    may_wait: bool = True,
) -> Replenished:
    """Turn stock counts into the orders of a day.

    By the rules of docs/replenish-rules.md. Wards with delivery that day get what their policy
    says, if their stock is counted no earlier than the settings allow. Before a delivery that falls
    away, min and max are raised by the expected use of the days that the delivery has to last
    longer than in other weeks, never above the shelf; two bins stay as they are. Goods of one
    site and flow are packed into as few load carriers as can be found, a ward's goods together
    where that costs none. What is left over may wait: ``optimizer.replenish.waiting`` has the
    rule.

    Parameters
    ----------
    scenario : Scenario
        A scenario whose ids are known to be coherent.
    levels : LevelPlan, optional
        Min and max; today's own if left out.
    day : date, optional
        Day of delivery; the scenario's own if left out.
    may_wait : bool
        Whether goods may wait for a fuller load carrier.

    Returns
    -------
    Replenished
        The scenario with its new orders, and what was found.

    Raises
    ------
    DataError
        If there are no ward items, if wards have a delivery and no count can be used, or if
        more is asked for than an order can hold; with every finding.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> done = replenish(ward_stores())
    >>> [(order.id, order.carriers, order.priority) for order in done.orders]
    [('lerum-linen', 1, 4)]
    >>> [(line.ward, line.item, line.pieces) for line in done.lines]
    [('mottagning', 'sheet', 16)]
    """
    day = scenario.day if day is None else day
    if not scenario.ward_items:
        raise DataError([Finding("S940", "the table is empty", Place("ward_items"))])
    calendar = OpenDays(scenario)
    due = deliveries(scenario, calendar, day)
    maker = LineMaker(scenario, levels, day)
    lines = maker.lines(due)
    packed = OrderMaker(scenario, may_wait=may_wait)
    packed.make(lines)
    waiting = _waiting(packed.waiting, due)
    findings = [
        *_of_the_day(scenario, due, day),
        *closed_today(scenario, calendar, day),
        *_strange_levels(scenario, levels),
        *other_visit_days(scenario, levels),
        *_longer(due, knows_demand=maker.knows_demand),
        *maker.findings,
        *packed.findings,
        *_waits(waiting),
    ]
    if maker.n_due and not maker.n_counted:
        message = f"of {several(maker.n_due, 'ward item')} due on {day} no count can be used"
        findings.insert(0, Finding("S920", message, Place("ward_items", column="on_hand")))
    told = together(findings)
    if any(finding.severity is Severity.ERROR for finding in told):
        raise DataError(told)
    done, dropped = _with_orders(scenario, day, packed)
    return Replenished(
        scenario=done,
        findings=told + dropped,
        orders=tuple(packed.orders),
        lines=tuple(packed.order_lines),
        loads=tuple(packed.loads),
        waiting=waiting,
    )


def _of_the_day(scenario: Scenario, due: Mapping[str, Delivery], day: dt.date) -> Iterable[Finding]:
    if not due:
        yield Finding("S942", f"no ward has a delivery on {day}", Place("wards"))
    if scenario.orders and day != scenario.day:
        message = f"{several(len(scenario.orders), 'order')} of {scenario.day} kept on {day}"
        yield Finding("S943", message, Place("orders"))


def _strange_levels(scenario: Scenario, levels: LevelPlan | None) -> Iterable[Finding]:
    if levels is None:
        return
    known = {(row.ward, row.item) for row in scenario.ward_items}
    strange = [
        f"{level.ward} {level.item}"
        for level in levels.levels
        if (level.ward, level.item) not in known
    ]
    if strange:
        yield Finding("S926", f"the scenario does not have {named(strange)}", Place("levels"))


def _longer(due: Mapping[str, Delivery], *, knows_demand: bool) -> Iterable[Finding]:
    """Wards whose delivery has to last longer than in other weeks."""
    groups: dict[tuple[dt.date | None, int, int], list[str]] = {}
    for ward, delivery in due.items():
        if delivery.extra_days and delivery.days is not None:
            key = delivery.following, delivery.days, delivery.extra_days
            groups.setdefault(key, []).append(ward)
    for (following, days, extra), wards in groups.items():
        lasts = (
            f"the delivery to {named(wards)} has to last {several(days, 'day')}, until "
            f"{following}, {several(extra, 'day')} more than in other weeks"
        )
        if knows_demand:
            message = f"{lasts}: min and max are raised by the use expected on them"
            yield Finding("S928", message, Place("wards", column="visit_days"))
        else:
            yield Finding("S929", lasts, Place("wards", column="visit_days"))


def _waiting(lines: Iterable[Line], due: Mapping[str, Delivery]) -> tuple[Waiting, ...]:
    # A line may wait only where the next delivery is known.
    return tuple(
        Waiting(line.ward_item.ward, line.item.id, line.pieces, following)
        for line in lines
        if (following := due[line.ward_item.ward].following) is not None
    )


def _waits(waiting: Iterable[Waiting]) -> Iterable[Finding]:
    groups: dict[tuple[str, dt.date], list[str]] = {}
    for row in waiting:
        groups.setdefault((row.ward, row.until), []).append(row.item)
    for (ward, until), items in groups.items():
        message = f'{named(items)} of ward "{ward}" may wait until {until}'
        yield Finding("S932", message, Place("ward_items"))


def _with_orders(
    scenario: Scenario, day: dt.date, packed: OrderMaker
) -> tuple[Scenario, tuple[Finding, ...]]:
    """The scenario of the day, and what is left out of it."""
    ordered = {line.row: line.pieces for line in packed.lines}
    left_out = [
        name
        for name, there in (
            ("demand_history", scenario.demand_history is not None),
            ("baseline", scenario.baseline is not None),
        )
        if there
    ]
    done = scenario.model_copy(
        update={
            "day": day,
            "orders": (*scenario.orders, *packed.orders),
            "order_lines": (*scenario.order_lines, *packed.order_lines),
            "ward_items": tuple(
                _ordered(row, ordered.get(i, 0)) for i, row in enumerate(scenario.ward_items)
            ),
            "demand_history": None,
            "baseline": None,
        }
    )
    if not left_out:
        return done, ()
    message = f"{' and '.join(left_out)} left out of the scenario of {day}"
    return done, (Finding("S944", message),)


def _ordered(row: WardItem, pieces: int) -> WardItem:
    """The ward item with pieces that are on their way from now on."""
    return row.model_copy(update={"on_order": row.on_order + pieces}) if pieces else row
