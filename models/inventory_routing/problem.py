"""What is asked of inventory routing, and what is answered?

One hub supplies customers over some days. Each customer keeps a stock between a minimum and a
maximum, uses some of it every day, and may at the same time fill up with something that is to
be taken back (soiled linen, waste, empty carriers). Decided are the days each customer is
visited, how much is brought and taken, and the routes. ``evaluate`` says what an answer costs
and which rules it breaks; it shares nothing with the engines but this page.

A day goes: the hub produces; vehicles drive, deliver and collect; customers consume, and what
is to be taken back arises. Stocks are those at the end of the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "DayRoute",
    "InventoryRoutingProblem",
    "InventoryRoutingSolution",
    "Replenishment",
    "Returns",
    "Stop",
    "Vehicles",
]

Vector = NDArray[np.float64]


class Replenishment(StrEnum):
    """How much a visit may bring."""

    MAXIMUM_LEVEL = "ml"
    """Any amount that keeps the stock at or below the maximum."""
    ORDER_UP_TO = "ou"
    """Exactly what fills the stock to the maximum, before the day's consumption."""


@dataclass(frozen=True, slots=True)
class Vehicles:
    """Vehicles that are alike.

    Parameters
    ----------
    n : int
        How many there are a day; each drives at most one route a day.
    capacity : float
        Load on board on every leg, delivered and collected goods together. [units]
    fixed_cost : float
        For each route driven. [cost]
    cost_per_distance : float
        [cost / distance]
    max_duration : float
        Longest route, driving and service; infinite: not limited. [time]
    """

    n: int
    capacity: float
    fixed_cost: float = 0.0
    cost_per_distance: float = 1.0
    max_duration: float = float("inf")


