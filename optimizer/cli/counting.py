"""How many are done? A live line on terminals, log lines elsewhere; and that loops compile."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from optimizer.cli.live import LiveLine
from optimizer.cli.talk import Talk

__all__ = ["CountLine", "says_compiling"]

_LOGGER = logging.getLogger("wardflow.cli")
_COMPILER = logging.getLogger("wardflow.inventory")
_LOGGED_SHARES = 10


class CountLine(LiveLine):
    """Listener of work that comes in pieces. Use it in a ``with`` block.

    Parameters
    ----------
    talk : Talk
        Whether anything is to be said.
    what : str
        What is counted, in the plural.
    """

    def __init__(self, talk: Talk, what: str) -> None:
        super().__init__(talk)
        self._what = what
        self._logged = 0

    def __call__(self, done: int, total: int) -> bool:
        """Show how many are done; never asks to stop, for half of the levels are no answer."""
        words = f"{done:,} of {total:,} {self._what}".replace(",", " ")
        self.show(words)
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
