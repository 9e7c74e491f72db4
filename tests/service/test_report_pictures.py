"""Do map, timeline and load charts show what the plan says, and can they be read?"""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.domain import Code, HygieneClass, Site
from optimizer.report.colours import class_styles, route_style
from optimizer.report.curves import BADGE_ROOM, Curve
from optimizer.report.labels import LEVELS, Label, Point, place_labels
from optimizer.report.load_profile import load_profile
from optimizer.report.map import map_view
from optimizer.report.projection import Frame, Scale, frame_of
from optimizer.report.story import RouteStory, route_stories
from optimizer.report.text import Language
from optimizer.report.timeline import Lane, timeline
from tests.rigs import amend, hospital_day, hospital_plan, travel_of

EN = Language("en")


@pytest.fixture(scope="module")
def stories() -> tuple[RouteStory, ...]:
    day = hospital_day()
    return route_stories(day, travel_of(day), hospital_plan())


# Story


def test_stories_number_stops_through_and_measure_the_route(
    stories: tuple[RouteStory, ...],
) -> None:
    assert [story.number for story in stories] == [1, 2, 3]
    assert [stop.number for stop in stories[0].stops] == [1, 2, 3, 4, 5, 6, 7]
    assert [story.length_m for story in stories] == [168_000, 196_000, 60_000]
    assert stories[2].overtime_s == 1140


def test_what_comes_on_must_go_off_before_the_trip_ends(stories: tuple[RouteStory, ...]) -> None:
    for story in stories:
        for trip in story.trips:
            assert trip.stops[-1].on_board.slots == 0
            assert trip.stops[-1].slots_by_class == {}
    first = stories[0].trips[0].stops
    assert [stop.on_board.slots for stop in first] == [11, 8, 8, 0]
    assert first[2].slots_by_class == {"SOILEDTEX": 8}


def test_goods_know_where_they_come_from_and_go_to(stories: tuple[RouteStory, ...]) -> None:
    laundry, lerum, sas, _ = stories[0].trips[0].stops
    assert [[site.id for site in item.other_end] for item in laundry.goods] == [["sas"], ["lerum"]]
    assert [site.id for site in lerum.goods[0].other_end] == ["laundry"]
    assert [item.at_depot for item in laundry.goods + sas.goods] == [True, True, False, False]


def test_unknown_names_are_left_out_of_stories() -> None:
    day, plan = hospital_day(), hospital_plan()
    first, second, third = plan.routes
    stranger = amend(first, vehicle="nobody")
    trip = second.trips[0]
    lost = amend(trip.visits[1], site="nowhere")
    second = amend(second, trips=(amend(trip, visits=(trip.visits[0], lost, *trip.visits[2:])),))
    visit = third.trips[0].visits[0]
    what = amend(visit, handlings=(amend(visit.handlings[0], order="nothing"),))
    third = amend(third, trips=(amend(third.trips[0], visits=(what,)),))
    plan = amend(plan, routes=(stranger, second, third))
    told = route_stories(day, travel_of(day), plan)
    assert [story.vehicle.id for story in told] == ["split-1", "van-1"]
    assert [stop.site.id for stop in told[0].stops] == ["store", "sas", "laundry", "store"]
    assert told[1].stops[0].goods == ()


# Map


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


# Timeline


def test_bars_cover_the_duty_of_a_valid_plan_without_gap_or_overlap(
    stories: tuple[RouteStory, ...],
) -> None:
    view = timeline(hospital_day(), stories, EN)
    assert [tick.label for tick in view.ticks] == [f"{hour:02d}:00" for hour in range(5, 12)]
    hours = len(view.ticks) - 1
    for lane, story in zip(view.lanes, stories, strict=True):
        ends = [(bar.left, bar.left + bar.width) for bar in lane.bars]
        assert ends[0][0] == pytest.approx(100 * (story.route.start / 3600 - 5) / hours, abs=0.01)
        assert ends[-1][1] == pytest.approx(100 * (story.route.end / 3600 - 5) / hours, abs=0.01)
        assert all(a[1] == pytest.approx(b[0], abs=0.01) for a, b in pairwise(ends))


def kinds(lane: Lane) -> list[str]:
    return [bar.kind for bar in lane.bars]


