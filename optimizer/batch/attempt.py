"""How is one attempt of a job watched over, and what is made of its end?

Time, memory and the wish of whoever runs the batch are looked at ten times a second. A job
whose time is up is asked to end, as by Ctrl-C, which lets it keep its best result; after its
grace it is killed with everything it started. What harms it harms nobody else.
"""

from __future__ import annotations

import datetime as dt
import json
import signal
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.batch.child import Request
from optimizer.batch.job import Job, Record, State
from optimizer.batch.process import End, Launcher, LostError, Running
from optimizer.batch.tree import Watch, proportional_mb
from optimizer.batch.verbs import LOG, SUMMARY, VERBS, arguments, cost_of

__all__ = ["Supervisor", "wall_time_s"]

_BEAT_S = 0.1
_NEARLY = 0.9
"""Share of its memory at which a job is asked to end, while it can still keep its best."""
_GROWN = 1.03
_MARGIN_S = 60.0
_HOUR_S = 3600.0
_LARGEST = 64 * 2**20
_TAIL = 64 * 2**10
_STARVED = (b"MemoryError", b"std::bad_alloc", b"Cannot allocate memory")
_LEFT_OUT, _INTERRUPTED, _TERMINATED = 5, 130, 143
_TELLING = {
    0: "ended well, and left no result",
    1: "a fault of Wardflow; see the log",
    2: "invalid input; see the log",
    3: "nothing found within its limits",
    4: "violations were found",
}


def wall_time_s(job: Job) -> float:
    """Wall time after which a job is asked to end. [s]

    Examples
    --------
    >>> wall_time_s(Job(name="a", verb="solve", input="x", options={"time-limit": 30}))
    90.0
    """
    if job.limits.time_s is not None:
        return job.limits.time_s
    own = job.options.get("time-limit")
    return float(own) + _MARGIN_S if isinstance(own, int | float) else _HOUR_S


@dataclass
class _Watched:
    """What was seen of an attempt."""

    end: End | None = None
    reason: str = ""
    killed: bool = False
    resident_mb: float = 0.0
    peak_mb: float = 0.0


class Supervisor:
    """Runs attempts of jobs, any number at the same time, each in a thread of its caller's.

    Parameters
    ----------
    launcher : Launcher
        Who starts processes.
    entry : str
        The command, as ``module:function``.
    run : str
        Id of the run of the batch.
    stop : threading.Event
        When it is set, jobs are asked to end.
    """

    def __init__(self, launcher: Launcher, entry: str, run: str, stop: threading.Event) -> None:
        self._launcher = launcher
        self._entry = entry
        self._run = run
        self._stop = stop
        self._watch = Watch()

    def record(self, job: Job, key: str, attempt: int, state: State = State.RUNNING) -> Record:
        """A record of a job of this run."""
        return Record(
            at=_now(),
            run=self._run,
            job=job.name,
            group=job.group,
            verb=job.verb,
            input=job.input,
            key=key,
            state=state,
            attempt=attempt,
            cores=job.limits.cores,
        )

    def attempt(
        self, job: Job, record: Record, folder: Path, cores: tuple[int, ...] = ()
    ) -> Record:
        """Run a job once, from its start to whatever end.

        Parameters
        ----------
        job : Job
            The job.
        record : Record
            Its record so far.
        folder : Path
            Empty folder, where it works and where its talk goes.
        cores : tuple of int
            Numbers of the cores it may use; empty: any.

        Returns
        -------
        Record
            What became of it. Never raises for what a job does.
        """
        request = Request(
            entry=self._entry,
            arguments=arguments(job, folder),
            stdout=str(folder / SUMMARY),
            stderr=str(folder / LOG),
            cores=cores,
            memory_mb=job.limits.memory_mb,
        )
        began = time.monotonic()
        try:
            watched = self._watched(self._launcher.start(request), job)
        except LostError as error:
            return self._closed(record, State.LOST, str(error), began)
        end = watched.end
        if end is None:
            raise AssertionError("it is watched until it ends")
        has_result = (folder / VERBS[job.verb].result).is_file()
        log = _tail(folder / LOG)
        state, why = _judged(end, watched, job, has_result=has_result, log=log)
        record = self._closed(record, state, why, began)
        return record.with_(
            exit_code=end.code if end.code >= 0 else None,
            signal=-end.code if end.code < 0 else None,
            seconds=round(end.seconds, 3),
            cpu_s=None if end.cpu_s is None else round(end.cpu_s, 3),
            memory_mb=round(watched.peak_mb or end.peak_mb or 0.0, 1),
            cost_sek=cost_of(job.verb, _summary(folder)) if has_result else None,
            findings=_codes(log),
        )

    def _watched(self, running: Running, job: Job) -> _Watched:
        watched = _Watched()
        limits = job.limits
        began = time.monotonic()
        asked: float | None = None
        while True:
            watched.end = running.wait(_BEAT_S)
            if watched.end is not None:
                return watched
            self._measure(running, watched)
            if watched.killed:
                continue
            now = time.monotonic()
            if limits.memory_mb and self._watch.exceeds(running.pid, limits.memory_mb):
                watched.reason, watched.killed = "memory", True
                running.kill()
            elif asked is not None:
                if now - asked > limits.grace_s:
                    watched.killed = True
                    running.kill()
            elif limits.memory_mb and self._watch.exceeds(running.pid, _NEARLY * limits.memory_mb):
                watched.reason, asked = "memory", now
                running.ask()
            elif self._stop.is_set() or now - began > wall_time_s(job):
                watched.reason = "stop" if self._stop.is_set() else "time"
                asked = now
                running.ask()

    def _measure(self, running: Running, watched: _Watched) -> None:
        """See how much memory is held; exactly, which is dear, only where it has grown."""
        resident = self._watch.held_mb(running.pid)
        if resident > _GROWN * watched.resident_mb:
            watched.resident_mb = resident
            watched.peak_mb = max(watched.peak_mb, proportional_mb(running.pid) or resident)

    def _closed(self, record: Record, state: State, why: str, began: float) -> Record:
        return record.with_(
            at=_now(),
            state=state,
            why=why,
            host=socket.gethostname(),
            seconds=round(time.monotonic() - began, 3),
        )


