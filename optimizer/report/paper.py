"""How small are the lanes of the timeline printed, so that they fill whole pages?"""

from __future__ import annotations

__all__ = ["lanes_zoom"]

_LANES_ON_PAGE = 17
"""Lanes that fit on an A4 page at full size, below the heading."""


def lanes_zoom(n_lanes: int) -> float:
    """Size at which lanes are printed, so that no few of them spill onto a page of their own.

    Parameters
    ----------
    n_lanes : int
        Lanes of the timeline.

    Returns
    -------
    float
        At most 1; never below two thirds. [-]

    Examples
    --------
    >>> [lanes_zoom(n) for n in (5, 17, 19, 25, 26, 40)]
    [1.0, 1.0, 0.89, 0.68, 1.0, 0.85]
    """
    n_pages = max(1, round(n_lanes / _LANES_ON_PAGE))
    return min(1.0, int(100 * _LANES_ON_PAGE * n_pages / max(1, n_lanes)) / 100)
