"""The verbs that judge: is the scenario coherent, is the plan true, which one is better?"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

import click

from optimizer.cli.exits import Exit
from optimizer.cli.loading import (
    BASELINE,
    STDIO,
    load_measured,
    load_named_plan,
    one_stdin,
    read_source,
)
from optimizer.cli.memory import memory_limited
from optimizer.cli.options import output_form, talking
from optimizer.cli.tables import FINDING_COLUMNS, finding_rows, write_rows
from optimizer.cli.talk import Talk
from optimizer.findings import DataError, Finding, Severity

if TYPE_CHECKING:
    from optimizer.check import Verdict
    from optimizer.domain import Scenario
    from optimizer.plan import RoutePlan

__all__ = ["check", "compare", "validate"]


@click.command(short_help="Report what is wrong with a scenario.")
@click.argument("scenario")
@output_form
@talking
@memory_limited
@click.pass_context
def validate(context: click.Context, talk: Talk, scenario: str, form: str) -> None:
    """Report everything that is wrong with SCENARIO, and what is suspicious.

    The findings are the answer, on stdout. Errors exit with 2; warnings and notes do not.
    """
    name = ""
    findings: list[Finding] = []
    try:
        read = read_source(scenario)
        name = read.value.name
        findings.extend(read.findings)
        findings.extend(_coherence(read.value))
    except DataError as error:
        findings.extend(error.findings)
    ok = all(finding.severity is not Severity.ERROR for finding in findings)
    document = {"scenario": name, "ok": ok, "findings": [f.as_dict() for f in findings]}
    write_rows(FINDING_COLUMNS, finding_rows(findings), form, document)
    talk.say(_counted(findings) or f'Nothing is wrong with scenario "{name}".')
    if not ok:
        context.exit(Exit.INVALID)


def _coherence(day: Scenario) -> list[Finding]:
    """What is wrong with a scenario that could be read, as far as it can be told."""
    from optimizer.travel import measure, notes
    from optimizer.validate import validate, validate_reach

    findings = list(validate(day))
    if all(finding.severity is not Severity.ERROR for finding in findings):
        try:
            travel = measure(day)
        except DataError as error:
            return [*findings, *error.findings]
        findings += [*notes(day, travel), *validate_reach(day, travel)]
    return findings


def _counted(findings: list[Finding]) -> str:
    counts = [(severity, sum(f.severity is severity for f in findings)) for severity in Severity]
    return ", ".join(f"{n} {severity}{'' if n == 1 else 's'}" for severity, n in counts if n)


@click.command(short_help="Judge a plan by every rule.")
@click.argument("scenario")
@click.argument("plan")
@output_form
@talking
@memory_limited
@click.pass_context
def check(context: click.Context, talk: Talk, scenario: str, plan: str, form: str) -> None:
    """Judge PLAN by every rule of SCENARIO, and count its cost anew.

    PLAN is a file, or "baseline" for the plan the scenario brings along. Violations are
    the answer, on stdout, and exit with 4.
    """
    one_stdin(scenario, plan)
    from optimizer.check import check as judge

    day, travel = load_measured(talk, scenario)
    judged = load_named_plan(talk, day, plan)
    verdict = judge(day, travel, judged)
    findings = [*verdict.violations, *verdict.warnings]
    document = _verdict_document(day, judged, verdict)
    write_rows(FINDING_COLUMNS, finding_rows(findings), form, document)
    cost = f"{verdict.cost.total_sek:,.2f}".replace(",", " ")
    broken = len(verdict.violations)
    if broken:
        talk.say(f"{broken} violation{'' if broken == 1 else 's'}; it costs {cost} SEK.")
        context.exit(Exit.VIOLATIONS)
    talk.say(f"Every rule is kept; it costs {cost} SEK.")


def _verdict_document(day: Scenario, plan: RoutePlan, verdict: Verdict) -> dict[str, object]:
    return {
        "scenario": day.name,
        "ok": verdict.ok,
        "violations": [finding.as_dict() for finding in verdict.violations],
        "warnings": [finding.as_dict() for finding in verdict.warnings],
        "cost": {**verdict.cost.model_dump(), "total_sek": verdict.cost.total_sek},
        "length_m": {
            route.vehicle: length
            for route, length in zip(plan.routes, verdict.length_m, strict=True)
        },
    }


@click.command(short_help="Set two plans side by side.")
@click.argument("scenario")
@click.argument("first", metavar="A")
@click.argument("second", metavar="[B]", required=False)
@output_form
@talking
@memory_limited
def compare(talk: Talk, scenario: str, first: str, second: str | None, form: str) -> None:
    """Set the KPIs of two plans of SCENARIO side by side, with differences.

    A and B are files, or "baseline" for the plan the scenario brings along. Differences
    are what B has more than A; without B, what A has more than the baseline. Plans that
    break a rule are compared with a warning.
    """
    sources = [BASELINE, first] if second is None else [first, second]
    one_stdin(scenario, *sources)
    from optimizer.check import check as judge
    from optimizer.cli.comparison import write_comparison

    day, travel = load_measured(talk, scenario)
    plans = {
        name: load_named_plan(talk, day, source)
        for name, source in zip(_names(sources), sources, strict=True)
    }
    for name, plan in plans.items():
        talk.warn_of(judge(day, travel, plan), f'Plan "{name}"')
    write_comparison(day, travel, plans, form)


def _names(sources: list[str]) -> list[str]:
    """Short names to tell the plans apart: the file's stem where that is enough."""
    stems = ["stdin" if source == STDIO else PurePath(source).stem for source in sources]
    if len(set(stems)) == len(stems):
        return stems
    if len(set(sources)) == len(sources):
        return sources
    return [f"{stem} ({letter})" for stem, letter in zip(stems, "AB", strict=True)]
