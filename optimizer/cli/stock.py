"""The verbs that ask what would be: on which weekdays to deliver, what levels come to."""

from __future__ import annotations

from pathlib import Path, PurePath

import click

from optimizer.cli.counting import says_compiling
from optimizer.cli.exits import Exit
from optimizer.cli.loading import STDIO, load_scenario, one_stdin, require_writable
from optimizer.cli.memory import memory_limited
from optimizer.cli.options import DEFAULT_TIME_S, finite, output_form, simulation_size, talking
from optimizer.cli.talk import Talk, write_data
from optimizer.cli.ward_loading import TODAYS, load_named_levels

__all__ = ["calendar", "simulate"]


@click.command(short_help="Choose delivery weekdays of wards.")
@click.argument("scenario")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help='File for the delivery days, as JSON, for levels --visits; "-": stdout.',
)
@click.option(
    "--max-changes",
    type=click.IntRange(min=0),
    metavar="N",
    help="Most wards whose weekdays may change. [default: any number]",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, max=86_400, min_open=True),
    callback=finite,
    metavar="SECONDS",
    envvar="WARDFLOW_TIME_LIMIT",
    help=f"Longest run. [default: {DEFAULT_TIME_S:g} for choosing alone]",
)
@click.option(
    "--fail-on-shortfall",
    is_flag=True,
    envvar="WARDFLOW_FAIL_ON_SHORTFALL",
    help="Exit with 5 when a weekday is short of capacity.",
)
@output_form
@talking
@memory_limited
@click.pass_context
def calendar(
    context: click.Context,
    talk: Talk,
    scenario: str,
    *,
    output: str | None,
    max_changes: int | None,
    time_limit: float | None,
    fail_on_shortfall: bool,
    form: str,
) -> None:
    """Choose delivery weekdays for every ward of SCENARIO, in balance with capacity.

    The wards that change and the work of each weekday, today and proposed, go to stdout.
    Weekdays short of lines or carriers are named on stderr.
    """
    require_writable(output, file=True)
    from optimizer.files import write_atomically
    from optimizer.formats.visits_io import visits_to_json
    from optimizer.service import Limits, choose_visits
    from optimizer.visit_plan import Resource

    day = load_scenario(talk, scenario)
    with says_compiling(talk):
        found = choose_visits(
            day,
            max_changes=max_changes,
            limits=Limits(time_s=time_limit or DEFAULT_TIME_S),
            began=None if time_limit is None else talk.began,
        )
    talk.tell(found.findings)
    plan = found.plan
    if plan is None:
        talk.complain("No delivery days were found within the limit. Give it more time.")
        context.exit(Exit.NO_PLAN)
    if output == STDIO:
        write_data(visits_to_json(plan))
    else:
        if output is not None:
            write_atomically(Path(output), visits_to_json(plan).encode())
        from optimizer.cli.level_summary import write_visits

        write_visits(plan, form)
    wards = "1 ward changes" if plan.n_changes == 1 else f"{plan.n_changes} wards change"
    saved = plan.cost_today_sek - plan.cost_sek
    talk.say(f"{wards}; a week costs {saved:,.0f} SEK less than today.".replace(",", " "))
    for resource in Resource:
        today, ours = plan.peak_over_mean(resource, today=True), plan.peak_over_mean(resource)
        if today is not None and ours is not None:
            talk.say(f"Busiest weekday over the mean, {resource}: {today:.2f} today, {ours:.2f}.")
    if output is not None and output != STDIO:
        talk.say(f"Delivery days: {output}")
    if fail_on_shortfall and plan.shortfalls:
        context.exit(Exit.UNSERVED)


@click.command(short_help="Simulate levels week by week.")
@click.argument("scenario")
@click.option(
    "--levels",
    "sources",
    multiple=True,
    metavar="FILE",
    help='Levels as JSON or CSV, or "today" for the scenario\'s own; several are compared '
    "with the first. [default: today]",
)
@click.option("--replay", is_flag=True, help="Take the demand of the history, not a drawn one.")
@simulation_size(n_weeks=52, n_replications=10)
@output_form
@talking
@memory_limited
def simulate(
    talk: Talk,
    scenario: str,
    *,
    sources: tuple[str, ...],
    replay: bool,
    n_weeks: int,
    n_replications: int,
    seed: int,
    form: str,
) -> None:
    """Simulate levels of SCENARIO: service, lines, emergency deliveries, stock value, cost.

    All levels meet the very same demand. Figures are those of a week, on stdout, with
    halves of their 95% confidence intervals.
    """
    sources = sources or (TODAYS,)
    one_stdin(scenario, *sources)
    from optimizer.cli.level_summary import write_simulation
    from optimizer.service import simulate_levels

    day = load_scenario(talk, scenario)
    plans = {
        name: load_named_levels(talk, day, source)
        for name, source in zip(_names(sources), sources, strict=True)
    }
    with says_compiling(talk):
        report = simulate_levels(
            day,
            plans,
            n_weeks=n_weeks,
            n_replications=n_replications,
            seed=seed,
            replay=replay,
        )
    write_simulation(report, form)


def _names(sources: tuple[str, ...]) -> list[str]:
    """Short names to tell levels apart: the file's stem where that is enough."""
    stems = ["stdin" if source == STDIO else PurePath(source).stem for source in sources]
    if len(set(stems)) == len(stems):
        return stems
    if len(set(sources)) == len(sources):
        return list(sources)
    return [f"{stem} ({number})" for number, stem in enumerate(stems, start=1)]
