"""How much memory may a run hold, and what happens when it asks for more?

The limit is on what a run holds together with the processes it starts. A guard looks twice
a second: near the limit a search is asked to end and keeps its best plan; beyond it the
processes are ended, and the run as well where that is not enough. What asks for everything
at once, between two looks, the system itself refuses.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import click

from optimizer.cli.exits import Exit
from optimizer.cli.talk import Talk
from optimizer.findings import Finding, Place

__all__ = ["MIB", "MemoryGuard", "held_bytes", "memory_limited", "out_of_memory", "size"]

F = TypeVar("F", bound=Callable[..., Any])

MIB = 2**20
_UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
_SIZE = re.compile(r"\s*(\d{1,12}(?:\.\d{1,3})?)\s*([KMGT]?)(?:i?B)?\s*", re.IGNORECASE)
_LEAST = 64 * MIB
"""Less than this holds no run at all. [bytes]"""
_NEAR = 0.9
_BEAT_S = 0.5
_HEADROOM = 256 * MIB
"""What a process reserves without using it. [bytes]"""
_SMALL = 24 * MIB
"""Helpers of the run that hold no more are not worth ending. [bytes]"""
_PROC = Path("/proc")


def size(text: str) -> int:
    """Bytes that a size such as ``800M`` or ``1.5G`` stands for; units are powers of 1024.

    Raises
    ------
    ValueError
        If it is no size, or one that no run fits into.

    Examples
    --------
    >>> size("1.5 GiB") // MIB
    1536
    """
    found = _SIZE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no size, such as 800M or 1.5G")
    n_bytes = round(float(found[1]) * _UNITS[found[2].upper()])
    if n_bytes < _LEAST:
        raise ValueError(f"{text!r} is less than {_LEAST // MIB}M, which no run fits into")
    return n_bytes


def _size_option(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> int | None:
    try:
        return None if value is None else size(value)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx=context, param=parameter) from None


def memory_limited(function: F) -> F:
    """Add ``--max-memory`` to a verb, whose first argument is a Talk."""

    @click.option(
        "--max-memory",
        callback=_size_option,
        metavar="SIZE",
        envvar="WARDFLOW_MAX_MEMORY",
        help="Most memory of the run with its processes, such as 800M or 2G.",
    )
    @functools.wraps(function)
    def verb(talk: Talk, *args: object, max_memory: int | None, **more: object) -> object:
        if max_memory is None:
            return function(talk, *args, **more)
        if held_bytes() is None:
            raise click.UsageError("--max-memory cannot be kept here: the system has no /proc")
        with MemoryGuard(max_memory, talk) as talk.guard:
            return function(talk, *args, **more)

    return verb  # type: ignore[return-value]


def out_of_memory(limit: int | None) -> Finding:
    """The finding for a run that asked for more than it may have.

    Examples
    --------
    >>> out_of_memory(800 * MIB).message
    'more than the 800 MB allowed are needed'
    """
    allowed = (
        "than the system gives is" if limit is None else f"than the {limit // MIB} MB allowed are"
    )
    return Finding("S321", f"more {allowed} needed", Place("memory"))


def held_bytes() -> int | None:
    """Memory of this process and all that descend from it, shared pages divided. [bytes]

    Returns
    -------
    int or None
        None where the system does not tell.
    """
    try:
        family = [os.getpid(), *_descendants(os.getpid())]
        return sum(_resident(pid) for pid in family)
    except OSError:
        return None


class MemoryGuard:
    """Watches a run while it works. Use it in a ``with`` block.

    Parameters
    ----------
    limit : int
        Most it may hold. [bytes]
    talk : Talk
        Where it is told.
    """

    def __init__(self, limit: int, talk: Talk) -> None:
        self.limit = limit
        self.wants_stop = False
        self.exceeded = False
        self._talk = talk
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="memory", daemon=True)
        self._before: tuple[int, int] | None = None

    def __enter__(self) -> Self:
        self._before = _reserve_at_most(self.limit + _HEADROOM)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()
        if self._before is not None:
            import resource

            resource.setrlimit(resource.RLIMIT_DATA, self._before)

    def findings(self) -> list[Finding]:
        """S322 where a search was asked to end."""
        if not self.wants_stop:
            return []
        message = f"the search was ended near the {self.limit // MIB} MB allowed"
        return [Finding("S322", message, Place("memory"))]

    def _watch(self) -> None:
        while not self._done.wait(_BEAT_S):
            held = held_bytes() or 0
            if held > _NEAR * self.limit:
                self.wants_stop = True
            if held > self.limit:
                self.exceeded = True
                self._shrink()

    def _shrink(self) -> None:
        """End what was started; what it told is kept. If that is not enough, end the run."""
        for pid in _descendants(os.getpid()):
            if _resident(pid) > _SMALL:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
        if _resident(os.getpid()) > self.limit and not self._done.is_set():
            self._talk.call_out(str(out_of_memory(self.limit)), error=True)
            os._exit(Exit.INVALID)


def _reserve_at_most(size: int) -> tuple[int, int] | None:
    """Let the system refuse more; the limits before, None where they are no matter."""
    try:
        import resource

        before = resource.getrlimit(resource.RLIMIT_DATA)
        most = [size, *(limit for limit in before if limit != resource.RLIM_INFINITY)]
        resource.setrlimit(resource.RLIMIT_DATA, (min(most), before[1]))
    except (ImportError, OSError, ValueError):
        return None
    return before


def _descendants(root: int) -> Iterator[int]:
    """Processes that were started by one, or by one that it started."""
    parents = {}
    for name in os.listdir(_PROC):  # noqa: PTH208 - twice a second, a thousand paths would be waste
        if name.isdigit():
            with contextlib.suppress(OSError):
                # The name in parentheses may hold anything, blanks included.
                parents[int(name)] = int(_read(name, "stat").rpartition(")")[2].split()[1])
    for pid, parent in parents.items():
        ancestor: int | None = parent
        while ancestor is not None and ancestor != root:
            ancestor = parents.get(ancestor)
        if ancestor == root:
            yield pid


def _resident(pid: int) -> int:
    """Memory of one process, zero of one that has ended. [bytes]"""
    try:
        for line in _read(str(pid), "smaps_rollup").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    with contextlib.suppress(OSError):
        return int(_read(str(pid), "statm").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _read(pid: str, name: str) -> str:
    return (_PROC / pid / name).read_text(encoding="ascii", errors="replace")
