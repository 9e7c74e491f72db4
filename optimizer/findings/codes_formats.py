"""Which findings are made about reading and writing files? Codes F001-F999.

F001-F019 are about files, F020-F029 about tables and columns, F030-F049 about values, and
F050-F069 are notes of what was tolerated in a file that was read all the same.
"""

from __future__ import annotations

from optimizer.findings.codes_values import TOLERATED, VALUES
from optimizer.findings.entry import CodeEntry

__all__ = ["CODES"]

_FILES = (
    CodeEntry(
        "F001",
        "A format that is not read or written",
        "The name or content of the file is not one of the formats Wardflow knows.",
        "Use a folder of CSV tables with scenario.toml, a .json document or an .xlsx workbook.",
    ),
    CodeEntry(
        "F002",
        "Nothing at that path",
        "The path names no file or folder.",
        "Check the path; quote it if it has spaces.",
    ),
    CodeEntry(
        "F003",
        "File cannot be read",
        "The system refuses to open the file, or it is no ordinary file.",
        "Check that the file is there, closed in other programs, and that you may read it.",
    ),
    CodeEntry(
        "F004",
        "File cannot be written",
        "The folder is missing, full, or closed to you. The old file is untouched.",
        "Make the folder, free some space, or choose another place.",
    ),
    CodeEntry(
        "F005",
        "File is too large",
        "The file is larger than Wardflow reads, packed or unpacked.",
        "Check that it is the right file; remove what does not belong to the day.",
    ),
    CodeEntry(
        "F006",
        "Too many rows",
        "A table or document holds more rows, columns or cells than Wardflow reads.",
        "Remove the rows that do not belong to the day.",
    ),
    CodeEntry(
        "F007",
        "Not a text file",
        "The file holds bytes that no text has: a picture, a program, a packed file.",
        "Export it again as text, encoded in UTF-8.",
    ),
    CodeEntry(
        "F008",
        "Empty file",
        "There is nothing in the file.",
        "Export it again; a table without rows still has its headings.",
    ),
    CodeEntry(
        "F009",
        "Broken text",
        "The file breaks the grammar of its format: it is cut short, or a quote or bracket "
        "is not closed.",
        "Correct it at the line that is named, or export it again.",
    ),
    CodeEntry(
        "F010",
        "Key given twice",
        "A JSON object has the same key twice; only one of the values could be meant.",
        "Remove one of the two.",
    ),
    CodeEntry(
        "F011",
        "Nested too deeply",
        "Brackets within brackets go deeper than any document of Wardflow.",
        "Check that it is the right file.",
    ),
    CodeEntry(
        "F012",
        "Not a JSON number",
        "NaN, Infinity or a number of thousands of digits stands where a value should.",
        "Give the true value, or leave the key out.",
    ),
    CodeEntry(
        "F013",
        "Workbook cannot be opened",
        "The file is no .xlsx workbook, is damaged, or is locked with a password.",
        "Open it in a spreadsheet program and save it as .xlsx without a password.",
    ),
    CodeEntry(
        "F014",
        "Workbook is not safe",
        "Its XML declares a document type, which workbooks never do and attacks use.",
        "Open it in a spreadsheet program and save it anew as .xlsx.",
    ),
    CodeEntry(
        "F015",
        "Formula in a cell",
        "The cell holds a formula. What it gives depends on the program that opens it, so it "
        "is not a value.",
        "Copy the cells and paste them as values.",
    ),
    CodeEntry(
        "F016",
        "Error in a cell",
        "The cell shows an error such as #N/A or #REF!.",
        "Give the true value, or leave the cell empty.",
    ),
    CodeEntry(
        "F017",
        "Text the format cannot hold",
        "A text has characters or a length that this format would lose or change.",
        "Shorten the text, or remove control characters and spaces at the end of ids.",
    ),
    CodeEntry(
        "F018",
        "More rows than a sheet holds",
        "A workbook's sheet has a last row, and the table goes beyond it.",
        "Write the scenario as a folder of CSV tables or as a .json document.",
    ),
)

_TABLES = (
    CodeEntry(
        "F020",
        "Table is missing",
        "A table that every scenario needs is not there.",
        "Add it with its headings; see docs/formats.md.",
    ),
    CodeEntry(
        "F021",
        "Unknown table",
        "A CSV file or sheet has a name that no table of a scenario has.",
        "Rename it, or keep it elsewhere.",
    ),
    CodeEntry(
        "F022",
        "Table given twice",
        "Two files or sheets have the same table's name in different letters.",
        "Keep one of them.",
    ),
    CodeEntry(
        "F023",
        "Column is missing",
        "A column that the table cannot do without is not there.",
        "Add the column; see docs/formats.md.",
    ),
    CodeEntry(
        "F024",
        "Unknown column",
        "A heading is none of the table's columns.",
        "Correct the heading or remove the column; see docs/formats.md.",
    ),
    CodeEntry(
        "F025",
        "Column given twice",
        "Two headings name the same column.",
        "Remove one of them.",
    ),
    CodeEntry(
        "F026",
        "Cells without a heading",
        "A row has values to the right of the last heading or under an empty one.",
        "Give the column its heading, or remove the values. A separator inside a text needs "
        "quotes around that text.",
    ),
    CodeEntry(
        "F027",
        "Unknown key",
        "A key is none that the document knows at this place.",
        "Correct the key or remove it; see docs/formats.md.",
    ),
    CodeEntry(
        "F028",
        "Too few rows",
        "A table or list that needs at least one row has none.",
        "Add what is missing.",
    ),
    CodeEntry(
        "F029",
        "Rows that do not fit together",
        "Rows of the baseline contradict each other, or name a route that is not there.",
        "Give all rows of one visit the same site and times, and each route its row in "
        "baseline_routes.",
    ),
)

CODES: tuple[CodeEntry, ...] = (*_FILES, *_TABLES, *VALUES, *TOLERATED)
