"""Who starts a job's process, and who is told of its end? A fork server, or a cold start.

Both offer the same: start a request, wait for its end a while, ask it to end, kill it with
everything it started. The fork server is Linux's; elsewhere each job starts afresh.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from optimizer.batch import child, zygote
from optimizer.batch.child import Request
from optimizer.batch.tree import kill_session

__all__ = ["ColdStart", "End", "ForkServer", "Launcher", "LostError", "Running", "launcher"]

_START_S = 120.0
_ONE_THREAD = (
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"),
    *("VECLIB_MAXIMUM_THREADS", "NUMEXPR_NUM_THREADS"),
)


def _command(module: str, *arguments: str) -> list[str]:
    """Command line that runs a module of ours, found where this process finds it."""
    code = (
        "import json, runpy, sys; sys.path[:] = json.loads(sys.argv.pop(1)); "
        "runpy.run_module(sys.argv[1], run_name='__main__', alter_sys=True)"
    )
    return [sys.executable, "-c", code, json.dumps(sys.path), module, *arguments]


class LostError(Exception):
    """The process that starts jobs has gone, and the job with it."""


@dataclass(frozen=True, slots=True)
class End:
    """How a process ended.

    Parameters
    ----------
    code : int
        Exit code; of one that a signal ended, its number with a minus.
    seconds : float
        Wall time from its start. [s]
    cpu_s : float or None
        Processor time of it and of what it has waited for. [s]
    peak_mb : float or None
        Most memory of the largest of them. [MiB]
    """

    code: int
    seconds: float
    cpu_s: float | None
    peak_mb: float | None


class Running(Protocol):
    """A job's process at work."""

    pid: int

    def wait(self, seconds: float) -> End | None:
        """Its end, or None after so many seconds."""

    def ask(self) -> None:
        """Ask it to end and to keep the best it has."""

    def kill(self) -> None:
        """Kill it with everything it has started."""


class Launcher(Protocol):
    """Starts processes."""

    def start(self, request: Request) -> Running:
        """Start one.

        Raises
        ------
        LostError
            If it could not be started.
        """

    def close(self) -> None:
        """Kill what is still running, and leave nothing behind."""


def launcher(modules: Sequence[str]) -> Launcher:
    """The quickest launcher that this system has.

    Parameters
    ----------
    modules : sequence of str
        What jobs will import.
    """
    return ForkServer(modules) if sys.platform == "linux" else ColdStart()


class ForkServer:
    """Starts jobs by a fork server, and the server again should it go.

    Parameters
    ----------
    modules : sequence of str
        What the server imports before it serves.
    """

    def __init__(self, modules: Sequence[str]) -> None:
        self._modules = tuple(modules)
        self._lock = threading.Lock()
        self._door: socket.socket | None = None
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Number of the server's process, once it is started."""
        return None if self._server is None else self._server.pid

    def start(self, request: Request) -> Running:
        """Start a job; see :class:`Launcher`."""
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                with self._lock:
                    self._ask(request, theirs)
            except (OSError, LostError) as error:  # others' jobs may run on all the same
                mine.close()
                raise LostError(f"the fork server takes no job: {error}") from None
        return _Forked(mine)

    def _ask(self, request: Request, line: socket.socket) -> None:
        message = [request.to_json().encode()]
        try:
            socket.send_fds(self._open(), message, [line.fileno()])
        except ConnectionError:  # it has died since: the next one takes it
            if self._server is not None:
                self._server.kill()
                self._server.wait()
            socket.send_fds(self._open(), message, [line.fileno()])

    def _open(self) -> socket.socket:
        if self._door is not None and self._server is not None and self._server.poll() is None:
            return self._door
        if self._door is not None:
            self._door.close()
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = _command(zygote.__name__, str(theirs.fileno()), *self._modules)
        with theirs:
            self._server = subprocess.Popen(  # noqa: S603 - our own module
                command,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                env=os.environ | dict.fromkeys(_ONE_THREAD, "1"),
            )
        mine.settimeout(_START_S)
        said = mine.recv(zygote.LONGEST)
        ready: dict[str, Any] = json.loads(said) if said else {"refused": "it ended"}
        if "ready" not in ready:
            mine.close()
            self._server.wait()
            raise LostError(f"the fork server does not start: {ready['refused']}")
        mine.settimeout(None)
        self._door = mine
        return mine

    def close(self) -> None:
        """Close the door; the server kills its jobs and ends."""
        with self._lock:
            if self._door is not None:
                self._door.close()
                self._door = None
            if self._server is not None:
                try:
                    self._server.wait(_START_S / 10)
                except subprocess.TimeoutExpired:
                    self._server.kill()  # its jobs go with it
                    self._server.wait()


