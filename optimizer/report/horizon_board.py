"""Who is visited on which day? The board of a horizon: wards by site, days across."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from optimizer.domain import Scenario
from optimizer.horizon_plan import HorizonPlan
from optimizer.report.text import N_, Language

__all__ = ["Board", "BoardCell", "BoardDay", "BoardRow", "board", "short_day"]

_STATES = {
    (True, True): ("both", "●", N_("delivery, as today")),
    (True, False): ("new", "◆", N_("delivery, none today")),
    (False, True): ("gone", "○", N_("no delivery, one today")),
    (False, False): ("none", "", N_("no delivery")),
}


@dataclass(frozen=True, slots=True)
class BoardDay:
    """A column."""

    weekday: str
    day: str
    closed: str
    monday: bool


@dataclass(frozen=True, slots=True)
class BoardCell:
    """A ward on a day: what it looks like, its sign, what it says."""

    state: str
    sign: str
    title: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A ward; the first of a site that has several stands under its name."""

    site: str
    ward: str
    heads: bool
    cells: tuple[BoardCell, ...]
    planned: str
    today: str


@dataclass(frozen=True, slots=True)
class Board:
    """Wards and days."""

    days: tuple[BoardDay, ...]
    rows: tuple[BoardRow, ...]
    legend: tuple[tuple[str, str, str], ...]
    totals: tuple[tuple[str, str], ...]


def short_day(date: dt.date, say: Language) -> tuple[str, str]:
    """Short weekday and date of a day.

    Examples
    --------
    >>> short_day(dt.date(2026, 11, 25), Language("sv"))
    ('ons', '25/11')
    """
    from babel.dates import format_date

    weekday = format_date(date, "EEE", locale=say.locale).rstrip(".")
    return weekday, f"{date.day}/{date.month}"


def board(scenario: Scenario, plan: HorizonPlan, say: Language) -> Board:
    """The board of a plan.

    Parameters
    ----------
    scenario : Scenario
        Names of wards and sites.
    plan : HorizonPlan
        The plan.
    say : Language
        Language of the reader.

    Returns
    -------
    Board
        Wards in the order of their sites, those with many deliveries first.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> from tests.told_horizon import told_horizon
    >>> view = board(ward_stores(), told_horizon(), Language("sv"))
    >>> len(view.days), view.rows[0].cells[0].state
    (7, 'new')
    """
    sites = {site.id: site.name or site.id for site in scenario.sites}
    order = {site.id: at for at, site in enumerate(scenario.sites)}
    wards = {ward.id: ward for ward in scenario.wards}
    rows = [row for row in plan.wards if row.days or row.days_today]
    rows.sort(key=lambda row: (order[wards[row.ward].site], row.ward))
    signs = {key: say.text(words) for key, (_, _, words) in _STATES.items()}
    found = []
    before = ""
    for row in rows:
        ward = wards[row.ward]
        heads = ward.site != before and (ward.name or ward.id) != sites[ward.site]
        before = ward.site
        days, today = set(row.days), set(row.days_today)
        cells = []
        for day in plan.days:
            key = day.date in days, day.date in today
            state, sign, _ = _STATES[key]
            told = f"{ward.name or ward.id}, {day.date}: {signs[key]}"
            cells.append(BoardCell("closed" if day.closed else state, sign, told))
        found.append(
            BoardRow(
                site=sites[ward.site],
                ward=ward.name or ward.id,
                heads=heads,
                cells=tuple(cells),
                planned=say.number(len(days)),
                today=say.number(len(today)),
            )
        )
    return Board(
        days=tuple(
            BoardDay(*short_day(day.date, say), day.closed, day.date.weekday() == 0)
            for day in plan.days
        ),
        rows=tuple(found),
        legend=tuple((state, sign, say.text(words)) for state, sign, words in _STATES.values()),
        totals=tuple(
            (
                say.number(day.work.visits),
                say.number(sum(day.date in row.days_today for row in plan.wards)),
            )
            for day in plan.days
        ),
    )
