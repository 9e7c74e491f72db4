"""Which moves may follow which on a route? All rules of trips and goods as one state machine.

A vehicle loads, does tasks, unloads, is cleaned, loads again. Whether a move is legal
depends on what happened before only through a *state*: which kinds of goods this trip has
brought and taken, what residue the load space has, which returns must still be unloaded
where. States that allow the same future are one. Section 8.2 of ``docs/models/routing.md``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from models.routing.evaluate import two_colourable
from models.routing.machine import CLEAN, LOAD, TASK, UNLOAD, Machine, Move, smallest
from models.routing.problem import Relation, RoutingProblem
from models.routing.signatures import Signature

__all__ = ["machine"]

_MAX_TRIPS_COUNTED = 6


@dataclass(frozen=True, slots=True)
class _State:
    """What the past leaves to the future.

    ``phase`` is ``LOAD`` between trips, ``CLEAN`` when just cleaned, ``TASK`` in a trip,
    ``UNLOAD`` after its first unloading; ``residue`` has goods and the level of cleaning since;
    ``met`` has pairs of goods that need two compartments; ``owed`` has, for each kind of
    return on board, the depots that take it, ``seen`` the depots unloaded at.
    """

    phase: int = LOAD
    residue: frozenset[tuple[int, int]] = frozenset()
    n_trips: int = 0
    origin: int | None = None
    brought: frozenset[int] = frozenset()
    taken: frozenset[int] = frozenset()
    met: frozenset[tuple[int, int]] = frozenset()
    owed: frozenset[frozenset[int]] = frozenset()
    asked: frozenset[int] = frozenset()
    seen: frozenset[int] = frozenset()


def machine(
    problem: RoutingProblem,
    vehicle_type: int,
    signatures: tuple[Signature, ...],
    *,
    with_goods: bool = True,
    max_states: int = 20_000,
) -> Machine | None:
    """State machine of all that a vehicle type may do.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    vehicle_type : int
        Who drives.
    signatures : tuple of Signature
        Kinds of task; the index of a :data:`TASK` move is a position in it.
    with_goods : bool
        Whether rules about goods are kept; without them more is allowed, and there are fewer
        states.
    max_states : int
        Number of states at which to give up.

    Returns
    -------
    Machine or None
        None where there would be too many states.

    Examples
    --------
    >>> import numpy as np
    >>> from models.routing.signatures import signature
    >>> from models.routing.problem import Depot, Task, VehicleType
    >>> problem = RoutingProblem(
    ...     durations=np.zeros((1, 2, 2), np.int64), distances=np.zeros((1, 2, 2), np.int64),
    ...     setups=np.zeros(2, np.int64), tasks=(Task(1, (1,), (0,)),), depots=(Depot(0),),
    ...     vehicle_types=(VehicleType(1, (2,), 0, 0, (0, 3600), 3600),),
    ... )
    >>> machine(problem, 0, (signature(problem.tasks[0]),)).may_end
    (True, False, True)
    """
    rules = _Rules(problem, vehicle_type, signatures, with_goods=with_goods)
    numbers = {_State(): 0}
    listed = [_State()]
    found: list[list[tuple[Move, int, bool]]] = []
    for state in listed:
        found.append([])
        for move, then, fresh in rules.steps(state):
            if then not in numbers:
                if len(numbers) >= max_states:
                    return None
                numbers[then] = len(listed)
                listed.append(then)
            found[-1].append((move, numbers[then], fresh))
    return smallest(found, [rules.may_end(state) for state in listed])


class _Rules:
    """What one vehicle type may do next, state by state."""

    def __init__(
        self,
        problem: RoutingProblem,
        vehicle_type: int,
        signatures: tuple[Signature, ...],
        *,
        with_goods: bool,
    ) -> None:
        vehicle = problem.vehicle_types[vehicle_type]
        self.signatures = signatures
        self.rank = problem.rules.rank
        self.relation = problem.rules.relation[vehicle.mode]
        self.cleaning = problem.rules.cleaning[vehicle.mode]
        self.goods = frozenset(sig.goods for sig in signatures) if with_goods else frozenset()
        self.open = frozenset(
            index for index, depot in enumerate(problem.depots) if depot.admits(vehicle_type)
        )
        self.origins = sorted({d for sig in signatures if sig.out for d in sig.depots} & self.open)
        most = vehicle.max_trips
        self.max_trips = None if most is None or most > _MAX_TRIPS_COUNTED else most
        self.demanding = {
            old: max((int(self.cleaning[old, new]) for new in self.goods), default=0)
            for old in self.goods
        }
        self.related = frozenset(
            one for one in self.goods if any(self.relation[one, other] for other in self.goods)
        )

    def may_end(self, state: _State) -> bool:
        return state.phase == LOAD or self._all_off(state)

    def _all_off(self, state: _State) -> bool:
        """Whether a trip is over without unloading: it brought something and took nothing."""
        return state.phase == TASK and not state.owed and bool(state.asked)

    def steps(self, state: _State) -> Iterator[tuple[Move, _State, bool]]:
        if state.phase == TASK:
            yield from self._tasks(state, fresh=False)
            if self._all_off(state):
                yield from self._onward(self._between(state))
        if state.phase in (TASK, UNLOAD):
            yield from self._unloadings(state)
        if state.phase in (LOAD, CLEAN):
            yield from self._onward(state)

    def _between(self, state: _State) -> _State:
        """A trip is over, and what it carried is residue."""
        residue = dict(state.residue)
        residue |= {g: 0 for g in state.brought | state.taken if self.demanding[g]}
        return _State(LOAD, frozenset(residue.items()), state.n_trips)

    def _onward(self, state: _State) -> Iterator[tuple[Move, _State, bool]]:
        """From between two trips: clean, load, or begin to collect."""
        if state.phase == LOAD:
            for level in (1, 2):
                kept = ((g, max(done, 1)) for g, done in state.residue if self.demanding[g] > 1)
                left = frozenset(kept) if level == 1 else frozenset()
                if left != state.residue:
                    yield (CLEAN, level), replace(state, phase=CLEAN, residue=left), False
        if self.max_trips is not None:
            if state.n_trips >= self.max_trips:
                return
            state = replace(state, n_trips=state.n_trips + 1)
        begun = replace(state, phase=TASK)
        for depot in self.origins:
            yield (LOAD, depot), replace(begun, origin=depot), True
        yield from self._tasks(begun, fresh=True)

    def _tasks(self, state: _State, *, fresh: bool) -> Iterator[tuple[Move, _State, bool]]:
        for number, sig in enumerate(self.signatures):
            then = self._after_task(state, sig)
            if then is not None:
                yield (TASK, number), then, fresh

    def _after_task(self, state: _State, sig: Signature) -> _State | None:
        depots = frozenset(sig.depots) & self.open
        if (sig.out and state.origin not in depots) or (sig.back and not depots):
            return None
        brought, taken, met = state.brought, state.taken, state.met
        if sig.goods in self.goods:
            goods = sig.goods
            if any(self.cleaning[old, goods] > done for old, done in state.residue):
                return None
            # Goods brought are on board from the start, goods taken until the end.
            at_once = (brought if sig.out else frozenset()) | taken
            for other in (brought | taken) - {goods}:
                relation = self.relation[goods, other]
                if relation == Relation.NEVER:
                    return None
                if relation == Relation.SEQUENCE and (
                    other in at_once or self.rank[other] > self.rank[goods]
                ):
                    return None
            met |= {
                (min(goods, other), max(goods, other))
                for other in at_once
                if self.relation[goods, other] == Relation.APART
            }
            if not _two_suffice(met):
                return None
            if goods in self.related or self.demanding[goods]:
                brought |= {goods} if sig.out else frozenset()
                taken |= {goods} if sig.back else frozenset()
        return replace(
            state,
            brought=brought,
            taken=taken,
            met=met,
            owed=state.owed | ({depots} if sig.back else frozenset()),
            asked=state.asked | {-1} | (depots if sig.back else frozenset()),
        )

    def _unloadings(self, state: _State) -> Iterator[tuple[Move, _State, bool]]:
        if not state.owed and state.phase == TASK:
            return
        for depot in sorted(state.asked - state.seen - {-1}):
            owed = frozenset(choice for choice in state.owed if depot not in choice)
            then = replace(
                state, phase=UNLOAD, owed=owed, seen=state.seen | {depot}, origin=None
            )  # fmt: skip
            # More depots than needed are of use only as short cuts; they are allowed.
            if owed or state.asked - then.seen - {-1}:
                yield (UNLOAD, depot), then, False
            if not owed:
                yield (UNLOAD, depot), self._between(then), False


def _two_suffice(pairs: Iterable[tuple[int, int]]) -> bool:
    beside: dict[int, list[int]] = defaultdict(list)
    for one, other in pairs:
        beside[one].append(other)
        beside[other].append(one)
    return two_colourable(beside)
