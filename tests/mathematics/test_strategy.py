"""How do processes search, by the time there is for each task?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.outcome import Limits
from models.routing.choose import has_much_time
from models.routing.solve import Strategy, solve
from models.routing.team import Team
from tests.mathematics.spread import problem_of


@pytest.mark.parametrize(
    ("seconds", "n_jobs", "asked", "ruins"),
    [
        (0.01, 2, {}, [[0.9, 0.6], [0.6, 0.9]]),
        (0.5, 2, {}, [[0.9, 0.0], [0.0, 0.9]]),
        (0.5, 2, {"patient": None}, [[0.9, 0.6], [0.6, 0.9]]),
        (0.5, 1, {}, [[0.9], [0.6]]),
    ],
)
def test_with_much_time_every_second_process_is_patient(monkeypatch, seconds, n_jobs, asked, ruins):
    given = []

    def search(_team, _limits, tunings, **_):
        given.append([tuning.ruin for tuning in tunings])
        return []

    problem = problem_of("depots returns hygiene")
    monkeypatch.setattr(Team, "search", search)
    limits = Limits(time_s=seconds * problem.n_tasks, n_jobs=n_jobs)
    solve(problem, limits=limits, strategy=Strategy(**asked))
    assert given == ruins


def test_where_vehicles_differ_and_make_several_trips_nobody_is_patient():
    problem = problem_of("depots returns hygiene")
    (alike, *_), much = problem.vehicle_types, 0.5 * problem.n_tasks
    larger = replace(alike, capacity=tuple(2 * room for room in alike.capacity))
    assert has_much_time(problem, much)
    for most, patient in ((1, True), (2, False), (None, False)):
        fleet = tuple(replace(vehicle, max_trips=most) for vehicle in (alike, larger))
        assert has_much_time(replace(problem, vehicle_types=fleet), much) is patient
