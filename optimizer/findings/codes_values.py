"""Which findings are made about single values in files, and about what was tolerated there?

Codes F030-F049 and F050-F069.
"""

from __future__ import annotations

from optimizer.findings.entry import CodeEntry

__all__ = ["TOLERATED", "VALUES"]

VALUES: tuple[CodeEntry, ...] = (
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

TOLERATED: tuple[CodeEntry, ...] = (
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
