"""Which processes belong to a job, and how much memory do they hold together?

A job leads a session of its own, so that whatever it starts can be found again: by the
session, even where the process between them is gone. Linux tells in ``/proc``; where there
is none, nothing is known and ``None`` says so.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "Member",
    "Watch",
    "children_of",
    "kill_session",
    "members",
    "proportional_mb",
    "resident_mb",
]

_PROC = Path("/proc")
_STATE, _PARENT, _SESSION, _RESIDENT = 0, 1, 3, 21
_ROUNDS = 100
_MIB = 2**20


@dataclass(frozen=True, slots=True)
class Member:
    """A process as the system tells it.

    Parameters
    ----------
    pid : int
        Its number.
    parent : int
        Number of its parent.
    session : int
        Number of its session's leader.
    pages : int
        Resident pages; zero of one that has ended.
    ended : bool
        Whether it has ended and waits to be noticed.
    """

    pid: int
    parent: int
    session: int
    pages: int
    ended: bool


def members() -> Iterator[Member]:
    """All processes that can be seen; none where the system does not tell.

    Examples
    --------
    >>> os.getpid() in {process.pid for process in members()} or not _PROC.is_dir()
    True
    """
    try:
        names = os.listdir(_PROC)  # noqa: PTH208 - a thousand paths a second would be waste
    except OSError:
        return
    for name in names:
        if name.isdigit():
            member = _member(int(name))
            if member is not None:
                yield member


def _member(pid: int) -> Member | None:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123 - as above
            text = file.read()
    except OSError:
        return None  # it has ended meanwhile
    # The name in parentheses may hold anything, blanks included.
    fields = text[text.rindex(b")") + 2 :].split()
    return Member(
        pid=pid,
        parent=int(fields[_PARENT]),
        session=int(fields[_SESSION]),
        pages=int(fields[_RESIDENT]),
        ended=fields[_STATE] in b"ZX",
    )


def children_of(pid: int) -> list[Member]:
    """Living children of a process."""
    return [member for member in members() if member.parent == pid and not member.ended]


def resident_mb(session: int) -> float | None:
    """Resident memory of all processes of a session. [MiB]

    Parameters
    ----------
    session : int
        Number of its leader.

    Returns
    -------
    float or None
        Pages that processes share are counted once each; None where the system does not say.

    Examples
    --------
    >>> resident_mb(-1) in (0.0, None)
    True
    """
    if not (_PROC / "self" / "stat").exists():
        return None
    return sum(m.pages for m in members() if m.session == session) * _page() / _MIB


def proportional_mb(session: int) -> float | None:
    """Memory of a session with shared pages divided among all that share them. [MiB]

    Parameters
    ----------
    session : int
        Number of its leader.

    Returns
    -------
    float or None
        Exact, and dearer than :func:`resident_mb`; None where the system does not say.

    Examples
    --------
    >>> proportional_mb(-1)
    0.0
    """
    total = 0
    for member in members():
        if member.session != session or member.ended:
            continue
        try:
            text = (_PROC / str(member.pid) / "smaps_rollup").read_text()
        except OSError:
            if member.pages:
                return None  # the system does not tell this of it
            continue
        total += next(int(x.split()[1]) for x in text.splitlines() if x.startswith("Pss:"))
    return total * 1024 / _MIB


class Watch:
    """Memory of many jobs by one look at all processes, at most so often.

    Parameters
    ----------
    beat_s : float
        How old a look may be. [s]
    """

    def __init__(self, beat_s: float = 0.2) -> None:
        self._beat_s = beat_s
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self._pages: dict[int, int] = {}

    def held_mb(self, session: int) -> float:
        """Resident memory of a session, as of the last look; zero where nobody knows. [MiB]"""
        with self._lock:
            now = time.monotonic()
            if now - self._looked >= self._beat_s:
                self._pages = {}
                for member in members():
                    held = self._pages.get(member.session, 0)
                    self._pages[member.session] = held + member.pages
                self._looked = time.monotonic()
            return self._pages.get(session, 0) * _page() / _MIB

    def exceeds(self, session: int, limit_mb: float) -> bool:
        """Whether a session holds more than a limit, when shared pages are divided."""
        if self.held_mb(session) <= limit_mb:
            return False
        exact = proportional_mb(session)
        return exact is None or exact > limit_mb


def kill_session(session: int, *, spare: int | None = None) -> None:
    """Kill every process of a session, and those that they start meanwhile.

    Parameters
    ----------
    session : int
        Number of its leader, which the caller has not yet reaped: else it may be another's.
    spare : int, optional
        A process that is left alone.
    """
    for _round in range(_ROUNDS):
        alive = [
            member.pid
            for member in members()
            if member.session == session and not member.ended and member.pid != spare
        ]
        if not alive:
            return
        for pid in alive:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.001)


def _page() -> int:
    return os.sysconf("SC_PAGE_SIZE")
