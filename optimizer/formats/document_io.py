"""How is a document of one kind read from a JSON file or stream?"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, TypeVar

from optimizer.findings import Place
from optimizer.formats.build import Where, build_document
from optimizer.formats.gather import Gatherer, Read
from optimizer.formats.json_text import parse_json
from optimizer.formats.text import is_folder, read_bytes
from optimizer.plan import Document

__all__ = ["parse_document", "read_content", "read_document", "source_name"]

D = TypeVar("D", bound=Document)


def read_document(model: type[D], source: Path | str | BinaryIO, told: str) -> Read[D]:
    """Read a document of one kind from a JSON file or stream.

    Parameters
    ----------
    model : type of Document
        Its kind.
    source : Path, str or binary stream
        The file, or an open stream.
    told : str
        What is said to whoever names a folder: "a plan is a JSON file".

    Returns
    -------
    Read of Document
        The document, and what was tolerated.

    Raises
    ------
    DataError
        With everything that is wrong.

    Examples
    --------
    >>> import io
    >>> from optimizer.plan import RoutePlan
    >>> stream = io.BytesIO(b'{"scenario": "tiny"}')
    >>> read_document(RoutePlan, stream, "a plan is a JSON file").value.scenario
    'tiny'
    """
    gatherer = Gatherer()
    name, data = read_content(source, told, gatherer)
    return gatherer.outcome(None if data is None else parse_document(model, data, name, gatherer))


def read_content(
    source: Path | str | BinaryIO, told: str, gatherer: Gatherer
) -> tuple[str, bytes | None]:
    """Name and content of a file or stream; None where something is wrong and has been told."""
    name = source_name(source)
    path = Path(source) if isinstance(source, str) else source
    if isinstance(path, Path) and is_folder(path):
        gatherer.error("F001", f"{told}, not a folder", Place(name), "Name the file.")
        return name, None
    return name, read_bytes(path, name, gatherer)


def parse_document(model: type[D], data: bytes, name: str, gatherer: Gatherer) -> D | None:
    """The document that JSON spells; None where something is wrong and has been told."""
    raw = parse_json(data, name, gatherer)
    return None if gatherer.failed else build_document(model, raw, Where(name), gatherer)


def source_name(source: Path | str | BinaryIO) -> str:
    """What findings call a source: the last part of its path, or the stream.

    Examples
    --------
    >>> import io
    >>> source_name("data/day.json"), source_name(io.BytesIO())
    ('day.json', 'standard input')
    """
    if isinstance(source, (str, Path)):
        return Path(source).name or str(source)
    return "standard input"
