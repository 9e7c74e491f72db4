"""What do our own searches have in common? How they are heard, and what they are called by."""

from __future__ import annotations

import functools
import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.engines.answer import Answer, Listener
from models.outcome import Limits, Outcome, Progress

__all__ = ["digest_of", "listened_to"]


@functools.cache
def digest_of(package: str) -> str:
    """Digest of a package of our mathematics, which changes with every edit.

    Parameters
    ----------
    package : str
        Folder below ``models``.

    Returns
    -------
    str
        Ten hexadecimal digits.

    Examples
    --------
    >>> len(digest_of("routing"))
    10
    """
    import models

    folder = Path(str(models.__file__)).parent
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.py"), *folder.glob(f"{package}/**/*.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def listened_to(
    solve: Callable[..., Outcome[Any]],
    problem: Any,
    limits: Limits,
    on_progress: Listener,
    *,
    started: float,
    version: str,
) -> Answer:
    """Solve, and keep each better objective with its moment.

    Parameters
    ----------
    solve : callable
        A front door of ``models``.
    problem : object
        What is asked.
    limits : Limits
        When to stop.
    on_progress : callable
        Told of each better objective.
    started : float
        When the engine began, its imports included. [s]
    version : str
        Of the engine.

    Returns
    -------
    Answer
        With its trajectory.
    """
    points: list[tuple[float, float]] = []

    def listen(progress: Progress) -> bool:
        objective = progress.objective
        if objective is not None and (not points or objective < points[-1][1]):
            points.append((time.monotonic() - started, objective))
            on_progress(*points[-1])
        return False

    outcome = solve(problem, limits=limits, on_progress=listen)
    seconds = time.monotonic() - started
    if outcome.objective is not None and (not points or outcome.objective < points[-1][1]):
        points.append((seconds, outcome.objective))
    return Answer(
        solution=outcome.solution,
        seconds=seconds,
        trajectory=tuple(points),
        bound=outcome.bound,
        iterations=outcome.iterations,
        version=version,
    )
