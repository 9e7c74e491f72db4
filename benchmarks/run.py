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

from benchmarks.engines import ENGINES, INVENTORY_ENGINES, engine
from benchmarks.engines.answer import Answer
from benchmarks.engines.guarded import Asked, ask
from benchmarks.instance import AnyInstance, Instance, InventoryInstance
from benchmarks.journal import Journal
from benchmarks.machine import machine, python
from benchmarks.readers import INVENTORY_READERS
from benchmarks.results import BenchmarkError, Result, Verdict
from benchmarks.verify import Verified
from models.inventory_routing.problem import InventoryRoutingSolution
from models.outcome import Limits
from models.routing.problem import RoutingSolution

__all__ = ["Keeper", "Plan", "judge", "run_suite"]

Keeper = Callable[[Result, AnyInstance, Answer], None]
"""Given each answer that was verified, to keep it where it is worth it."""

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
    load: Callable[[str], AnyInstance],
    target: Path,
    *,
    on_result: Callable[[Result, int, int], None] | None = None,
    keep: Keeper | None = None,
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
    keep : callable, optional
        Given each verified answer with its result.

    Returns
    -------
    list of Result
        All results of the plan, those of earlier runs among them.

    Raises
    ------
    BenchmarkError
        If an engine is not known or not installed, or the file is something else.
    """
    versions = {
        (name, inventory): _version(name, inventory=inventory)
        for inventory in {_asks_inventory(which) for which in plan.instances}
        for name in plan.engines
    }
    jobs = [
        (which, seed, name)
        for which in plan.instances
        for seed in plan.seeds
        for name in plan.engines
        if seed == plan.seeds[0] or _seeded(name, inventory=_asks_inventory(which))
    ]
    wanted = set()
    instance: AnyInstance | None = None
    with Journal(target) as journal:
        loaded = ""
        for number, (which, seed, name) in enumerate(jobs, start=1):
            limits = replace(plan.limits, seed=seed)
            version = versions[name, _asks_inventory(which)]
            named = which.casefold()
            key = (named, name, seed, limits.time_s, limits.iterations, limits.n_jobs, version)
            wanted.add(key)
            if key in journal.done:
                continue
            if instance is None or loaded != which:
                instance, loaded = load(which), which
            result, answer = _run_one(name, version, instance, limits)
            journal.append(result)
            if keep is not None and answer is not None and result.counts:
                keep(result, instance, answer)
            if on_result is not None:
                on_result(result, number, len(jobs))
        return [result for result in journal.results if result.key in wanted]


def _asks_inventory(which: str) -> bool:
    return which.partition("/")[0] in INVENTORY_READERS


def _cannot(name: str, *, inventory: bool) -> bool:
    """Whether an engine of ours knows nothing of inventory routing."""
    return inventory and name in ENGINES and name not in INVENTORY_ENGINES


def _seeded(name: str, *, inventory: bool) -> bool:
    return not _cannot(name, inventory=inventory) and engine(name, inventory=inventory).SEEDED


def _version(name: str, *, inventory: bool) -> str:
    if _cannot(name, inventory=inventory):
        inventory = False
    try:
        version = engine(name, inventory=inventory).version()
    except ValueError as error:
        raise BenchmarkError(str(error)) from None
    if version is None:
        raise BenchmarkError(f"{name} is not installed; docs/benchmarks.md says what it needs")
    return version


def _run_one(
    name: str, version: str, instance: AnyInstance, limits: Limits
) -> tuple[Result, Answer | None]:
    blank = Result(
        started=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        family=instance.family,
        instance=instance.name,
        n_tasks=instance.n_tasks,
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
    inventory = isinstance(instance, InventoryInstance)
    if _cannot(name, inventory=inventory):
        return replace(blank, reason="inventory routing"), None
    missing = engine(name, inventory=inventory).unsupported(instance)
    if missing:
        return replace(blank, reason=", ".join(missing)), None
    asked = ask(name, instance, limits)
    return judge(blank, instance, asked), asked.answer


def judge(blank: Result, instance: AnyInstance, asked: Asked) -> Result:
    """Verify what an engine answered and fill in the result.

    Parameters
    ----------
    blank : Result
        Who was asked what.
    instance : Instance or InventoryInstance
        The instance.
    asked : Asked
        What came of it.

    Returns
    -------
    Result
        With a verdict; an objective only where the answer is legal.
    """
    seen: dict[str, Any] = {
        "seconds": asked.seconds,
        "peak_mb": None if asked.peak_mb is None else round(asked.peak_mb, 1),
        "trajectory": asked.trajectory,
    }
    if asked.answer is None:
        verdict = Verdict.OVERRUN if asked.overran else Verdict.CRASHED
        return replace(blank, verdict=verdict, reason=asked.failure, **seen)
    answer = _complete(instance, asked.answer)
    seen |= {"iterations": answer.iterations, "bound": answer.bound}
    if answer.solution is None:
        return replace(blank, verdict=Verdict.NONE, reason="nothing found", **seen)
    found = _verified(instance, answer)
    seen["n_routes"] = len(answer.solution.routes)
    if isinstance(answer.solution, RoutingSolution):
        seen["n_left_out"] = len(answer.solution.left_out(instance.n_tasks))
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


def _complete(instance: AnyInstance, answer: Answer) -> Answer:
    """With as many vehicles as the set fixes, whoever answers."""
    from benchmarks.fixed_fleet import with_all_vehicles

    if isinstance(instance, Instance) and isinstance(answer.solution, RoutingSolution):
        return replace(answer, solution=with_all_vehicles(instance, answer.solution))
    return answer


def _verified(instance: AnyInstance, answer: Answer) -> Verified:
    """By the code that judges this kind of problem."""
    from benchmarks.verify import verify
    from benchmarks.verify_inventory import verify_inventory

    solution = answer.solution
    if isinstance(instance, InventoryInstance) and isinstance(solution, InventoryRoutingSolution):
        return verify_inventory(instance, solution)
    if isinstance(instance, Instance) and isinstance(solution, RoutingSolution):
        return verify(instance, solution)
    return Verified(None, ("an answer to another kind of problem",))


def _bound_gap(objective: float, bound: float | None) -> float | None:
    if bound is None:
        return None
    return (objective - bound) / abs(objective) if objective else 0.0
