"""Does travel know how long and how far it is, by road estimate and by a given matrix?"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.domain import SpeedBand, TravelSettings, TravelTime
from optimizer.travel import UNREACHABLE, TravelTimes, measure
from optimizer.travel.road import great_circle_m, road_duration_s
from tests.measured import codes, messages, scenario, with_factors
from tests.rigs import amend, hospital_day

# ---------------------------------------------------------------------------- road estimate


def test_great_circle_of_a_quarter_of_the_equator_is_ten_thousand_kilometres() -> None:
    assert great_circle_m([0, 0], [0, 90])[0, 1] == pytest.approx(10_007_557, abs=2)


def test_road_distance_is_great_circle_times_circuity() -> None:
    day = scenario("road_estimate")
    sites = day.sites
    straight = great_circle_m([s.lat for s in sites], [s.lon for s in sites])
    travel = measure(day)
    assert travel.distance("lorry", "laundry", "sas") == np.ceil(1.3 * straight[0, 3])


def test_a_leg_as_long_as_a_band_has_the_speed_of_the_band() -> None:
    bands = TravelSettings().speed_bands
    hours = road_duration_s([5_000, 15_000, 50_000], bands) / 3600
    assert [5, 15, 50] / hours == pytest.approx([28, 45, 70])


bands_strategy = st.lists(
    st.tuples(st.floats(0.1, 500), st.floats(1, 200)),
    min_size=1,
    max_size=5,
    unique_by=lambda band: band[0],
).map(lambda rows: tuple(SpeedBand(up_to_km=end, speed_kmh=speed) for end, speed in rows))


@given(bands_strategy, st.lists(st.floats(0, 1e6), min_size=2, max_size=20).map(sorted))
def test_a_longer_leg_is_never_faster(bands: tuple[SpeedBand, ...], lengths: list[float]) -> None:
    assert (np.diff(road_duration_s(lengths, bands)) >= -1e-6).all()


@pytest.mark.parametrize("end_m", [5_000, 15_000, 50_000])
def test_a_metre_more_at_the_end_of_a_band_takes_hardly_longer(end_m: float) -> None:
    before, after = road_duration_s([end_m - 0.5, end_m + 0.5], TravelSettings().speed_bands)
    assert 0 < after - before < 0.13  # a metre at 28 km/h


@pytest.mark.parametrize("speed_kmh", [5e-324, 1e-300])
def test_the_slowest_speed_there_is_is_out_of_reach_and_no_fault(speed_kmh: float) -> None:
    bands = (SpeedBand(up_to_km=5, speed_kmh=30), SpeedBand(up_to_km=15, speed_kmh=speed_kmh))
    near, far = road_duration_s([5_000, 6_000], bands)
    assert near == pytest.approx(600)
    assert 1e9 < far < float("inf")


@given(
    st.lists(st.tuples(st.floats(57, 58), st.floats(11, 13)), min_size=3, max_size=6, unique=True)
)
@settings(max_examples=40)
def test_rising_speeds_keep_the_triangle_inequality_after_rounding(
    places: list[tuple[float, float]],
) -> None:
    base = hospital_day()
    sites = tuple(
        amend(site, lat=lat, lon=lon) for site, (lat, lon) in zip(base.sites, places, strict=False)
    )
    day = amend(scenario("road_estimate"), sites=(*sites, *base.sites[len(sites) :]))
    travel = measure(day)
    for table in (travel.durations[0], travel.distances[0]):
        over = (table[:, :, None] + table[None, :, :]).min(axis=1)
        assert (table <= over + 1).all()


def test_speed_factor_divides_durations_and_makes_a_profile() -> None:
    travel = measure(with_factors(scenario("road_estimate"), van=1.25))
    assert travel.profile_by_vehicle_type == {"lorry": 0, "split": 0, "van": 1}
    slow, fast = (travel.duration(kind, "laundry", "sas") for kind in ("lorry", "van"))
    assert fast == pytest.approx(slow / 1.25, abs=1)
    assert travel.distance("van", "laundry", "sas") == travel.distance("lorry", "laundry", "sas")


def test_every_site_without_position_is_told_at_once() -> None:
    day = scenario("road_estimate")
    sites = (amend(day.sites[0], lat=None), amend(day.sites[1], lon=None), *day.sites[2:])
    assert codes(amend(day, sites=sites)) == ["T001", "T001"]


def test_campus_coordinates_serve_where_all_have_them() -> None:
    day = scenario("road_estimate")
    sites = tuple(
        amend(site, lat=None, lon=None, x_m=30.0 * i, y_m=40.0 * i)
        for i, site in enumerate(day.sites)
    )
    travel = measure(amend(day, sites=sites))
    assert travel.distance("lorry", "laundry", "waste") == 130  # 100 m times 1.3
    assert travel.duration("lorry", "laundry", "waste") == 109  # at 1.2 m/s, rounded up
    assert "only campus" in messages(amend(day, sites=(sites[0], *day.sites[1:])))


@pytest.mark.parametrize(
    "bands", [(), (SpeedBand(up_to_km=5, speed_kmh=30), SpeedBand(up_to_km=5, speed_kmh=40))]
)
def test_unusable_speed_bands_are_told(bands: tuple[SpeedBand, ...]) -> None:
    assert codes(amend(scenario("road_estimate"), "travel", speed_bands=bands)) == ["T002"]


def test_speed_bands_may_come_in_any_order() -> None:
    bands = TravelSettings().speed_bands
    lengths = [1_000, 9_000, 90_000]
    expected = road_duration_s(lengths, bands)
    for order in itertools.permutations(bands):
        assert road_duration_s(lengths, order) == pytest.approx(expected)


def test_a_vanishing_speed_is_no_way_rather_than_an_overflow() -> None:
    travel = measure(with_factors(scenario("road_estimate"), van=5e-324))
    assert travel.duration("van", "laundry", "sas") == UNREACHABLE
    assert travel.duration("van", "sas", "sas") == 0


# ------------------------------------------------------------------------------ given matrix


def row(origin: str, destination: str, duration_s: float, kind: str | None = None) -> TravelTime:
    return TravelTime(
        origin=origin,
        destination=destination,
        duration_s=duration_s,
        length_m=10 * duration_s,
        vehicle_type=kind,
    )


def test_matrix_is_read_as_it_stands() -> None:
    travel = measure(hospital_day())
    assert travel.duration("split", "laundry", "sas") == 42 * 60
    assert travel.distance("split", "laundry", "sas") == 43_000


def test_a_pair_without_a_row_has_no_way_and_no_silent_way_back() -> None:
    travel = measure(scenario("matrix", travel_times=(row("laundry", "sas", 100),)))
    assert travel.duration("van", "laundry", "sas") == 100
    assert travel.duration("van", "sas", "laundry") == UNREACHABLE
    assert travel.distance("van", "sas", "laundry") == UNREACHABLE
    assert (np.diagonal(travel.durations[0]) == 0).all()


def test_a_vehicle_types_own_rows_go_before_the_general_ones() -> None:
    rows = (
        row("laundry", "sas", 100),
        row("sas", "laundry", 100),
        row("laundry", "sas", 70, "van"),
    )
    day = with_factors(scenario("matrix", travel_times=rows), van=2.0, split=2.0)
    travel = measure(day)
    assert travel.duration("van", "laundry", "sas") == 70
    assert travel.duration("van", "sas", "laundry") == 50
    assert travel.duration("split", "laundry", "sas") == 50
    assert travel.duration("lorry", "laundry", "sas") == 100
    assert len(travel.durations) == 3


def test_durations_and_distances_are_rounded_up() -> None:
    rows = (row("laundry", "sas", 100.01), row("sas", "laundry", 100.0001))
    travel = measure(scenario("matrix", travel_times=rows))
    assert travel.duration("van", "laundry", "sas") == 101
    assert travel.distance("van", "laundry", "sas") == 1001
    assert travel.duration("van", "sas", "laundry") == 100  # noise, not travel


def test_everything_wrong_with_a_matrix_is_told_at_once() -> None:
    rows = (
        row("laundri", "sas", 1),
        row("laundry", "sas", 1, "lorri"),
        row("laundry", "sas", 1),
        row("laundry", "sas", 2),
    )
    day = scenario("matrix", travel_times=rows)
    assert codes(day) == ["T102", "T102", "T103"]
    assert 'Did you mean "laundry"?' in messages(day)
    assert "travel_times:5" in messages(day)
    assert codes(scenario("matrix", travel_times=())) == ["T101"]


def test_answers_cannot_be_changed() -> None:
    travel = measure(hospital_day())
    with pytest.raises(ValueError, match="read-only"):
        travel.durations[0, 0, 1] = 1


@pytest.mark.parametrize("source", ["matrix", "road_estimate"])
def test_renaming_and_reordering_sites_changes_nothing(source: str) -> None:
    day = scenario(source)
    turned: TravelTimes = measure(amend(day, sites=tuple(reversed(day.sites))))
    travel = measure(day)
    assert (turned.durations == travel.durations[:, ::-1, ::-1]).all()
    assert (turned.distances == travel.distances[:, ::-1, ::-1]).all()
