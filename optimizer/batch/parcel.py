"""How does a job travel? Its files as bytes, under names that lead nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from optimizer.batch.job import Job
from optimizer.batch.verbs import VERBS

__all__ = ["pack", "packed_job", "unpack", "unpacked_job"]


def pack(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its relative name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def unpack(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files below a folder.

    Raises
    ------
    ValueError
        If a name leads out of the folder.

    Examples
    --------
    >>> unpack({"../plan.json": b""}, Path("out"))
    Traceback (most recent call last):
    ValueError: ../plan.json leads out of its folder
    """
    for name, data in files.items():
        relative = PurePosixPath(name)
        if relative.is_absolute() or ".." in relative.parts:
            raise ValueError(f"{name} leads out of its folder")
        path = folder / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def packed_job(job: Job) -> tuple[Job, dict[str, bytes]]:
    """A job with its inputs as files that travel with it.

    Parameters
    ----------
    job : Job
        The job, with paths of this machine.

    Returns
    -------
    job : Job
        The same with names of the files below.
    files : dict of str to bytes
        Their contents. What cannot be read is left out: the job then fails by itself.
    """
    files: dict[str, bytes] = {}
    verb = VERBS[job.verb]

    def taken(number: int, path: Path) -> str:
        name = f"{number}/{path.name}"
        try:
            if path.is_dir():
                found = {f.name: f.read_bytes() for f in path.iterdir() if f.is_file()}
                files.update({f"{name}/{file}": data for file, data in found.items()})
            elif path.is_file():
                files[name] = path.read_bytes()
        except OSError:
            pass
        return name

    changes: dict[str, Any] = {"input": taken(0, Path(job.input))}
    changes["options"] = {
        option: taken(number, Path(str(value))) if option in verb.inputs else value
        for number, (option, value) in enumerate(job.options.items(), start=1)
    }
    return job.model_copy(update=changes), files


def unpacked_job(job: Job, files: Mapping[str, bytes], folder: Path) -> Job:
    """A job that has travelled, with paths of the machine where it is now."""
    unpack(files, folder)
    verb = VERBS[job.verb]
    options = {
        option: str(folder / str(value)) if option in verb.inputs else value
        for option, value in job.options.items()
    }
    return job.model_copy(update={"input": str(folder / job.input), "options": options})
