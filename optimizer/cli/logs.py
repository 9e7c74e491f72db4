"""How does a line on stderr look, and which run does it belong to?

Text is for people; JSON Lines, one object a line and every line an object, for whoever
collects what many runs say. Each line carries the id of its run.
"""

from __future__ import annotations

import json
import logging
import os
import re
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

__all__ = ["LineHandler", "json_line", "plain_json", "run_id", "text_line"]

_GIVEN_ID = "WARDFLOW_RUN_ID"
_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)


def run_id(environment: Mapping[str, str] = os.environ) -> str:
    """Id of this run: the one that WARDFLOW_RUN_ID gives, or a new one.

    Examples
    --------
    >>> run_id({"WARDFLOW_RUN_ID": "night-17"}), len(run_id({}))
    ('night-17', 12)
    """
    given = environment.get(_GIVEN_ID, "")
    return given if _ID.fullmatch(given) else os.urandom(6).hex()


def json_line(run: str, level: str, logger: str, message: str, **more: object) -> str:
    """A line of JSON, with the time in UTC.

    Parameters
    ----------
    run : str
        Id of the run.
    level : str
        debug, info, warning or error.
    logger : str
        Who speaks.
    message : str
        What is said; line feeds stay within the text.
    **more : object
        Further keys.

    Returns
    -------
    str
        One line without its line feed.

    Examples
    --------
    >>> told = json.loads(json_line("r1", "info", "wardflow.cli", "Åmål"))
    >>> told["level"], told["run"], told["logger"], told["message"]
    ('info', 'r1', 'wardflow.cli', 'Åmål')
    """
    head = {"time": _now(), "level": level, "run": run, "logger": logger, "message": message}
    return plain_json(head | more)


def plain_json(value: object) -> str:
    r"""JSON on one line, with nothing in it that could command a terminal.

    Examples
    --------
    >>> plain_json({"ort": "Å\x9b2J"})
    '{"ort": "Å\\u009b2J"}'
    """
    text = json.dumps(value, ensure_ascii=False, default=str)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)


def text_line(run: str, level: str, logger: str, message: str) -> str:
    r"""A line of text, with the time in UTC; a message cannot pretend to be two lines.

    Examples
    --------
    >>> text_line("r1", "info", "wardflow.cli", "one\ntwo")[21:]
    'INFO r1 wardflow.cli: one\\ntwo'
    """
    return f"{_now()} {level.upper()} {run} {logger}: {message}".replace("\n", "\\n")


class LineHandler(logging.Handler):
    """Turns records into lines for whoever writes them.

    Parameters
    ----------
    run : str
        Id of the run.
    form : {"text", "json"}
        Form of the lines.
    write : callable
        Takes a line.
    """

    def __init__(self, run: str, form: str, write: Callable[[str], None]) -> None:
        super().__init__()
        self._run = run
        self._form = form
        self._write = write

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        level, message = record.levelname.lower(), record.getMessage()
        trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        if self._form == "json":
            more: dict[str, Any] = {"exception": trace} if trace else {}
            self._write(json_line(self._run, level, record.name, message, **more))
        else:
            self._write(text_line(self._run, level, record.name, message))
            for line in trace.splitlines():
                self._write(line)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
