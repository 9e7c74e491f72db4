"""What is being done for a horizon, and how far? A live line on terminals, log lines elsewhere."""

from __future__ import annotations

import logging

from optimizer.cli.interrupts import Interrupts
from optimizer.cli.live import LiveLine
from optimizer.cli.talk import Talk

__all__ = ["HorizonLine", "in_words"]

_LOGGER = logging.getLogger("wardflow.cli")


def in_words(what: str, best: float | None, seconds: float) -> str:
    """Progress as one line.

    Parameters
    ----------
    what : str
        What is being done.
    best : float or None
        Best cost so far. [SEK]
    seconds : float
        Time since the beginning. [s]

    Returns
    -------
    str
        The line.

    Examples
    --------
    >>> in_words("delivery days", 120345.6, 4.24), in_words("routes, 2 of 10 days", None, 9)
    ('delivery days, best 120 346 SEK, 4.2 s', 'routes, 2 of 10 days, 9.0 s')
    """
    cost = (
        "" if best is None else f", best {best:,.0f} SEK".replace(",", " ").replace("  ", ", ", 1)
    )
    return f"{what}{cost}, {seconds:.1f} s"


class HorizonLine(LiveLine):
    """Listener of a horizon being planned. Use it in a ``with`` block.

    Parameters
    ----------
    talk : Talk
        Whether anything is to be said.
    interrupts : Interrupts
        Whether the search is to stop.
    """

    def __init__(self, talk: Talk, interrupts: Interrupts) -> None:
        super().__init__(talk)
        self._interrupts = interrupts
        self._logged = ""

    def __call__(self, what: str, best: float | None, seconds: float) -> bool:
        """Show progress; answer whether to stop."""
        self.show(in_words(what, best, seconds))
        told = f"{what} {best}"
        if told != self._logged:
            self._logged = told
            _LOGGER.info("%s", in_words(what, best, seconds))
        guard = self._talk.guard
        return self._interrupts.received is not None or (guard is not None and guard.wants_stop)
