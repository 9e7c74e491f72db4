"""How far has the search come? A live line on terminals, log lines elsewhere."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from optimizer.cli.interrupts import Interrupts
from optimizer.cli.live import LiveLine
from optimizer.cli.talk import Talk

if TYPE_CHECKING:
    from optimizer.service import Progress

__all__ = ["ProgressLine", "in_words"]

_LOGGER = logging.getLogger("wardflow.cli")


def in_words(progress: Progress) -> str:
    """Progress as one line.

    Parameters
    ----------
    progress : Progress
        How far the search has come.

    Returns
    -------
    str
        Best cost, vehicles, unserved orders and time.

    Examples
    --------
    >>> from optimizer.service import Progress
    >>> in_words(Progress(4.24, 48211.6, 7, 1, 3000))
    'best 48 212 SEK, 7 vehicles, 1 unserved, 4.2 s'
    """
    if progress.objective is None:
        return f"searching, {progress.seconds:.1f} s"
    cost = f"{progress.objective:,.0f}".replace(",", " ")
    vehicles = "1 vehicle" if progress.n_routes == 1 else f"{progress.n_routes} vehicles"
    return f"best {cost} SEK, {vehicles}, {progress.n_unserved} unserved, {progress.seconds:.1f} s"


class ProgressLine(LiveLine):
    """Listener of a search. Use it in a ``with`` block.

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
        self._best: float | None = None

    def __call__(self, progress: Progress) -> bool:
        """Show progress; answer whether to stop."""
        self.show(in_words(progress))
        if progress.objective is not None and progress.objective != self._best:
            self._best = progress.objective
            _LOGGER.info("%s", in_words(progress))
        guard = self._talk.guard
        return self._interrupts.received is not None or (guard is not None and guard.wants_stop)
