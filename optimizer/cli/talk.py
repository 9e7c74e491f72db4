"""What goes to which stream, and in which form? stdout is data, stderr is talk.

Readers that go away (``wardflow check ... | head``) do no harm: what they no longer read
is dropped, and the exit code still tells the result.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

import click

from optimizer.findings import Finding, Severity

if TYPE_CHECKING:
    from optimizer.check import Verdict

__all__ = ["Talk", "is_terminal", "printable", "write_data"]

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
    """

    quiet: bool = False
    form: str = "table"
    debug: bool = False

    def say(self, line: str) -> None:
        """Say something on stderr, unless quiet."""
        if not self.quiet:
            _echo(printable(line), sys.stderr)

    def complain(self, line: str) -> None:
        """Say something on stderr, even when quiet."""
        _echo(printable(line), sys.stderr)

    def tell(self, findings: Iterable[Finding]) -> None:
        """Tell findings on stderr: a line each, or a JSON object each; errors only if quiet."""
        for finding in findings:
            if self.quiet and finding.severity is not Severity.ERROR:
                continue
            if self.form == "json":
                _echo(json.dumps(finding.as_dict(), ensure_ascii=False), sys.stderr)
            else:
                severity = finding.severity or Severity.ERROR
                coloured = click.style(str(severity), fg=_COLOURS[severity], bold=True)
                line = printable(str(finding)).replace(str(severity), coloured, 1)
                _echo(line, sys.stderr)

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
        for old in [h for h in logger.handlers if isinstance(h, _StderrHandler)]:
            logger.removeHandler(old)
        handler = _StderrHandler()
        handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        logger.addHandler(handler)
        self.debug = level == "debug"


class _StderrHandler(logging.Handler):
    """Writes to whatever stderr is now, as everything else here does."""

    def emit(self, record: logging.LogRecord) -> None:
        _echo(printable(self.format(record)), sys.stderr)


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


def _echo(content: str | bytes, stream: IO[str] | None, *, newline: bool = True) -> None:
    if stream is None:
        return
    try:
        click.echo(content, file=stream, nl=newline)
        stream.flush()
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
