"""How does the command begin, before anything is loaded that could answer for itself?

Loading takes a moment, in which nothing can be lost: a signal that comes then ends the
process without a traceback. Whatever comes later is the affair of ``optimizer.cli.main``.
"""

from __future__ import annotations

import os
import signal
from types import FrameType

from optimizer.threads import keep_to_one_thread

__all__ = ["run"]


def run() -> None:
    """Entry point of the command ``wardflow``.

    Raises
    ------
    SystemExit
        Always, with a code of :class:`~optimizer.cli.exits.Exit`.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` and `&` may have it
            signal.signal(number, _leave)
    keep_to_one_thread()
    from optimizer.cli import main

    main.run()


def _leave(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    os._exit(128 + number)
