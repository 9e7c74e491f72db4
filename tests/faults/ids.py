"""In which ways can ids and the hygiene matrix be incoherent?"""

from __future__ import annotations

from optimizer.domain import TravelEdge, TravelTime
from tests.changes import added, again, at, baseline, both, code, dropped
from tests.faults.breaks import Break

__all__ = ["BREAKS"]

BREAKS: dict[str, Break] = {
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
    "two spaces": Break(
        again("load_carriers", 0, id="large  box"),
        ("warning V103 load_carriers:7 id",),
        "'large  box'",
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
        '"CLEAN" after "WASTE" needs a wash (2 such pairs today)',
    ),
    "no cleaning": Break(
        both(at("sites.0", cleaning=()), at("sites.1", cleaning=())),
        ("warning V204 sites cleaning", "warning V204 sites cleaning"),
        "needs a wipe",
    ),
}
