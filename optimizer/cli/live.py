"""What stands on the last line of a terminal while work goes on? Nothing, where nobody looks."""

from __future__ import annotations

import contextlib
import sys
from types import TracebackType
from typing import Any, Self

from optimizer.cli.talk import Talk, is_terminal

__all__ = ["LiveLine"]


class LiveLine:
    """A line that is written over and over. Use it in a ``with`` block.

    Parameters
    ----------
    talk : Talk
        Whether anything is to be said; log lines in JSON are never mixed with it.
    """

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._live: Any = None
        if is_terminal(sys.stderr) and talk.log_form == "text" and not talk.quiet:
            from rich.console import Console
            from rich.live import Live

            # No refreshing thread: the work may fork, and each call refreshes anyway.
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

    def show(self, line: str) -> None:
        """Write the line anew."""
        if self._live is not None:
            from rich.text import Text

            with contextlib.suppress(OSError):  # the terminal may go, the work goes on
                self._live.update(Text(line), refresh=True)
