"""What is a batch? Each job until it is done or given up, and every step written down.

What is finished is not run again: its result is there, under its key. What takes longest is
handed out first, so that no long one runs alone at the end. What failed by chance is tried
again, after a wait. Asked to end, nothing more is handed out, and what runs may keep its best.
"""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from optimizer.batch.attempt import wall_time_s
from optimizer.batch.executor import Executor
from optimizer.batch.growing import GrowingFile
from optimizer.batch.job import Job, Record, State
from optimizer.batch.keys import key_of
from optimizer.batch.place import Workplace

__all__ = ["Batch", "Ended", "Listener"]

_BEAT_S = 0.2
_SECOND_CHANCES = 2
"""How often a job that was lost with whoever ran it is run again beyond its retries."""
_BY_CHANCE = frozenset({State.CRASHED, State.OVERRUN, State.MEMORY, State.LOST})
_OUR_FAULT = 1

Listener = Callable[[Record, bool], None]
"""Told of each record, and whether its result was there before."""


@dataclass
class Ended:
    """How a batch ended.

    Parameters
    ----------
    names : set of str
        Jobs that have had their last word, which the journal tells.
    n_jobs : int
        Jobs in all.
    n_skipped : int
        Those whose result was there before.
    interrupted : bool
        Whether it was asked to end.
    seconds : float
        Wall time. [s]
    """

    names: set[str] = field(default_factory=set)
    n_jobs: int = 0
    n_skipped: int = 0
    interrupted: bool = False
    seconds: float = 0.0


class Batch:
    """Jobs on their way.

    Parameters
    ----------
    jobs : sequence of Job
        What is to be done.
    known : iterable of str
        Keys that a journal tells as done.
    record : callable
        Makes the first record of a job from it, its key and the number of the attempt.
    executor : Executor
        Who runs them.
    workplace : Workplace
        Where results are.
    journal : GrowingFile
        Where every step is written down.
    listener : callable
        Told of every record.
    """

    def __init__(
        self,
        jobs: Sequence[Job],
        known: Iterable[tuple[str, str]],
        *,
        record: Callable[[Job, str, int], Record],
        executor: Executor,
        workplace: Workplace,
        journal: GrowingFile,
        listener: Listener,
    ) -> None:
        self._jobs = {job.name: job for job in jobs}
        self._known = set(known)
        self._record = record
        self._executor = executor
        self._workplace = workplace
        self._journal = journal
        self._listener = listener
        self._ready: list[tuple[float, int, Record]] = []
        self._waiting: list[tuple[float, int, Record]] = []
        self._running: set[str] = set()
        self._lost: Counter[str] = Counter()
        self._number = itertools.count()
        self._ended = Ended(n_jobs=len(jobs))

    def run(self, should_stop: Callable[[], bool]) -> Ended:
        """Run until every job has its last word, or until asked to end.

        Parameters
        ----------
        should_stop : callable
            Asked a few times a second.

        Returns
        -------
        Ended
            What became of them.

        Raises
        ------
        DataError
            F004 if the journal cannot be written: without it nothing goes on.
        """
        began = time.monotonic()
        self._look_over(should_stop)
        while self._running or (not self._ended.interrupted and (self._ready or self._waiting)):
            if should_stop() and not self._ended.interrupted:
                self._ended.interrupted = True
                self._executor.ask_to_stop()
            if not self._ended.interrupted:
                self._hand_out()
            for record in self._executor.wait(_BEAT_S):
                self._take(record)
        self._ended.seconds = time.monotonic() - began
        return self._ended

    def _look_over(self, should_stop: Callable[[], bool]) -> None:
        """Find what is finished already; the rest is ready, the longest first."""
        for job in self._jobs.values():
            if should_stop():
                self._ended.interrupted = True
                return
            key = key_of(job)
            before = self._workplace.finished(job.name, key)
            if before is None:
                record = self._record(job, key, 1)
                self._ready.append((-wall_time_s(job), next(self._number), record))
                continue
            if (job.name, key) not in self._known:  # the journal was not written any more
                self._journal.append(before.with_(at=dt.datetime.now(dt.UTC)).to_line())
            self._ended.n_skipped += 1
            self._ended.names.add(job.name)
            self._listener(before, True)  # noqa: FBT003 - a listener is called in one form
        # What is never come to must be known as well.
        self._journal.append_all(
            record.with_(state=State.WAITING).to_line() for _order, _number, record in self._ready
        )
        heapq.heapify(self._ready)

    def _hand_out(self) -> None:
        while self._waiting and self._waiting[0][0] <= time.monotonic():
            _when, number, record = heapq.heappop(self._waiting)
            heapq.heappush(self._ready, (-wall_time_s(self._jobs[record.job]), number, record))
        passed: list[tuple[float, int, Record]] = []
        while self._ready:
            entry = heapq.heappop(self._ready)
            record = entry[2].with_(at=dt.datetime.now(dt.UTC))
            job = self._jobs[record.job]
            if not self._executor.has_room(job):
                passed.append(entry)
                if len(passed) > len(self._running) + 1:
                    break
                continue
            self._journal.append(record.to_line())
            self._running.add(job.name)
            self._executor.submit(job, record)
            self._listener(record, False)  # noqa: FBT003 - as above
        for entry in passed:
            heapq.heappush(self._ready, entry)

    def _take(self, record: Record) -> None:
        """Write down what became of a job, and try it again where that may help."""
        self._running.discard(record.job)
        job = self._jobs[record.job]
        if record.state is State.LOST:
            self._lost[record.job] += 1
        most = job.limits.retries + min(self._lost[record.job], _SECOND_CHANCES)
        may_help = record.state in _BY_CHANCE or record.exit_code == _OUR_FAULT
        if may_help and record.attempt <= most and not self._ended.interrupted:
            wait_s = job.limits.backoff_s * 2 ** (record.attempt - 1)
            why = f"{record.state}: {record.why}; tried again in {wait_s:g} s"
            record = record.with_(state=State.RETRYING, why=why)
            again = self._record(job, record.key, record.attempt + 1)
            when = time.monotonic() + wait_s
            heapq.heappush(self._waiting, (when, next(self._number), again))
        else:
            self._ended.names.add(record.job)
        self._journal.append(record.to_line())
        self._listener(record, False)  # noqa: FBT003 - as above
