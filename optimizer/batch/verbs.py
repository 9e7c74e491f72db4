"""Which verbs can be run as jobs, and what is their command line?

One row each. The options themselves are judged by the command line, which knows them; here
is only what a batch decides: where results go, which options name files, what is the cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.batch.job import Job, Option

__all__ = [
    "LOG",
    "RECORD",
    "RESERVED",
    "SUMMARY",
    "VERBS",
    "Verb",
    "arguments",
    "cost_of",
    "is_taken",
]

RESERVED = frozenset(
    {"output", "o", "format", "quiet", "q", "log-level", "log-format", "jobs", "j", "help", "h"}
)
"""Options that the batch itself sets."""
RECORD, SUMMARY, LOG = "job.json", "summary.json", "log.txt"
"""What lies beside each result: the record of the job, what it told, and how it went."""


@dataclass(frozen=True, slots=True)
class Verb:
    """How a verb is run as a job.

    Parameters
    ----------
    output : str
        What ``--output`` names in the job's folder; empty for the folder itself.
    result : str
        File that is there exactly when the verb has found something.
    takes_jobs : bool
        Whether it can be told how many processes to use.
    inputs : frozenset of str
        Options that name files, whose contents are part of the input.
    outputs : frozenset of str
        Options that name files or folders which belong to the result.
    refused : frozenset of str
        Options that make it do something else.
    cost : tuple of str
        Where the summary has the cost: keys, or ``name=value`` to choose of a list.
    """

    output: str
    result: str
    takes_jobs: bool = False
    inputs: frozenset[str] = frozenset()
    outputs: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    cost: tuple[str, ...] = ()


VERBS: dict[str, Verb] = {
    "solve": Verb(
        output="plan.json",
        result="plan.json",
        takes_jobs=True,
        inputs=frozenset({"start"}),
        outputs=frozenset({"report"}),
        cost=("cost_total",),
    ),
    "levels": Verb(
        output="levels",
        result="levels/levels.json",
        inputs=frozenset({"visits"}),
        cost=("figures", "kpi=total_sek", "ours"),
    ),
    "replenish": Verb(
        output="scenario.json",
        result="scenario.json",
        inputs=frozenset({"levels"}),
    ),
    "horizon": Verb(
        output="horizon.json",
        result="horizon.json",
        takes_jobs=True,
        inputs=frozenset({"levels"}),
        outputs=frozenset({"report"}),
        refused=frozenset({"plan"}),
        cost=("figures", "figure=cost_total", "planned"),
    ),
}
"""Every verb that can be a job."""


def is_taken(verb: str, name: str) -> bool:
    """Whether a file of a result has a name already, also where letters are not told apart.

    Examples
    --------
    >>> is_taken("solve", "plan.json"), is_taken("solve", "Log.txt"), is_taken("solve", "p.html")
    (True, True, False)
    """
    taken = {VERBS[verb].output, RECORD, SUMMARY, LOG}
    return name.casefold() in taken


def arguments(job: Job, folder: Path) -> tuple[str, ...]:
    """What would be typed after ``wardflow`` for a job.

    Parameters
    ----------
    job : Job
        The job.
    folder : Path
        Where its results go.

    Returns
    -------
    tuple of str
        Verb, input and options.

    Examples
    --------
    >>> job = Job(name="a", verb="solve", input="/day", options={"iterations": 9})
    >>> " ".join(arguments(job, Path("out")))
    'solve /day --output out/plan.json --format json --jobs 1 --iterations 9'
    """
    verb = VERBS[job.verb]
    words = [job.verb, job.input, "--output", str(folder / verb.output), "--format", "json"]
    if verb.takes_jobs:
        words += ["--jobs", str(job.limits.cores)]
    for name, value in job.options.items():
        words += option_words(verb, name, value, folder)
    return tuple(words)


def option_words(verb: Verb, name: str, value: Option, folder: Path | None = None) -> list[str]:
    """One option as it would be typed; a flag that is off is not."""
    if value is False:
        return []
    if value is True:
        return [f"--{name}"]
    if folder is not None and name in verb.outputs:
        return [f"--{name}", str(folder / str(value))]
    # One word, so that a value may begin with a dash.
    return [f"--{name}={value}"] if str(value).startswith("-") else [f"--{name}", str(value)]


def cost_of(verb: str, summary: Any) -> float | None:
    """Cost that a summary tells. [SEK]

    Examples
    --------
    >>> cost_of("solve", {"cost_total": 912.5}), cost_of("replenish", []), cost_of("solve", 3)
    (912.5, None, None)
    """
    found = summary
    for step in VERBS[verb].cost or ("-",):
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, list) and "=" in step:
            key, _, wanted = step.partition("=")
            rows = (row for row in found if isinstance(row, Mapping))
            found = next((row for row in rows if row.get(key) == wanted), None)
        else:
            return None
    return float(found) if isinstance(found, int | float) else None
