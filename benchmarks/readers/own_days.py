"""The bundled days, posed as numbers as the service poses them."""

from __future__ import annotations

from pathlib import Path

from benchmarks.readers.lines import ReadError
from models.routing.problem import RoutingProblem

__all__ = ["read_own_day"]


def read_own_day(path: Path) -> tuple[RoutingProblem, int | None]:
    """Read a scenario with orders, and pose it.

    Parameters
    ----------
    path : Path
        Folder or document of the scenario.

    Returns
    -------
    (RoutingProblem, None)
        The objective is money, prizes of what is left out included.
    """
    from optimizer.findings import DataError
    from optimizer.formats import read_scenario
    from optimizer.translate import pose
    from optimizer.travel import measure

    try:
        scenario = read_scenario(path).value
        return pose(scenario, measure(scenario)).problem, None
    except DataError as error:
        raise ReadError(path, None, str(error), "a scenario that `wardflow check` takes") from error
