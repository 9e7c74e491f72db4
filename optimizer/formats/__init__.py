"""How do scenarios and plans come in and go out?

A scenario is a folder of CSV tables with ``scenario.toml``, one JSON document, or one Excel
workbook with the same sheets; between any two of them nothing is lost. A plan is JSON;
levels are JSON, or a CSV table that a planner edits.
Reading tolerates what Swedish systems export, says what it tolerated, and tells
everything wrong at once. ``docs/formats.md`` is generated from the model.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optimizer.formats.gather import Read
    from optimizer.formats.levels_io import levels_to_json, read_levels, write_levels
    from optimizer.formats.plan_io import plan_to_json, read_plan, write_plan
    from optimizer.formats.scenario_io import (
        read_scenario,
        scenario_sha256,
        scenario_to_json,
        write_scenario,
    )
    from optimizer.formats.schema import json_schema

__all__ = [
    "Read",
    "json_schema",
    "levels_to_json",
    "plan_to_json",
    "read_levels",
    "read_plan",
    "read_scenario",
    "scenario_sha256",
    "scenario_to_json",
    "write_levels",
    "write_plan",
    "write_scenario",
]

_HOMES = {
    "gather": ("Read",),
    "levels_io": ("levels_to_json", "read_levels", "write_levels"),
    "plan_io": ("plan_to_json", "read_plan", "write_plan"),
    "scenario_io": ("read_scenario", "scenario_sha256", "scenario_to_json", "write_scenario"),
    "schema": ("json_schema",),
}


def __getattr__(name: str) -> Any:
    """Load a reader when it is asked for: a day's plan needs no tables of levels."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"optimizer.formats.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
