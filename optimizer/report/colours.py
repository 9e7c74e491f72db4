"""Which look tells routes and hygiene classes apart, for every eye and on a grey printer?

Colours are never alone: a route also has its number and its dash, a hygiene class also
its hatching. The values of the colours live in the style sheet, once for light and once
for dark; here are the names of the styles only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from optimizer.domain import HygieneClass

__all__ = ["ClassStyle", "class_styles", "route_style"]

N_ROUTE_COLOURS = 6
N_DASHES = 4
N_CLASS_COLOURS = 8
N_HATCHES = 4


@dataclass(frozen=True, slots=True)
class ClassStyle:
    """How one hygiene class is drawn.

    Parameters
    ----------
    hygiene_class : str
        Its id.
    name : str
        Its name for people, or else its id.
    colour : int
        Number of its colour, from the cleanest (0) to the dirtiest.
    hatch : int
        Number of its hatching; 0 is plain.
    """

    hygiene_class: str
    name: str
    colour: int
    hatch: int


def route_style(number: int) -> str:
    """Style classes of a route: colour first, then the dash changes.

    Examples
    --------
    >>> route_style(1), route_style(7)
    ('c0 d0', 'c0 d1')
    """
    index = number - 1
    return f"c{index % N_ROUTE_COLOURS} d{index // N_ROUTE_COLOURS % N_DASHES}"


def class_styles(hygiene: Iterable[HygieneClass], used: Iterable[str]) -> Mapping[str, ClassStyle]:
    """Styles of the hygiene classes that are used, from the cleanest to the dirtiest.

    Parameters
    ----------
    hygiene : iterable of HygieneClass
        The hygiene matrix.
    used : iterable of str
        Ids of the classes that occur.

    Returns
    -------
    mapping of str to ClassStyle
        By id, in order of rank. Colours are spread over the whole scale; where there are
        more classes than colours, neighbours share one and differ by their hatching.

    Examples
    --------
    >>> clean = HygieneClass(id="CLEAN", rank=1, codes={})
    >>> soiled = HygieneClass(id="SOILED", rank=5, codes={})
    >>> [(s.colour, s.hatch) for s in class_styles([soiled, clean], ["CLEAN", "SOILED"]).values()]
    [(0, 0), (7, 1)]
    """
    wanted = set(used)
    classes = sorted((c for c in hygiene if c.id in wanted), key=lambda c: (c.rank, c.id))
    last = max(1, len(classes) - 1)
    styles: dict[str, ClassStyle] = {}
    of_colour: Counter[int] = Counter()
    for index, c in enumerate(classes):
        colour = round(index * (N_CLASS_COLOURS - 1) / last)
        crowded = len(classes) > N_CLASS_COLOURS
        hatch = (of_colour[colour] if crowded else index) % N_HATCHES
        of_colour[colour] += 1
        styles[c.id] = ClassStyle(c.id, c.name or c.id, colour, hatch)
    return styles
