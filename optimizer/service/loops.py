"""What if the loops of a search are not compiled yet? A process of their own makes them.

Nobody can stop a compiler in the middle, so a limit of time would not be kept by a process that
makes them itself. They are made for as long as the command runs: later ones find them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Protocol, Self

from models.routing.processes import fresh, leave_signals_to_parent, signals_held

__all__ = ["LoopMaker", "prepare_for_days"]

log = logging.getLogger("wardflow.service")

_MAKING_S = 60.0
_MAKING_LEVELS_S = 150.0
"""Where they cannot be kept they are made anew each time, within limits that leave room for it."""
_LEAST_S = 15.0
_LEAST_LEVELS_S = 30.0
"""A fast machine takes 24 s, and 54 s for levels: shorter waits are of no use to this run. [s]"""
_BEAT_S = 0.1
_MAKING = (
    "Part of the search is made into machine code for the first time on this machine: better "
    "plans come when that is done. Where no run lasts the minute or two that takes, "
    "'wardflow doctor' does it once."
)


class _Ready(Protocol):
    """What knows whether some loops are ready."""

    def is_ready(self) -> bool: ...
    def may_last(self) -> bool: ...


class LoopMaker:
    """Has loops made beside the work of this process. Use it in a ``with`` block."""

    def __init__(self) -> None:
        self._processes: dict[str, SpawnProcess] = {}

    def __enter__(self) -> Self:
        """Nothing is made until it is asked for."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Give up what is not ready by now."""
        for process in self._processes.values():
            process.kill()
            process.join()
            process.close()

    def make_for_routes(self) -> None:
        """Have those made that search routes, unless that was asked for before."""
        self._begun(_make_for_routes)

    def ready_within(self, seconds: float, stop: Callable[[], bool]) -> bool:
        """Whether those that choose days are ready, waiting for them if need be.

        Parameters
        ----------
        seconds : float
            Longest wait; none where they cannot be made in it. [s]
        stop : callable
            Answers True to wait no longer.

        Returns
        -------
        bool
            True at once where they have been made before.

        Examples
        --------
        >>> from models.inventory_routing.ready import prepare
        >>> prepare()
        >>> with LoopMaker() as maker:
        ...     maker.ready_within(1.0, lambda: False)
        True
        """
        from models.inventory_routing import ready  # heavy

        return self._within(seconds, stop, ready, _make_for_days, (_LEAST_S, _MAKING_S))

    def levels_within(self, seconds: float, stop: Callable[[], bool]) -> bool:
        """Whether those that fit demand and set levels are ready, waiting for them if need be.

        Parameters
        ----------
        seconds, stop
            As for :meth:`ready_within`.

        Returns
        -------
        bool
            True at once where they have been made before.

        Examples
        --------
        >>> from models.inventory.ready import prepare
        >>> _ = prepare()
        >>> with LoopMaker() as maker:
        ...     maker.levels_within(1.0, lambda: False)
        True
        """
        from models.inventory import ready  # heavy

        least = (_LEAST_LEVELS_S, _MAKING_LEVELS_S)
        return self._within(seconds, stop, ready, _make_for_levels, least)

    def _within(
        self,
        seconds: float,
        stop: Callable[[], bool],
        ready: _Ready,
        make: Callable[[], None],
        least: tuple[float, float],
    ) -> bool:
        """Whether some are ready in time; ``least`` waits are of use: elsewhere, and made here."""
        elsewhere, here = least
        if ready.is_ready():
            return True
        if not ready.may_last():
            return seconds >= here
        until = time.monotonic() + (seconds if seconds >= elsewhere else 0.0)
        process = self._begun(make)
        while process.is_alive() and time.monotonic() < until and not stop():
            process.join(_BEAT_S)
        return not process.is_alive() and ready.is_ready()

    def _begun(self, make: Callable[[], None]) -> SpawnProcess:
        """The process that makes some, begun if it has not been."""
        if make.__name__ not in self._processes:
            log.warning(_MAKING)
            with signals_held():
                process = fresh().Process(target=make, daemon=True)
                process.start()
            self._processes[make.__name__] = process
        return self._processes[make.__name__]


def prepare_for_days() -> None:
    """Make what chooses days and judges them, or load it where it has been made before.

    Examples
    --------
    >>> prepare_for_days()
    """
    from models.inventory import day_draws
    from models.inventory_routing import ready

    day_draws.prepare()  # first: those that judge are needed whether days are chosen or not
    ready.prepare()


def _make_for_days() -> None:
    leave_signals_to_parent()
    prepare_for_days()


def _make_for_levels() -> None:
    leave_signals_to_parent()
    from models.inventory.ready import prepare

    prepare()


def _make_for_routes() -> None:
    leave_signals_to_parent()
    from models.routing.ready import prepare

    prepare(shipments=False)
