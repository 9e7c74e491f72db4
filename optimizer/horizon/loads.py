"""What does each visit ask of its day, and what can the day do? Lines and load carriers."""

from __future__ import annotations

import datetime as dt

import numpy as np

from optimizer.horizon.days import Yes
from optimizer.horizon.level import Loads
from optimizer.horizon.roll import Rolled
from optimizer.horizon.stores import Floats, Stores
from optimizer.ward_stores import WEEKDAYS

__all__ = ["loads_of"]


def loads_of(stores: Stores, rolled: Rolled, visits: Yes, detour: Floats) -> Loads:
    """Loads of rolled days.

    Parameters
    ----------
    stores : Stores
        Ward items.
    rolled : Rolled
        What each day orders.
    visits : bool, shape (>= n_days, n_wards)
        Who is visited.
    detour : float, shape (n_sites + 1, n_sites + 1)
        Money between places, the hub first. [SEK]

    Returns
    -------
    Loads
        Order lines, and load carriers shared out over a site's wards by what they get.
    """
    scenario = stores.scenario
    n_days, n_wards = len(rolled.days), len(scenario.wards)
    sites = {site.id: at + 1 for at, site in enumerate(scenario.sites)}
    site = np.array([sites[ward.site] for ward in scenario.wards], dtype=np.int64)
    out = {item.flow for item in scenario.items}
    asked = np.zeros((2, n_days, n_wards))
    for at, day in enumerate(rolled.days):
        brought = rolled.delivered[at]
        asked[0, at] = np.bincount(stores.ward, brought > 0, n_wards)
        parts = np.bincount(stores.ward, stores.carriers * brought, n_wards)
        whole = np.zeros(len(sites) + 1)
        for order in day.orders:
            if order.flow in out:
                whole[sites[order.site]] += order.carriers
        exact = np.bincount(site, parts, len(sites) + 1)
        asked[1, at] = parts * (whole / np.maximum(exact, 1e-12))[site]
    # What is asked for on a day without a visit is what it would be on the nearest with one.
    for ward in np.flatnonzero(visits[:n_days].any(axis=0)).tolist():
        days = np.flatnonzero(visits[:n_days, ward])
        for at in np.flatnonzero(~visits[:n_days, ward]).tolist():
            asked[:, at, ward] = asked[:, days[np.abs(days - at).argmin()], ward]
    most = np.full((2, n_days), np.inf)
    for row in scenario.weekday_capacities:
        for at in range(n_days):
            weekday = (stores.start + dt.timedelta(days=at)).weekday()
            if WEEKDAYS[weekday] == row.weekday:
                most[0, at] = np.inf if row.lines is None else row.lines
                most[1, at] = np.inf if row.carriers is None else row.carriers
    return Loads(asked, most, site, detour)
