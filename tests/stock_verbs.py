"""How are the verbs of the ward stores run in tests, and by which service?"""

from __future__ import annotations

from typing import Any

from click.testing import CliRunner, Result

from optimizer.cli.main import cli
from optimizer.domain import Scenario
from optimizer.service import LevelsFound
from optimizer.simulated import SimulationReport
from tests.stock import ward_stores
from tests.told_levels import our_levels, simulation, todays_levels

__all__ = ["StockService", "run"]


def run(*arguments: str, stdin: str | None = None) -> Result:
    """What the command answers."""
    return CliRunner().invoke(cli, list(arguments), input=stdin, prog_name="wardflow")


class StockService:
    """Levels as they are told, and what was asked for."""

    def __init__(self) -> None:
        day = ward_stores()
        self.found: LevelsFound | BaseException = LevelsFound(
            plan=our_levels(day), today=todays_levels(day), findings=(), interrupted=False
        )
        self.visits: object = None
        self.simulated: dict[str, Any] = {}

    def set_levels(self, scenario: Scenario, *, on_progress: Any, visits: Any) -> LevelsFound:
        """Stands for the service of that name."""
        self.visits = visits
        assert [on_progress(done, 6) for done in (2, 6)] == [False, False]
        if isinstance(self.found, BaseException):
            raise self.found
        return self.found

    def simulate(self, scenario: Scenario, plans: Any, **size: Any) -> SimulationReport:
        """Stands for ``simulate_levels``."""
        self.simulated = {"plans": list(plans), **size}
        report = simulation(ward_stores())
        kept = tuple(plan for plan in report.plans if plan.plan in plans)
        return report.model_copy(update={"plans": kept})
