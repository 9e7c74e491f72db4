"""How are label searches of several vehicle types done at once, and ended when told to?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["Stop", "in_threads"]

ResultT = TypeVar("ResultT")

Stop = Callable[[], bool]
"""Asked now and then; True ends the work."""

_POLL_S = 0.05


def in_threads(
    jobs: Sequence[Callable[[NDArray[np.int64]], ResultT]], stop: Stop, n_jobs: int
) -> list[ResultT]:
    """Do several things at once, each told by an array of one when to end.

    Parameters
    ----------
    jobs : sequence of callable
        Each looks at the array it is given now and then, and ends when a one is in it.
    stop : callable
        Asked now and then; True ends them all.
    n_jobs : int
        Threads.

    Returns
    -------
    list
        What they answered.

    Examples
    --------
    >>> in_threads([lambda flag: int(flag[0]), lambda flag: 7], lambda: False, 2)
    [0, 7]
    """
    flag = np.zeros(1, np.int64)
    with ThreadPoolExecutor(max_workers=n_jobs) as pool:
        futures: list[Future[ResultT]] = [pool.submit(job, flag) for job in jobs]
        try:
            while wait(futures, timeout=_POLL_S, return_when=FIRST_EXCEPTION).not_done:
                if stop():
                    flag[0] = 1
        except BaseException:
            flag[0] = 1
            raise
    return [future.result() for future in futures]
