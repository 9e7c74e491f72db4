"""How does a job start in milliseconds? By forking from a process that has imported it all.

``python -m optimizer.batch.zygote FD NAME...`` imports modules, calls each ``module:function``
that makes something ready, and listens on a socket. Each message is a request and brings a
socket of its own, on which the job's number, and later its end, are told. The server has one
thread, so that a fork of it is as good as a fresh start. It is the parent of all jobs: it
alone reaps, so it alone may kill, for only then a number surely still means that job.

When whoever asked goes away, so do the jobs; none is left behind.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

from optimizer.batch.child import Request, adopt_orphans, become, load
from optimizer.batch.tree import children_of, kill_session

__all__ = ["ASK", "KILL", "LONGEST", "Server"]

ASK = b"T"
"""Asks the leader to end, by SIGTERM."""
KILL = b"K"
"""Kills all of the job."""
LONGEST = 256 * 1024
"""Most bytes of a request."""
_ROUNDS = 50
_QUIET = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(slots=True)
class _Job:
    line: socket.socket
    began: float


class Server:
    """The fork server.

    Parameters
    ----------
    door : socket.socket
        Where requests come from.
    """

    def __init__(self, door: socket.socket) -> None:
        self._door = door
        self._pid = os.getpid()
        self._jobs: dict[int, _Job] = {}
        self._selector = selectors.DefaultSelector()
        self._woken, waker = os.pipe()
        for end in (self._woken, waker):
            os.set_blocking(end, False)
        self._waker = waker
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        self._selector.register(self._woken, selectors.EVENT_READ, None)
        self._selector.register(door, selectors.EVENT_READ, None)

    def serve(self) -> None:
        """Serve until the door is closed; then kill what is left."""
        try:
            while self._beat():
                pass
        finally:
            for pid in self._jobs:
                self._kill(pid)
            while self._jobs:
                self._reap()
                time.sleep(0.001)

    def _beat(self) -> bool:
        for key, _events in self._selector.select():
            if key.fileobj is self._door:
                if not self._open():
                    return False
            elif key.fileobj == self._woken:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._woken, 4096)
            elif key.data in self._jobs:
                self._heed(key.data)
        self._reap()
        return True

    def _open(self) -> bool:
        """Take a request and start its job; False when nobody will ask any more."""
        try:
            text, handed, _flags, _address = socket.recv_fds(self._door, LONGEST, 1)
        except ConnectionResetError:
            return False
        if not text:
            return False
        line = socket.socket(fileno=handed[0])
        request = Request.from_json(text)
        began = time.monotonic()
        try:
            pid = os.fork()
        except OSError as error:  # no memory, or too many processes: that job's misfortune
            _tell(line, {"refused": str(error)})
            line.close()
            return True
        if pid == 0:
            self._forget()
            line.close()
            become(request, self._pid)
        self._jobs[pid] = _Job(line, began)
        self._selector.register(line, selectors.EVENT_READ, pid)
        _tell(line, {"pid": pid})
        return True

    def _forget(self) -> None:
        """Let go of everything that is the server's, in a child."""
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, *_QUIET):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self._selector.close()
        for job in self._jobs.values():
            job.line.close()
        self._door.close()
        os.close(self._woken)
        os.close(self._waker)

    def _heed(self, pid: int) -> None:
        try:
            word = self._jobs[pid].line.recv(1)
        except ConnectionResetError:
            word = b""
        if word == ASK:
            os.kill(pid, signal.SIGTERM)
            return
        if not word:  # nobody waits for it any more
            self._selector.unregister(self._jobs[pid].line)
        self._kill(pid)

    def _kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)  # by its number as well: it may not lead its session yet
        kill_session(pid)

    def _reap(self) -> None:
        """Notice every end. What a job leaves behind is killed before its number is free."""
        while True:
            try:
                ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if ended is None:
                return
            pid = ended.si_pid
            job = self._jobs.pop(pid, None)
            if job is not None:
                kill_session(pid, spare=pid)
                self._kill_strays(pid)
            _pid, status, used = os.wait4(pid, 0)
            if job is None:
                continue  # an orphan that was adopted
            with contextlib.suppress(KeyError):
                self._selector.unregister(job.line)
            end = {
                "exit": os.waitstatus_to_exitcode(status),
                "seconds": time.monotonic() - job.began,
                "cpu_s": used.ru_utime + used.ru_stime,
                "peak_kb": used.ru_maxrss,
            }
            _tell(job.line, end)
            job.line.close()

    def _kill_strays(self, ended: int) -> None:
        """Kill what left its job's session and lost its parent, and what that leaves behind."""
        for _round in range(_ROUNDS):
            known = {ended, *self._jobs}
            strays = [m.pid for m in children_of(self._pid) if m.pid not in known]
            if not strays:
                return
            for pid in strays:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.001)


def _tell(line: socket.socket, what: Mapping[str, object]) -> None:
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        line.send(json.dumps(what).encode())


def _n_threads() -> int:
    try:
        return len(os.listdir("/proc/self/task"))  # noqa: PTH208 - numbers are wanted
    except OSError:
        return 1


def main(arguments: list[str]) -> int:
    """Import what jobs need, say so, and serve; the exit code."""
    door = socket.socket(fileno=int(arguments[0]))
    for number in _QUIET:  # it ends when its door is closed, and not before its jobs
        signal.signal(number, signal.SIG_IGN)
    for name in arguments[1:]:
        if ":" in name:
            load(name)()
        else:
            importlib.import_module(name)
    n_threads = _n_threads()
    if n_threads != 1:  # a fork would take one thread along and leave the others' locks taken
        door.send(json.dumps({"refused": f"{n_threads} threads run after imports"}).encode())
        return 1
    adopt_orphans()
    gc.collect()
    gc.freeze()
    door.send(json.dumps({"ready": os.getpid()}).encode())
    Server(door).serve()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[2:]))
