"""What does support ask first? Versions, self-tests of the solvers, cores, memory, folders.

Each check answers for itself; what fails is told, and the others go on. The self-tests of
solvers run in a process of their own: a library that takes its process down is a result,
too. ``docs/promises.md`` tells what the answers mean.
"""

from __future__ import annotations

import json
import locale
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import click

from optimizer.cli.exits import Exit
from optimizer.cli.memory import MIB, held_bytes
from optimizer.cli.options import n_cores, talking
from optimizer.cli.tables import as_json, write_rows
from optimizer.cli.talk import Talk

__all__ = ["Answer", "doctor", "examine"]

_PATIENCE_S = 1200
"""Longest wait for the self-tests, which compile the search the first time on a machine. [s]"""
_CGROUP_LIMITS = (
    "/sys/fs/cgroup/memory.max",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes",
)
_NO_LIMIT = 2**60
"""What a control group says where it has no limit, and more. [bytes]"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one check found.

    Parameters
    ----------
    check : str
        What was looked at.
    ok : bool
        False where Wardflow will not work as it should.
    told : str
        What was found.
    """

    check: str
    ok: bool
    told: str


@click.command(short_help="Tell what support asks first.")
@click.option("--json", "as_document", is_flag=True, help="Answer as JSON.")
@talking
@click.pass_context
def doctor(context: click.Context, talk: Talk, *, as_document: bool) -> None:
    """Examine this installation: versions, solvers, cores, memory, folders.

    Solvers are tried on problems whose answers are known, which makes the machine code of the
    search where there is none yet. Exit code 1 if something will not work.
    """
    talk.say("Trying the solvers; this takes some seconds, the first time two to five minutes.")
    answers = examine()
    document = {
        "ok": all(answer.ok for answer in answers),
        "checks": [{"check": a.check, "ok": a.ok, "told": a.told} for a in answers],
    }
    if as_document:
        from optimizer.cli.talk import write_data

        write_data(as_json(document))
    else:
        rows = [(a.check, "ok" if a.ok else "FAILED", a.told) for a in answers]
        write_rows(("check", "state", "found"), rows, "table", document)
    if not document["ok"]:
        context.exit(Exit.FAULT)


def examine(self_tests: Callable[[], list[Answer]] | None = None) -> list[Answer]:
    """Make every check.

    Parameters
    ----------
    self_tests : callable, optional
        In the place of the solvers' own.

    Returns
    -------
    list of Answer
        In the order they are told.

    Examples
    --------
    >>> answers = examine(lambda: [])
    >>> answers[0].check, all(answer.ok for answer in answers)
    ('wardflow', True)
    """
    return [
        *_versions(),
        _place(),
        _cores(),
        _memory(),
        _folder("temporary files", Path(tempfile.gettempdir()) if _has_temp() else None),
        _folder("cache", _cache_folder(), needed=False),
        _words(),
        *(self_tests or _self_tests)(),
        _kernels(),  # which the self-tests have made
    ]


def _versions() -> list[Answer]:
    """Wardflow, Python, and each library that it asks for."""
    try:
        own = version("wardflow")
        names = [name for name in requires("wardflow") or [] if "extra ==" not in name]
    except PackageNotFoundError:
        own, names = "not installed: run from its folder", []
    answers = [
        Answer("wardflow", ok=True, told=own),
        Answer("python", ok=True, told=f"{platform.python_version()}, {sys.executable}"),
        Answer("system", ok=True, told=platform.platform()),
    ]
    for wanted in names:
        name = re.split(r"[^\w.-]", wanted)[0]
        try:
            answers.append(Answer(name, ok=True, told=version(name)))
        except PackageNotFoundError:
            answers.append(Answer(name, ok=False, told="not installed"))
    return answers


def _place() -> Answer:
    return Answer("installed in", ok=True, told=str(_root()))


def _root() -> Path:
    """The folder that the packages lie in."""
    import optimizer

    return Path(next(iter(optimizer.__path__))).resolve().parent


