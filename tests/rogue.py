"""A command that does whatever its input says: what a supervisor has to live with.

It is called as a verb is, and obeys the first word of the file that it is given.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

__all__ = ["run"]


def run() -> None:
    """Do what the input says."""
    _verb, source, *rest = sys.argv[1:]
    output = Path(rest[rest.index("--output") + 1])
    deed, *words = Path(source).read_text(encoding="utf-8").split()
    _DEEDS[deed](output, words)


def _done(output: Path, words: list[str]) -> None:
    output.write_text("{}", encoding="utf-8")
    sys.stdout.write(json.dumps({"cost_total": float(words[0]) if words else 1.0}))
    sys.stderr.write('talk\n{"code": "V502"}\n{"code": "V502"}\n{"code": "V701"}\n{broken\n')


def _exit(output: Path, words: list[str]) -> None:
    sys.exit(int(words[0]))


def _abort(output: Path, words: list[str]) -> None:
    os.abort()


def _segfault(output: Path, words: list[str]) -> None:
    ctypes.string_at(0)


def _fault(output: Path, words: list[str]) -> None:
    raise ValueError("a fault")


def _once(output: Path, words: list[str]) -> None:
    """Fail the first time, and do well the second."""
    mark = Path(words[0])
    if not mark.exists():
        mark.touch()
        os.abort()
    _done(output, [])


def _hang(output: Path, words: list[str]) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if words:
        Path(words[0]).touch()
    while True:
        signal.pause()


def _doze(output: Path, words: list[str]) -> None:
    """Take a while."""
    time.sleep(float(words[0]))
    _done(output, [])


def _obey(output: Path, words: list[str]) -> None:
    """Work until asked to end, then keep the best."""

    def end(number: int, frame: FrameType | None) -> None:
        _done(output, [])
        sys.stdout.flush()
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, end)
    held = bytearray(2**20 * (int(words[1]) if len(words) > 1 else 0))
    held[:: 2**12] = b"x" * len(held[:: 2**12])
    Path(words[0]).touch()
    while True:
        signal.pause()


def _eat(output: Path, words: list[str]) -> None:
    """Take more and more memory, in small bites."""
    held = []
    while True:
        held.append(bytearray(8 * 2**20))


def _gulp(output: Path, words: list[str]) -> None:
    """Take far too much memory at once."""
    bytearray(2**42)


def _brood(output: Path, words: list[str]) -> None:
    """Leave children behind: one here, one that has fled, one that ignores everything."""
    pids = []
    for flees in (False, True):
        pid = os.fork()
        if pid == 0:
            if flees:
                os.setsid()
            _hang(output, [])
        pids.append(pid)
    Path(words[0]).write_text(" ".join(map(str, pids)), encoding="utf-8")
    if len(words) > 1:
        _hang(output, words[1:])
    _done(output, [])


def _tell_limits(output: Path, words: list[str]) -> None:
    import resource

    facts = {
        "cores": sorted(os.sched_getaffinity(0)),
        "leads": os.getsid(0) == os.getpid(),
        "variables": [name for name in os.environ if name.startswith("WARDFLOW_")],
        "core_file": resource.getrlimit(resource.RLIMIT_CORE)[0],
        "stdin": os.read(0, 1).decode(),
    }
    output.write_text(json.dumps(facts), encoding="utf-8")


_DEEDS: dict[str, Callable[[Path, list[str]], None]] = {
    "done": _done,
    "exit": _exit,
    "abort": _abort,
    "segfault": _segfault,
    "fault": _fault,
    "once": _once,
    "hang": _hang,
    "doze": _doze,
    "obey": _obey,
    "eat": _eat,
    "gulp": _gulp,
    "brood": _brood,
    "limits": _tell_limits,
}
