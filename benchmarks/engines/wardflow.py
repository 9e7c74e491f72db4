"""How does our own search do, as it is shipped?"""

from __future__ import annotations

import time

from benchmarks.engines.answer import Answer, Listener
from benchmarks.engines.ours import digest_of, listened_to
from benchmarks.instance import Instance
from models.outcome import Limits

__all__ = ["NAME", "SEEDED", "run", "unsupported", "version"]

NAME = "wardflow"
SEEDED = True


def version() -> str:
    """The library below, and a digest of our own mathematics, which changes with every edit."""
    from models.routing import with_pyvrp

    return f"wardflow {digest_of('routing')} on {with_pyvrp.version()}"


def unsupported(instance: Instance) -> tuple[str, ...]:
    """What of an instance cannot be expressed."""
    from models.routing import with_pyvrp

    return with_pyvrp.unsupported(instance.problem)


def run(instance: Instance, limits: Limits, on_progress: Listener) -> Answer:
    """Solve with ``models.routing.solve``."""
    started = time.monotonic()
    from models.routing.solve import solve

    return listened_to(
        solve, instance.problem, limits, on_progress, started=started, version=version()
    )
