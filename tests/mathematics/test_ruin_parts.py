"""Are parts of a solution whole among them, and each the same problem without the rest?"""

from __future__ import annotations

import numpy as np
import pytest

from models.routing.reformulate import expand
from models.routing.ruin_parts import Part, divide
from models.routing.ruin_state import AVAILABLE, UNIT
from models.routing.ruin_work import Work, rows_of
from tests.mathematics.parted_problems import laid_out, some_problem, two_towns


@pytest.mark.parametrize("seed", range(12))
def test_parts_have_every_route_unit_and_vehicle_once(seed):
    work = laid_out(some_problem(seed))
    net, rows = work.net, rows_of(work.routes)
    n_parts = 2 + seed % 3
    parcels = divide(net, rows, n_parts, np.random.default_rng(seed))
    assert sorted(row for parcel in parcels for row in parcel.rows) == list(range(len(rows)))
    out = sorted(unit for parcel in parcels for unit in parcel.absent.tolist())
    assert out == np.flatnonzero(work.absent()).tolist()
    assert np.array_equal(sum(p.vehicles for p in parcels), net.fleet[:, AVAILABLE])
    for parcel in parcels:
        used = np.bincount([rows[row][0] for row in parcel.rows], minlength=len(net.fleet))
        assert (used <= parcel.vehicles).all()


@pytest.mark.parametrize("seed", range(12))
def test_a_part_is_the_same_problem_without_the_rest(seed):
    whole = laid_out(some_problem(seed))
    rows = rows_of(whole.routes)
    for parcel in divide(whole.net, rows, 2, np.random.default_rng(seed)):
        part = Part.of(whole.net, rows, parcel)
        n = len(part.net.worth)
        at = Work(part.net, whole.manner, whole.rng)
        at.lay_out(part.rows)
        assert at.routes.cost[: len(parcel.rows)].tolist() == [
            whole.routes.cost[row] for row in parcel.rows
        ]
        assert (part.net.near >= 0).all()
        assert (part.net.near < n).all()
        assert part.net.near[:, 0].tolist() == list(range(n))
        assert [nodes.tolist() for _, nodes in part.in_whole(at.routes)] == [
            rows[row][1].tolist() for row in parcel.rows
        ]
        # Nobody is near whom the whole does not know as near.
        in_rows = [whole.net.nodes[rows[row][1], UNIT].tolist() for row in parcel.rows]
        number = sorted({unit for units in in_rows for unit in units} - {-1} | {*parcel.absent})
        for unit, near in enumerate(part.net.near.tolist()):
            known = whole.net.near[number[unit]].tolist()
            places = [known.index(number[other]) for other in near if other != unit]
            assert places == sorted(places)


def test_routes_that_are_near_each_other_go_together():
    rng, problem = np.random.default_rng(1), two_towns(60)
    work, units = laid_out(problem), expand(problem).units
    rows, unit_of = rows_of(work.routes), work.net.nodes[:, UNIT]
    mixed = 0
    for _ in range(20):
        for parcel in divide(work.net, rows, 2, rng):
            those = unit_of[np.concatenate([rows[row][1] for row in parcel.rows])]
            mixed += len({units[unit].tasks[0] < 60 for unit in those.tolist()}) == 2
    # One of the towns lacks a route, so one part may have one of the other.
    assert mixed <= 20


def test_what_is_left_out_may_come_in_where_it_is_near():
    rng, problem = np.random.default_rng(1), two_towns(60)
    work, units = laid_out(problem), expand(problem).units
    rows, unit_of = rows_of(work.routes), work.net.nodes[:, UNIT]
    assert work.absent().any()
    near = []
    for _ in range(20):
        for parcel in divide(work.net, rows, 2, rng):
            those = unit_of[np.concatenate([rows[row][1] for row in parcel.rows])]
            towns = [units[unit].tasks[0] < 60 for unit in those.tolist()]
            own = [units[unit].tasks[0] < 60 for unit in parcel.absent.tolist()]
            near += [towns.count(town) > len(towns) / 2 for town in own]
    assert all(near)
