"""What does a test need to know of a scenario that is broken in one way?"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from optimizer.domain import Scenario

__all__ = ["Break"]


class Break(NamedTuple):
    """A scenario broken in one way, and the findings that are new."""

    change: Callable[[Scenario], Scenario]
    heads: tuple[str, ...]
    says: str
