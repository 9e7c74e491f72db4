"""How are the goods of a visit put in words? Lines of what goes off and what comes on.

Orders of one flow that go the same way are one line, as a driver counts them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.report.story import Goods, Stop
from optimizer.report.text import Language

__all__ = ["GoodsLine", "goods_lines"]

_FEW_PLACES = 2


@dataclass(frozen=True, slots=True)
class GoodsLine:
    """Carriers of one flow that go off or on together.

    Parameters
    ----------
    is_load : bool
        Whether they go on board.
    carriers : str
        How many.
    carrier : str
        What holds them.
    goods : str
        What they hold.
    places : str
        Where they come from (off) or go to (on).
    orders : tuple of str
        Their orders.
    """

    is_load: bool
    carriers: str
    carrier: str
    goods: str
    places: str
    orders: tuple[str, ...]


def _places(item: Goods) -> tuple[str, ...]:
    return tuple(site.name or site.id for site in item.other_end)


def _line(say: Language, items: list[Goods], *, all_places: bool) -> GoodsLine:
    first = items[0]
    places = tuple(dict.fromkeys(place for item in items for place in _places(item)))
    said = ", ".join(places)
    if not all_places and len(places) > _FEW_PLACES:
        said = say.plural("{n} site", "{n} sites", len(places))
    return GoodsLine(
        is_load=first.is_load,
        carriers=say.number(sum(item.handling.carriers for item in items)),
        carrier=first.carrier.name or first.carrier.id,
        goods=first.flow.name or first.flow.id,
        places=said,
        orders=tuple(dict.fromkeys(item.order.id for item in items)),
    )


def goods_lines(say: Language, stop: Stop, *, by_place: bool) -> tuple[GoodsLine, ...]:
    """What goes off and on at a visit, a line for each flow.

    Parameters
    ----------
    say : Language
        Language of numbers and counts.
    stop : Stop
        The visit.
    by_place : bool
        Whether goods that come from or go to different places have lines of their own.

    Returns
    -------
    tuple of GoodsLine
        In the order in which they are first handled.

    Examples
    --------
    >>> from tests.rigs import hospital_day, hospital_plan, travel_of
    >>> from optimizer.report.story import route_stories
    >>> day = hospital_day()
    >>> first = route_stories(day, travel_of(day), hospital_plan())[0].stops[0]
    >>> [line.goods for line in goods_lines(Language("en"), first, by_place=False)]
    ['Ren tvätt']
    """
    groups: dict[tuple[object, ...], list[Goods]] = {}
    for item in stop.goods:
        place = _places(item) if by_place else ()
        key = (item.is_load, item.flow.id, item.carrier.id, item.at_depot, place)
        groups.setdefault(key, []).append(item)
    return tuple(_line(say, items, all_places=by_place) for items in _in_order(groups.values()))


def _in_order(groups: Iterable[list[Goods]]) -> Iterable[list[Goods]]:
    return sorted(groups, key=lambda items: items[0].is_load)
