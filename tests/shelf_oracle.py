# ruff: noqa: C901, N803, N806, PLW2901 - one page, read from top to bottom
"""What do levels lead to, by brute force? A dense weekly Markov chain, day by day.

Written from the timeline of ``models.inventory.problem`` and sections I.1 and I.2 of
``docs/models/inventory.md`` alone: states are enumerated as they are reached, each is followed
through a week piece by piece, and the limit is taken class by class. It is slow, and short
enough to be believed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.stats import nbinom, poisson

from models.inventory.problem import Family, Policy, Rounding, ShelfProblem

__all__ = ["Truth", "truth"]

State = tuple[int, int, int, bool]
"""Stock; coming tomorrow; coming in two days (both after today's count); has lost demand."""


@dataclass(frozen=True)
class Truth:
    """Long-run measures of a pair, a week."""

    stock: float
    short: float
    lines: float
    cycle: float


def day_demand(problem: ShelfProblem, i: int, day: int, top: int) -> npt.NDArray[np.float64]:
    """Probability of 0 ... top pieces; the last entry is for all that are more."""
    demand = problem.demand
    mean, ratio = float(demand.mean[i, day]), float(demand.ratio[i])
    out = np.zeros(top + 2)
    if demand.family[i] == Family.TABLE:
        table = demand.tables[demand.table[i]]
        share = mean / float(table @ np.arange(len(table)))
        for k, p in enumerate(table):
            out[min(k, top + 1)] += share * p
        out[0] += 1 - share
        return out
    if mean == 0:
        out[0] = 1
    elif demand.family[i] == Family.POISSON or ratio == 1:
        out[:-1] = poisson.pmf(np.arange(top + 1), mean)
        out[-1] = poisson.sf(top, mean)
    else:
        size = mean / (ratio - 1)
        out[:-1] = nbinom.pmf(np.arange(top + 1), size, 1 / ratio)
        out[-1] = nbinom.sf(top, size, 1 / ratio)
    return out


def order(problem: ShelfProblem, i: int, s: int, S: int, position: int) -> int:
    """Pieces ordered."""
    pack, shelf = int(problem.pack[i]), int(problem.shelf[i])
    policy = Policy(int(problem.policy[i]))
    if policy == Policy.KANBAN:
        size = S // 2
        n_empty = 2 if position == 0 else 1 if position <= size else 0
        wanted = [n_empty * size, size if n_empty else 0, 0]
        return next(q for q in wanted if position + q <= shelf or q == 0)
    if policy == Policy.PAR:
        s = S - 1
    if position > s:
        return 0
    if policy == Policy.PACKS:
        q = pack
        while position + q <= s:
            q += pack
    else:
        q = 0
        while position + q + pack <= S:
            q += pack
        if problem.rounding == Rounding.UP and position + q < S:
            q += pack
    while q > 0 and position + q > shelf:
        q -= pack
    return q


def truth(problem: ShelfProblem, i: int, s: int, S: int) -> Truth:
    """Measures of pair i by its weekly chain, in the mean over time from a full shelf.

    The state is taken just before the first count of the week.
    """
    lead, visits = int(problem.lead[i]), problem.visits[i]
    policy = Policy(int(problem.policy[i]))
    if policy == Policy.PACKS:
        S = s + int(problem.pack[i])
    full = min(S if policy != Policy.KANBAN else S // 2 * 2, int(problem.shelf[i]))
    first = next(d for d in range(7) if visits[(d + lead) % 7])
    top = int(problem.shelf[i])
    demand = [day_demand(problem, i, day, top) for day in range(7)]
    mean = [float(problem.demand.mean[i, day]) for day in range(7)]

    def week(begin: State) -> tuple[dict[State, float], list[float]]:
        """States a week later, and what is measured: stock, lost, lines, arrivals, short."""
        now = {begin: 1.0}
        seen = [0.0] * 5
        for day in ((first + k) % 7 for k in range(7)):
            after: dict[State, float] = {}
            for (x, one, two, bad), p in now.items():
                if p < 1e-18:
                    continue
                if visits[(day + lead) % 7]:
                    q = order(problem, i, s, S, x + one + two)
                    seen[2] += p * (q > 0)
                    if lead == 0 and q:
                        seen[3] += p
                        seen[4] += p * bad
                        x, bad = x + q, False
                    elif lead == 1:
                        one += q
                    elif lead == 2:
                        two += q
                probability = demand[day]
                met = float(probability[: x + 1] @ np.arange(x + 1))
                met += x * float(probability[x + 1 :].sum())
                seen[1] += p * (mean[day] - met)
                for k in range(x + 2):
                    chance = probability[k] if k <= x else probability[x + 1 :].sum()
                    if chance <= 0:
                        continue
                    y, hurt = max(x - k, 0), bad or k > x
                    seen[0] += p * chance * y
                    # The night: what comes tomorrow arrives before tomorrow's count.
                    if one:
                        seen[3] += p * chance
                        seen[4] += p * chance * hurt
                        y, hurt = y + one, False
                    state = (y, two, 0, hurt)
                    after[state] = after.get(state, 0.0) + p * chance
            now = after
        return now, seen

    index: dict[State, int] = {(full, 0, 0, False): 0}
    rows: list[dict[State, float]] = []
    measured: list[list[float]] = []
    queue = [(full, 0, 0, False)]
    while queue:
        state = queue.pop(0)
        later, seen = week(state)
        rows.append(later)
        measured.append(seen)
        for other in later:
            if other not in index:
                index[other] = len(index)
                queue.append(other)
    n = len(index)
    chain = np.zeros((n, n))
    for row, later in enumerate(rows):
        for state, p in later.items():
            chain[row, index[state]] += p
    chain /= chain.sum(axis=1, keepdims=True)
    weights = _limit(chain)
    stock, lost, lines, arrivals, short = weights @ np.array(measured)
    cycle = 1 - short / arrivals if arrivals > 1e-15 else float(sum(mean) == 0)
    return Truth(stock / 7, lost, lines, cycle)


def _limit(chain: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Mean over time of the distribution that starts in state 0."""
    n = len(chain)
    n_classes, member = connected_components(csr_matrix(chain), connection="strong")
    closed = [
        np.flatnonzero(member == c)
        for c in range(n_classes)
        if chain[np.ix_(member == c, member != c)].sum() == 0
    ]
    recurrent = np.concatenate(closed)
    transient = np.setdiff1d(np.arange(n), recurrent)
    weights = np.zeros(n)
    for states in closed:
        inner = chain[np.ix_(states, states)]
        system = np.vstack([inner.T - np.eye(len(states)), np.ones(len(states))])
        rhs = np.append(np.zeros(len(states)), 1.0)
        steady = np.linalg.lstsq(system, rhs, rcond=None)[0]
        if 0 in states:
            reach = 1.0
        else:
            block = np.eye(len(transient)) - chain[np.ix_(transient, transient)]
            into = chain[np.ix_(transient, states)].sum(axis=1)
            reach = float(np.linalg.solve(block, into)[np.flatnonzero(transient == 0)[0]])
        weights[states] = reach * steady
    return weights
