"""When is a job the same job? When input, verb, settings and version are.

The input counts by its content, not by its path or date: the bytes of a file, or the names
and bytes of a folder's files. No input is parsed for that, so that none can do harm here.
"""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from optimizer.batch.job import Job
from optimizer.batch.verbs import VERBS

__all__ = ["content_sha256", "key_of", "wardflow_version"]

_CHUNK = 2**20


def wardflow_version() -> str:
    """Version of Wardflow; empty where it is not installed."""
    try:
        return version("wardflow")
    except PackageNotFoundError:
        return ""


def key_of(job: Job) -> str:
    """Key of a job: equal keys, equal work.

    Parameters
    ----------
    job : Job
        The job. Its limits do not count, except cores, which decide what is found.

    Returns
    -------
    str
        Sixty-four hexadecimal digits. An input that cannot be read has a key too, which no
        finished job has.

    Examples
    --------
    >>> job = Job(name="a", verb="solve", input="instances/tiny")
    >>> key_of(job) == key_of(job.model_copy(update={"name": "b"}))
    True
    >>> key_of(job) == key_of(job.model_copy(update={"options": {"seed": 2}}))
    False
    """
    verb = VERBS[job.verb]
    inputs = {"": content_sha256(Path(job.input))}
    settings: dict[str, object] = {}
    for name, value in job.options.items():
        if name in verb.inputs:
            inputs[name] = content_sha256(Path(str(value)))
        else:
            settings[name] = value
    what = {
        "inputs": inputs,
        "verb": job.verb,
        "settings": settings,
        "cores": job.limits.cores if verb.takes_jobs else None,
        "version": wardflow_version(),
    }
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()


def content_sha256(path: Path) -> str:
    """SHA-256 of a file, or of the names and contents of a folder's files.

    Parameters
    ----------
    path : Path
        File or folder.

    Returns
    -------
    str
        Sixty-four hexadecimal digits; ``unreadable`` where the system refuses.
    """
    digest = hashlib.sha256()
    try:
        if not path.is_dir():
            if not path.is_file():  # a pipe or a device may never end
                return "unreadable"
            _feed(digest, path)
            return digest.hexdigest()
        for file in sorted(path.iterdir(), key=lambda file: file.name):
            if file.is_file():
                own = hashlib.sha256()
                _feed(own, file)
                digest.update(json.dumps([file.name, own.hexdigest()]).encode())
    except (OSError, ValueError):
        return "unreadable"
    return digest.hexdigest()


def _feed(digest: hashlib._Hash, path: Path) -> None:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
