"""Is the search for days at hand as machine code? Else it has to be made, in half a minute."""

from __future__ import annotations

import numpy as np

from models.compiled import is_kept, may_keep
from models.inventory_routing.anneal import anneal
from models.inventory_routing.problem import InventoryRoutingProblem, Vehicles
from models.inventory_routing.with_search import solve
from models.outcome import Limits

__all__ = ["is_ready", "may_last", "prepare"]


def is_ready() -> bool:
    """Whether it has been made, in this process or an earlier one.

    Returns
    -------
    bool
        False the first time on a machine, until somebody has made it.
    """
    return is_kept(anneal)


def may_last() -> bool:
    """Whether what one process makes lies ready for the next.

    Returns
    -------
    bool
        False where neither the package's folder nor the user's cache can be written.

    Examples
    --------
    >>> may_last()
    True
    """
    return may_keep(anneal)


def prepare() -> None:
    """Make it, or load it where it has been made before, by searching a problem of one customer.

    Examples
    --------
    >>> prepare()
    >>> is_ready()
    True
    """
    solve(
        InventoryRoutingProblem(
            distances=np.array([[0.0, 3.0], [3.0, 0.0]]),
            initial=np.array([2.0]),
            minimum=np.zeros(1),
            maximum=np.array([9.0]),
            demand=np.array([[2.0, 2.0, 2.0]]),
            holding_cost=np.array([0.1]),
            hub_initial=20.0,
            production=np.zeros(3),
            hub_holding_cost=0.0,
            vehicles=(Vehicles(1, 10.0),),
            visit_allowed=np.ones((1, 3), np.bool_),
            shortage_cost=np.array([np.inf]),
            visit_cost=np.zeros(1),
            service=np.zeros(1),
        ),
        Limits(iterations=20),
    )
