"""Who runs jobs on many machines? Dask's workers, by the same supervised runner as here.

A task brings its input and takes its result home, so that workers need no disk in common with
this machine, only the same Wardflow. This side alone writes results and journal: a task that
Dask runs twice, because a worker went away, still ends once.
"""

from __future__ import annotations

import importlib
import queue
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from optimizer.batch.attempt import Supervisor
from optimizer.batch.executor import refused
from optimizer.batch.job import Job, Record, State
from optimizer.batch.keys import wardflow_version
from optimizer.batch.launcher import launcher
from optimizer.batch.parcel import pack, packed_job, unpack, unpacked_job
from optimizer.batch.place import Workplace
from optimizer.batch.process import Launcher
from optimizer.findings import DataError, Finding, Place

__all__ = ["DaskExecutor", "run_task"]

_CONNECT_S = 20
_LOOK_S, _LOOK_FOR_FIRST_S = 5.0, 0.5
_LEAST_WAITING = 16
_WAITING_PER_THREAD = 3
_TRIES = 3
_CORES, _MEMORY = "cores", "memory_mb"


class DaskExecutor:
    """Runs jobs on the workers of a scheduler.

    Parameters
    ----------
    address : str
        Of the scheduler, for instance ``tcp://10.0.0.5:8786``.
    modules : list of str
        What jobs import.
    entry : str
        The command, as ``module:function``.
    run : str
        Id of the run.
    workplace : Workplace
        Where results go, on this machine.

    Raises
    ------
    DataError
        S309 if there is no scheduler, S310 if workers have another version.
    """

    def __init__(
        self, address: str, modules: list[str], entry: str, run: str, workplace: Workplace
    ) -> None:
        self._client = _connected(address)
        self._modules = tuple(modules)
        self._entry = entry
        self._run = run
        self._workplace = workplace
        self._futures: dict[str, tuple[Any, Record]] = {}
        self._ended: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._looked = float("-inf")
        self._most = 0
        self._kinds: frozenset[str] = frozenset()
        self._wake: Any = None
        self._stopping = False
        self._told = float("-inf")
        try:
            self._require_same_version()
        except BaseException:
            self._client.close()
            raise

    def has_room(self, job: Job) -> bool:  # noqa: ARG002 - Dask finds the worker
        """Whether Dask has not got enough waiting to keep its workers busy."""
        if time.monotonic() - self._looked > (_LOOK_S if self._most else _LOOK_FOR_FIRST_S):
            self._look()
        return len(self._futures) < self._most

    def _look(self) -> None:
        """See who works, for they come and go; where nobody does, have somebody come."""
        workers = self._workers()
        n_threads = sum(worker["nthreads"] for worker in workers)
        self._kinds = frozenset(kind for w in workers for kind in w["resources"])
        # What workers declare is known from the first one on: a job that was handed over before
        # would go to any. Clusters that adapt start one when something waits.
        self._most = max(_LEAST_WAITING, _WAITING_PER_THREAD * n_threads) if workers else 0
        if not workers and self._wake is None:
            self._wake = self._client.submit(wardflow_version, pure=False)
        self._looked = time.monotonic()

    def _workers(self) -> list[Any]:
        return list(self._client.scheduler_info(n_workers=-1)["workers"].values())

    def submit(self, job: Job, record: Record) -> None:
        """Hand a job to Dask."""
        asked = {_CORES: job.limits.cores, _MEMORY: job.limits.memory_mb or 0}
        resources = {kind: n for kind, n in asked.items() if kind in self._kinds and n}
        home, files = packed_job(job)
        future = self._client.submit(
            run_task,
            home.model_dump_json(),
            files,
            record.to_line(),
            self._modules,
            self._entry,
            wardflow_version(),
            key=f"{job.name}-{record.key[:12]}-{record.attempt}-{self._run}",
            resources=resources or None,
            retries=_TRIES,
            pure=False,
        )
        self._futures[job.name] = (future, record)
        future.add_done_callback(lambda _future, name=job.name: self._ended.put(name))

    def wait(self, seconds: float) -> list[Record]:
        """Records of jobs that have ended, their results brought home."""
        if self._stopping and time.monotonic() - self._told > _LOOK_S:
            self._tell_stop()
        names = []
        try:
            names.append(self._ended.get(timeout=seconds))
            while True:
                names.append(self._ended.get_nowait())
        except queue.Empty:
            pass
        return [self._brought_home(*self._futures.pop(name)) for name in names]

    def ask_to_stop(self) -> None:
        """Ask every worker to end its jobs; those that wait end before they begin."""
        self._stopping = True
        self._tell_stop()

    def _tell_stop(self) -> None:
        """Tell who works now, and take back what no worker has taken: perhaps none ever will."""
        if self._workers():
            self._client.run(_stop, self._run, on_error="ignore")
        taken = {key for keys in self._client.processing().values() for key in keys}
        futures = [future for future, _record in self._futures.values()]
        self._client.cancel([f for f in futures if f.key not in taken and not f.done()])
        self._told = time.monotonic()

    def close(self) -> None:
        """Ask Dask to forget what is left, and leave."""
        if self._futures:
            self.ask_to_stop()
        waiting = [future for future, _record in self._futures.values()]
        self._client.cancel([*waiting, self._wake] if self._wake is not None else waiting)
        self._client.close()

    def _brought_home(self, future: Any, record: Record) -> Record:
        if future.cancelled():
            state = State.INTERRUPTED if self._stopping else State.LOST
            return record.with_(state=state, why="Dask gave it up before anybody had taken it")
        try:
            line, files = future.result()
        except Exception as error:  # whatever became of the worker, the job has its last word
            why = f"the worker was lost: {type(error).__name__}: {error}".splitlines()[0]
            return record.with_(state=State.LOST, why=why)
        finally:
            future.release()
        record = Record.model_validate_json(line)
        try:
            staged = self._workplace.stage(record)
            unpack(files, staged)
            return self._workplace.settle(record, staged)
        except DataError as error:
            return refused(record, error)
        except (OSError, ValueError) as error:
            text = f"cannot be written: {getattr(error, 'strerror', None) or error}"
            return refused(record, DataError([Finding("F004", text, Place(str(staged)))]))

    def _require_same_version(self) -> None:
        ours = wardflow_version()
        try:
            theirs = self._client.run(wardflow_version)
        except Exception as error:  # a worker without Wardflow cannot even read the question
            text = f"a worker has no Wardflow: {type(error).__name__}: {error}".splitlines()[0]
            raise DataError([Finding("S310", text, Place("dask"))]) from None
        others = {worker: version for worker, version in theirs.items() if version != ours}
        if others:
            worker, version = next(iter(others.items()))
            text = f"{worker} has {version or 'none installed'}, not {ours or 'this checkout'}"
            raise DataError([Finding("S310", text, Place("dask"))])


