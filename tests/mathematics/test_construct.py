"""Is what is built legal, on few vehicles, and there even where time is over before it begins?"""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from random import Random

import pytest

from models.outcome import Limits
from models.routing import opening
from models.routing.construct import construct
from models.routing.evaluate import evaluate
from models.routing.problem import RoutingProblem
from models.routing.reformulate import expand
from models.routing.rounds import search_in_rounds
from models.routing.with_pyvrp import Tuning
from tests.mathematics.small_problems import FEATURES, random_problem


def town(seed: int) -> RoutingProblem:
    """Thirty tasks of which a vehicle takes a few, and vehicles enough."""
    problem = random_problem(seed, frozenset({"windows", "trips", "returns"}), 30)
    types = tuple(replace(v, n_available=30, fixed_cost=50.0) for v in problem.vehicle_types)
    return replace(problem, vehicle_types=types)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_the_features_no_route_breaks_a_rule(seed):
    rng = Random(seed)
    features = frozenset(f for f in sorted(FEATURES) if rng.random() < 0.5)
    problem = random_problem(seed, features, rng.randint(4, 12))
    built = construct(expand(problem), seed, enough=lambda: True)
    required = {"a required task is left out"}
    assert set(evaluate(problem, built).violations) <= required


@pytest.mark.parametrize("seed", range(4))
def test_further_attempts_make_nothing_dearer(seed):
    problem = town(seed)
    once = construct(expand(problem), seed, enough=lambda: True)
    more = construct(expand(problem), seed, enough=lambda: False)
    assert evaluate(problem, more).objective <= evaluate(problem, once).objective


def test_an_end_leaves_what_there_is():
    problem = town(1)
    calls = count(1)
    few = construct(expand(problem), 1, enough=lambda: True, stop=lambda: next(calls) > 2)
    whole = construct(expand(problem), 1, enough=lambda: True)
    assert len(few.routes) == 2 < len(whole.routes)
    assert few.routes == whole.routes[:2]


def test_without_kernels_and_time_part_of_a_solution_is_there(monkeypatch):
    monkeypatch.setattr(opening, "is_ready", lambda _problem: False)
    problem = town(2)
    told = []
    found = search_in_rounds(
        problem,
        Limits(time_s=1e-6),
        Tuning(ruin=0.9),
        skip=frozenset(),
        insist=False,
        start=None,
        on_best=lambda solution, _n: told.append(solution),
        stop=lambda: False,
    )
    assert told
    assert found.solution is not None
    assert found.solution.routes
