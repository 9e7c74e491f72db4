"""Is a kernel machine code already? In this process, or kept by an earlier one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["is_compiled", "is_kept", "may_keep"]


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
    >>> from models.kernels import kernel
    >>> @kernel
    ... def half(x: float) -> float:
    ...     return x / 2.0
    >>> is_compiled(half)
    False
    """
    return bool(getattr(function, "signatures", ()))


def is_kept(function: Callable[..., Any]) -> bool:
    """Whether a kernel is compiled, or its machine code lies ready from an earlier process.

    Parameters
    ----------
    function : callable
        A kernel.

    Returns
    -------
    bool
        False where its first call would have to compile it.

    Examples
    --------
    >>> from models.kernels import kernel
    >>> @kernel
    ... def third(x: float) -> float:
    ...     return x / 3.0
    >>> is_kept(third)
    False
    """
    if is_compiled(function):
        return True
    kept = _kept(function)
    # Its index names the signatures of this very source, of none where the source has changed.
    return kept is not None and bool(kept._load_index())  # noqa: SLF001


def may_keep(function: Callable[..., Any]) -> bool:
    """Whether there is a place where a kernel's machine code is kept for later processes.

    Parameters
    ----------
    function : callable
        A kernel.

    Returns
    -------
    bool
        False where every process has to compile it.

    Examples
    --------
    >>> from models.kernels import plain
    >>> may_keep(plain)
    True
    """
    return _kept(function) is not None


def _kept(function: Callable[..., Any]) -> Any:
    """What numba keeps of a kernel, None where there is no place for it."""
    return getattr(getattr(function, "_cache", None), "_cache_file", None)
