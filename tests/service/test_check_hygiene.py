"""Do rules R8 and R9 agree with oracles that try everything?

One site, one depot, one vehicle; times are all zero, for only the hygiene codes are read.
"""

from __future__ import annotations

import datetime as dt
from itertools import combinations, product
from typing import Any

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from optimizer.check import check
from optimizer.domain import Scenario
from optimizer.plan import RoutePlan
from optimizer.travel import TravelTimes

CLASSES = ("A", "B", "C")
PAIRS = tuple(combinations(CLASSES, 2))
ZEROS = np.zeros((1, 2, 2), dtype=np.int64)
TRAVEL = TravelTimes(("depot", "ward"), {"lorry": 0}, ZEROS, ZEROS)

Goods = tuple[str, bool]
"""Hygiene class, and whether the load carrier is closed."""


def scenario(
    goods: list[Goods], codes: dict[tuple[str, str], str], ranks: tuple[int, ...], partition: bool
) -> Scenario:
    def code(one: str, other: str) -> str:
        return "Y" if one == other else codes[tuple(sorted((one, other)))]  # type: ignore[index]

    return Scenario.model_validate(
        {
            "name": "hygiene",
            "day": dt.date(2025, 3, 4),
            "sites": [
                {"id": "depot", "kind": "laundry", "cleaning": ["wash"]},
                {"id": "ward", "kind": "ward"},
            ],
            "load_carriers": [
                {"id": "open", "slots": 1},
                {"id": "closed", "slots": 1, "closed": True},
            ],
            "hygiene": [
                {"id": c, "rank": rank, "codes": {other: code(c, other) for other in CLASSES}}
                for c, rank in zip(CLASSES, ranks, strict=True)
            ],
            "flows": [
                {
                    "id": c,
                    "direction": "delivery",
                    "hygiene_class": c,
                    "depot_kinds": ["laundry"],
                    "load_carrier": "open",
                }
                for c in CLASSES
            ],
            "orders": [
                {
                    "id": f"o{i}",
                    "flow": c,
                    "site": "ward",
                    "carriers": 1,
                    "load_carrier": "closed" if closed else "open",
                }
                for i, (c, closed) in enumerate(goods)
            ],
            "vehicle_types": [
                {"id": "lorry", "slots": 99, "payload_kg": 999, "partition": partition}
            ],
            "vehicles": [
                {
                    "id": "v",
                    "vehicle_type": "lorry",
                    "home": "depot",
                    "shift_start": 0,
                    "shift_end": "24:00",
                }
            ],
        }
    )


def handling(action: str, order: int) -> dict[str, Any]:
    return {"order": f"o{order}", "action": action, "carriers": 1, "start": 0, "end": 0}


def visit(
    site: str, handlings: list[dict[str, Any]], cleaning: str | None = None
) -> dict[str, Any]:
    return {
        "site": site,
        "arrival": 0,
        "departure": 0,
        "handlings": handlings,
        "cleaning": cleaning,
    }


def hygiene_codes(day: Scenario, trips: list[list[dict[str, Any]]]) -> set[str]:
    route = {"vehicle": "v", "start": 0, "end": 0, "trips": [{"visits": v} for v in trips]}
    plan = RoutePlan.model_validate({"scenario": "hygiene", "routes": [route]})
    found = {f.code for f in check(day, TRAVEL, plan).violations}
    return {code for code in found if code.startswith("C3")}


matrices = st.fixed_dictionaries({pair: st.sampled_from("YSTN") for pair in PAIRS})
ranks_of = st.tuples(*[st.integers(0, 2)] * len(CLASSES))
goods_of = st.tuples(st.sampled_from(CLASSES), st.booleans())


