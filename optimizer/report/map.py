"""Where do the routes go? Sites, lines and legend of the map.

Lines join the visits in driving order; they are drawn slightly bent, each route a little
differently, so that routes between the same two places lie beside one another. They are
not the roads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.domain import Scenario, Site, SiteKind
from optimizer.report.colours import route_style
from optimizer.report.curves import BADGE_ROOM, Arrow, Curve, badge_spot, trip_curves
from optimizer.report.labels import Label, Point, place_labels
from optimizer.report.projection import Frame, Scale, frame_of
from optimizer.report.story import RouteStory
from optimizer.report.text import N_, Language

__all__ = ["KIND_NAMES", "MapView", "Pin", "RouteLine", "map_view"]

KIND_NAMES = {
    SiteKind.WAREHOUSE: N_("Warehouse"),
    SiteKind.LAUNDRY: N_("Laundry"),
    SiteKind.STERILE_UNIT: N_("Sterile unit"),
    SiteKind.KITCHEN: N_("Kitchen"),
    SiteKind.PHARMACY: N_("Pharmacy"),
    SiteKind.LABORATORY: N_("Laboratory"),
    SiteKind.WASTE_STATION: N_("Waste station"),
    SiteKind.GARAGE: N_("Garage"),
    SiteKind.DOCK: N_("Goods dock"),
    SiteKind.WARD: N_("Ward"),
    SiteKind.CLINIC: N_("Clinic"),
    SiteKind.OTHER: N_("Other site"),
}
"""Names of the kinds of site, for people."""

_PLAIN = frozenset({SiteKind.DOCK, SiteKind.WARD, SiteKind.CLINIC, SiteKind.OTHER})


@dataclass(frozen=True, slots=True)
class Pin:
    """One site on the map."""

    key: str
    x: float
    y: float
    kind: str
    is_depot: bool
    visited: bool
    title: str
    label: Label | None


@dataclass(frozen=True, slots=True)
class RouteLine:
    """One route on the map: a path per trip, direction marks, and its numbered badge."""

    number: int
    style: str
    vehicle: str
    title: str
    km: str
    paths: tuple[str, ...]
    arrows: tuple[Arrow, ...]
    badge: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class MapView:
    """Everything the map's drawing shows."""

    width: float
    height: float
    metres_per_unit: float
    geographic: bool
    scale_label: str
    scale_share: float
    pins: tuple[Pin, ...]
    routes: tuple[RouteLine, ...]
    kinds: tuple[tuple[str, str], ...]
    not_shown: tuple[str, ...]


def _route_line(
    say: Language, story: RouteStory, trips: list[list[Curve]], badge: tuple[float, float] | None
) -> RouteLine:
    paths = tuple(
        "".join(c.path(moves=i == 0 or curves[i - 1].end != c.start) for i, c in enumerate(curves))
        for curves in trips
        if curves
    )
    title = say.text(
        "Route {number}, {vehicle}: {trips}, {visits}, {km}, {span}",
        number=story.number,
        vehicle=story.vehicle.id,
        trips=say.plural("{n} trip", "{n} trips", len(story.trips)),
        visits=say.plural("{n} visit", "{n} visits", len(story.stops)),
        km=say.km(story.length_m),
        span=say.span(story.route.start, story.route.end),
    )
    return RouteLine(
        number=story.number,
        style=route_style(story.number),
        vehicle=story.vehicle.id,
        title=title,
        km=say.km(story.length_m, 0),
        paths=paths,
        arrows=tuple(
            curve.arrow for curves in trips for curve in curves if curve.length > BADGE_ROOM
        ),
        badge=badge,
    )


def _importance(kind: SiteKind, visits: int) -> float:
    """Depots are named first, then docks, then who is visited more."""
    if not visits:
        return 0.0
    return visits + (1000 if kind not in _PLAIN else 500 if kind is SiteKind.DOCK else 0)


def _pins(
    say: Language,
    sites: Iterable[Site],
    frame: Frame,
    visits: Counter[str],
    badges: Iterable[tuple[float, float]],
    lines: Iterable[tuple[float, float]],
) -> tuple[Pin, ...]:
    shown = [site for site in sites if site.id in frame.points]
    points = [
        Point(
            key=site.id,
            x=frame.points[site.id][0],
            y=frame.points[site.id][1],
            name=site.name or site.id,
            importance=_importance(site.kind, visits[site.id]),
            bold=site.kind not in _PLAIN,
        )
        for site in shown
    ]
    labels = place_labels(points, (frame.width, frame.height), badges, lines)
    return tuple(
        Pin(
            key=site.id,
            x=frame.points[site.id][0],
            y=frame.points[site.id][1],
            kind=site.kind,
            is_depot=site.kind not in _PLAIN,
            visited=visits[site.id] > 0,
            title="\n".join(
                (
                    site.name or site.id,
                    say.text(KIND_NAMES[site.kind]),
                    say.plural("{n} visit", "{n} visits", visits[site.id]),
                )
            ),
            label=labels.get(site.id),
        )
        for site in shown
    )


def map_view(scenario: Scenario, stories: Iterable[RouteStory], say: Language) -> MapView | None:
    """The map of all routes, or None where fewer than two sites have a position.

    Parameters
    ----------
    scenario : Scenario
        Its sites, with lat/lon or campus coordinates.
    stories : iterable of RouteStory
        What the vehicles do.
    say : Language
        Language of titles and legend.

    Returns
    -------
    MapView or None
        What the drawing shows.

    Examples
    --------
    >>> from tests.rigs import hospital_day
    >>> view = map_view(hospital_day(), (), Language("en"))
    >>> view.routes, len(view.pins)
    ((), 6)
    """
    frame = frame_of(scenario.sites)
    if frame is None:
        return None
    known = tuple(stories)
    visits = Counter(stop.site.id for story in known for stop in story.stops)
    times_driven: Counter[tuple[str, str]] = Counter()
    taken = list(frame.points.values())
    routes, badges = [], []
    lines: list[tuple[float, float]] = []
    for story in known:
        trips = trip_curves(frame, story, times_driven)
        curves = [curve for trip in trips for curve in trip]
        lines.extend(spot for curve in curves for spot in curve.spots)
        badge = badge_spot(curves, taken)
        if badge is not None:
            taken.append(badge)
            badges.append(badge)
        routes.append(_route_line(say, story, trips, badge))
    scale = Scale.of(frame)
    length = scale.length_m
    used = dict.fromkeys(site.kind for site in scenario.sites if site.id in frame.points)
    return MapView(
        width=frame.width,
        height=frame.height,
        metres_per_unit=frame.metres_per_unit,
        geographic=frame.geographic,
        scale_label=say.km(length, 0) if length >= 1000 else f"{say.number(length)}\u00a0m",
        scale_share=round(100 * scale.share, 3),
        pins=_pins(say, scenario.sites, frame, visits, badges, lines),
        routes=tuple(routes),
        kinds=tuple((kind, say.text(KIND_NAMES[kind])) for kind in KIND_NAMES if kind in used),
        not_shown=tuple(s.name or s.id for s in scenario.sites if s.id not in frame.points),
    )
