"""Which findings are made when a limit of the run itself is met? Codes S321-S339."""

from __future__ import annotations

from optimizer.findings.entry import CodeEntry

__all__ = ["CODES"]

CODES: tuple[CodeEntry, ...] = (
    CodeEntry(
        "S321",
        "The work fits into the memory allowed",
        "The run with its processes needs more memory than --max-memory or the system allows; "
        "nothing was written.",
        "Allow more memory, use fewer processes (--jobs), or ask for less at a time.",
    ),
    CodeEntry(
        "S322",
        "The search has memory to its end",
        "The run with its processes came near to --max-memory; the search was ended, and the "
        "best plan so far is kept.",
        "Allow more memory, or use fewer processes (--jobs).",
        "warning",
    ),
    CodeEntry(
        "S323",
        "The system gives what the run needs",
        "The system refused space, a process, an open file or shared memory; what was there "
        "before is as it was.",
        "Free what is short, or raise the limit; wardflow doctor tells what the run may have.",
    ),
)
