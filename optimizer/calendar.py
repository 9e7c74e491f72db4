"""On which days are goods delivered to a ward? Weekly rhythm, Swedish holidays, closed days.

A ward has a delivery on its visit weekdays, less the public holidays (and the eves, as
``stock.holidays`` says), as changed by ``closed_days``. Of the rows of a day those that name
the ward count before those for all wards, and ``open`` before closed. A row that is open for
all wards lifts the holiday: wards whose weekday it is get their delivery. A row that is open
for one ward gives it a delivery, whatever the weekday.

Public holidays come from the package ``holidays``, which knows no eves; those are added here.
Sundays are no holidays: a ward that is visited on Sundays says so in its visit days.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache

from optimizer.domain import Scenario
from optimizer.ward_stores import WEEKDAYS, Holidays

__all__ = ["OpenDays", "eves", "iso_week", "monday_of", "public_holidays"]

_FURTHEST = 400
"""Days looked ahead for a visit: a year and a holiday season."""
_ISO_WEEK = re.compile(r"^(\d{4})-?W(\d{2})$")


@lru_cache(maxsize=64)
def public_holidays(year: int) -> Mapping[dt.date, str]:
    """Sweden's public holidays of a year, in order, with their English names.

    Parameters
    ----------
    year : int
        Calendar year.

    Returns
    -------
    mapping of date to str
        Name by day.

    Examples
    --------
    >>> public_holidays(2026)[dt.date(2026, 10, 31)]
    "All Saints' Day"
    """
    import holidays

    found = holidays.country_holidays("SE", years=year, language="en_US", include_sundays=False)
    return dict(sorted(found.items()))


@lru_cache(maxsize=64)
def eves(year: int) -> Mapping[dt.date, str]:
    """The eves of a year on which little is delivered, in order, with their names.

    Parameters
    ----------
    year : int
        Calendar year.

    Returns
    -------
    mapping of date to str
        Name by day: trettondagsafton, skärtorsdag, valborgsmässoafton, midsommarafton,
        julafton and nyårsafton.

    Examples
    --------
    >>> [str(day) for day in eves(2026)]
    ['2026-01-05', '2026-04-02', '2026-04-30', '2026-06-19', '2026-12-24', '2026-12-31']
    """
    # Between the first of March and the first of May Easter has the only public holidays.
    good_friday = min(day for day in public_holidays(year) if day.month in (3, 4))
    first = dt.date(year, 6, 19)  # Midsummer Eve is the Friday of 19 to 25 June
    midsummer = first + dt.timedelta(days=(4 - first.weekday()) % 7)
    return {
        dt.date(year, 1, 5): "Twelfth Night",
        good_friday - dt.timedelta(days=1): "Maundy Thursday",
        dt.date(year, 4, 30): "Walpurgis Night",
        midsummer: "Midsummer Eve",
        dt.date(year, 12, 24): "Christmas Eve",
        dt.date(year, 12, 31): "New Year's Eve",
    }


def iso_week(day: dt.date) -> str:
    """The ISO week of a day as text.

    Examples
    --------
    >>> iso_week(dt.date(2026, 11, 25)), iso_week(dt.date(2027, 1, 3))
    ('2026-W48', '2026-W53')
    """
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def monday_of(week: str) -> dt.date:
    """First day of an ISO week.

    Parameters
    ----------
    week : str
        For instance ``2026-W48``.

    Returns
    -------
    date
        Its Monday.

    Raises
    ------
    ValueError
        If the text is no ISO week, or the year has no such week.

    Examples
    --------
    >>> monday_of("2026-W53")
    datetime.date(2026, 12, 28)
    """
    match = _ISO_WEEK.match(week.strip())
    if match is None:
        raise ValueError(f"{week!r} is no ISO week; write for instance 2026-W48")
    return dt.date.fromisocalendar(int(match[1]), int(match[2]), 1)


class OpenDays:
    """Days with deliveries, ward by ward.

    Parameters
    ----------
    scenario : Scenario
        Its wards, closed days and setting of holidays are used. Ids are known to be coherent.

    Examples
    --------
    >>> from optimizer.formats import read_scenario
    >>> from optimizer.ward_stores import Ward
    >>> tiny = read_scenario("instances/tiny").value
    >>> ward = Ward(id="12A", site="alingsas", visit_days=("mon", "thu"))
    >>> days = OpenDays(tiny.model_copy(update={"wards": (ward,)}))
    >>> days.why_closed(dt.date(2026, 12, 24), "12A")
    'Christmas Eve'
    >>> days.next_visit("12A", after=dt.date(2026, 12, 21)), iso_week(dt.date(2026, 12, 28))
    (datetime.date(2026, 12, 28), '2026-W53')
    """

    def __init__(self, scenario: Scenario) -> None:
        self._holidays = scenario.stock.holidays
        self._weekdays = {
            ward.id: frozenset(WEEKDAYS.index(day) for day in ward.visit_days)
            for ward in scenario.wards
        }
        self._rows: dict[tuple[dt.date, str | None], tuple[bool, str]] = {}
        for row in scenario.closed_days:
            key = (row.date, row.ward)
            if row.open or not self._rows.get(key, (False, ""))[0]:
                self._rows[key] = (row.open, row.reason)

    def holiday(self, day: dt.date) -> str:
        """Name of the day if it is one without deliveries by ``stock.holidays``, else empty."""
        if self._holidays is Holidays.NONE:
            return ""
        name = public_holidays(day.year).get(day, "")
        if not name and self._holidays is Holidays.PUBLIC_AND_EVES:
            name = eves(day.year).get(day, "")
        return name

    def is_visit_weekday(self, day: dt.date, ward: str) -> bool:
        """Whether the ward's weekly rhythm has a delivery on this weekday."""
        return day.weekday() in self._weekdays[ward]

    def is_open(self, day: dt.date, ward: str) -> bool:
        """Whether the ward has a delivery that day.

        Parameters
        ----------
        day : date
            The day.
        ward : str
            Id of the ward.

        Returns
        -------
        bool
            By rhythm, holidays and closed days.

        Raises
        ------
        KeyError
            If the scenario has no such ward.
        """
        own = self._rows.get((day, ward))
        if own is not None and own[0]:
            return True
        return self.is_visit_weekday(day, ward) and not self.why_closed(day, ward)

    def why_closed(self, day: dt.date, ward: str) -> str:
        """Why a delivery of the weekly rhythm falls away that day; empty if it does not.

        Parameters
        ----------
        day : date
            The day; its weekday is not looked at.
        ward : str
            Id of the ward.

        Returns
        -------
        str
            The reason of the closed day, or the holiday's name.
        """
        for key in ((day, ward), (day, None)):
            if key in self._rows:
                is_open, reason = self._rows[key]
                return "" if is_open else reason or self.holiday(day) or "closed day"
        return self.holiday(day)

    def next_visit(self, ward: str, after: dt.date) -> dt.date | None:
        """First day with delivery after a day.

        Parameters
        ----------
        ward : str
            Id of the ward.
        after : date
            The search starts the day after it.

        Returns
        -------
        date or None
            None if there is none within 400 days.
        """
        for ahead in range(1, _FURTHEST + 1):
            day = after + dt.timedelta(days=ahead)
            if self.is_open(day, ward):
                return day
        return None

    def visits_between(self, ward: str, first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
        """Days with delivery from one day to another, both included, in order."""
        days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
        return tuple(day for day in days if self.is_open(day, ward))

    def covered_days(self, ward: str, day: dt.date) -> int | None:
        """Days that a delivery has to last: from its own day to the day before the next.

        Parameters
        ----------
        ward : str
            Id of the ward.
        day : date
            Day of the delivery.

        Returns
        -------
        int or None
            None if no further visit is known. [days]
        """
        following = self.next_visit(ward, day)
        return None if following is None else (following - day).days

    def usual_days(self, ward: str, day: dt.date) -> int:
        """Days that a delivery of this weekday lasts in a week without holidays. [days]"""
        waits = ((weekday - day.weekday() - 1) % 7 + 1 for weekday in self._weekdays[ward])
        return min(waits, default=7)
