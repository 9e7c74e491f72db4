"""How are rules that a router cannot say turned into ones it can?

Three devices, all exact and together enough (section 4 of ``docs/models/routing.md``):

* a task that fits several contexts or windows becomes mutually exclusive copies,
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
from models.routing.contexts import Context, contexts, signature
from models.routing.problem import Route, RoutingProblem, Trip
from models.routing.turnaround import Exit, Turnaround, exits, turnarounds

__all__ = ["Copy", "Expanded", "Location", "Profile", "expand"]


@dataclass(frozen=True, slots=True)
class Copy:
    """One way of doing a task.

    Parameters
    ----------
    task : int
        The task.
    location : int
        Where, and in which phase of which context.
    window : tuple of int
        When it may start. [s]
    """

    task: int
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
    copies : tuple of Copy
        Ways of doing tasks, those of one task in a row.
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
    copies: tuple[Copy, ...]
    profiles: tuple[Profile, ...]
    profile_of: tuple[int, ...]
    horizon: int

    @cached_property
    def _copies_by_use(self) -> dict[tuple[int, int, int], list[int]]:
        found: dict[tuple[int, int, int], list[int]] = {}
        for number, copy in enumerate(self.copies):
            where = self.locations[copy.location]
            found.setdefault((copy.task, where.context, where.phase), []).append(number)
        return found

    def copy_at(self, task: int, context: int, phase: int, start: int) -> int | None:
        """Copy of a task in a phase of a context whose window holds a start, or any there.

        Parameters
        ----------
        task, context, phase : int
            Which copies.
        start : int
            When the task starts. [s]

        Returns
        -------
        int or None
            None where the task has no copy there.
        """
        copies = self._copies_by_use.get((task, context, phase), [])
        within = [
            c for c in copies if self.copies[c].window[0] <= start <= self.copies[c].window[1]
        ]
        return next(iter(within or copies), None)

    def read_back(self, vehicle_type: int, trips: Sequence[Sequence[int]]) -> Route:
        """Route of a vehicle from the copies on each of its trips.

        Parameters
        ----------
        vehicle_type : int
            Its type.
        trips : sequence of sequence of int
            Copies in driving order.

        Returns
        -------
        Route
            In the problem's own words.
        """
        read = []
        for copies in trips:
            tasks = tuple(self.copies[c].task for c in copies)
            if not tasks:
                continue
            context = self.contexts[self.locations[self.copies[copies[0]].location].context]
            loads = any(self.problem.tasks[t].is_delivery for t in tasks)
            read.append(Trip(context.origin if loads else None, tasks))
        return Route(vehicle_type, tuple(read))


def expand(problem: RoutingProblem, skip: frozenset[int] = frozenset()) -> Expanded:
    """Restate a problem with copies, locations and turnarounds.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    skip : frozenset of int
        Tasks that get no copies.

    Returns
    -------
    Expanded
        Every solution of it reads back as a legal solution of the problem, depot windows
        with gaps apart, which the evaluation looks after.
    """
    kinds = contexts(problem)
    horizon = max((v.shift[1] for v in problem.vehicle_types), default=0)
    locations, copies = _copies(problem, kinds, horizon, skip)
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
        problem, kinds, homes, ways_out, turns, locations, copies, profiles,
        tuple(distinct.index(key) for key in keys), horizon,
    )  # fmt: skip


def _copies(
    problem: RoutingProblem, kinds: tuple[Context, ...], horizon: int, skip: frozenset[int]
) -> tuple[tuple[Location, ...], tuple[Copy, ...]]:
    places: dict[Location, int] = {}
    copies = []
    for index, task in enumerate(problem.tasks):
        if index in skip:
            continue
        sig = signature(task)
        for number, context in enumerate(kinds):
            allowed = dict(context.phases).get(sig)
            if allowed is None:
                continue
            soonest = _soonest(problem, context, task.place) if sig.out else 0
            for phase in allowed:
                where = Location(task.place, number, phase, task.vehicle_types)
                location = places.setdefault(where, len(places))
                for earliest, latest in task.windows or ((0, horizon),):
                    first = max(earliest, soonest)
                    last = min(latest, horizon)
                    if first <= last:
                        copies.append(Copy(index, location, (first, last)))
    return tuple(places), tuple(copies)


def _soonest(problem: RoutingProblem, context: Context, place: int) -> int:
    """First moment at which goods loaded when their depot opens can be at a place."""
    if context.origin is None:
        return 0
    depot = problem.depots[context.origin]
    opening = depot.windows[0][0] if depot.windows else 0
    legs = min(legs[depot.place][place] for legs in problem.legs)
    return opening + min(v.load_duration for v in problem.vehicle_types) + legs
