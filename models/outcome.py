"""What goes into every solve, and what comes out? Limits in, Outcome out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

__all__ = ["Limits", "Outcome", "Progress", "ProgressListener", "Status"]

SolutionT = TypeVar("SolutionT")


class Status(StrEnum):
    """What is known about the solution."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop. The first limit that is reached stops the work.

    Parameters
    ----------
    time_s : float or None
        Wall time. [s]
    iterations : int or None
        Iterations of each process; gives the same answer each time, which seconds do not.
    no_improvement : int or None
        Iterations of a process without a better solution.
    seed : int
        Seed of the random stream, non-negative.
    n_jobs : int
        Processes that search, at least one.

    Raises
    ------
    ValueError
        If a limit is negative, or there is none at all.
    """

    time_s: float | None = None
    iterations: int | None = None
    no_improvement: int | None = None
    seed: int = 0
    n_jobs: int = 1

    def __post_init__(self) -> None:
        if self.time_s is None and self.iterations is None and self.no_improvement is None:
            raise ValueError("give at least one limit: time_s, iterations or no_improvement")
        for name in ("time_s", "iterations", "no_improvement", "seed"):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise ValueError(f"{name} must not be negative, got {value}")
        if self.n_jobs < 1:
            raise ValueError(f"n_jobs must be at least 1, got {self.n_jobs}")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search has come.

    Parameters
    ----------
    seconds : float
        Wall time since the start. [s]
    objective : float or None
        Best objective so far, None while nothing is found.
    n_routes : int
        Routes of the best solution.
    n_unserved : int
        Tasks it leaves out.
    iterations : int
        Iterations of all processes.
    n_short : int
        Those left out that no cost would justify.
    """

    seconds: float
    objective: float | None
    n_routes: int
    n_unserved: int
    iterations: int
    n_short: int = 0


ProgressListener = Callable[[Progress], bool]
"""Called now and then; answers whether to stop now and keep the best."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[SolutionT]):
    """What an engine answers.

    Parameters
    ----------
    status : Status
        What is known; ``solution`` is None exactly when it is infeasible or unknown.
    solution : SolutionT or None
        The best found.
    objective : float or None
        Its value.
    bound : float or None
        Proven lower bound; None when nothing is proven.
    engine : str
        Engine with its version.
    seed : int
        Seed used.
    seconds : float
        Wall time used. [s]
    iterations : int
        Iterations done by all processes.
    interrupted : bool
        Whether a listener stopped it.
    """

    status: Status
    solution: SolutionT | None
    objective: float | None
    bound: float | None
    engine: str
    seed: int
    seconds: float
    iterations: int
    interrupted: bool = False
