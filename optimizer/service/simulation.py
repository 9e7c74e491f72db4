"""What do level plans come to, day by day? Simulate them under the same demand, and count."""

from __future__ import annotations

from collections.abc import Mapping

from optimizer.domain import Scenario
from optimizer.level_plan import LevelPlan
from optimizer.simulated import SimulationReport

__all__ = ["simulate_levels"]


def simulate_levels(
    scenario: Scenario,
    plans: Mapping[str, LevelPlan],
    *,
    n_weeks: int,
    n_replications: int,
    seed: int,
    replay: bool = False,
) -> SimulationReport:
    """Signature only for the moment."""
    raise NotImplementedError
