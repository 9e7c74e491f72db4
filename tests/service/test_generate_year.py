"""Do use, deliveries, shelves and today's levels of a generated year come out as they should?"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from optimizer.generate import StoreRecipe, read_recipe
from optimizer.generate.articles import articles
from optimizer.generate.lived_year import LEAD_DAYS, MORNINGS, deliveries, live
from optimizer.generate.shelves import Levels, Shelves, shelves, todays_levels
from optimizer.generate.store_year import live_year
from optimizer.generate.usage import OCCUPANCY, day_factors, occupancy, pieces, uniforms
from optimizer.generate.ward_places import stores_and_sites
from optimizer.replenish.ordering import order_pieces
from optimizer.ward_stores import Policy, Ward


@given(mean=st.floats(0.01, 40), ratio=st.floats(1, 6), seed=st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_pieces_are_the_quantiles_of_their_distribution(
    mean: float, ratio: float, seed: int
) -> None:
    uniform = np.random.default_rng(seed).random((1, 50))
    drawn = pieces(uniform, np.full((1, 50), mean), np.array([ratio]))
    if ratio - 1 < 1e-3:
        ratio = 1.0
        drawn = pieces(uniform, np.full((1, 50), mean), np.array([ratio]))
        expected = stats.poisson.ppf(uniform, mean)
    else:
        expected = stats.nbinom.ppf(uniform, mean / (ratio - 1), 1 / ratio)
    assert drawn.tolist() == expected.astype(int).tolist()


def test_the_last_of_all_draws_ends() -> None:
    drawn = pieces(np.array([[1 - 2**-53]]), np.array([[3.0]]), np.array([2.0]))
    assert 30 < drawn[0, 0] < 200


def test_streams_of_use_are_frozen() -> None:
    # Frozen numbers: instances would change if the stream did.
    drawn = uniforms(3, [("nal-1", "ringer")], 2)
    assert drawn.tolist() == uniforms(3, [("x", "y"), ("nal-1", "ringer")], 4)[1:, :2].tolist()
    assert drawn.tolist() == [[GOLDEN[0], GOLDEN[1]]]


GOLDEN = (0.12646889180385357, 0.18265069369561238)


def test_use_follows_weekdays_holidays_and_july() -> None:
    days = [dt.date(2026, 6, 15) + dt.timedelta(days=k) for k in range(35)]
    factors = dict(zip(days, day_factors("vard", days), strict=True))
    # Midsummer Eve is Friday the 19th; Thursday before it and Saturday after it.
    assert [factors[dt.date(2026, 6, d)] for d in (17, 18, 19, 20)] == [1.0, 1.2, 0.45, 0.35]
    assert factors[dt.date(2026, 7, 1)] == 0.75 * factors[dt.date(2026, 6, 24)]
    urgent = dict(zip(days, day_factors("akut", days), strict=True))
    assert urgent[dt.date(2026, 7, 1)] == pytest.approx(0.875 * urgent[dt.date(2026, 6, 24)])


def test_occupancy_stays_in_its_bounds_and_lasts() -> None:
    levels = occupancy(1, "a", 2000)
    middle = sum(OCCUPANCY) / 2
    assert levels.min() >= OCCUPANCY[0] / middle - 1e-12
    assert levels.max() <= OCCUPANCY[1] / middle + 1e-12
    assert np.corrcoef(levels[1:], levels[:-1])[0, 1] > 0.6


def test_a_delivery_that_a_holiday_stops_comes_before_it() -> None:
    wards = [
        Ward(id="a", site="a", visit_days=("mon", "fri")),
        Ward(id="b", site="b", visit_days=("thu",)),
    ]
    days = [dt.date(2025, 12, 22) + dt.timedelta(days=k) for k in range(14)]
    came = deliveries(wards, days)
    # Wednesday 24th to Friday 26th are closed, and so are 31st and 1st.
    assert [days[k].day for k in np.flatnonzero(came[:, 0])] == [22, 23, 29, 2]
    assert [days[k].day for k in np.flatnonzero(came[:, 1])] == [23, 30]


def one_shelf(policy: Policy, lead: int, pack: int = 3) -> Shelves:
    def one(value: float, dtype: type = np.int64) -> Any:
        return np.array([value], dtype=dtype)

    return Shelves(
        ward=one(0),
        item=one(0),
        mean=one(2, float),
        drift=one(1, float),
        batch=one(1),
        ratio=one(1, float),
        pack=one(pack),
        volume_l=one(1, float),
        weight_kg=one(1, float),
        z=one(2, float),
        room=one(np.inf, float),
        lead=one(lead),
        gap=one(7 / 3, float),
        policy=[policy],
    )


@pytest.mark.parametrize("policy", [Policy.MIN_MAX, Policy.PAR, Policy.KANBAN])
@pytest.mark.parametrize("lead", [0, 1, 2])
def test_shelves_live_as_one_would_run_them_by_hand(policy: Policy, lead: int) -> None:
    n_days = 60
    demand = uniforms(1, [("w", "i")], n_days)
    asked = np.floor(demand * 5).astype(np.int32)[0]
    delivery = np.zeros((n_days + LEAD_DAYS, 1), dtype=np.bool_)
    delivery[::3] = True
    pack = 6 if policy is Policy.KANBAN else 3
    s, high = (6, 12) if policy is Policy.KANBAN else (7, 14)
    if policy is Policy.PAR:
        s = high - 1
    levels = Levels(s=np.array([s]), S=np.array([high]), shelf=np.array([10**7]))
    lived = live(one_shelf(policy, lead, pack), slice(0, 1), levels, asked[:, None], delivery, 10)
    stock, coming, lost, mornings = high, dict[int, int](), 0, list[int]()
    for day in range(n_days):
        stock += coming.pop(day, 0)
        mornings.append(stock)
        if delivery[day + lead, 0]:
            low = s if policy is Policy.MIN_MAX else 0
            position = stock + sum(coming.values())
            quantity = order_pieces(policy, position, low, high, pack=pack)
            if lead == 0:
                stock += quantity
            elif quantity:
                coming[day + lead] = quantity
            assert lived.ordered[day + lead, 0] == quantity
        given_out = min(stock, int(asked[day]))
        stock -= given_out
        lost += int(asked[day]) - given_out if day >= 10 else 0
        assert lived.issued[day, 0] == given_out
        assert bool(lived.empty[day, 0]) == (stock == 0)
    assert lived.lost.tolist() == [lost]
    assert lived.mornings[:, 0].tolist() == mornings[-MORNINGS:]


def test_todays_levels_are_made_the_usual_way() -> None:
    used = np.tile(np.array([2, 4], dtype=np.int32), 13)[None, :]  # mean 3, deviation 1
    protected = 7 / 3 + 1
    levels = todays_levels(one_shelf(Policy.MIN_MAX, 1), slice(0, 1), used)
    s = int(np.ceil(3 * protected + 2 * protected**0.5))  # 13.65
    assert (s, levels.s.tolist()) == (14, [14])
    assert levels.S.tolist() == [21]  # 14 + the use of 7/3 days, in packs of 3
    par = todays_levels(one_shelf(Policy.PAR, 1), slice(0, 1), used)
    assert (par.s.tolist(), par.S.tolist()) == ([17], [18])  # 14 and what a pack leaves open
    bins = todays_levels(one_shelf(Policy.KANBAN, 1), slice(0, 1), used)
    assert (bins.s.tolist(), bins.S.tolist()) == ([15], [30])


def test_todays_practice_is_fair_but_not_perfect() -> None:
    bundled = read_recipe("vgr-store-week")
    assert isinstance(bundled, StoreRecipe)
    stores, _ = stores_and_sites(bundled, 3)
    facts = articles(bundled.n_items)
    stock = shelves(stores, facts, bundled, 3)
    group = np.zeros(stock.n, dtype=np.int64)
    year = live_year(stores, facts, stock, bundled.day, bundled.n_history_days, group, 3)
    assert 0.94 < 1 - year.lost.sum() / year.asked.sum() < 0.985
    assert 1.64 <= stock.z.min() < stock.z.max() <= 2.05
