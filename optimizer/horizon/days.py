"""On which days may a ward be visited, on which is it visited today, and when is the next?"""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt

from optimizer.calendar import OpenDays
from optimizer.domain import Scenario
from optimizer.ward_stores import WEEKDAYS

__all__ = ["Yes", "closed_days", "dates", "next_days", "possible_days", "todays_days"]

Yes = npt.NDArray[np.bool_]


def dates(start: dt.date, n_days: int) -> tuple[dt.date, ...]:
    """Days in a row.

    Examples
    --------
    >>> dates(dt.date(2026, 12, 31), 2)[1]
    datetime.date(2027, 1, 1)
    """
    return tuple(start + dt.timedelta(days=ahead) for ahead in range(n_days))


def _working(scenario: Scenario) -> frozenset[int]:
    """Weekdays on which anything is driven: those with capacity, or with visits today."""
    visited = {WEEKDAYS.index(day) for ward in scenario.wards for day in ward.visit_days}
    for row in scenario.weekday_capacities:
        weekday = WEEKDAYS.index(row.weekday)
        if row.lines == 0 or row.carriers == 0:
            visited.discard(weekday)
        else:
            visited.add(weekday)
    return frozenset(visited)


def possible_days(scenario: Scenario, start: dt.date, n_days: int) -> Yes:
    """Days on which each ward may be visited.

    A working weekday has capacity, or visits of some ward today; holidays and closed days are
    none, days that are opened for all or for a ward are.

    Parameters
    ----------
    scenario : Scenario
        Wards, closed days, capacities.
    start : date
        First day.
    n_days : int
        Days to look at. [days]

    Returns
    -------
    bool, shape (n_days, n_wards)
        True where it may.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> possible_days(ward_stores(), dt.date(2025, 3, 5), 5).sum(axis=0).tolist()
    [2, 2]
    """
    calendar, working = OpenDays(scenario), _working(scenario)
    opened = {(row.date, row.ward) for row in scenario.closed_days if row.open}
    possible = np.zeros((n_days, len(scenario.wards)), dtype=np.bool_)
    for at, day in enumerate(dates(start, n_days)):
        for which, ward in enumerate(scenario.wards):
            possible[at, which] = (day, ward.id) in opened or (
                day.weekday() in working and not calendar.why_closed(day, ward.id)
            )
    return possible


def todays_days(scenario: Scenario, start: dt.date, n_days: int) -> Yes:
    """Days on which each ward is visited by its weekdays of today.

    Parameters
    ----------
    scenario : Scenario
        Wards and closed days.
    start : date
        First day.
    n_days : int
        Days to look at. [days]

    Returns
    -------
    bool, shape (n_days, n_wards)
        True where it is.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> todays_days(ward_stores(), dt.date(2025, 3, 3), 7).sum(axis=0).tolist()
    [2, 1]
    """
    calendar = OpenDays(scenario)
    days = dates(start, n_days)
    return np.array(
        [[calendar.is_open(day, ward.id) for ward in scenario.wards] for day in days],
        dtype=np.bool_,
    ).reshape(n_days, len(scenario.wards))


def next_days(visits: Yes) -> npt.NDArray[np.int64]:
    """Day of the next visit after each day.

    Parameters
    ----------
    visits : bool, shape (n_days, n_wards)
        Visits.

    Returns
    -------
    int, shape (n_days, n_wards)
        Index of the day; n_days where there is none.

    Examples
    --------
    >>> next_days(np.array([[1], [0], [1]], dtype=bool)).ravel().tolist()
    [2, 2, 3]
    """
    n_days = len(visits)
    following = np.full(visits.shape, n_days, dtype=np.int64)
    later = np.full(visits.shape[1], n_days, dtype=np.int64)
    for day in range(n_days - 1, -1, -1):
        following[day] = later
        later = np.where(visits[day], day, later)
    return following


def closed_days(scenario: Scenario, start: dt.date, n_days: int) -> tuple[str, ...]:
    """Why nothing is delivered on a day; empty where something may be.

    Parameters
    ----------
    scenario : Scenario
        Wards, closed days, capacities.
    start : date
        First day.
    n_days : int
        Days to look at. [days]

    Returns
    -------
    tuple of str
        A holiday's name, the reason of a closed day, or that it is no working day.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> closed_days(ward_stores(), dt.date(2025, 3, 6), 3)
    ('', 'Inventering', 'no working day')
    """
    calendar = OpenDays(scenario)
    possible = possible_days(scenario, start, n_days)
    reasons = {row.date: row.reason for row in scenario.closed_days if row.ward is None}
    told = []
    for at, day in enumerate(dates(start, n_days)):
        why = reasons.get(day) or calendar.holiday(day) or "no working day"
        told.append("" if possible[at].any() else why)
    return tuple(told)
