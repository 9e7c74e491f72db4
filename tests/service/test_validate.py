"""Does `validate` tell each incoherence of a scenario, where it is, and nothing else?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.findings import REGISTRY, Severity
from optimizer.validate import validate
from optimizer.validate.coherence import CHECKS
from tests.changes import CIRCLE, both, by_graph, by_road, code, dropped
from tests.faults import amounts, ways
from tests.faults import ids as ids_
from tests.faults.breaks import TRAILER, head, told
from tests.rigs import amend, hospital_day

BREAKS = {**ids_.BREAKS, **ways.BREAKS, **amounts.BREAKS}


def test_coherent_day_is_told_nothing_but_its_note() -> None:
    assert [head(f) for f in validate(hospital_day())] == [TRAILER]


@pytest.mark.parametrize("name", BREAKS)
def test_each_break_is_told_where_it_is(name: str) -> None:
    broken = BREAKS[name]
    findings = told(broken.change(hospital_day()))
    assert sorted(head(f) for f in findings) == sorted(broken.heads)
    assert broken.says in "\n".join(str(f) for f in findings)


def test_every_code_of_coherence_is_provoked() -> None:
    provoked = {word for b in BREAKS.values() for h in b.heads for word in h.split()[1:2]}
    registered = {c for c in REGISTRY if c.startswith("V") and not c.startswith(("V7", "V9"))}
    assert provoked == registered


def test_every_check_is_listed_once() -> None:
    assert len(set(CHECKS)) == len(CHECKS)


def test_everything_wrong_is_told_at_once() -> None:
    names = ("order twice", "unknown home", "code missing", "half a position", "shift upside down")
    day = both(*(BREAKS[name].change for name in names))(hospital_day())
    wanted = {BREAKS[name].heads[0] for name in names}
    assert wanted <= {head(f) for f in validate(day)}


def test_one_mistake_in_many_rows_is_told_once() -> None:
    day = hospital_day()
    for i in range(7):
        day = amend(day, f"orders.{i}", flow="linnen")
    (finding,) = told(day)
    assert "(7 rows: 2, 3, 4, 5, 6 ...)" in finding.message


def test_findings_grow_no_faster_than_the_faults() -> None:
    """Of thousands of unknown ids so many are told as anybody reads; the rest is counted."""
    order = hospital_day().orders[0]
    orders = tuple(amend(order, id=f"o-{i}", site=f"site-{i}") for i in range(4000))
    findings = told(amend(hospital_day(), orders=orders))
    assert [f.code for f in findings] == ["V104"] * 200 + ["F043"]
    assert "3800 further findings V104" in findings[-1].message
    assert findings[-1].severity is Severity.NOTE


def test_a_chain_of_edges_as_long_as_the_table_is_followed() -> None:
    edges = [*CIRCLE, *((f"n{i}", f"n{i + 1}") for i in range(20_000)), ("n20000", "sas")]
    assert told(by_graph(*edges)(hospital_day())) == []


def test_classes_that_are_not_used_today_may_keep_apart() -> None:
    day = dropped("orders", 8, 9)(code(4, "WASTE", "S")(hospital_day()))
    assert told(day) == []


def test_round_graph_is_coherent() -> None:
    assert told(by_graph(*CIRCLE)(hospital_day())) == []


def test_campus_coordinates_serve_where_all_have_them() -> None:
    day = by_road(hospital_day())
    for i in range(len(day.sites)):
        day = amend(day, f"sites.{i}", lat=None, lon=None, x_m=10.0 * i, y_m=0.0)
    assert told(day) == []
    assert [head(f) for f in told(amend(day, "sites.0", x_m=None, y_m=None))] == [
        f"error V302 sites:{row} lat" for row in range(2, 8)
    ]


ids = st.sampled_from(["laundry", "sas", "Sas", "linen", "lorry", "x"])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_values_are_told_not_raised(data: st.DataObject) -> None:
    day = hospital_day()
    for table, columns in {
        "orders": {"flow": ids, "site": ids, "depots": st.lists(ids).map(tuple)},
        "vehicles": {"home": ids, "vehicle_type": ids},
        "flows": {"load_carrier": ids, "hygiene_class": ids},
        "sites": {"id": ids},
    }.items():
        position = data.draw(st.integers(0, len(getattr(day, table)) - 1))
        changes = {c: data.draw(s) for c, s in columns.items()}
        day = amend(day, f"{table}.{position}", **changes)
    findings = validate(day)
    assert all(isinstance(f.severity, Severity) and f.message and f.remedy for f in findings)
