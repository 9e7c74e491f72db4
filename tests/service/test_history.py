"""Is a demand history held to its one form, and is every set of rows brought into it?"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from optimizer.history import COLUMNS, MOST_PIECES, DemandHistory

DAY = dt.date(2026, 1, 1)

GOOD: dict[str, Any] = {
    "wards": ("A", "B"),
    "items": ("x", "y"),
    "first_day": DAY,
    "ward": [0, 0, 1],
    "item": [0, 1, 0],
    "day": [3, 0, 0],
    "pieces": [5, 0, 2],
    "stock_out": [False, True, False],
}

WRONG = {
    "no row": (dict.fromkeys(COLUMNS, ()), "there are no rows"),
    "one row too few": ({"day": [0, 0]}, "differ in length: ward 3, item 3, day 2, pieces 3"),
    "wards not sorted": ({"wards": ("B", "A")}, "wards are not sorted"),
    "item twice": ({"items": ("x", "x")}, "items are not sorted, or not different"),
    "no such ward": ({"ward": [0, 0, 2]}, "ward 2 is outside the 2 wards"),
    "ward without rows": ({"wards": ("A", "B", "C")}, "wards has an id that no row points at"),
    "nothing on day 0": ({"day": [3, 1, 1]}, "no row is of day 0"),
    "beyond the calendar": ({"day": [10**7, 0, 0]}, "day 10000000 is beyond the calendar"),
    "too many pieces": ({"pieces": [MOST_PIECES + 1, 0, 0]}, "at most 1000000000"),
    "rows in another order": (
        {"ward": [1, 0, 0], "day": [0, 3, 0]},
        "row 1 is not after the one before it",
    ),
    "a day twice": ({"item": [0, 0, 0], "day": [3, 3, 0], "items": ("x",)}, "row 1 is not after"),
    "pieces below zero": ({"pieces": [-1, 0, 0]}, "-1 is outside the range"),
    "half a piece": ({"pieces": [0.5, 0, 0]}, "a list of whole numbers"),
    "a number as text": ({"pieces": ["5", 0, 0]}, "a list of whole numbers"),
    "no list": ({"pieces": 5}, "a list of whole numbers"),
    "a table": ({"pieces": [[1, 2, 3]]}, "a list of whole numbers"),
    "a number beyond all": ({"day": np.array([2**63, 0, 0], dtype=np.uint64)}, "outside the range"),
    "a list with a number beyond all": ({"day": [2**70, 0, 0]}, "a list of whole numbers"),
    "numbers for yes and no": ({"stock_out": [0, 1, 0]}, "a list of true and false"),
    "an empty id": ({"wards": ("", "B")}, "at least 1 character"),
}


def test_the_good_one_is_good() -> None:
    history = DemandHistory.model_validate(GOOD)
    assert len(history) == 3
    assert history.last_day == DAY + dt.timedelta(days=3)
    assert (
        repr(history) == str(history) == "DemandHistory(3 rows, 2 wards, 2 items, from 2026-01-01)"
    )
    assert DemandHistory.model_validate(history.model_dump(mode="json")) == history


@pytest.mark.parametrize("name", WRONG)
def test_faults_are_told_by_the_model(name: str) -> None:
    changes, message = WRONG[name]
    with pytest.raises(ValidationError, match=message):
        DemandHistory.model_validate({**GOOD, **changes})


def test_columns_cannot_be_changed() -> None:
    history = DemandHistory.model_validate(GOOD)
    with pytest.raises(ValueError, match="read-only"):
        history.pieces[0] = 7


def test_the_columns_given_stay_those_of_the_caller() -> None:
    pieces = np.array([5, 0, 2])
    history = DemandHistory.model_validate({**GOOD, "pieces": pieces})
    pieces[0] = 7
    assert history.pieces[0] == 5


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ward": [], "item": [], "day": [], "pieces": [], "stock_out": []}, "at least one row"),
        ({"day": [1]}, "columns of one length"),
        ({"ward": [0, 0, 2]}, "outside the 2 ids"),
        ({"item": [0, 0, -1]}, "outside the 2 ids"),
        ({"wards": ("A", "A")}, "there twice"),
        ({"pieces": [-1, 0, 0]}, "between 0 and"),
        ({"pieces": [0.5, 0, 0]}, "holds float64"),
        (
            {"pieces": [MOST_PIECES] * 3, "ward": [0] * 3, "item": [0] * 3, "day": [0] * 3},
            "3000000000 pieces",
        ),
    ],
)
def test_rows_that_make_no_history(changes: dict[str, Any], message: str) -> None:
    given_ = {**GOOD, **changes}
    with pytest.raises(ValueError, match=message):
        DemandHistory.from_rows(
            given_["wards"],
            given_["items"],
            DAY,
            **{name: given_[name] for name in COLUMNS},
        )


def test_many_ids_and_days_have_keys_of_their_own() -> None:
    n = 3000
    names = [f"{i:05d}" for i in range(n)]
    ranks = list(range(n))
    day = [0] * (n - 1) + [3_000_000]
    history = DemandHistory.from_rows(
        names,
        names,
        dt.date(1, 1, 1),
        ward=ranks,
        item=ranks,
        day=day,
        pieces=ranks,
        stock_out=[False] * n,
    )
    assert history.pieces.tolist() == ranks


ROWS = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(0, 2), st.integers(0, 5), st.integers(0, 9), st.booleans()
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_rows_in_any_order_are_the_same_history(rows: list[Any], random: Any) -> None:
    wards, items = ["D", "B", "A", "C"], ["z", "x", "y"]
    wanted: dict[tuple[str, str, int], tuple[int, bool]] = {}
    for ward, item, day, pieces, out in rows:
        before = wanted.get((wards[ward], items[item], day), (0, False))
        wanted[wards[ward], items[item], day] = before[0] + pieces, before[1] or out

    def made(from_rows: list[Any]) -> DemandHistory:
        columns = zip(*from_rows, strict=True)
        named = dict(zip(COLUMNS, map(list, columns), strict=True))
        return DemandHistory.from_rows(wards, items, DAY, **named)

    history = made(rows)
    start = (history.first_day - DAY).days
    found = {
        (history.wards[w], history.items[i], d + start): (p, o)
        for w, i, d, p, o in zip(
            *(getattr(history, name).tolist() for name in COLUMNS), strict=True
        )
    }
    assert found == wanted
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert made(shuffled) == history
