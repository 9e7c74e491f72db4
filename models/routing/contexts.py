"""What kinds of trip are there? Largest sets of tasks that may share a trip, and their order.

A *context* fixes where a trip loads, where it brings its returns, and a largest set of
task signatures that may meet in it. Within a context, goods that must be off before others
come on make two *phases*: a trip passes from the first to the second and not back. Both
together turn rules about whole trips into rules about arcs, which a router can keep.
Section 4 of ``docs/models/routing.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

from models.routing.problem import Relation, RoutingProblem
from models.routing.signatures import Signature, largest_sets, meetings, signature, suffices

__all__ = ["Context", "contexts"]

_MAX_DESTINATIONS = 2


@dataclass(frozen=True)
class Context:
    """A kind of trip.

    Parameters
    ----------
    modes : frozenset of int
        Modes of vehicle that may drive it.
    origins : tuple of int
        Depots where it may load, interchangeable; empty when it only collects.
    destinations : frozenset of int
        Depots where its returns are unloaded.
    phases : tuple of (Signature, tuple of int)
        For each member, the phases in which it may be done.
    n_phases : int
        One or two. The second has returns only.
    ordered : frozenset of int
        Modes in which the second phase may not be left for the first.
    """

    modes: frozenset[int]
    origins: tuple[int, ...]
    destinations: frozenset[int]
    phases: tuple[tuple[Signature, tuple[int, ...]], ...]
    n_phases: int
    ordered: frozenset[int]

    @cached_property
    def members(self) -> frozenset[Signature]:
        """Signatures that may be in it."""
        return frozenset(sig for sig, _ in self.phases)

    def goods(self, phase: int) -> frozenset[int]:
        """Kinds of goods that may have been on board when a phase is over."""
        return frozenset(sig.goods for sig, allowed in self.phases if min(allowed) <= phase)

    def collects(self, phase: int) -> bool:
        """Whether returns may be on board when a phase is over."""
        return any(sig.back and min(allowed) <= phase for sig, allowed in self.phases)


def contexts(problem: RoutingProblem) -> tuple[Context, ...]:
    """All kinds of trip that a problem's tasks and vehicles allow, none inside another.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.

    Returns
    -------
    tuple of Context
        In a fixed order.
    """
    signatures = sorted({signature(task) for task in problem.tasks})
    modes = frozenset(vehicle.mode for vehicle in problem.vehicle_types)
    found: list[Context] = []
    # What is legal in one load space is legal in two compartments as well.
    for mode in (0, 1):
        if mode == 1 and mode not in modes:
            continue
        allowed = modes if mode == 0 else frozenset((1,))
        for context in _merged(problem, _of_mode(problem, signatures, mode, allowed)):
            if not any(_holds(wide, context) for wide in found):
                found.append(context)
    return tuple(c for c in found if not any(_dominates(problem, d, c) for d in found))


def _holds(wide: Context, narrow: Context) -> bool:
    return (
        (wide.origins, wide.destinations) == (narrow.origins, narrow.destinations)
        and wide.modes >= narrow.modes
        and wide.members >= narrow.members
    )


def _merged(problem: RoutingProblem, found: Iterable[Context]) -> Iterator[Context]:
    """Contexts that differ in nothing but where they load, as one."""
    alike: dict[tuple[object, ...], list[Context]] = {}
    for context in found:
        depots = [problem.depots[origin] for origin in context.origins]
        key = (
            *(depot.windows for depot in depots),
            context.modes, context.destinations, context.phases, context.ordered,
        )  # fmt: skip
        alike.setdefault(key, []).append(context)
    for group in alike.values():
        origins = tuple(sorted(origin for context in group for origin in context.origins))
        yield replace(group[0], origins=origins)


def _of_mode(
    problem: RoutingProblem, signatures: list[Signature], mode: int, modes: frozenset[int]
) -> Iterator[Context]:
    edges = meetings(problem, mode, signatures)
    origins = sorted({d for sig in signatures if sig.out for d in sig.depots})
    targets = sorted({d for sig in signatures if sig.back for d in sig.depots})
    for origin in [*origins, None]:
        for n in range(_MAX_DESTINATIONS + 1):
            for destinations in combinations(targets, n):
                members = [s for s in signatures if _fits(s, origin, destinations)]
                for clique in largest_sets(problem, mode, members, edges):
                    if _uses_all(clique, origin, destinations):
                        yield _context(
                            problem, clique, mode, modes, origin, frozenset(destinations)
                        )


def _fits(sig: Signature, origin: int | None, destinations: tuple[int, ...]) -> bool:
    loads = not sig.out or origin in sig.depots
    return loads and (not sig.back or any(d in sig.depots for d in destinations))


def _uses_all(
    clique: frozenset[Signature], origin: int | None, destinations: tuple[int, ...]
) -> bool:
    """Whether every depot of a trip is there for some member that needs just that one."""
    if origin is not None and not any(sig.out for sig in clique):
        return False
    if origin is None and not destinations:
        return False
    return all(
        any(sig.back and set(sig.depots) & set(destinations) == {d} for sig in clique)
        for d in destinations
    )


def _context(
    problem: RoutingProblem,
    clique: frozenset[Signature],
    mode: int,
    modes: frozenset[int],
    origin: int | None,
    destinations: frozenset[int],
) -> Context:
    bound = _in_sequence(problem, clique, mode)
    phases = []
    for sig in sorted(clique):
        if not bound:
            allowed: tuple[int, ...] = (0,)
        elif sig in bound:
            allowed = (0,) if sig.out else (1,)
        else:
            # Free returns may come at any time; free deliveries are first of all deliveries.
            allowed = (0,) if sig.out else (0, 1)
        phases.append((sig, allowed))
    ordered = frozenset(
        m for m in modes if _in_sequence(problem, clique, m) or not suffices(problem, clique, m)
    )
    origins = () if origin is None else (origin,)
    return Context(modes, origins, destinations, tuple(phases), 2 if bound else 1, ordered)


def _in_sequence(
    problem: RoutingProblem, clique: frozenset[Signature], mode: int
) -> frozenset[Signature]:
    """Members that must be off before others come on, and those others."""
    relation = problem.rules.relation[mode]
    return frozenset(
        sig
        for sig in clique
        if any(
            sig.out != other.out and relation[sig.goods, other.goods] == Relation.SEQUENCE
            for other in clique
        )
    )


def _dominates(problem: RoutingProblem, wide: Context, narrow: Context) -> bool:
    """Whether a trip of the narrow context is as well driven in the wide one."""
    if wide is narrow or not wide.modes >= narrow.modes or not wide.members >= narrow.members:
        return False
    if not narrow.origins:
        # Collecting alone is what the second phase of a wider context does.
        late = {sig for sig, allowed in wide.phases if 1 in allowed}
        return (
            bool(wide.origins)
            and wide.destinations == narrow.destinations
            and wide.ordered >= narrow.modes
            and narrow.members <= late
        )
    extra = wide.destinations - narrow.destinations
    if wide.origins != narrow.origins or not wide.destinations > narrow.destinations:
        return False
    # Unloading where the trip started anyway is no detour.
    homes = {problem.depots[origin].place for origin in narrow.origins}
    early = {sig for sig, allowed in wide.phases if 0 in allowed}
    return (
        narrow.n_phases == 1
        and narrow.members <= early
        and not wide.collects(0)
        and all({problem.depots[d].place} == homes for d in extra)
    )
