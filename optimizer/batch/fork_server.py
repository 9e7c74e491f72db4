"""How is the fork server asked, and started again should it go?

The other end is ``zygote``. Each job has a line of its own to it, on which its number and its
end are told, and on which it is asked to end or killed.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import subprocess
import threading
from collections.abc import Sequence
from typing import Any

from optimizer.batch import zygote
from optimizer.batch.child import Request
from optimizer.batch.process import End, LostError, Running, command
from optimizer.threads import ONE_THREAD

__all__ = ["ForkServer"]

_START_S = 600.0
"""Longest start; the first on a machine makes kernels, which takes a while. [s]"""
_END_S = 12.0


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
        words = command(zygote.__name__, str(theirs.fileno()), *self._modules)
        with theirs:
            self._server = subprocess.Popen(  # noqa: S603 - our own module
                words,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                env=os.environ | ONE_THREAD,
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
                    self._server.wait(_END_S)
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
