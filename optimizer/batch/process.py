"""What can be said of a job's process, whoever started it? Its end, and how it is ended."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import Protocol

from optimizer.batch.child import Request

__all__ = ["End", "Launcher", "LostError", "Running", "command"]


class LostError(Exception):
    """The process that starts jobs has gone, and the job with it."""


@dataclass(frozen=True, slots=True)
class End:
    """How a process ended.

    Parameters
    ----------
    code : int
        Exit code; of one that a signal ended, its number with a minus.
    seconds : float
        Wall time from its start. [s]
    cpu_s : float or None
        Processor time of it and of what it has waited for. [s]
    peak_mb : float or None
        Most memory of the largest of them. [MiB]
    """

    code: int
    seconds: float
    cpu_s: float | None
    peak_mb: float | None


class Running(Protocol):
    """A job's process at work."""

    pid: int

    def wait(self, seconds: float) -> End | None:
        """Its end, or None after so many seconds."""

    def ask(self) -> None:
        """Ask it to end and to keep the best it has."""

    def kill(self) -> None:
        """Kill it with everything it has started."""


class Launcher(Protocol):
    """Starts processes."""

    def start(self, request: Request) -> Running:
        """Start one.

        Raises
        ------
        LostError
            If it could not be started.
        """

    def close(self) -> None:
        """Kill what is still running, and leave nothing behind."""


def command(module: str, *arguments: str) -> list[str]:
    """Command line that runs a module of ours, found where this process finds it."""
    code = (
        "import json, runpy, sys; sys.path[:] = json.loads(sys.argv.pop(1)); "
        "runpy.run_module(sys.argv[1], run_name='__main__', alter_sys=True)"
    )
    return [sys.executable, "-c", code, json.dumps(sys.path), module, *arguments]
