"""Which text do these bytes spell? Encodings that Swedish exports use, and a limit on size."""

from __future__ import annotations

import codecs
import os
import re
import stat
from pathlib import Path
from typing import BinaryIO

from optimizer.findings import Place
from optimizer.formats.gather import Gatherer
from optimizer.formats.limits import MAX_FILE_BYTES

__all__ = ["decode", "in_utf8", "is_folder", "read_bytes"]

_JUNK = re.compile(r"[\x00-\x08\x0e-\x1f]")
_JUNK_CHARACTERS = "".join(map(chr, (*range(0x09), *range(0x0E, 0x20))))
_TWICE_DECODED = re.compile("\u00c3[\u00a5\u00a4\u00b6\u00a9\u2026\u201e\u2013\u0085\u0084\u0096]")
_BLANK = b" \t\r\n\xef\xbb\xbf"
_LOOKED_AT = 1000
_UTF8 = "UTF-8"
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


class _PipeError(OSError):
    """Reading might never begin: a named pipe, but not one that a shell has opened."""


def _content(path: Path, limit: int) -> bytes | None:
    """At most one byte more than the limit; None where the file is known to be larger.

    What is opened is what is judged, whatever takes its name meanwhile; and opening does
    not wait for a pipe's other end, as it would by itself.
    """
    is_ours = path.parent in {Path("/dev/fd"), Path("/proc/self/fd")}
    with open(path, "rb", opener=_at_once) as stream:
        kind = os.fstat(stream.fileno())
        if stat.S_ISFIFO(kind.st_mode) and not is_ours:
            raise _PipeError
        os.set_blocking(stream.fileno(), True)
        return None if kind.st_size > limit else stream.read(limit + 1)


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def read_bytes(
    source: Path | BinaryIO, name: str, gatherer: Gatherer, limit: int = MAX_FILE_BYTES
) -> bytes | None:
    """Content of a file or stream, never more than the limit.

    Parameters
    ----------
    source : Path or binary stream
        What is read.
    name : str
        Name for findings.
    gatherer : Gatherer
        Gets F002, F003, F005 or F008.
    limit : int, optional
        Most that is read. [bytes]

    Returns
    -------
    bytes or None
        None where a finding says why.
    """
    try:
        data = _content(source, limit) if isinstance(source, Path) else source.read(limit + 1)
    except _PipeError:
        gatherer.error("F003", "it is a pipe, which is read from stdin only", Place(name))
        return None
    except FileNotFoundError:
        gatherer.error("F002", "no file or folder is there", Place(name))
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        gatherer.error("F003", f"cannot be read: {reason}", Place(name))
        return None
    if data is None or len(data) > limit:
        gatherer.error("F005", f"the file is larger than {limit // 2**20} MB", Place(name))
        return None
    if not data[:_LOOKED_AT].strip(_BLANK) and not data.strip(_BLANK):
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
    text = _decode(data, source, gatherer)[0]
    if text is None:
        return None
    twice = _TWICE_DECODED.search(text)
    if twice is not None:
        row = text.count("\n", 0, twice.start()) + 1
        gatherer.tolerate("F063", source, row, "", f"there is {twice[0]!r} in the text")
    return text


def in_utf8(data: bytes, source: str, gatherer: Gatherer) -> bytes | None:
    """The same text in UTF-8, for files too large to be handled as text.

    Parameters
    ----------
    data : bytes
        Content of the file.
    source : str
        Name of the file, for findings.
    gatherer : Gatherer
        Gets F007 for what is no text, F050 for another encoding.

    Returns
    -------
    bytes or None
        The content, perhaps with a byte order mark; None where it is no text.

    Examples
    --------
    >>> in_utf8("Åmål".encode("cp1252"), "demand_history.csv", Gatherer()).decode()
    'Åmål'
    """
    text, encoding = _decode(data, source, gatherer)
    if text is None:
        return None
    return data if encoding == _UTF8 else text.encode()


def _decode(data: bytes, source: str, gatherer: Gatherer) -> tuple[str | None, str]:
    """Text and encoding; None where it is no text, which is told."""
    text, encoding = _guess(data)
    # Looking for one character after the other is ten times faster than for a class of them.
    if text is None or any(character in text for character in _JUNK_CHARACTERS):
        found = None if text is None else _JUNK.search(text)
        row = None if text is None or found is None else text.count("\n", 0, found.start()) + 1
        gatherer.error("F007", "the file is not text", Place(source, row))
        return None, ""
    if encoding != _UTF8:
        gatherer.tolerate("F050", source, None, "", f"read as {encoding}")
    return text, encoding


def _guess(data: bytes) -> tuple[str | None, str]:
    if data.startswith(_UTF16):
        try:
            return data.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError:
            return None, ""
    for codec, name in (("utf-8-sig", _UTF8), ("cp1252", "Windows-1252")):
        try:
            return data.decode(codec), name
        except UnicodeDecodeError:
            continue
    return None, ""
