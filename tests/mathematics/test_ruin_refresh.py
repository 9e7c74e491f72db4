"""Is what is known of a lengthened route what would be known if all were worked out anew?"""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from models.routing.reformulate import expand
from models.routing.ruin_kernel import anneal
from models.routing.ruin_net import as_net
from models.routing.ruin_refresh import refresh
from models.routing.ruin_savings import lay_out_savings
from models.routing.ruin_state import (
    AHEAD,
    AT,
    BACK,
    BEHIND,
    BEHIND_LATE,
    MOST,
    MOST_AFTER,
    NODE,
    OUT_AFTER,
    ROW,
    SET,
    UNIT,
    WASHES,
    WIPES,
    N,
    Net,
    Routes,
    blank,
)
from models.routing.ruin_undo import spare_room
from tests.mathematics.small_problems import FEATURES, random_problem

N_TASKS, N_STEPS, N_ROWS = 12, 100, 8


def mixture(seed: int) -> frozenset[str]:
    """Some features by chance; all of them for seed 0."""
    rng = Random(seed)
    return frozenset(name for name in sorted(FEATURES) if seed == 0 or rng.random() < 0.5)


CASES = [
    *((seed, mixture(seed)) for seed in range(24)),
    # Here a unit decides where the load space is cleaned that is behind it.
    (2092, frozenset({"depots", "hygiene", "returns", "trips"})),
    (2290, frozenset({"depots", "hygiene", "returns", "trips"})),
]


def known(net: Net, routes: Routes, r: int) -> list[list[int]]:
    """Whatever is known of a route, and where its units are."""
    n = int(routes.rows[r, N])
    places, loads, trips = routes.places[r], routes.loads[r], routes.trips[r]
    gaps = [0, *(p for p in range(1, n + 1) if net.nodes[places[p, NODE], UNIT] < 0)]
    on_it = [net.nodes[node, UNIT] for node in places[1 : n + 1, NODE]]
    parts = (
        routes.rows[r], places[0, AT : BEHIND], places[1 : n + 1], places[n + 1, [AT, AHEAD]],
        places[n + 1, BEHIND : BEHIND_LATE + 1], loads[0][:, [BACK, MOST]], loads[1 : n + 1],
        loads[n + 1][:, [OUT_AFTER, MOST_AFTER]], trips[gaps], trips[n + 1, WIPES : WASHES + 1],
        trips[n + 1, SET], routes.units[[u for u in on_it if u >= 0]],
    )  # fmt: skip
    return [np.ravel(part).tolist() for part in parts]


@pytest.mark.parametrize(("seed", "features"), CASES)
def test_a_lengthened_route_is_what_it_would_be_if_all_were_made_anew(seed, features):
    expanded = expand(random_problem(seed, features, N_TASKS))
    net = as_net(expanded)
    routes, kept, best = (blank(net, N_ROWS) for _ in range(3))
    lay_out_savings(net, routes)
    spare = spare_room(net, N_ROWS)
    cost = float(routes.cost.sum() + net.worth[routes.units[:, ROW] < 0].sum())
    told, rng = np.array([cost, cost]), np.array([seed + 1], np.uint64)
    looked_at = 0
    for _ in range(N_STEPS):
        anneal(net, routes, kept, best, spare, told, rng, 1, 1e9, 3.0, 0.1, 20, 0.2, 0.0)
        for r in np.flatnonzero(routes.rows[:, N] > 0).tolist():
            before = known(net, routes, r)
            assert refresh(net, routes, r)
            assert known(net, routes, r) == before
            looked_at += 1
    assert looked_at > N_STEPS / 2
