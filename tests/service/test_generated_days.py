"""Checker first: days of every kind are planned without a single violation.

``plan_day`` refuses to hand out a plan that breaks a rule, so planning at all is the claim;
the verdict and the bookkeeping of orders are looked at once more here.
"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.check import check
from optimizer.domain import Scenario
from optimizer.generate import generate
from optimizer.generate.recipe import SyntheticRecipe
from optimizer.service import Limits, plan_day

FACTS = (
    "F01", "F02", "F04", "F05", "F06", "F10", "F11", "F17", "F18", "F24", "F25", "F27", "F29",
    "F30", "F31",
)  # fmt: skip


@st.composite
def days(draw: st.DrawFn) -> Scenario:
    """Synthetic days: sizes, mixes of flows, windows, partitions, fleets that may not suffice."""
    n_sites = draw(st.integers(1, 10))
    facts = draw(st.lists(st.sampled_from(FACTS), min_size=1, max_size=6, unique=True))
    recipe = SyntheticRecipe(
        kind="synthetic",
        name="day",
        day="2026-11-25",
        n_sites=n_sites,
        n_orders=draw(st.integers(1, min(24, n_sites * len(facts)))),
        clinic_share=draw(st.sampled_from((0.0, 0.5, 1.0))),
        facts=tuple(facts),
        tightness=draw(st.sampled_from((0.0, 0.4, 1.0))),
        radius_km=draw(st.sampled_from((15.0, 60.0, 120.0))),
        optional_share=draw(st.sampled_from((0.0, 0.3, 1.0))),
        partition_share=draw(st.sampled_from((0.0, 0.5, 1.0))),
        fleet_slack=draw(st.sampled_from((0.3, 1.0, 1.6))),
        with_baseline=False,
    )
    return generate(recipe, draw(st.integers(0, 10_000)))


def _plan_and_judge(scenario: Scenario) -> None:
    day = plan_day(scenario, limits=Limits(iterations=40, seed=1))
    assert day.plan is not None
    verdict = check(scenario, day.travel, day.plan)
    assert verdict.ok, [str(v) for v in verdict.violations]
    done: Counter[str] = Counter()
    sites = {order.id: order.site for order in scenario.orders}
    for route in day.plan.routes:
        for trip in route.trips:
            for visit in trip.visits:
                for handling in visit.handlings:
                    if visit.site == sites[handling.order]:
                        done[handling.order] += handling.carriers
    for left in day.plan.unserved:
        done[left.order] += left.carriers
    assert done == Counter({order.id: order.carriers for order in scenario.orders})


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(days())
def test_days_of_every_kind_are_planned_without_a_violation(scenario: Scenario) -> None:
    _plan_and_judge(scenario)


@pytest.mark.slow
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(days())
def test_two_hundred_days_are_planned_without_a_violation(scenario: Scenario) -> None:
    _plan_and_judge(scenario)
