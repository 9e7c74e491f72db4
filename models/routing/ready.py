"""Are the kernels at hand that a problem is searched with? Those of shipments are others."""

from __future__ import annotations

from models.routing import ruin, shipment_search
from models.routing.problem import RoutingProblem

__all__ = ["is_ready", "prepare"]


def is_ready(problem: RoutingProblem) -> bool:
    """Whether they need not be made first, which takes a good part of a minute.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.

    Returns
    -------
    bool
        False the first time on a machine, until somebody has made them.
    """
    return shipment_search.is_ready() if problem.shipments else ruin.is_ready()


def prepare(*, shipments: bool) -> None:
    """Make them, or load them where they have been made before.

    Parameters
    ----------
    shipments : bool
        Those for shipments instead of those for all else.

    Examples
    --------
    >>> prepare(shipments=True)
    >>> shipment_search.is_ready()
    True
    """
    (shipment_search if shipments else ruin).prepare()
