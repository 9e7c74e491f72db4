"""What do the processes of a search say to each other? Jobs one way, what is found the other."""

from __future__ import annotations

from dataclasses import dataclass

from models.outcome import Limits
from models.routing.problem import RoutingProblem, RoutingSolution
from models.routing.with_pyvrp import Tuning

__all__ = ["Crew", "Job", "Lack", "Order", "Report"]


@dataclass(frozen=True, slots=True)
class Report:
    """What a process tells while it works.

    Parameters
    ----------
    solution : RoutingSolution
        Its new best.
    iterations : int
        Iterations it has done.
    """

    solution: RoutingSolution
    iterations: int


class Lack:
    """What a process tells that has no kernels: it searches without, until somebody makes them."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Processes that search for one solution together.

    Parameters
    ----------
    number : int
        Which of them this one is.
    n : int
        How many there are.
    seed : int
        What is drawn by chance in common follows from it.
    n_partings : int
        How often they divide the solution anew.
    """

    number: int
    n: int
    seed: int
    n_partings: int


@dataclass(frozen=True, slots=True)
class Job:
    """What one process is to do, alone or as one of a crew."""

    problem: RoutingProblem
    limits: Limits
    tuning: Tuning
    skip: frozenset[int]
    insist: bool
    start: RoutingSolution | None
    crew: Crew | None = None


Order = tuple[Job, float | None]
"""What to do, and the moment of ``time.monotonic`` until when."""
