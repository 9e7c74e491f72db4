"""Which text do these bytes spell? Encodings that Swedish exports use, and a limit on size."""

from __future__ import annotations

import codecs
import re
import stat
from pathlib import Path
from typing import BinaryIO

from optimizer.findings import Place
from optimizer.formats.gather import Gatherer
from optimizer.formats.limits import MAX_FILE_BYTES

__all__ = ["decode", "is_folder", "read_bytes"]

_JUNK = re.compile(r"[\x00-\x08\x0e-\x1f]")
_TWICE_DECODED = re.compile("\u00c3[\u00a5\u00a4\u00b6\u00a9\u2026\u201e\u2013\u0085\u0084\u0096]")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def is_folder(path: Path) -> bool:
    """Whether a path is a folder that may be looked into; False where the system refuses.

    What is no path at all, such as a name of a thousand letters, is told by
    :func:`read_bytes`, which fails for the same reason.

    Examples
    --------
    >>> is_folder(Path()), is_folder(Path("x" * 1000))
    (True, False)
    """
    try:
        return path.is_dir()
    except OSError:
        return False


def _waits_for_ever(path: Path) -> bool:
    """Whether reading may never begin: a named pipe, but not one that a shell has opened."""
    is_ours = path.parent in {Path("/dev/fd"), Path("/proc/self/fd")}
    return not is_ours and stat.S_ISFIFO(path.stat().st_mode)


def read_bytes(source: Path | BinaryIO, name: str, gatherer: Gatherer) -> bytes | None:
    """Content of a file or stream, never more than the limit.

    Parameters
    ----------
    source : Path or binary stream
        What is read.
    name : str
        Name for findings.
    gatherer : Gatherer
        Gets F002, F003, F005 or F008.

    Returns
    -------
    bytes or None
        None where a finding says why.
    """
    try:
        if isinstance(source, Path):
            if _waits_for_ever(source):
                gatherer.error("F003", "it is a pipe, which is read from stdin only", Place(name))
                return None
            with source.open("rb") as stream:
                data = stream.read(MAX_FILE_BYTES + 1)
        else:
            data = source.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        gatherer.error("F002", "no file or folder is there", Place(name))
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        gatherer.error("F003", f"cannot be read: {reason}", Place(name))
        return None
    if len(data) > MAX_FILE_BYTES:
        limit = f"{MAX_FILE_BYTES // 2**20} MB"
        gatherer.error("F005", f"the file is larger than {limit}", Place(name))
        return None
    if not data.strip(b" \t\r\n\xef\xbb\xbf"):
        gatherer.error("F008", "the file is empty", Place(name))
        return None
    return data


def decode(data: bytes, source: str, gatherer: Gatherer) -> str | None:
    r"""Text of a file in UTF-8, or else UTF-16 or Windows-1252 with a note.

    Parameters
    ----------
    data : bytes
        Content of the file.
    source : str
        Name for findings.
    gatherer : Gatherer
        Gets F007 for what is no text, F050 and F063 for what was tolerated.

    Returns
    -------
    str or None
        None where it is no text.

    Examples
    --------
    >>> gatherer = Gatherer()
    >>> decode("namn;ort\nVäster;Åmål".encode("cp1252"), "sites.csv", gatherer)
    'namn;ort\nVäster;Åmål'
    >>> [finding.code for finding in gatherer.findings()]
    ['F050']
    """
    text, encoding = _decode(data)
    found = None if text is None else _JUNK.search(text)
    if text is None or found is not None:
        row = None if text is None or found is None else text.count("\n", 0, found.start()) + 1
        gatherer.error("F007", "the file is not text", Place(source, row))
        return None
    if encoding != "UTF-8":
        gatherer.tolerate("F050", source, None, "", f"read as {encoding}")
    twice = _TWICE_DECODED.search(text)
    if twice is not None:
        row = text.count("\n", 0, twice.start()) + 1
        gatherer.tolerate("F063", source, row, "", f"there is {twice[0]!r} in the text")
    return text


def _decode(data: bytes) -> tuple[str | None, str]:
    if data.startswith(_UTF16):
        try:
            return data.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError:
            return None, ""
    for codec, name in (("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252")):
        try:
            return data.decode(codec), name
        except UnicodeDecodeError:
            continue
    return None, ""
