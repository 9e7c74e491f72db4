"""Small files in the format of each set, written for the tests; nothing of any set is in them.

The depot is at (0, 0), customers at (3, 4), (3, 0), (1, 1): 5, 3 and 1.4142... from it, 4
from the first to the second, 3.6055... from the first to the third, 2.2360... from the second.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.suites import FAMILIES, OWN

__all__ = ["FILES", "LITERATURE", "write_file"]

LITERATURE = [family for family in FAMILIES if family != OWN]

_NODES = "NODE_COORD_SECTION\n1 0 0\n2 3 4\n3 3 0\n4 1 1\n"
_DEMAND = "DEMAND_SECTION\n1 0\n2 4\n3 5\n4 6\n"
_ONE_DEPOT = "DEPOT_SECTION\n1\n-1\nEOF\n"
_HEAD = "NAME : small\nCOMMENT : by hand\nTYPE : {}\nDIMENSION : 4\nEDGE_WEIGHT_TYPE : {}\n"
_TIMES = "TIME_WINDOW_SECTION\n1 0 50\n2 6 9\n3 0 50\n4 0 50\n"
_SERVICE = "SERVICE_TIME_SECTION\n1 0\n2 2\n3 2\n4 2\n"

FILES = {
    "cvrp": _HEAD.format("CVRP", "EUC_2D") + "CAPACITY : 10\n" + _NODES + _DEMAND + _ONE_DEPOT,
    "vrpb": _HEAD.format("VRPB", "EUC_2D")
    + "CAPACITY : 10\n"
    + _NODES
    + "DEMAND_SECTION\n1 0\n2 4\n3 5\n4 0\n"
    + "BACKHAUL_SECTION\n1 0\n2 0\n3 0\n4 6\n"
    + _ONE_DEPOT,
    "hfvrp": _HEAD.format("HFVRP", "EUC_2D")
    + "VEHICLES : 3\n"
    + _NODES
    + _DEMAND
    + "CAPACITY_SECTION\n1 10\n2 20\n3 10\n"
    + "VEHICLES_FIXED_COST_SECTION\n1 700\n2 1250\n3 700\n"
    + "VEHICLES_UNIT_DISTANCE_COST_SECTION\n1 100\n2 150\n3 100\n"
    + _ONE_DEPOT,
    "mtvrptwr": _HEAD.format("MTVRPTWR", "EUC_2D")
    + "VEHICLES : 1\nCAPACITY : 10\nSERVICE_TIME : 2\n"
    + _NODES
    + _DEMAND
    + _TIMES
    + "RELEASE_TIME_SECTION\n1 0\n2 0\n3 0\n4 20\n"
    + "VEHICLES_RELOAD_DEPOT_SECTION\n1 1\n"
    + _ONE_DEPOT,
    "sdvrptw": _HEAD.format("SDVRPTW", "EUC_2D")
    + "VEHICLES : 3\nVEHICLES_MAX_DURATION : 30\n"
    + _NODES
    + _DEMAND
    + _SERVICE
    + _TIMES
    + "CAPACITY_SECTION\n1 10\n2 20\n3 10\n"
    + "VEHICLES_ALLOWED_CLIENTS_SECTION\n1 2 3\n2 2 3 4\n3 2 3\n"
    + "EOF\n",
    "mdvrptw": "NAME : small\nTYPE : MDVRPTW\nDIMENSION : 5\nEDGE_WEIGHT_TYPE : EUC_2D\n"
    "VEHICLES : 3\nCAPACITY : 10\nVEHICLES_MAX_DURATION : 30\n"
    "NODE_COORD_SECTION\n1 0 0\n2 6 4\n3 3 4\n4 3 0\n5 1 1\n"
    "DEMAND_SECTION\n1 0\n2 0\n3 4\n4 5\n5 6\n"
    "SERVICE_TIME_SECTION\n1 0\n2 0\n3 2\n4 2\n5 2\n"
    "TIME_WINDOW_SECTION\n1 0 50\n2 0 40\n3 6 9\n4 0 50\n5 0 50\n"
    "VEHICLES_DEPOT_SECTION\n1 1\n2 1\n3 2\n"
    "DEPOT_SECTION\n1\n2\nEOF\n",
    "vrpspd_dethloff": "NAME : small\nTYPE : VRPSPD\nDIMENSION : 3\nVEHICLES : 1\n"
    "CAPACITY : 90000\nDISTANCE : 0\nEDGE_WEIGHT_TYPE : EXPLICIT\n"
    "EDGE_WEIGHT_FORMAT : FULL_MATRIX\n"
    "EDGE_WEIGHT_SECTION\n0 50000 14142\n50000 0 36056\n14142 36056 0\n"
    "PICKUP_AND_DELIVERY_SECTION\n1 0 0 10000000 0 0 0\n"
    "2 0 0 10000000 0 10000 60000\n3 0 0 10000000 0 70000 20000\n" + _ONE_DEPOT,
    "vrpspd_salhi_nagy": _HEAD.format("MVRPB", "EXACT_2D")
    + "VEHICLES : 2\nCAPACITY : 1000\nDISTANCE : 30\n"
    + _NODES
    + "PICKUP_AND_DELIVERY_SECTION\n1 0 0 10000000 9 0 0\n2 0 0 10000000 9 100 300\n"
    "3 0 0 10000000 9 200 200\n4 0 0 10000000 9 400 300\n" + _ONE_DEPOT,
    "vrpspdtw_wang_chen": _HEAD.format("VRPSPDTW", "EXACT_2D")
    + "VEHICLES : 2\nCAPACITY : 1000\n"
    + _NODES
    + "PICKUP_AND_DELIVERY_SECTION\n1 0 0 50 0 0 0\n2 0 6 9 2 100 300\n"
    "3 0 0 50 2 200 200\n4 0 0 50 2 400 300\n" + _ONE_DEPOT,
    "vrptw_solomon": "small\n\nVEHICLE\nNUMBER     CAPACITY\n  2         15\n\nCUSTOMER\n"
    "CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME\n\n"
    "    0      0         0          0          0         50          0\n"
    "    1      3         4          4          6          9          2\n"
    "    2      3         0          5          0         50          2\n"
    "    3      1         1          6          0         50          2\n",
    "vrpspdtw_jd": "NAME : small\nTYPE : VRPSDPTW\nDIMENSION : 4\nVEHICLES : 5\n"
    "DISPATCHINGCOST : 300\nUNITCOST : 0.5\nCAPACITY : 2.5\nEDGE_WEIGHT_TYPE : EXPLICIT\n"
    "NODE_SECTION\n0,0,0,0,960,0\n1,1.5,0.25,10,20,5\n2,1,1.000001,0,90,5\n3,1,2.5,0,960,5\n"
    "DISTANCETIME_SECTION\n0,1,100,10\n0,2,200,20\n0,3,300,30\n1,0,110,10\n1,2,120,12\n"
    "1,3,130,13\n2,0,210,20\n2,1,220,22\n2,3,230,23\n3,0,310,30\n3,1,320,32\n3,2,330,33\n"
    "DEPOT_SECTION\n0\n",
    "pdptw_li_lim": "2 10 1\n0 0 0 0 0 50 0 0 0\n1 3 4 7 6 9 2 0 2\n2 3 0 -7 0 50 2 1 0\n"
    "3 1 1 6 0 50 2 0 4\n4 0 1 -6 0 50 2 3 0\n",
    "hvrpspd_avci": "2\n1 10 1.00 7\n2 20 1.50 12.5\n4\n0 0.0 0.0 0.0 0.0\n"
    "1 4.25 1.5 3.0 4.0\n2 5.5 8.0 3.0 0.0\n3 6.0 2.0 1.0 1.0\n",
}
FILES["vrptw_gehring_homberger"] = FILES["vrptw_solomon"]

_SUFFIX = {
    "vrptw_solomon": "txt",
    "vrptw_gehring_homberger": "txt",
    "pdptw_li_lim": "txt",
    "hvrpspd_avci": "dat",
}


def write_file(folder: Path, family: str, text: str | None = None, name: str = "small") -> Path:
    """Write a family's small file, or another text in its place."""
    path = folder / f"{name}.{_SUFFIX.get(family, 'vrp')}"
    path.write_text(FILES[family] if text is None else text, encoding="utf-8")
    return path
