"""What is on the page of a horizon plan? Every section's view, ready to be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.domain import Scenario
from optimizer.horizon_plan import HorizonPlan
from optimizer.report.day_bars import LevellingChart
from optimizer.report.frame import Banner, Frame
from optimizer.report.headline import Tile
from optimizer.report.horizon_board import Board, board, short_day
from optimizer.report.horizon_curves import StockCurve, stock_curves
from optimizer.report.horizon_levelling import DockGrid, day_charts, dock_grid
from optimizer.report.horizon_tables import (
    days_table,
    figures_table,
    judged_table,
    moved_table,
    short_table,
    wards_table,
)
from optimizer.report.map import MapView, map_view
from optimizer.report.page import TableView, table_view
from optimizer.report.source import author_of
from optimizer.report.story import route_stories
from optimizer.report.text import Language
from optimizer.travel import TravelTimes

__all__ = ["DayMap", "HorizonPage", "horizon_page"]


@dataclass(frozen=True, slots=True)
class DayMap:
    """The routes of a day on a map."""

    key: str
    name: str
    title: str
    told: str
    map: MapView


@dataclass(frozen=True, slots=True)
class HorizonPage(Frame):
    """The whole page."""

    figures: TableView
    judged: TableView | None
    judged_lead: str
    board: Board
    maps: tuple[DayMap, ...]
    charts: tuple[LevellingChart, ...]
    docks: DockGrid | None
    short: TableView
    moved: TableView | None
    curves: tuple[StockCurve, ...]
    days: TableView
    wards: TableView


def _tiles(plan: HorizonPlan, say: Language) -> tuple[Tile, ...]:
    today = plan.today

    def against(now: float, before: float | None, *, judged: bool = True) -> tuple[str, str]:
        if before is None:
            return "", ""
        if not before:
            return say.text("as today") if now == before else "", ""
        change = now / before - 1
        sign = "+" if change > 0 else "−"
        told = f"{sign}{say.percent(abs(change), 1)}"
        tone = "" if not judged or abs(change) < 5e-4 else "better" if change < 0 else "worse"
        return say.text("{difference} to today", difference=told), tone

    cost, figures = plan.cost, plan.figures
    before, counts = (today.cost, today.figures) if today else (None, None)
    lived = next((row for row in plan.judged if row.figure == "emergencies"), None)
    emergencies = Tile(
        say.text("Ward days with an emergency"),
        say.number(lived.planned, 1) if lived else say.number(figures.emergencies),
        *(
            against(lived.planned, lived.today)
            if lived
            else against(figures.emergencies, counts.emergencies if counts else None)
        ),
    )
    return (
        Tile(
            say.text("Cost in all"),
            say.money(cost.total_sek),
            *against(cost.total_sek, before.total_sek if before else None),
        ),
        Tile(
            say.text("Deliveries to wards"),
            say.number(figures.visits),
            *against(figures.visits, counts.visits if counts else None),
        ),
        Tile(
            say.text("Distance"),
            say.km(1000 * figures.km, 0),
            *against(figures.km, counts.km if counts else None),
        ),
        emergencies,
        Tile(
            say.text("Mean stock value"),
            say.money(figures.stock_sek),
            *against(figures.stock_sek, counts.stock_sek if counts else None, judged=False),
        ),
    )


def _banners(plan: HorizonPlan, say: Language) -> tuple[Banner, ...]:
    banners = []
    if plan.shortfalls:
        days = len({row.date for row in plan.shortfalls})
        told = say.plural(
            "{n} day is short of something.", "{n} days are short of something.", days
        )
        link = say.text("See what is short")
        banners.append(Banner(told, "", bad=False, link="levelling", link_text=link))
    if plan.moved:
        told = say.plural("{n} order is put off.", "{n} orders are put off.", len(plan.moved))
        link = say.text("See the orders")
        banners.append(Banner(told, "", bad=False, link="levelling", link_text=link))
    return tuple(banners)


def _maps(
    scenario: Scenario, travel: TravelTimes, plan: HorizonPlan, say: Language
) -> tuple[DayMap, ...]:
    found = []
    for day in plan.days:
        if day.plan is None or not day.plan.routes:
            continue
        alone = scenario.model_copy(update={"day": day.date, "orders": day.orders})
        view = map_view(alone, route_stories(alone, travel, day.plan), say)
        if view is not None:
            told = say.text(
                "{routes}, {stops}, {km}",
                routes=say.plural("{n} route", "{n} routes", day.work.routes),
                stops=say.plural("{n} stop", "{n} stops", day.work.stops),
                km=say.km(1000 * day.work.km, 0),
            )
            name = " ".join(short_day(day.date, say))
            found.append(DayMap(day.date.isoformat(), name, say.day(day.date), told, view))
    return tuple(found)


def _source(plan: HorizonPlan, say: Language) -> tuple[str, ...]:
    known = plan.provenance
    if known is None:
        return ()
    return (say.text("Plan by: {source}", source=author_of(known)),)


def horizon_page(
    scenario: Scenario,
    travel: TravelTimes,
    plan: HorizonPlan,
    say: Language,
    wards: Iterable[str] = (),
) -> HorizonPage:
    """Everything the page of a horizon plan shows.

    Parameters
    ----------
    scenario : Scenario
        What was asked.
    travel : TravelTimes
        Between its sites.
    plan : HorizonPlan
        What was answered.
    say : Language
        Language of the reader.
    wards : iterable of str
        Wards whose stocks are drawn; the busiest by default.

    Returns
    -------
    HorizonPage
        The view that ``horizon.html`` renders.

    Raises
    ------
    ValueError
        If the plan has no such ward.

    Examples
    --------
    >>> from optimizer.travel import measure
    >>> from tests.stock import ward_stores
    >>> from tests.told_horizon import told_horizon
    >>> horizon_page(ward_stores(), measure(ward_stores()), told_horizon(), Language("sv")).title
    'Leveransdagar ward-stores'
    """
    maps = _maps(scenario, travel, plan, say)
    lead = say.text(
        "{replications} of the whole horizon, the same drawn demand for both; days and routes as "
        "planned, amounts by the counts of each morning. ± is half of a 95% confidence interval.",
        replications=say.plural("{n} replication", "{n} replications", plan.n_replications),
    )
    contents = (
        ("comparison", say.text("Plan against today's weekdays")),
        ("board", say.text("Who is visited when")),
        ("maps", say.text("Map of each day")),
        ("levelling", say.text("Work of each day")),
        ("stocks", say.text("Stocks")),
        ("days", say.text("Days")),
        ("wards", say.text("Delivery days of wards")),
    )
    last = plan.days[-1].date
    return HorizonPage(
        title=say.text("Delivery days {name}", name=scenario.name),
        name=scenario.name,
        day=f"{say.day(plan.start)} – {say.day(last)}",
        description=scenario.description,
        banners=_banners(plan, say),
        tiles=_tiles(plan, say),
        source=_source(plan, say),
        contents=tuple(row for row in contents if row[0] != "maps" or maps),
        figures=table_view(figures_table(plan, say), say),
        judged=table_view(judged_table(plan, say), say) if plan.judged else None,
        judged_lead=lead if plan.judged else "",
        board=board(scenario, plan, say),
        maps=maps,
        charts=day_charts(plan, say),
        docks=dock_grid(scenario, plan, say),
        short=table_view(short_table(plan, say), say),
        moved=table_view(moved_table(plan, say), say) if plan.moved else None,
        curves=stock_curves(scenario, plan, say, wards),
        days=table_view(days_table(plan, say), say),
        wards=table_view(wards_table(scenario, plan, say), say),
    )
