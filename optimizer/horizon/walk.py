"""How do shelves run from day to day? Orders from counts, deliveries, expected or drawn use.

A day goes: what was ordered *lead* days before is delivered, then the day's use is met from
the shelf as far as it goes; what is missing is brought by emergency and used at once.
"""

from __future__ import annotations

import numpy as np

from optimizer.horizon.ordering import order_pieces, wanted_min
from optimizer.horizon.stores import Floats, Stores, Whole
from optimizer.horizon_plan import HorizonPolicy

__all__ = ["Walk"]

Yes = np.ndarray


class Walk:
    """Shelves on their way through the days. It is changed by each step.

    Parameters
    ----------
    stores : Stores
        Ward items.
    policy : HorizonPolicy
        How much a visit brings.

    Attributes
    ----------
    stock : float, shape (n,)
        On the shelves now. [pieces]
    """

    def __init__(self, stores: Stores, policy: HorizonPolicy) -> None:
        self.stores = stores
        self._policy = policy
        self.stock: Floats = stores.on_hand.copy()
        self._begins: list[Floats] = []
        self._brought: list[Whole] = []
        self._used = np.concatenate(
            [np.zeros((stores.n, 1)), np.cumsum(stores.use, axis=1)], axis=1
        )

    @property
    def day(self) -> int:
        """Day that is next to be ordered for."""
        return len(self._brought)

    def order(self, due: Yes, next_day: Whole) -> tuple[Whole, Whole, Floats]:
        """Pieces that today's deliveries bring.

        Parameters
        ----------
        due : bool, shape (n_wards,)
            Wards that are visited today.
        next_day : int, shape (n_wards,)
            Day of the next visit of each. [days from the first]

        Returns
        -------
        at : int, shape (k,)
            Ward items that get something.
        pieces : int, shape (k,)
            How many. [pieces]
        spare : float, shape (k,)
            Position less expected use until the next visit and protection. [pieces]
        """
        stores, today = self.stores, self.day
        at = np.flatnonzero(due[stores.ward])
        position = self._positions(at)
        begin = np.maximum(today - stores.lead[at], 0)
        end = np.minimum(next_day[stores.ward[at]], stores.n_days)
        ahead = self._used[at, end] - self._used[at, begin]
        early = today < stores.lead[at]
        ahead += np.where(early, np.maximum(0.0, stores.counted[at] - stores.on_hand[at]), 0.0)
        days = (end - today + stores.lead[at]).astype(np.float64)
        low = wanted_min(stores, at, ahead, days, self._policy)
        pieces = order_pieces(stores, at, position, low, stores.scenario.stock.rounding)
        some = pieces > 0
        spare = position - ahead - stores.protects(at, days)
        return at[some], pieces[some], spare[some]

    def _positions(self, at: Whole) -> Floats:
        """Inventory positions at the count that decides today's delivery. [pieces]"""
        stores, today = self.stores, self.day
        position = self.stock[at].copy()
        lead = stores.lead[at]
        for back in range(1, int(lead.max(initial=0)) + 1):
            late = lead == back
            if not late.any():
                continue
            first = today - back
            which = at[late]
            base = stores.counted[which] if first < 0 else self._begins[first][which]
            for day in range(max(0, first), today):
                base = base + self._brought[day][which]
            position[late] = base
        return position

    def step(self, at: Whole, pieces: Whole, used: Floats | None = None) -> tuple[Floats, Floats]:
        """Deliver, then use.

        Parameters
        ----------
        at, pieces : int, shape (k,)
            Ward items that get something, and how much. [pieces]
        used : float, shape (n,), optional
            What is asked for today; the expected use if left out. [pieces]

        Returns
        -------
        short : float, shape (n,)
            What the shelves lacked. [pieces]
        end : float, shape (n,)
            What is left. [pieces]
        """
        brought = np.zeros(self.stores.n, dtype=np.int64)
        brought[at] = pieces
        self._begins.append(self.stock.copy())
        self._brought.append(brought)
        asked = self.stores.use[:, self.day - 1] if used is None else used
        left = self.stock + brought - asked
        self.stock = np.maximum(0.0, left)
        return np.maximum(0.0, -left), self.stock
