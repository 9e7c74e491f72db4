"""Who runs jobs side by side? On this machine, a thread for each job that is being watched.

An executor takes a job when it has room, and gives back its record when the result has its
place. Which job comes next, and whether one is tried again, is for others to say.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

from optimizer.batch.attempt import Supervisor
from optimizer.batch.job import Job, Record, State
from optimizer.batch.place import Workplace
from optimizer.batch.process import Launcher
from optimizer.findings import DataError

__all__ = ["Executor", "LocalExecutor", "available_cores", "available_memory_mb", "refused"]

_PROC_MEMORY = Path("/proc/meminfo")
_SHARE_OF_MEMORY = 0.9


class Executor(Protocol):
    """Runs jobs side by side."""

    def has_room(self, job: Job) -> bool:
        """Whether the job can be taken now."""

    def submit(self, job: Job, record: Record) -> None:
        """Take a job."""

    def wait(self, seconds: float) -> list[Record]:
        """Records of jobs that have ended, after so many seconds at most."""

    def ask_to_stop(self) -> None:
        """Ask all jobs to end, and to keep the best they have."""

    def close(self) -> None:
        """Kill what is still running, and leave nothing behind."""


def available_cores() -> tuple[int, ...]:
    """Numbers of the cores that this process may use."""
    if hasattr(os, "sched_getaffinity") and sys.platform == "linux":
        return tuple(sorted(os.sched_getaffinity(0)))
    return tuple(range(os.cpu_count() or 1))


def available_memory_mb() -> int | None:
    """Memory of this machine; None where the system does not say. [MiB]"""
    try:
        lines = _PROC_MEMORY.read_text().splitlines()
    except OSError:
        return None
    return next((int(x.split()[1]) // 1024 for x in lines if x.startswith("MemTotal:")), None)


def refused(record: Record, error: DataError) -> Record:
    """The record of a job whose result could not be given its place."""
    return record.with_(
        state=State.FAILED,
        why=error.findings[0].message,
        findings={finding.code: 1 for finding in error.findings},
        path="",
    )


class LocalExecutor:
    """Runs jobs on the cores of this machine.

    Parameters
    ----------
    launcher : Launcher
        Who starts processes; closed with this.
    supervisor : Supervisor
        Who watches them.
    workplace : Workplace
        Where results go.
    stop : threading.Event
        Set to ask jobs to end.
    n_cores : int, optional
        How many cores jobs share; all by default. More than there are may be given: then no
        job is kept to cores of its own.
    """

    def __init__(
        self,
        launcher: Launcher,
        supervisor: Supervisor,
        workplace: Workplace,
        stop: threading.Event,
        n_cores: int | None = None,
    ) -> None:
        cores = available_cores()
        wanted = n_cores or len(cores)
        self._launcher = launcher
        self._supervisor = supervisor
        self._workplace = workplace
        self._stop = stop
        self._pins = wanted <= len(cores)
        self._free = list(cores[:wanted]) if self._pins else list(range(wanted))
        self._n_cores = wanted
        memory = available_memory_mb()
        self._memory_mb = None if memory is None else _SHARE_OF_MEMORY * memory
        self._given: dict[str, tuple[tuple[int, ...], int]] = {}
        self._ended: queue.SimpleQueue[Record] = queue.SimpleQueue()
        self._threads = ThreadPoolExecutor(wanted, thread_name_prefix="job")

    def has_room(self, job: Job) -> bool:
        """Whether the job can be taken now; one that is too large runs alone."""
        if not self._given:
            return True
        if job.limits.cores > len(self._free):
            return False
        if self._memory_mb is None or job.limits.memory_mb is None:
            return True
        promised = sum(memory for _cores, memory in self._given.values())
        return promised + job.limits.memory_mb <= self._memory_mb

    def submit(self, job: Job, record: Record) -> None:
        """Take a job."""
        n = min(job.limits.cores, len(self._free))
        cores, self._free = tuple(self._free[:n]), self._free[n:]
        self._given[job.name] = (cores, job.limits.memory_mb or 0)
        self._threads.submit(self._run, job, record, cores if self._pins else ())

    def wait(self, seconds: float) -> list[Record]:
        """Records of jobs that have ended."""
        records = []
        try:
            records.append(self._ended.get(timeout=seconds))
            while True:
                records.append(self._ended.get_nowait())
        except queue.Empty:
            pass
        for record in records:
            cores, _memory = self._given.pop(record.job)
            self._free += cores
        return records

    def ask_to_stop(self) -> None:
        """Ask all jobs to end."""
        self._stop.set()

    def close(self) -> None:
        """Kill what is still running."""
        self._stop.set()
        self._launcher.close()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _run(self, job: Job, record: Record, cores: tuple[int, ...]) -> None:
        try:
            record = self._done(job, record, cores)
        except DataError as error:
            record = refused(record, error)
        except Exception as error:  # a job must never be lost without a word
            why = f"{type(error).__name__}: {error}"
            record = record.with_(state=State.LOST, why=why)
        finally:
            self._ended.put(record)

    def _done(self, job: Job, record: Record, cores: tuple[int, ...]) -> Record:
        staged = self._workplace.stage(record)
        record = self._supervisor.attempt(job, record, staged, cores)
        return self._workplace.settle(record, staged)
