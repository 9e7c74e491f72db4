"""Which tables must be refused, before a single value is looked at?"""

from __future__ import annotations

from collections.abc import Callable

from tests.faults.build import (
    Fault,
    fault,
    file_bytes,
    file_text,
)

__all__ = ["TABLES"]


def _first_line(change: Callable[[str], str]) -> Callable[[str], str]:
    def changed(text: str) -> str:
        head, rest = text.split("\n", 1)
        return change(head.rstrip("\r")) + "\r\n" + rest

    return changed


TABLES: dict[str, Fault] = {
    "binary junk in a table": fault(
        file_bytes("orders.csv", lambda data: bytes(range(256)) * 40), "F007"
    ),
    "zeros in a table": fault(file_bytes("orders.csv", lambda data: b"\0" * 4096), "F007"),
    "UTF-16 cut in half": fault(
        file_bytes("orders.csv", lambda data: data.decode().encode("utf-16")[:-1]), "F007"
    ),
    "table without a line": fault(file_bytes("orders.csv", lambda data: b""), "F008"),
    "sites without rows": fault(
        file_text("sites.csv", lambda text: text.split("\n", 1)[0] + "\n"), "F028"
    ),
    "one line of 10 MB": fault(
        file_bytes("orders.csv", lambda data: data + b"x" * 10 * 2**20), "F009"
    ),
    "a million separators": fault(
        file_bytes("orders.csv", lambda data: data + b";" * 10**6 + b"x\n"), "F026"
    ),
    "quote that is never closed": fault(
        file_text("orders.csv", lambda text: text + '"linen-x;linen;sas;1\n' * 3), "F009"
    ),
    "bars between cells": fault(
        file_text("orders.csv", lambda text: text.replace(";", "¤")), "F023"
    ),
    "heading without id": fault(
        file_text("orders.csv", _first_line(lambda head: head.replace("id;", "key;", 1))),
        "F023",
        "F024",
    ),
    "misspelt heading": fault(
        file_text("orders.csv", _first_line(lambda head: head.replace("carriers", "carriersx", 1))),
        "F023",
        "F024",
    ),
    "heading twice": fault(
        file_text("orders.csv", _first_line(lambda head: head.replace("priority", "flow"))), "F025"
    ),
    "cells without a heading": fault(
        file_text("orders.csv", _first_line(lambda head: head.replace(";priority", ""))), "F026"
    ),
    "no heading at all": fault(
        file_text("orders.csv", lambda text: text.split("\n", 1)[1]), "F023"
    ),
    "broken settings": fault(
        file_text("scenario.toml", lambda text: text.replace("=", ":")), "F009"
    ),
    "key of ten thousand parts": fault(
        file_text("scenario.toml", lambda text: ".".join("a" * 10_000) + " = 1\n" + text), "F011"
    ),
    "lists of ten thousand lists in the settings": fault(
        file_text("scenario.toml", lambda text: "a = " + "[" * 10_000 + "\n" + text), "F011"
    ),
    "settings of 1 MB": fault(
        file_text("scenario.toml", lambda text: text + "# x\n" * 2**18), "F005"
    ),
    "unknown setting": fault(
        file_text("scenario.toml", lambda text: "wype_min = 5\n" + text), "F027"
    ),
    "settings of another version": fault(
        file_text("scenario.toml", lambda text: text.replace('"1.0"', '"9.9"')), "F042"
    ),
}
