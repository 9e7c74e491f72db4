"""Which pieces go into which load carrier? Few carriers first, then wards kept together.

Goods have two sizes, room and weight, as shares of what a carrier holds. Several ways are
tried, those first that keep a ward's goods together:

1. every ward by itself, and its carriers that are not full put together as they are;
2. ward after ward, each going on in the carrier the one before it began;
3. ward after ward, each filling whatever room is left anywhere;
4. all goods by size, largest first, whatever their ward.

Each is first-fit decreasing within its order. The first that needs no more carriers than
room and weight ask for at least is taken; where none does, the one with the fewest carriers,
and of those the one where wards are spread over the fewest.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Goods", "Load", "least_carriers", "pack"]

_EPS = 1e-9

Load = tuple[tuple[int, int], ...]
"""One carrier: pairs of the index of goods and how many units of them."""


@dataclass(frozen=True, slots=True)
class Goods:
    """Units alike for one ward.

    Parameters
    ----------
    ward : str
        Ward they are for.
    units : int
        How many. [units]
    space, weight : float
        Share of a carrier's room, and of the weight it may hold, that a unit takes; in
        (0, 1] and [0, 1]. [-]
    """

    ward: str
    units: int
    space: float
    weight: float

    def __post_init__(self) -> None:
        if self.units < 1 or not (0 < self.space <= 1 and 0 <= self.weight <= 1):
            raise ValueError(f"{self} cannot be packed")

    @property
    def size(self) -> float:
        """Larger of the two shares of a unit. [-]"""
        return max(self.space, self.weight)


class _Carriers:
    """Carriers being filled, first fit."""

    def __init__(self, goods: Sequence[Goods]) -> None:
        self.loads: list[list[tuple[int, int]]] = []
        self._goods = goods
        self._free: list[tuple[float, float]] = []
        self._open: list[int] = []
        # Less room than this is of no use to anything.
        self._least_space = min(g.space for g in goods) - _EPS
        self._least_weight = min(g.weight for g in goods) - _EPS

    def close_all_but_last(self) -> None:
        """Leave carriers as they are, but for the one begun last."""
        self._open = [at for at in self._open if at == len(self.loads) - 1]

    def put(self, which: int) -> None:
        """Put goods where they fit first, opening carriers for what fits nowhere."""
        goods = self._goods[which]
        space, weight, left = goods.space, goods.weight, goods.units
        used_up = False
        for at in self._open:
            free_space, free_weight = self._free[at]
            room = int((free_space + _EPS) / space)
            if weight:
                room = min(room, int((free_weight + _EPS) / weight))
            if room:
                used_up |= self._add(at, which, min(left, room))
                left -= min(left, room)
                if not left:
                    break
        if used_up:
            self._open = [at for at in self._open if self._of_use(at)]
        whole = int((1 + _EPS) / max(space, weight))
        while left:
            units = min(left, whole)
            self.loads.append([])
            self._free.append((1.0, 1.0))
            at = len(self.loads) - 1
            if not self._add(at, which, units):
                self._open.append(at)
            left -= units

    def _add(self, at: int, which: int, units: int) -> bool:
        """Put units into a carrier; whether nothing else fits in it any more."""
        goods = self._goods[which]
        space, weight = self._free[at]
        self._free[at] = (space - units * goods.space, weight - units * goods.weight)
        self.loads[at].append((which, units))
        return not self._of_use(at)

    def _of_use(self, at: int) -> bool:
        space, weight = self._free[at]
        return space >= self._least_space and weight >= self._least_weight


def least_carriers(goods: Iterable[Goods]) -> int:
    """Carriers that room and weight ask for, were everything divisible.

    Examples
    --------
    >>> least_carriers([Goods("A", 3, 0.4, 0.1), Goods("B", 1, 0.1, 0.9)])
    2
    """
    space = weight = 0.0
    for g in goods:
        space += g.units * g.space
        weight += g.units * g.weight
    return math.ceil(max(space, weight) - _EPS)


def pack(goods: Sequence[Goods]) -> tuple[Load, ...]:
    """Put goods into load carriers.

    Parameters
    ----------
    goods : sequence of Goods
        What is to be packed; one carrier may hold goods of several wards.

    Returns
    -------
    tuple of Load
        What is in each carrier; no unit is lost and no carrier holds more than it can.

    Examples
    --------
    >>> pack([Goods("A", 3, 0.4, 0.1), Goods("B", 1, 0.2, 0.1)])
    (((0, 2), (1, 1)), ((0, 1),))
    """
    if not goods:
        return ()
    least = least_carriers(goods)
    found: list[tuple[int, int, tuple[Load, ...]]] = []
    for way in _WAYS:
        loads = _tidy(way(goods))
        if len(loads) == least:
            return loads
        found.append((len(loads), _spread(goods, loads), loads))
    return min(found, key=lambda each: each[:2])[2]


def _tidy(loads: Iterable[Iterable[tuple[int, int]]]) -> tuple[Load, ...]:
    """Goods of a carrier in the order they were given, each once."""
    tidy: list[Load] = []
    for load in loads:
        units: dict[int, int] = {}
        for which, n in load:
            units[which] = units.get(which, 0) + n
        tidy.append(tuple(sorted(units.items())))
    return tuple(tidy)


def _spread(goods: Sequence[Goods], loads: Iterable[Load]) -> int:
    """In how many carriers wards have goods, summed over wards."""
    return sum(len({goods[which].ward for which, _ in load}) for load in loads)


def _wards(goods: Sequence[Goods]) -> list[list[int]]:
    """Goods of each ward, largest units first; the ward with the most first."""
    sizes = [g.size for g in goods]
    by_ward: dict[str, list[int]] = {}
    amount: dict[str, float] = {}
    for which in sorted(range(len(goods)), key=lambda which: -sizes[which]):
        ward = goods[which].ward
        by_ward.setdefault(ward, []).append(which)
        amount[ward] = amount.get(ward, 0.0) + goods[which].units * sizes[which]
    return [by_ward[ward] for ward in sorted(by_ward, key=lambda ward: -amount[ward])]


def _wards_apart(goods: Sequence[Goods]) -> list[list[tuple[int, int]]]:
    parts: list[tuple[Goods, list[tuple[int, int]]]] = []
    for ones in _wards(goods):
        own = [goods[which] for which in ones]
        carriers = _Carriers(own)
        for i in range(len(own)):
            carriers.put(i)
        parts += [
            (_as_one(own, load), [(ones[i], units) for i, units in load]) for load in carriers.loads
        ]
    parts.sort(key=lambda part: -part[0].size)
    together = _Carriers([one for one, _ in parts])
    for i in range(len(parts)):
        together.put(i)
    return [[entry for i, _ in load for entry in parts[i][1]] for load in together.loads]


def _as_one(goods: Sequence[Goods], load: Iterable[tuple[int, int]]) -> Goods:
    """A filled carrier as goods of one unit."""
    space = weight = 0.0
    ward = ""
    for which, units in load:
        ward = goods[which].ward
        space += units * goods[which].space
        weight += units * goods[which].weight
    return Goods(ward, 1, min(space, 1.0), min(weight, 1.0))


def _wards_in_a_row(goods: Sequence[Goods]) -> list[list[tuple[int, int]]]:
    carriers = _Carriers(goods)
    for ones in _wards(goods):
        carriers.close_all_but_last()
        for which in ones:
            carriers.put(which)
    return carriers.loads


def _wards_anywhere(goods: Sequence[Goods]) -> list[list[tuple[int, int]]]:
    carriers = _Carriers(goods)
    for ones in _wards(goods):
        for which in ones:
            carriers.put(which)
    return carriers.loads


def _by(
    size: Callable[[Goods], float],
) -> Callable[[Sequence[Goods]], list[list[tuple[int, int]]]]:
    def way(goods: Sequence[Goods]) -> list[list[tuple[int, int]]]:
        carriers = _Carriers(goods)
        for which in sorted(range(len(goods)), key=lambda which: -size(goods[which])):
            carriers.put(which)
        return carriers.loads

    return way


_WAYS = (
    _wards_apart,
    _wards_in_a_row,
    _wards_anywhere,
    _by(lambda g: g.size),
    _by(lambda g: g.space + g.weight),
    _by(lambda g: g.space),
    _by(lambda g: g.weight),
)
