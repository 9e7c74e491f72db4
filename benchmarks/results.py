"""What is written down of a run? One result an answer; ``benchmarks.journal`` keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from benchmarks.engines.answer import Trajectory

__all__ = ["BenchmarkError", "Key", "Result", "Verdict"]

Key = tuple[str, str, int, float | None, int | None, int, str]
"""Instance, engine, seed, limits in seconds and iterations, jobs, version."""


class BenchmarkError(ValueError):
    """A file or a wish that the harness cannot do anything with."""


class Verdict(StrEnum):
    """What became of an engine's answer."""

    OK = "ok"
    """Verified."""
    NONE = "none"
    """It found nothing."""
    ILLEGAL = "illegal"
    """It breaks a rule, says the verification."""
    CRASHED = "crashed"
    """The process failed."""
    OVERRUN = "overrun"
    """It was killed after its time."""
    UNSUPPORTED = "unsupported"
    """It cannot express the instance, and says so."""


@dataclass(frozen=True)
class Result:
    """One engine's answer to one instance, verified.

    Parameters
    ----------
    started : str
        When, in UTC.
    family, instance : str
        The set, and the name in it.
    n_tasks : int
        Size.
    engine, version : str
        Who answered.
    seed : int
        Seed.
    time_limit_s : float or None
        Wall time given. [s]
    iteration_limit : int or None
        Iterations given to each process.
    jobs : int
        Cores given.
    verdict : Verdict
        What became of it; only ``ok`` counts.
    reason : str
        Why it does not count, in words.
    objective : float or None
        By our own verification.
    best_known : float or None
        Best published.
    proven : bool
        Whether that is optimal.
    gap : float or None
        How far the objective lies above the best known, as a share of it. [-]
    bound : float or None
        Lower bound that the engine proved.
    bound_gap : float or None
        How far the objective lies above the bound, as a share of the objective. [-]
    seconds : float
        Wall time used. [s]
    iterations : int or None
        Iterations done.
    n_routes, n_left_out : int or None
        Routes, and tasks left out.
    peak_mb : float or None
        Most memory held. [MiB]
    machine, python : str
        Processor, cores and system; Python.
    trajectory : Trajectory
        Seconds and objective of each improvement, thinned to 200.
    """

    started: str
    family: str
    instance: str
    n_tasks: int
    engine: str
    version: str
    seed: int
    time_limit_s: float | None
    iteration_limit: int | None
    jobs: int
    verdict: Verdict
    reason: str = ""
    objective: float | None = None
    best_known: float | None = None
    proven: bool = False
    gap: float | None = None
    bound: float | None = None
    bound_gap: float | None = None
    seconds: float = 0.0
    iterations: int | None = None
    n_routes: int | None = None
    n_left_out: int | None = None
    peak_mb: float | None = None
    machine: str = ""
    python: str = ""
    trajectory: Trajectory = ()

    @property
    def name(self) -> str:
        """Family and name: what identifies an instance among all."""
        return f"{self.family}/{self.instance}"

    @property
    def key(self) -> Key:
        """What makes it needless to run it again; files and lists write names in their own way."""
        return (
            self.name.casefold(),
            self.engine,
            self.seed,
            self.time_limit_s,
            self.iteration_limit,
            self.jobs,
            self.version,
        )

    @property
    def counts(self) -> bool:
        """Whether there is a verified answer."""
        return self.verdict is Verdict.OK and self.objective is not None
