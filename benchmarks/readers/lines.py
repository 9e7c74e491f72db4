"""What are the lines and numbers of a file, and where, if they are not what was expected?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["ReadError", "numbers", "read_lines", "whole"]

_LARGEST = 1e9


class ReadError(ValueError):
    """A file is not what its set promises.

    Parameters
    ----------
    path : Path
        The file.
    line : int or None
        Line, from 1; None where it is about the whole file.
    found : str
        What is there.
    expected : str
        What should be there.

    Examples
    --------
    >>> print(ReadError(Path("a.vrp"), 7, "3 values", "node, x and y"))
    a.vrp:7: 3 values; expected node, x and y
    """

    def __init__(self, path: Path, line: int | None, found: str, expected: str) -> None:
        where = str(path) if line is None else f"{path}:{line}"
        super().__init__(f"{where}: {found}; expected {expected}")
        self.path = path
        self.line = line


def read_lines(path: Path) -> list[str]:
    """Lines of a text file, without their ends.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    list of str
        Stripped; empty ones are kept, so that numbers of lines hold.

    Raises
    ------
    ReadError
        If there is no such file, it is not text, or it ends within a line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReadError(path, None, "bytes that are not text", "a text file in UTF-8") from error
    except OSError as error:
        raise ReadError(path, None, str(error.strerror), "a file that can be read") from error
    if "\0" in text:
        raise ReadError(path, None, "bytes that are not text", "a text file in UTF-8")
    lines = [line.strip() for line in text.splitlines()]
    # The last number of a file cut off there would be another one.
    if lines and not text.endswith(("\n", "\r", "EOF")):
        raise ReadError(path, len(lines), "no end of the line", "it, or the file is cut off")
    return lines


def numbers(path: Path, line: int, tokens: Sequence[str], expected: str) -> list[float]:
    """Tokens as numbers.

    Parameters
    ----------
    path, line : Path, int
        Where they are.
    tokens : sequence of str
        What is there.
    expected : str
        What should be there, in words.

    Returns
    -------
    list of float
        Finite, none larger than a thousand millions.

    Raises
    ------
    ReadError
        If one is not such a number.

    Examples
    --------
    >>> numbers(Path("a.vrp"), 7, ["2", "-1.5"], "x and y")
    [2.0, -1.5]
    """
    try:
        found = [float(token) for token in tokens]
    except ValueError as error:
        raise ReadError(path, line, " ".join(tokens)[:60], expected) from error
    # Not a number is not at most anything either.
    if not all(abs(number) <= _LARGEST for number in found):
        raise ReadError(path, line, " ".join(tokens)[:60], f"{expected}, at most {_LARGEST:g}")
    return found


def whole(values: NDArray[np.float64], scale: int, path: Path, what: str) -> NDArray[np.int64]:
    """Numbers times a scale as integers that they are exactly.

    Parameters
    ----------
    values : numpy.ndarray of float64
        Amounts or times of a file.
    scale : int
        What makes them whole.
    path : Path
        The file, for the error.
    what : str
        What they are, for the error.

    Returns
    -------
    numpy.ndarray of int64
        Of the same shape.

    Raises
    ------
    ReadError
        If a number is negative, or has more decimals than the scale keeps.

    Examples
    --------
    >>> whole(np.array([12.5, 0.25]), 100, Path("a.vrp"), "demand").tolist()
    [1250, 25]
    """
    scaled = np.rint(values * scale)
    bad = (np.abs(scaled - values * scale) > 1e-6 * np.maximum(1.0, np.abs(scaled))) | (values < 0)
    if bad.any():
        found = f"{what} {values[bad].flat[0]:g}"
        raise ReadError(path, None, found, f"numbers from 0 in steps of {1 / scale:g}")
    return scaled.astype(np.int64)
