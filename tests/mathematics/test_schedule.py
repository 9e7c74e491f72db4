"""Are times as good as they can be? Against every start there is."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from models.routing.complete import Stop, StopKind
from models.routing.problem import RoutingProblem, VehicleType
from models.routing.schedule import schedule
from tests.mathematics.small_problems import line


def vehicle(shift: tuple[int, int] = (0, 150)) -> VehicleType:
    return VehicleType(1, (1,), 0, 0, shift, 150)


def stops(rng: Random, n: int, n_windows: int) -> list[Stop]:
    found = []
    for number in range(n):
        edges = sorted(rng.sample(range(5, 120), 2 * n_windows))
        windows = tuple(zip(edges[::2], edges[1::2], strict=True))
        ready = rng.choice((0, 0, rng.randrange(60)))
        found.append(
            Stop(
                StopKind.TASK, rng.randrange(4), rng.randrange(5),
                windows if rng.random() < 0.8 else (), ready, (number,), number, 0,
            )
        )  # fmt: skip
    return found


def drive(problem: RoutingProblem, planned: list[Stop], start: int) -> int | None:
    """End of the duty for one start, second by second."""
    clock, at = start, 0
    for stop in planned:
        if stop.place != at:
            clock += int(problem.durations[0, at, stop.place] + problem.setups[stop.place])
            at = stop.place
        while clock < stop.ready or not (
            not stop.windows or any(a <= clock <= b for a, b in stop.windows)
        ):
            clock += 1
            if clock > 500:
                return None
        clock += stop.duration
    return clock + (int(problem.durations[0, at, 0]) if at else 0)


@pytest.mark.parametrize("n_windows", [1, 2])
@pytest.mark.parametrize("seed", range(40))
def test_shortest_duty_against_every_start(seed, n_windows):
    rng = Random(seed)
    problem = RoutingProblem(
        **line(0, 3, 9, 14) | {"setups": np.array([0, 2, 0, 1])},  # type: ignore[arg-type]
        tasks=(),
        depots=(),
        vehicle_types=(vehicle(),),
    )
    planned = stops(rng, rng.randint(1, 4), n_windows)
    duties = []
    for start in range(151):
        end = drive(problem, planned, start)
        if end is not None and end <= 150:
            duties.append((end - start, start))
    found = schedule(problem, 0, planned)
    assert (found is None) == (not duties)
    if found is not None:
        start, end, times = found
        assert end - start == min(duties)[0]
        assert [t.stop for t in times] == planned
        assert drive(problem, planned, start) == end


def test_waits_at_home_and_not_at_the_door():
    problem = RoutingProblem(**line(0, 10), tasks=(), depots=(), vehicle_types=(vehicle(),))
    stop = Stop(StopKind.TASK, 1, 5, ((60, 90),), 0, (0,), 0, 0)
    start, end, (timed,) = schedule(problem, 0, [stop])
    assert (start, timed.arrival, timed.start, timed.end, end) == (50, 60, 60, 65, 75)


def test_no_times_where_there_is_no_way_or_no_window():
    matrices = line(0, 10)
    problem = RoutingProblem(
        **matrices, tasks=(), depots=(), vehicle_types=(vehicle(),), unreachable=10
    )
    assert schedule(problem, 0, [Stop(StopKind.TASK, 1, 5, (), 0, (0,), 0, 0)]) is None
    problem = RoutingProblem(**matrices, tasks=(), depots=(), vehicle_types=(vehicle(),))
    assert schedule(problem, 0, [Stop(StopKind.TASK, 1, 5, ((0, 9),), 0, (0,), 0, 0)]) is None
    assert schedule(problem, 0, [Stop(StopKind.TASK, 1, 140, (), 0, (0,), 0, 0)]) is None
    assert schedule(problem, 0, []) == (0, 0, ())
