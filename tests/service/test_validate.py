"""Does `validate` tell each incoherence of a scenario, where it is, and nothing else?"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.domain import Scenario, TravelEdge, TravelSettings, TravelTime
from optimizer.findings import REGISTRY, Finding, Severity
from optimizer.validate import validate
from optimizer.validate.coherence import CHECKS
from tests.changes import added, again, at, both, dropped, windows
from tests.rigs import amend, hospital_day, hospital_plan

TRAILER = "note V104 sites:6 excluded_vehicle_types"
"""The rig's clinic excludes a vehicle type that today's fleet lacks: a note, told always."""


class Break(NamedTuple):
    """A scenario broken in one way, and the findings that are new."""

    change: Callable[[Scenario], Scenario]
    heads: tuple[str, ...]
    says: str


def code(position: int, class_: str, letter: str | None) -> Callable[[Scenario], Scenario]:
    def change(day: Scenario) -> Scenario:
        codes = {k: str(v) for k, v in day.hygiene[position].codes.items() if k != class_}
        if letter is not None:
            codes[class_] = letter
        return at(f"hygiene.{position}", codes=codes)(day)

    return change


def by_road(day: Scenario) -> Scenario:
    return amend(
        day, travel=TravelSettings.model_validate({"source": "road_estimate"}), travel_times=()
    )


def by_graph(*edges: tuple[str, str]) -> Callable[[Scenario], Scenario]:
    table = tuple(TravelEdge(origin=a, destination=b, length_m=100) for a, b in edges)
    settings_ = TravelSettings.model_validate({"source": "graph"})
    return lambda day: amend(day, travel=settings_, travel_edges=table, travel_times=())


RING = ["laundry", "store", "waste", "sas", "lerum", "vargarda", "laundry"]
CIRCLE = tuple(pairwise(RING))


def baseline(day: Scenario) -> Scenario:
    return amend(day, baseline=hospital_plan())


BREAKS: dict[str, Break] = {
    # ids and references
    "order twice": Break(
        again("orders", 0),
        ("error V101 orders:12 id",),
        '"linen-sas" is already used in row 2',
    ),
    "site twice": Break(again("sites", 5), ("error V101 sites:8 id",), "row 7"),
    "other case": Break(
        again("load_carriers", 0, id="Trolley"),
        ("warning V102 load_carriers:7 id",),
        '"Trolley" looks like "trolley" in row 2',
    ),
    "zero width": Break(
        again("vehicles", 0, id="lorry-1\u200b"),
        ("warning V102 vehicles:5 id", "warning V103 vehicles:5 id"),
        r"'lorry-1\u200b'",
    ),
    "accent composed otherwise": Break(
        both(again("vehicles", 1, id="\u00c5sas bil"), again("vehicles", 1, id="A\u030asas bil")),
        ("warning V102 vehicles:6 id",),
        "looks like",
    ),
    "space at the end": Break(
        again("load_carriers", 0, id="box "),
        ("warning V103 load_carriers:7 id",),
        "'box '",
    ),
    "no-break space": Break(
        again("load_carriers", 0, id="large\u00a0box"),
        ("warning V103 load_carriers:7 id",),
        r"\xa0",
    ),
    "unknown flow": Break(
        at("orders.0", flow="linnen"),
        ("error V104 orders:2 flow",),
        'Did you mean "linen"?',
    ),
    "unknown site": Break(
        at("orders.2", site="Vårgårda"), ("error V104 orders:4 site",), 'Did you mean "vargarda"?'
    ),
    "unknown carrier of an order": Break(
        at("orders.2", load_carrier="pallet"),
        ("error V104 orders:4 load_carrier",),
        "Use one of: trolley, cabinet",
    ),
    "unknown depot": Break(
        at("orders.2", depots=("laundry", "laundri")),
        ("error V104 orders:4 depots",),
        'Did you mean "laundry"?',
    ),
    "unknown carrier of a flow": Break(
        at("flows.1", load_carrier="sacks"),
        ("error V104 flows:3 load_carrier",),
        'Did you mean "sack"?',
    ),
    "unknown class": Break(
        at("flows.1", hygiene_class="SOILED"),
        ("error V104 flows:3 hygiene_class",),
        'Did you mean "SOILEDTEX"?',
    ),
    "unknown column of the matrix": Break(
        code(0, "CLEAR", "Y"), ("error V104 hygiene:2 CLEAR",), 'Did you mean "CLEAN"?'
    ),
    "unknown vehicle type": Break(
        at("vehicles.1", vehicle_type="splt"),
        ("error V104 vehicles:3 vehicle_type",),
        'Did you mean "split"?',
    ),
    "unknown home": Break(
        at("vehicles.1", home="garage"), ("error V104 vehicles:3 home",), '"garage" is no id'
    ),
    "unknown excluded type": Break(
        at("sites.4", excluded_vehicle_types=("lory",)),
        ("warning V104 sites:6 excluded_vehicle_types",),
        'Did you mean "lorry"?',
    ),
    "edge closed to an unknown type": Break(
        added(
            "travel_edges",
            TravelEdge(origin="a", destination="b", length_m=1, closed_to=("lory",)),
        ),
        ("error V104 travel_edges:2 closed_to", "note V312 travel_edges"),
        'Did you mean "lorry"?',
    ),
    "travel time to an unknown site": Break(
        added(
            "travel_times",
            TravelTime(origin="lerumm", destination="saas", duration_s=1, length_m=1),
        ),
        ("error V104 travel_times:32 origin", "error V104 travel_times:32 destination"),
        'Did you mean "lerum"?',
    ),
    "travel time of an unknown type": Break(
        at("travel_times.3", vehicle_type="vann"),
        ("error V104 travel_times:5 vehicle_type",),
        'Did you mean "van"?',
    ),
    "baseline with unknown vehicle": Break(
        both(baseline, at("baseline.routes.0", vehicle="lory-1")),
        ("error V104 baseline vehicle",),
        'Did you mean "lorry-1"?',
    ),
    "baseline with unknown site": Break(
        both(baseline, at("baseline.routes.0.trips.0.visits.1", site="lerumm")),
        ("error V104 baseline site",),
        'route of "lorry-1": "lerumm"',
    ),
    "baseline with unknown order": Break(
        both(baseline, at("baseline.routes.0.trips.0.visits.1.handlings.0", order="linen-lerm")),
        ("error V104 baseline order",),
        'Did you mean "linen-lerum"?',
    ),
    "baseline leaves out an unknown order": Break(
        both(baseline, at("baseline.unserved.0", order="waste-vargåda")),
        ("error V104 baseline unserved",),
        'Did you mean "waste-vargarda"?',
    ),
    "order to its own depot": Break(
        at("orders.0", depots=("sas",)),
        ("error V105 orders:2 depots", "warning V106 orders:2 depots"),
        'site "sas" of order "linen-sas" is also its depot',
    ),
    "order to its flow's only depot": Break(
        at("orders.1", site="laundry"), ("error V105 orders:3 site",), "is also its depot"
    ),
    "order to one of two depots": Break(
        at("sites.3", kind="laundry"),
        ("warning V105 orders:2 site", "warning V105 orders:5 site"),
        "is also its depot",
    ),
    "depot of another kind": Break(
        at("orders.0", depots=("store",)),
        ("warning V106 orders:2 depots",),
        'depot "store" is a warehouse; flow "linen" uses laundry',
    ),
    "flow without depot": Break(
        at("flows.4", depot_kinds=("kitchen",)),
        ("error V107 flows:6 depot_kinds",),
        'flow "waste" needs a kitchen',
    ),
    "idle flow without depot": Break(
        both(at("flows.4", depot_kinds=("kitchen",)), dropped("orders", 8, 9)),
        ("warning V107 flows:6 depot_kinds",),
        "no site is one",
    ),
    # hygiene
    "code missing": Break(
        code(1, "WASTE", None), ("error V201 hygiene:3 WASTE",), "no code against WASTE"
    ),
    "codes differ": Break(
        code(1, "WASTE", "T"),
        ("error V202 hygiene:3 WASTE",),
        'code T of "CLEANTEX" against "WASTE" is N in row 6',
    ),
    "class apart from itself": Break(
        code(4, "WASTE", "S"), ("warning V203 hygiene:6 WASTE",), "code S against itself"
    ),
    "no wash": Break(
        at("sites.0", cleaning=("wipe",)),
        ("warning V204 sites cleaning",),
        '"CLEANTEX" after "WASTE" needs a wash (2 such pairs today)',
    ),
    "no cleaning": Break(
        both(at("sites.0", cleaning=()), at("sites.1", cleaning=())),
        ("warning V204 sites cleaning", "warning V204 sites cleaning"),
        "needs a wipe",
    ),
    # positions and travel data
    "half a position": Break(
        at("sites.2", lon=None), ("error V301 sites:4 lon",), "has lat but no lon"
    ),
    "half a campus position": Break(
        at("sites.2", y_m=3.0), ("error V301 sites:4 x_m",), "has y_m but no x_m"
    ),
    "no position": Break(
        both(by_road, at("sites.2", lat=None, lon=None)),
        ("error V302 sites:4 lat",),
        "travel source road_estimate needs them",
    ),
    "swapped position": Break(
        at("sites.2", lat=12.548, lon=57.921),
        ("warning V303 sites:4 lat", "warning V305 sites:4 lat"),
        "lat 12.548, lon 57.921 seems swapped",
    ),
    "null island": Break(at("sites.2", lat=0, lon=0), ("warning V304 sites:4 lat",), "0, 0"),
    "far away": Break(
        at("sites.2", lat=5.7921), ("warning V305 sites:4 lat",), "km from the middle"
    ),
    "site outside the matrix": Break(
        lambda day: amend(
            day, travel_times=tuple(t for t in day.travel_times if t.destination != "lerum")
        ),
        ("error V306 sites:6 id",),
        'no travel time leads to site "lerum"',
    ),
    "site outside the graph": Break(
        both(by_graph(*CIRCLE), at("sites.4", node="lerom")),
        ("error V307 sites:6 node",),
        'Did you mean "lerum"?',
    ),
    "graph in two parts": Break(
        by_graph(*CIRCLE[:2], *CIRCLE[3:5]),
        ("warning V308 travel_edges",),
        "(3 sites) to the other 3",
    ),
    "pair given twice": Break(
        again("travel_times", 0, duration_s=1.0),
        ("error V309 travel_times:32 duration_s",),
        '"laundry" to "store" takes 1 s and 45000 m, in row 2 2700 s',
    ),
    "edge to itself": Break(
        by_graph(*CIRCLE, ("sas", "sas")),
        ("warning V310 travel_edges:8 destination",),
        "leads back to it",
    ),
    "empty matrix": Break(
        lambda day: amend(day, travel_times=()), ("error V311 travel_times",), "is empty"
    ),
    "empty graph": Break(by_graph(), ("error V311 travel_edges",), "is empty"),
    "no address": Break(
        lambda day: amend(
            day, travel=TravelSettings.model_validate({"source": "osrm"}), travel_times=()
        ),
        ("error V311 travel osrm_url",),
        "no address",
    ),
    "no speed bands": Break(
        both(by_road, at("travel", speed_bands=())),
        ("error V311 travel speed_bands",),
        "there are no speed bands",
    ),
    "matrix not read": Break(
        at("travel", source="road_estimate"),
        ("note V312 travel_times",),
        "does not read the 30 rows",
    ),
    # times
    "windows overlap": Break(
        at("sites.3", windows=windows(("06:00", "12:00"), ("11:00", "16:00"))),
        ("warning V401 sites:5 windows",),
        "06:00–12:00 and 11:00–16:00 overlap",
    ),
    "window upside down": Break(
        at("orders.0", windows=windows(("10:00", "09:30"))),
        ("error V402 orders:2 windows",),
        "window 10:00–09:30 ends before it starts",
    ),
    "ready too late": Break(
        at("orders.0", release="12:01"),
        ("error V403 orders:2 release",),
        'order "linen-sas" is ready at 12:01, after its windows 06:00–12:00',
    ),
    "closed": Break(
        at("orders.0", windows=windows(("16:30", "17:00"))),
        ("warning V404 orders:2 windows",),
        'wants 16:30–17:00, but site "sas" is open 06:00–11:30 12:30–16:00',
    ),
    "ready after closing": Break(
        at("orders.3", release="16:01"), ("warning V404 orders:5 release",), "is ready at 16:01"
    ),
    "window shorter than handling": Break(
        at("orders.0", windows=windows(("08:00", "08:07"))),
        ("warning V405 orders:2 windows",),
        "handling 8 carriers takes 8 min, its longest window is 7 min",
    ),
    "shift upside down": Break(
        at("vehicles.0", shift_start="16:00", shift_end="05:00"),
        ("error V406 vehicles:2 shift_end",),
        "shift 16:00–05:00 has no length",
    ),
    "shift shorter than ordinary hours": Break(
        at("vehicles.0", shift_end="12:00"),
        ("note V407 vehicles:2 ordinary_h",),
        "shift of 7 h is shorter than ordinary_h 8",
    ),
    # amounts and fleet
    "optional without penalty": Break(
        at("orders.9", penalty_sek=None),
        ("error V501 orders:11 penalty_sek",),
        "is optional but has no penalty",
    ),
    "mandatory with penalty": Break(
        both(at("orders.0", penalty_sek=5.0), at("orders.1", penalty_sek=7.0)),
        ("warning V502 orders:2 penalty_sek",),
        "(2 rows: 2, 3)",
    ),
    "overloaded carriers": Break(
        at("load_carriers.0", max_gross_kg=194.0),
        tuple(f"warning V503 orders:{row} weight_kg" for row in (2, 3, 4)),
        '1200 kg in 8 "trolley" makes 195 kg each, 194 kg allowed',
    ),
    "no vehicle is large enough": Break(
        both(
            at("load_carriers.1", slots=9.0, volume_m3=39.0, tare_kg=900.0),
            at("orders.1", load_carrier="cabinet"),
            dropped("vehicles", 0),
        ),
        ("warning V504 orders:3 load_carrier", "warning V601 load_carriers:3 volume_m3"),
        "split: 39 m3, has 38; van: 9 slots, has 8, 1050 kg, takes 850",
    ),
    "no vehicle may come": Break(
        at("sites.4", max_height_m=3.0, excluded_vehicle_types=("van",)),
        tuple(f"warning V504 orders:{row} site" for row in (3, 6, 10)),
        "lorry: 3.6 m high, 3 admitted; split: 3.6 m high, 3 admitted; van: excluded at the site",
    ),
    "equipment of no vehicle": Break(
        at("flows.0", requires_equipment=("tail_lft",)),
        (
            "warning V505 flows:2 requires_equipment",
            *(f"warning V504 orders:{row} flow" for row in (2, 3, 4)),
        ),
        'Did you mean "tail_lift"?',
    ),
    "equipment of idle vehicles": Break(
        both(at("flows.2", requires_equipment=("cooled",)), dropped("vehicles", 1)),
        ("warning V505 flows:4 requires_equipment", "warning V504 orders:8 flow"),
        "the vehicle types that have it are not in use",
    ),
    "more than the fleet can do": Break(
        at("orders.5", carriers=900),
        ("warning V506 vehicles",),
        "(2 full loads out, 52 home); all vehicles together are on duty 20.0 h",
    ),
    "no orders": Break(lambda day: amend(day, orders=()), ("warning V507 orders",), "no orders"),
    "no vehicles": Break(
        lambda day: amend(day, vehicles=()), ("warning V508 vehicles",), "no vehicles"
    ),
    "no cost": Break(
        both(
            *(
                at(
                    f"vehicle_types.{i}",
                    cost_per_day_sek=0,
                    cost_per_km_sek=0,
                    cost_per_h_sek=0,
                    cost_per_overtime_h_sek=0,
                )
                for i in range(3)
            )
        ),
        ("warning V509 vehicle_types",),
        "is zero",
    ),
    "free to leave out": Break(
        at("orders.9", penalty_sek=0), ("warning V510 orders:11 penalty_sek",), "costs 0 SEK"
    ),
    "tare above gross": Break(
        at("load_carriers.1", tare_kg=110, max_gross_kg=110),
        ("warning V511 load_carriers:3 tare_kg",),
        "weighs 110 kg empty",
    ),
    # sizes and the baseline
    "grams for kilograms": Break(
        at("orders.0", weight_kg=1_000_000),
        ("warning V601 orders:2 weight_kg", "warning V504 orders:2 weight_kg"),
        "1e+06 kg is more than the 100000 that is likely",
    ),
    "percent for a factor": Break(
        at("vehicle_types.0", speed_factor=0.01),
        ("warning V601 vehicle_types:2 speed_factor",),
        "less than the 0.1 that is likely",
    ),
    "baseline of another day": Break(
        both(baseline, at("baseline", scenario="another-day")),
        ("warning V801 baseline scenario",),
        'plans scenario "another-day", this one is "hospital-day"',
    ),
}


def head(finding: Finding) -> str:
    return f"{finding.severity} {finding.code} {finding.place}".strip()


def told(day: Scenario) -> list[Finding]:
    return [f for f in validate(day) if head(f) != TRAILER]


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
    registered = {c for c in REGISTRY if c.startswith("V") and not c.startswith("V7")}
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
    """Thousands of unknown ids are all told, though only some with a near word."""
    order = hospital_day().orders[0]
    orders = tuple(amend(order, id=f"o-{i}", site=f"site-{i}") for i in range(4000))
    findings = [f for f in validate(amend(hospital_day(), orders=orders)) if f.code == "V104"]
    assert len(findings) == 4001
    n_sites, comparisons = len(hospital_day().sites), 20_000
    assert sum("Use one of: laundry" in f.remedy for f in findings) == comparisons // n_sites


def test_a_chain_of_edges_as_long_as_the_table_is_followed() -> None:
    edges = [*CIRCLE, *((f"n{i}", f"n{i + 1}") for i in range(20_000)), ("n20000", "sas")]
    assert told(by_graph(*edges)(hospital_day())) == []


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


numbers = st.floats(0, 1e9, allow_nan=False) | st.none()
ids = st.sampled_from(["laundry", "sas", "Sas", "linen", "lorry", "x"])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_values_are_told_not_raised(data: st.DataObject) -> None:
    """Values are put in past the form's own checks: here nothing may be taken for granted."""
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
    assert not any(math.isnan(f.place.row or 0) for f in findings)
