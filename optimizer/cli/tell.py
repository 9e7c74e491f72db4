"""The verb that tells: a report of a plan for planners and drivers."""

from __future__ import annotations

from pathlib import Path

import click

from optimizer.cli.loading import load_measured, load_named_plan, one_stdin, require_report_target
from optimizer.cli.memory import memory_limited
from optimizer.cli.options import language, talking
from optimizer.cli.talk import Talk

__all__ = ["report"]


@click.command(short_help="Write a report of a plan.")
@click.argument("scenario")
@click.argument("plan")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE|DIR",
    help="A .html file, an .xlsx file, or else a folder for all of them and the manifests.",
)
@language
@talking
@memory_limited
def report(talk: Talk, scenario: str, plan: str, output: str, lang: str) -> None:
    """Write a report of PLAN: map, timeline, loads, tables, comparison, manifests.

    PLAN is a file, or "baseline" for the plan the scenario brings along. A plan that
    breaks a rule is reported with a warning.
    """
    one_stdin(scenario, plan)
    require_report_target(output)
    from optimizer.check import check
    from optimizer.report import write_report

    day, travel = load_measured(talk, scenario)
    told = load_named_plan(talk, day, plan)
    talk.warn_of(check(day, travel, told), "The plan")
    write_report(day, travel, told, Path(output), lang=lang)
    talk.say(f"Report: {output}")
