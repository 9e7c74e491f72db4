"""Where does service fall short? A heat map of wards by stock classes, today and proposed.

A cell's shade says how much of the demand is missing against how much its target lets be
missing, so that critical and less critical classes can be read side by side. The figure
stands in the cell, and where the target is missed it is underlined and bold as well: the
shade is never alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimizer.report.level_story import LevelStory
from optimizer.report.service_cells import CellKey, Service, service_cells
from optimizer.report.text import N_, Language

__all__ = ["HeatMap", "HeatRow", "heat_map"]

_STEP_NAMES = (
    N_("at most half of what the target lets be missing"),
    N_("up to all of it: the target is met"),
    N_("up to one and a half times as much"),
    N_("up to three times as much"),
    N_("more"),
)
_CELL, _ROW, _HEAD = 37.0, 17.0, 32.0
_GAP = 7.0
_ROWS_IN_BLOCK = 25
_LONGEST, _CHARACTER = 30, 6.4
_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell of the map: where it is, what it says."""

    x: float
    text: str
    step: int
    below: bool
    title: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A ward of the map."""

    y: float
    name: str
    full_name: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class HeatHead:
    """A heading over columns."""

    x: float
    y: float
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class HeatBlock:
    """Some wards, drawn as one picture."""

    height: float
    rows: tuple[HeatRow, ...]
    label: str


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The map: blocks of wards under the same headings.

    Parameters
    ----------
    blocks : tuple of HeatBlock
        In the scenario's order of wards.
    heads : tuple of HeatHead
        Headings of every block.
    width : float
        Width of a block, in the drawing's units.
    cell, row : float
        Width and height of a cell.
    steps : tuple of (int, str)
        Shades and what they say.
    simulated : bool
        Whether it is simulated service rather than calculated.
    caption : str
        How many cells miss their target.
    """

    blocks: tuple[HeatBlock, ...]
    heads: tuple[HeatHead, ...]
    width: float
    cell: float
    row: float
    steps: tuple[tuple[int, str], ...]
    simulated: bool
    caption: str


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip(" ,.;:-–") + "…"


def _cell_text(fill_rate: float, say: Language) -> str:
    """The fill rate in percent, rounded so that nearly all is not told as all."""
    shown = 100 * fill_rate
    return say.number(min(shown, 99.9) if fill_rate < 1 - _EPSILON else shown, 1)


def _cell(x: float, service: Service, heading: str, say: Language) -> HeatCell:
    share, asked = say.percent(service.fill_rate, 2), say.percent(service.target, 1)
    title = say.text("{name}: {share} (target {target})", name=heading, share=share, target=asked)
    below = say.text(
        "{n} of {total} ward items below their target",
        n=say.number(service.n_below),
        total=say.number(service.n_pairs),
    )
    text = _cell_text(service.fill_rate, say)
    return HeatCell(x, text, service.step, service.below, f"{title}\n{below}")


def heat_map(story: LevelStory, say: Language) -> HeatMap | None:
    """Service of every ward to every stock class, today and as proposed.

    Parameters
    ----------
    story : LevelStory
        The plan and what is known of it.
    say : Language
        Language of the reader.

    Returns
    -------
    HeatMap or None
        None where there are no levels. Simulated service where there is some.

    Examples
    --------
    >>> from optimizer.report import level_story
    >>> from tests.stock import ward_stores
    >>> from tests.told_levels import our_levels, todays_levels
    >>> day = ward_stores()
    >>> story = level_story(day, our_levels(day), today=todays_levels(day))
    >>> [row.name for row in heat_map(story, Language("sv")).blocks[0].rows]
    ['Avdelning 1, kirurgi', 'Lerums mottagning']
    """
    ours, today, simulated = service_cells(story)
    if not ours:
        return None
    sides = [(say.text("Today"), today), (say.text("New"), ours)] if today else []
    sides = sides or [(say.text("New"), ours)]
    served = {ward for ward, _ in ours}
    wards = [w.id for w in story.scenario.wards if w.id in served]
    longest = max(len(_short(story.ward_names[ward])) for ward in wards)
    columns, heads = _columns(story, sides, longest * _CHARACTER + _GAP)
    blocks = tuple(
        _block(wards[first : first + _ROWS_IN_BLOCK], columns, story.ward_names, say)
        for first in range(0, len(wards), _ROWS_IN_BLOCK)
    )
    return HeatMap(
        blocks=blocks,
        heads=heads,
        width=columns[-1][0] + _CELL,
        cell=_CELL,
        row=_ROW,
        steps=tuple((step, say.text(name)) for step, name in enumerate(_STEP_NAMES)),
        simulated=simulated,
        caption=_caption(sides, say),
    )


_Column = tuple[float, str, str, Mapping[CellKey, Service]]


def _columns(
    story: LevelStory, sides: list[tuple[str, dict[CellKey, Service]]], x: float
) -> tuple[list[_Column], tuple[HeatHead, ...]]:
    """Places of the columns from x on with what stands in them, and the headings above."""
    columns: list[_Column] = []
    heads: list[HeatHead] = []
    for stock_class in story.classes:
        middle = x + len(sides) * _CELL / 2
        name = stock_class.name or stock_class.id
        room = int(len(sides) * _CELL / _CHARACTER)
        short = name if len(name) <= room else stock_class.id
        heads.append(HeatHead(middle, 11, short, name))
        for side, services in sides:
            heads.append(HeatHead(x + _CELL / 2, 25, side, side))
            columns.append((x, stock_class.id, f"{name}, {side}", services))
            x += _CELL
        x += _GAP
    return columns, tuple(heads)


def _block(
    wards: list[str], columns: list[_Column], names: Mapping[str, str], say: Language
) -> HeatBlock:
    rows = tuple(
        HeatRow(
            y=_HEAD + index * _ROW,
            name=_short(names[ward]),
            full_name=names[ward],
            cells=tuple(
                _cell(x, services[ward, stock_class], heading, say)
                for x, stock_class, heading, services in columns
                if (ward, stock_class) in services
            ),
        )
        for index, ward in enumerate(wards)
    )
    label = say.text("{first} to {last}", first=names[wards[0]], last=names[wards[-1]])
    return HeatBlock(_HEAD + len(wards) * _ROW, rows, label)


def _caption(sides: list[tuple[str, dict[CellKey, Service]]], say: Language) -> str:
    parts = [
        say.text(
            "{side}: {n} of {total} cells below the target",
            side=side,
            n=say.number(sum(service.below for service in services.values())),
            total=say.number(len(services)),
        )
        for side, services in sides
    ]
    return "; ".join(parts) + "."
