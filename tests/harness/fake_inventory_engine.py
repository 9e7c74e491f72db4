"""An engine of inventory routing that starts in no time: it proves the optimum."""

from __future__ import annotations

from benchmarks.engines.answer import Answer, Listener
from benchmarks.instance import InventoryInstance
from models.inventory_routing.with_milp import solve
from models.outcome import Limits

NAME = "tests.harness.fake_inventory_engine"
SEEDED = True


def version() -> str:
    return "fake 1"


def unsupported(instance: InventoryInstance) -> tuple[str, ...]:
    return ()


def run(instance: InventoryInstance, limits: Limits, on_progress: Listener) -> Answer:
    found = solve(instance.problem, limits)
    return Answer(found.solution, 0.5, ((0.5, found.objective),), found.bound, None, version())
