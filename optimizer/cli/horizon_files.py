"""Where does a horizon plan go, and how is a given one checked?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.cli.exits import Exit
from optimizer.cli.horizon_summary import write_horizon
from optimizer.cli.loading import STDIO, opened, require_writable
from optimizer.cli.talk import Talk, write_data
from optimizer.cli.ward_loading import require_folder

if TYPE_CHECKING:
    from optimizer.domain import Scenario
    from optimizer.horizon_plan import HorizonPlan
    from optimizer.service import HorizonFound
    from optimizer.travel import TravelTimes

__all__ = ["check_given", "require_output", "save"]


def _is_file(output: str) -> bool:
    return Path(output).suffix.casefold() == ".json" and not Path(output).is_dir()


def require_output(output: str) -> None:
    """Refuse a target that could not be written, before any work is spent.

    Raises
    ------
    click.UsageError
        If it cannot.
    """
    if output == STDIO or _is_file(output):
        require_writable(output, file=True)
    else:
        require_folder(output)


def save(
    talk: Talk, day: Scenario, found: HorizonFound, output: str, report: str | None, lang: str
) -> None:
    """Write the plan, its days and reports; all files of a folder or none.

    Parameters
    ----------
    talk : Talk
        Where it is told.
    day : Scenario
        What was asked.
    found : HorizonFound
        With a plan.
    output : str
        ``-``, a .json file or a folder.
    report : str or None
        Report besides.
    lang : {"en", "sv"}
        Language of reports.

    Raises
    ------
    DataError
        F004 if something cannot be written.
    """
    from optimizer.files import write_atomically, write_folder_atomically
    from optimizer.formats.horizon_io import horizon_to_json

    plan = found.plan
    if plan is None:
        return
    if output == STDIO:
        write_data(horizon_to_json(plan))
    elif _is_file(output):
        write_atomically(Path(output), horizon_to_json(plan).encode())
        talk.say(f"Plan: {output}")
    else:
        files = _files(day, found, plan, lang)
        old = ["today.json"]
        if Path(output).is_dir():
            old += [p.name for p in Path(output).glob("????-??-??.*.json")]
        write_folder_atomically(Path(output), files, obsolete=old)
        talk.say(f"Plan: {Path(output) / 'horizon.json'}")
        talk.say(f"Report: {Path(output) / 'report.html'}")
    if report is not None:
        _write_report(talk, day, found.travel, plan, report, lang)


def _files(day: Scenario, found: HorizonFound, plan: HorizonPlan, lang: str) -> dict[str, bytes]:
    """Everything in a folder: the plan, today's, each day as a day of its own, reports."""
    from optimizer.formats import plan_to_json, scenario_to_json
    from optimizer.formats.horizon_io import horizon_to_json
    from optimizer.horizon.day_scenario import day_scenario
    from optimizer.report import horizon_report, horizon_workbook

    files = {
        "horizon.json": horizon_to_json(plan).encode(),
        "report.html": horizon_report(day, found.travel, plan, lang=lang),
        "report.xlsx": horizon_workbook(day, plan, lang=lang),
    }
    if found.today is not None:
        files["today.json"] = horizon_to_json(found.today).encode()
    for one in plan.days:
        if one.plan is not None:
            alone = day_scenario(day, one.date, one.orders, one.order_lines)
            files[f"{one.date}.scenario.json"] = scenario_to_json(alone).encode()
            files[f"{one.date}.plan.json"] = plan_to_json(one.plan).encode()
    return files


def _write_report(
    talk: Talk, day: Scenario, travel: TravelTimes, plan: HorizonPlan, report: str, lang: str
) -> None:
    from optimizer.files import write_atomically, write_folder_atomically
    from optimizer.report import horizon_report, horizon_workbook

    target = Path(report)
    suffix = target.suffix.casefold()
    if suffix == ".xlsx":
        write_atomically(target, horizon_workbook(day, plan, lang=lang))
    elif suffix in {".html", ".htm"}:
        write_atomically(target, horizon_report(day, travel, plan, lang=lang))
    else:
        files = {
            "report.html": horizon_report(day, travel, plan, lang=lang),
            "report.xlsx": horizon_workbook(day, plan, lang=lang),
        }
        write_folder_atomically(target, files)
    talk.say(f"Report: {report}")


def check_given(
    talk: Talk, day: Scenario, source: str, report: str | None, lang: str, form: str
) -> Exit:
    """Check a horizon plan from a file, summarise it, and report it where asked.

    Parameters
    ----------
    talk : Talk
        Where findings are told.
    day : Scenario
        What was asked.
    source : str
        The plan's file, or ``-``.
    report : str or None
        Where a report goes.
    lang, form : str
        Language of the report, form of the summary.

    Returns
    -------
    Exit
        VIOLATIONS where a rule is broken.

    Raises
    ------
    DataError
        If the plan cannot be read, or the scenario cannot be worked with.
    """
    from optimizer.check.horizon import check_horizon
    from optimizer.findings import DataError, Severity
    from optimizer.formats.horizon_io import read_horizon
    from optimizer.travel import measure
    from optimizer.validate import validate

    findings = validate(day)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise DataError(findings)
    read = read_horizon(opened(source))
    talk.tell(read.findings)
    travel = measure(day)
    verdict = check_horizon(day, travel, read.value)
    talk.tell((*verdict.violations, *verdict.warnings))
    write_horizon(talk, read.value, form, on_stdout=True)
    if report is not None:
        _write_report(talk, day, travel, read.value, report, lang)
    return Exit.DONE if verdict.ok else Exit.VIOLATIONS
