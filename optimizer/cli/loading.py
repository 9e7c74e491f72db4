"""How does an argument become a scenario or a plan? ``-`` is stdin."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from optimizer.cli.talk import Talk
from optimizer.findings import DataError, Severity

if TYPE_CHECKING:
    from optimizer.domain import Scenario
    from optimizer.formats import Read
    from optimizer.plan import RoutePlan
    from optimizer.travel import TravelTimes

__all__ = [
    "BASELINE",
    "STDIO",
    "load_measured",
    "load_named_plan",
    "load_plan",
    "load_scenario",
    "one_stdin",
    "opened",
    "read_source",
    "require_report_target",
    "require_writable",
]

STDIO = "-"
BASELINE = "baseline"
"""Name of the plan that a scenario brings along."""
_REPORT_SUFFIXES = (".html", ".htm", ".xlsx")


def one_stdin(*sources: str) -> None:
    """Refuse to read stdin twice.

    Raises
    ------
    click.UsageError
        If more than one source is ``-``.
    """
    if sources.count(STDIO) > 1:
        raise click.UsageError('only one argument can be "-", for there is only one stdin')


def opened(source: str) -> str | BinaryIO:
    """A path as it is, or the stream of stdin for ``-``.

    Raises
    ------
    click.UsageError
        If stdin is closed.
    """
    if source != STDIO:
        return source
    if sys.stdin is None:
        raise click.UsageError('"-" is stdin, and stdin is closed')
    return sys.stdin.buffer


def read_source(source: str) -> Read[Scenario]:
    """Read a scenario from a path or from stdin.

    Raises
    ------
    DataError
        If it cannot be read.
    """
    from optimizer.formats import read_scenario

    return read_scenario(opened(source))


def load_scenario(talk: Talk, source: str) -> Scenario:
    """Read a scenario and tell what was tolerated.

    Raises
    ------
    DataError
        If it cannot be read.
    """
    read = read_source(source)
    talk.tell(read.findings)
    return read.value


def load_plan(talk: Talk, source: str) -> RoutePlan:
    """Read a plan and tell what was tolerated.

    Raises
    ------
    DataError
        If it cannot be read.
    """
    from optimizer.formats import read_plan

    read = read_plan(opened(source))
    talk.tell(read.findings)
    return read.value


def load_named_plan(talk: Talk, scenario: Scenario, source: str) -> RoutePlan:
    """Read a plan, or take the scenario's own where the source is called ``baseline``.

    Raises
    ------
    click.UsageError
        If the scenario brings no baseline.
    DataError
        If the plan cannot be read.
    """
    if source != BASELINE:
        return load_plan(talk, source)
    if scenario.baseline is None:
        raise click.UsageError(f'scenario "{scenario.name}" has no baseline plan; name a plan')
    return scenario.baseline


def load_measured(talk: Talk, source: str) -> tuple[Scenario, TravelTimes]:
    """Read a scenario, make sure it is coherent, and measure its ways.

    Warnings are left to ``validate`` and ``solve``, where something can be done about them.

    Raises
    ------
    DataError
        If it cannot be read, is incoherent or cannot be measured.
    """
    from optimizer.travel import measure
    from optimizer.validate import validate

    scenario = load_scenario(talk, source)
    findings = validate(scenario)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise DataError(findings)
    return scenario, measure(scenario)


def require_writable(target: str | None, *, file: bool = False) -> None:
    """Refuse a target that could not be written, before any work is spent.

    Parameters
    ----------
    target : str or None
        Path, "-" for stdout, or None for nothing to write.
    file : bool
        Whether it must be a file; otherwise it may also be a folder.

    Raises
    ------
    click.UsageError
        If its folder is not there, or the target cannot be replaced.
    """
    if target is None or target == STDIO:
        return
    folder = Path(target).resolve().parent
    if not folder.is_dir():
        raise click.UsageError(f'there is no folder "{folder}" to write "{target}" into')
    if not os.access(folder, os.W_OK):
        raise click.UsageError(f'nothing can be written into the folder "{folder}"')
    if file and Path(target).is_dir():
        raise click.UsageError(f'"{target}" is a folder; name a file to write')


def require_report_target(target: str | None) -> None:
    """Refuse a report in a form that there is not, or that could not be written.

    Parameters
    ----------
    target : str or None
        Path of the report. A name with another suffix is a folder only if it ends with a
        slash, or is one already.

    Raises
    ------
    click.UsageError
        If it has a suffix that reports are not written as, or cannot be written.
    """
    if target is None:
        return
    path = Path(target)
    suffix = path.suffix.casefold()
    is_folder = not suffix or target.endswith(("/", os.sep)) or path.is_dir()
    if not is_folder and suffix not in _REPORT_SUFFIXES:
        raise click.UsageError(
            f'no report is written as "{suffix}"; name a .html or an .xlsx file, or a folder '
            f'("{target}/" for one of that name)'
        )
    require_writable(target, file=suffix in _REPORT_SUFFIXES)
