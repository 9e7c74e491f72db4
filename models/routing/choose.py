"""Which kinds of trip are worth offering to the search? A few at a time, by their promise.

A day of many flows has dozens of contexts, and a copy of each task for each of them would
drown the search. In each round every signature is offered one or two of them: those of
the solution to begin with, those in which much can be combined, and, from round to round,
others by chance. Section 5.2 of ``docs/models/routing.md``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.routing.contexts import Context, contexts
from models.routing.problem import RoutingProblem, RoutingSolution
from models.routing.signatures import Signature, signature

__all__ = ["Chooser", "has_little_time", "has_much_time"]

_COPIES_PER_TASK = 1.5
_FEW_COPIES = 40
_NOISE = 0.8
_FEW = 3
_CHANCE = 0.5
_LITTLE_S = 0.06
"""With less time for each task there is no time to choose again. [s]"""
_MUCH_S = 0.12
"""With more time for each task, ruin and recreate alone gains little in the end. [s]"""


@dataclass(frozen=True, eq=False)
class _Stream:
    """All tasks of one signature, in sum."""

    n_tasks: int
    out: float
    back: float
    at_place: NDArray[np.float64]


class Chooser:
    """Offers contexts, round by round.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    skip : frozenset of int
        Tasks that are not looked at.
    """

    def __init__(self, problem: RoutingProblem, skip: frozenset[int] = frozenset()) -> None:
        self._problem = problem
        self._kinds = contexts(problem)
        self._streams: dict[Signature, _Stream] = {}
        self._room = max(v.capacity[0] for v in problem.vehicle_types) or 1
        members: dict[Signature, list[int]] = {}
        for index, task in enumerate(problem.tasks):
            if index not in skip:
                members.setdefault(signature(task), []).append(index)
        for sig, tasks in members.items():
            at_place = np.zeros(problem.n_places)
            for t in tasks:
                at_place[problem.tasks[t].place] += 1
            self._streams[sig] = _Stream(
                len(tasks),
                sum(problem.tasks[t].delivery[0] for t in tasks) / self._room,
                sum(problem.tasks[t].pickup[0] for t in tasks) / self._room,
                at_place,
            )
        legs = np.sort(np.asarray(problem.legs[0], dtype=float), axis=1)
        # A stop that is shared saves its set-up and about the way to a near neighbour.
        self._stop_s = problem.setups + legs[:, 1:4].mean(axis=1)

    @property
    def offers_all(self) -> bool:
        """Whether all kinds of trip are so few that every round has them."""
        return len(self._kinds) <= _FEW

    def choose(self, start: RoutingSolution | None, seed: int) -> tuple[Context, ...]:
        """Contexts for one round, each for those signatures that are offered it.

        Parameters
        ----------
        start : RoutingSolution or None
            Its trips must be possible.
        seed : int
            Of the noise on the promise; 0 for none.

        Returns
        -------
        tuple of Context
            Every task is in one of them; all of them where they are few.
        """
        if self.offers_all:
            return self._kinds
        random = np.random.default_rng(seed)
        noise = random.lognormal(0.0, _NOISE if seed else 0.0, len(self._kinds))
        offered = self._of_solution(start)
        open_sigs = set(self._streams) - {sig for sigs in offered.values() for sig in sigs}
        while open_sigs:
            best, members = self._best(open_sigs, offered, noise)
            offered.setdefault(best, set()).update(members)
            open_sigs -= members
        if start is not None:
            self._add_others(offered, noise, random)
        return tuple(self._restricted(c, offered[c]) for c in sorted(offered))

    def _of_solution(self, start: RoutingSolution | None) -> dict[int, set[Signature]]:
        """Contexts that the trips of a solution are driven in."""
        offered: dict[int, set[Signature]] = {}
        for route in () if start is None else start.routes:
            mode = self._problem.vehicle_types[route.vehicle_type].mode
            for trip in route.trips:
                asked = {signature(self._problem.tasks[t]) for t in trip.tasks}
                holding = [
                    c
                    for c, context in enumerate(self._kinds)
                    if mode in context.modes
                    and asked <= context.members
                    and trip.origin in (None, *context.origins)
                ]
                if holding:
                    # Prefer a context that is there already, then one with few depots.
                    best = min(
                        holding,
                        key=lambda c: (
                            len(asked - offered.get(c, set())),
                            len(self._kinds[c].destinations),
                            c,
                        ),
                    )
                    offered.setdefault(best, set()).update(asked)
        return offered

    def _best(
        self,
        wanted: Collection[Signature],
        offered: dict[int, set[Signature]],
        noise: NDArray[np.float64],
    ) -> tuple[int, set[Signature]]:
        """Context that promises most for signatures that have none yet."""
        found: list[tuple[float, int, set[Signature]]] = []
        for c, context in enumerate(self._kinds):
            new = {sig for sig in context.members if sig in wanted}
            if new:
                had = offered.get(c, set())
                gain = self._saving(context, new | had) - self._saving(context, had)
                found.append(((gain + 1.0) * float(noise[c]), -c, new))
        _, best, members = max(found, key=lambda entry: entry[:2])
        return -best, members

    def _add_others(
        self,
        offered: dict[int, set[Signature]],
        noise: NDArray[np.float64],
        random: np.random.Generator,
    ) -> None:
        """Give some signatures a second context, within the budget of copies."""
        n_tasks = sum(stream.n_tasks for stream in self._streams.values())
        budget = max(_COPIES_PER_TASK * n_tasks, _FEW_COPIES)
        copies = sum(self._streams[s].n_tasks for sigs in offered.values() for s in sigs)
        ranking = sorted(
            range(len(self._kinds)),
            key=lambda c: -self._saving(self._kinds[c], self._kinds[c].members) * float(noise[c]),
        )
        for c in ranking:
            members = sorted(s for s in self._kinds[c].members if s in self._streams)
            new = [s for s in members if s not in offered.get(c, ())]
            extra = sum(self._streams[s].n_tasks for s in new)
            if new and copies + extra <= budget and random.random() < _CHANCE:
                offered.setdefault(c, set()).update(new)
                copies += extra

    def _saving(self, context: Context, members: Collection[Signature]) -> float:
        """Stops saved by sharing them, and way saved by bringing and taking on one trip. [s]"""
        streams = [self._streams[sig] for sig in members if sig in self._streams]
        if not streams:
            return 0.0
        at_place = np.sum([stream.at_place for stream in streams], axis=0)
        saved = float(((at_place - 1.0).clip(min=0.0) * self._stop_s).sum())
        out = sum(stream.out for stream in streams)
        back = sum(stream.back for stream in streams)
        legs = self._problem.legs[0]
        needed = {d for sig in members if sig.back for d in set(sig.depots) & context.destinations}
        ends = [self._problem.depots[d].place for d in sorted(needed)]
        # Trips are at least as many as loads fill; small stops make them more.
        n_trips = max(out, back, float(np.count_nonzero(at_place)) / 12.0)
        if len(ends) > 1:
            saved -= n_trips * legs[ends[0]][ends[1]]
        if context.origins and ends and out and back:
            origins = [self._problem.depots[origin].place for origin in context.origins]
            weights = at_place / at_place.sum()
            there = float(np.dot(weights, np.min([legs[origin] for origin in origins], axis=0)))
            home = float(np.mean([np.dot(weights, [row[e] for row in legs]) for e in ends]))
            apart = float(np.mean([min(legs[e][origin] for origin in origins) for e in ends]))
            saved += min(out, back) * max(0.0, there + home - apart)
        return saved

    def _restricted(self, number: int, members: Collection[Signature]) -> Context:
        """A context for some of its members only, without depots they do not need."""
        context = self._kinds[number]
        needed = frozenset(
            d for sig in members if sig.back for d in set(sig.depots) & context.destinations
        )
        phases: Sequence[tuple[Signature, tuple[int, ...]]] = [
            (sig, allowed) for sig, allowed in context.phases if sig in members
        ]
        return replace(context, destinations=needed, phases=tuple(phases))


def has_little_time(problem: RoutingProblem, time_s: float | None) -> bool:
    """Whether a choice is to be made, and no time to make another one.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    time_s : float or None
        Time there is; None for as much as it takes. [s]

    Returns
    -------
    bool
        False where all kinds of trip are so few that every round has them.

    Examples
    --------
    >>> from models.routing.problem import Depot, Task, VehicleType
    >>> metres = np.array([[[0, 1000], [1000, 0]]])
    >>> has_little_time(RoutingProblem(
    ...     durations=metres // 10, distances=metres, setups=np.zeros(2, np.int64),
    ...     tasks=(Task(1, (1,), (0,)),), depots=(Depot(0),),
    ...     vehicle_types=(VehicleType(1, (2,), 0, 0, (0, 3600), 3600, cost_per_metre=0.01),),
    ... ), 0.01)
    False
    """
    if time_s is None or time_s >= _LITTLE_S * problem.n_tasks:
        return False
    return len(contexts(problem)) > _FEW


def has_much_time(problem: RoutingProblem, time_s: float | None) -> bool:
    """Whether local search alone gets far, from a beginning of its own.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    time_s : float or None
        Time there is; None where only iterations count. [s]

    Returns
    -------
    bool
        False where kinds of trip are a choice, where vehicles differ and make several trips, and
        for shipments: it is slow there.

    Examples
    --------
    >>> from models.routing.problem import Depot, Task, VehicleType
    >>> metres = np.array([[[0, 1000], [1000, 0]]])
    >>> problem = RoutingProblem(
    ...     durations=metres // 10, distances=metres, setups=np.zeros(2, np.int64),
    ...     tasks=(Task(1, (1,), (0,)),), depots=(Depot(0),),
    ...     vehicle_types=(VehicleType(1, (2,), 0, 0, (0, 3600), 3600, cost_per_metre=0.01),),
    ... )
    >>> [has_much_time(problem, time_s) for time_s in (0.1, 0.2, None)]
    [False, True, False]
    """
    if time_s is None or time_s < _MUCH_S * problem.n_tasks or problem.shipments:
        return False
    types = problem.vehicle_types
    if len(types) > 1 and any(vehicle.max_trips != 1 for vehicle in types):
        return False
    return len(contexts(problem)) <= _FEW
