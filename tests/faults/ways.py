"""In which ways can positions, travel data and times of day be incoherent?"""

from __future__ import annotations

from optimizer.domain import TravelSettings
from tests.changes import CIRCLE, again, at, both, by_graph, by_road, windows
from tests.faults.breaks import Break
from tests.rigs import amend

__all__ = ["BREAKS"]

BREAKS: dict[str, Break] = {
    "half a position": Break(
        at("sites.2", lon=None), ("error V301 sites:4 lon",), "has lat but no lon"
    ),
    "half a campus position": Break(
        at("sites.2", y_m=3.0), ("error V301 sites:4 x_m",), "has y_m but no x_m"
    ),
    "no position": Break(
        both(by_road, at("sites.2", lat=None, lon=None)),
        ("error V302 sites:4 lat",),
        "travel source road_estimate needs them",
    ),
    "swapped position": Break(
        at("sites.2", lat=12.548, lon=57.921),
        ("warning V303 sites:4 lat", "warning V305 sites:4 lat"),
        "lat 12.548, lon 57.921 seems swapped",
    ),
    "null island": Break(at("sites.2", lat=0, lon=0), ("warning V304 sites:4 lat",), "0, 0"),
    "far away": Break(
        at("sites.2", lat=5.7921), ("warning V305 sites:4 lat",), "km from the middle"
    ),
    "site outside the matrix": Break(
        lambda day: amend(
            day, travel_times=tuple(t for t in day.travel_times if t.destination != "lerum")
        ),
        ("error V306 sites:6 id",),
        'no travel time leads to site "lerum"',
    ),
    "site outside the graph": Break(
        both(by_graph(*CIRCLE), at("sites.4", node="lerom")),
        ("error V307 sites:6 node",),
        'Did you mean "lerum"?',
    ),
    "graph in two parts": Break(
        by_graph(*CIRCLE[:2], *CIRCLE[3:5]),
        ("warning V308 travel_edges",),
        "(3 sites) to the other 3",
    ),
    "pair given twice": Break(
        again("travel_times", 0, duration_s=1.0),
        ("error V309 travel_times:32 duration_s",),
        '"laundry" to "store" takes 1 s and 45000 m, in row 2 2700 s',
    ),
    "edge to itself": Break(
        by_graph(*CIRCLE, ("sas", "sas")),
        ("warning V310 travel_edges:8 destination",),
        "leads back to it",
    ),
    "empty matrix": Break(
        lambda day: amend(day, travel_times=()), ("error V311 travel_times",), "is empty"
    ),
    "empty graph": Break(by_graph(), ("error V311 travel_edges",), "is empty"),
    "no address": Break(
        lambda day: amend(
            day, travel=TravelSettings.model_validate({"source": "osrm"}), travel_times=()
        ),
        ("error V311 travel osrm_url",),
        "no address",
    ),
    "no speed bands": Break(
        both(by_road, at("travel", speed_bands=())),
        ("error V311 travel speed_bands",),
        "there are no speed bands",
    ),
    "matrix not read": Break(
        at("travel", source="road_estimate"),
        ("note V312 travel_times",),
        "does not read the 30 rows",
    ),
    "windows overlap": Break(
        at("sites.3", windows=windows(("06:00", "12:00"), ("11:00", "16:00"))),
        ("warning V401 sites:5 windows",),
        "06:00–12:00 and 11:00–16:00 overlap",
    ),
    "window upside down": Break(
        at("orders.0", windows=windows(("10:00", "09:30"))),
        ("error V402 orders:2 windows",),
        "window 10:00–09:30 ends before it starts",
    ),
    "ready too late": Break(
        at("orders.0", release="12:01"),
        ("error V403 orders:2 release",),
        'order "linen-sas" is ready at 12:01, after its windows 06:00–12:00',
    ),
    "closed": Break(
        at("orders.0", windows=windows(("16:30", "17:00"))),
        ("warning V404 orders:2 windows",),
        'wants 16:30–17:00, but site "sas" is open 06:00–11:30 12:30–16:00',
    ),
    "ready after closing": Break(
        at("orders.3", release="16:01"), ("warning V404 orders:5 release",), "is ready at 16:01"
    ),
    "window shorter than handling": Break(
        at("orders.0", windows=windows(("08:00", "08:07"))),
        ("warning V405 orders:2 windows",),
        "handling 8 carriers takes 8 min, its longest window is 7 min",
    ),
    "shift upside down": Break(
        at("vehicles.0", shift_start="16:00", shift_end="05:00"),
        ("error V406 vehicles:2 shift_end",),
        "shift 16:00–05:00 has no length",
    ),
    "shift shorter than ordinary hours": Break(
        at("vehicles.0", shift_end="12:00"),
        ("note V407 vehicles:2 ordinary_h",),
        "shift of 7 h is shorter than ordinary_h 8",
    ),
}
