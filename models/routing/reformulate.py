"""How are rules that a router cannot say turned into ones it can?

Three devices, all exact and together enough (section 4 of ``docs/models/routing.md``):

* a unit of tasks that fits several contexts or windows becomes mutually exclusive copies,
* a location for each (place, context, phase), joined by arcs only where a trip may pass,
* a reload depot for each *turnaround*: what the last trip leaves behind, how it is
  cleaned away, and where the next trip loads; its arcs are the whole way between.

The result knows nothing of goods, phases or cleaning: copies, depots and matrices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from models.routing.arcs import Location, Profile, arc_key, build_profile
from models.routing.bound import dearest_route
from models.routing.contexts import Context, contexts
from models.routing.problem import Route, RoutingProblem, RoutingSolution, Trip
from models.routing.turnaround import Exit, Turnaround, exits, turnarounds
from models.routing.units import Unit, bundle

__all__ = ["Copy", "Expanded", "Location", "Profile", "expand"]


@dataclass(frozen=True, slots=True)
class Copy:
    """One way of doing a unit.

    Parameters
    ----------
    unit : int
        The unit.
    location : int
        Where, and in which phase of which context.
    window : tuple of int
        When it may start. [s]
    """

    unit: int
    location: int
    window: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Expanded:
    """A problem in a router's own words.

    Parameters
    ----------
    problem : RoutingProblem
        What was asked.
    contexts : tuple of Context
        Kinds of trip.
    homes : tuple of int
        Places where routes start or end.
    exits : tuple of Exit
        Ways in which trips end.
    turnarounds : tuple of Turnaround
        Reload depots.
    locations : tuple of Location
        Where copies are.
    units : tuple of Unit
        Tasks that ride together.
    copies : tuple of Copy
        Ways of doing units, those of one unit in a row.
    profiles : tuple of Profile
        Arcs.
    profile_of : tuple of int
        Profile of each vehicle type.
    horizon : int
        End of the latest shift. [s]
    """

    problem: RoutingProblem
    contexts: tuple[Context, ...]
    homes: tuple[int, ...]
    exits: tuple[Exit, ...]
    turnarounds: tuple[Turnaround, ...]
    locations: tuple[Location, ...]
    units: tuple[Unit, ...]
    copies: tuple[Copy, ...]
    profiles: tuple[Profile, ...]
    profile_of: tuple[int, ...]
    horizon: int

    @cached_property
    def _copies_by_use(self) -> dict[tuple[int, int, int], list[int]]:
        found: dict[tuple[int, int, int], list[int]] = {}
        for number, copy in enumerate(self.copies):
            where = self.locations[copy.location]
            found.setdefault((copy.unit, where.context, where.phase), []).append(number)
        return found

    @cached_property
    def unit_of(self) -> dict[int, int]:
        """Unit of each task that is in one."""
        return {task: number for number, unit in enumerate(self.units) for task in unit.tasks}

    def copy_at(self, unit: int, context: int, phase: int, start: int) -> int | None:
        """Copy of a unit in a phase of a context whose window holds a start, or any there.

        Parameters
        ----------
        unit, context, phase : int
            Which copies.
        start : int
            When the unit starts. [s]

        Returns
        -------
        int or None
            None where the unit has no copy there.
        """
        copies = self._copies_by_use.get((unit, context, phase), [])
        within = [
            c for c in copies if self.copies[c].window[0] <= start <= self.copies[c].window[1]
        ]
        return next(iter(within or copies), None)

    def read_back(
        self, vehicle_type: int, trips: Sequence[tuple[int | None, Sequence[int]]]
    ) -> Route:
        """Route of a vehicle from the turnaround before each of its trips and the copies on it.

        Parameters
        ----------
        vehicle_type : int
            Its type.
        trips : sequence of (int or None, sequence of int)
            Turnaround, None before the first trip, and copies in driving order.

        Returns
        -------
        Route
            In the problem's own words.
        """
        read = []
        for turn, copies in trips:
            tasks = tuple(t for c in copies for t in self.units[self.copies[c].unit].tasks)
            if not tasks:
                continue
            first = self.locations[self.copies[copies[0]].location]
            loads = any(self.problem.tasks[t].is_delivery for t in tasks)
            origin = self.origin(vehicle_type, turn, first) if loads else None
            read.append(Trip(origin, tasks))
        return Route(vehicle_type, tuple(read))

    def origin(self, vehicle_type: int, turn: int | None, first: Location) -> int:
        """Depot where a trip loads: where the last one was turned round, or the quickest.

        Parameters
        ----------
        vehicle_type : int
            Who drives.
        turn : int or None
            Turnaround before the trip; None where it is the first.
        first : Location
            Of its first copy.

        Returns
        -------
        int
            Depot.
        """
        vehicle = self.problem.vehicle_types[vehicle_type]
        legs = self.problem.legs[vehicle.profile]
        here = vehicle.start_place if turn is None else self.turnarounds[turn].place

        def way(origin: int) -> int:
            via = self.problem.depots[origin].place
            # From a turnaround the arcs begin where the goods are.
            return legs[here][via] + (legs[via][first.place] if turn is None else 0)

        origins = self.contexts[first.context].origins
        return min((o for o in origins if self.problem.depots[o].admits(vehicle_type)), key=way)


def expand(
    problem: RoutingProblem,
    kinds: tuple[Context, ...] | None = None,
    skip: frozenset[int] = frozenset(),
    start: RoutingSolution | None = None,
) -> Expanded:
    """Restate a problem with copies, locations and turnarounds.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    kinds : tuple of Context, optional
        Kinds of trip to offer; all where not given.
    skip : frozenset of int
        Tasks that get no copies.
    start : RoutingSolution, optional
        Solution that must be expressible.

    Returns
    -------
    Expanded
        Every solution of it reads back as a legal solution of the problem, depot windows
        with gaps apart, which the evaluation looks after.
    """
    kinds = contexts(problem) if kinds is None else kinds
    horizon = max((v.shift[1] for v in problem.vehicle_types), default=0)
    units = bundle(problem, kinds, skip=skip, start=start, big_prize=dearest_route(problem))
    locations, copies = _copies(problem, kinds, units, horizon)
    starts = {vehicle.start_place for vehicle in problem.vehicle_types}
    homes = tuple(sorted(starts | {vehicle.end_place for vehicle in problem.vehicle_types}))
    ways_out = exits(problem, kinds)
    turns = turnarounds(problem, kinds, ways_out, horizon)
    keys = [arc_key(problem, index) for index in range(len(problem.vehicle_types))]
    distinct = sorted(set(keys), key=keys.index)
    profiles = tuple(
        build_profile(problem, kinds, ways_out, homes, turns, locations, keys.index(key), horizon)
        for key in distinct
    )
    return Expanded(
        problem, kinds, homes, ways_out, turns, locations, units, copies, profiles,
        tuple(distinct.index(key) for key in keys), horizon,
    )  # fmt: skip


def _copies(
    problem: RoutingProblem, kinds: tuple[Context, ...], units: tuple[Unit, ...], horizon: int
) -> tuple[tuple[Location, ...], tuple[Copy, ...]]:
    places: dict[Location, int] = {}
    copies = []
    for index, unit in enumerate(units):
        brings = any(problem.tasks[t].is_delivery for t in unit.tasks)
        for number, allowed in unit.options:
            soonest = _soonest(problem, kinds[number], unit) if brings else 0
            for phase in allowed:
                where = Location(unit.place, number, phase, unit.vehicle_types)
                location = places.setdefault(where, len(places))
                for earliest, latest in unit.windows or ((0, horizon),):
                    first = max(earliest, soonest)
                    last = min(latest, horizon)
                    if first <= last:
                        copies.append(Copy(index, location, (first, last)))
    return tuple(places), tuple(copies)


def _soonest(problem: RoutingProblem, context: Context, unit: Unit) -> int:
    """First moment at which goods can be at their place: ready, at an open depot, loaded."""
    if not context.origins:
        return 0
    depots = [problem.depots[origin] for origin in context.origins]
    opening = min(depot.windows[0][0] if depot.windows else 0 for depot in depots)
    leg = min(legs[depot.place][unit.place] for legs in problem.legs for depot in depots)
    if leg >= problem.unreachable:
        leg = 0  # only others lead there
    return max(opening, unit.release) + min(v.load_duration for v in problem.vehicle_types) + leg
