"""How do loops over numbers become machine code? Numba, compiled once and kept.

The first call of a kernel compiles it, which takes seconds; later processes find it in
numba's cache. Numba is imported here and nowhere else.
"""

from __future__ import annotations

import hashlib
import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

__all__ = ["bare", "kernel", "part", "plain", "sums", "woven"]

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])

_BLAS = "scipy.linalg.cython_blas"


def _load_without_blas() -> None:
    """Have numba find no BLAS: looking for it takes a fifth of a second, and no kernel needs it."""
    if _BLAS in sys.modules:
        return
    sys.modules[_BLAS] = None  # type: ignore[assignment]  # so an import fails at once
    try:
        importlib.import_module("numba.np.arraymath")
    finally:
        del sys.modules[_BLAS]


_load_without_blas()

_STAMPS: dict[int, str] = {}
"""What each kernel was made of, by the identity of its compiled function."""


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

    Examples
    --------
    >>> @kernel
    ... def twice(x: float) -> float:
    ...     return 2.0 * x
    >>> twice(21.0)
    42.0
    """
    return _compiled(function, fastmath=False)


def part(function: FunctionT) -> FunctionT:
    """Compile a function within each kernel that calls it, and never by itself.

    A kernel holds all that it calls, compiled once more: long chains of kernels that call one
    another are compiled as often as they are long. What has one caller is a part of it.

    Parameters
    ----------
    function : callable
        As for :func:`kernel`.

    Returns
    -------
    callable
        The same.

    Examples
    --------
    >>> @part
    ... def third(x: float) -> float:
    ...     return x / 3.0
    >>> third(6.0)
    2.0
    """
    return _compiled(function, fastmath=False, inline=True)


def bare(function: FunctionT) -> FunctionT:
    """Compile a function that makes no arrays, and so need not count who refers to which.

    Where small kernels hand each other many arrays, that counting is most of the work.

    Parameters
    ----------
    function : callable
        As for :func:`kernel`; it makes no arrays, nor do those it calls, which are bare as well.

    Returns
    -------
    callable
        The same, fast.

    Examples
    --------
    >>> @bare
    ... def thrice(x: float) -> float:
    ...     return 3.0 * x
    >>> thrice(21.0)
    63.0
    """
    return _compiled(function, fastmath=False, counted=False)


def woven(function: FunctionT) -> FunctionT:
    """Compile a bare function into each kernel that calls it.

    A call hands over every array with its shape, hundreds of numbers where there are many. What
    is called for each step of a search is better woven in; where there are many callers that
    makes them long.

    Parameters
    ----------
    function : callable
        As for :func:`bare`.

    Returns
    -------
    callable
        The same, fast.

    Examples
    --------
    >>> @woven
    ... def quarter(x: float) -> float:
    ...     return x / 4.0
    >>> quarter(22.0)
    5.5
    """
    return _compiled(function, fastmath=False, counted=False, woven=True)


def sums(function: FunctionT) -> FunctionT:
    """Compile a function whose sums may be taken in any order, several terms at a time.

    Parameters
    ----------
    function : callable
        As for :func:`bare`; its numbers are finite.

    Returns
    -------
    callable
        The same, fast.

    Examples
    --------
    >>> @sums
    ... def total(x: float) -> float:
    ...     return x + x
    >>> total(21.0)
    42.0
    """
    return _compiled(function, fastmath={"reassoc", "contract", "nsz"}, counted=False)


def _compiled(
    function: FunctionT,
    *,
    fastmath: bool | set[str],
    counted: bool = True,
    inline: bool = False,
    woven: bool = False,
) -> FunctionT:
    options: dict[str, Any] = {"nogil": True, "fastmath": fastmath}
    if inline:
        options |= {"inline": "always"}
    if not counted:
        options |= {"_nrt": False, "error_model": "numpy"}
    if woven:
        options |= {"forceinline": True}
    try:
        compiled = numba.njit(cache=True, **options)(function)
    except RuntimeError:
        # Numba refuses to keep anything where neither the package's folder nor the user's
        # cache can be written, and for functions that no file holds.
        return cast("FunctionT", numba.njit(**options)(function))
    stamp = _stamp(function)
    _STAMPS[id(compiled)] = stamp
    # Numba forgets what it kept when the kernel's own file changes, but not when that of a
    # kernel it calls does, whose old code would then be run: so tell it what counts.
    kept: Any = getattr(getattr(compiled, "_cache", None), "_cache_file", None)
    if hasattr(kept, "_source_stamp"):
        kept._source_stamp = stamp  # noqa: SLF001
    return cast("FunctionT", compiled)


def _stamp(function: Callable[..., Any]) -> str:
    """Digest of the sources that a kernel can be made of: its module and what that imports."""
    files = {function.__code__.co_filename}
    called = set()
    root = function.__module__.partition(".")[0]
    for value in function.__globals__.values():
        called.add(_STAMPS.get(id(value), ""))
        module = getattr(value, "__module__", None)
        if isinstance(module, str) and module.partition(".")[0] == root:
            files.add(str(getattr(sys.modules.get(module), "__file__", "")))
    digest = hashlib.sha256("".join(sorted(called)).encode())
    for file in sorted(files):
        if Path(file).is_file():
            digest.update(Path(file).read_bytes())
    return digest.hexdigest()


@bare
def plain(n: int) -> int:
    """A whole number as any other: of constants, kernels are compiled one by one.

    Parameters
    ----------
    n : int
        A number that is written out in a kernel.

    Returns
    -------
    int
        The same.

    Examples
    --------
    >>> plain(2)
    2
    """
    # A sum is no constant any more.
    return n + 0
