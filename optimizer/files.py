"""How is a file replaced so that a reader sees the old one or the new one, never half of one?

The new content goes to a temporary file in the same folder, reaches the disk, and takes
the target's name in one step. Whatever goes wrong before that step leaves the old file
whole and no litter. Several files of one folder are staged first and renamed last.
"""

from __future__ import annotations

import contextlib
import gc
import os
import stat
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from optimizer.findings import DataError, Finding, Place

__all__ = ["needs_temporary_files", "write_atomically", "write_folder_atomically"]

_NEW_FILE_MODE = 0o666
"""Before the umask, as the system itself would make a file."""


def write_atomically(path: Path | str, data: bytes) -> None:
    """Write a file whole or not at all.

    Parameters
    ----------
    path : Path or str
        Target in an existing folder. A symbolic link is followed; a device or a pipe is
        written to directly, for it has no content to keep whole.
    data : bytes
        Whole content of the file.

    Raises
    ------
    DataError
        F004 if the file cannot be written; the old file, if any, is untouched.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> target = Path(folder.name, "plan.json")
    >>> write_atomically(target, b"{}")
    >>> target.read_bytes()
    b'{}'
    >>> folder.cleanup()
    """
    target = Path(path)
    staged: Path | None = None
    try:
        target = target.resolve()
        if target.exists() and not target.is_file() and not target.is_dir():
            with target.open("wb") as device:
                device.write(data)
            return
        staged = _stage(target, data)
        staged.replace(target)
        _reach_disk(target.parent)
    except (OSError, ValueError, RuntimeError) as error:
        raise _not_written(Path(path), error) from error
    finally:
        _discard([staged])


def write_folder_atomically(
    folder: Path | str, files: Mapping[str, bytes], *, obsolete: Iterable[str] = ()
) -> None:
    """Write several files of one folder, each whole or not at all.

    Every file is staged before the first one is renamed, so that a full disk or a missing
    permission changes nothing. Between two renames a reader may see new and old files
    side by side. Files of other names are left alone.

    Parameters
    ----------
    folder : Path or str
        Folder; made if missing, in a folder that exists.
    files : mapping of str to bytes
        Content by plain file name.
    obsolete : iterable of str
        Plain names of files that are removed where they exist and are not written.

    Raises
    ------
    DataError
        F004 if a file cannot be written.
    """
    folder = Path(folder)
    staged: dict[Path, Path] = {}
    made = False
    try:
        made = not folder.exists()
        folder.mkdir(exist_ok=True)
        for name, data in files.items():
            target = (folder / name).resolve()
            staged[target] = _stage(target, data)
        for target, temporary in staged.items():
            temporary.replace(target)
        for name in obsolete:
            if name not in files:
                (folder / name).unlink(missing_ok=True)
        _reach_disk(folder)
    except (OSError, ValueError, RuntimeError) as error:
        _discard(staged.values())
        if made:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise _not_written(folder, error) from error
    finally:
        _discard(staged.values())


@contextlib.contextmanager
def needs_temporary_files(name: str) -> Iterator[None]:
    """Tell where a library finds no room for its temporary files.

    Parameters
    ----------
    name : str
        What is being made.

    Raises
    ------
    DataError
        F004 if the folder for temporary files is missing, full or locked.

    Examples
    --------
    >>> with needs_temporary_files("day.xlsx"):
    ...     raise OSError(28, "No space left on device")
    Traceback (most recent call last):
    optimizer.findings.finding.DataError: error F004 day.xlsx: cannot be written: \
the folder for temporary files refuses: No space left on device. \
Make the folder, free some space, or choose another place.
    """
    try:
        yield
    except OSError as error:
        _let_go(error)
        reason = error.strerror or type(error).__name__
        message = f"cannot be written: the folder for temporary files refuses: {reason}"
        raise DataError([Finding("F004", message, Place(name))]) from error


def _let_go(error: OSError) -> None:
    """Drop what a library has half written, in silence: it would try once more to write it."""
    before, sys.unraisablehook = sys.unraisablehook, lambda _: None
    try:
        traceback.clear_frames(error.__traceback__)
        gc.collect()
    finally:
        sys.unraisablehook = before


def _stage(target: Path, data: bytes) -> Path:
    """Write the content beside its target, on the disk, under a name nobody has."""
    if target.is_dir():
        raise IsADirectoryError("a folder has that name")
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
    temporary = target.with_name(f".{target.name[:100]}.{os.getpid()}-{os.urandom(4).hex()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _NEW_FILE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if mode is not None:
            temporary.chmod(mode)
    except BaseException:
        _discard([temporary])
        raise
    return temporary


def _discard(temporaries: Iterable[Path | None]) -> None:
    for temporary in temporaries:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def _reach_disk(folder: Path) -> None:
    """Make the renaming itself durable, where the system lets folders be synchronised."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _not_written(path: Path, error: Exception) -> DataError:
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return DataError([Finding("F004", f"cannot be written: {reason}", Place(str(path)))])
