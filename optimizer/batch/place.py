"""Where do results lie, so that none is ever found half-written?

``results/NAME.KEY``, ``partial/NAME.KEY`` and ``failed/NAME.KEY`` in the output folder. A job
works in ``work/``; what it made is renamed to its place as a whole, with its record inside. So
a result that is there is complete, even where the journal was not written any more.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from pydantic import ValidationError

from optimizer.batch.job import GOOD, Record, State
from optimizer.batch.verbs import RECORD, VERBS
from optimizer.files import write_atomically
from optimizer.findings import DataError, Finding, Place

__all__ = ["Workplace"]

_SHELVES = {
    State.DONE: "results",
    State.STOPPED: "partial",
    State.INTERRUPTED: "partial",
}
_FAILED = "failed"
_WORK = "work"


class Workplace:
    """The output folder of a batch.

    Parameters
    ----------
    folder : Path
        Made where it is not there, in a folder that is.

    Raises
    ------
    DataError
        F004 if it cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        try:
            (self.folder / _WORK).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _refused(self.folder, error) from None

    @property
    def inputs(self) -> Path:
        """Where scenario documents of the manifest are kept."""
        return self.folder / "inputs"

    def stage(self, record: Record) -> Path:
        """A new folder for a job to work in."""
        name = f"{_named(record)}.{record.attempt}.{os.urandom(4).hex()}"
        folder = self.folder / _WORK / name
        try:
            folder.mkdir()
        except OSError as error:
            raise _refused(folder, error) from None
        return folder

    def settle(self, record: Record, staged: Path) -> Record:
        """Give what a job has made its place, as a whole.

        Parameters
        ----------
        record : Record
            What became of it.
        staged : Path
            The folder it has worked in, which is there no more afterwards.

        Returns
        -------
        Record
            The same, with the path of its result or log.

        Raises
        ------
        DataError
            F004 if the disk refuses; nothing that was there is lost.
        """
        kept = (staged / VERBS[record.verb].result).is_file()
        shelf = self.folder / (_SHELVES.get(record.state, _FAILED) if kept else _FAILED)
        target = shelf / _named(record)
        record = record.with_(path=target.relative_to(self.folder).as_posix())
        write_atomically(staged / RECORD, record.to_line().encode())
        try:
            shelf.mkdir(exist_ok=True)
            if target.exists():
                aside = self.folder / _WORK / f"{target.name}.{os.urandom(4).hex()}.old"
                target.rename(aside)
                staged.rename(target)
                shutil.rmtree(aside, ignore_errors=True)
            else:
                staged.rename(target)
            _reach_disk(shelf)
        except OSError as error:
            raise _refused(target, error) from None
        if record.state in GOOD:
            for other in {*_SHELVES.values(), _FAILED} - {shelf.name}:
                shutil.rmtree(self.folder / other / target.name, ignore_errors=True)
        return record

    def finished(self, name: str, key: str) -> Record | None:
        """The record of a job whose result is there, whether or not a journal knows it."""
        path = self.folder / _SHELVES[State.DONE] / f"{name}.{key[:12]}" / RECORD
        try:
            record = Record.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):
            return None
        return record if record.key == key and record.state in GOOD else None

    def clear(self) -> None:
        """Remove what runs that were killed have left behind; nobody may be at work here."""
        with contextlib.suppress(OSError):
            for path in list((self.folder / _WORK).iterdir()):
                shutil.rmtree(path, ignore_errors=True)


def _named(record: Record) -> str:
    return f"{record.job}.{record.key[:12]}"


def _reach_disk(folder: Path) -> None:
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _refused(path: Path, error: OSError) -> DataError:
    reason = error.strerror or str(error)
    return DataError([Finding("F004", f"cannot be written: {reason}", Place(str(path)))])
