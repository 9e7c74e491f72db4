"""What do the fields and sections of a TSPLIB or VRPLIB file say?

Headers are ``NAME : value``, tables begin with ``..._SECTION``. The dialects differ in what
the tables mean; that is left to the modules that know one. Nothing is passed over in silence:
each reader names the fields and tables that it understands, and others are errors.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.readers.lines import ReadError, numbers, read_lines

__all__ = ["SectionFile", "Table", "read_sections"]

_TABLE = re.compile(r"([A-Z][A-Z0-9_]*)_SECTION\s*:?$")
_FIELD = re.compile(r"([A-Z][A-Z0-9_]*)\s*:\s*(.*)$")
_MOST = 10**9
_PLAIN = frozenset({"NAME", "COMMENT", "TYPE", "DIMENSION"})


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a section.

    Parameters
    ----------
    line : int
        Line of its heading.
    rows : list of (int, list of str)
        Line and tokens of each row.
    """

    line: int
    rows: list[tuple[int, list[str]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SectionFile:
    """A file, taken apart.

    Parameters
    ----------
    path : Path
        Where it was read.
    fields : dict of str to (int, str)
        Line and value of each field.
    tables : dict of str to Table
        By name, without ``_SECTION``.
    """

    path: Path
    fields: dict[str, tuple[int, str]]
    tables: dict[str, Table]

    @property
    def name(self) -> str:
        """Name that the file gives itself, or else that of the file."""
        return self.fields["NAME"][1] if "NAME" in self.fields else self.path.stem

    @property
    def n_vehicles(self) -> int:
        """Vehicles; a file with more is damaged, and would fill the memory."""
        return self.count("VEHICLES", high=100_000)

    @property
    def n_nodes(self) -> int:
        """Nodes, depots included."""
        return self.count("DIMENSION", low=2)

    def fail(self, line: int | None, found: str, expected: str) -> ReadError:
        """An error in this file."""
        return ReadError(self.path, line, found, expected)

    def demand_kind(self, kind: str, known: Collection[str], weights: Collection[str]) -> None:
        """Fail where the file is of another kind, or says what its reader does not know.

        Parameters
        ----------
        kind : str
            Value of TYPE.
        known : collection of str
            Fields and tables that the reader understands, besides the plain ones.
        weights : collection of str
            Ways of giving distances that it understands.
        """
        line, value = self._field("TYPE")
        if value != kind:
            raise self.fail(line, f"TYPE {value}", f"TYPE {kind}, as files of this set have")
        known = {*known, *_PLAIN, "EDGE_WEIGHT_TYPE"}
        for name, (at, _) in self.fields.items():
            if name not in known:
                raise self.fail(at, f"field {name}", f"one of {', '.join(sorted(known))}")
        for name, table in self.tables.items():
            if name not in known:
                raise self.fail(
                    table.line, f"table {name}_SECTION", f"one of {', '.join(sorted(known))}"
                )
        line, value = self._field("EDGE_WEIGHT_TYPE")
        if value not in weights:
            raise self.fail(line, f"EDGE_WEIGHT_TYPE {value}", " or ".join(sorted(weights)))

    def number(self, name: str) -> float:
        """Value of a field that is a number."""
        line, value = self._field(name)
        return self._numbers(line, [value], f"{name} to be a number")[0]

    def count(self, name: str, low: int = 1, high: int = _MOST) -> int:
        """Value of a field that is a whole number within bounds."""
        line, value = self._field(name)
        if not value.isascii() or not value.isdigit() or not low <= float(value) <= high:
            raise self.fail(line, f"{name} {value[:60]!r}", f"a whole number from {low} to {high}")
        return int(value)

    def table(self, name: str, n_rows: int, columns: str) -> NDArray[np.float64]:
        """Numbers of a table whose rows are numbered from 1.

        Parameters
        ----------
        name : str
            Without ``_SECTION``.
        n_rows : int
            Rows it must have.
        columns : str
            Names of the columns after the number, with spaces between.

        Returns
        -------
        numpy.ndarray of float64, shape (n_rows, n_columns)
            Without the numbers of the rows.
        """
        n = len(columns.split()) + 1
        expected = f"a number and {columns}"
        found = []
        for line, tokens in self._numbered(name, n_rows):
            if len(tokens) != n:
                raise self.fail(line, f"{len(tokens)} values in {name}_SECTION", expected)
            found.append(self._numbers(line, tokens, expected)[1:])
        return np.array(found, np.float64)

    def lists(self, name: str, n_rows: int, high: int) -> list[tuple[int, ...]]:
        """Rows of node numbers of any length, counted from 0; at most ``high`` nodes exist."""
        found = []
        for line, tokens in self._numbered(name, n_rows):
            found.append(tuple(self._node(line, token, high) for token in tokens[1:]))
        return found

    def each(self, name: str, n_rows: int) -> NDArray[np.float64]:
        """One number a row, from a table, or from a field that says it for all."""
        if name in self.tables:
            return self.table(name, n_rows, name.lower())[:, 0]
        return np.full(n_rows, self.number(name))

    def depots(self) -> int:
        """How many depots there are; they must be the first nodes."""
        n_nodes = self.n_nodes
        rows = [(line, token) for line, tokens in self._table("DEPOT").rows for token in tokens]
        if rows and rows[-1][1] == "-1":
            rows.pop()
        if not rows:
            raise self.fail(self._table("DEPOT").line, "no depot", "at least one")
        for position, (line, token) in enumerate(rows):
            if self._node(line, token, n_nodes) != position:
                raise self.fail(line, f"depot {token}", f"{position + 1}: depots are first nodes")
        if len(rows) == n_nodes:
            raise self.fail(self._table("DEPOT").line, "depots only", "customers as well")
        return len(rows)

    def coordinates(self) -> NDArray[np.float64]:
        """Where the nodes are, shape (n_nodes, 2)."""
        return self.table("NODE_COORD", self.n_nodes, "x y")

    def matrix(self) -> NDArray[np.int64]:
        """A full matrix of whole numbers, shape (n_nodes, n_nodes)."""
        n = self.n_nodes
        line, form = self._field("EDGE_WEIGHT_FORMAT")
        if form != "FULL_MATRIX":
            raise self.fail(line, f"EDGE_WEIGHT_FORMAT {form}", "FULL_MATRIX")
        table = self._table("EDGE_WEIGHT")
        found: list[float] = []
        for at, tokens in table.rows:
            found += self._numbers(at, tokens, "whole numbers")
            if len(found) > n * n:
                raise self.fail(at, f"more than {n * n} numbers", f"a matrix of {n} x {n}")
        if len(found) != n * n:
            raise self.fail(table.line, f"{len(found)} numbers", f"a matrix of {n} x {n}")
        flat = np.array(found)
        if (flat < 0).any() or (flat != np.rint(flat)).any():
            raise self.fail(
                table.line, "a distance that is no whole number", "whole numbers from 0"
            )
        matrix: NDArray[np.int64] = flat.astype(np.int64).reshape(n, n)
        return matrix

    def _field(self, name: str) -> tuple[int, str]:
        if name not in self.fields:
            raise self.fail(None, f"no field {name}", f"{name} : value")
        return self.fields[name]

    def _table(self, name: str) -> Table:
        if name not in self.tables:
            raise self.fail(None, f"no {name}_SECTION", "it, or the file is cut off")
        return self.tables[name]

    def _numbered(self, name: str, n_rows: int) -> list[tuple[int, list[str]]]:
        table = self._table(name)
        for position, (line, tokens) in enumerate(table.rows[:n_rows]):
            if tokens[0] != str(position + 1):
                raise self.fail(line, f"row {tokens[0]} in {name}_SECTION", f"row {position + 1}")
        if len(table.rows) != n_rows:
            line = table.rows[-1][0] if table.rows else table.line
            raise self.fail(line, f"{len(table.rows)} rows in {name}_SECTION", f"{n_rows}")
        return table.rows

    def _numbers(self, line: int, tokens: list[str], expected: str) -> list[float]:
        return numbers(self.path, line, tokens, expected)

    def _node(self, line: int, token: str, high: int) -> int:
        if not token.isascii() or not token.isdigit() or not 1 <= int(token) <= high:
            raise self.fail(line, f"node {token}", f"a whole number from 1 to {high}")
        return int(token) - 1


def read_sections(path: Path) -> SectionFile:
    """Take a file apart.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    SectionFile
        Its fields and tables.

    Raises
    ------
    ReadError
        If a line is neither, or something comes twice.
    """
    fields: dict[str, tuple[int, str]] = {}
    tables: dict[str, Table] = {}
    current: Table | None = None
    for number, text in enumerate(read_lines(path), start=1):
        if not text:
            continue
        if text == "EOF":
            break
        if heading := _TABLE.fullmatch(text):
            name = heading[1]
            current = Table(number)
            if name in tables:
                raise ReadError(path, number, f"a second {name}_SECTION", "one")
            tables[name] = current
        elif named := _FIELD.fullmatch(text):
            if named[1] in fields:
                raise ReadError(path, number, f"a second {named[1]}", "one")
            fields[named[1]] = (number, named[2].strip())
            current = None
        elif current is not None:
            current.rows.append((number, text.split()))
        else:
            raise ReadError(path, number, text[:60], "NAME : value, or the heading of a section")
    return SectionFile(path, fields, tables)
