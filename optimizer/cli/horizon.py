"""The verb that plans weeks: who gets what on which day, by which routes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from optimizer.cli.counting import says_compiling
from optimizer.cli.exits import Exit
from optimizer.cli.horizon_files import check_given, require_output, save
from optimizer.cli.horizon_line import HorizonLine
from optimizer.cli.horizon_summary import write_horizon
from optimizer.cli.interrupts import Interrupts
from optimizer.cli.loading import STDIO, load_scenario, one_stdin, require_report_target
from optimizer.cli.memory import memory_limited
from optimizer.cli.options import (
    LimitOptions,
    finite,
    language,
    output_form,
    seed_option,
    talking,
)
from optimizer.cli.talk import Talk
from optimizer.cli.ward_loading import load_levels

if TYPE_CHECKING:
    from optimizer.domain import Scenario
    from optimizer.service import HorizonFound

__all__ = ["horizon"]

_TIME_S = 120.0


@click.command(short_help="Plan delivery days and routes of weeks.")
@click.argument("scenario")
@click.option(
    "--days",
    "n_days",
    type=click.IntRange(min=1, max=28),
    default=14,
    show_default=True,
    metavar="N",
    envvar="WARDFLOW_DAYS",
    help="Days to plan.",
)
@click.option(
    "--start",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="First day. [default: the scenario's day]",
)
@click.option(
    "--policy",
    type=click.Choice(["ml", "ou"]),
    default="ml",
    show_default=True,
    envvar="WARDFLOW_POLICY",
    help="ml: a visit fills up what would not last until the next; ou: everything.",
)
@click.option("--levels", metavar="FILE", help="Levels as JSON or CSV. [default: today's]")
@click.option(
    "-o",
    "--output",
    default=STDIO,
    metavar="FILE|DIR",
    help='.json file for the plan, or folder for the plan, its days and reports; "-" or '
    "nothing: JSON on stdout.",
)
@click.option("--report", metavar="FILE|DIR", help="Write an .html or .xlsx report, or both.")
@click.option(
    "--plan",
    "given",
    metavar="FILE",
    help="Check this plan, and report it, rather than make one.",
)
@click.option(
    "--replications",
    "n_replications",
    type=click.IntRange(min=0, max=10_000),
    default=20,
    show_default=True,
    metavar="N",
    envvar="WARDFLOW_REPLICATIONS",
    help="Replications under drawn demand that judge the plan; 0: none.",
)
@click.option(
    "--fail-on-shortfall",
    is_flag=True,
    envvar="WARDFLOW_FAIL_ON_SHORTFALL",
    help="Exit with 5 when anything is short on any day.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, max=86_400, min_open=True),
    callback=finite,
    metavar="SECONDS",
    envvar="WARDFLOW_TIME_LIMIT",
    help=f"Longest search. [default: {_TIME_S:g} without --iterations]",
)
@click.option(
    "--iterations",
    type=click.IntRange(min=1),
    metavar="N",
    envvar="WARDFLOW_ITERATIONS",
    help="Most iterations of each search; gives the same plan each time.",
)
@seed_option("Seed of the random stream.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1, max=512),
    metavar="N",
    envvar="WARDFLOW_JOBS",
    help="Processes that search. [default: one a core]",
)
@language
@output_form
@talking
@memory_limited
@click.pass_context
def horizon(
    context: click.Context,
    talk: Talk,
    scenario: str,
    *,
    n_days: int,
    start: dt.datetime | None,
    policy: str,
    levels: str | None,
    output: str,
    report: str | None,
    given: str | None,
    n_replications: int,
    fail_on_shortfall: bool,
    time_limit: float | None,
    iterations: int | None,
    seed: int,
    jobs: int | None,
    lang: str,
    form: str,
) -> None:
    """Plan who gets what on which day in SCENARIO, with routes that keep every rule of the day.

    Stock, min, max and expected use decide the days; today's fixed weekdays are planned as
    well, to compare with, and both are judged under drawn demand. The plan goes to stdout, or to
    --output; then stdout has a summary. Ctrl-C and SIGTERM end the search and save the best
    plan (exit 130, 143).
    """
    one_stdin(scenario, levels or "", given or "")
    require_output(output)
    require_report_target(report)
    time_s = _TIME_S if time_limit is None and iterations is None else time_limit
    limits = LimitOptions(time_s, iterations, None, seed, jobs)
    if given is None and limits.limits().n_jobs > 1:
        from optimizer.service import get_ready

        get_ready(limits.limits())
    day = load_scenario(talk, scenario)
    if given is not None:
        context.exit(check_given(talk, day, given, report, lang, form))
    with Interrupts(talk) as interrupts:
        found = _search(
            talk,
            day,
            limits,
            interrupts,
            start=start.date() if start else None,
            n_days=n_days,
            policy=policy,
            levels=levels,
            n_replications=n_replications,
        )
        if found.plan is None:
            talk.complain("Stopped before any delivery days were found; nothing was written.")
            context.exit(interrupts.exit_code or Exit.NO_PLAN)
        save(talk, day, found, output, report, lang)
    write_horizon(talk, found.plan, form, on_stdout=output != STDIO)
    if interrupts.received is not None:
        context.exit(interrupts.exit_code)
    if fail_on_shortfall and found.plan.shortfalls:
        context.exit(Exit.UNSERVED)


def _search(
    talk: Talk,
    day: Scenario,
    limits: LimitOptions,
    interrupts: Interrupts,
    *,
    start: dt.date | None,
    n_days: int,
    policy: str,
    levels: str | None,
    n_replications: int,
) -> HorizonFound:
    """Plan with a progress line, and tell what was found on the way."""
    from optimizer.horizon_plan import HorizonPolicy
    from optimizer.service import OwnFaultError, plan_horizon

    named = load_levels(talk, levels) if levels else None
    try:
        with says_compiling(talk), HorizonLine(talk, interrupts) as line:
            found = plan_horizon(
                day,
                start=start,
                n_days=n_days,
                policy=HorizonPolicy(policy),
                levels=named,
                limits=limits.limits(),
                n_replications=n_replications,
                on_progress=line,
                began=talk.began,
            )
    except OwnFaultError as error:
        talk.tell(error.findings)
        raise
    talk.tell(found.findings)
    return found
