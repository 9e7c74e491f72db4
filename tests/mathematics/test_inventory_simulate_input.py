"""Which arguments of a simulation are refused, and what is said of them?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.inventory.problem import Family
from models.inventory.simulate import Replay, simulate
from tests.mathematics.shelves import shelf_problem


def _replay(**rows) -> Replay:
    columns = {"pair": [0, 0], "day": [1, 3], "pieces": [2, 1]} | rows
    return Replay(0, 7, *(np.array(column) for column in columns.values()))


@pytest.mark.parametrize(
    "rows",
    [
        {"day": [3, 1]},
        {"day": [3, 3]},
        {"day": [3, 7]},
        {"day": [-1, 3]},
        {"pair": [1, 0]},
        {"pair": [-1, 0]},
        {"pieces": [2, -1]},
        {"pieces": [2]},
    ],
)
def test_rows_out_of_order_or_range_are_refused(rows):
    with pytest.raises(ValueError, match=r"rows|days lie|one entry"):
        _replay(**rows)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"n_weeks": 0}, "at least 1"),
        ({"n_replications": 0}, "at least 1"),
        ({"seed": -1}, "not negative"),
        ({"warm_up_weeks": -1}, "not negative"),
        ({"start": [-1]}, "at least 0"),
        ({"s": [-2]}, "at least -1"),
        ({"S": [-1]}, "at least 0"),
        ({"S": [1, 2]}, "each of the 1 pairs"),
        ({"s": [0.5]}, "whole number"),
        ({"carriers_per_piece": [1.0, 2.0]}, "one entry"),
        ({"replay": _replay(), "n_weeks": 2}, "fewer than 2 weeks"),
        ({"replay": _replay(), "n_replications": 2}, "one replication"),
        ({"replay": _replay(pair=[0, 1])}, "names pair 1 of 1"),
    ],
)
def test_arguments_out_of_range_are_refused(wrong, said):
    right = {"s": [1], "S": [2], "n_weeks": 1, "n_replications": 1, "seed": 0}
    with pytest.raises(ValueError, match=said):
        simulate(shelf_problem(), **(right | wrong))


@pytest.mark.parametrize("ward", [-1, 1])
def test_a_ward_that_there_is_not_is_refused(ward):
    problem = replace(shelf_problem(), ward=np.array([ward]))
    with pytest.raises(ValueError, match="indices below 1"):
        simulate(problem, [1], [2], n_weeks=1, n_replications=1, seed=0)


@pytest.mark.parametrize(
    ("demand", "said"),
    [
        ({"mean": -1.0}, "mean demand"),
        ({"mean": np.nan}, "mean demand"),
        ({"mean": np.inf}, "mean demand"),
        ({"ratio": 0.9}, "variance over mean"),
        ({"ratio": np.inf}, "variance over mean"),
        ({"family": Family.TABLE}, "name one of the tables"),
        ({"family": Family.TABLE, "table": 1, "tables": [[0.5, 0.5]]}, "name one of the tables"),
        ({"family": Family.TABLE, "table": 0, "tables": [[0.5, 0.5]]}, "above the mean"),
    ],
)
def test_demand_out_of_range_is_refused(demand, said):
    problem = shelf_problem(**demand)
    with pytest.raises(ValueError, match=said):
        simulate(problem, [1], [2], n_weeks=1, n_replications=1, seed=0)