@dataclass(frozen=True, slots=True, eq=False)
class Returns:
    """What customers fill up with, the mirror of their stock.

    Parameters
    ----------
    initial : numpy.ndarray of float64, shape (n_customers,)
        Held by each at the start. [units]
    arising : numpy.ndarray of float64, shape (n_customers, n_days)
        Arises each day, after the visit. [units / day]
    maximum : numpy.ndarray of float64, shape (n_customers,)
        Room for them. [units]
    overflow_cost : numpy.ndarray of float64, shape (n_customers,)
        For each unit that has no room, and is then taken away outside the plan (an emergency
        collection); infinite: forbidden. [cost / unit]
    lag_days : int
        Days the hub needs before what comes back can go out again: collected on day t it is
        stock of the hub from the morning of day t + lag_days + 1.
    loss : float
        Share of what is collected that never comes out again, in [0, 1]; 1: an open loop, as
        waste. [-]
    load_factor : float
        Room that a unit collected takes on board, against one delivered: folded cages, pressed
        waste. [-]
    """

    initial: Vector
    arising: Vector
    maximum: Vector
    overflow_cost: Vector
    lag_days: int = 0
    loss: float = 1.0
    load_factor: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class InventoryRoutingProblem:
    """What to bring to whom, on which day, by which route: the numbers.

    Place 0 is the hub, place ``i + 1`` is customer ``i``.

    Parameters
    ----------
    distances : numpy.ndarray of float64, shape (n_customers + 1, n_customers + 1)
        Between places; need not be symmetric. [distance]
    initial, minimum, maximum : numpy.ndarray of float64, shape (n_customers,)
        Stock at the start, least stock at the end of every day, most stock right after a
        delivery. [units]
    demand : numpy.ndarray of float64, shape (n_customers, n_days)
        Used each day. [units / day]
    holding_cost : numpy.ndarray of float64, shape (n_customers,)
        For each unit of stock at the end of a day. [cost / unit / day]
    hub_initial : float
        Stock of the hub at the start; infinite: never short. [units]
    production : numpy.ndarray of float64, shape (n_days,)
        Comes to the hub each day, before the vehicles leave. [units / day]
    hub_holding_cost : float
        [cost / unit / day]
    vehicles : tuple of Vehicles
        The fleet; the cheapest first is no rule.
    replenishment : Replenishment
        How much a visit may bring.
    visit_allowed : numpy.ndarray of bool, shape (n_customers, n_days)
        Days on which a customer may be visited.
    shortage_cost : numpy.ndarray of float64, shape (n_customers,)
        For each unit below the minimum at the end of a day, made good at once from outside the
        plan (an emergency delivery); infinite: forbidden. [cost / unit]
    visit_cost : numpy.ndarray of float64, shape (n_customers,)
        For each visit, whatever it brings. [cost]
    durations : numpy.ndarray of float64, shape (n_customers + 1, n_customers + 1), or None
        Driving times where routes are limited in time. [time]
    service : numpy.ndarray of float64, shape (n_customers,)
        Time of a visit. [time]
    returns : Returns or None
        What is taken back.
    once_a_day : bool
        Whether each customer is visited by at most one route a day.
    charge_initial : bool
        Whether the stock at the start is charged as well, as in Archetti et al. (2007); the
        DIMACS challenge of 2022 does not.

    Raises
    ------
    ValueError
        If shapes do not fit, or a number cannot be meant.

    References
    ----------
    Archetti, Bertazzi, Laporte, Speranza (2007), Transportation Science 41(3), 382-391.
    https://doi.org/10.1287/trsc.1060.0188
    """

    distances: Vector
    initial: Vector
    minimum: Vector
    maximum: Vector
    demand: Vector
    holding_cost: Vector
    hub_initial: float
    production: Vector
    hub_holding_cost: float
    vehicles: tuple[Vehicles, ...]
    visit_allowed: NDArray[np.bool_]
    shortage_cost: Vector
    visit_cost: Vector
    service: Vector
    replenishment: Replenishment = Replenishment.MAXIMUM_LEVEL
    durations: Vector | None = None
    returns: Returns | None = None
    once_a_day: bool = True
    charge_initial: bool = False

    def __post_init__(self) -> None:
        n, n_days = self.n_customers, self.n_days
        shapes = {
            "distances": (n + 1, n + 1),
            "minimum": (n,),
            "maximum": (n,),
            "demand": (n, n_days),
            "holding_cost": (n,),
            "production": (n_days,),
            "visit_allowed": (n, n_days),
            "shortage_cost": (n,),
            "visit_cost": (n,),
            "service": (n,),
        }
        if self.durations is not None:
            shapes["durations"] = (n + 1, n + 1)
        for name, shape in shapes.items():
            if getattr(self, name).shape != shape:
                raise ValueError(f"{name} must have shape {shape}, got {getattr(self, name).shape}")
        for name in ("distances", "demand", "production", "holding_cost", "service"):
            values = getattr(self, name)
            if not np.isfinite(values).all() or (values < 0).any():
                raise ValueError(f"{name} must be finite and not negative")
        if (self.minimum > self.maximum).any():
            raise ValueError("minimum must not be above maximum")
        if not self.vehicles:
            raise ValueError("there must be vehicles")
        if self.returns is not None:
            _check_returns(self.returns, n, n_days)

    @property
    def n_customers(self) -> int:
        """Customers."""
        return int(self.initial.shape[0])

    @property
    def n_days(self) -> int:
        """Days of the horizon."""
        return int(self.demand.shape[1])


def _check_returns(returns: Returns, n: int, n_days: int) -> None:
    shapes = {
        "initial": (n,),
        "arising": (n, n_days),
        "maximum": (n,),
        "overflow_cost": (n,),
    }
    for name, shape in shapes.items():
        if getattr(returns, name).shape != shape:
            raise ValueError(
                f"returns.{name} must have shape {shape}, got {getattr(returns, name).shape}"
            )
    if not 0 <= returns.loss <= 1 or returns.lag_days < 0 or returns.load_factor < 0:
        raise ValueError("returns: loss must lie in [0, 1], lag_days and load_factor at least 0")


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit of a customer.

    Parameters
    ----------
    customer : int
        Index of the customer.
    delivered, collected : float
        Brought and taken. [units]
    """

    customer: int
    delivered: float
    collected: float = 0.0


@dataclass(frozen=True, slots=True)
class DayRoute:
    """What one vehicle drives on one day.

    Parameters
    ----------
    day : int
        Day, from 0.
    vehicles : int
        Index of the vehicles it is one of.
    stops : tuple of Stop
        In the order of driving.
    """

    day: int
    vehicles: int
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class InventoryRoutingSolution:
    """Routes of all days.

    Parameters
    ----------
    routes : tuple of DayRoute
        By day.
    """

    routes: tuple[DayRoute, ...]
