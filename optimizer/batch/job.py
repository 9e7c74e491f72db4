"""What is a job? A verb, an input, options and limits; and what became of it, a record."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

__all__ = ["FINAL", "GOOD", "Job", "JobLimits", "Record", "State", "is_name", "slug"]

_NAME = re.compile(r"[^\W_][\w .~+-]{0,78}[\w~+-]|[^\W_]")
_STRANGE = re.compile(r"[^\w.~+-]+")
Option = str | int | float | bool


class State(StrEnum):
    """What became of a job, or is becoming of it."""

    WAITING = "waiting"
    """Asked for, and not handed out yet."""
    RUNNING = "running"
    """Handed out."""
    RETRYING = "retrying"
    """Failed, and to be tried again."""
    DONE = "done"
    """Ended by itself, with its result."""
    STOPPED = "stopped"
    """Ended when its time was up, with the best result it had."""
    INTERRUPTED = "interrupted"
    """Ended with the whole batch; it is run again when that is resumed."""
    FAILED = "failed"
    """Ended by itself with an exit code that tells why."""
    CRASHED = "crashed"
    """Ended by a signal that was not ours."""
    OVERRUN = "overrun"
    """Killed, for it went on after its time and grace."""
    MEMORY = "memory"
    """Killed, or gave up, for it wanted more memory than its limit."""
    LOST = "lost"
    """The machine or process that ran it has gone."""


GOOD = frozenset({State.DONE})
"""What needs not be run again."""
FINAL = frozenset(State) - {State.WAITING, State.RUNNING, State.RETRYING}
"""What a batch leaves a job in."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class JobLimits(_Frozen):
    """What a job may take."""

    time_s: float | None = Field(
        default=None,
        gt=0,
        le=30 * 86400,
        description="Wall time, then the job is asked to end and to keep its best result. If "
        "not given: a minute more than its own time limit, or an hour. [s]",
    )
    grace_s: float = Field(
        default=10.0,
        ge=0,
        le=3600,
        description="How long it may take to end when asked; then it is killed with everything "
        "it started. [s]",
    )
    memory_mb: int | None = Field(
        default=None,
        ge=64,
        le=16 * 2**20,
        description="Most memory of the job with everything it started; not limited if not "
        "given. [MiB]",
    )
    cores: int = Field(default=1, ge=1, le=512, description="Cores it is given, and kept to.")
    retries: int = Field(
        default=0,
        ge=0,
        le=100,
        description="How often it is tried again after a crash, an overrun, want of memory or "
        "a fault of Wardflow. Wrong input is not tried again.",
    )
    backoff_s: float = Field(
        default=5.0,
        ge=0,
        le=86400,
        description="Wait before the first retry; doubled for each further one. [s]",
    )


class Job(_Frozen):
    """One thing to be done, whatever becomes of the others."""

    name: str = Field(description="Name within the batch, and of its folder of results.")
    verb: str = Field(description="Verb of the command line.")
    input: str = Field(description="Scenario: folder, .json or .xlsx file.")
    options: dict[str, Option] = Field(
        default_factory=dict, description="Options of the verb, without their dashes."
    )
    limits: JobLimits = Field(default_factory=JobLimits, description="What it may take.")
    group: str = Field(
        default="", description="Name that jobs on one scenario with several seeds share."
    )


class Record(BaseModel):
    """A line of the journal: what became of a job, or is becoming of it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    at: AwareDatetime = Field(description="When the line was written.")
    run: str = Field(description="Id of the run of the batch.")
    job: str = Field(description="Name of the job.")
    group: str = Field(default="", description="Name that jobs with several seeds share.")
    verb: str = Field(description="Verb.")
    input: str = Field(description="Scenario.")
    key: str = Field(description="SHA-256 of input, verb, settings and version.")
    state: State = Field(description="What became of it.")
    attempt: int = Field(ge=1, description="Which attempt it is, the first being 1.")
    exit_code: int | None = Field(default=None, description="Exit code of the verb.")
    signal: int | None = Field(default=None, description="Signal that ended it.")
    why: str = Field(default="", description="What happened, in words.")
    seconds: float | None = Field(default=None, description="Wall time. [s]")
    cpu_s: float | None = Field(default=None, description="Processor time. [s]")
    memory_mb: float | None = Field(default=None, description="Most memory at once. [MiB]")
    cost_sek: float | None = Field(default=None, description="Cost of what was found. [SEK]")
    findings: dict[str, int] = Field(
        default_factory=dict, description="How many findings of each code."
    )
    path: str = Field(default="", description="Folder of its result or its log, in the output.")
    host: str = Field(default="", description="Machine that ran it.")
    cores: int = Field(default=1, description="Cores it was given.")

    def to_line(self) -> str:
        """The record as a line of JSON, without what is empty."""
        return self.model_dump_json(exclude_defaults=True) + "\n"

    def with_(self, **changes: Any) -> Record:
        """The record with other values."""
        return self.model_copy(update=changes)


def is_name(text: str) -> bool:
    r"""Whether a text may name a job, and so a folder.

    Examples
    --------
    >>> [is_name(x) for x in ("Skövde 2026-11-23", "../x", ".x", "a/b", "", "con\nx")]
    [True, False, False, False, False, False]
    """
    return _NAME.fullmatch(text) is not None


def slug(text: str) -> str:
    """The nearest name to a text.

    Examples
    --------
    >>> slug("../Skövde: måndag"), slug("***")
    ('Skövde-måndag', 'job')
    """
    plain = _STRANGE.sub("-", text).strip("-. _~+")[:80].strip("-. _~+")
    return plain or "job"
