"""How many threads do libraries of linear algebra start? One, unless whoever calls says more.

Nothing here multiplies large matrices, and a process with one thread can be forked, which
starts a search at once where a fresh interpreter takes a second.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

__all__ = ["ONE_THREAD", "keep_to_one_thread"]

ONE_THREAD: Mapping[str, str] = dict.fromkeys(
    (
        *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"),
        *("VECLIB_MAXIMUM_THREADS", "NUMEXPR_NUM_THREADS"),
    ),
    "1",
)
"""Variables of the environment that such libraries read when they are imported."""


def keep_to_one_thread() -> None:
    """Ask libraries that are not imported yet for one thread; what is said already stands.

    Examples
    --------
    >>> keep_to_one_thread()
    >>> "OPENBLAS_NUM_THREADS" in os.environ
    True
    """
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)
