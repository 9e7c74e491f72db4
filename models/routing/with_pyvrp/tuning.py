"""How does one process search, and what does it bring home?"""

from __future__ import annotations

from dataclasses import dataclass

from models.routing.problem import Route, RoutingSolution

__all__ = ["Found", "Tuning"]


@dataclass(frozen=True, slots=True)
class Tuning:
    """How one process searches.

    Parameters
    ----------
    scaled_penalties : bool
        Start from penalties of the size of an arc's cost, not from the library's midpoint.
    history_length : int
        Memory of the late acceptance.
    n_neighbours : int
        Neighbours of each task that moves are tried with.
    max_perturbations : int
        Most tasks moved at random before each local search.
    ruin : float
        Share of each round that begins with ruin and recreate. [-]
    joined : bool
        Begin that with routes joined by savings however much time there is.
    one_piece : bool
        Where kinds of trip are offered a few at a time, choose them once, and have nearly all time
        for one annealing.
    """

    scaled_penalties: bool = True
    history_length: int = 300
    n_neighbours: int = 20
    max_perturbations: int = 10
    ruin: float = 0.0
    joined: bool = True
    one_piece: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brings home.

    Parameters
    ----------
    solution : RoutingSolution or None
        Its best, None where nothing was found that PyVRP holds feasible.
    routes : tuple of Route
        Routes of good solutions, for the pool.
    iterations : int
        Iterations done.
    """

    solution: RoutingSolution | None
    routes: tuple[Route, ...]
    iterations: int
