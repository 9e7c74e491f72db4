"""What goes to which stream, and in which form? stdout is data, stderr is talk.

Readers that go away (``wardflow check ... | head``) do no harm: what they no longer read
is dropped, and the exit code still tells the result. Talk that cannot be written, on a
full disk or a terminal that is gone, is dropped likewise; data that cannot be is told.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

import click

from optimizer.cli.logs import LineHandler, json_line, plain_json, run_id
from optimizer.findings import Finding, Severity

if TYPE_CHECKING:
    from optimizer.check import Verdict
    from optimizer.cli.memory import MemoryGuard

__all__ = ["Talk", "hush", "is_terminal", "printable", "write_data"]

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "info"}
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


@dataclass
class Talk:
    """How a run speaks to the person who started it.

    Parameters
    ----------
    quiet : bool
        Errors only.
    form : str
        Form of the data and of findings: table, json or csv.
    debug : bool
        Whether our own faults are told with a traceback.
    log_form : str
        Form of everything on stderr: text, or json for JSON Lines.
    run : str
        Id of the run.
    guard : MemoryGuard or None
        Who watches over the memory of the run.
    began : float
        When the run began, by ``time.monotonic``: limits in seconds count from there.
    """

    quiet: bool = False
    form: str = "table"
    debug: bool = False
    log_form: str = "text"
    run: str = field(default_factory=run_id)
    guard: MemoryGuard | None = None
    began: float = field(default_factory=time.monotonic)

    def say(self, line: str) -> None:
        """Say something on stderr, unless quiet."""
        if not self.quiet:
            _mutter(self._as_line("info", line))

    def complain(self, line: str) -> None:
        """Say something on stderr, even when quiet."""
        _mutter(self._as_line("error", line))

    def call_out(self, line: str, *, error: bool = False) -> None:
        """Say something where others may be speaking: from a signal's handler, another thread.

        Python's streams refuse to be used while they are in use.
        """
        if sys.stderr is not None and (error or not self.quiet):
            with contextlib.suppress(OSError, ValueError):
                text = self._as_line("error" if error else "info", line)
                os.write(sys.stderr.fileno(), f"{text}\n".encode())

    def tell(self, findings: Iterable[Finding]) -> None:
        """Tell findings on stderr: a line each, or a JSON object each; errors only if quiet."""
        for finding in findings:
            if self.quiet and finding.severity is not Severity.ERROR:
                continue
            _mutter(self._as_told(finding))

    def _as_line(self, level: str, line: str) -> str:
        if self.log_form == "json":
            return json_line(self.run, level, "wardflow.cli", line)
        return printable(line)

    def _as_told(self, finding: Finding) -> str:
        severity = finding.severity or Severity.ERROR
        if self.log_form == "json":
            level, told = _LEVELS[severity], finding.as_dict()
            return json_line(self.run, level, "wardflow.findings", str(finding), finding=told)
        if self.form == "json":
            return plain_json(finding.as_dict())
        coloured = click.style(str(severity), fg=_COLOURS[severity], bold=True)
        return printable(str(finding)).replace(str(severity), coloured, 1)

    def warn_of(self, verdict: Verdict, subject: str) -> None:
        """Warn, even when quiet, of a plan that breaks rules and is used all the same."""
        broken = len(verdict.violations)
        if broken:
            violations = "1 violation" if broken == 1 else f"{broken} violations"
            self.complain(f"{subject} has {violations}; its figures cannot be had as they stand.")

    def listen_to_logs(self, level: str) -> None:
        """Send log lines of Wardflow to stderr from a level up."""
        logger = logging.getLogger("wardflow")
        logger.setLevel(level.upper())
        for old in [h for h in logger.handlers if isinstance(h, LineHandler)]:
            logger.removeHandler(old)
        logger.addHandler(LineHandler(self.run, self.log_form, _mutter_printable))
        self.debug = level == "debug"


def printable(text: str) -> str:
    r"""Text without control characters, which could command a terminal; lines stay lines.

    Examples
    --------
    >>> printable("Borås \x1b[31mlasarett")
    'Borås �[31mlasarett'
    """
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)


def write_data(text: str) -> None:
    """Write data to stdout, in UTF-8 whatever the locale, unless it is a terminal.

    Parameters
    ----------
    text : str
        Whole output; ends with a newline.
    """
    if is_terminal(sys.stdout):
        _echo(printable(text), sys.stdout, newline=False)
    else:
        _echo(text.encode(), sys.stdout, newline=False)


def is_terminal(stream: IO[str] | None) -> bool:
    """Whether a stream is open and somebody looks at it; closed ones are None in Python."""
    return stream is not None and stream.isatty()


def _mutter_printable(line: str) -> None:
    _mutter(printable(line))


def _mutter(line: str) -> None:
    """Write talk; what is not heard must not cost a plan."""
    try:
        _echo(line, sys.stderr)
    except (OSError, ValueError):
        hush(sys.stderr)


def _echo(content: str | bytes, stream: IO[str] | None, *, newline: bool = True) -> None:
    if stream is None:
        return
    try:
        click.echo(content, file=stream, nl=newline)
        stream.flush()
    except BrokenPipeError:
        hush(stream)


def hush(stream: IO[str] | None) -> None:
    """Let go nowhere what a stream still holds: at the end it would be tried once more."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # type: ignore[union-attr]
        os.close(nowhere)
