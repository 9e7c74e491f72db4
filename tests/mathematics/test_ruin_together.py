"""Do processes that search for one solution agree on it, and keep nothing of each other back?"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field, replace
from multiprocessing import Pipe
from random import Random

import numpy as np
import pytest

from models.outcome import Limits
from models.routing import ruin
from models.routing.evaluate import evaluate, evaluate_route
from models.routing.line import Line
from models.routing.member import Member
from models.routing.messages import Job
from models.routing.problem import RoutingProblem, RoutingSolution
from models.routing.reformulate import expand
from models.routing.ruin import ruin_and_recreate
from models.routing.ruin_net import as_net
from models.routing.ruin_pace import Pace
from models.routing.ruin_parts import Part, divide
from models.routing.ruin_rows import lay_out
from models.routing.ruin_shares import Share
from models.routing.ruin_state import AVAILABLE, UNIT
from models.routing.ruin_together import search_parts
from models.routing.ruin_work import Manner, Work, rows_of
from models.routing.team import Team, is_too_much
from models.routing.with_pyvrp import Tuning
from tests.mathematics.small_problems import FEATURES, random_problem

ABLE = sorted(FEATURES - {"gaps"})


def some_problem(seed: int) -> RoutingProblem:
    """Problems of all kinds, with routes enough to be divided."""
    rng = Random(seed)
    features = frozenset(f for f in ABLE if rng.random() < 0.5)
    return random_problem(seed, features, rng.randint(12, 25))


def laid_out(problem: RoutingProblem, seed: int = 1) -> Work:
    """A solution of some quality as rows, some units perhaps left out."""
    expanded = expand(problem)
    found, _ = ruin_and_recreate(expanded, Limits(iterations=20, seed=seed))
    some = RoutingSolution(found.routes[: max(1, len(found.routes) - 1)])
    net = as_net(expanded)
    work = Work(net, Manner.of(net, joined=True), np.array([seed], np.uint64))
    lay_out(expanded, net, work.routes, some)
    work.begin()
    return work


@dataclass
class Crew:
    """Peers in threads of one process; each waits until all others have told theirs."""

    n: int
    seed: int = 7
    mail: dict[tuple[int, int], deque[Share]] = field(default_factory=dict)
    told: threading.Condition = field(default_factory=threading.Condition)
    silent_after: dict[int, int] = field(default_factory=dict)
    patience_s: float = 60.0
    n_told: dict[int, int] = field(default_factory=dict)

    def of(self, number: int) -> Peer:
        return Peer(self, number)


@dataclass
class Peer:
    crew: Crew
    number: int
    n_told: int = 0

    @property
    def n(self) -> int:
        return self.crew.n

    @property
    def seed(self) -> int:
        return self.crew.seed

    @property
    def n_partings(self) -> int:
        return 30

    def exchange(self, mine: Share) -> list[Share] | None:
        def heard() -> bool:
            return all(crew.mail.get((other, self.number)) for other in others)

        crew, others = self.crew, [other for other in range(self.n) if other != self.number]
        self.n_told += 1
        crew.n_told[self.number] = self.n_told
        if self.n_told > crew.silent_after.get(self.number, 10**9):
            return None
        with crew.told:
            for other in others:
                crew.mail.setdefault((self.number, other), deque()).append(mine)
            crew.told.notify_all()
            if not crew.told.wait_for(heard, timeout=crew.patience_s):
                return None
            return [crew.mail[other, self.number].popleft() for other in others]


def searched(
    problem: RoutingProblem, crew: Crew, n_steps: int = 600, seconds: tuple[float, ...] = ()
) -> list[RoutingSolution]:
    """What each of a crew finds in so many steps, or seconds."""
    found: dict[int, RoutingSolution] = {}

    def search(number: int) -> None:
        limits = Limits(iterations=n_steps, seed=100 + number)
        if seconds:
            limits = Limits(time_s=seconds[number], seed=100 + number)
        found[number], _ = ruin_and_recreate(expand(problem), limits, peers=crew.of(number))

    threads = [threading.Thread(target=search, args=(number,)) for number in range(crew.n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [found[number] for number in range(crew.n)]


@pytest.mark.parametrize("seed", range(12))
def test_parts_have_every_route_unit_and_vehicle_once(seed):
    work = laid_out(some_problem(seed))
    net, rows = work.net, rows_of(work.routes)
    n_parts = 2 + seed % 3
    parcels = divide(net, rows, n_parts, np.random.default_rng(seed))
    assert sorted(row for parcel in parcels for row in parcel.rows) == list(range(len(rows)))
    out = sorted(unit for parcel in parcels for unit in parcel.absent.tolist())
    assert out == np.flatnonzero(work.absent()).tolist()
    assert np.array_equal(sum(p.vehicles for p in parcels), net.fleet[:, AVAILABLE])
    for parcel in parcels:
        used = np.bincount([rows[row][0] for row in parcel.rows], minlength=len(net.fleet))
        assert (used <= parcel.vehicles).all()


@pytest.mark.parametrize("seed", range(12))
def test_a_part_is_the_same_problem_without_the_rest(seed):
    whole = laid_out(some_problem(seed))
    rows = rows_of(whole.routes)
    for parcel in divide(whole.net, rows, 2, np.random.default_rng(seed)):
        part = Part.of(whole.net, rows, parcel)
        n = len(part.net.worth)
        at = Work(part.net, whole.manner, whole.rng)
        at.lay_out(part.rows)
        assert at.routes.cost[: len(parcel.rows)].tolist() == [
            whole.routes.cost[row] for row in parcel.rows
        ]
        assert (part.net.near >= 0).all()
        assert (part.net.near < n).all()
        assert part.net.near[:, 0].tolist() == list(range(n))
        assert [nodes.tolist() for _, nodes in part.in_whole(at.routes)] == [
            rows[row][1].tolist() for row in parcel.rows
        ]
        # Nobody is near whom the whole does not know as near.
        in_rows = [whole.net.nodes[rows[row][1], UNIT].tolist() for row in parcel.rows]
        number = sorted({unit for units in in_rows for unit in units} - {-1} | {*parcel.absent})
        for unit, near in enumerate(part.net.near.tolist()):
            known = whole.net.near[number[unit]].tolist()
            places = [known.index(number[other]) for other in near if other != unit]
            assert places == sorted(places)


def test_routes_that_are_near_each_other_go_together():
    rng, problem = np.random.default_rng(1), two_towns(60)
    work, units = laid_out(problem), expand(problem).units
    rows, unit_of = rows_of(work.routes), work.net.nodes[:, UNIT]
    mixed = 0
    for _ in range(20):
        for parcel in divide(work.net, rows, 2, rng):
            those = unit_of[np.concatenate([rows[row][1] for row in parcel.rows])]
            mixed += len({units[unit].tasks[0] < 60 for unit in those.tolist()}) == 2
    # One of the towns lacks a route, so one part may have one of the other.
    assert mixed <= 20


def test_what_is_left_out_may_come_in_where_it_is_near():
    rng, problem = np.random.default_rng(1), two_towns(60)
    work, units = laid_out(problem), expand(problem).units
    rows, unit_of = rows_of(work.routes), work.net.nodes[:, UNIT]
    assert work.absent().any()
    near = []
    for _ in range(20):
        for parcel in divide(work.net, rows, 2, rng):
            those = unit_of[np.concatenate([rows[row][1] for row in parcel.rows])]
            towns = [units[unit].tasks[0] < 60 for unit in those.tolist()]
            own = [units[unit].tasks[0] < 60 for unit in parcel.absent.tolist()]
            near += [towns.count(town) > len(towns) / 2 for town in own]
    assert all(near)


def test_who_is_left_out_again_and_again_is_missed_more_and_more():
    problem = two_towns()
    (vehicle,) = problem.vehicle_types
    few = replace(problem, vehicle_types=(replace(vehicle, n_available=7),))
    work, limits = laid_out(few), Limits(iterations=300)
    search_parts(
        work, Pace(limits, 1.0, 0.1), Crew(1).of(0),
        tell=lambda _n: None, stop=lambda: False,
    )  # fmt: skip
    # Five find no room, and not the same ones all the time.
    assert (work.missed > 0).sum() > 5


def two_towns(n: int = 20) -> RoutingProblem:
    """Some tasks in each of two towns that are far apart, five to a vehicle."""
    from models.routing.problem import Depot, Task, VehicleType

    rng = Random(1)
    at = [(0, 0)] + [
        (side * 500 + rng.randrange(40), rng.randrange(40)) for side in (-1, 1) for _ in range(n)
    ]
    xy = np.array(at)
    metres = np.rint(np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))).astype(np.int64)[None]
    return RoutingProblem(
        durations=metres, distances=metres, setups=np.zeros(len(at), np.int64),
        tasks=tuple(Task(place, (1,), (0,)) for place in range(1, len(at))), depots=(Depot(0),),
        vehicle_types=(
            VehicleType(n, (5,), 0, 0, (0, 9999), 9999, cost_per_metre=1.0, max_trips=1),
        ),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_all_end_with_one_legal_solution_and_the_same_each_time(seed):
    problem = some_problem(seed)
    n = 2 + seed % 2
    found = searched(problem, Crew(n))
    assert all(one == found[0] for one in found)
    assert searched(problem, Crew(n)) == found
    for route in found[0].routes:
        assert evaluate_route(problem, route).violations == ()


def test_together_they_come_further_than_each_alone_in_as_many_steps():
    problem = two_towns()
    expanded, better = expand(problem), 0
    for seed in range(5):
        alone, _ = ruin_and_recreate(expanded, Limits(iterations=60, seed=100), joined=True)
        together, *_ = searched(problem, Crew(2, seed), 60)
        better += evaluate(problem, together).objective < evaluate(problem, alone).objective
    assert better >= 4


def test_whoever_has_less_time_left_divides_as_often():
    crew = Crew(2, patience_s=5.0)
    one, other = searched(two_towns(), crew, seconds=(0.7, 0.8))
    assert one == other
    assert crew.n_told == {0: 30, 1: 30}


@pytest.mark.parametrize("silent", [0, 1])
def test_where_a_peer_falls_silent_each_goes_on_with_all_of_it(silent):
    problem = two_towns()
    found = searched(problem, Crew(2, silent_after={silent: 3}, patience_s=0.5))
    for one in found:
        assert evaluate(problem, one).violations == ()
        assert one.left_out(problem.n_tasks) == ()
    assert found[0] != found[1]


def test_a_share_comes_by_the_line_and_an_end_in_the_midst_of_it():
    ours, theirs = Pipe()
    line = Line(theirs)
    share = Share(1, [], [], 0.0)
    ours.send(share)
    assert not line.should_stop()
    (heard,) = line.exchange(share, [1]) or [None]
    assert heard is not None
    assert heard.number == 1
    ours.send(None)
    began = time.monotonic()
    assert line.exchange(share, [1]) is None
    assert time.monotonic() - began < 0.5
    assert line.should_stop()
    assert line.next_order() is None


def test_a_share_that_comes_too_late_is_no_order():
    ours, theirs = Pipe()
    line = Line(theirs)
    problem = random_problem(3, frozenset(), 4)
    job = Job(problem, Limits(iterations=1), Tuning(), frozenset(), insist=True, start=None)
    ours.send(Share(1, [], [], 0.0))
    ours.send((job, None))
    order = line.next_order()
    assert order is not None
    assert order[0].limits == job.limits


def test_whoever_does_not_answer_is_not_waited_for_long():
    ours, theirs = Pipe()
    line = Line(theirs)
    problem = random_problem(3, frozenset(), 4)
    job = Job(problem, Limits(time_s=1.0), Tuning(), frozenset(), insist=True, start=None)
    ours.send((job, time.monotonic()))
    assert line.next_order() is not None
    began = time.monotonic()
    assert line.exchange(Share(0, [], [], 0.0), [1]) is None
    # Time was over: the deadline counts, not the patience.
    assert time.monotonic() - began < 0.8


def test_shares_larger_than_a_pipe_holds_pass_each_other():
    rows = [(0, np.arange(1000)) for _ in range(500)]
    ours, theirs = Pipe()
    line, found = Line(theirs), []
    there = threading.Thread(
        target=lambda: found.append(line.exchange(Share(0, rows, rows, 0.0), [1])), daemon=True
    )
    there.start()
    here = threading.Thread(target=ours.send, args=(Share(1, rows, rows, 0.0),), daemon=True)
    here.start()
    here.join(20.0)
    assert not here.is_alive()
    assert isinstance(ours.recv(), Share)
    there.join(20.0)
    assert found[0] is not None


def test_processes_of_a_team_hear_of_each_other(monkeypatch):
    ruin.prepare()
    passed_on: list[Share] = []

    def pass_on(member: Member, share: Share) -> None:
        passed_on.append(share)
        pass_truly_on(member, share)

    pass_truly_on = Member.pass_on
    monkeypatch.setattr(Member, "pass_on", pass_on)
    problem = two_towns()
    limits = Limits(iterations=600, seed=1, n_jobs=2)
    with Team(problem) as team:
        found = team.search(
            limits,
            [Tuning(ruin=1.0), Tuning(ruin=1.0)],
            skip=frozenset(),
            insist=True,
            start=None,
            together=True,
            on_report=lambda _number, _report: None,
            should_stop=lambda: False,
        )
    # Whoever hears nothing tells once.
    assert len(passed_on) > 10
    assert len(found) == 2
    for one in found:
        assert one.solution is not None
        assert evaluate(problem, one.solution).violations == ()


def test_work_is_shared_where_time_is_short_for_so_many_tasks():
    problem = two_towns(60)  # 120 tasks, five to a route
    assert is_too_much(problem, Limits(time_s=3.5, n_jobs=2))
    assert not is_too_much(problem, Limits(time_s=3.7, n_jobs=2))
    assert not is_too_much(problem, Limits(time_s=3.5, n_jobs=1))
    assert not is_too_much(problem, Limits(iterations=5, n_jobs=2))


def test_few_routes_are_not_shared():
    problem = two_towns(60)
    assert not is_too_much(problem, Limits(time_s=1.0, n_jobs=3))
    (vehicle,) = problem.vehicle_types
    for more in ({"capacity": (6,)}, {"max_trips": 2}, {"max_trips": None}):
        types = (replace(vehicle, **more),)
        assert not is_too_much(replace(problem, vehicle_types=types), Limits(time_s=1.0, n_jobs=2))
