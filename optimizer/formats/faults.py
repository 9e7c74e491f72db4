"""What does pydantic's complaint mean to a planner? Its errors become findings, never shown raw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimizer.formats.gather import hint, shorten

__all__ = ["translate"]

_BOUNDS = {
    "greater_than": ("gt", "greater than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}

_KINDS = {
    "float_type": ("F031", "a number"),
    "float_parsing": ("F031", "a number"),
    "finite_number": ("F031", "a finite number"),
    "int_type": ("F032", "a whole number"),
    "int_from_float": ("F032", "a whole number"),
    "int_parsing": ("F032", "a whole number"),
    "int_parsing_size": ("F032", "a whole number"),
    "bool_type": ("F033", "true or false"),
    "bool_parsing": ("F033", "true or false"),
    "string_type": ("F041", "a text"),
    "tuple_type": ("F041", "a list"),
    "list_type": ("F041", "a list"),
    "model_type": ("F041", "an object"),
    "model_attributes_type": ("F041", "an object"),
    "dict_type": ("F041", "an object"),
    "mapping_type": ("F041", "an object"),
    "date_type": ("F035", "a date"),
    "date_parsing": ("F035", "a date"),
    "date_from_datetime_parsing": ("F035", "a date"),
    "date_from_datetime_inexact": ("F035", "a date"),
}


def translate(error: Mapping[str, Any]) -> tuple[str, str, str]:
    """Code, message and remedy of one pydantic error.

    Parameters
    ----------
    error : mapping of str to object
        One entry of ``ValidationError.errors()``.

    Returns
    -------
    code : str
        Code of the registry.
    message : str
        What is wrong, with the value.
    remedy : str
        What to do; empty where the registry's remedy says it.

    Examples
    --------
    >>> translate({"type": "greater_than_equal", "input": -3, "ctx": {"ge": 1}})
    ('F037', '-3 is outside the range: it must be at least 1', '')
    """
    kind, value, context = error["type"], error.get("input"), error.get("ctx") or {}
    if kind in _BOUNDS:
        key, words = _BOUNDS[kind]
        return (
            "F037",
            f"{shorten(value)} is outside the range: it must be {words} {shorten(context[key])}",
            "",
        )
    if kind in _KINDS:
        code, wanted = _KINDS[kind]
        return code, f"{shorten(value)} is not {wanted}", ""
    return _of_text(kind, value, context)


def _of_text(kind: str, value: object, context: Mapping[str, Any]) -> tuple[str, str, str]:
    """Errors about texts, words and lists."""
    if kind == "json_invalid":
        return "F011", "lists or objects are nested too deeply", ""
    if kind == "missing":
        return "F030", "the value is missing", ""
    if kind == "string_pattern_mismatch":
        if context.get("pattern", "").startswith("^[^\\s"):
            return "F039", f"{shorten(value)} is not a name that can be referred to", ""
        return "F040", f"{shorten(value)} has control characters", ""
    if kind == "string_too_short":
        return "F039", "the name is empty", ""
    if kind == "string_too_long":
        length = len(value) if isinstance(value, str) else "too many"
        return "F040", f"the text has {length} characters, at most {context['max_length']}", ""
    if kind == "string_unicode":
        return "F040", "the text has characters that are none", ""
    if kind in {"enum", "literal_error"}:
        words = [
            word.strip("'") for word in str(context["expected"]).replace(" or ", ", ").split(", ")
        ]
        return "F038", f"{shorten(value)} is not one of the words", hint(str(value), words)
    if kind == "too_short":
        return "F028", "there is none, and at least one is needed", ""
    if kind == "history":
        return "F044", str(context["what"]), ""
    if kind == "value_error":
        return "F034", f"{shorten(value)} is not a time of day", ""
    return "F041", f"{shorten(value)} cannot stand here", ""
