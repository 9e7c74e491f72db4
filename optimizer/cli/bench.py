"""The verbs that measure: run a suite, report on results, compare two runs."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from optimizer.cli.exits import Exit
from optimizer.cli.options import LARGEST_SEED, finite, n_cores, output_form, talking
from optimizer.cli.talk import Talk, write_data

if TYPE_CHECKING:
    from benchmarks.instance import AnyInstance
    from benchmarks.results import Result

__all__ = ["bench"]

_DEFAULT_TIME_S = 10.0
_ENGINES = "wardflow,pyvrp_default,ortools_gls,vroom"


@click.group(short_help="Measure the search against others.")
def bench() -> None:
    """Measure the search against others: run a suite, report on it, compare two runs.

    Needs a checkout of the sources: the measurements are not installed. docs/benchmarks.md
    says how to read them, and where the literature's sets can be had.
    """


def _import_benchmarks() -> None:
    """Make the measurements importable, which lie beside the package in a checkout.

    Raises
    ------
    click.UsageError
        If they are not there.
    """
    import optimizer

    root = Path(optimizer.__file__).resolve().parent.parent
    if not (root / "benchmarks" / "suites.py").is_file():
        raise click.UsageError(
            "the measurements are not installed; clone the sources, install them with "
            "`pip install --editable .` and run this there"
        )
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    found = Path(str(importlib.import_module("benchmarks").__file__)).resolve().parent
    if found != root / "benchmarks":
        raise click.UsageError(f"another package is called benchmarks: {found}")


def _names(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> tuple[str, ...] | None:
    if value is None:
        return None
    names = tuple(dict.fromkeys(name.strip() for name in value.split(",") if name.strip()))
    if not names:
        raise click.BadParameter("name at least one", ctx=context, param=parameter)
    return names


def _numbers(context: click.Context, parameter: click.Parameter, value: str) -> tuple[int, ...]:
    names = _names(context, parameter, value) or ()
    if not all(name.isdecimal() and int(name) <= LARGEST_SEED for name in names):
        raise click.BadParameter(
            "whole numbers with commas between them, like 1,2,3", ctx=context, param=parameter
        )
    return tuple(int(name) for name in names)


@bench.command(short_help="Run a suite of instances.")
@click.argument("suite")
@click.option(
    "-o", "--output", required=True, metavar="CSV", help="File of results; continued if there."
)
@click.option(
    "--engines",
    callback=_names,
    metavar="NAMES",
    help=f"Engines with commas between them. [default: those installed of {_ENGINES}]",
)
@click.option(
    "--seeds",
    default="1,2,3",
    show_default=True,
    callback=_numbers,
    metavar="NUMBERS",
    help="Seeds with commas between them.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    callback=finite,
    metavar="SECONDS",
    help=f"Wall time of each run, start-up included. [default: {_DEFAULT_TIME_S:g}]",
)
@click.option(
    "--iterations",
    type=click.IntRange(min=1),
    metavar="N",
    help="Iterations of each process; without --time-limit there is no limit of time then.",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1, max=512),
    metavar="N",
    help="Cores for each engine. [default: all]",
)
@click.option(
    "--data",
    envvar="WARDFLOW_BENCHMARKS",
    metavar="DIR",
    help="Folder of the literature's sets, one folder each.",
)
@click.option(
    "--records",
    metavar="DIR",
    help="Where plans better than the best published are kept. [default: benchmarks/results]",
)
@talking
def run(
    talk: Talk,
    suite: str,
    *,
    output: str,
    engines: tuple[str, ...] | None,
    seeds: tuple[int, ...],
    time_limit: float | None,
    iterations: int | None,
    jobs: int | None,
    data: str | None,
    records: str | None,
) -> None:
    """Run SUITE: quick, spread, own, irp_small, irp_large, irp_varying, a family, or family/name.

    Each engine in turn solves each instance with each seed, on the same cores for the same
    wall time, in a process of its own. Every answer is verified before it counts. What the
    file of results holds already is not run again.
    """
    _import_benchmarks()
    from benchmarks import suites
    from benchmarks.engines import ENGINES, INVENTORY_ENGINES, engine
    from benchmarks.journal import write_parquet
    from benchmarks.readers import INVENTORY_READERS, ReadError
    from benchmarks.records import RESULTS, keeper
    from benchmarks.results import BenchmarkError
    from benchmarks.run import Plan, run_suite
    from optimizer.service import Limits

    folder = None if data is None else Path(data)

    def tell(result: Result, number: int, n_all: int) -> None:
        talk.say(f"{number}/{n_all} {_line(result)}")

    def load(name: str) -> AnyInstance:
        return suites.load(folder, name)

    try:
        instances = suites.suite(folder, suite)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if engines is None:
        of_routing = any(name.partition("/")[0] not in INVENTORY_READERS for name in instances)
        asked = ENGINES if of_routing else INVENTORY_ENGINES
        engines = tuple(
            name for name in asked if engine(name, inventory=not of_routing).version() is not None
        )
    if iterations is None and time_limit is None:
        time_limit = _DEFAULT_TIME_S
    limits = Limits(time_s=time_limit, iterations=iterations, n_jobs=jobs or n_cores())
    plan = Plan(instances, engines, seeds, limits)
    try:
        results = run_suite(
            plan,
            load,
            Path(output),
            on_result=tell,
            keep=keeper(load, RESULTS if records is None else Path(records)),
        )
    except (BenchmarkError, ReadError) as error:
        raise click.UsageError(str(error)) from None
    write_parquet(results, Path(output).with_suffix(".parquet"))
    n_counting = sum(result.counts for result in results)
    talk.say(f"{n_counting} verified answers of {len(results)} runs: {output}")


def _line(result: Result) -> str:
    worth = result.reason
    if result.objective is not None:
        gap = "" if result.gap is None else f" ({100 * result.gap:+z.3f} %)"
        worth = f"{result.objective:.10g}{gap}"
    return f"{result.name} {result.engine} seed {result.seed}: {result.verdict} {worth}"


@bench.command(short_help="Write a page on results.")
@click.argument("results", nargs=-1, required=True)
@click.option("-o", "--output", required=True, metavar="HTML", help="Page to write.")
@talking
def report(talk: Talk, results: tuple[str, ...], *, output: str) -> None:
    """Write a page on RESULTS: tables, performance profile and convergence of each family."""
    _import_benchmarks()
    from benchmarks.journal import read_results
    from benchmarks.report import benchmark_report
    from benchmarks.results import BenchmarkError
    from optimizer.files import write_atomically

    try:
        rows = [row for path in results for row in read_results(Path(path))]
        page = benchmark_report(rows)
    except BenchmarkError as error:
        raise click.UsageError(str(error)) from None
    write_atomically(Path(output), page.encode())
    talk.say(f"Report: {output}")


@bench.command(short_help="Compare two runs pair by pair.")
@click.argument("old")
@click.argument("new")
@click.option(
    "--threshold",
    type=click.FloatRange(min=0),
    callback=finite,
    default=0.001,
    show_default=True,
    metavar="SHARE",
    help="Mean relative worsening that is accepted, as a share of the objective.",
)
@click.option(
    "--engine",
    default="wardflow",
    show_default=True,
    metavar="NAME",
    help="Engine whose results are compared.",
)
@click.option(
    "--new-engine",
    metavar="NAME",
    help="Engine in NEW, where it is another; OLD and NEW may then be one file.",
)
@output_form
@talking
@click.pass_context
def compare(
    context: click.Context,
    talk: Talk,
    old: str,
    new: str,
    *,
    threshold: float,
    engine: str,
    new_engine: str | None,
    form: str,
) -> None:
    """Compare two runs pair by pair: has NEW become worse than OLD?

    Pairs are answers to one instance with one seed and equal limits. Wilcoxon's signed rank
    test says whether differences are chance, for each family and in all. Exit code 4 when
    answers are missing that were there, or are significantly worse by more than the
    threshold.
    """
    _import_benchmarks()
    from benchmarks.compare import compare_results
    from benchmarks.journal import read_results
    from benchmarks.results import BenchmarkError
    from optimizer.cli.tables import as_csv, as_json, write_rows

    try:
        found = compare_results(
            read_results(Path(old)),
            read_results(Path(new)),
            engine=engine,
            new_engine=new_engine or engine,
            threshold=threshold,
        )
    except BenchmarkError as error:
        raise click.UsageError(str(error)) from None
    if form == "table":
        write_rows(found.columns, found.shown(), form, None)
    else:
        write_data(
            as_json(found.document()) if form == "json" else as_csv(found.columns, found.cells())
        )
    for line in found.talk():
        talk.say(line)
    if found.is_regression:
        context.exit(Exit.VIOLATIONS)
