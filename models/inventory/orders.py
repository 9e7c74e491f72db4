"""How much does a policy order? The rule of (I.2), in one place for chain and simulation.

Positions are whole pieces. No order ever brings the position above the shelf.
"""

from __future__ import annotations

from models.inventory.problem import Policy, Rounding
from models.kernels import kernel

__all__ = ["order_size", "settled_levels"]

_PAR = int(Policy.PAR)
_PACKS = int(Policy.PACKS)
_KANBAN = int(Policy.KANBAN)
_UP = int(Rounding.UP)


@kernel
def settled_levels(policy: int, s: int, S: int, pack: int) -> tuple[int, int, int]:  # noqa: N803
    """Levels with what the policy itself lays down, and the unit of its orders.

    Parameters
    ----------
    policy : int
        :class:`~models.inventory.problem.Policy`.
    s, S : int
        Levels as given: PAR looks at S alone, PACKS at s alone, KANBAN at S alone.
    pack : int
        Orders are multiples of this. [pieces]

    Returns
    -------
    (s, S, unit)
        PAR: s = S - 1. PACKS: S = s + pack. KANBAN: bins of S // 2, which are also what is
        ordered. [pieces]

    Examples
    --------
    >>> settled_levels(Policy.KANBAN, 0, 24, 4), settled_levels(Policy.PACKS, 7, 0, 4)
    ((12, 24, 12), (7, 11, 4))
    """
    if policy == _PAR:
        return S - 1, S, pack
    if policy == _PACKS:
        return s, s + pack, pack
    if policy == _KANBAN:
        quantity = S // 2
        return quantity, 2 * quantity, max(quantity, 1)
    return s, S, pack


@kernel
def order_size(
    policy: int,
    position: int,
    s: int,
    S: int,  # noqa: N803
    unit: int,
    shelf: int,
    rounding: int,
) -> int:
    """Pieces ordered at a count.

    Parameters
    ----------
    policy : int
        :class:`~models.inventory.problem.Policy`.
    position : int
        Stock on the shelf and on its way. [pieces]
    s, S, unit : int
        As :func:`settled_levels` gives them. [pieces]
    shelf : int
        Most that may be on the shelf. [pieces]
    rounding : int
        :class:`~models.inventory.problem.Rounding`.

    Returns
    -------
    int
        A multiple of the unit, 0 for none. [pieces]

    Notes
    -----
    Equation (I.2) of docs/models/inventory.md.

    Examples
    --------
    >>> order_size(Policy.MIN_MAX, 3, 4, 20, 6, 22, Rounding.DOWN)
    12
    >>> order_size(Policy.MIN_MAX, 3, 4, 20, 6, 22, Rounding.UP)
    18
    """
    if position > s:
        return 0
    if policy == _PACKS:
        n_units = (s - position) // unit + 1
    elif rounding == _UP and policy != _KANBAN:
        n_units = (S - position + unit - 1) // unit
    else:
        n_units = (S - position) // unit
    return max(0, min(n_units, (shelf - position) // unit)) * unit
