"""Answers with too few vehicles are cut into as many as a set fixes, at the least cost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.fixed_fleet import with_all_vehicles
from benchmarks.instance import Instance
from benchmarks.verify import verify
from models.routing.problem import Route, RoutingProblem, RoutingSolution, Trip
from tests.mathematics.small_problems import random_problem


def five_tasks(n_vehicles: int | None) -> tuple[Instance, RoutingSolution]:
    for seed in range(100):
        problem = random_problem(seed, frozenset(), 5)
        all_in_one = RoutingSolution((Route(0, (Trip(0, (0, 1, 2, 3, 4)),)),))
        instance = Instance("small", "own", with_vehicles(problem), n_vehicles=None)
        if not verify(instance, all_in_one).violations:
            return Instance("small", "own", instance.problem, n_vehicles=n_vehicles), all_in_one
    raise AssertionError("no seed has one vehicle that can do everything")


def with_vehicles(problem: RoutingProblem) -> RoutingProblem:
    types = tuple(replace(v, n_available=5, capacity=(1000,)) for v in problem.vehicle_types)
    return replace(problem, vehicle_types=types)


@pytest.mark.parametrize("n_vehicles", [2, 3, 5])
def test_an_answer_gets_as_many_routes_as_are_fixed(n_vehicles):
    instance, answer = five_tasks(n_vehicles)
    assert verify(instance, answer).violations
    found = with_all_vehicles(instance, answer)
    assert len(found.routes) == n_vehicles
    assert verify(instance, found).violations == ()


def test_the_cut_is_the_cheapest_there_is():
    instance, answer = five_tasks(2)
    found = verify(instance, with_all_vehicles(instance, answer)).objective
    every = [
        RoutingSolution(
            tuple(Route(0, (Trip(0, tuple(range(a, b))),)) for a, b in ((0, at), (at, 5)))
        )
        for at in range(1, 5)
    ]
    legal = [verify(instance, cut).objective for cut in every]
    assert found == min(cost for cost in legal if cost is not None)


def test_where_nothing_is_fixed_the_answer_stays():
    instance, answer = five_tasks(None)
    assert with_all_vehicles(instance, answer) is answer


def test_more_vehicles_than_are_fixed_are_left_to_the_judge():
    instance, answer = five_tasks(2)
    three = with_all_vehicles(Instance("small", "own", instance.problem, n_vehicles=3), answer)
    assert with_all_vehicles(instance, three) is three
    assert verify(instance, three).violations
