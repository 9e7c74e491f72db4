"""What share of a load carrier do an item's pieces take?"""

from __future__ import annotations

from optimizer.domain import LoadCarrier
from optimizer.replenish.lines import Line
from optimizer.replenish.packing import Goods
from optimizer.ward_stores import Item

__all__ = ["goods_of", "shares"]

_LITRES = 1000


def shares(item: Item, carrier: LoadCarrier, fill: float) -> tuple[float, float] | None:
    """Share of a carrier's room, and of its weight, that a piece takes.

    Parameters
    ----------
    item : Item
        What is packed.
    carrier : LoadCarrier
        What it is packed in.
    fill : float
        Share of the carrier's volume that can be filled; pieces per carrier are taken as
        they are, for they were found by filling it. [-]

    Returns
    -------
    (space, weight) or None
        None where a piece does not fit, or the carrier has no volume. [-]

    Examples
    --------
    >>> cage = LoadCarrier(id="cage", slots=1, volume_m3=1, tare_kg=40, max_gross_kg=240)
    >>> shares(Item(id="x", flow="f", stock_class="A", volume_l=8, weight_kg=1), cage, 0.8)
    (0.01, 0.005)
    """
    if item.pieces_per_carrier is not None:
        space = 1 / item.pieces_per_carrier
    elif carrier.volume_m3 > 0:
        space = item.volume_l / (carrier.volume_m3 * _LITRES * fill)
    else:
        return None
    weight = 0.0
    if carrier.max_gross_kg is not None and item.weight_kg:
        net_kg = carrier.max_gross_kg - carrier.tare_kg
        weight = item.weight_kg / net_kg if net_kg > 0 else float("inf")
    return (space, weight) if space <= 1 and weight <= 1 else None


def goods_of(line: Line, pack: int, space: float, weight: float) -> tuple[Goods, int]:
    """A line as goods, in whole packs where a pack fits in a carrier, else in pieces.

    Parameters
    ----------
    line : Line
        What is packed.
    pack : int
        Pieces of a pack. [pieces]
    space, weight : float
        Shares that a piece takes, as :func:`shares` gives them. [-]

    Returns
    -------
    (Goods, int)
        The goods, and pieces of a unit of them. [pieces]
    """
    whole = line.pieces % pack == 0 and max(space, weight) * pack <= 1
    unit = pack if whole else 1
    return Goods(line.ward_item.ward, line.pieces // unit, space * unit, weight * unit), unit
