"""Which small horizon plan do the tests of documents, checker and report share?

A week of the ward stores of `tests.stock`, driven on chosen days by routes of few iterations;
beside it today's weekdays. No engine of inventory routing is asked.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from optimizer.closed_loops import Loop, WardReturn
from optimizer.domain import Scenario
from optimizer.horizon.aggregate import covers
from optimizer.horizon.days import possible_days, todays_days
from optimizer.horizon.gather import stores_of
from optimizer.horizon.returns import returning_of
from optimizer.horizon.stores import Stores, Use
from optimizer.horizon.telling import summary_of, tell
from optimizer.horizon_plan import HorizonPlan, HorizonPolicy, Judged
from optimizer.plan import Provenance
from optimizer.service.day import Limits
from optimizer.service.horizon_days import DayRouter
from tests.stock import ward_stores

__all__ = ["N_DAYS", "small_stores", "told_horizon", "with_loop"]

N_DAYS = 7
AHEAD = 10


def with_loop() -> Scenario:
    """The ward stores, whose ward gives soiled linen back to the laundry."""
    day = ward_stores()
    flows = {flow.id for flow in day.flows}
    back = next(f.id for f in day.flows if f.direction == "return")
    depot = next(s.id for s in day.sites if s.kind == "laundry")
    assert "linen" in flows
    return day.model_copy(
        update={
            "ward_returns": (
                WardReturn(
                    ward="avd-1",
                    flow=back,
                    per_carrier=0.5,
                    per_day=0.2,
                    room_carriers=4,
                    held_carriers=0.5,
                    net_kg=60,
                ),
            ),
            "loops": (
                Loop(
                    depot=depot,
                    flow="linen",
                    return_flow=back,
                    stock_carriers=20,
                    per_day=1,
                    lag_days=1,
                    loss=0.01,
                ),
            ),
        }
    )


def small_stores(day: Scenario | None = None) -> Stores:
    """The ward stores as columns over ten days, with a flat use."""
    day = day or ward_stores()
    mean = np.array([14.0, 4.0, 6.0, 3.0, 0.4, 1.2])
    use = Use(np.repeat(mean[:, None], 7, axis=1), np.full(6, 1.5))
    return stores_of(day, None, use, start=day.day, n_days=AHEAD)[0]


@lru_cache(maxsize=4)
def told_horizon(*, loop: bool = False) -> HorizonPlan:
    """A week from the scenario's day: the ward every other day, the clinic as today."""
    day = with_loop() if loop else ward_stores()
    stores = small_stores(day)
    returning = returning_of(stores)
    possible = possible_days(day, day.day, AHEAD)
    today = todays_days(day, day.day, AHEAD)
    visits = today.copy()
    visits[:, 0] = possible[:, 0] & (np.arange(AHEAD) % 2 == 0)
    router = DayRouter(day, day.day, Limits(iterations=20), lambda *_: False)
    plans = []
    for chosen in (visits, today):
        routed = router.route(
            stores,
            returning,
            chosen,
            possible,
            n_days=N_DAYS,
            policy=HorizonPolicy.MAXIMUM_LEVEL,
        )
        plans.append(
            tell(
                stores,
                covers(stores),
                returning,
                routed.rolled,
                routed.plans,
                policy=HorizonPolicy.MAXIMUM_LEVEL,
                today=today,
                provenance=Provenance(source="by hand"),
            )
        )
    judged = Judged(
        figure="emergencies",
        unit="ward days",
        planned=1.5,
        planned_half=0.5,
        today=2.0,
        today_half=0.25,
        difference=-0.5,
        difference_half=0.1,
    )
    return plans[0].model_copy(
        update={"today": summary_of(plans[1]), "judged": (judged,), "n_replications": 4}
    )
