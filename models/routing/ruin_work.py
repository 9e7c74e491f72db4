"""What does ruin and recreate have at hand? Rows at work, room to try something, and its manner."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.routing.ruin_kernel import anneal
from models.routing.ruin_refresh import refresh
from models.routing.ruin_shares import Row
from models.routing.ruin_state import AVAILABLE, KIND, NODE, ROW, N, Net, Routes, blank
from models.routing.ruin_undo import spare_room

__all__ = ["Manner", "Work", "rows_of"]

_TINY = 1e-6
_REMOVED = 10.0
_SCAN = 20
_EMPTIES = 0.1
"""Share of steps that empty a route: where trips change hands, and where it was begun with joined
routes, which may be too many."""
_HANDS = 0.3
"""Share of steps in which trips or vehicles change hands: where vehicles differ and make several
trips."""


@dataclass(frozen=True, slots=True)
class Manner:
    """What steps do besides tearing out and putting back.

    Parameters
    ----------
    empties : float
        Share of steps that empty a route.
    hands : float
        Share of steps in which trips or vehicles change hands.
    warmth : float
        Share of the temperature at which routes exchange ends.
    """

    empties: float
    hands: float
    warmth: float

    @classmethod
    def of(cls, net: Net, *, joined: bool) -> Manner:
        """What suits a problem, by whether it was begun with joined routes."""
        hands = _HANDS if net.begins.shape[1] and len(net.fleet) > 1 else 0.0
        # Where vehicles differ in room or price alone, exchanges that cost more were not worth it.
        warmth = 0.0 if net.alike.sum() > len(net.fleet) else 1.0
        return cls(_EMPTIES if joined or hands else 0.0, hands, warmth)


class Work:
    """Rows at work, the best there were, and a random stream.

    Parameters
    ----------
    net : Net
        The problem.
    manner : Manner
        How steps are done.
    rng : numpy.ndarray of uint64, shape (1,)
        State of the random stream; changed.
    missed : numpy.ndarray of float64, shape (n_units,), optional
        By how much it has become dearer before to leave each unit out.
    """

    def __init__(
        self,
        net: Net,
        manner: Manner,
        rng: NDArray[np.uint64],
        missed: NDArray[np.float64] | None = None,
    ) -> None:
        n_rows = int(min(net.fleet[:, AVAILABLE].sum(), len(net.worth))) or 1
        self.net = net
        self.manner = manner
        self.rng = rng
        self.routes, self._kept, self.best = (blank(net, n_rows) for _ in range(3))
        self._spare = spare_room(net, n_rows)
        if missed is not None:
            self._spare.missed[:] = missed
        self._told = np.zeros(2)

    @property
    def least(self) -> float:
        """Objective of the best rows."""
        return float(self._told[1])

    @property
    def missed(self) -> NDArray[np.float64]:
        """By how much it has become dearer to leave each unit out."""
        return self._spare.missed

    def lay_out(self, rows: list[Row]) -> None:
        """Begin with routes, all of which can be driven."""
        for r, (kind, nodes) in enumerate(rows):
            self.routes.rows[r, KIND], self.routes.rows[r, N] = kind, len(nodes)
            self.routes.places[r, 1 : len(nodes) + 1, NODE] = nodes
            refresh(self.net, self.routes, r)
            self.routes.used[kind] += 1
        self.routes.used[-1] = len(rows)
        self.begin()

    def begin(self) -> None:
        """Take the rows as they are for the best."""
        self._told[:] = self.routes.cost.sum() + self.net.worth[self.absent()].sum()
        self._keep(rows_of(self.routes))

    def keep(self, rows: list[Row], least: float) -> None:
        """Make these the best rows there were, at this cost."""
        self._keep(rows)
        self._told[1] = least

    def fill(self) -> int:
        """Put in what is left out, as far as it goes; how many steps that took."""
        if not self.absent().any():
            return 0
        # Nothing is hot yet while most is missing.
        self._anneal(1, 1e-9, Manner(0.0, 0.0, 0.0))
        return 1

    def steps(self, n: int, temperature: float) -> None:
        """Do some steps."""
        self._anneal(n, temperature, self.manner)

    def absent(self) -> NDArray[np.bool_]:
        """Which units are left out."""
        out: NDArray[np.bool_] = self.routes.units[:, ROW] < 0
        return out

    def scale(self) -> float:
        """What a unit costs on the road, the measure of all temperatures."""
        cost = max(float(self.routes.cost.sum()), _TINY)
        return cost / max(1, int((~self.absent()).sum()))

    def _keep(self, rows: list[Row]) -> None:
        best = self.best
        best.rows[:, N] = 0
        for r, (kind, nodes) in enumerate(rows):
            best.rows[r, KIND], best.rows[r, N] = kind, len(nodes)
            best.places[r, 1 : len(nodes) + 1, NODE] = nodes

    def _anneal(self, n: int, temperature: float, manner: Manner) -> None:
        anneal(
            self.net, self.routes, self._kept, self.best, self._spare, self._told, self.rng,
            n, temperature, _REMOVED, manner.empties, _SCAN, manner.hands, manner.warmth,
        )  # fmt: skip


def rows_of(routes: Routes) -> list[Row]:
    """Routes that are in use."""
    return [
        (kind, routes.places[r, 1 : n + 1, NODE].copy())
        for r, (kind, n, *_) in enumerate(routes.rows.tolist())
        if n
    ]
