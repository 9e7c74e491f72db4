"""How is a suite run? Instance by instance, seed by seed, one engine after the other.

All engines get the same cores and the same wall time on the same machine in the same call, so
that what disturbs one disturbs all alike. Every answer is verified by code that no engine has
a part in before it counts; what was run already is not run again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.engines import engine
from benchmarks.engines.guarded import Asked, ask
from benchmarks.instance import Instance
from benchmarks.journal import Journal
from benchmarks.machine import machine, python
from benchmarks.results import BenchmarkError, Result, Verdict
from models.outcome import Limits

__all__ = ["Plan", "judge", "run_suite"]

_MOST_REASONS = 3


@dataclass(frozen=True)
class Plan:
    """What is to be run.

    Parameters
    ----------
    instances : sequence of str
        Family and name, or whatever ``load`` takes.
    engines : sequence of str
        Names of engines.
    seeds : sequence of int
        Seeds; engines without chance run the first alone.
    limits : Limits
        For each run; its seed is not looked at.
    """

    instances: Sequence[str]
    engines: Sequence[str]
    seeds: Sequence[int]
    limits: Limits


def run_suite(
    plan: Plan,
    load: Callable[[str], Instance],
    target: Path,
    *,
    on_result: Callable[[Result, int, int], None] | None = None,
) -> list[Result]:
    """Run what is not there yet and append it to a file.

    Parameters
    ----------
    plan : Plan
        What to run.
    load : callable
        Reads an instance when its turn comes.
    target : Path
        CSV file, created or continued.
    on_result : callable, optional
        Told each result, its number and how many there will be.

    Returns
    -------
    list of Result
        All results of the plan, those of earlier runs among them.

    Raises
    ------
    BenchmarkError
        If an engine is not known or not installed, or the file is something else.
    """
    versions = {name: _version(name) for name in plan.engines}
    jobs = [
        (instance, seed, name)
        for instance in plan.instances
        for seed in plan.seeds
        for name in plan.engines
        if engine(name).SEEDED or seed == plan.seeds[0]
    ]
    wanted = set()
    instance: Instance | None = None
    with Journal(target) as journal:
        loaded = ""
        for number, (which, seed, name) in enumerate(jobs, start=1):
            limits = replace(plan.limits, seed=seed)
            key = (
                which, name, seed, limits.time_s, limits.iterations, limits.n_jobs, versions[name]
            )  # fmt: skip
            wanted.add(key)
            if key in journal.done:
                continue
            if instance is None or loaded != which:
                instance, loaded = load(which), which
            result = _run_one(name, versions[name], instance, limits)
            journal.append(result)
            if on_result is not None:
                on_result(result, number, len(jobs))
        return [result for result in journal.results if result.key in wanted]


def _version(name: str) -> str:
    try:
        version = engine(name).version()
    except ValueError as error:
        raise BenchmarkError(str(error)) from None
    if version is None:
        raise BenchmarkError(f"{name} is not installed; docs/benchmarks.md says what it needs")
    return version


def _run_one(name: str, version: str, instance: Instance, limits: Limits) -> Result:
    blank = Result(
        started=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        family=instance.family,
        instance=instance.name,
        n_tasks=instance.problem.n_tasks,
        engine=name,
        version=version,
        seed=limits.seed,
        time_limit_s=limits.time_s,
        iteration_limit=limits.iterations,
        jobs=limits.n_jobs,
        verdict=Verdict.UNSUPPORTED,
        best_known=instance.best_known,
        proven=instance.proven,
        machine=machine(),
        python=python(),
    )
    missing = engine(name).unsupported(instance)
    if missing:
        return replace(blank, reason=", ".join(missing))
    return judge(blank, instance, ask(name, instance, limits))


def judge(blank: Result, instance: Instance, asked: Asked) -> Result:
    """Verify what an engine answered and fill in the result.

    Parameters
    ----------
    blank : Result
        Who was asked what.
    instance : Instance
        The instance.
    asked : Asked
        What came of it.

    Returns
    -------
    Result
        With a verdict; an objective only where the answer is legal.
    """
    from benchmarks.verify import verify

    seen: dict[str, Any] = {
        "seconds": asked.seconds,
        "peak_mb": None if asked.peak_mb is None else round(asked.peak_mb, 1),
        "trajectory": asked.trajectory,
    }
    if asked.answer is None:
        verdict = Verdict.OVERRUN if asked.overran else Verdict.CRASHED
        return replace(blank, verdict=verdict, reason=asked.failure, **seen)
    answer = asked.answer
    seen |= {"iterations": answer.iterations, "bound": answer.bound}
    if answer.solution is None:
        return replace(blank, verdict=Verdict.NONE, reason="nothing found", **seen)
    found = verify(instance, answer.solution)
    seen |= {
        "n_routes": len(answer.solution.routes),
        "n_left_out": len(answer.solution.left_out(instance.problem.n_tasks)),
    }
    if found.violations or found.objective is None:
        told = [str(violation) for violation in found.violations]
        reason = "; ".join(told[:_MOST_REASONS])
        if len(told) > _MOST_REASONS:
            reason += f"; and {len(told) - _MOST_REASONS} more"
        return replace(blank, verdict=Verdict.ILLEGAL, reason=reason, **seen)
    return replace(
        blank,
        verdict=Verdict.OK,
        objective=found.objective,
        gap=instance.gap(found.objective),
        bound_gap=_bound_gap(found.objective, answer.bound),
        **seen,
    )


def _bound_gap(objective: float, bound: float | None) -> float | None:
    if bound is None:
        return None
    return (objective - bound) / abs(objective) if objective else 0.0
