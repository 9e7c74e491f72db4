"""Which findings are made about reading and writing files? Codes F001-F999.

F001-F019 are about files, F020-F029 about tables and columns, F030-F049 about values, and
F050-F069 are notes of what was tolerated in a file that was read all the same.
"""

from __future__ import annotations

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

_VALUES = (
    CodeEntry(
        "F030",
        "Value is missing",
        "A value that is required is empty or left out.",
        "Give the value.",
    ),
    CodeEntry(
        "F031",
        "Not a number",
        "The text cannot be read as a number.",
        "Write a number such as 1250 or 0.5, without a unit.",
    ),
    CodeEntry(
        "F032",
        "Not a whole number",
        "A number with decimals stands where whole things are counted.",
        "Write a whole number.",
    ),
    CodeEntry(
        "F033",
        "Neither yes nor no",
        "The text is none of the words for yes and no.",
        "Write yes or no.",
    ),
    CodeEntry(
        "F034",
        "Not a time of day",
        "The text cannot be read as a time of day.",
        "Write HH:MM, for instance 07:30.",
    ),
    CodeEntry(
        "F035",
        "Not a date",
        "The text cannot be read as a date.",
        "Write YYYY-MM-DD, for instance 2026-11-21.",
    ),
    CodeEntry(
        "F036",
        "Not a list of that form",
        "Windows or speed bands are not written in the form they need.",
        "Write windows as 06:00-11:30 12:30-16:00, and speed bands as 5:28 15:45.",
    ),
    CodeEntry(
        "F037",
        "Outside its range",
        "The number is smaller or larger than the column admits.",
        "Check the value and its unit; the ranges are in docs/formats.md.",
    ),
    CodeEntry(
        "F038",
        "Not one of the words",
        "The column admits certain words only.",
        "Use one of the words in docs/formats.md.",
    ),
    CodeEntry(
        "F039",
        "Not a name that can be referred to",
        "An id is empty, longer than 80 characters, begins with a space or one of = + - @, or "
        "contains one of / \\ | ; < > or a quote.",
        "Choose an id without these characters.",
    ),
    CodeEntry(
        "F040",
        "Text is too long or has control characters",
        "A text is longer than its column admits, or contains characters that cannot be printed.",
        "Shorten or clean the text.",
    ),
    CodeEntry(
        "F041",
        "Another kind of value",
        "A value is of another kind than the place needs: text for a number, a list for one value.",
        "Give the kind of value that docs/formats.md states.",
    ),
    CodeEntry(
        "F042",
        "Version that is not read",
        "The document states a schema version that this Wardflow does not know.",
        "Use a Wardflow that knows it, or write the document in version 1.0.",
    ),
    CodeEntry(
        "F043",
        "More findings than are told",
        "The file has so many faults that reading it was given up.",
        "Correct those that are told and read the file again.",
    ),
    CodeEntry(
        "F044",
        "A history that contradicts itself",
        "The columns of the demand history differ in length, point at no ward or item, or are "
        "not in the one order: by ward, item and day.",
        "Give the history as demand_history.csv, where rows may be in any order.",
    ),
)

_TOLERATED = (
    CodeEntry(
        "F050",
        "Another encoding than UTF-8",
        "The text was read as Windows-1252 or UTF-16.",
        "Export as UTF-8 to be sure of every letter.",
        "note",
    ),
    CodeEntry(
        "F051",
        "Another separator than semicolon",
        "The table was read with commas or tabs between its cells.",
        "Nothing needs to be done.",
        "note",
    ),
    CodeEntry(
        "F052",
        "Decimal comma",
        "Numbers were read with a comma before their decimals.",
        "Nothing needs to be done, unless the commas separate thousands.",
        "note",
    ),
    CodeEntry(
        "F053",
        "Separated thousands",
        "Numbers were read without the marks between their thousands.",
        "Nothing needs to be done.",
        "note",
    ),
    CodeEntry(
        "F054",
        "Trailing minus",
        "Numbers with a minus at their end, or another sign for it, were read as negative.",
        "Nothing needs to be done.",
        "note",
    ),
    CodeEntry(
        "F055",
        "Time written otherwise",
        "Times such as 07.30, 0730 or 7:30 were read as 07:30.",
        "Nothing needs to be done.",
        "note",
    ),
    CodeEntry(
        "F056",
        "Date written otherwise",
        "Dates such as 21/11 2026 or 261121 were read as 2026-11-21.",
        "Nothing needs to be done.",
        "note",
    ),
    CodeEntry(
        "F057",
        "Name or word in other letters",
        "A heading, table name or word was recognised although its letters differ in case or "
        "it has spaces.",
        "Nothing needs to be done.",
        "note",
    ),
    CodeEntry(
        "F058",
        "Rows above the heading",
        "Rows above the headings were skipped.",
        "Check that none of them holds data.",
        "note",
    ),
    CodeEntry(
        "F059",
        "Empty rows",
        "Rows without any value were skipped.",
        "Nothing needs to be done.",
        "note",
    ),
    CodeEntry(
        "F060",
        "Spaces around a value",
        "Spaces before or after ids, numbers and words were dropped.",
        "Nothing needs to be done.",
        "note",
    ),
    CodeEntry(
        "F061",
        "Yes or no in other words",
        "Words such as ja, true or 1 were read as yes, and their opposites as no.",
        "Nothing needs to be done.",
        "note",
    ),
    CodeEntry(
        "F062",
        "Short rows",
        "Rows with fewer cells than there are headings were filled up with empty cells.",
        "Check that the file is complete.",
        "warning",
    ),
    CodeEntry(
        "F063",
        "Letters that look decoded twice",
        "Texts contain marks such as Ã¥ where å, ä or ö are likely meant. They were kept.",
        "Export the file again as UTF-8.",
        "warning",
    ),
    CodeEntry(
        "F064",
        "File left aside",
        "A file in the folder is of a kind that scenarios are not read from.",
        "Nothing needs to be done, unless it was meant as a table: then save it as .csv.",
        "note",
    ),
    CodeEntry(
        "F065",
        "Rows added up",
        "The demand history has several rows of one ward, item and day: issues of one day.",
        "Nothing needs to be done, unless rows were exported twice.",
        "note",
    ),
)

CODES: tuple[CodeEntry, ...] = _FILES + _TABLES + _VALUES + _TOLERATED