def _cores() -> Answer:
    return Answer("cores", ok=True, told=f"{n_cores()} to be used of {os.cpu_count()}")


def _memory() -> Answer:
    told = []
    for path in _CGROUP_LIMITS:
        try:
            limit = int(Path(path).read_text(encoding="ascii"))
        except (OSError, ValueError):  # "max" means none
            continue
        if limit < _NO_LIMIT:
            told.append(f"control group {limit // MIB} MB")
    try:
        import resource

        for name in ("RLIMIT_AS", "RLIMIT_DATA", "RLIMIT_NOFILE", "RLIMIT_NPROC"):
            most = resource.getrlimit(getattr(resource, name))[0]
            if most != resource.RLIM_INFINITY:
                unit = f"{most // MIB} MB" if name in {"RLIMIT_AS", "RLIMIT_DATA"} else str(most)
                told.append(f"{name} {unit}")
    except (ImportError, OSError):
        pass
    held = held_bytes()
    told.append("--max-memory " + ("can be kept" if held is not None else "cannot be kept here"))
    return Answer("limits", ok=True, told=", ".join(told))


def _has_temp() -> bool:
    try:
        return bool(tempfile.gettempdir())
    except OSError:
        return False


def _folder(what: str, folder: Path | None, *, needed: bool = True) -> Answer:
    """Whether a file can be made there, and how much room there is."""
    if folder is None:
        return Answer(what, ok=not needed, told="there is no folder that can be written into")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"wardflow")
        import shutil

        free = shutil.disk_usage(folder).free // MIB
    except OSError as error:
        return Answer(what, ok=not needed, told=f"{folder}: {error.strerror or error}")
    return Answer(what, ok=True, told=f"{folder}, {free} MB free")


def _cache_folder() -> Path:
    import platformdirs

    return Path(platformdirs.user_cache_dir("wardflow", appauthor=False))


def _kernels() -> Answer:
    """Whether compiled loops are kept, without which each run compiles them anew."""
    beside = _root() / "models"
    kept = os.environ.get("NUMBA_CACHE_DIR")
    folders = [Path(kept)] if kept else [beside, Path(_compiler_cache())]
    n_kept = sum(1 for folder in folders if folder.is_dir() for _ in folder.rglob("*.nbi"))
    can = any(os.access(_nearest(folder), os.W_OK) for folder in folders)
    told = f"{n_kept} kept" if n_kept else "none kept yet: the first use compiles them"
    return Answer("compiled loops", ok=True, told=told if can else f"{told}; no place to keep them")


def _compiler_cache() -> str:
    """The user's cache folder as the compiler of loops knows it."""
    import platformdirs

    return platformdirs.user_cache_dir("numba", appauthor=False)


def _nearest(folder: Path) -> Path:
    """The folder itself, or the nearest above it that is there."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _words() -> Answer:
    told = [
        f"locale {'.'.join(part or '-' for part in locale.getlocale())}",
        f"files {locale.getpreferredencoding(do_setlocale=False)}",
        f"names {sys.getfilesystemencoding()}",
        f"stdout {getattr(sys.stdout, 'encoding', None) or 'closed'}",
        f"time zone {time.strftime('%Z%z')}",
    ]
    return Answer("words", ok=True, told=", ".join(told))


def _self_tests() -> list[Answer]:
    """Try every solver, all of them in one process, as a long run would have them."""
    command = [sys.executable, "-m", "models.self_tests"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, cwd=_root(), capture_output=True, text=True, check=False, timeout=_PATIENCE_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return [Answer("self-tests", ok=False, told=type(error).__name__)]
    names, *lines = [json.loads(line) for line in done.stdout.splitlines()] or [["self-tests"]]
    answers = {line["check"]: Answer(**line) for line in lines}
    end = f"its process ended with {done.returncode}: {done.stderr.strip()[-300:]}"
    return [answers.get(name) or Answer(name, ok=False, told=end) for name in names]
