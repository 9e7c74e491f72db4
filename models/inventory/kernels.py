"""How do loops over numbers become machine code? Numba, compiled once and kept.

The first call of a kernel compiles it, which takes seconds; later processes find it in
numba's cache. Numba is imported here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

__all__ = ["is_compiled", "kernel"]

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])


def kernel(function: FunctionT) -> FunctionT:
    """Compile a function at its first call; it keeps its type.

    Parameters
    ----------
    function : callable
        Loops over numbers and arrays, in the part of Python that numba knows.

    Returns
    -------
    callable
        The same, fast. Without a place to keep machine code it is compiled in each process.

    Notes
    -----
    What is kept is renewed when the kernel's own file changes, not when only a kernel of
    another file does that it calls: ``make clean`` then.

    Examples
    --------
    >>> @kernel
    ... def twice(x: float) -> float:
    ...     return 2.0 * x
    >>> twice(21.0)
    42.0
    """
    try:
        compiled = numba.njit(cache=True)(function)
    except RuntimeError:
        # Numba refuses to keep anything where neither the package's folder nor the user's
        # cache can be written, and for functions that no file holds.
        compiled = numba.njit(function)
    return cast("FunctionT", compiled)


def is_compiled(function: Callable[..., Any]) -> bool:
    """Whether a kernel has been compiled, or found in the cache, in this process.

    Parameters
    ----------
    function : callable
        A kernel.

    Returns
    -------
    bool
        False before its first call.

    Examples
    --------
    >>> @kernel
    ... def half(x: float) -> float:
    ...     return x / 2.0
    >>> is_compiled(half)
    False
    """
    return bool(getattr(function, "signatures", ()))
