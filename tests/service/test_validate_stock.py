"""Does `validate` tell each incoherence of ward stores, and nothing of a day without them?"""

from __future__ import annotations

import pytest

from optimizer.findings import REGISTRY
from optimizer.ward_stores import WardItem
from tests.faults.breaks import head, told
from tests.faults.stores import BREAKS
from tests.stock import ward_stores


def test_coherent_stores_are_told_nothing() -> None:
    assert told(ward_stores()) == []


@pytest.mark.parametrize("name", BREAKS)
def test_each_break_is_told_where_it_is(name: str) -> None:
    broken = BREAKS[name]
    findings = told(broken.change(ward_stores()))
    assert sorted(head(f) for f in findings) == sorted(broken.heads), "\n".join(map(str, findings))
    assert broken.says in "\n".join(str(f) for f in findings)


def test_every_code_of_stores_is_provoked() -> None:
    provoked = {word for b in BREAKS.values() for h in b.heads for word in h.split()[1:2]}
    assert provoked - {"V101", "V102", "V104"} == {c for c in REGISTRY if c.startswith("V9")}


def test_many_rows_are_told_in_a_few_findings() -> None:
    day = ward_stores()
    many = tuple(
        WardItem(ward="avd-1", item=f"i{n}", min_pieces=2, max_pieces=1, on_hand=-1)
        for n in range(5000)
    )
    findings = told(day.model_copy(update={"ward_items": many}))
    assert [head(f) for f in findings if f.code == "V911"] == [
        "error V911 ward_items:2 min_pieces",
        "error V911 ward_items:3 min_pieces",
        "error V911 ward_items:4 min_pieces",
        "error V911 ward_items min_pieces",
    ]
    assert "4997 more rows like these: 5, 6, 7, 8, 9 and others" in str(
        [f for f in findings if f.code == "V911"][-1]
    )
    assert len(findings) < 220
