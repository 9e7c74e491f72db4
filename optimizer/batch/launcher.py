"""Who starts a job's process here? The fork server on Linux; elsewhere each starts afresh."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from optimizer.batch.cold_start import ColdStart
from optimizer.batch.process import Launcher

__all__ = ["launcher"]


def launcher(modules: Sequence[str]) -> Launcher:
    """The quickest launcher that this system has.

    Parameters
    ----------
    modules : sequence of str
        What jobs will import.
    """
    if sys.platform != "linux":
        return ColdStart()
    from optimizer.batch.fork_server import ForkServer

    return ForkServer(modules)
