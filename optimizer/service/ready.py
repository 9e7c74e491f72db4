"""How does a command get ready to search while it still reads? What searches loads beside it."""

from __future__ import annotations

from models.routing.processes import context

__all__ = ["get_ready"]


def get_ready() -> None:
    """Begin to load what a search needs, on another core, and return at once.

    Who plans a day without it waits about a second longer. It ends with this process.

    Examples
    --------
    >>> get_ready()
    """
    context()
