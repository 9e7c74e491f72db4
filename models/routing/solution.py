"""What does a router answer? Sequences; everything else follows from them."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Route", "RoutingSolution", "Trip"]


@dataclass(frozen=True, slots=True)
class Trip:
    """Goods loaded at one depot and brought out, returns taken on the way, in this order.

    Parameters
    ----------
    origin : int or None
        Depot where the deliveries are loaded; None when there are none.
    tasks : tuple of int
        Tasks in driving order.
    """

    origin: int | None
    tasks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """Trips of one vehicle.

    Parameters
    ----------
    vehicle_type : int
        Its type.
    trips : tuple of Trip
        In driving order.
    """

    vehicle_type: int
    trips: tuple[Trip, ...]

    @property
    def tasks(self) -> tuple[int, ...]:
        """All its tasks in driving order."""
        return tuple(task for trip in self.trips for task in trip.tasks)


@dataclass(frozen=True, slots=True)
class RoutingSolution:
    """Who does what in which order. Tasks in no route are left out."""

    routes: tuple[Route, ...]

    def left_out(self, n_tasks: int) -> tuple[int, ...]:
        """Tasks in no route, in rising order.

        Examples
        --------
        >>> RoutingSolution((Route(0, (Trip(0, (2, 0)),)),)).left_out(4)
        (1, 3)
        """
        done = {task for route in self.routes for task in route.tasks}
        return tuple(task for task in range(n_tasks) if task not in done)