def _judged(
    end: End, watched: _Watched, job: Job, *, has_result: bool, log: bytes
) -> tuple[State, str]:
    """What an end means, and why it came."""
    if has_result and end.code in (0, _LEFT_OUT):
        return State.DONE, "" if end.code == 0 else "something asked for is left out"
    asked_well = has_result and end.code in (_INTERRUPTED, _TERMINATED)
    if watched.reason == "memory":
        if asked_well:
            return State.STOPPED, f"neared {job.limits.memory_mb} MiB, and kept its best result"
        return State.MEMORY, f"held too much for {job.limits.memory_mb} MiB, and was ended"
    if watched.reason == "stop":
        return State.INTERRUPTED, "the batch was ended" + (
            "" if asked_well else " without a result"
        )
    if watched.reason == "time":
        if asked_well:
            return State.STOPPED, f"ended after {wall_time_s(job):g} s with its best result"
        return State.OVERRUN, f"was ended after {wall_time_s(job):g} s without a result"
    if job.limits.memory_mb and any(word in log for word in _STARVED):
        return State.MEMORY, f"asked for more than {job.limits.memory_mb} MiB"
    if end.code < 0:
        name = (
            signal.Signals(-end.code).name if -end.code in set(signal.Signals) else str(-end.code)
        )
        hint = "; perhaps the system had no memory left" if -end.code == signal.SIGKILL else ""
        return State.CRASHED, f"ended by {name}{hint}"
    return State.FAILED, _TELLING.get(end.code, f"exit code {end.code}")


def _summary(folder: Path) -> Any:
    path = folder / SUMMARY
    try:
        if path.stat().st_size > _LARGEST:
            return None
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def _tail(path: Path) -> bytes:
    """The last of a log, in whole lines."""
    try:
        with path.open("rb") as file:
            start = max(0, path.stat().st_size - _TAIL)
            file.seek(start)
            data = file.read()
    except OSError:
        return b""
    return data[data.find(b"\n") + 1 :] if start else data


def _codes(log: bytes) -> dict[str, int]:
    """How many findings of each code the log tells, one JSON object a line."""
    codes: Counter[str] = Counter()
    for line in log.splitlines():
        if line.startswith(b"{"):
            try:
                found = json.loads(line)
            except (ValueError, RecursionError):
                continue
            code = found.get("code") if isinstance(found, dict) else None
            if isinstance(code, str):
                codes[code] += 1
    return dict(sorted(codes.items()))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
