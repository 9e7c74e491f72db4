"""How does our own search of inventory routing do, as it is shipped?"""

from __future__ import annotations

import functools
import hashlib
import time
from importlib.metadata import version as installed
from pathlib import Path

from benchmarks.engines.answer import Answer, Listener
from benchmarks.instance import InventoryInstance
from models.outcome import Limits, Progress

__all__ = ["NAME", "SEEDED", "run", "unsupported", "version"]

NAME = "wardflow"
SEEDED = True


@functools.cache
def version() -> str:
    """A digest of our own mathematics, which changes with every edit, and the library below."""
    import models

    folder = Path(str(models.__file__)).parent
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.py"), *folder.glob("inventory_routing/**/*.py")]):
        digest.update(path.read_bytes())
    return f"wardflow {digest.hexdigest()[:10]} on HiGHS {installed('highspy')}"


def unsupported(instance: InventoryInstance) -> tuple[str, ...]:
    """What of an instance cannot be expressed."""
    from models.inventory_routing import with_search

    return with_search.unsupported(instance.problem)


def run(instance: InventoryInstance, limits: Limits, on_progress: Listener) -> Answer:
    """Solve with ``models.inventory_routing.solve``."""
    started = time.monotonic()
    from models.inventory_routing.solve import solve

    points: list[tuple[float, float]] = []

    def listen(progress: Progress) -> bool:
        objective = progress.objective
        if objective is not None and (not points or objective < points[-1][1]):
            points.append((time.monotonic() - started, objective))
            on_progress(*points[-1])
        return False

    outcome = solve(instance.problem, limits=limits, on_progress=listen)
    seconds = time.monotonic() - started
    if outcome.objective is not None and (not points or outcome.objective < points[-1][1]):
        points.append((seconds, outcome.objective))
    return Answer(
        solution=outcome.solution,
        seconds=seconds,
        trajectory=tuple(points),
        bound=outcome.bound,
        iterations=outcome.iterations,
        version=version(),
    )
