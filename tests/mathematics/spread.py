"""Which problems must every engine agree on with brute force? A spread over all features."""

from __future__ import annotations

from functools import cache

from models.routing.problem import RoutingProblem
from tests.mathematics.small_problems import random_problem
from tests.oracles import Best, optimum

__all__ = ["SPREAD", "best_of", "problem_of"]

SPREAD = (
    "windows",
    "gaps",
    "release",
    "trips",
    "depots",
    "returns",
    "hygiene",
    "hygiene returns",
    "hygiene returns partition",
    "depots returns",
    "optional",
    "overtime",
    "fleet",
    "away",
    "dimensions returns",
    "trips returns",
    "trips hygiene returns",
    "trips release",
    "trips overtime optional",
    "depots returns hygiene",
    "windows trips",
    "gaps returns",
    "fleet optional overtime",
    "away trips",
    "release windows depots",
)
"""Features of each problem; its seed is its position."""


def problem_of(features: str) -> RoutingProblem:
    """The problem of an entry of the spread: three tasks, or four."""
    seed = SPREAD.index(features)
    return random_problem(seed, frozenset(features.split()), 4 if seed % 3 == 0 else 3)


@cache
def best_of(features: str) -> Best:
    """Its optimum by brute force."""
    return optimum(problem_of(features))
