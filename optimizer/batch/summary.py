"""What does a batch come to? Counts, totals, the best of each scenario's seeds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from optimizer.batch.job import GOOD, Record, State

__all__ = ["COLUMNS", "Summary", "best_of", "codes_in_words", "job_rows", "summarise"]

COLUMNS = (
    *("job", "state", "attempt", "exit", "seconds", "cpu s", "memory MiB", "cost SEK"),
    *("findings", "path", "why"),
)
_WITH_RESULT = frozenset({State.DONE, State.STOPPED, State.INTERRUPTED})


@dataclass(frozen=True)
class Summary:
    """What a batch comes to.

    Parameters
    ----------
    states : dict of str to int
        How many jobs are in each state.
    n_jobs : int
        Jobs that were come to.
    seconds : float
        Wall time of all jobs together. [s]
    cpu_s : float
        Their processor time. [s]
    memory_mb : float
        Most memory of any of them. [MiB]
    best : dict of str to Record
        For each scenario with several seeds, the cheapest of them.
    """

    states: dict[str, int]
    n_jobs: int
    seconds: float
    cpu_s: float
    memory_mb: float
    best: dict[str, Record]

    @property
    def all_good(self) -> bool:
        """Whether every job is done."""
        return sum(self.states.get(state, 0) for state in GOOD) == self.n_jobs

    @property
    def n_results(self) -> int:
        """Jobs that have a result, the best or not."""
        return sum(self.states.get(state, 0) for state in _WITH_RESULT)

    def in_words(self) -> str:
        """The counts as one line.

        Examples
        --------
        >>> summarise([]).in_words()
        'no jobs'
        """
        words = [f"{n} {state}" for state, n in self.states.items()]
        return ", ".join(words) or "no jobs"

    def as_dict(self) -> dict[str, object]:
        """The summary as plain values."""
        return {
            "n_jobs": self.n_jobs,
            "states": self.states,
            "seconds": round(self.seconds, 3),
            "cpu_s": round(self.cpu_s, 3),
            "memory_mb": self.memory_mb,
            "best": {
                name: {"job": record.job, "cost_sek": record.cost_sek, "path": record.path}
                for name, record in self.best.items()
            },
        }


def summarise(records: Sequence[Record]) -> Summary:
    """Count the last words on jobs."""
    counts = Counter(record.state for record in records)
    return Summary(
        states={str(state): counts[state] for state in State if counts[state]},
        n_jobs=len(records),
        seconds=sum(record.seconds or 0.0 for record in records),
        cpu_s=sum(record.cpu_s or 0.0 for record in records),
        memory_mb=max((record.memory_mb or 0.0 for record in records), default=0.0),
        best=best_of(records),
    )


def best_of(records: Iterable[Record]) -> dict[str, Record]:
    """The cheapest result of each group of seeds; of equals the first."""
    best: dict[str, Record] = {}
    for record in records:
        if not record.group or record.cost_sek is None or record.state not in _WITH_RESULT:
            continue
        known = best.get(record.group)
        if known is None or known.cost_sek is None or record.cost_sek < known.cost_sek:
            best[record.group] = record
    return best


def codes_in_words(findings: Mapping[str, int]) -> str:
    """Codes of findings, with how many there are.

    Examples
    --------
    >>> codes_in_words({"V502": 3, "V701": 1})
    'V502×3 V701'
    """
    return " ".join(f"{code}×{n}" if n > 1 else code for code, n in findings.items())


def job_rows(records: Iterable[Record]) -> list[tuple[object, ...]]:
    """Rows of :data:`COLUMNS`."""
    return [
        (
            record.job,
            str(record.state),
            record.attempt,
            -record.signal if record.signal is not None else record.exit_code,
            record.seconds,
            record.cpu_s,
            record.memory_mb,
            record.cost_sek,
            codes_in_words(record.findings),
            record.path,
            record.why,
        )
        for record in records
    ]
