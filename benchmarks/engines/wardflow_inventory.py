"""How does our own search of inventory routing do, as it is shipped?"""

from __future__ import annotations

import time
from importlib.metadata import version as installed

from benchmarks.engines.answer import Answer, Listener
from benchmarks.engines.ours import digest_of, listened_to
from benchmarks.instance import InventoryInstance
from models.outcome import Limits

__all__ = ["NAME", "SEEDED", "run", "unsupported", "version"]

NAME = "wardflow"
SEEDED = True


def version() -> str:
    """A digest of our own mathematics, which changes with every edit, and the library below."""
    return f"wardflow {digest_of('inventory_routing')} on HiGHS {installed('highspy')}"


def unsupported(instance: InventoryInstance) -> tuple[str, ...]:
    """What of an instance cannot be expressed."""
    from models.inventory_routing import with_search

    return with_search.unsupported(instance.problem)


def run(instance: InventoryInstance, limits: Limits, on_progress: Listener) -> Answer:
    """Solve with ``models.inventory_routing.solve``."""
    started = time.monotonic()
    from models.inventory_routing.solve import solve

    return listened_to(
        solve, instance.problem, limits, on_progress, started=started, version=version()
    )
