"""Which small demand history do the tests of formats share?"""

from __future__ import annotations

import datetime as dt

from optimizer.domain import Scenario
from optimizer.history import DemandHistory
from tests.rigs import hospital_day

__all__ = ["history", "with_history"]


def history() -> DemandHistory:
    """Two wards, two items, four days; ids in other letters, and one of digits."""
    return DemandHistory.from_rows(
        ["Bvd", "Åvd 1"],
        ["0412", "x"],
        dt.date(2026, 11, 19),
        ward=[1, 1, 0],
        item=[0, 0, 1],
        day=[1, 2, 0],
        pieces=[4, 0, 12],
        stock_out=[False, True, False],
    )


def with_history(of: DemandHistory | None) -> Scenario:
    """The shared day with a history."""
    return hospital_day().model_copy(update={"demand_history": of})
