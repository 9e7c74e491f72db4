"""Which limits are accepted, and what does a failure of a library say?"""

from __future__ import annotations

import numpy as np
import pytest

from models.errors import EngineError
from models.outcome import Limits
from models.routing.problem import NO_RULES, GoodsRules, RoutingProblem, Task, VehicleType
from tests.mathematics.small_problems import line


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"time_s": -1.0},
        {"iterations": -1},
        {"no_improvement": -5},
        {"iterations": 1, "seed": -1},
        {"iterations": 1, "n_jobs": 0},
    ],
)
def test_limits_that_make_no_sense(wrong):
    with pytest.raises(ValueError, match=r"limit|negative|at least"):
        Limits(**wrong)


@pytest.mark.parametrize("name", ["time_s", "iterations", "no_improvement"])
def test_one_limit_is_enough_and_may_be_zero(name):
    assert getattr(Limits(**{name: 0}), name) == 0


def test_an_engine_error_names_engine_size_and_reason():
    error = EngineError("pyvrp 9", "3 tasks", "it fell over")
    assert str(error) == "pyvrp 9 failed on 3 tasks: it fell over"
    assert (error.engine, error.size, error.reason) == ("pyvrp 9", "3 tasks", "it fell over")


def test_problems_that_do_not_fit_together():
    vehicle = VehicleType(1, (1,), 0, 0, (0, 9), 9)
    with pytest.raises(ValueError, match="dimensions"):
        RoutingProblem(
            **line(0), tasks=(Task(0, (1, 1), (0, 0)),), depots=(), vehicle_types=(vehicle,)
        )
    with pytest.raises(ValueError, match="goods without rules"):
        RoutingProblem(
            **line(0), tasks=(Task(0, (1,), (0,), goods=1),), depots=(), vehicle_types=()
        )
    flat = line(0, 1) | {"durations": np.zeros((2, 2), np.int64)}
    with pytest.raises(ValueError, match="shape"):
        RoutingProblem(**flat, tasks=(), depots=(), vehicle_types=())


def test_rules_that_do_not_fit_together():
    lopsided = np.zeros((2, 2, 2), np.int8)
    lopsided[0, 0, 1] = 3
    ranks = np.zeros(2, np.int64)
    none = np.zeros((2, 2, 2), np.int8)
    with pytest.raises(ValueError, match="symmetric"):
        GoodsRules(lopsided, ranks, none, (0, 0, 0))
    with pytest.raises(ValueError, match="FREE"):
        GoodsRules(none + np.eye(2, dtype=np.int8), ranks, none, (0, 0, 0))
    with pytest.raises(ValueError, match="shape"):
        GoodsRules(none, np.zeros(3, np.int64), none, (0, 0, 0))
    stricter = none.copy()
    stricter[1] = 3 * (1 - np.eye(2, dtype=np.int8))
    with pytest.raises(ValueError, match="stricter"):
        GoodsRules(stricter, ranks, none, (0, 0, 0))
    assert NO_RULES.n_goods == 1
