"""Do stories, timeline and load charts show what the plan says, and can they be read?"""

from __future__ import annotations

from itertools import pairwise

import pytest

from optimizer.domain import Code, HygieneClass
from optimizer.report.colours import class_styles
from optimizer.report.load_profile import load_profile
from optimizer.report.story import RouteStory, route_stories
from optimizer.report.text import Language
from optimizer.report.timeline import Lane, timeline
from tests.rigs import amend, hospital_day, hospital_plan, travel_of

EN = Language("en")


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
