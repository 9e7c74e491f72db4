"""What was found wrong, where, and what to do about it? The words every check speaks.

A finding has a code from the registry, a severity, a place (file, row, column), what is
wrong and a remedy. Bad data is told by raising :class:`DataError` once, with every
finding in it. ``docs/findings.md`` is generated from the registry.
"""

from optimizer.findings.finding import DataError, Finding, Place, Severity, suggestion
from optimizer.findings.registry import REGISTRY, CodeEntry

__all__ = [
    "REGISTRY",
    "CodeEntry",
    "DataError",
    "Finding",
    "Place",
    "Severity",
    "suggestion",
]
