"""The workhorse: PyVRP's iterated local search over the restated problem, in one process.

It believes nothing: what it finds is read back into the problem's own words and evaluated
by the caller. ``data`` builds PyVRP's problem, ``search`` drives it as ``tuning`` says.
"""

from __future__ import annotations

from models.routing.with_pyvrp.search import NAME, search, unsupported, version
from models.routing.with_pyvrp.tuning import Found, Tuning

__all__ = ["NAME", "Found", "Tuning", "search", "unsupported", "version"]
