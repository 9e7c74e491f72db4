"""Which values must be refused?"""

from __future__ import annotations

from tests.faults.build import (
    Fault,
    cell,
    fault,
    file_text,
)

__all__ = ["VALUES"]

VALUES: dict[str, Fault] = {
    "text for a number": fault(cell("orders", 2, "carriers", "many"), "F031"),
    "NaN": fault(cell("orders", 2, "weight_kg", "NaN"), "F031"),
    "infinity": fault(cell("orders", 2, "weight_kg", "inf"), "F031"),
    "1e999": fault(cell("orders", 2, "weight_kg", "1e999"), "F031"),
    "hexadecimal": fault(cell("orders", 2, "carriers", "0x10"), "F031"),
    "negative": fault(cell("orders", 2, "carriers", "-3"), "F037"),
    "trailing minus": fault(cell("orders", 2, "weight_kg", "12-"), "F037"),
    "half a carrier": fault(cell("orders", 2, "carriers", "2.5"), "F032"),
    "10^9": fault(cell("orders", 2, "carriers", "1000000000"), "F037"),
    "a thousand digits": fault(cell("orders", 2, "carriers", "9" * 1000), "F031"),
    "five thousand digits": fault(cell("orders", 2, "carriers", "9" * 5000), "F031"),
    "no value": fault(cell("orders", 2, "site", ""), "F030"),
    "25:61": fault(cell("orders", 2, "release", "25:61"), "F034"),
    "time 99:00": fault(cell("vehicles", 2, "shift_end", "99:00"), "F034"),
    "date for a time": fault(cell("orders", 2, "release", "2026-11-21"), "F034"),
    "windows without an end": fault(cell("orders", 2, "windows", "06:00-"), "F036"),
    "31 February": fault(
        file_text("scenario.toml", lambda text: text.replace("2025-03-04", '"2025-02-31"')), "F035"
    ),
    "neither yes nor no": fault(cell("orders", 2, "mandatory", "maybe"), "F033"),
    "unknown word": fault(cell("sites", 2, "kind", "laundrette"), "F038"),
    "unknown hygiene code": fault(cell("hygiene", 2, "WASTE", "Q"), "F038"),
    "latitude of 5793": fault(cell("sites", 2, "lat", "5793"), "F037"),
    "no slots": fault(cell("vehicle_types", 2, "slots", "0"), "F037"),
    "formula for an id": fault(cell("orders", 2, "id", "=1+1"), "F039"),
    "command for an id": fault(cell("orders", 2, "id", "@SUM(A1)|cmd"), "F039"),
    "markup for an id": fault(cell("orders", 2, "id", "<script>alert(1)</script>"), "F039"),
    "path for an id": fault(cell("orders", 2, "id", "../../etc/passwd"), "F039"),
    "id of a thousand letters": fault(cell("orders", 2, "id", "x" * 1000), "F040"),
    "terminal codes in a name": fault(cell("sites", 2, "name", "\x1b[2Jlaundry"), "F007"),
    "name of ten thousand letters": fault(cell("sites", 2, "name", "x" * 10_000), "F040"),
}
