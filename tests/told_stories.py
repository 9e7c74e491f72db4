"""Which stories of levels do tests of reports tell? Those of the plans made by hand."""

from __future__ import annotations

from typing import Any

from optimizer.domain import Scenario
from optimizer.level_plan import LevelPlan
from optimizer.report import LevelComparison, compare_levels, level_story
from optimizer.report.level_story import LevelStory
from tests.rigs import amend
from tests.told_levels import our_levels, simulation, todays_levels, visit_plan

__all__ = ["HOSTILE", "comparison", "hostile", "told"]

HOSTILE = '=1+1</script><script>document.title="owned"</script><img src=x onerror="alert(1)">'


def told(day: Scenario, plan: LevelPlan | None = None, **more: Any) -> LevelStory:
    """The levels beside those of today."""
    return level_story(day, plan or our_levels(day), **{"today": todays_levels(day), **more})


def comparison(day: Scenario, plan: LevelPlan | None = None, **more: Any) -> LevelComparison:
    """The levels beside those of today, with delivery days and a simulation."""
    parts: dict[str, Any] = {
        "visits": visit_plan(day),
        "simulated": simulation(day),
        **more,
    }
    return compare_levels(told(day, plan, **parts))


def hostile(day: Scenario) -> Scenario:
    """The same stores, with names that would do harm where they were not texts."""
    ward = amend(day.wards[0], name=HOSTILE[:190])
    item = amend(day.items[0], name=HOSTILE[:190])
    classes = (amend(day.stock_classes[0], name=HOSTILE[:190]), *day.stock_classes[1:])
    update = {
        "wards": (ward, *day.wards[1:]),
        "items": (item, *day.items[1:]),
        "stock_classes": classes,
        "description": HOSTILE,
    }
    return day.model_copy(update=update)
