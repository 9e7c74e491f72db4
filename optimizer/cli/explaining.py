"""The verb that explains: why this min and this max, in three sentences for a nurse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from optimizer.cli.counting import says_compiling
from optimizer.cli.exits import Exit
from optimizer.cli.levels import find_levels
from optimizer.cli.loading import load_scenario, one_stdin
from optimizer.cli.memory import memory_limited
from optimizer.cli.options import language, talking
from optimizer.cli.talk import Talk, write_data
from optimizer.cli.ward_loading import load_levels

if TYPE_CHECKING:
    from optimizer.domain import Scenario
    from optimizer.level_plan import Level, LevelPlan

__all__ = ["explain_level"]


@click.command("explain-level", short_help="Say why a shelf has its min and max.")
@click.argument("scenario")
@click.argument("ward")
@click.argument("item")
@click.option(
    "--levels",
    "source",
    metavar="FILE",
    help="Levels as JSON, from wardflow levels. [default: they are set now]",
)
@language
@talking
@memory_limited
@click.pass_context
def explain_level(
    context: click.Context,
    talk: Talk,
    scenario: str,
    ward: str,
    item: str,
    *,
    source: str | None,
    lang: str,
) -> None:
    """Say in three sentences why ITEM has its min and its max at WARD.

    WARD and ITEM are ids of SCENARIO. The sentences go to stdout.
    """
    one_stdin(scenario, source or "")
    from optimizer.explain import explain_level as explain

    day = load_scenario(talk, scenario)
    _require_pair(day, ward, item)
    plan: LevelPlan | None
    if source:
        plan = load_levels(talk, source)
    else:
        with says_compiling(talk):
            plan = find_levels(talk, day).plan
        if plan is None:
            context.exit(Exit.INTERRUPTED)
    write_data(explain(day, _level(plan, ward, item), lang=lang) + "\n")


def _require_pair(day: Scenario, ward: str, item: str) -> None:
    from optimizer.findings import suggestion

    kept = {(row.ward, row.item) for row in day.ward_items}
    wards = [known.id for known in day.wards]
    if ward not in wards:
        raise click.UsageError(f'there is no ward "{ward}". {suggestion(ward, wards)}')
    if (ward, item) not in kept:
        items = [its for whose, its in kept if whose == ward]
        raise click.UsageError(f'ward "{ward}" keeps no "{item}". {suggestion(item, items)}')


def _level(plan: LevelPlan, ward: str, item: str) -> Level:
    found = (level for level in plan.levels if level.ward == ward and level.item == item)
    level = next(found, None)
    if level is None:
        raise click.UsageError(f'the levels have none for item "{item}" at ward "{ward}"')
    return level
