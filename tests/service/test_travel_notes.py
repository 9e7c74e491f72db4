"""Is everything odd about travel times told, and nothing else?"""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.domain import Scenario, TravelSettings, TravelTime
from optimizer.findings import Finding, Severity
from optimizer.travel import UNREACHABLE, TravelTimes, measure, notes
from tests.rigs import amend, hospital_day


def told(durations: list[list[int]], lengths: list[list[int]] | None = None) -> list[Finding]:
    """Notes about three sites of one profile; 36 km/h where no lengths are given."""
    times = np.array([durations], dtype=np.int64)
    ways = np.where(times >= UNREACHABLE, UNREACHABLE, 10 * times)
    travel = TravelTimes(
        ("a", "b", "c"), {"van": 0}, times, ways if lengths is None else np.array([lengths])
    )
    return list(notes(hospital_day(), travel))


def codes(found: list[Finding]) -> list[str]:
    return [finding.code for finding in found]


NO = UNREACHABLE


def test_an_ordinary_matrix_is_passed_in_silence() -> None:
    assert told([[0, 600, 900], [600, 0, 500], [900, 500, 0]]) == []


def test_pairs_without_a_way_are_counted_and_named() -> None:
    (found,) = told([[0, NO, 900], [600, 0, 500], [900, 500, 0]])
    assert found.code == "T401"
    assert found.severity is Severity.WARNING
    assert found.message == '1 pair is without a way: "a" to "b"'


def test_a_site_that_is_cut_off_is_named_itself() -> None:
    (found,) = told([[0, 600, NO], [600, 0, NO], [NO, NO, 0]])
    assert found.message == '4 pairs are without a way: no way to or from "c"'


def test_there_and_back_that_differ_much_are_a_note() -> None:
    (found,) = told([[0, 600, 700], [600, 0, 700], [900, 900, 0]])
    assert found.code == "T402"
    assert found.severity is Severity.NOTE
    assert '"c" to "a" takes 900 s, back 700 s' in found.message


@pytest.mark.parametrize("back", [819, 750])
def test_small_differences_are_not_told(back: int) -> None:
    assert told([[0, 600, 700], [600, 0, 700], [back, back, 0]]) == []


def test_a_detour_that_beats_the_way_is_a_warning() -> None:
    (found,) = told([[0, 300, 900], [300, 0, 500], [900, 500, 0]])
    assert found.code == "T403"
    assert "2 pairs are" in found.message
    assert '"a" to "c" takes 900 s, by way of "b" 800 s' in found.message


def test_rounding_is_no_detour() -> None:
    assert told([[0, 300, 806], [300, 0, 500], [806, 500, 0]]) == []


@pytest.mark.parametrize(
    ("seconds", "metres"),
    [(10, 5_000), (60_000, 500)],
    ids=["minutes for seconds", "kilometres for metres"],
)
def test_speeds_that_cannot_be_are_told(seconds: int, metres: int) -> None:
    durations = [[0 if i == j else seconds for j in range(3)] for i in range(3)]
    lengths = [[0 if i == j else metres for j in range(3)] for i in range(3)]
    found = told(durations, lengths)
    assert codes(found) == ["T404"]
    assert "6 pairs" in found[0].message


def test_only_the_vehicle_types_concerned_are_named() -> None:
    day = hospital_day()
    own = TravelTime(
        origin="laundry", destination="sas", duration_s=1e4, length_m=43_000, vehicle_type="van"
    )
    odd = amend(day, travel_times=(*day.travel_times, own))
    found = notes(odd, measure(odd))
    assert codes(list(found)) == ["T402", "T403"]
    assert all('for "van"' in finding.message for finding in found)


def test_tolerated_rows_of_a_matrix_are_noted() -> None:
    day = hospital_day()
    first = day.travel_times[0]
    to_itself = TravelTime(origin="sas", destination="sas", duration_s=60, length_m=0)
    odd = amend(day, travel_times=(*day.travel_times, first, to_itself))
    found = notes(odd, measure(odd))
    assert codes(list(found)) == ["T104", "T105"]
    assert {finding.severity for finding in found} == {Severity.NOTE}
    assert [finding.place.row for finding in found] == [32, 33]


def test_the_table_of_the_source_is_named() -> None:
    day: Scenario = amend(hospital_day(), travel=TravelSettings(source="matrix"))
    shortened = amend(day, travel_times=day.travel_times[1:])
    assert [str(finding.place) for finding in notes(shortened, measure(shortened))] == [
        "travel_times"
    ]
