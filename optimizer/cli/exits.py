"""Which exit code says what? One table for code, help and docs."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["MEANINGS", "Exit"]


class Exit(IntEnum):
    """Exit codes of every verb."""

    DONE = 0
    FAULT = 1
    INVALID = 2
    NO_PLAN = 3
    VIOLATIONS = 4
    UNSERVED = 5
    INTERRUPTED = 130
    TERMINATED = 143


MEANINGS: dict[Exit, str] = {
    Exit.DONE: "done",
    Exit.FAULT: "a fault of Wardflow itself",
    Exit.INVALID: "wrong usage or invalid input",
    Exit.NO_PLAN: "no plan within the limits; of a batch: no job has a result",
    Exit.VIOLATIONS: "check found violations, or `bench compare` a regression",
    Exit.UNSERVED: "something asked for is left out, where a --fail-on option makes that count; "
    "of a batch: some jobs are not done",
    Exit.INTERRUPTED: "interrupted by Ctrl-C; solve has saved the best plan so far",
    Exit.TERMINATED: "ended by SIGTERM; solve has saved the best plan so far",
}
"""What each code says, in the words of the docs."""
