"""Which workbooks must be refused?"""

from __future__ import annotations

import datetime as dt
import functools
import io
import struct
import zipfile
from pathlib import Path

from tests.faults.build import (
    Fault,
    book_cell,
    book_part,
    fault,
    in_book,
    single,
)

__all__ = ["WORKBOOKS"]


@functools.cache
def _bomb() -> bytes:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/workbook.xml", "w") as part,
    ):
        for _ in range(300):
            part.write(b" " * 2**20)
    return packed.getvalue()


def _huge_sheet(data: bytes) -> bytes:
    return data.replace(b'r="A2"', b'r="XFD1048576"', 1)


def _lie_about_size(tmp: Path) -> Path:
    """A zip whose directory states small sizes."""
    target = book_part("xl/bomb.xml", lambda data: b" " * 2**20)(tmp)
    data = target.read_bytes().replace(struct.pack("<L", 2**20), struct.pack("<L", 10))
    target.write_bytes(data)
    return target


_ENTITIES = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>'

WORKBOOKS: dict[str, Fault] = {
    "zip bomb": fault(single("day.xlsx", _bomb), "F005"),
    "zip of too many parts": fault(book_part("xl/x.xml", lambda d: b"<a/>", times=2100), "F005"),
    "zip that lies": fault(_lie_about_size, "F013"),
    "workbook cut in half": fault(
        lambda tmp: _halved(book_cell("orders", 2, "id", "x")(tmp)), "F013"
    ),
    "zip that is no workbook": fault(single("day.xlsx", b"PK\x05\x06" + b"\0" * 18), "F013"),
    "text called workbook": fault(single("day.xlsx", b"id;flow\n"), "F013"),
    "entities": fault(book_part("xl/sharedStrings.xml", lambda data: _ENTITIES), "F014"),
    "external entity": fault(
        book_part(
            "xl/workbook.xml",
            lambda data: b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + data,
        ),
        "F014",
    ),
    "broken sheet": fault(
        book_part("xl/worksheets/sheet1.xml", lambda data: data[: len(data) // 2]), "F013"
    ),
    "formula": fault(book_cell("orders", 2, "carriers", "=4+4"), "F015"),
    "command in a formula": fault(
        book_cell("sites", 2, "name", '=HYPERLINK("http://x.example","laundry")'), "F015"
    ),
    "error in a cell": fault(book_cell("orders", 2, "carriers", "#REF!"), "F016"),
    "no sheet of orders": fault(in_book(lambda book: book.remove(book["orders"])), "F020"),
    "unknown sheet": fault(in_book(lambda book: book.create_sheet("order").append(["id"])), "F021"),
    "text in a workbook's number": fault(book_cell("orders", 2, "carriers", "eight"), "F031"),
    "date in a workbook's number": fault(
        book_cell("orders", 2, "carriers", dt.date(2026, 1, 1)), "F032"
    ),
}


def _halved(path: Path) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    return path