@settings(max_examples=150, deadline=None)
@given(matrices, ranks_of, st.booleans(), st.data())
def test_within_a_trip(
    codes: dict[tuple[str, str], str], ranks: tuple[int, ...], partition: bool, data: st.DataObject
) -> None:
    goods = data.draw(st.lists(goods_of, min_size=1, max_size=4))
    events = data.draw(st.permutations([i for i in range(len(goods)) for _ in range(2)]))
    loaded: set[int] = set()
    handlings = []
    for i in events:
        handlings.append((i, "unload" if i in loaded else "load"))
        loaded.add(i)

    aboard: set[int] = set()
    moments = []
    for i, action in handlings:
        aboard = aboard | {i} if action == "load" else aboard - {i}
        moments.append(aboard)
    rank = dict(zip(CLASSES, ranks, strict=True))
    expected, walls = set(), []
    for i, j in combinations(range(len(goods)), 2):
        (a, a_closed), (b, b_closed) = goods[i], goods[j]
        code = "Y" if a == b else codes[tuple(sorted((a, b)))]  # type: ignore[index]
        together = any({i, j} <= moment for moment in moments)
        if rank[a] != rank[b]:
            cleaner, dirtier = (i, j) if rank[a] < rank[b] else (j, i)
            off, on = handlings.index((cleaner, "unload")), handlings.index((dirtier, "load"))
            together = together or on < off
        if code == "N":
            expected.add("C381")
        elif code == "T" and together:
            expected.add("C382")
        elif code == "S" and together and not a_closed and not b_closed:
            if partition:
                walls.append((i, j))
            else:
                expected.add("C383")
    if all(
        any(side[i] == side[j] for i, j in walls) for side in product((0, 1), repeat=len(goods))
    ):
        expected.add("C384")

    visits = [
        visit("depot" if action == "load" else "ward", [handling(action, i)])
        for i, action in handlings
    ]
    assert hygiene_codes(scenario(goods, codes, ranks, partition), [visits]) == expected


@settings(max_examples=150, deadline=None)
@given(
    matrices,
    ranks_of,
    st.booleans(),
    st.lists(st.tuples(goods_of, st.sampled_from([None, "wipe", "wash"])), min_size=1, max_size=5),
)
@example(
    codes=dict.fromkeys(PAIRS, "T"),
    ranks=(0, 1, 2),
    partition=False,
    trips=[(("B", False), None), (("B", False), "wipe"), (("A", False), None)],
)
def test_between_trips(
    codes: dict[tuple[str, str], str],
    ranks: tuple[int, ...],
    partition: bool,
    trips: list[tuple[Goods, str | None]],
) -> None:
    rank = dict(zip(CLASSES, ranks, strict=True))
    expected = set()
    for (i, ((a, a_closed), _)), (j, ((b, b_closed), _)) in combinations(enumerate(trips), 2):
        code = "Y" if a == b else codes[tuple(sorted((a, b)))]  # type: ignore[index]
        cleaned = {cleaning for _, cleaning in trips[i:j]}
        if rank[a] < rank[b] or "wash" in cleaned:
            continue
        if code == "N":
            expected.add("C391")
        separated = a_closed or b_closed or partition
        if (code == "T" or (code == "S" and not separated)) and "wipe" not in cleaned:
            expected.add("C392")
    goods = [g for g, _ in trips]
    driven = [
        [
            visit("depot", [handling("load", i)]),
            visit("ward", [handling("unload", i)]),
            visit("depot", [], cleaning),
        ]
        for i, (_, cleaning) in enumerate(trips)
    ]
    assert hygiene_codes(scenario(goods, codes, ranks, partition), driven) == expected


def test_goods_of_one_trip_are_not_residue_to_each_other() -> None:
    goods: list[Goods] = [("B", True), ("A", True)]
    day = scenario(goods, dict.fromkeys(PAIRS, "S"), (0, 1, 2), partition=False)
    visits = [
        visit("depot", [handling("load", 0), handling("load", 1)]),
        visit("ward", [handling("unload", 0), handling("unload", 1)]),
    ]
    assert hygiene_codes(day, [visits]) == set()


def test_an_order_in_two_lots_does_not_meet_itself_nor_escape_others() -> None:
    day = scenario([("A", False), ("B", False)], dict.fromkeys(PAIRS, "T"), (0, 1, 2), False)
    apart = [
        visit("depot", [handling("load", 0)]),
        visit("ward", [handling("unload", 0)]),
        visit("depot", [handling("load", 1)]),
        visit("ward", [handling("unload", 1)]),
    ]
    assert hygiene_codes(day, [apart]) == set()
    again = [*apart, visit("depot", [handling("load", 0)]), visit("ward", [handling("unload", 0)])]
    assert hygiene_codes(day, [again]) == {"C382"}
    left_on_board = [*apart, visit("depot", [handling("load", 0)])]
    assert hygiene_codes(day, [left_on_board]) == {"C382"}
