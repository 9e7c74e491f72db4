"""Which days are drawn to measure on? Synthetic ones with all rules, the same every time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimizer.domain import Scenario

__all__ = ["drawn_day"]

_DAY = date(2026, 11, 25)


def drawn_day(name: str, n_orders: int, *, orders_per_site: int, draw: int) -> Scenario:
    """Draw a day.

    Parameters
    ----------
    name : str
        Its name.
    n_orders : int
        Its orders.
    orders_per_site : int
        How many a site has in the mean; there are two sites at least.
    draw : int
        Seed that it is drawn with.

    Returns
    -------
    Scenario
        Without a baseline.

    Examples
    --------
    >>> day = drawn_day("small", 8, orders_per_site=2, draw=1)
    >>> len(day.orders)
    8
    """
    from optimizer.generate import SyntheticRecipe, generate

    recipe = SyntheticRecipe(
        kind="synthetic",
        name=name,
        day=_DAY,
        n_sites=max(2, n_orders // orders_per_site),
        n_orders=n_orders,
        with_baseline=False,
    )
    return generate(recipe, draw)
