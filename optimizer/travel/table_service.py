"""How is one table asked of an OSRM-compatible service, safely?

Retries with growing pauses on failures that may pass, no redirections, bounded answers,
nothing believed that has not the size that was asked. Good answers are kept on disk by
request, so that the same question is not asked twice.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlsplit

from optimizer.findings import DataError, Finding, Place
from optimizer.travel.table_answer import Table, parse_table

__all__ = ["TableService"]

_LOGGER = logging.getLogger("wardflow.travel")

BACK_OFF_S = (0.5, 1.5, 4.0)
"""Pauses before the second, third and fourth attempt. [s]"""
PATIENCE_S = 30.0
"""Longest wait for a connection, for the next bytes, and for a whole answer. [s]"""
LARGEST_ANSWER = 32 * 2**20
"""More than any table of a hundred coordinates needs. [bytes]"""
_HOST = re.compile(r"[^\s./:]{1,63}(\.[^\s./:]{1,63})*\.?|[0-9a-f:.]*:[0-9a-f:.]*")
"""Names and addresses of version 4, or addresses of version 6."""
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


class TableService:
    """A service at one address, for one profile. Use it in a ``with`` block.

    Parameters
    ----------
    url : str
        Base address, http or https.
    profile : str
        Profile of the service, for instance ``driving``.
    cache_dir : pathlib.Path, optional
        Where answers are kept; the user's cache folder where None.

    Raises
    ------
    DataError
        If the address cannot be used (T301).
    """

    def __init__(self, url: str, profile: str, cache_dir: Path | None = None) -> None:
        import httpx

        self._shown = _require_address(url)
        self._base = f"{url.strip().rstrip('/')}/table/v1/{quote(profile, safe='')}/"
        self._cache_dir = cache_dir or _user_cache_dir()
        try:
            self._client = httpx.Client(follow_redirects=False, timeout=httpx.Timeout(PATIENCE_S))
        except (ImportError, ValueError, httpx.InvalidURL) as error:  # of the environment
            # Its address may hold a password, and so may what is said of it.
            trouble = f"is behind a proxy that cannot be used ({type(error).__name__})"
            raise self._failed("T301", trouble) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._client.close()

    def table(self, sources: Sequence[str], destinations: Sequence[str] | None = None) -> Table:
        """Durations and distances from sources to destinations.

        Parameters
        ----------
        sources : sequence of str
            Coordinates as ``lon,lat``.
        destinations : sequence of str, optional
            Likewise; the sources where None.

        Returns
        -------
        Table
            Taken from the cache where the same was asked before.

        Raises
        ------
        DataError
            If the service does not answer (T302), refuses (T303) or answers something
            that is no such table (T304).
        """
        n_sources, n_destinations = len(sources), len(destinations or sources)
        query = "?annotations=duration,distance"
        if destinations is not None:
            first = ";".join(str(i) for i in range(n_sources))
            second = ";".join(str(n_sources + i) for i in range(n_destinations))
            query += f"&sources={first}&destinations={second}"
        url = self._base + ";".join([*sources, *(destinations or ())]) + query
        kept = self._cache_dir / f"{hashlib.sha256(url.encode()).hexdigest()}.json"
        remembered = _remembered(kept, n_sources, n_destinations)
        if remembered is not None:
            return remembered
        content = self._ask(url)
        try:
            table = parse_table(content, n_sources, n_destinations)
        except ValueError as error:
            raise self._failed("T304", f"answered something else than a table: {error}") from None
        _remember(kept, content)
        return table

    def _ask(self, url: str) -> bytes:
        """The answer's content; tries again after failures that may pass."""
        import httpx

        trouble = ""
        for pause in (0.0, *BACK_OFF_S):
            time.sleep(pause)
            try:
                status, content = self._attempt(url)
            except (httpx.InvalidURL, UnicodeError):
                raise self._failed("T301", "has a broken address") from None
            except httpx.TimeoutException:
                trouble = f"gave no answer within {PATIENCE_S:g} s"
            except httpx.HTTPError as error:
                trouble = f"cannot be reached ({type(error).__name__}: {error})"
            else:
                if status == httpx.codes.OK:
                    return content
                if status not in _PASSING:
                    raise self._failed("T303", f"refused with status {status}{_said(content)}")
                trouble = f"failed with status {status}"
            _LOGGER.info("the table service at %s %s", self._shown, trouble)
        raise self._failed("T302", f"{trouble}, in {1 + len(BACK_OFF_S)} attempts")

    def _attempt(self, url: str) -> tuple[int, bytes]:
        import httpx

        give_up = time.monotonic() + PATIENCE_S
        content = bytearray()
        with self._client.stream("GET", url) as response:
            for part in response.iter_bytes():
                content += part
                if len(content) > LARGEST_ANSWER:
                    raise self._failed("T304", "answered with more bytes than any table has")
                if time.monotonic() > give_up:
                    raise httpx.ReadTimeout("the answer trickles")
        return response.status_code, bytes(content)

    def _failed(self, code: str, trouble: str) -> DataError:
        place = Place("travel", column="osrm_url")
        return DataError([Finding(code, f"the table service at {self._shown} {trouble}", place)])


def _require_address(url: str) -> str:
    """The address without user and password; raises where it is no address."""
    place = Place("travel", column="osrm_url")
    if not url.strip():
        raise DataError([Finding("T301", "no address of a table service is set", place)])
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:  # which quotes the address, password and all
        raise DataError([Finding("T301", "the address is broken", place)]) from None
    is_name = _HOST.fullmatch(host or "") is not None
    if parts.scheme not in {"http", "https"} or not is_name or parts.query or parts.fragment:
        told = f'"{parts.scheme}://{host}"' if "@" not in url and is_name else "this"
        message = f"{told} is not a plain http or https address"
        raise DataError([Finding("T301", message, place)])
    shown = f"[{host}]" if ":" in str(host) else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port else "")


def _said(content: bytes) -> str:
    """What a refusal says of itself, kept short and on one line."""
    try:
        answer = json.loads(content)
    except ValueError:
        return ""
    said = answer.get("message") or answer.get("code") if isinstance(answer, dict) else ""
    return f' ("{" ".join(str(said).split())[:200]}")' if said else ""


def _user_cache_dir() -> Path:
    import platformdirs

    return Path(platformdirs.user_cache_dir("wardflow", appauthor=False)) / "travel"


def _remembered(kept: Path, n_sources: int, n_destinations: int) -> Table | None:
    try:
        return parse_table(kept.read_bytes(), n_sources, n_destinations)
    except (OSError, ValueError):
        return None


def _remember(kept: Path, content: bytes) -> None:
    """Keep an answer; a cache that cannot be written costs time, nothing else."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=kept.parent, delete=False) as beside:
            beside.write(content)
        Path(beside.name).replace(kept)
    except OSError as error:
        _LOGGER.warning("travel answers cannot be kept in %s: %s", kept.parent, error)
