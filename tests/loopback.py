"""Which table service do tests ask? One on this computer, that answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

__all__ = ["Loopback", "honest", "mended", "serving"]

Answer = tuple[int, bytes]
"""HTTP status and content."""


@dataclass
class Loopback:
    """A table service on this computer: one second and ten metres per 0.001 degree of lon."""

    answer: Callable[[str], Answer]
    asked: list[str] = field(default_factory=list)
    location: str = ""
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def honest(path: str, *, mend: Callable[[dict[str, Any]], object] = lambda answer: None) -> Answer:
    """What such a service should answer, mended before it is sent."""
    parts = urlsplit(path)
    lons = [float(pair.split(",")[0]) for pair in parts.path.split("/")[-1].split(";")]
    query = parse_qs(parts.query)
    chosen = [
        [int(i) for i in query[key][0].split(";")] if key in query else list(range(len(lons)))
        for key in ("sources", "destinations")
    ]
    seconds = [[abs(lons[i] - lons[j]) * 1000 for j in chosen[1]] for i in chosen[0]]
    answer: dict[str, Any] = {
        "code": "Ok",
        "durations": seconds,
        "distances": [[10 * value for value in line] for line in seconds],
        "sources": [{"distance": 12.5, "name": "Storgatan"} for _ in chosen[0]],
    }
    mend(answer)
    return 200, json.dumps(answer).encode()


def mended(mend: Callable[[dict[str, Any]], object]) -> Callable[[str], Answer]:
    """Honest but for the mending."""
    return lambda path: honest(path, mend=mend)


@contextmanager
def serving() -> Iterator[Loopback]:
    """An honest service, for as long as it is asked."""
    loopback = Loopback(honest)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            loopback.asked.append(self.path)
            status, content = loopback.answer(self.path)
            self.send_response(status)
            if loopback.location:
                self.send_header("Location", loopback.location)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        loopback.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield loopback
        finally:
            server.shutdown()
            thread.join()
