"""How do the files of the literature become problems? A module for each dialect.

Every reader poses the set's own convention: integers of the matrices are scaled so that the
objective of a solution is the number that is published for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.instance import AnyInstance, Instance, InventoryInstance
from benchmarks.readers.irp_dimacs import read_irp_dimacs
from benchmarks.readers.irp_single import read_irp_single
from benchmarks.readers.irp_skalnes import read_irp_skalnes
from benchmarks.readers.jd import read_jd
from benchmarks.readers.known import Known, read_known
from benchmarks.readers.li_lim import read_li_lim
from benchmarks.readers.lines import ReadError
from benchmarks.readers.mixed_fleet import read_mixed_fleet
from benchmarks.readers.own_days import read_own_day
from benchmarks.readers.solomon import read_solomon
from benchmarks.readers.spd import read_dethloff, read_salhi_nagy, read_wang_chen
from benchmarks.readers.vrplib_sets import (
    read_cvrp,
    read_heterogeneous,
    read_linehauls_backhauls,
    read_multi_depot,
    read_multi_trip,
    read_site_dependent,
)
from models.inventory_routing.problem import InventoryRoutingProblem
from models.routing.problem import RoutingProblem

__all__ = [
    "INVENTORY_READERS",
    "READERS",
    "Known",
    "ReadError",
    "read_instance",
    "read_known",
]

READERS: Mapping[str, Callable[[Path], tuple[RoutingProblem, int | None]]] = {
    "cvrp": read_cvrp,
    "vrptw_solomon": read_solomon,
    "vrptw_gehring_homberger": read_solomon,
    "vrpspd_dethloff": read_dethloff,
    "vrpspd_salhi_nagy": read_salhi_nagy,
    "vrpspdtw_wang_chen": read_wang_chen,
    "vrpspdtw_jd": read_jd,
    "hvrpspd_avci": read_mixed_fleet,
    "mtvrptwr": read_multi_trip,
    "sdvrptw": read_site_dependent,
    "mdvrptw": read_multi_depot,
    "hfvrp": read_heterogeneous,
    "vrpb": read_linehauls_backhauls,
    "pdptw_li_lim": read_li_lim,
    "wardflow": read_own_day,
}
"""Of each family the function that turns a file into a problem and a fixed fleet size."""

_FEWEST_FIRST = frozenset(("pdptw_li_lim",))
"""Families whose published values are a number of vehicles and, second to it, a distance."""

INVENTORY_READERS: Mapping[str, Callable[[Path], InventoryRoutingProblem]] = {
    "irp_dimacs": read_irp_dimacs,
    "irp_skalnes": read_irp_skalnes,
    "irp_abls_single": read_irp_single,
}
"""The same of families of inventory routing, each in the convention of its published values."""


def read_instance(family: str, path: Path, bks: Mapping[str, Known] | None = None) -> AnyInstance:
    """Read an instance of a set.

    Parameters
    ----------
    family : str
        The set.
    path : Path
        Its file.
    bks : mapping of str to Known, optional
        Best published values by name in small letters, from :func:`read_known`.

    Returns
    -------
    Instance or InventoryInstance
        In the set's convention.

    Raises
    ------
    ReadError
        If the file is not what the set promises.
    ValueError
        If there is no such set.
    """
    if family not in READERS and family not in INVENTORY_READERS:
        names = ", ".join([*READERS, *INVENTORY_READERS])
        raise ValueError(f"no family {family!r}; there are {names}")
    stem = path.name if path.is_dir() else path.stem
    known = (bks or {}).get(stem.casefold())
    if family in INVENTORY_READERS:
        return InventoryInstance(
            name=known.name if known else stem,
            family=family,
            problem=INVENTORY_READERS[family](path),
            best_known=known.objective if known else None,
            proven=known.proven if known else False,
        )
    problem, n_vehicles = READERS[family](path)
    return Instance(
        name=known.name if known else stem,
        family=family,
        problem=problem,
        best_known=_best(family, problem, known) if known else None,
        proven=known.proven if known else False,
        n_vehicles=n_vehicles,
    )


def _best(family: str, problem: RoutingProblem, known: Known) -> float | None:
    """Best published value as an objective: where fewest vehicles come first, they cost."""
    if family not in _FEWEST_FIRST:
        return known.objective
    if known.n_vehicles is None:
        return None
    return known.n_vehicles * problem.vehicle_types[0].fixed_cost + known.objective
