"""Do levels reach their targets, and is none smaller enough? Simulation and brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from models.inventory.panjer import table_of
from models.inventory.periodic import kanban_bins, packs_levels, par_levels, s_s_levels
from models.inventory.periodic_service import packs_service, par_service, position_shares

REVIEW, LEAD = 2.0, 1.0


def simulated(
    rate: float, ratio: float, target: str, s: int, top: int, pack: int = 1
) -> tuple[float, float]:
    """Fill rate and cycle service, day by day, as a first reading of the policy would do it."""
    rng = np.random.default_rng(9)
    n = 60_000
    days = rng.poisson(
        rng.gamma(rate / (ratio - 1), ratio - 1, n) if ratio > 1 else np.full(n, rate)
    )
    stock, position, short, kept = top, top, 0, 0
    due: dict[int, int] = {}
    for t in range(n):
        stock += due.pop(t, 0)
        if t % int(REVIEW) == 0:
            order = 0
            if position <= s:
                order = top - position
                if target == "packs":
                    order = -(-(s + 1 - position) // pack) * pack
            position += order
            if order:
                due[t + int(LEAD)] = due.get(t + int(LEAD), 0) + order
                stock += due.pop(t, 0)
        before = max(0, -stock)
        stock -= days[t]
        position -= days[t]
        short += max(0, -stock) - before
        if t % int(REVIEW) == int(LEAD) - 1:
            kept += stock >= 0
    return 1 - short / days.sum(), kept / (n / REVIEW)


@pytest.mark.parametrize("ratio", [1.0, 2.5])
def test_promised_service_is_what_a_simulation_sees(ratio: float) -> None:
    rate, gap = 3.0, 7
    level, fill, cycle = par_levels([rate], ratio, REVIEW, LEAD, fill=0.95)
    got = simulated(rate, ratio, "par", int(level[0]) - 1, int(level[0]))
    assert got == pytest.approx((fill[0], cycle[0]), abs=0.006)
    s, top, fill, cycle = s_s_levels([rate], ratio, REVIEW, LEAD, gap, fill=0.95)
    got = simulated(rate, ratio, "s_s", int(s[0]), int(top[0]))
    assert got == pytest.approx((fill[0], cycle[0]), abs=0.006)
    s, fill, cycle = packs_levels([rate], ratio, REVIEW, LEAD, gap, fill=0.95)
    got = simulated(rate, ratio, "packs", int(s[0]), int(s[0]) + gap, gap)
    assert got == pytest.approx((fill[0], cycle[0]), abs=0.006)


@settings(max_examples=40, deadline=None)
@given(rate=st.floats(0.01, 20), ratio=st.floats(1, 6), lead=st.floats(0, 3),
       target=st.floats(0.5, 0.999))  # fmt: skip
def test_par_levels_are_scipys_quantiles(
    rate: float, ratio: float, lead: float, target: float
) -> None:
    mean = rate * (1 + lead)
    table = table_of(mean, ratio)
    sums = table.cumsum()
    if np.abs(sums - target).min() > 1e-9:
        level, _, cycle = par_levels([rate], ratio, 1.0, lead, cycle=target)
        assert level[0] == np.argmax(sums >= target)
        assert cycle[0] == pytest.approx(sums[level[0]])
        if ratio == 1:
            assert level[0] == stats.poisson(mean).ppf(target)


@settings(max_examples=30, deadline=None)
@given(rate=st.floats(0.05, 8), ratio=st.floats(1, 4), gap=st.integers(1, 12),
       fill=st.floats(0, 0.999), cycle=st.floats(0, 0.999))  # fmt: skip
def test_levels_reach_both_targets_and_the_next_lower_do_not(
    rate: float, ratio: float, gap: int, fill: float, cycle: float
) -> None:
    whole, early = table_of(3 * rate, ratio), table_of(rate, ratio)
    fills, cycles = par_service(whole, early, 2 * rate)
    asked = {"fill": fill, "cycle": cycle}

    def enough(got: tuple[float, float], by: float = -1e-11) -> bool:
        asked_for = zip(got, (fill, cycle), strict=True)
        return all(target == 0 or share >= target + by for share, target in asked_for)

    def surely(got: tuple[float, float]) -> bool:
        return enough(got, 1e-11)

    level, *got = par_levels([rate], ratio, REVIEW, LEAD, **asked)
    assert enough((got[0][0], got[1][0]))
    assert level[0] == 0 or not surely((fills[level[0] - 1], cycles[level[0] - 1]))
    s, top, *got = s_s_levels([rate], ratio, REVIEW, LEAD, gap, **asked)
    shares = position_shares(table_of(2 * rate, ratio), gap)
    assert top[0] - s[0] == gap
    assert enough((got[0][0], got[1][0]))
    assert s[0] == -1 or not surely(packs_service(int(s[0]) - 1, shares, fills, cycles))
    s, *got = packs_levels([rate], ratio, REVIEW, LEAD, gap, **asked)
    assert enough((got[0][0], got[1][0]))
    even = np.full(gap, 1 / gap)
    assert s[0] == -1 or not surely(packs_service(int(s[0]) - 1, even, fills, cycles))


def test_levels_rise_with_rate_scatter_lead_and_target() -> None:
    base = {"rate": [4.0], "ratio": 1.5, "review": 2.0, "lead": 1.0, "fill": 0.95}
    for policy, more in ((par_levels, {}), (s_s_levels, {"gap": 6}), (packs_levels, {"pack": 6}),
                         (kanban_bins, {"pack": 1})):  # fmt: skip
        level = policy(**base, **more)[0][0]
        for name, value in [("rate", [8.0]), ("ratio", 4.0), ("review", 4.0), ("lead", 3.0),
                            ("fill", 0.995)]:  # fmt: skip
            assert policy(**{**base, **more, name: value})[0][0] > level


def test_a_gap_of_one_and_a_pack_of_one_are_par_levels() -> None:
    rate = np.array([0.2, 3.0, 11.0])
    level, fill, cycle = par_levels(rate, 2.0, REVIEW, LEAD, fill=0.9, cycle=0.95)
    s, top, *got = s_s_levels(rate, 2.0, REVIEW, LEAD, 1, fill=0.9, cycle=0.95)
    assert top.tolist() == level.tolist()
    assert np.array(got) == pytest.approx(np.array([fill, cycle]))
    assert packs_levels(rate, 2.0, REVIEW, LEAD, 1, fill=0.9, cycle=0.95)[0].tolist() == s.tolist()


def test_bins_are_the_smallest_that_last() -> None:
    size, fill, cycle = kanban_bins([2.0, 0.1], 1, 1.0, 2.0, [1, 4], fill=0.99)
    demand, k = stats.poisson(6.0), np.arange(100)

    def served(bin_size: int) -> float:
        return float(1 - (np.maximum(0, k - bin_size) @ demand.pmf(k)) / bin_size)

    assert served(size[0]) == pytest.approx(fill[0])
    assert fill[0] >= 0.99 > served(size[0] - 1)
    assert cycle[0] == pytest.approx(demand.cdf(size[0]))
    assert size[1] == 4


def test_without_demand_nothing_is_kept_and_nonsense_is_refused() -> None:
    assert par_levels([0.0], 1, 1, 1, fill=0.9)[0].tolist() == [0]
    assert kanban_bins([0.0], 1, 1, 1, fill=0.9)[0].tolist() == [0]
    assert [c.tolist() for c in s_s_levels([0.0], 1, 1, 1, 5, fill=0.9)[:2]] == [[-1], [0]]
    assert packs_levels([0.0], 1, 1, 1, 5, fill=0.9)[0].tolist() == [-1]
    good = {"rate": [1.0], "ratio": 1.0, "review": 1.0, "lead": 1.0, "pack": 2, "fill": 0.9}
    for name, value in [("rate", [-1.0]), ("ratio", 0.5), ("review", 0.0), ("lead", -1.0),
                        ("pack", 0), ("fill", 1.0), ("fill", -0.1),
                        ("rate", [np.nan])]:  # fmt: skip
        with pytest.raises(ValueError, match=r"\w"):
            packs_levels(**{**good, name: value})
