"""Is the baseline a plan of this scenario? Its ids are asked in ``ids``, its rules by ``check``."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.findings import Finding
from optimizer.validate.tables import Tables, at

__all__ = ["baseline_of_another"]


def baseline_of_another(tables: Tables) -> Iterator[Finding]:
    """A baseline that names another scenario."""
    plan, name = tables.scenario.baseline, tables.scenario.name
    if plan is not None and plan.scenario != name:
        message = f'the baseline plans scenario "{plan.scenario}", this one is "{name}"'
        yield Finding("V801", message, at("baseline", None, "scenario"))
