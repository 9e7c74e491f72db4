"""Who searches? One searcher for each thread, and those set aside while others are tried."""

from __future__ import annotations

from models.inventory_routing.cycles import Start
from models.inventory_routing.searcher import Searcher
from models.inventory_routing.state import Case
from models.outcome import Limits

__all__ = ["Crew"]

_SEED_STEP = 1009


class Crew:
    """Searchers of a problem.

    Parameters
    ----------
    case : Case
        The problem.
    limits : Limits
        Their seeds follow from its seed, their number from ``n_jobs``.

    Attributes
    ----------
    at_work : list of Searcher
        Those that search now, one for each thread.
    """

    def __init__(self, case: Case, limits: Limits) -> None:
        self._case = case
        self._seed = limits.seed * _SEED_STEP
        self._tried: list[Searcher] = []
        self._n_dismissed = 0
        self._has_begun = False
        self.at_work = [Searcher(case, self._seed + k) for k in range(limits.n_jobs)]

    @property
    def best(self) -> Searcher:
        """Who has met the best solution."""
        return min([*self._tried, *self.at_work], key=_reached)

    @property
    def n_iterations(self) -> int:
        """Iterations of all, also of those not chosen."""
        everybody = [*self._tried, *self.at_work]
        return self._n_dismissed + sum(int(one.counts[0]) for one in everybody)

    def take_up(self, start: Start) -> None:
        """Get ready for a cooling."""
        if start is Start.AFRESH and self._has_begun and self.best.found:
            for searcher in self.at_work:
                searcher.begin()
        if start is Start.ASIDE and self._has_begun:
            self._tried += self.at_work
            first = self._seed + len(self._tried)
            self.at_work = [Searcher(self._case, first + k) for k in range(len(self.at_work))]
        if start is Start.CHOSEN:
            self._choose()
        if start is Start.BEST and self.best.found:
            best = self.best.best
            for searcher in self.at_work:
                searcher.restart_from(best)
        self._has_begun = True

    def _choose(self) -> None:
        """Have those go on that have come farthest."""
        everybody = sorted([*self._tried, *self.at_work], key=_reached)
        n = len(self.at_work)
        self._n_dismissed += sum(int(one.counts[0]) for one in everybody[n:])
        self._tried, self.at_work = [], everybody[:n]


def _reached(searcher: Searcher) -> tuple[float, float]:
    """Customers without a plan, and the cost."""
    return float(searcher.best.acc[4]), float(searcher.best.acc[0])
