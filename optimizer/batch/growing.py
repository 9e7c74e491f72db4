"""How does a file grow line by line, and is never found broken?

A line is written by one call and has reached the disk when that returns. What is killed in
the middle leaves a last line without its end; it is dropped when the file is opened again.
What the disk refuses is taken back.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from optimizer.findings import DataError, Finding, Place

__all__ = ["GrowingFile", "is_held", "whole_lines"]

_LOCK_TRIES, _LOCK_S = 5, 0.1
"""Whoever looks whether a file is held holds it for that moment. [s]"""


def whole_lines(data: bytes) -> bytes:
    r"""Content without a last line that was cut off.

    Examples
    --------
    >>> whole_lines(b"one\ntwo\nthr")
    b'one\ntwo\n'
    """
    return data[: data.rfind(b"\n") + 1]


def is_held(path: Path) -> bool:
    """Whether somebody has a file open to let it grow.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    bool
        True where the system has no locks, and nobody can tell.

    Examples
    --------
    >>> is_held(Path("there is none"))
    False
    """
    try:
        import fcntl
    except ImportError:  # not a Unix
        return True
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # a disk of another machine that has no locks
        return True
    finally:
        os.close(file)
    return False


class GrowingFile:
    """A file that only grows, by whole lines. Use it in a ``with`` block.

    Parameters
    ----------
    path : Path
        Made with its folder where it is not there. Only one at a time may have it open,
        where the system has locks.

    Raises
    ------
    DataError
        F004 if it cannot be written, S307 if another has it open.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
        except OSError as error:
            raise self._refused(error) from None
        try:
            _lock(self._file)
            self._size = _heal(self._file)
        except BlockingIOError:
            os.close(self._file)
            raise DataError(
                [Finding("S307", "another run has it open", Place(str(path)))]
            ) from None
        except OSError as error:
            os.close(self._file)
            raise self._refused(error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been written yet."""
        return self._size == 0

    def append(self, line: str) -> None:
        """Write a line; when this returns it is on the disk.

        Parameters
        ----------
        line : str
            Ends with a line feed, and has no other.

        Raises
        ------
        DataError
            F004 if the disk refuses; the file is then as it was before.
        """
        self.append_all([line])

    def append_all(self, lines: Iterable[str]) -> None:
        """Write several lines at once; when this returns all of them are on the disk.

        Parameters
        ----------
        lines : iterable of str
            Each ends with a line feed, and has no other.

        Raises
        ------
        DataError
            F004 if the disk refuses; the file is then as it was before.
        """
        data = "".join(lines).encode()
        size = len(data)
        try:
            while data:  # a disk that is nearly full takes a part, and then refuses
                data = data[os.write(self._file, data) :]
            os.fsync(self._file)
        except OSError as error:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, self._size)
            raise self._refused(error) from None
        self._size += size

    def _refused(self, error: OSError) -> DataError:
        reason = error.strerror or str(error)
        return DataError([Finding("F004", f"cannot be written: {reason}", Place(str(self._path)))])


def _lock(file: int) -> None:
    try:
        import fcntl
    except ImportError:  # not a Unix
        return
    for left in reversed(range(_LOCK_TRIES)):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not left:
                raise
            time.sleep(_LOCK_S)
        else:
            return


def _heal(file: int) -> int:
    """Drop a last line that was cut off; the size that is left. [bytes]"""
    size = os.fstat(file).st_size
    end = size
    step = 2**16
    while end > 0:
        start = max(0, end - step)
        os.lseek(file, start, os.SEEK_SET)
        found = os.read(file, end - start).rfind(b"\n")
        if found >= 0:
            end = start + found + 1
            break
        end = start
    if end != size:
        os.ftruncate(file, end)
    return end
