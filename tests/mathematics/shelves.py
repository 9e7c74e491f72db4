"""Random shelf problems, and the timeline of ``problem.py`` lived through in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

import numpy as np

from models.inventory.problem import Demand, Family, Policy, Rounding, ShelfProblem


def shelf_problem(n: int = 1, **columns) -> ShelfProblem:
    """n alike pairs of one ward, with a piece a day and deliveries on Mondays and Thursdays.

    Columns are given for one pair or for all; ``mean`` is one number or one a weekday.
    """

    def column(name: str, default: float, kind: type) -> np.ndarray:
        return np.broadcast_to(np.asarray(columns.pop(name, default), kind), (n,)).copy()

    mean = np.asarray(columns.pop("mean", 1.0), float)
    mean = np.broadcast_to(mean.reshape(-1, 1) if mean.shape == (n,) and n > 1 else mean, (n, 7))
    visits = np.zeros(7, bool)
    visits[[0, 3]] = True
    demand = Demand(
        mean.copy(),
        column("ratio", 1.0, float),
        column("family", Family.POISSON, int),
        np.asarray(columns.pop("tables", np.zeros((0, 1))), float),
        column("table", -1, int),
    )
    wards = column("ward", 0, int)
    return ShelfProblem(
        demand,
        visits=np.broadcast_to(np.asarray(columns.pop("visits", visits), bool), (n, 7)).copy(),
        lead=column("lead", 0, int),
        policy=column("policy", Policy.MIN_MAX, int),
        pack=column("pack", 1, int),
        shelf=column("shelf", 1000, int),
        holding=column("holding", 0.1, float),
        line=column("line", 5.0, float),
        shortage=column("shortage", 20.0, float),
        fill=column("fill", 0.0, float),
        cycle=column("cycle", 0.0, float),
        space=column("space", 1.0, float),
        ward=wards,
        ward_space=np.full(int(wards.max(initial=0)) + 1, np.inf),
        **columns,
    )


def random_shelves(rng: np.random.Generator, n: int, biggest: float = 3.0):
    """A problem of n pairs with everything that may differ, and levels for it."""
    table = rng.random((2, 6)) * (rng.random((2, 6)) < 0.7)
    table[:, 5] += 0.1
    table /= table.sum(axis=1, keepdims=True)
    family = rng.integers(0, 3, n)
    mean = rng.random((n, 7)) * rng.uniform(0.1, biggest, (n, 1)) * (rng.random((n, 7)) < 0.9)
    which = np.where(family == Family.TABLE, rng.integers(0, 2, n), -1)
    table_mean = (table @ np.arange(6))[which]
    mean = np.where((family == Family.TABLE)[:, None], np.minimum(mean, table_mean[:, None]), mean)
    visits = rng.random((n, 7)) < 0.4
    visits[np.arange(n), rng.integers(0, 7, n)] = True
    policy = rng.integers(0, 4, n)
    pack = rng.integers(1, 5, n)
    s = rng.integers(0, 12, n)
    S = s + rng.integers(0, 12, n)  # noqa: N806
    S = np.where(policy == Policy.PACKS, s + pack, S)  # noqa: N806
    S = np.where(policy == Policy.KANBAN, 2 * s, S)  # noqa: N806
    s = np.where(policy == Policy.PAR, S - 1, s)
    problem = shelf_problem(
        n,
        mean=mean,
        ratio=1 + 2 * rng.random(n),
        family=family,
        tables=table,
        table=which,
        visits=visits,
        lead=rng.integers(0, 3, n),
        policy=policy,
        pack=pack,
        shelf=S + rng.integers(0, 4, n),
        holding=rng.random(n),
        ward=rng.integers(0, max(1, n // 2), n),
        rounding=Rounding(int(rng.integers(0, 2))),
    )
    return problem, s.astype(int), S.astype(int)


def plain_order(problem: ShelfProblem, i: int, s: int, S: int, position: int) -> int:  # noqa: N803
    """What is ordered at a position, told by trying."""
    policy, pack = problem.policy[i], int(problem.pack[i])
    if policy == Policy.PACKS:
        pieces = 0
        while position + pieces <= s:
            pieces += pack
        return pieces
    if policy == Policy.KANBAN:
        size = S // 2
        # Bins from which anything may still be taken, whether on the shelf or on the way.
        full_or_begun = -(-position // size) if size else 0
        return max(0, 2 - full_or_begun) * size
    if policy == Policy.MIN_MAX and position > s:
        return 0
    pieces = 0
    while position + pieces + pack <= S:
        pieces += pack
    over = position + pieces < S and position + pieces + pack <= problem.shelf[i]
    return pieces + pack if problem.rounding == Rounding.UP and over else pieces


@dataclass
class Lived:
    """What happened to one pair."""

    counts: Counter = field(default_factory=Counter)
    stocks: list[int] = field(default_factory=list)
    short_days: set[int] = field(default_factory=set)
    arrivals: dict[int, int] = field(default_factory=dict)


def live_through(problem, i, s, S, demand, *, start=None, warm_up=0, weekday=0) -> Lived:  # noqa: N803
    """Days of one pair, by the four steps of ``problem.py``; days count from the warm-up's end."""
    lead = int(problem.lead[i])
    stock, coming, lived = S if start is None else start, defaultdict(int), Lived()
    hurt = False
    for d, asked in enumerate(demand):
        today = (weekday + d) % 7
        stock += coming[d]
        if problem.visits[i, (today + lead) % 7]:
            on_order = sum(pieces for day, pieces in coming.items() if day > d)
            pieces = plain_order(problem, i, s, S, stock + on_order)
            coming[d + lead] += pieces
            stock += pieces if lead == 0 else 0
        hurt = hurt and coming[d] == 0
        short = max(0, asked - stock)
        stock = max(0, stock - asked)
        if d >= warm_up:
            lived.counts.update(demand=asked, short=short, delivered=coming[d])
            lived.counts.update(lines=coming[d] > 0, out_days=short > 0)
            lived.counts.update(short_cycles=short > 0 and not hurt)
            lived.stocks.append(stock)
            if short:
                lived.short_days.add(d - warm_up)
            if coming[d]:
                lived.arrivals[d - warm_up] = coming[d]
        hurt = hurt or short > 0
    return lived
