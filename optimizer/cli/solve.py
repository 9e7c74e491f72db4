"""The verb that plans: today's orders in, today's routes out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from optimizer.cli.exits import Exit
from optimizer.cli.interrupts import Interrupts
from optimizer.cli.loading import (
    STDIO,
    load_named_plan,
    load_scenario,
    one_stdin,
    require_report_target,
    require_writable,
)
from optimizer.cli.memory import memory_limited
from optimizer.cli.options import LimitOptions, language, output_form, search_limits, talking
from optimizer.cli.progress import ProgressLine
from optimizer.cli.summary import write_summary
from optimizer.cli.talk import Talk, write_data

if TYPE_CHECKING:
    from optimizer.domain import Scenario
    from optimizer.plan import RoutePlan
    from optimizer.travel import TravelTimes

__all__ = ["search", "solve"]


@click.command(short_help="Plan the day of a scenario.")
@click.argument("scenario")
@click.option(
    "-o",
    "--output",
    default=STDIO,
    metavar="FILE",
    help='File for the plan, as JSON; "-" or nothing: stdout.',
)
@click.option("--report", metavar="FILE|DIR", help="Write a report too; see wardflow report.")
@click.option(
    "--fail-on-unserved",
    is_flag=True,
    envvar="WARDFLOW_FAIL_ON_UNSERVED",
    help="Exit with 5 when an order is left unserved.",
)
@click.option(
    "--prove",
    is_flag=True,
    envvar="WARDFLOW_PROVE",
    help="Spend part of the time on proving how good the plan is.",
)
@click.option(
    "--start",
    "starts",
    metavar="PLAN",
    multiple=True,
    help="Begin from this plan; of several, from the best of their routes.",
)
@search_limits
@language
@output_form
@talking
@memory_limited
@click.pass_context
def solve(
    context: click.Context,
    talk: Talk,
    scenario: str,
    *,
    output: str,
    report: str | None,
    fail_on_unserved: bool,
    prove: bool,
    starts: tuple[str, ...],
    limits: LimitOptions,
    lang: str,
    form: str,
) -> None:
    """Plan the day of SCENARIO: checked routes at the least cost found within the limits.

    The plan goes to stdout, or to the file of --output; then stdout has a summary. Ctrl-C
    and SIGTERM end the search and save the best plan (exit 130, 143).
    """
    from optimizer.service import get_ready

    require_writable(output, file=True)
    require_report_target(report)
    one_stdin(scenario, *starts)
    get_ready(limits.limits())
    day = load_scenario(talk, scenario)
    begun = [load_named_plan(talk, day, start) for start in starts]
    with Interrupts(talk) as interrupts:
        found = search(talk, day, limits, interrupts, prove=prove, starts=begun)
        if found is None:
            talk.complain("No plan was found within the limits. Give it more time.")
            context.exit(interrupts.exit_code or Exit.NO_PLAN)
        plan, travel = found
        save(talk, day, plan, travel, output, report, lang)
    write_summary(talk, plan, form, on_stdout=output != STDIO)
    if interrupts.received is not None:
        context.exit(interrupts.exit_code)
    if fail_on_unserved and plan.unserved:
        context.exit(Exit.UNSERVED)


def search(
    talk: Talk,
    day: Scenario,
    limits: LimitOptions,
    interrupts: Interrupts,
    *,
    prove: bool = False,
    starts: Sequence[RoutePlan] = (),
) -> tuple[RoutePlan, TravelTimes] | None:
    """Plan a day with a progress line, and tell what was found on the way.

    Parameters
    ----------
    talk : Talk
        Where progress and findings are told.
    day : Scenario
        The scenario.
    limits : LimitOptions
        Limits of the search.
    interrupts : Interrupts
        Who may end it.
    prove : bool
        Whether part of the time goes into proving how good the plan is.
    starts : sequence of RoutePlan
        Plans to begin from.

    Returns
    -------
    (RoutePlan, TravelTimes) or None
        The checked plan with its travel times; None when nothing was found.

    Raises
    ------
    DataError
        If the scenario cannot be worked with.
    OwnFaultError
        If the checker finds a violation in our own plan.
    """
    from optimizer.service import OwnFaultError, plan_day

    try:
        with ProgressLine(talk, interrupts) as line:
            planned = plan_day(
                day,
                limits=limits.limits(),
                on_progress=line,
                prove=prove,
                began=talk.began,
                starts=starts,
            )
    except OwnFaultError as error:
        talk.tell(error.findings)
        raise
    talk.tell([*planned.findings, *(talk.guard.findings() if talk.guard else ())])
    return None if planned.plan is None else (planned.plan, planned.travel)


def save(
    talk: Talk,
    day: Scenario,
    plan: RoutePlan,
    travel: TravelTimes,
    output: str,
    report: str | None,
    lang: str,
) -> None:
    """Write the plan, and the report where one is wanted."""
    from optimizer.formats import plan_to_json, write_plan

    if output == STDIO:
        write_data(plan_to_json(plan))
    else:
        write_plan(plan, Path(output))
        talk.say(f"Plan: {output}")
    if report is not None:
        from optimizer.report import write_report

        write_report(day, travel, plan, Path(report), lang=lang)
        talk.say(f"Report: {report}")
