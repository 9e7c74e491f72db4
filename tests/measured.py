"""How do tests ask for the travel times of a day from one source, and what is told instead?"""

from __future__ import annotations

from typing import Any

import pytest

from optimizer.domain import Scenario, TravelSettings
from optimizer.findings import DataError
from optimizer.travel import measure
from tests.rigs import amend, hospital_day

__all__ = ["codes", "messages", "scenario", "with_factors"]


def scenario(source: str, **changes: Any) -> Scenario:
    """The shared day, travelled by what one source says."""
    return amend(hospital_day(), travel=TravelSettings(source=source), **changes)


def with_factors(day: Scenario, **factors: float) -> Scenario:
    """The day with other speed factors of some vehicle types."""
    kinds = tuple(
        amend(kind, speed_factor=factors.get(kind.id, kind.speed_factor))
        for kind in day.vehicle_types
    )
    return amend(day, vehicle_types=kinds)


def codes(day: Scenario) -> list[str]:
    """The codes of what a day cannot be measured for."""
    with pytest.raises(DataError) as caught:
        measure(day)
    return [finding.code for finding in caught.value.findings]


def messages(day: Scenario) -> str:
    """What is said of it."""
    with pytest.raises(DataError) as caught:
        measure(day)
    return str(caught.value)
