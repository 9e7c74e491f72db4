"""Small files of inventory routing in the format of each set, written for the tests."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.instance import InventoryInstance
from benchmarks.readers.irp_dimacs import read_irp_dimacs
from benchmarks.readers.irp_single import read_irp_single
from benchmarks.readers.irp_skalnes import read_irp_skalnes
from models.inventory_routing.problem import (
    InventoryRoutingProblem,
    Vehicles,
)
from tests.mathematics.small_irp import plan

# The hub at (0, 0), customers at (3, 4) and (3, 0): 5 and 3 from it, 4 apart.
DIMACS = """3\t2\t10\t2
0\t0.0\t0.0\t20\t6\t0.50
1\t3.0\t4.0\t4\t9\t0\t4\t0.20
2\t3.0\t0.0\t2\t8\t0\t2\t0.10
"""
SKALNES = """nVehicles:  2
nDepots:     1
nCustomers:  2
nPeriods:    2
VEHICLE_TYPE\tFLEET_SIZE\tCAPACITY
           7\t         2\t      10\t
DEPOT\tX\tY\tINV_COST\tINITIAL_INV \tMIN_LEVEL_INV \tMAX_LEVEL_INV\tPRODUCTION_0\tPRODUCTION_1
       0\t  0\t  0\t    0.5\t        20\t           0\t          99\t          6\t           5\t
CUSTOMER\tX  \tY  \tINV_COST\tINITIAL_INV\tMIN_LEVEL_INV \tMAX_LEVEL_INV\tDEMAND_0\tDEMAND_1
       1\t  3\t  4\t     0.2\t          4\t            1\t            9\t       3\t       5
       2\t  3\t  0\t     0.1\t          2\t            0\t            8\t       2\t       0
COST_MATRIX
\t  0\t  1\t  2
  0
  1\t 50
  2\t 30\t 40
"""


def _node(x: int, y: int, initial: int, capacity: int, cost: float, demand: int) -> dict:
    return {
        "x": x, "y": y, "initQuantity": initial, "capacity": capacity, "minLevel": 0,
        "holdingCost": cost, "demands": [demand, demand],
    }  # fmt: skip


SINGLE = json.dumps(
    {
        "periodNum": 2,
        "depotNum": 1,
        "vehicles": [{"capacity": 10}],
        "nodes": [
            _node(0, 0, 20, 32, 0.5, -6),
            _node(3, 4, 4, 9, 0.2, 4),
            _node(3, 0, 2, 8, 0.1, 2),
        ],
    },
    indent=1,
)
FILES = {
    "irp_dimacs": ("S_abs1n2_2_H2.dat", DIMACS, read_irp_dimacs),
    "irp_skalnes": ("U_R_N2_Q10_T2.txt", SKALNES, read_irp_skalnes),
    "irp_abls_single": ("abs.v1h2c1n2.1.json", SINGLE + "\n", read_irp_single),
}
BKS = """instance,objective,convention,proved_optimal,vehicles,lower_bound
S_abs1n2_2_H2,40.00,DIMACS,no,2,
"""
VISIT = plan((1, [(0, 4.0), (1, 2.0)]))


def written(tmp_path: Path, family: str, text: str | None = None) -> Path:
    """The file of a set, or other text in its place."""
    name, plain, _ = FILES[family]
    path = tmp_path / family / "instances" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(plain if text is None else text, encoding="utf-8")
    return path


def folder_of(tmp_path: Path) -> Path:
    """A folder with a file of each set, and what is known of one."""
    for family in FILES:
        written(tmp_path, family)
    (tmp_path / "irp_dimacs" / "bks.csv").write_text(BKS)
    return tmp_path


def small(best: float | None = None, **changes: Any) -> InventoryInstance:
    """What the file of the challenge says, by hand."""
    problem = InventoryRoutingProblem(
        distances=np.array([[0.0, 5, 3], [5, 0, 4], [3, 4, 0]]),
        initial=np.array([4.0, 2]),
        minimum=np.zeros(2),
        maximum=np.array([9.0, 8]),
        demand=np.array([[4.0, 4], [2, 2]]),
        holding_cost=np.array([0.2, 0.1]),
        hub_initial=20.0,
        production=np.array([6.0, 6]),
        hub_holding_cost=0.5,
        vehicles=(Vehicles(2, 10.0),),
        visit_allowed=np.ones((2, 2), bool),
        shortage_cost=np.full(2, np.inf),
        visit_cost=np.zeros(2),
        service=np.zeros(2),
    )
    return InventoryInstance("small", "irp_dimacs", replace(problem, **changes), best)
