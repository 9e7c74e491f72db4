"""How does a job start where there is no fork server? As a process of its own, from nothing."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time

from optimizer.batch import child
from optimizer.batch.child import Request
from optimizer.batch.process import End, LostError, Running, command
from optimizer.batch.tree import kill_session

__all__ = ["ColdStart"]


class ColdStart:
    """Starts each job as a process of its own from nothing: slow, and the same everywhere."""

    def start(self, request: Request) -> Running:
        """Start a job; see :class:`Launcher`."""
        words = command(child.__name__, request.to_json())
        try:
            process = subprocess.Popen(  # noqa: S603 - our own module
                words,
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
        if self._process.returncode is not None:  # noticing its end has reaped it
            return End(self._process.returncode, self._seconds(), None, None)
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
