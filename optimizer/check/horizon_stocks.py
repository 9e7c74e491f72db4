"""Do stocks, returns and loops of a horizon plan recount? Rules H3 and H4."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from optimizer.closed_loops import Loop
from optimizer.domain import LoadCarrier, Scenario
from optimizer.findings import Finding, Place
from optimizer.horizon_plan import DepotStock, HorizonDay, HorizonPlan
from optimizer.ward_stores import Item

__all__ = ["loads_of_lines", "stock_findings"]

_TOLERANCE = 1e-3
"""Figures are told to six decimals, and added up over days. [carriers]"""


def loads_of_lines(
    scenario: Scenario, day: HorizonDay
) -> Iterator[tuple[str, str, str, float, float]]:
    """What each line of a day's pick list takes.

    Parameters
    ----------
    scenario : Scenario
        Items and load carriers.
    day : HorizonDay
        A day.

    Yields
    ------
    (order, ward, flow, space, weight)
        Ids, and the shares of load carriers by room and by weight. [carriers]
    """
    items = {item.id: item for item in scenario.items}
    carriers = {carrier.id: carrier for carrier in scenario.load_carriers}
    holds = {flow.id: carriers[flow.load_carrier] for flow in scenario.flows}
    for line in day.order_lines:
        item = items[line.item]
        space, weight = _shares(item, holds[item.flow], scenario.stock.carrier_fill)
        yield line.order, line.ward, item.flow, line.pieces * space, line.pieces * weight


def _shares(item: Item, carrier: LoadCarrier, fill: float) -> tuple[float, float]:
    """Room and weight of a piece over those of a load carrier."""
    if item.pieces_per_carrier is not None:
        space = 1 / item.pieces_per_carrier
    else:
        space = item.volume_l / (carrier.volume_m3 * 1000 * fill) if carrier.volume_m3 else 1.0
    net_kg = (carrier.max_gross_kg or 0) - carrier.tare_kg
    return space, item.weight_kg / net_kg if carrier.max_gross_kg and net_kg > 0 else 0.0


def stock_findings(scenario: Scenario, plan: HorizonPlan) -> Iterator[Finding]:
    """Stocks, returns and loops that do not recount.

    Parameters
    ----------
    scenario : Scenario
        What was asked.
    plan : HorizonPlan
        What was answered.

    Yields
    ------
    Finding
        C831 to C843.
    """
    yield from _stocks(scenario, plan)
    yield from _returns(plan)
    yield from _taken(scenario, plan)
    for number, row in enumerate(plan.depots, start=1):
        yield from _loop(scenario, plan, number, row)


def _stocks(scenario: Scenario, plan: HorizonPlan) -> Iterator[Finding]:
    """H3: stock is what was there, with what came, less what was used; never above the max."""
    listed: defaultdict[tuple[str, str, int], float] = defaultdict(float)
    for at, day in enumerate(plan.days):
        for _, ward, flow, space, weight in loads_of_lines(scenario, day):
            listed[ward, flow, at] += max(space, weight)
    known = {(row.ward, row.flow) for row in plan.stocks}
    for ward, flow in sorted({key[:2] for key in listed} - known):
        told = f'"{ward}" gets "{flow}", and no stock of it is told'
        yield Finding("C832", told, Place("stocks"))
    for number, row in enumerate(plan.stocks, start=1):
        stock, name = row.start_carriers, f'"{row.ward}" "{row.flow}"'
        columns = zip(plan.days, row.delivered, row.used, row.short, row.end, strict=False)
        for at, (day, brought, used, short, end) in enumerate(columns):
            place = Place("stocks", number)
            expected = listed[row.ward, row.flow, at]
            if abs(expected - brought) > _TOLERANCE:
                told = f"{name} on {day.date}: {brought:.4f} delivered, listed {expected:.4f}"
                yield Finding("C832", told, place)
            if brought > _TOLERANCE and stock + brought > row.max_carriers + _TOLERANCE:
                told = f"{name} on {day.date}: {stock + brought:.3f} above {row.max_carriers:.3f}"
                yield Finding("C833", told, place)
            counted = stock + brought - used + short
            if abs(counted - end) > _TOLERANCE or short < 0 or end < 0:
                told = f"{name} on {day.date}: {end:.4f} stated, counted {counted:.4f}"
                yield Finding("C831", told, place)
            stock = end


def _returns(plan: HorizonPlan) -> Iterator[Finding]:
    """H4: what is held is what was held, less what was taken, with what arises; in its room."""
    for number, row in enumerate(plan.returns, start=1):
        held, name = row.start_carriers, f'"{row.ward}" "{row.flow}"'
        columns = zip(plan.days, row.collected, row.arising, row.over, row.end, strict=False)
        for day, taken, arising, over, end in columns:
            place = Place("returns", number)
            counted = held - taken + arising - over
            if abs(counted - end) > _TOLERANCE or over < 0 or taken > held + _TOLERANCE:
                told = f"{name} on {day.date}: {end:.4f} stated, counted {counted:.4f}"
                yield Finding("C841", told, place)
            if row.room_carriers is not None and end > row.room_carriers + _TOLERANCE:
                told = f"{name} on {day.date}: {end:.3f} held, room for {row.room_carriers:.3f}"
                yield Finding("C842", told, place)
            held = end


def _served(day: HorizonDay) -> dict[str, int]:
    """Load carriers of each order that the day's routes take. [carriers]"""
    left = {row.order: row.carriers for row in day.plan.unserved} if day.plan else {}
    return {order.id: order.carriers - left.get(order.id, 0) for order in day.orders}


