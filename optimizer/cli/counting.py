"""How many are done? A live line on terminals, log lines elsewhere; and that loops compile."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from optimizer.cli.talk import Talk, is_terminal

__all__ = ["CountLine", "says_compiling"]

_LOGGER = logging.getLogger("wardflow.cli")
_COMPILER = logging.getLogger("wardflow.inventory")
_LOGGED_SHARES = 10


class CountLine:
    """Listener of work that comes in pieces. Use it in a ``with`` block.

    Parameters
    ----------
    talk : Talk
        Whether anything is to be said.
    what : str
        What is counted, in the plural.
    """

    def __init__(self, talk: Talk, what: str) -> None:
        self._what = what
        self._logged = 0
        self._live: Any = None
        if is_terminal(sys.stderr) and talk.log_form == "text" and not talk.quiet:
            from rich.console import Console
            from rich.live import Live

            self._live = Live(console=Console(stderr=True), auto_refresh=False, transient=True)

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._live is not None:
            with contextlib.suppress(OSError):
                self._live.stop()

    def __call__(self, done: int, total: int) -> bool:
        """Show how many are done; never asks to stop, for half of the levels are no answer."""
        words = f"{done:,} of {total:,} {self._what}".replace(",", " ")
        if self._live is not None:
            from rich.text import Text

            with contextlib.suppress(OSError):  # the terminal may go, the work goes on
                self._live.update(Text(words), refresh=True)
        share = _LOGGED_SHARES * done // max(1, total)
        if share > self._logged:
            self._logged = share
            _LOGGER.info("%s", words)
        return False


@contextmanager
def says_compiling(talk: Talk) -> Iterator[None]:
    """Tell once that loops are being compiled, which takes some seconds the first time.

    Parameters
    ----------
    talk : Talk
        Where it is told, unless log lines are wanted from that level up: then they tell it.
    """
    if _COMPILER.isEnabledFor(logging.INFO):
        yield
        return
    handler, level = _Once(talk), _COMPILER.level
    _COMPILER.setLevel(logging.INFO)
    _COMPILER.propagate = False
    _COMPILER.addHandler(handler)
    try:
        yield
    finally:
        _COMPILER.removeHandler(handler)
        _COMPILER.propagate = True
        _COMPILER.setLevel(level)


class _Once(logging.Handler):
    """Says the first word on compiling; passes on warnings."""

    def __init__(self, talk: Talk) -> None:
        super().__init__()
        self._talk = talk
        self._said = False

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING:
            logging.getLogger("wardflow").handle(record)
        elif "compiling" in record.getMessage() and not self._said:
            self._said = True
            self._talk.say("Compiling; this takes some seconds the first time.")
