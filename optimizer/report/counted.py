"""Which key figures can be counted, of the plan and of the baseline beside it?

They come from ``optimizer.compare``. Nothing is shown that would be invented: a plan with
unknown names has no key figures, and is not compared with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimizer.compare import ComparisonRow, compare
from optimizer.domain import Scenario
from optimizer.findings import DataError
from optimizer.plan import RoutePlan
from optimizer.travel import TravelTimes

__all__ = ["Counted", "count_figures"]

_BASELINE, _PLAN = "baseline", "plan"


@dataclass(frozen=True, slots=True)
class Counted:
    """Rows of the comparison by their KPI, and whether the baseline is among the plans."""

    rows: Mapping[str, ComparisonRow]
    has_baseline: bool

    def own(self, kpi: str) -> float | None:
        """The plan's value."""
        return self.rows[kpi].values[_PLAN]

    def before(self, kpi: str) -> float | None:
        """The baseline's value."""
        return self.rows[kpi].values.get(_BASELINE)

    def difference(self, kpi: str) -> float | None:
        """The plan's value less the baseline's."""
        return self.rows[kpi].differences[_PLAN] if self.has_baseline else None

    @property
    def same_work(self) -> bool:
        """Whether plan and baseline leave out equally much, or there is no baseline."""
        left = "carriers_unserved"
        return not self.has_baseline or self.own(left) == self.before(left)

    def share(self, kpi: str) -> float | None:
        """The difference as a share of the baseline's value."""
        percent = self.rows[kpi].percents[_PLAN] if self.has_baseline else None
        return None if percent is None else percent / 100


def count_figures(scenario: Scenario, travel: TravelTimes, plan: RoutePlan) -> Counted | None:
    """Key figures of a plan, beside its scenario's baseline where that is another plan.

    Parameters
    ----------
    scenario : Scenario
        What was asked, with its baseline if there is one.
    travel : TravelTimes
        Durations and distances between its sites. [s, m]
    plan : RoutePlan
        What was decided.

    Returns
    -------
    Counted or None
        None where the plan's figures cannot be counted.

    Examples
    --------
    >>> from tests.rigs import hospital_day, hospital_plan, travel_of
    >>> counted = count_figures(hospital_day(), travel_of(hospital_day()), hospital_plan())
    >>> counted.own("n_vehicles")
    3.0
    """
    both = {_PLAN: plan}
    if scenario.baseline is not None and scenario.baseline != plan:
        both = {_BASELINE: scenario.baseline, _PLAN: plan}
    for plans in dict.fromkeys((tuple(both.items()), ((_PLAN, plan),))):
        try:
            comparison = compare(scenario, travel, dict(plans))
        except DataError:
            continue
        return Counted({row.kpi: row for row in comparison.rows}, len(plans) > 1)
    return None
