"""How are the settings of a scenario kept: as TOML, or on a sheet of two columns?

Settings are what is no table: name, day, durations, travel, and of a baseline its cost and
where it comes from. On the sheet their paths are written out: ``travel.circuity``.
"""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from optimizer.findings import Place
from optimizer.formats.cells import CellError, parser
from optimizer.formats.gather import Gatherer, hint, shorten
from optimizer.formats.heading import FAULTY, Grid, is_blank
from optimizer.formats.layout import SETTINGS, Kind
from optimizer.formats.limits import MAX_SETTINGS_BYTES, MAX_SETTINGS_DOTS
from optimizer.formats.text import decode
from optimizer.formats.written import Cell

__all__ = ["parse_toml", "read_settings_sheet", "settings_toml"]


def parse_toml(data: bytes, source: str, gatherer: Gatherer) -> dict[str, Any] | None:
    r"""Plain values of ``scenario.toml``.

    Parameters
    ----------
    data : bytes
        Content of the file.
    source : str
        Name of the file, for findings.
    gatherer : Gatherer
        Gets every fault.

    Returns
    -------
    dict or None
        Nested plain values; None where the file is broken.

    Examples
    --------
    >>> parse_toml(b'day = 2026-11-21\n[travel]\ncircuity = 1.3', "scenario.toml", Gatherer())
    {'day': '2026-11-21', 'travel': {'circuity': 1.3}}
    """
    if len(data) > MAX_SETTINGS_BYTES:
        limit = f"{MAX_SETTINGS_BYTES // 2**10} kB"
        gatherer.error("F005", f"the file is larger than {limit}", Place(source))
        return None
    text = decode(data, source, gatherer)
    if text is None:
        return None
    if any(line.count(".") > MAX_SETTINGS_DOTS for line in text.splitlines()):
        gatherer.error("F011", "a key has too many parts", Place(source))
        return None
    try:
        plain: dict[str, Any] = _plain(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        gatherer.error("F009", f"the TOML is not well formed: {error}", Place(source))
        return None
    except RecursionError:
        gatherer.error("F011", "lists or tables are nested too deeply", Place(source))
        return None
    except ValueError:
        gatherer.error("F012", "there is a number of thousands of digits", Place(source))
        return None
    bands = plain.get("travel", {}).get("speed_bands") if _is_table(plain.get("travel")) else None
    if isinstance(bands, str):
        place = Place(source, None, "travel.speed_bands")
        plain["travel"]["speed_bands"] = _parse("travel.speed_bands", bands, place, gatherer)
    return plain


def settings_toml(cells: Mapping[str, Cell]) -> bytes:
    """Content of ``scenario.toml``.

    Parameters
    ----------
    cells : mapping of str to str, int, float or None
        Values by path; None is left out.

    Returns
    -------
    bytes
        TOML, encoded in UTF-8.

    Examples
    --------
    >>> print(settings_toml({"name": "tiny", "wash_min": 25.0, "travel.circuity": 1.3}).decode())
    name = "tiny"
    wash_min = 25.0
    <BLANKLINE>
    [travel]
    circuity = 1.3
    <BLANKLINE>
    """
    lines: list[str] = []
    section = ""
    for path, cell in sorted(cells.items(), key=lambda item: item[0].rpartition(".")[0]):
        owner, _, name = path.rpartition(".")
        if cell is None:
            continue
        if owner != section:
            lines += ["", f"[{owner}]"]
            section = owner
        lines.append(f"{name} = {_toml_value(SETTINGS[path].kind, cell)}")
    return "".join(f"{line}\n" for line in lines).encode()


def read_settings_sheet(grid: Grid, gatherer: Gatherer) -> tuple[dict[str, Any], dict[str, int]]:
    """Plain values of the sheet of settings, and the row of each path.

    Parameters
    ----------
    grid : Grid
        The sheet: paths in its first column, values in its second.
    gatherer : Gatherer
        Gets every fault and everything tolerated.

    Returns
    -------
    values : dict
        Nested plain values.
    rows : dict of str to int
        Row number by path.
    """
    values: dict[str, Any] = {}
    rows: dict[str, int] = {}
    for number, cells in _without_heading(grid.rows):
        path = "" if is_blank(cells[0]) else str(cells[0]).strip()
        cell = cells[1] if len(cells) > 1 else None
        place = Place(grid.source, number, path)
        if not path or any(not is_blank(extra) for extra in cells[2:]):
            gatherer.error("F026", "a value stands outside the columns setting and value", place)
        if not path:
            continue
        if path not in SETTINGS:
            remedy = hint(path, SETTINGS)
            gatherer.error("F027", f"there is no setting {shorten(path)}", place, remedy)
        elif path in rows:
            gatherer.error("F010", f"the setting {path} is given twice", place)
        else:
            rows[path] = number
            value = _cell_value(path, cell, place, gatherer)
            if value is not None:
                *owners, name = path.split(".")
                inner = values
                for owner in owners:
                    inner = inner.setdefault(owner, {})
                inner[name] = value
    return values, rows


def _without_heading(
    rows: Iterable[tuple[int, Any]],
) -> Iterable[tuple[int, Any]]:
    for number, cells in rows:
        if all(is_blank(cell) for cell in cells):
            continue
        if str(cells[0]).strip().casefold() == "setting":
            continue
        yield number, cells


def _cell_value(path: str, cell: object, place: Place, gatherer: Gatherer) -> object:
    """Value of a setting; None where it is left out, or its fault was told."""
    column = SETTINGS[path]
    if cell is FAULTY:
        return None
    if cell is None or cell == "":
        return "" if column.kind is Kind.TEXT and column.required else None
    return _parse(path, cell, place, gatherer)


def _parse(path: str, cell: object, place: Place, gatherer: Gatherer) -> object:
    def note(code: str, example: str) -> None:
        gatherer.tolerate(code, place.source, place.row, path, example)

    try:
        return parser(SETTINGS[path])(cell, note)
    except CellError as fault:
        gatherer.error(fault.code, fault.message, place, fault.remedy)
        return None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return value


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _toml_value(kind: Kind, cell: str | float) -> str:
    if isinstance(cell, str):
        if kind is Kind.DATE:
            return cell
        return json.dumps(cell, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(cell)
