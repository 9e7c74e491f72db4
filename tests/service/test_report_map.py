"""Does the map show each place, route and name, and cover none by another?"""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.domain import Site
from optimizer.report.colours import route_style
from optimizer.report.curves import BADGE_ROOM, Curve
from optimizer.report.labels import LEVELS, Label, Point, place_labels
from optimizer.report.map import map_view
from optimizer.report.projection import Frame, Scale, frame_of
from optimizer.report.story import RouteStory
from optimizer.report.text import Language
from tests.rigs import amend, hospital_day

EN = Language("en")


def geographic(lat: float, lon: float, name: str) -> Site:
    return Site(id=name, kind="ward", lat=lat, lon=lon)


def test_degrees_of_longitude_shrink_with_the_cosine_of_latitude() -> None:
    sites = [geographic(59.5, 10, "s"), geographic(60.5, 10, "n"), geographic(60, 11, "e")]
    frame = frame_of(sites)
    assert frame is not None
    (_, south), (_, north), (east, _) = (frame.points[k] for k in "sne")
    west = frame.points["s"][0]
    assert (east - west) / (south - north) == pytest.approx(math.cos(math.radians(60)), rel=2e-3)
    assert south > north
    assert frame.metres_per_unit * (south - north) == pytest.approx(111_195, rel=1e-3)


def test_campus_coordinates_are_used_where_more_sites_have_them() -> None:
    wards = [Site(id=f"w{i}", kind="ward", x_m=100 * i, y_m=50 * i) for i in range(3)]
    frame = frame_of([*wards, geographic(58, 12, "far"), geographic(59, 12, "off")])
    assert frame is not None
    assert not frame.geographic
    assert set(frame.points) == {"w0", "w1", "w2"}
    assert frame.points["w2"][1] < frame.points["w0"][1]


def test_a_map_needs_two_places() -> None:
    nowhere = Site(id="b", kind="ward")
    assert frame_of([]) is None
    assert frame_of([geographic(58, 12, "a"), nowhere]) is None
    assert frame_of([geographic(58, 12, "a"), nowhere, geographic(58, 13, "c")]) is not None
    day = hospital_day()
    bare = [amend(site, lat=None, lon=None) for site in day.sites[1:]]
    assert map_view(amend(day, sites=(day.sites[0], *bare)), (), EN) is None


def test_sites_on_one_spot_stand_apart() -> None:
    sites = [Site(id=f"w{i}", kind="ward", x_m=0, y_m=0) for i in range(6)]
    frame = frame_of([*sites, Site(id="far", kind="ward", x_m=500, y_m=0)])
    assert frame is not None
    spots = [frame.points[site.id] for site in sites]
    assert min(math.dist(a, b) for a, b in combinations(spots, 2)) > 8


@settings(max_examples=50)
@given(st.floats(min_value=1e-3, max_value=1e5))
def test_the_scale_bar_is_round_and_fits(metres_per_unit: float) -> None:
    scale = Scale.of(Frame(1000, 500, metres_per_unit, {}, geographic=True))
    if scale.length_m > 1:
        assert str(scale.length_m).rstrip("0") in {"1", "2", "5"}
        assert scale.length_m == pytest.approx(scale.share * 1000 * metres_per_unit)
    assert 0 < scale.share <= 0.161


def test_the_way_out_and_the_way_home_lie_apart() -> None:
    out, home = Curve((0, 0), (100, 0), 0.04), Curve((100, 0), (0, 0), 0.04)
    assert math.dist(out.at(0.5), home.at(0.5)) == pytest.approx(8.0, abs=0.2)
    assert out.arrow.angle == 0
    assert home.arrow.angle == 180


def test_the_map_shows_each_route_with_number_look_and_badge(
    stories: tuple[RouteStory, ...],
) -> None:
    view = map_view(hospital_day(), stories, EN)
    assert view is not None
    assert [route.number for route in view.routes] == [1, 2, 3]
    assert len({route.style for route in view.routes}) == 3
    assert [len(route.paths) for route in view.routes] == [2, 1, 1]
    badges = [route.badge for route in view.routes if route.badge]
    taken = badges + [(pin.x, pin.y) for pin in view.pins]
    assert len(badges) == 3
    for badge in badges:
        others = [spot for spot in taken if spot != badge]
        assert min(math.dist(badge, other) for other in others) >= BADGE_ROOM


def test_a_site_without_a_position_is_named_beside_the_map(
    stories: tuple[RouteStory, ...],
) -> None:
    day = hospital_day()
    lost = amend(day.sites[2], lat=None)
    view = map_view(amend(day, sites=(*day.sites[:2], lost, *day.sites[3:])), stories, EN)
    assert view is not None
    assert view.not_shown == ("Återvinningen Alingsås",)


def test_two_dozen_routes_look_different() -> None:
    assert len({route_style(number) for number in range(1, 25)}) == 24


def box(point: Point, label: Label, scale: float) -> tuple[float, float, float, float]:
    """A cautious guess of a label's extent, narrower than the room it was given."""
    width, x, y = 6.0 * len(label.text), point.x * scale + label.dx, point.y * scale + label.dy
    left = {"start": x, "end": x - width, "middle": x - width / 2}[label.anchor]
    return left, y - 10, left + width, y + 2


coordinates = st.tuples(st.integers(0, 1000), st.integers(0, 600))


@settings(max_examples=40, deadline=None)
@given(st.lists(coordinates, min_size=1, max_size=40, unique=True))
def test_names_never_cover_each_other_at_any_size(spots: list[tuple[int, int]]) -> None:
    points = {
        str(i): Point(str(i), x, y, f"Vårdcentralen nummer {i}") for i, (x, y) in enumerate(spots)
    }
    labels = place_labels(list(points.values()), (1000, 600))
    for level, scale in enumerate(LEVELS):
        shown = [
            box(points[key], label, scale) for key, label in labels.items() if label.level <= level
        ]
        for a, b in combinations(shown, 2):
            assert a[0] >= b[2] or b[0] >= a[2] or a[1] >= b[3] or b[1] >= a[3]
        for left, top, right, bottom in shown:
            assert left >= 0
            assert top >= 0
            assert right <= 1000 * scale
            assert bottom <= 600 * scale


def test_a_lone_name_is_shown_at_every_size() -> None:
    assert place_labels([Point("a", 500, 300, "Borås")], (1000, 600))["a"].level == 0


def test_names_avoid_lines_where_they_can() -> None:
    to_the_right = [(500 + step, 300.0) for step in range(0, 200, 4)]
    label = place_labels([Point("a", 500, 300, "Borås")], (1000, 600), lines=to_the_right)["a"]
    assert (label.anchor, label.dx) != ("start", 11.0)
