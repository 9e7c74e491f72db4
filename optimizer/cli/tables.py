"""How do rows look as a table, as JSON and as CSV?"""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
from collections.abc import Iterable, Sequence

from optimizer.cli.talk import is_terminal, printable, write_data
from optimizer.findings import Finding

__all__ = ["FINDING_COLUMNS", "aligned", "as_csv", "as_json", "finding_rows", "write_rows"]

FINDING_COLUMNS = ("code", "severity", "where", "message", "remedy")
_LOOKS_LIKE_FORMULA = tuple("=+-@\t\n")


def finding_rows(findings: Iterable[Finding]) -> list[tuple[str, ...]]:
    """Findings as rows of :data:`FINDING_COLUMNS`."""
    return [(f.code, str(f.severity), str(f.place), f.message, f.remedy) for f in findings]


def write_rows(
    columns: Sequence[str], rows: Sequence[Sequence[object]], form: str, document: object
) -> None:
    """Write rows to stdout in the form that was asked for.

    Parameters
    ----------
    columns : sequence of str
        Headings.
    rows : sequence of sequences
        Cells; numbers are aligned to the right.
    form : {"table", "json", "csv"}
        The form.
    document : object
        What JSON says instead of the rows.
    """
    if form == "json":
        write_data(as_json(document))
    elif form == "csv":
        write_data(as_csv(columns, rows))
    elif rows and is_terminal(sys.stdout):
        _write_rich(columns, rows)
    elif rows:
        write_data(aligned(columns, rows))


def as_json(document: object) -> str:
    r"""JSON text, readable and ending with a newline.

    Examples
    --------
    >>> as_json({"ort": "Åmål"})
    '{\n  "ort": "Åmål"\n}\n'
    """
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    r"""CSV text with a header.

    Examples
    --------
    >>> as_csv(["kpi", "value"], [["vehicles, used", 3]])
    'kpi,value\n"vehicles, used",3\n'
    >>> as_csv(["plan"], [["=SUM(A1)"]])
    "plan\n'=SUM(A1)\n"
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([_inert(cell) for cell in row] for row in (columns, *rows))
    return text.getvalue()


def _inert(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\r", "\n")  # which the writer puts into quotes, as it does not the other
    return f"'{text}" if text.startswith(_LOOKS_LIKE_FORMULA) else text


def aligned(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Plain text in columns, for pipes and files.

    Examples
    --------
    >>> print(aligned(["kpi", "value"], [["vehicles", 3], ["km", 1208.25]]), end="")
    kpi         value
    vehicles        3
    km        1208.25
    """
    numeric = _numeric(rows, len(columns))
    table = [list(columns), *([_text(cell) for cell in row] for row in rows)]
    widths = [max(len(line[i]) for line in table) for i in range(len(columns))]
    lines = [
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in table
    ]
    return "\n".join(lines) + "\n"


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.2f}"
    return printable(str(cell)).replace("\n", " ")


def _numeric(rows: Sequence[Sequence[object]], n_columns: int) -> list[bool]:
    """Which columns hold numbers, or nothing, in every row."""
    return [
        all(row[i] is None or isinstance(row[i], int | float) for row in rows)
        for i in range(n_columns)
    ]


def _write_rich(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading, right in zip(columns, _numeric(rows, len(columns)), strict=True):
        table.add_column(heading, justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_text(cell)) for cell in row))
    width = shutil.get_terminal_size().columns
    console = Console(file=sys.stdout, width=width)
    console.print(table)