def test_bars_say_what_is_done(stories: tuple[RouteStory, ...]) -> None:
    lanes = timeline(hospital_day(), stories, EN).lanes
    trip = ["depot", "driving", "setup", "handling", "driving", "setup", "handling", "driving"]
    assert kinds(lanes[0])[:11] == [*trip, "setup", "depot", "cleaning"]
    assert [span.label for span in lanes[0].trips] == ["Trip 1", "Trip 2"]
    assert lanes[0].trips[0].left + lanes[0].trips[0].width <= lanes[0].trips[1].left
    assert [lane.overtime_left is not None for lane in lanes] == [False, False, True]
    assert lanes[2].overtime_title == "Overtime: 19\xa0min"
    assert "waiting" not in kinds(lanes[0])


def test_tooltips_tell_times_windows_and_goods(stories: tuple[RouteStory, ...]) -> None:
    bars = timeline(hospital_day(), stories, EN).lanes[0].bars
    at_sas = next(bar for bar in bars if bar.kind == "handling" and bar.label == "3")
    title = at_sas.title.splitlines()
    assert title[0] == "3. Södra Älvsborgs sjukhus, godsmottagning"
    assert title[1].startswith("Handling 07:2")
    assert title[2] == "Open: 06:00–11:30, 12:30–16:00"
    assert title[3:] == ["off: 8 Ren tvätt", "on: 8 Smutstvätt"]


def test_waiting_is_shown_before_a_window_opens() -> None:
    day, plan = hospital_day(), hospital_plan()
    route = plan.routes[2]
    early = amend(route, start=route.start - 1800)
    told = route_stories(day, travel_of(day), amend(plan, routes=(early,)))
    bars = timeline(day, told, EN).lanes[0].bars
    assert [bar.kind for bar in bars][:2] == ["driving", "waiting"]


def test_a_plan_that_contradicts_itself_stays_on_the_axis() -> None:
    day, plan = hospital_day(), hospital_plan()
    route = amend(plan.routes[0], end=plan.routes[0].start)
    told = route_stories(day, travel_of(day), amend(plan, routes=(route,)))
    for bar in timeline(day, told, EN).lanes[0].bars:
        assert bar.left >= 0
        assert bar.left + bar.width <= 100.01


# Load


def test_load_charts_stack_classes_up_to_what_is_on_board(
    stories: tuple[RouteStory, ...],
) -> None:
    view = load_profile(hospital_day(), stories, EN)
    assert [style.hygiene_class for style in view.classes] == [
        "CLEANTEX",
        "CLEAN",
        "EMPTYUSED",
        "SOILEDTEX",
        "WASTE",
    ]
    assert len({(style.colour, style.hatch) for style in view.classes}) == 5
    chart = view.charts[0]
    unit = (chart.base - chart.capacity_y) / 18
    assert [round(block.height / unit, 2) for block in chart.blocks] == [11, 8, 8]
    assert [mark.label for mark in chart.stops] == ["1", "2", "3", "4"]
    assert chart.caption == ("At most 11 of 18 slots (61%), 2,145 of 8,000\xa0kg (27%)")
    for chart in view.charts:
        columns: dict[float, list[float]] = {}
        for block in chart.blocks:
            columns.setdefault(block.x, [chart.base]).append(block.y)
            assert block.y + block.height == pytest.approx(columns[block.x][-2], abs=0.02)
    assert not any(chart.overfull for chart in view.charts)


def test_too_much_on_board_is_shown_above_the_line() -> None:
    day = hospital_day()
    small = tuple(amend(kind, slots=kind.slots / 4) for kind in day.vehicle_types)
    day = amend(day, vehicle_types=small)
    chart = load_profile(day, route_stories(day, travel_of(day), hospital_plan()), EN).charts[0]
    assert chart.overfull
    assert min(block.y for block in chart.blocks) < chart.capacity_y
    assert min(block.y for block in chart.blocks) >= 0


def test_thirty_classes_look_different_and_get_browner_with_rank() -> None:
    codes: dict[str, Code] = {}
    classes = [HygieneClass(id=f"C{i:02d}", rank=i * 9 // 29, codes=codes) for i in range(30)]
    styles = list(class_styles(classes, [c.id for c in classes]).values())
    assert len({(style.colour, style.hatch) for style in styles}) == 30
    assert [style.colour for style in styles] == sorted(style.colour for style in styles)
