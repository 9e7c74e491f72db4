"""Which plain values does a JSON text hold, and which text do documents become?

Python's reader is lenient where a planner would be surprised: it takes the last of two
equal keys, and NaN. Here both are findings, as are texts cut short or nested too deeply.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from optimizer.domain import Scenario
from optimizer.findings import Place
from optimizer.formats.gather import Gatherer, shorten
from optimizer.formats.history_json import give_back, history_sha256, take_columns, with_history
from optimizer.formats.limits import MAX_FILE_BYTES, MAX_JSON_BRACKETS, MAX_JSON_COMMAS
from optimizer.formats.text import decode
from optimizer.history import DemandHistory
from optimizer.plan import Document

__all__ = ["document_sha256", "document_to_json", "parse_json"]

_STORES = (
    "stock",
    "stock_classes",
    "wards",
    "items",
    "ward_items",
    "lead_times",
    "closed_days",
    "weekday_capacities",
    "order_lines",
    "ward_returns",
    "loops",
    "demand_history",
)
"""Fields about ward stores: left out where a scenario has none of them."""


def document_to_json(document: Document) -> str:
    """A document as readable JSON: the same text for the same document, always.

    Parameters
    ----------
    document : Document
        Scenario, plan or any other document.

    Returns
    -------
    str
        JSON, indented by one space, ending in a line feed. It has every field, but of ward
        stores only what the scenario has: a day without them reads as it ever did.
    """
    plain, history = _plain(document)
    for row in plain.get("hygiene", ()):
        row["codes"] = dict(sorted(row["codes"].items()))  # equal, whatever their order was
    text = json.dumps(plain, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    return text if history is None else with_history(text, history)


def document_sha256(document: Document) -> str:
    """SHA-256 of a document's canonical JSON: keys sorted, no spaces, UTF-8.

    Parameters
    ----------
    document : Document
        Scenario, plan or any other document.

    Returns
    -------
    str
        Sixty-four hexadecimal digits; the same whichever format the document came from.
    """
    plain, history = _plain(document)
    if history is not None:
        plain["demand_history"] = history_sha256(history)
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(document: Document) -> tuple[dict[str, Any], DemandHistory | None]:
    """Plain values of a document, None standing for the history, which is kept apart."""
    if not isinstance(document, Scenario):
        return document.model_dump(mode="json"), None
    fields = Scenario.model_fields
    unused = {name for name in _STORES if getattr(document, name) == fields[name].get_default()}
    plain = document.model_dump(mode="json", exclude=unused | {"demand_history"})
    if document.demand_history is not None:
        plain |= {"demand_history": None, "baseline": plain.pop("baseline")}
    return plain, document.demand_history


def parse_json(data: bytes, source: str, gatherer: Gatherer) -> Any | None:
    """Plain values of a JSON text.

    Parameters
    ----------
    data : bytes
        Content of the file.
    source : str
        Name for findings.
    gatherer : Gatherer
        Gets every fault.

    Returns
    -------
    object or None
        None where a fault was told.

    Examples
    --------
    >>> gatherer = Gatherer()
    >>> parse_json(b'{"id": 1, "id": NaN}', "day.json", gatherer)
    >>> for finding in gatherer.findings(): print(finding.code, finding.message)
    F012 NaN is not a number in JSON
    F010 the key 'id' is given twice in one object
    """
    text = decode(data, source, gatherer)
    if text is None:
        return None
    place = Place(source)
    text, columns = take_columns(text)
    if len(text) > MAX_FILE_BYTES:
        limit = f"{MAX_FILE_BYTES // 2**20} MB"
        gatherer.error("F005", f"the document is larger than {limit}", place)
        return None
    n_brackets = text.count("[") + text.count("{")
    if n_brackets > MAX_JSON_BRACKETS or text.count(",") > MAX_JSON_COMMAS:
        gatherer.error("F006", "the document has too many values", place)
        return None
    failed_before = len(gatherer.findings())

    def constant(name: str) -> None:
        gatherer.error("F012", f"{name} is not a number in JSON", place)

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = {key: give_back(value, columns) for key, value in items} if columns else dict(items)
        if len(found) < len(items):
            _tell_duplicates(items, place, gatherer)
        return found

    try:
        value = json.loads(text, parse_constant=constant, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        where = "ends too early" if error.pos >= len(text.rstrip()) else "is not well formed"
        message = f"the JSON {where} at line {error.lineno}, character {error.colno}"
        gatherer.error("F009", message, Place(source, error.lineno))
        return None
    except RecursionError:
        gatherer.error("F011", "lists or objects are nested too deeply", place)
        return None
    except ValueError:
        gatherer.error("F012", "there is a number of thousands of digits", place)
        return None
    if "\\ud" in text or "\\uD" in text:
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            gatherer.error("F009", "a text has half a character, such as \\ud800", place)
    return None if len(gatherer.findings()) > failed_before else value


def _tell_duplicates(items: list[tuple[str, Any]], place: Place, gatherer: Gatherer) -> None:
    seen: set[str] = set()
    name = next((value for key, value in items if key == "id" and isinstance(value, str)), "")
    whose = f" in the object with id {shorten(name)}" if name else " in one object"
    for key, _ in items:
        if key in seen:
            gatherer.error("F010", f"the key {shorten(key)} is given twice{whose}", place)
        seen.add(key)
