"""Do processes that search for one solution agree on it, and keep nothing of each other back?"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field, replace

import pytest

from models.outcome import Limits
from models.routing import ruin
from models.routing.evaluate import evaluate, evaluate_route
from models.routing.haste import is_too_much
from models.routing.member import Member
from models.routing.problem import RoutingProblem, RoutingSolution
from models.routing.reformulate import expand
from models.routing.ruin import ruin_and_recreate
from models.routing.ruin_pace import Pace
from models.routing.ruin_shares import Share
from models.routing.ruin_together import search_parts
from models.routing.team import Team
from models.routing.with_pyvrp import Tuning
from tests.mathematics.parted_problems import laid_out, some_problem, two_towns


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
