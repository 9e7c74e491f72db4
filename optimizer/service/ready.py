"""How does a command get ready to search while it still reads? What searches loads beside it."""

from __future__ import annotations

from models.outcome import Limits
from models.routing.processes import context

__all__ = ["Limits", "get_ready"]


def get_ready(limits: Limits) -> None:
    """Begin to load what a search needs, on another core, and return at once.

    Who plans a day without it waits about a second longer. It ends with this process.

    Parameters
    ----------
    limits : Limits
        Of the search; one that counts iterations in one process needs no others.

    Examples
    --------
    >>> get_ready(Limits(iterations=10))
    """
    if limits.time_s is not None or limits.n_jobs > 1:
        context()
