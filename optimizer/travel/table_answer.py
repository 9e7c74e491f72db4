"""Is what a table service sent a table of the size that was asked for?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Table", "parse_table"]


@dataclass(frozen=True, eq=False)
class Table:
    """One answer of the service; infinite where it knows no way.

    Parameters
    ----------
    durations, distances : numpy.ndarray of float64, shape (n_sources, n_destinations)
        From row to column. [s], [m]
    road_m : numpy.ndarray of float64, shape (n_sources,)
        How far each source lies from the road it was moved to; zero where not told. [m]
    """

    durations: NDArray[np.float64]
    distances: NDArray[np.float64]
    road_m: NDArray[np.float64]


def parse_table(content: bytes, n_sources: int, n_destinations: int) -> Table:
    """Read an answer, believing nothing that has not the shape that was asked for.

    Parameters
    ----------
    content : bytes
        What the service sent.
    n_sources, n_destinations : int
        Rows and columns that were asked for.

    Returns
    -------
    Table
        Its numbers.

    Raises
    ------
    ValueError
        If it is no such table, saying in which way.

    Examples
    --------
    >>> parse_table(b'{"code": "Ok", "durations": [[0, 9.5]], "distances": [[0, 80]]}', 1, 2)
    Table(durations=array([[0. , 9.5]]), distances=array([[ 0., 80.]]), road_m=array([0.]))
    """
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    if not isinstance(answer, dict):
        raise ValueError("it is not a JSON object")  # noqa: TRY004 - of the answer, not of a type
    if answer.get("code") != "Ok":
        raise ValueError(f"its code is {str(answer.get('code'))[:40]!r}, not 'Ok'")
    shape = n_sources, n_destinations
    return Table(
        _numbers(answer, "durations", shape),
        _numbers(answer, "distances", shape),
        _roads(answer.get("sources"), n_sources),
    )


def _numbers(answer: dict[str, Any], key: str, shape: tuple[int, int]) -> NDArray[np.float64]:
    rows = answer.get(key)
    if not isinstance(rows, list) or len(rows) != shape[0]:
        raise ValueError(f"it has not {shape[0]} rows of {key}")
    if any(not isinstance(row, list) or len(row) != shape[1] for row in rows):
        raise ValueError(f"a row of {key} has not {shape[1]} numbers")
    if not all(_is_amount(value) for row in rows for value in row):
        raise ValueError(f"a value of {key} is no number from zero up")
    return np.array(
        [[np.inf if value is None else float(value) for value in row] for row in rows]
    ).reshape(shape)


def _is_amount(value: object) -> bool:
    if value is None:
        return True
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e300


def _roads(sources: object, n_sources: int) -> NDArray[np.float64]:
    """Distances to the roads, an optional part of the answer."""
    if not isinstance(sources, list) or len(sources) != n_sources:
        return np.zeros(n_sources)
    told = [source.get("distance") if isinstance(source, dict) else None for source in sources]
    return np.array([float(d) if d is not None and _is_amount(d) else 0.0 for d in told])
