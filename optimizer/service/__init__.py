"""The sentence: what Wardflow does, each verb on one page. Read this first.

``plan_day``
    Today's routes: validate, measure, pose, solve, read back, check, count.
``set_levels``
    Min and max of every ward item: validate, fit the demand, pose, solve, read back, check.
    Today's min and max are judged in the same way, to compare with.
``choose_visits``
    Delivery weekdays of every ward: fit, find what each ward costs with each pattern of
    weekdays, choose patterns in balance with capacity, read back.
``simulate_levels``
    What named level plans come to under the very same demand, drawn or replayed.
``plan_horizon``
    Days and routes of the coming weeks: look ahead, choose days, roll the shelves, route each
    day by ``plan_day``, compare with today's weekdays, judge under drawn demand.
``get_ready``
    What searches is loaded on another core while a command still reads.
``replenish_day``
    This morning's stock count into orders that ``plan_day`` takes.

A plan with a violation is never handed out as a plan.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optimizer.service.day import (
        DayPlan,
        OwnFaultError,
        Progress,
        ProgressListener,
        plan_day,
    )
    from optimizer.service.horizon import HorizonFound, HorizonListener, plan_horizon
    from optimizer.service.levels import LevelsFound, LevelsListener, set_levels
    from optimizer.service.ready import Limits, get_ready
    from optimizer.service.replenishment import replenish_day
    from optimizer.service.simulation import simulate_levels
    from optimizer.service.visits import VisitsFound, choose_visits

__all__ = [
    "DayPlan",
    "HorizonFound",
    "HorizonListener",
    "LevelsFound",
    "LevelsListener",
    "Limits",
    "OwnFaultError",
    "Progress",
    "ProgressListener",
    "VisitsFound",
    "choose_visits",
    "get_ready",
    "plan_day",
    "plan_horizon",
    "replenish_day",
    "set_levels",
    "simulate_levels",
]

_HOMES = {
    "day": ("DayPlan", "OwnFaultError", "Progress", "ProgressListener", "plan_day"),
    "horizon": ("HorizonFound", "HorizonListener", "plan_horizon"),
    "levels": ("LevelsFound", "LevelsListener", "set_levels"),
    "ready": ("Limits", "get_ready"),
    "replenishment": ("replenish_day",),
    "simulation": ("simulate_levels",),
    "visits": ("VisitsFound", "choose_visits"),
}


def __getattr__(name: str) -> Any:
    """Load what a verb needs when it is asked for: a day's plan needs no inventory theory."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"optimizer.service.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
