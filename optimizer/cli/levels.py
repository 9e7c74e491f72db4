"""The verb that sets levels: min and max of every ward item, with reasons and a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from optimizer.cli.counting import CountLine, says_compiling
from optimizer.cli.exits import Exit
from optimizer.cli.loading import load_scenario, one_stdin
from optimizer.cli.memory import memory_limited
from optimizer.cli.options import language, output_form, simulation_size, talking
from optimizer.cli.talk import Talk
from optimizer.cli.ward_loading import load_visits, require_folder

if TYPE_CHECKING:
    from optimizer.domain import Scenario
    from optimizer.level_plan import LevelPlan
    from optimizer.report import LevelComparison
    from optimizer.service import LevelsFound
    from optimizer.simulated import SimulationReport
    from optimizer.visit_plan import VisitPlan

__all__ = ["find_levels", "levels"]


@click.command(short_help="Set min and max of ward stores.")
@click.argument("scenario")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="DIR",
    help="Folder for levels.json, levels.csv, today.json, comparison.json, comparison.csv, "
    "report.html and report.xlsx.",
)
@click.option(
    "--visits", metavar="FILE", help="Delivery days to set levels for; see wardflow calendar."
)
@click.option(
    "--picture",
    "pictures",
    nargs=2,
    multiple=True,
    metavar="WARD ITEM",
    help="Draw this shelf in the report; may be given several times.",
)
@click.option(
    "--fail-on-unmet",
    is_flag=True,
    envvar="WARDFLOW_FAIL_ON_UNMET",
    help="Exit with 5 when a target cannot be met.",
)
@simulation_size(n_weeks=26, n_replications=5, none=True)
@language
@output_form
@talking
@memory_limited
@click.pass_context
def levels(
    context: click.Context,
    talk: Talk,
    scenario: str,
    *,
    output: str,
    visits: str | None,
    pictures: tuple[tuple[str, str], ...],
    fail_on_unmet: bool,
    n_weeks: int,
    n_replications: int,
    seed: int,
    lang: str,
    form: str,
) -> None:
    """Set min and max of every ward item of SCENARIO: the cheapest that meet every target.

    Today's levels are judged in the same way, both are simulated, and the comparison goes to
    stdout. Levels with their reasons, and a report, go to the folder of --output, all of
    them or none.
    """
    one_stdin(scenario, visits or "")
    require_folder(output)
    day = load_scenario(talk, scenario)
    _require_pairs(day, pictures)
    days = load_visits(talk, day, visits) if visits else None
    with says_compiling(talk):
        found = find_levels(talk, day, days)
        if found.plan is None:
            context.exit(Exit.INTERRUPTED)
        simulated = None
        if n_weeks:
            plans = {"today": found.today, "ours": found.plan}
            simulated = _simulate(talk, day, plans, (n_weeks, n_replications, seed))
    from optimizer.cli.level_summary import write_comparison
    from optimizer.report import compare_levels, level_story

    story = level_story(
        day,
        found.plan,
        today=found.today,
        visits=days,
        simulated=simulated,
        findings=found.findings,
    )
    comparison = compare_levels(story)
    _save(Path(output), comparison, lang, pictures)
    write_comparison(comparison, form)
    talk.say(f"Levels: {Path(output) / 'levels.json'}")
    talk.say(f"Report: {Path(output) / 'report.html'}")
    if fail_on_unmet and story.unmet:
        context.exit(Exit.UNSERVED)


def find_levels(talk: Talk, day: Scenario, visits: VisitPlan | None = None) -> LevelsFound:
    """Set levels with a progress line, and tell what was found on the way.

    Parameters
    ----------
    talk : Talk
        Where progress and findings are told.
    day : Scenario
        The scenario.
    visits : VisitPlan, optional
        Delivery days in the place of the wards' own.

    Returns
    -------
    LevelsFound
        The levels, and today's.

    Raises
    ------
    DataError
        If the scenario cannot be worked with.
    OwnFaultError
        If the checker finds a violation in our own levels.
    """
    from optimizer.service import OwnFaultError, set_levels

    try:
        with CountLine(talk, "ward items") as line:
            found = set_levels(day, on_progress=line, visits=visits)
    except OwnFaultError as error:
        talk.tell(error.findings)
        raise
    talk.tell(found.findings)
    return found


def _simulate(
    talk: Talk, day: Scenario, plans: dict[str, LevelPlan | None], size: tuple[int, int, int]
) -> SimulationReport:
    from optimizer.service import simulate_levels

    n_weeks, n_replications, seed = size
    there = {name: plan for name, plan in plans.items() if plan is not None}
    talk.say(f"Simulating {n_replications} times {n_weeks} weeks of {' and '.join(there)}.")
    return simulate_levels(day, there, n_weeks=n_weeks, n_replications=n_replications, seed=seed)


def _save(
    folder: Path,
    comparison: LevelComparison,
    lang: str,
    pictures: tuple[tuple[str, str], ...],
) -> None:
    """Write everything; files of an earlier run that are not written now would mislead."""
    from optimizer.files import write_folder_atomically
    from optimizer.formats import levels_to_json
    from optimizer.formats.levels_io import levels_to_csv
    from optimizer.report import levels_report, levels_workbook

    story = comparison.story
    files = {
        "levels.json": levels_to_json(story.plan).encode(),
        "levels.csv": levels_to_csv(story.plan),
        "comparison.json": comparison.to_json().encode(),
        "comparison.csv": comparison.to_csv().encode(),
        "report.html": levels_report(comparison, lang=lang, pictures=pictures),
        "report.xlsx": levels_workbook(comparison, lang=lang),
    }
    if story.today is not None:
        files["today.json"] = levels_to_json(story.today).encode()
    write_folder_atomically(folder, files, obsolete=["today.json"])


def _require_pairs(day: Scenario, pictures: tuple[tuple[str, str], ...]) -> None:
    known = {(row.ward, row.item) for row in day.ward_items}
    for ward, item in pictures:
        if (ward, item) not in known:
            raise click.UsageError(f'--picture: ward "{ward}" keeps no item "{item}"')
