"""Is a workbook safe to open, and which of its cells hold formulas?

A workbook is a zip file of XML. Before a library unpacks it, its directory tells how large
it will be, and its parts are searched for document types, by which XML files attack their
reader. Formulas are searched for here, too, so that they need not be parsed.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from xml.etree import ElementTree

from optimizer.findings import Place
from optimizer.formats.gather import Gatherer, shorten
from optimizer.formats.limits import (
    MAX_PART_BYTES,
    MAX_TAGS,
    MAX_UNPACKED_BYTES,
    MAX_ZIP_ENTRIES,
)

__all__ = ["Formulas", "formula_cells"]

Formulas = dict[int, list[str]]
"""Letters of the columns with formulas, by the number of their row."""

_DOCTYPES = tuple("<!DOCTYPE".encode(codec) for codec in ("ascii", "utf-16-le", "utf-16-be"))
_STARTS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding=[\"']([^\"']{0,40})[\"']")
_PLAIN_ENCODINGS = {b"utf-8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}
_FORMULA = re.compile(rb"<(?:\w{1,20}:)?c\b([^<>]*)>\s*<(?:\w{1,20}:)?f\b")
_COORDINATE = re.compile(rb"\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def formula_cells(data: bytes, name: str, gatherer: Gatherer) -> dict[str, Formulas] | None:
    """Judge a workbook, and find its formulas.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        Name of the file, for findings.
    gatherer : Gatherer
        Gets F005, F013 or F014 where the workbook is not to be opened.

    Returns
    -------
    dict of str to Formulas, or None
        By the title of a sheet, its formulas; None where the workbook is not to be opened.
    """
    place = Place(name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            size = sum(entry.file_size for entry in entries)
            if size > MAX_UNPACKED_BYTES or len(entries) > MAX_ZIP_ENTRIES:
                message = f"unpacked, the workbook has {size} bytes in {len(entries)} parts"
                gatherer.error("F005", message, place)
                return None
            large = next((e.filename for e in entries if _is_too_large(e)), None)
            if large is not None:
                gatherer.error("F005", f"the part {shorten(large)} is too large", place)
                return None
            n_tags = 0
            found: dict[str, Formulas] = {}
            for entry in entries:
                part = archive.read(entry)
                n_tags += part.count(b"<")
                found[entry.filename] = _scan(part)
            if n_tags > MAX_TAGS:
                gatherer.error("F006", "the workbook has too many cells", place)
                return None
            titles = _titles(archive)
    except _DocumentTypeError:
        gatherer.error("F014", "the workbook declares a document type", place)
        return None
    except Exception as error:  # damaged files fail in many ways; all mean this
        message = f"the workbook cannot be opened ({type(error).__name__})"
        gatherer.error("F013", message, place)
        return None
    return {title: found.get(part, {}) for title, part in titles.items()}


class _DocumentTypeError(Exception):
    """XML with a document type, or in an encoding that could hide one."""


def _is_too_large(entry: zipfile.ZipInfo) -> bool:
    is_content = entry.filename.startswith(("xl/worksheets/", "xl/sharedStrings", "xl/media/"))
    return entry.file_size > MAX_PART_BYTES and not is_content


def _scan(part: bytes) -> Formulas:
    """Formulas of a part; refuses document types."""
    bare = part.lstrip()
    if not bare.startswith(_STARTS):
        return {}
    encoding = _ENCODING.match(bare.removeprefix(b"\xef\xbb\xbf"))
    if encoding is not None and encoding[1].lower() not in _PLAIN_ENCODINGS:
        raise _DocumentTypeError
    if any(doctype in part for doctype in _DOCTYPES):
        raise _DocumentTypeError
    cells: Formulas = {}
    for match in _FORMULA.finditer(part):
        coordinate = _COORDINATE.search(match[1])
        if coordinate is not None:
            cells.setdefault(int(coordinate[2]), []).append(coordinate[1].decode())
    return cells


def _titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Part of each sheet, by its title."""
    book = "xl/workbook.xml"
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {
        relation.get("Id"): posixpath.normpath(
            posixpath.join("/", posixpath.dirname(book), relation.get("Target", ""))
        ).lstrip("/")
        for relation in relations
    }
    tree = ElementTree.fromstring(archive.read(book))  # noqa: S314 - document types are refused
    sheets = (element for element in tree.iter() if element.tag.endswith("}sheet"))
    return {sheet.get("name", ""): targets.get(sheet.get(_RELATION), "") for sheet in sheets}
