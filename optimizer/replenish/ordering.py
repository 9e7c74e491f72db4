"""How many pieces does a policy order? The rule of (I.2) in docs/models/inventory.md.

Told here once more on the named side, apart from ``models.inventory``, which sets the levels:
what the shelf gets must not rest on the code that promises how it fares.
"""

from __future__ import annotations

from optimizer.ward_stores import Policy, Rounding

__all__ = ["order_pieces", "raised"]


def order_pieces(
    policy: Policy,
    position: int,
    low: int,
    high: int,
    *,
    pack: int = 1,
    shelf: int | None = None,
    rounding: Rounding = Rounding.DOWN,
) -> int:
    """Pieces that are ordered at a count.

    Parameters
    ----------
    policy : Policy
        How the item is replenished. PAR looks at ``high`` alone, PACKS at ``low`` alone,
        KANBAN at ``high`` alone, which is two bins.
    position : int
        Stock on the shelf and on its way. [pieces]
    low, high : int
        Min (reorder point s; -1 orders never) and max (order-up-to level S). [pieces]
    pack : int
        Orders are multiples of this; of two bins, of the bin. [pieces]
    shelf : int, optional
        Most that may be on the shelf; not limited if left out. [pieces]
    rounding : Rounding
        What becomes of an order up to the max that is no multiple of the pack.

    Returns
    -------
    int
        0 for none. The position never passes the shelf by it. [pieces]

    Notes
    -----
    Equation (I.2) of docs/models/inventory.md.

    Examples
    --------
    >>> [order_pieces(Policy.MIN_MAX, 3, 4, 20, pack=6, rounding=way) for way in Rounding]
    [12, 18]
    >>> order_pieces(Policy.PACKS, 3, 12, 0, pack=6), order_pieces(Policy.KANBAN, 8, 0, 24)
    (12, 12)
    """
    unit = pack
    if policy is Policy.PAR:
        low = high - 1
    elif policy is Policy.KANBAN:
        low = unit = high // 2
        high = 2 * unit
    if position > low or unit < 1:
        return 0
    if policy is Policy.PACKS:
        n_units = (low - position) // unit + 1
    elif rounding is Rounding.UP and policy is not Policy.KANBAN:
        n_units = -((position - high) // unit)
    else:
        n_units = (high - position) // unit
    if shelf is not None:
        n_units = min(n_units, (shelf - position) // unit)
    return max(0, n_units) * unit


def raised(
    policy: Policy, low: int, high: int, *, pieces: int, shelf: int | None = None
) -> tuple[int, int]:
    """Min and max for a delivery that has to last longer than usual.

    Parameters
    ----------
    policy : Policy
        Two bins stay as they are: there is no third one.
    low, high : int
        Min and max; a min of -1 stays, for nothing is kept. [pieces]
    pieces : int
        What is expected to be used on the extra days. [pieces]
    shelf : int, optional
        Most that may be on the shelf: the max is not raised above it. [pieces]

    Returns
    -------
    (low, high)
        Both raised by the same, as far as the shelf allows. [pieces]

    Examples
    --------
    >>> raised(Policy.MIN_MAX, 4, 20, pieces=6), raised(Policy.MIN_MAX, 4, 20, pieces=6, shelf=23)
    ((10, 26), (10, 23))
    """
    if policy is Policy.KANBAN or low < 0:
        return low, high
    top = high + pieces
    if shelf is not None:
        top = max(high, min(top, shelf))
    return (low + pieces if policy is Policy.PACKS else min(low + pieces, max(low, top))), top
