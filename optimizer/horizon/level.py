"""How is a busy day relieved? Visits of a site move to a day that has room, where it costs least.

Whoever chooses days knows vehicles, not pickers. Where a day asks for more order lines or load
carriers than it can do, visits are moved, a site's together, to a day on which they fit, if
the wards last until then: to the day with the smallest detour to a site that is visited anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from optimizer.horizon.aggregate import WardStocks
from optimizer.horizon.days import Yes
from optimizer.horizon.stores import Floats, Whole

__all__ = ["Loads", "level"]

_FAR_DAYS = 4
"""Farthest that a visit moves. [days]"""
_SLACK = 0.97
"""Share of a capacity that is filled by moving: what is moved changes a little. [-]"""


@dataclass(frozen=True, eq=False)
class Loads:
    """What days ask for, and can do.

    Parameters
    ----------
    asked : float, shape (n_resources, n_days, n_wards)
        Of each visit.
    most : float, shape (n_resources, n_days)
        Capacity, infinite where not limited.
    site : int, shape (n_wards,)
        Place of each ward among the detours.
    detour : float, shape (n_places, n_places)
        Money to go from one place to another and back. [SEK]
    """

    asked: Floats
    most: Floats
    site: Whole
    detour: Floats

    def over(self, visits: Yes) -> Floats:
        """What each day lacks, over its capacity. shape (n_resources, n_days) [-]"""
        n_days = self.most.shape[1]
        total = (self.asked * visits[None, :n_days]).sum(axis=2)
        lack: Floats = np.maximum(0.0, total - self.most) / np.maximum(self.most, 1.0)
        return lack


def level(visits: Yes, possible: Yes, loads: Loads, stocks: WardStocks) -> Yes:
    """Move visits off days that cannot do what is asked.

    Parameters
    ----------
    visits, possible : bool, shape (n_days, n_wards)
        Who is visited, and who may be.
    loads : Loads
        What visits ask for, over the first days.
    stocks : WardStocks
        How long wards last.

    Returns
    -------
    bool, shape (n_days, n_wards)
        Visits, as level as moving makes them; a day that no move relieves stays as it is.
    """
    visits = visits.copy()
    asked = loads.asked.copy()
    now = Loads(asked, loads.most, loads.site, loads.detour)
    stuck: set[int] = set()
    while True:
        lack = now.over(visits).max(axis=0)
        lack[list(stuck)] = 0.0
        if not lack.any():
            return visits
        day = int(lack.argmax())
        move = min(_moves(visits, possible, now, stocks, day), default=None)
        if move is None:
            stuck.add(day)
            continue
        _, to, site = move
        wards = np.flatnonzero((loads.site == site) & visits[day])
        visits[day, wards] = False
        visits[to, wards] = True
        asked[:, to, wards] = np.maximum(asked[:, to, wards], asked[:, day, wards])


def _moves(
    visits: Yes, possible: Yes, loads: Loads, stocks: WardStocks, day: int
) -> Iterator[tuple[float, int, int]]:
    """Moves of a site's visits that relieve a day: cost for what is relieved, day, site."""
    n_days = loads.most.shape[1]
    short = loads.over(visits)[:, day] > 0
    for site in np.unique(loads.site[visits[day]]).tolist():
        wards = np.flatnonzero((loads.site == site) & visits[day])
        relieved = float(loads.asked[:, day, wards].sum(axis=1)[short].sum())
        if relieved <= 0:
            continue
        saved = _detour(visits, loads, day, site)
        for to in range(max(0, day - _FAR_DAYS), min(n_days, day + _FAR_DAYS + 1)):
            if to == day or not possible[to, wards].all():
                continue
            if not _fits(visits, loads, day, to, wards):
                continue
            if all(_lasts(visits, stocks, day, to, int(ward)) for ward in wards):
                cost = _detour(visits, loads, to, site) - saved
                yield cost / relieved + 1e-6 * abs(to - day), to, site


def _detour(visits: Yes, loads: Loads, day: int, site: int) -> float:
    """Money to reach a site from the nearest other that is visited that day, or the hub. [SEK]"""
    others = np.unique(loads.site[visits[day]])
    others = others[others != site]
    return float(min([*loads.detour[others, site].tolist(), loads.detour[0, site]]))


def _fits(visits: Yes, loads: Loads, day: int, to: int, wards: Whole) -> bool:
    """Whether the other day can do what is moved to it."""
    total = (loads.asked[:, to] * visits[to][None]).sum(axis=1)
    there = (loads.asked[:, to, wards] * visits[to, wards][None]).sum(axis=1)
    coming = np.maximum(loads.asked[:, day, wards], loads.asked[:, to, wards]).sum(axis=1)
    return bool((total - there + coming <= _SLACK * loads.most[:, to]).all())


def _lasts(visits: Yes, stocks: WardStocks, day: int, to: int, ward: int) -> bool:
    """Whether a ward lasts with its visit moved: until it, and from it to the one after."""
    at = np.flatnonzero(stocks.ward == ward)
    if not len(at):
        return True
    moved = visits[:, ward].copy()
    moved[day], moved[to] = False, True
    return _low(stocks, int(at[0]), moved) >= min(0.0, _low(stocks, int(at[0]), visits[:, ward]))


def _low(stocks: WardStocks, at: int, visited: Yes) -> float:
    """Lowest stock of a ward over its minimum, before the last visit. [slots]"""
    stock, lowest = float(stocks.start[at]), 0.0
    for day in range(int(np.flatnonzero(visited).max(initial=0)) + 1):
        if visited[day]:
            stock = max(stock, float(stocks.maximum[at]))
        stock -= float(stocks.demand[at, day])
        lowest = min(lowest, stock - float(stocks.minimum[at]))
    return lowest
