"""In which ways can goods, fleet, sizes and the baseline be incoherent?"""

from __future__ import annotations

from tests.changes import at, baseline, both, by_road, copies, dropped
from tests.faults.breaks import Break
from tests.rigs import amend

__all__ = ["BREAKS"]

BREAKS: dict[str, Break] = {
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
    "grams for kilograms": Break(
        at("orders.0", weight_kg=1_000_000),
        ("warning V601 orders:2 weight_kg", "warning V504 orders:2 weight_kg"),
        "1e+06 kg is more than the 100000 that is likely",
    ),
    "too many orders": Break(
        copies("orders", 6, 20_001),
        ("error V602 orders", "warning V506 vehicles"),
        "20011 rows in orders; at most 20000",
    ),
    "too many pairs of sites": Break(
        both(
            by_road,
            copies("vehicle_types", 0, 10, lambda i: {"speed_factor": 1 + i / 10}),
            copies("sites", 4, 1500),
        ),
        ("error V602 sites",),
        "1506 sites make 22680360 travel times",
    ),
    "speed of a snail": Break(
        at("travel", walking_speed_m_per_s=0.0013),
        ("warning V601 travel walking_speed_m_per_s",),
        "0.0013 m/s is not between 0.1 and 40",
    ),
    "speed of an aircraft": Break(
        at(
            "travel",
            speed_bands=[{"up_to_km": 5, "speed_kmh": 28}, {"up_to_km": 9, "speed_kmh": 280}],
        ),
        ("warning V601 travel speed_bands",),
        "280 km/h is not between 3 and 130",
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
