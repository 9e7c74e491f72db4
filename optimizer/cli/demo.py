"""The verb that shows what Wardflow does, on a bundled day of real size."""

from __future__ import annotations

from pathlib import Path

import click

from optimizer.cli.exits import Exit
from optimizer.cli.interrupts import Interrupts
from optimizer.cli.loading import require_writable
from optimizer.cli.memory import memory_limited
from optimizer.cli.options import LimitOptions, language, output_form, search_limits, talking
from optimizer.cli.solve import search
from optimizer.cli.talk import Talk

__all__ = ["demo"]

INSTANCE = "vgr-laundry-day"
"""The bundled day that is planned: a regional laundry's morning."""


def bundled_instance() -> Path:
    """Where the bundled day lies.

    Raises
    ------
    FileNotFoundError
        If it was not installed.
    """
    from optimizer.generate.facts import instances_folder

    for name in (INSTANCE, f"{INSTANCE}.json", f"{INSTANCE}.xlsx"):
        path = instances_folder() / name
        if path.exists():
            return path
    raise FileNotFoundError(f"{instances_folder() / INSTANCE} was not installed")


def _made(output: str) -> Path:
    """The folder to write into, made if it is not there.

    Raises
    ------
    click.UsageError
        If it cannot be made or written into.
    """
    folder = Path(output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        require_writable(str(folder / "plan.json"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise click.UsageError(
            f'the folder "{folder.absolute()}" cannot be made or written into: {reason}. '
            "Name another one with --out"
        ) from error
    return folder


@click.command(short_help="Plan a bundled day and compare it with today.")
@click.option(
    "--out",
    "output",
    default="out/wardflow-demo",
    show_default=True,
    metavar="DIR",
    help="Folder for the scenario, the plan and the report.",
)
@search_limits
@language
@output_form
@talking
@memory_limited
@click.pass_context
def demo(
    context: click.Context,
    talk: Talk,
    *,
    output: str,
    limits: LimitOptions,
    lang: str,
    form: str,
) -> None:
    """Plan a bundled day of a regional laundry, check it, and compare it with today's tours.

    Prints the comparison and says where the plan and the report lie.
    """
    from optimizer.cli.comparison import write_comparison
    from optimizer.formats import read_scenario, write_plan
    from optimizer.report import write_report
    from optimizer.service import get_ready

    folder = _made(output)
    get_ready(limits.limits())
    day = read_scenario(bundled_instance()).value
    talk.say(f"{day.name}, {day.day}: {len(day.orders)} orders, {len(day.vehicles)} vehicles.")
    with Interrupts(talk) as interrupts:
        found = search(talk, day, limits, interrupts)
        if found is None:
            talk.complain("No plan was found within the limits. Give it more time.")
            context.exit(interrupts.exit_code or Exit.NO_PLAN)
        plan, travel = found
        write_plan(plan, folder / "plan.json")
        write_report(day, travel, plan, folder / "report", lang=lang)
    talk.say("The checker finds every rule kept.")  # else none is handed out
    plans = {"plan": plan}
    if day.baseline is not None:
        plans = {"baseline": day.baseline, **plans}
    write_comparison(day, travel, plans, form)
    talk.say(f"Plan: {folder / 'plan.json'}")
    talk.say(f"Report: {folder / 'report' / 'report.html'}")
    if interrupts.received is not None:
        context.exit(interrupts.exit_code)
