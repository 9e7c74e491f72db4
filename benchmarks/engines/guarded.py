"""How is an engine kept from harming the measurement? Its own process, watched from outside.

The process and all its children are one group, bound to as many cores as there are jobs, and
killed as a group when it overruns, dies or is done. What it answers is a claim; see
``benchmarks.verify``.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import time
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection

from benchmarks.engines import engine
from benchmarks.engines.answer import Answer, Trajectory
from benchmarks.instance import AnyInstance, InventoryInstance
from models.outcome import Limits
from optimizer.batch.tree import resident_mb

__all__ = ["Asked", "ask", "grace_s"]

_BEAT_S = 0.25
_START_S = 120.0
_NO_LIMIT_S = 3600.0


@dataclass(frozen=True)
class Asked:
    """What came of asking an engine.

    Parameters
    ----------
    answer : Answer or None
        Its answer; None where it failed.
    failure : str
        Why there is none: crashed or overran, and how; empty where there is one.
    overran : bool
        Whether it was killed because its time was up.
    seconds : float
        Wall time. [s]
    trajectory : Trajectory
        Objectives that it told, also where it failed later.
    peak_mb : float or None
        Most memory that it and its children held at once. [MiB]
    """

    answer: Answer | None
    failure: str
    overran: bool
    seconds: float
    trajectory: Trajectory
    peak_mb: float | None


def grace_s(limits: Limits) -> float:
    """How long an engine may go on after its limit before it is killed. [s]"""
    return _NO_LIMIT_S if limits.time_s is None else max(5.0, 0.5 * limits.time_s)


def ask(name: str, instance: AnyInstance, limits: Limits, *, guard_s: float | None = None) -> Asked:
    """Let an engine solve an instance in a process of its own.

    Parameters
    ----------
    name : str
        An engine, as :func:`benchmarks.engines.engine` knows it.
    instance : Instance or InventoryInstance
        What is asked.
    limits : Limits
        When it has to stop; ``n_jobs`` is the number of cores it gets.
    guard_s : float, optional
        When it is killed; a while after its limit, where not given. [s]

    Returns
    -------
    Asked
        Its answer, or why there is none. Never raises for what an engine does.
    """
    if guard_s is None:
        guard_s = (limits.time_s or 0.0) + grace_s(limits)
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    # Not a daemon: it must be allowed children of its own.
    process = context.Process(target=_serve, args=(theirs, name), daemon=False)
    process.start()
    theirs.close()
    watch = _Watch(mine, process.pid or 0)
    try:
        watch.send((instance, limits))
        while not watch.over(guard_s):
            watch.listen()
    finally:
        _end(process.pid)
        process.kill()
        process.join()
        mine.close()
    return watch.asked(process.exitcode)


class _Watch:
    """Hears what a process tells, and knows when it has had its time."""

    def __init__(self, pipe: Connection, group: int) -> None:
        self._pipe, self._group = pipe, group
        self._born = time.monotonic()
        self._began: float | None = None
        self._points: list[tuple[float, float]] = []
        self._answer: Answer | None = None
        self._failure = ""
        self._ended = False
        self._overran = False
        self._seconds = 0.0
        self._peak: float | None = None

    def send(self, what: object) -> None:
        # One that dies at once is heard of by the closed pipe.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._pipe.send(what)

    def over(self, guard_s: float) -> bool:
        if self._ended:
            return True
        now = time.monotonic()
        if self._began is None:
            self._overran = now - self._born > _START_S + guard_s
        else:
            self._overran = now - self._began > guard_s
        if self._overran:
            self._seconds = now - (self._began or self._born)
            self._failure = f"killed after {self._seconds:.1f} s"
        return self._overran

    def listen(self) -> None:
        held = resident_mb(self._group)
        if held is not None:
            self._peak = max(self._peak or 0.0, held)
        if not self._pipe.poll(_BEAT_S):
            return
        try:
            kind, what = self._pipe.recv()
        except (EOFError, OSError):
            self._ended = True
            return
        if kind == "began":
            self._began = time.monotonic()
        elif kind == "told":
            self._points.append(what)
        else:
            self._ended = True
            self._seconds = time.monotonic() - (self._began or self._born)
            if kind == "answer":
                self._answer = what
            else:
                self._failure = what

    def asked(self, exit_code: int | None) -> Asked:
        failure = self._failure
        if self._answer is None and not failure:
            failure = f"the process ended without an answer, exit code {exit_code}"
            self._seconds = time.monotonic() - (self._began or self._born)
        answer = self._answer
        if answer is not None:
            # Our clock counts: handing over the answer is part of answering.
            answer = replace(answer, seconds=round(self._seconds, 3))
        return Asked(
            answer=answer,
            failure=failure,
            overran=self._overran,
            seconds=round(self._seconds, 3),
            trajectory=tuple(self._points) if answer is None else answer.trajectory,
            peak_mb=self._peak,
        )


def _end(group: int | None) -> None:
    """Kill a process and its children; nothing happens where they are gone."""
    if group and hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


def _serve(pipe: Connection, name: str) -> None:
    if hasattr(os, "setsid"):
        os.setsid()
    instance, limits = pipe.recv()
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, cores[: limits.n_jobs])
    pipe.send(("began", None))
    try:
        answer = engine(name, inventory=isinstance(instance, InventoryInstance)).run(
            instance, limits, lambda seconds, objective: pipe.send(("told", (seconds, objective)))
        )
        pipe.send(("answer", answer))
    except BrokenPipeError:
        return
    except Exception as error:  # whatever it was, it is told as a failure of the engine
        pipe.send(("failed", f"{type(error).__name__}: {error}"))
    finally:
        pipe.close()