class _Forked:
    """A job of the fork server."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        said = self._hear(_START_S)
        if said is None or "pid" not in said:
            self._line.close()
            reason = "it says nothing" if said is None else said.get("refused")
            raise LostError(f"the fork server has not started the job: {reason}")
        self.pid: int = said["pid"]

    def wait(self, seconds: float) -> End | None:
        said = self._hear(seconds)
        if said is None:
            return None
        self._line.close()
        return End(said["exit"], said["seconds"], said["cpu_s"], said["peak_kb"] / 1024)

    def ask(self) -> None:
        self._say(zygote.ASK)

    def kill(self) -> None:
        self._say(zygote.KILL)

    def _say(self, word: bytes) -> None:
        with contextlib.suppress(OSError):
            self._line.send(word)

    def _hear(self, seconds: float) -> dict[str, Any] | None:
        heard, _, _ = select.select([self._line], [], [], seconds)
        if not heard:
            return None
        try:
            text = self._line.recv(zygote.LONGEST)
        except ConnectionResetError:
            text = b""
        if not text:
            self._line.close()
            raise LostError("the fork server went away, and the job with it")
        said: dict[str, Any] = json.loads(text)
        return said


class ColdStart:
    """Starts each job as a process of its own from nothing: slow, and the same everywhere."""

    def start(self, request: Request) -> Running:
        """Start a job; see :class:`Launcher`."""
        command = _command(child.__name__, request.to_json())
        try:
            process = subprocess.Popen(  # noqa: S603 - our own module
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            raise LostError(f"no process could be started: {error}") from None
        return _Cold(process)

    def close(self) -> None:
        """Nothing is kept between jobs."""


class _Cold:
    """A process of its own."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._began = time.monotonic()
        self.pid = process.pid

    def wait(self, seconds: float) -> End | None:
        if not self._has_ended(seconds):
            return None
        if sys.platform == "win32":
            return End(self._process.wait(), self._seconds(), None, None)
        kill_session(self.pid, spare=self.pid)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        _pid, status, used = os.wait4(self.pid, 0)
        code = self._process.returncode = os.waitstatus_to_exitcode(status)
        peak = used.ru_maxrss / (1024 if sys.platform == "linux" else 2**20)
        return End(code, self._seconds(), used.ru_utime + used.ru_stime, peak)

    def ask(self) -> None:
        if sys.platform == "win32":
            self._process.terminate()
        else:  # by its number: Popen would reap it first, and its number be free
            os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        if sys.platform == "win32":
            self._process.kill()
        else:
            os.kill(self.pid, signal.SIGKILL)
            kill_session(self.pid)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)

    def _seconds(self) -> float:
        return time.monotonic() - self._began

    def _has_ended(self, seconds: float) -> bool:
        """Whether it has; it is not reaped yet, so that its number stays its own."""
        if not hasattr(os, "waitid"):
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
            return self._process.returncode is not None
        until = time.monotonic() + seconds
        while True:
            left = until - time.monotonic()
            if os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
                return True
            if left <= 0:
                return False
            time.sleep(min(0.02, left))
