"""What does an engine promise the harness, and what does it answer?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from models.inventory_routing.problem import InventoryRoutingSolution
from models.outcome import Limits
from models.routing.problem import RoutingSolution

__all__ = ["Answer", "Engine", "Listener", "Trajectory"]

Trajectory = tuple[tuple[float, float], ...]
"""Seconds since the start and the objective then, each better than the one before."""

Listener = Callable[[float, float], None]
"""Told each better objective: seconds since the start, objective."""


@dataclass(frozen=True)
class Answer:
    """What an engine says it has found; nothing of it is believed before it is verified.

    Parameters
    ----------
    solution : RoutingSolution, InventoryRoutingSolution or None
        The best it found, in the problem's own words.
    seconds : float
        Wall time, from the moment it was given the instance. [s]
    trajectory : Trajectory
        How it got there, in its own words.
    bound : float or None
        Lower bound that it proved.
    iterations : int or None
        Iterations of all its processes; None where it counts none.
    version : str
        Library and version.
    """

    solution: RoutingSolution | InventoryRoutingSolution | None
    seconds: float
    trajectory: Trajectory
    bound: float | None
    iterations: int | None
    version: str


class Engine(Protocol):
    """A module that answers for one engine, and for one kind of instance."""

    NAME: str
    SEEDED: bool
    """Whether another seed may give another answer; if not, one seed is run."""

    def version(self) -> str | None:
        """Library and version; None where it is not installed."""

    def unsupported(self, instance: Any) -> tuple[str, ...]:
        """What of an instance it cannot express, in words; empty when it can be run."""

    def run(self, instance: Any, limits: Limits, on_progress: Listener) -> Answer:
        """Solve within limits; runs in a process of its own."""
