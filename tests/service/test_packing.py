"""Are goods packed into few carriers, none overfull, no piece lost, wards together?"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.domain import LoadCarrier
from optimizer.replenish.carriers import shares
from optimizer.replenish.packing import Goods, Load, least_carriers, pack
from optimizer.ward_stores import Item

SHARES = st.one_of(
    st.floats(0.001, 1), st.integers(1, 50).map(lambda n: 1 / n), st.sampled_from([0.5, 0.51, 1])
)
GOODS = st.lists(
    st.builds(
        Goods,
        ward=st.sampled_from("ABCDE"),
        units=st.integers(1, 40),
        space=SHARES,
        weight=st.just(0.0) | SHARES,
    ),
    min_size=1,
    max_size=25,
)


def carriers_with(goods: Sequence[Goods], loads: Sequence[Load], ward: str) -> int:
    return sum(any(goods[which].ward == ward for which, _ in load) for load in loads)


@settings(max_examples=100)
@given(GOODS)
def test_no_carrier_holds_too_much_and_no_unit_is_lost(goods: list[Goods]) -> None:
    loads = pack(goods)
    packed = [0] * len(goods)
    for load in loads:
        assert load
        assert len({which for which, _ in load}) == len(load)
        assert sum(units * goods[which].space for which, units in load) <= 1 + 1e-6
        assert sum(units * goods[which].weight for which, units in load) <= 1 + 1e-6
        for which, units in load:
            assert units > 0
            packed[which] += units
    assert packed == [g.units for g in goods]
    assert len(loads) >= least_carriers(goods)


@given(GOODS)
def test_same_goods_are_packed_the_same(goods: list[Goods]) -> None:
    assert pack(goods) == pack(list(goods))


@given(GOODS, st.integers(1, 9))
def test_names_of_wards_do_not_matter(goods: list[Goods], n: int) -> None:
    renamed = [Goods(f"{g.ward}{n}", g.units, g.space, g.weight) for g in goods]
    assert pack(renamed) == pack(goods)


def fewest(units: Sequence[tuple[float, float]]) -> int:
    """Fewest carriers, by trying all subsets."""
    everything = (1 << len(units)) - 1

    def fits(subset: int) -> bool:
        inside = [u for i, u in enumerate(units) if subset >> i & 1]
        return all(sum(u[axis] for u in inside) <= 1 + 1e-9 for axis in (0, 1))

    @cache
    def need(left: int) -> int:
        if not left:
            return 0
        first = left & -left
        rest, best, part = left ^ first, len(units), left ^ first
        while True:
            if fits(part | first):
                best = min(best, 1 + need(rest ^ part))
            if not part:
                return best
            part = (part - 1) & rest

    return need(everything)


TINY = st.lists(
    st.builds(
        Goods,
        ward=st.sampled_from("AB"),
        units=st.integers(1, 2),
        space=st.integers(1, 20).map(lambda n: n / 20),
        weight=st.integers(0, 20).map(lambda n: n / 20),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=100)
@given(TINY)
def test_tiny_cases_against_all_ways_there_are(goods: list[Goods]) -> None:
    best = fewest([(g.space, g.weight) for g in goods for _ in range(g.units)])
    assert least_carriers(goods) <= best <= len(pack(goods)) <= best + 1


def test_tiny_cases_are_mostly_packed_in_the_fewest() -> None:
    draw = random.Random(3)
    cases = [
        [
            Goods(draw.choice("AB"), 1, draw.randint(1, 14) / 20, draw.randint(0, 14) / 20)
            for _ in range(7)
        ]
        for _ in range(200)
    ]
    hit = sum(len(pack(goods)) == fewest([(g.space, g.weight) for g in goods]) for goods in cases)
    assert hit >= 0.97 * len(cases)


@pytest.mark.parametrize(("units", "per_carrier"), [(1, 1), (12, 12), (13, 12), (4000, 4000)])
def test_units_alike_fill_carriers_to_the_brim(units: int, per_carrier: int) -> None:
    loads = pack([Goods("A", units, 1 / per_carrier, 0.0)])
    assert [n for load in loads for _, n in load] == [
        *[per_carrier] * (units // per_carrier),
        *([units % per_carrier] if units % per_carrier else []),
    ]


def test_weight_binds_where_goods_are_heavy() -> None:
    assert len(pack([Goods("A", 10, 0.01, 0.5)])) == 5


class TestWardsTogether:
    def test_each_ward_has_its_own_carrier_where_that_costs_none(self) -> None:
        goods = [Goods(ward, 1, size, 0.0) for size in (0.5, 0.4) for ward in "ABC"]
        loads = pack(goods)
        assert len(loads) == 3
        assert all(len({goods[which].ward for which, _ in load}) == 1 for load in loads)

    def test_small_wards_share_one_and_each_is_in_one_only(self) -> None:
        goods = [Goods(ward, 3, 0.1, 0.05) for ward in "ABCDE"]
        loads = pack(goods)
        assert len(loads) == 2
        assert [carriers_with(goods, loads, ward) for ward in "ABCDE"] == [1] * 5

    def test_a_ward_is_split_where_that_saves_a_carrier(self) -> None:
        goods = [Goods(ward, 6, 0.1, 0.0) for ward in "ABC"]
        loads = pack(goods)
        assert len(loads) == 2
        assert sorted(carriers_with(goods, loads, ward) for ward in "ABC") == [1, 1, 2]

    def test_large_pieces_are_spread_where_nothing_else_does(self) -> None:
        # By wards in a row or apart three are needed; 0.6 + 0.4 twice is two.
        goods = [Goods("A", 2, 0.6, 0.0), Goods("B", 1, 0.4, 0.0), Goods("C", 1, 0.4, 0.0)]
        assert len(pack(goods)) == 2


def test_nothing_needs_no_carrier() -> None:
    assert pack([]) == ()
    assert least_carriers([]) == 0


@pytest.mark.parametrize(
    ("units", "space", "weight"), [(0, 0.5, 0), (1, 0, 0), (1, 1.1, 0), (1, 0.5, 1.1), (1, 1, -1)]
)
def test_goods_that_cannot_be(units: int, space: float, weight: float) -> None:
    with pytest.raises(ValueError, match="cannot be packed"):
        Goods("A", units, space, weight)


class TestShares:
    CAGE = LoadCarrier(id="cage", slots=1, volume_m3=1.0, tare_kg=40, max_gross_kg=240)

    def item(self, **changes: object) -> Item:
        given = {"id": "x", "flow": "f", "stock_class": "A", "volume_l": 8, "weight_kg": 1}
        return Item.model_validate(given | changes)

    def test_by_volume_and_fill(self) -> None:
        assert shares(self.item(), self.CAGE, 0.8) == (0.01, 0.005)

    def test_by_pieces_per_carrier_whatever_the_volume(self) -> None:
        assert shares(self.item(pieces_per_carrier=25), self.CAGE, 0.8) == (0.04, 0.005)

    def test_no_weight_limit(self) -> None:
        free = self.CAGE.model_copy(update={"max_gross_kg": None})
        assert shares(self.item(weight_kg=9000), free, 0.8) == (0.01, 0.0)

    @pytest.mark.parametrize(
        "changes", [{"volume_l": 801}, {"weight_kg": 201}], ids=["too large", "too heavy"]
    )
    def test_pieces_that_do_not_fit(self, changes: dict[str, float]) -> None:
        assert shares(self.item(**changes), self.CAGE, 0.8) is None

    def test_carriers_that_hold_nothing(self) -> None:
        bare = self.CAGE.model_copy(update={"volume_m3": 0.0})
        assert shares(self.item(), bare, 0.8) is None
        assert shares(self.item(pieces_per_carrier=4), bare, 0.8) == (0.25, 0.005)
        weak = self.CAGE.model_copy(update={"max_gross_kg": 40.0})
        assert shares(self.item(), weak, 0.8) is None
        assert shares(self.item(weight_kg=0), weak, 0.8) == (0.01, 0.0)