def _connected(address: str) -> Any:
    try:
        distributed: Any = importlib.import_module("distributed")
    except ModuleNotFoundError:
        raise DataError([Finding("S309", "Dask is not installed", Place(address))]) from None
    try:
        return distributed.Client(address, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        text = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DataError([Finding("S309", text, Place(address))]) from None


_lock = threading.Lock()
_launchers: dict[tuple[str, ...], Launcher] = {}
_stops: dict[str, threading.Event] = {}


def _stop_of(run: str) -> threading.Event:
    with _lock:
        return _stops.setdefault(run, threading.Event())


def _stop(run: str) -> None:
    """On a worker: end the jobs of a run."""
    _stop_of(run).set()


def run_task(
    job_text: str,
    files: dict[str, bytes],
    line: str,
    modules: tuple[str, ...],
    entry: str,
    version: str,
) -> tuple[str, dict[str, bytes]]:
    """On a worker: run one attempt of a job, watched over as anywhere.

    Parameters
    ----------
    job_text : str
        The job as JSON.
    files : dict of str to bytes
        Its input.
    line : str
        Its record.
    modules : tuple of str
        What jobs import.
    entry : str
        The command, as ``module:function``.
    version : str
        Of Wardflow where the batch is: a worker that came later may have another.

    Returns
    -------
    line : str
        What became of it.
    files : dict of str to bytes
        What it has made.
    """
    record = Record.model_validate_json(line)
    stop = _stop_of(record.run)
    if stop.is_set():
        why = "the batch was ended before it began"
        return record.with_(state=State.INTERRUPTED, why=why).to_line(), {}
    if wardflow_version() != version:
        why = f"the worker has version {wardflow_version() or 'none'}, not {version or 'none'}"
        return record.with_(state=State.FAILED, why=why).to_line(), {}
    with _lock:
        if modules not in _launchers:
            _launchers[modules] = launcher(modules)
        starter = _launchers[modules]
    supervisor = Supervisor(starter, entry, record.run, stop)
    with tempfile.TemporaryDirectory(prefix="wardflow-") as folder:
        here, out = Path(folder, "in"), Path(folder, "out")
        out.mkdir()
        job = unpacked_job(Job.model_validate_json(job_text), files, here)
        record = supervisor.attempt(job, record, out)
        return record.to_line(), pack(out)
