"""How much is read before a file is refused? Stated once, so that no input can hang or drown us.

They lie far above any hospital's day: a region's joint day has some thousand rows, 300 wards
of 400 items each 120 000. A demand history is read in columns, and has limits of its own.
"""

from __future__ import annotations

__all__ = [
    "MAX_CELLS",
    "MAX_COLUMNS",
    "MAX_DOCUMENT_BYTES",
    "MAX_FILE_BYTES",
    "MAX_FINDINGS_PER_TABLE",
    "MAX_HISTORY_BYTES",
    "MAX_HISTORY_ROWS",
    "MAX_JSON_BRACKETS",
    "MAX_JSON_COMMAS",
    "MAX_PART_BYTES",
    "MAX_ROWS",
    "MAX_ROW_CHARACTERS",
    "MAX_SETTINGS_BYTES",
    "MAX_SETTINGS_DOTS",
    "MAX_SHEET_ROWS",
    "MAX_TAGS",
    "MAX_UNPACKED_BYTES",
    "MAX_ZIP_ENTRIES",
]

MAX_FILE_BYTES = 64 * 2**20
"""Largest file, and largest JSON document on a stream. [bytes]"""

MAX_HISTORY_ROWS = 20_000_000
"""Most rows of a demand history."""

MAX_HISTORY_BYTES = 1024 * 2**20
"""Largest ``demand_history.csv``. [bytes]"""

MAX_DOCUMENT_BYTES = 512 * 2**20
"""Largest JSON document with a demand history; the rest of it is held to the limit of a
file. [bytes]"""

MAX_SETTINGS_BYTES = 128 * 2**10
"""Largest ``scenario.toml``: its grammar lets small files ask for long work. [bytes]"""

MAX_SETTINGS_DOTS = 6000
"""Most dots in one of its lines, for a key of many parts asks for the longest work."""

MAX_UNPACKED_BYTES = 384 * 2**20
"""Largest workbook when unpacked; the packed file's own directory tells. [bytes]"""

MAX_ZIP_ENTRIES = 2000
"""Most files packed in a workbook."""

MAX_PART_BYTES = 8 * 2**20
"""Largest part of a workbook that is neither a sheet nor its texts. [bytes]"""

MAX_TAGS = 40_000_000
"""Most tags in the XML of a workbook."""

MAX_ROWS = 200_000
"""Most rows of a table, empty ones included."""

MAX_ROW_CHARACTERS = 256 * 2**10
"""Longest row as JSON: one order, or one route with all of its visits."""

MAX_COLUMNS = 1000
"""Most columns of a table."""

MAX_SHEET_ROWS = 2**20
"""Rows of a sheet, as Excel has them, the headings included."""

MAX_CELLS = 20_000_000
"""Most cells of a sheet, empty ones to the left of a used one included."""

MAX_JSON_BRACKETS = 3_000_000
"""Most opening brackets and braces in a JSON document, those in texts included."""

MAX_JSON_COMMAS = 10_000_000
"""Most commas in a JSON document, those in texts included."""

MAX_FINDINGS_PER_TABLE = 200
"""Most findings told of one table."""
