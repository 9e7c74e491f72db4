"""How is each stock expected to run? Curves over the band between min and max.

The curve is the expected stock, from morning over the delivery to the evening of each day. The
band is from what is kept against doubt to all maxima together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.domain import Scenario
from optimizer.horizon_plan import FlowStock, HorizonPlan, ReturnStock
from optimizer.report.horizon_board import short_day
from optimizer.report.text import Language

__all__ = ["StockCurve", "stock_curves"]

_WIDTH, _HEIGHT = 520.0, 180.0
_LEFT, _RIGHT, _TOP, _BASE = 40.0, 62.0, 12.0, 150.0
_CHOSEN = 12
_SHORT = 1e-6


@dataclass(frozen=True, slots=True)
class StockCurve:
    """The stock of a ward in a flow, in the drawing's own units."""

    ward: str
    flow: str
    facts: str
    width: float
    height: float
    left: float
    right: float
    base: float
    band_y: float
    band_height: float
    path: str
    limits: tuple[tuple[float, str], ...]
    ticks: tuple[tuple[float, str], ...]
    days: tuple[tuple[float, str], ...]
    lacks: tuple[tuple[float, str], ...]


def stock_curves(
    scenario: Scenario, plan: HorizonPlan, say: Language, wards: Iterable[str] = ()
) -> tuple[StockCurve, ...]:
    """Curves of chosen wards, or of those with the most at stake.

    Parameters
    ----------
    scenario : Scenario
        Names.
    plan : HorizonPlan
        The plan.
    say : Language
        Language of the reader.
    wards : iterable of str
        Wards to draw, all their flows; the busiest where there are none.

    Returns
    -------
    tuple of StockCurve
        Of each ward its delivery flows, and what is taken back.

    Raises
    ------
    ValueError
        If the plan has no such ward.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> from tests.told_horizon import told_horizon
    >>> [curve.flow for curve in stock_curves(ward_stores(), told_horizon(), Language("en"))][:1]
    ['Ren tvätt']
    """
    chosen = tuple(wards)
    known = {row.ward for row in plan.stocks}
    for ward in chosen:
        if ward not in known:
            raise ValueError(f'the plan has no ward "{ward}"')
    stocks = _chosen(plan, chosen)
    shown = {row.ward for row in stocks}
    returns = [row for row in plan.returns if row.ward in shown][:_CHOSEN]
    names = {ward.id: ward.name or ward.id for ward in scenario.wards}
    flows = {flow.id: flow.name or flow.id for flow in scenario.flows}
    curves = [_of_stock(plan, row, names, flows, say) for row in stocks]
    curves += [_of_return(plan, row, names, flows, say) for row in returns]
    return tuple(sorted(curves, key=lambda curve: curve.ward))


def _chosen(plan: HorizonPlan, wards: tuple[str, ...]) -> list[FlowStock]:
    if wards:
        return [row for row in plan.stocks if row.ward in wards]
    used = [row for row in plan.stocks if sum(row.used) > 0]
    used.sort(key=lambda row: -sum(row.used))
    short = [row for row in used if any(n > _SHORT for n in row.short)][: _CHOSEN // 3]
    first: dict[str, FlowStock] = {}
    for row in used:
        first.setdefault(row.ward, row)
    rest = [row for row in first.values() if row not in short]
    return [*short, *rest[: _CHOSEN - len(short)]]


def _of_stock(
    plan: HorizonPlan,
    row: FlowStock,
    names: dict[str, str],
    flows: dict[str, str],
    say: Language,
) -> StockCurve:
    points, stock = [], row.start_carriers
    for brought, end in zip(row.delivered, row.end, strict=True):
        points.append((stock, stock + brought, end))
        stock = end
    top = max(row.max_carriers, *(high for _, high, _ in points), 0.01)
    lacks = [
        (at, say.text("{n} load carriers are missing", n=say.number(lack, 2)))
        for at, lack in enumerate(row.short)
        if lack > _SHORT
    ]
    limits = [(row.max_carriers, say.text("max")), (row.min_carriers, say.text("min"))]
    visits = sum(n > 0 for n in row.delivered)
    facts = say.text(
        "{used} load carriers are used, {brought} are brought on {visits}.",
        used=say.number(sum(row.used), 1),
        brought=say.number(sum(row.delivered), 1),
        visits=say.plural("{n} day", "{n} days", visits),
    )
    whose = names[row.ward], flows[row.flow], facts
    band = row.min_carriers, row.max_carriers
    return _drawn(plan, whose, points, band, top, limits, lacks, say)


def _of_return(
    plan: HorizonPlan,
    row: ReturnStock,
    names: dict[str, str],
    flows: dict[str, str],
    say: Language,
) -> StockCurve:
    points, held = [], row.start_carriers
    for taken, end in zip(row.collected, row.end, strict=True):
        points.append((held, held - taken, end))
        held = end
    room = row.room_carriers
    top = max(room or 0.0, *(max(point) for point in points), 0.01)
    lacks = [
        (at, say.text("no room for {n} load carriers", n=say.number(over, 2)))
        for at, over in enumerate(row.over)
        if over > _SHORT
    ]
    facts = say.text(
        "{arising} load carriers arise, {taken} are taken back.",
        arising=say.number(sum(row.arising), 1),
        taken=say.number(sum(row.collected), 1),
    )
    whose = names[row.ward], flows[row.flow], facts
    limits = [] if room is None else [(room, say.text("room"))]
    return _drawn(plan, whose, points, (0.0, room or top), top, limits, lacks, say)


def _drawn(
    plan: HorizonPlan,
    whose: tuple[str, str, str],
    points: list[tuple[float, float, float]],
    band: tuple[float, float],
    top: float,
    limits: list[tuple[float, str]],
    lacks: list[tuple[int, str]],
    say: Language,
) -> StockCurve:
    unit = (_BASE - _TOP) / top
    step = (_WIDTH - _LEFT - _RIGHT) / len(points)

    def y(value: float) -> float:
        return round(_BASE - value * unit, 1)

    parts: list[str] = []
    for at, (morning, filled, evening) in enumerate(points):
        x = _LEFT + at * step
        parts.append(f"{'L' if parts else 'M'}{x:.1f} {y(morning)}V{y(filled)}")
        parts.append(f"L{x + step:.1f} {y(evening)}")
    digits = 0 if top >= 20 else 1 if top >= 2 else 2
    marks = [
        (round(_LEFT + at * step, 1), " ".join(short_day(day.date, say)))
        for at, day in enumerate(plan.days)
        if day.date.weekday() == 0 or at == 0
    ]
    return StockCurve(
        ward=whose[0],
        flow=whose[1],
        facts=whose[2],
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_WIDTH - _RIGHT,
        base=_BASE,
        band_y=y(band[1]),
        band_height=round((band[1] - band[0]) * unit, 1),
        path="".join(parts),
        limits=tuple((y(value), f"{name} {say.number(value, digits)}") for value, name in limits),
        ticks=((y(0), "0"), (y(top), say.number(top, digits))),
        days=tuple(mark for at, mark in enumerate(marks) if not at or mark[0] - marks[0][0] > 60),
        lacks=tuple((round(_LEFT + (at + 0.5) * step, 1), told) for at, told in lacks),
    )
