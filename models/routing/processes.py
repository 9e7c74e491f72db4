"""How do processes that search come into being? Forked from one that has everything loaded.

That may be this process itself, where it has loaded all and has one thread: forking it is
instant and safe. Else a server is started that loads on another core what searching needs,
while this one reads its input; processes are forked from that.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from multiprocessing.context import (
    ForkContext,
    ForkProcess,
    ForkServerContext,
    ForkServerProcess,
    SpawnContext,
    SpawnProcess,
)
from pathlib import Path

__all__ = [
    "Context",
    "Process",
    "context",
    "fresh",
    "leave_signals_to_parent",
    "signals_held",
]

Context = ForkContext | ForkServerContext | SpawnContext
Process = ForkProcess | ForkServerProcess | SpawnProcess

_LOADED = "models.routing.loaded"
"""Module that has everything at hand once it is imported."""
_KERNELS = "models.routing.ruin"
_ANSWERED_BY_PARENT = (signal.SIGINT, signal.SIGTERM)


def context() -> Context:
    """Where new processes come from.

    Returns
    -------
    Context
        This process, where it has kernels and one thread; else a server on Linux, which is
        started if it is not there; and a fresh interpreter for each process elsewhere.

    Examples
    --------
    >>> context().get_start_method() in {"fork", "forkserver", "spawn"}
    True
    """
    if sys.platform != "linux":
        return fresh()
    if _has_kernels() and _has_one_thread():
        return multiprocessing.get_context("fork")
    from multiprocessing import forkserver, resource_tracker

    forkserver.set_forkserver_preload([_LOADED])
    with _path_as_here():
        resource_tracker.ensure_running()  # it lets signals through, so before they are held
        with signals_held():
            forkserver.ensure_running()
    return multiprocessing.get_context("forkserver")


def fresh() -> SpawnContext:
    """Where processes come from that nothing else must have gone well for."""
    return multiprocessing.get_context("spawn")


@contextlib.contextmanager
def signals_held() -> Iterator[None]:
    """Hold back what a child would die of before it can ignore it: masks are inherited."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ANSWERED_BY_PARENT)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def leave_signals_to_parent() -> None:
    """Have this process ignore what its parent answers, and hold it back no longer."""
    for number in _ANSWERED_BY_PARENT:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ANSWERED_BY_PARENT)


@contextlib.contextmanager
def _path_as_here() -> Iterator[None]:
    """Have new interpreters find modules where this one does, not in the folder one is in."""
    path = [entry for entry in sys.path if entry]
    if "" in sys.path:
        with contextlib.suppress(OSError):
            path.insert(sys.path.index(""), str(Path.cwd()))
    ours = {"PYTHONPATH": os.pathsep.join(path), "PYTHONSAFEPATH": "1"}
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _has_kernels() -> bool:
    if _KERNELS not in sys.modules:
        return False
    from models.routing import ruin

    return ruin.is_loaded()


def _has_one_thread() -> bool:
    """Whether there is one: libraries of linear algebra start more unless told otherwise."""
    with contextlib.suppress(OSError):
        return sum(1 for _ in Path("/proc/self/task").iterdir()) == 1
    return False
