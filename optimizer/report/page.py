"""What is on the page? Every section's view, in the reader's language, ready to be shown.

The templates only show what is here; whatever has to be decided or counted is decided
and counted in the modules this one asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimizer.check import Verdict
from optimizer.domain import Scenario
from optimizer.plan import RoutePlan
from optimizer.report.figures import Figures
from optimizer.report.frame import Banner, Frame
from optimizer.report.itinerary import Itinerary, itinerary
from optimizer.report.labels import LEVELS
from optimizer.report.load_profile import LoadProfile, load_profile
from optimizer.report.map import MapView, map_view
from optimizer.report.paper import lanes_zoom
from optimizer.report.remarks import findings_table, unserved_table
from optimizer.report.source import source_lines
from optimizer.report.story import RouteStory
from optimizer.report.table import Kind, Quantity, Table, written
from optimizer.report.tables import routes_table, sites_table
from optimizer.report.text import Language
from optimizer.report.timeline import Timeline, timeline

__all__ = ["Page", "TableView", "page_view", "table_view"]


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell as it is shown."""

    text: str
    right: bool


@dataclass(frozen=True, slots=True)
class TableView:
    """A table as it is shown."""

    title: str
    heads: tuple[CellView, ...]
    rows: tuple[tuple[CellView, ...], ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Page(Frame):
    """The whole report."""

    figures: Figures
    figures_table: TableView
    findings: TableView
    findings_first: bool
    unserved: TableView
    map: MapView | None
    map_description: str
    timeline: Timeline
    timeline_zoom: float
    activity_names: Mapping[str, str]
    load: LoadProfile
    routes: TableView
    itineraries: tuple[Itinerary, ...]
    sites: TableView
    data: Mapping[str, object]


def table_view(table: Table, say: Language) -> TableView:
    r"""A table with its cells written in the reader's language.

    Examples
    --------
    >>> from optimizer.report.table import Column
    >>> lengths = Table("t", "Längd", (Column("Sträcka", Kind.LENGTH),), ((1500,),))
    >>> table_view(lengths, Language("sv")).rows[0][0].text
    '1,5\xa0km'
    """
    right = [column.kind is not Kind.TEXT for column in table.columns]
    groups = [row[0] for row in table.rows]
    repeats = [table.grouped and i > 0 and groups[i - 1] == g for i, g in enumerate(groups)]
    return TableView(
        title=table.title,
        heads=tuple(
            CellView(column.title, at_right)
            for column, at_right in zip(table.columns, right, strict=True)
        ),
        rows=tuple(
            tuple(
                CellView(
                    "" if again and index == 0 else written(cell, column.kind, say),
                    at_right or isinstance(cell, Quantity),
                )
                for index, (cell, column, at_right) in enumerate(
                    zip(row, table.columns, right, strict=True)
                )
            )
            for row, again in zip(table.rows, repeats, strict=True)
        ),
        empty=table.empty,
    )


def _banners(say: Language, verdict: Verdict, plan: RoutePlan) -> tuple[Banner, ...]:
    banners = []
    if not verdict.ok:
        count = say.plural("{n} violation", "{n} violations", len(verdict.violations))
        banners.append(
            Banner(
                say.text("This plan breaks rules: {count}.", count=count),
                say.text("It is not to be driven as it stands."),
                bad=True,
                link="findings",
                link_text=say.text("See the findings"),
            )
        )
    status = plan.provenance.status if plan.provenance else ""
    if status == "interrupted":
        banners.append(
            Banner(
                say.text("The search was interrupted."),
                say.text("This is the best plan found until then."),
                bad=False,
            )
        )
    return tuple(banners)


def _map_description(say: Language, scenario: Scenario, stories: tuple[RouteStory, ...]) -> str:
    return say.text(
        "{routes} between {sites}; the table of routes below tells the same.",
        routes=say.plural("{n} route", "{n} routes", len(stories)),
        sites=say.plural("{n} site", "{n} sites", len(scenario.sites)),
    )


def _contents(
    say: Language, verdict: Verdict, shown: Mapping[str, bool]
) -> tuple[tuple[str, str], ...]:
    findings = ("findings", say.text("Findings"))
    names = (
        ("unserved", say.text("Unserved orders")),
        ("map", say.text("Map")),
        ("timeline", say.text("Timeline")),
        ("load", say.text("Load")),
        ("figures", say.text("Key figures")),
        ("routes", say.text("Routes")),
        ("sites", say.text("Sites")),
    )
    ordered = (*names, findings) if verdict.ok else (findings, *names)
    return tuple((key, name) for key, name in ordered if shown.get(key, True))


def page_view(
    scenario: Scenario,
    plan: RoutePlan,
    stories: tuple[RouteStory, ...],
    verdict: Verdict,
    figures: Figures,
    say: Language,
) -> Page:
    """Everything the page shows.

    Parameters
    ----------
    scenario : Scenario
        What was asked.
    plan : RoutePlan
        What was decided.
    stories : tuple of RouteStory
        The plan's routes, looked up.
    verdict : Verdict
        What the checker says of it.
    figures : Figures
        What the plan is worth.
    say : Language
        Language of the reader.

    Returns
    -------
    Page
        The view that ``report.html`` renders.
    """
    the_map = map_view(scenario, stories, say)
    lanes = timeline(scenario, stories, say)
    load = load_profile(scenario, stories, say)
    findings = table_view(findings_table((*verdict.violations, *verdict.warnings), say), say)
    shown = {
        "map": the_map is not None,
        "timeline": bool(lanes.lanes),
        "load": bool(load.charts),
    }
    data = {
        "metresPerUnit": the_map.metres_per_unit if the_map else 0,
        "levels": LEVELS,
        "km": "0\u00a0km",
        "m": "0\u00a0m",
    }
    return Page(
        title=say.text("Daily plan {name}", name=scenario.name),
        name=scenario.name,
        day=say.day(scenario.day),
        description=scenario.description,
        banners=_banners(say, verdict, plan),
        figures=figures,
        figures_table=table_view(figures.table, say),
        tiles=figures.tiles,
        source=(*figures.caveats, *source_lines(plan, verdict, say)),
        contents=_contents(say, verdict, shown),
        findings=findings,
        findings_first=not verdict.ok,
        unserved=table_view(unserved_table(scenario, plan, say), say),
        map=the_map,
        map_description=_map_description(say, scenario, stories),
        timeline=lanes,
        timeline_zoom=lanes_zoom(len(lanes.lanes)),
        activity_names={
            "driving": say.text("Driving"),
            "setup": say.text("Set-up"),
            "handling": say.text("Handling at a site"),
            "depot": say.text("Loading and unloading at a depot"),
            "cleaning": say.text("Cleaning"),
            "waiting": say.text("Waiting"),
            "overtime": say.text("Overtime begins"),
        },
        load=load,
        routes=table_view(routes_table(stories, say), say),
        itineraries=tuple(itinerary(scenario, s, say, in_full=False) for s in stories),
        sites=table_view(sites_table(scenario, stories, say), say),
        data=data,
    )
