"""Which findings are made about the work itself? Codes S001-S999."""

from __future__ import annotations

from optimizer.findings.codes_batch import BATCH
from optimizer.findings.codes_horizon import HORIZON
from optimizer.findings.codes_shelves import SHELVES
from optimizer.findings.entry import CodeEntry

__all__ = ["CODES"]

CODES: tuple[CodeEntry, ...] = (
    CodeEntry(
        "S001",
        "Our own plan breaks a rule",
        "The checker found a violation in a plan of the engine: a fault of Wardflow.",
        "Report it with the scenario; the plan was not written.",
    ),
    CodeEntry(
        "S002",
        "Routes of a plan begun from are not used",
        "They break a rule of this day, or their vehicle or all of their orders are not in it.",
        "Nothing needs be done; check the plan against the scenario to see which they are.",
        severity="warning",
    ),
    CodeEntry(
        "S901",
        "No such recipe",
        "The path names no recipe that can be read.",
        "Check the path, or name a bundled recipe.",
    ),
    CodeEntry(
        "S902",
        "Recipe is not TOML",
        "The file is no TOML document in UTF-8.",
        "Repair the line that is named.",
    ),
    CodeEntry(
        "S903",
        "Value in a recipe",
        "A key of the recipe is unknown, missing or has a value that cannot be.",
        "Correct the key that is named; instances/recipes has examples.",
    ),
    CodeEntry(
        "S904",
        "Fleet too small for today's tours",
        "The vehicles of the recipe cannot drive the fixed tours of the baseline.",
        "Add vehicles to the recipe's fleet, or set with_baseline = false.",
    ),
    CodeEntry(
        "S905",
        "Group of flows that may not ride together",
        "The hygiene matrix keeps two flows of one baseline group apart, or they go opposite ways.",
        "Give the two flows of the recipe different groups.",
    ),
    *BATCH,
    *SHELVES,
    *HORIZON,
)
