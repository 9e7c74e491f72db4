"""The verb that fills shelves: this morning's stock count becomes today's orders."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from optimizer.cli.exits import Exit
from optimizer.cli.loading import STDIO, load_scenario, one_stdin, require_writable
from optimizer.cli.memory import memory_limited
from optimizer.cli.options import output_form, talking
from optimizer.cli.talk import Talk, write_data
from optimizer.cli.ward_loading import load_levels

__all__ = ["replenish"]

_NOTHING_SENT = frozenset({"S921", "S922", "S923", "S924", "S925"})
"""Findings on ward items that get nothing, though they may need something."""


@click.command(short_help="Turn stock counts into orders.")
@click.argument("scenario")
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Day of delivery. [default: the scenario's day]",
)
@click.option(
    "--levels", "source", metavar="FILE", help="Levels as JSON or CSV. [default: today's]"
)
@click.option(
    "-o",
    "--output",
    default=STDIO,
    metavar="SCENARIO_OUT",
    help='Folder, .json or .xlsx file for the scenario with orders; "-" or nothing: JSON on '
    "stdout.",
)
@click.option("--no-waiting", is_flag=True, help="Send everything, however empty the carriers.")
@click.option(
    "--fail-on-missing",
    is_flag=True,
    envvar="WARDFLOW_FAIL_ON_MISSING",
    help="Exit with 5 when an item gets nothing for want of a usable count or of levels.",
)
@output_form
@talking
@memory_limited
@click.pass_context
def replenish(
    context: click.Context,
    talk: Talk,
    scenario: str,
    *,
    day: dt.datetime | None,
    source: str | None,
    output: str,
    no_waiting: bool,
    fail_on_missing: bool,
    form: str,
) -> None:
    """Turn the stock counts of SCENARIO into orders, as a scenario that solve takes.

    The scenario with its orders and pick list goes to stdout, or to --output; then stdout
    has a table of the orders. So "wardflow replenish DAY | wardflow solve -" plans the day.
    """
    one_stdin(scenario, source or "")
    require_writable(output)
    from optimizer.formats import scenario_to_json, write_scenario
    from optimizer.service import replenish_day

    today = load_scenario(talk, scenario)
    levels = load_levels(talk, source) if source else None
    done = replenish_day(today, levels, day.date() if day else None, may_wait=not no_waiting)
    talk.tell(done.findings)
    if output == STDIO:
        write_data(scenario_to_json(done.scenario))
    else:
        from optimizer.cli.level_summary import write_orders

        write_scenario(done.scenario, Path(output))
        write_orders(done, form)
    carriers = sum(order.carriers for order in done.orders)
    talk.say(
        f"{done.scenario.day}: {_counted(len(done.orders), 'order')} of "
        f"{_counted(carriers, 'load carrier')} with {_counted(len(done.lines), 'line')}; "
        f"{_counted(len(done.waiting), 'line')} left to wait."
    )
    if output != STDIO:
        talk.say(f'Scenario "{done.scenario.name}" is in {output}.')
    if fail_on_missing and any(finding.code in _NOTHING_SENT for finding in done.findings):
        context.exit(Exit.UNSERVED)


def _counted(n: int, what: str) -> str:
    return f"{n} {what}" + ("" if n == 1 else "s")
