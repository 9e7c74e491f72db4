"""Which JSON documents must be refused?"""

from __future__ import annotations

from tests.faults.build import (
    Fault,
    fault,
    in_json,
    json_text,
    single,
)

__all__ = ["DOCUMENTS"]

DOCUMENTS: dict[str, Fault] = {
    "truncated": fault(json_text(lambda text: text[: len(text) // 2]), "F009"),
    "binary junk": fault(single("day.json", bytes(range(256)) * 16), "F007"),
    "not JSON": fault(single("day.json", b"sites: [laundry]\n"), "F009"),
    "a list": fault(single("day.json", b"[]"), "F041"),
    "a number": fault(single("day.json", b"7"), "F041"),
    "an empty object": fault(single("day.json", b"{}"), "F030"),
    "100 000 brackets": fault(single("day.json", b"[" * 100_000), "F011"),
    "100 000 nested objects": fault(single("day.json", b'{"sites":' * 100_000), "F011"),
    "four million brackets": fault(single("day.json", b"[" * 4_000_000), "F006"),
    "NaN in JSON": fault(
        json_text(lambda text: text.replace('"weight_kg": 1200.0', '"weight_kg": NaN')), "F012"
    ),
    "number of a million digits": fault(
        json_text(lambda text: text.replace('"carriers": 8', f'"carriers": {"9" * 10**6}', 1)),
        "F012",
    ),
    "1e999 in JSON": fault(
        json_text(lambda text: text.replace('"weight_kg": 1200.0', '"weight_kg": 1e999')), "F031"
    ),
    "key twice": fault(json_text(lambda text: text.replace("{", '{"name": "other",', 1)), "F010"),
    "half a character": fault(
        json_text(lambda text: text.replace("Ren tvätt", "\\ud800", 1)), "F009"
    ),
    "unknown key": fault(in_json("order", []), "F027"),
    "object for a list": fault(in_json("orders", {"a": 1}), "F041"),
    "text for a list": fault(in_json("orders", "none"), "F041"),
    "text for an object": fault(in_json("sites.0", "laundry"), "F041"),
    "yes for a number": fault(in_json("orders.0.carriers", True), "F032"),
    "list for a number": fault(in_json("orders.0.carriers", [8]), "F032"),
    "nothing for a number": fault(in_json("orders.0.carriers", None), "F032"),
    "float for a time": fault(in_json("orders.0.release", 0.25), "F034"),
    "no sites in JSON": fault(in_json("sites", []), "F028"),
    "baseline that is no plan": fault(in_json("baseline", "as usual"), "F041"),
    "control characters in a name": fault(in_json("sites.0.name", "\x1b]0;x\x07"), "F040"),
}