def _taken(scenario: Scenario, plan: HorizonPlan) -> Iterator[Finding]:
    """H4: what wards give is what the routes take, but for load carriers not quite full."""
    sites = {ward.id: ward.site for ward in scenario.wards}
    flows = {row.flow for row in plan.returns}
    given: defaultdict[tuple[str, str, int], float] = defaultdict(float)
    for row in plan.returns:
        for at, taken in enumerate(row.collected):
            given[sites[row.ward], row.flow, at] += taken
    for at, day in enumerate(plan.days):
        served = _served(day)
        for order in day.orders:
            if order.flow not in flows:
                continue
            taken = given.pop((order.site, order.flow, at), 0.0)
            most = served[order.id]
            if taken > most + _TOLERANCE or most - taken >= 1 + _TOLERANCE:
                told = f'"{order.id}" of {day.date}: {most} load carriers for {taken:.3f}'
                yield Finding("C841", told, Place("returns"))
    for (site, flow, at), taken in given.items():
        if taken > _TOLERANCE:
            told = f'{taken:.3f} of "{flow}" from "{site}" on {plan.days[at].date}, and no order'
            yield Finding("C841", told, Place("returns"))


def _loop(scenario: Scenario, plan: HorizonPlan, number: int, row: DepotStock) -> Iterator[Finding]:
    """H4: assets are kept, but for what is lost."""
    loops: dict[tuple[str, str], Loop] = {(loop.depot, loop.flow): loop for loop in scenario.loops}
    loop = loops.get((row.depot, row.flow))
    if loop is None:
        told = f'no loop of "{row.flow}" at "{row.depot}"'
        yield Finding("C843", told, Place("depots", number))
        return
    out = _moved(plan, loop.flow)
    home = _moved(plan, loop.return_flow)
    ready, shift = loop.per_return * (1 - loop.loss), loop.lag_days + 1
    stock = loop.stock_carriers
    for at, end in enumerate(row.end):
        back = ready * home[at - shift] if at >= shift else 0.0
        stock += loop.per_day + back - out[at]
        stated = (row.made[at] - loop.per_day, row.back[at] - back, row.sent[at] - out[at])
        if abs(stock - end) > _TOLERANCE or any(abs(d) > _TOLERANCE for d in stated):
            told = f'"{row.depot}" "{row.flow}" on {plan.days[at].date}: '
            yield Finding(
                "C843", f"{told}{end:.3f} stated, counted {stock:.3f}", Place("depots", number)
            )
        stock = end


def _moved(plan: HorizonPlan, flow: str) -> list[int]:
    """Load carriers of a flow that the routes move on each day."""
    moved = []
    for day in plan.days:
        served = _served(day)
        moved.append(sum(served[order.id] for order in day.orders if order.flow == flow))
    return moved
