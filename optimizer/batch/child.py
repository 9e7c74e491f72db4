"""How does a process become a job? Its own session, its limits, its files, then the command.

What runs after that is the command line itself, in the same words as a person would type.
``python -m optimizer.batch.child REQUEST`` does it from a cold start; the fork server calls
:func:`become` in a process that has everything imported already.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import random
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

__all__ = ["Request", "adopt_orphans", "become", "load"]

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_MIB = 2**20
_HEADROOM_MB = 1024
"""Address space beyond the limit and what a process is born with. The limit itself is kept by
whoever watches; this catches what asks for everything at once. [MiB]"""
_FIRST_TO_GO = b"500"
"""How readily the system ends a job rather than whoever watches it, when memory runs out."""
_OWN_VARIABLES = "WARDFLOW_"


@dataclass(frozen=True)
class Request:
    """What a process is asked to become.

    Parameters
    ----------
    entry : str
        What to call, as ``module:function``; it reads ``sys.argv``.
    arguments : tuple of str
        What would be typed after the command's name.
    stdout, stderr : str
        Files that these go to.
    cores : tuple of int
        Numbers of the cores it may use; empty: any.
    memory_mb : int or None
        Memory of it with all that it starts. [MiB]
    """

    entry: str
    arguments: tuple[str, ...]
    stdout: str
    stderr: str
    cores: tuple[int, ...] = ()
    memory_mb: int | None = None

    def to_json(self) -> str:
        """The request as text."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str | bytes) -> Request:
        """The request from its text.

        Examples
        --------
        >>> request = Request("m:f", ("solve", "day"), "o", "e", (1,))
        >>> Request.from_json(request.to_json()) == request
        True
        """
        plain: dict[str, Any] = json.loads(text)
        for name in ("arguments", "cores"):
            plain[name] = tuple(plain[name])
        return cls(**plain)


def load(entry: str) -> Callable[[], object]:
    """The function that ``module:function`` names.

    Raises
    ------
    ImportError, AttributeError
        If it is not there.
    """
    module, _, name = entry.partition(":")
    function: Callable[[], object] = getattr(importlib.import_module(module), name)
    return function


def adopt_orphans() -> None:
    """Become the parent of whatever loses its own below this process, where Linux offers it."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def become(request: Request, parent: int | None = None) -> NoReturn:
    """Run a request in this process, and end it.

    Parameters
    ----------
    request : Request
        What to run, and within which limits.
    parent : int, optional
        Process without which this one must not go on.
    """
    code = 1
    try:
        _settle(request, parent)
        code = _run(request)
    except BaseException:  # nothing may return from here: what follows belongs to the parent
        with contextlib.suppress(BaseException):
            traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(BaseException):
                stream.flush()
        os._exit(code)


def _run(request: Request) -> int:
    sys.argv = ["wardflow", *request.arguments]
    try:
        load(request.entry)()
    except SystemExit as left:
        if left.code is None or isinstance(left.code, int):
            return left.code or 0
        sys.stderr.write(f"{left.code}\n")
        return 1
    return 0


def _settle(request: Request, parent: int | None) -> None:
    if hasattr(os, "setsid"):
        with contextlib.suppress(PermissionError):  # it leads one already
            os.setsid()
    if parent is not None:
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it went before we could say so
            os._exit(1)
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.close(nowhere)
    for number, path in ((1, request.stdout), (2, request.stderr)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        os.dup2(file, number)
        os.close(file)
    for name in [name for name in os.environ if name.startswith(_OWN_VARIABLES)]:
        del os.environ[name]  # what is not in the key must not decide
    if request.cores and hasattr(os, "sched_setaffinity"):
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, request.cores)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_bytes(_FIRST_TO_GO)
    _limit_memory(request.memory_mb)
    random.seed()


def _limit_memory(memory_mb: int | None) -> None:
    try:
        import resource
    except ImportError:  # not a Unix
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory_mb is None:
        return
    try:
        born = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return  # what it holds already is unknown here, and a limit might lie below that
    most = born + (memory_mb + _HEADROOM_MB) * _MIB
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


if __name__ == "__main__":
    become(Request.from_json(sys.argv[2]))
