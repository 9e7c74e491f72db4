"""What happens between two trips? Unloading, cleaning, and the way to the next load.

An *exit* is what a trip leaves behind when it ends in some phase of some context: depots
to unload at, and residue that demands a level of cleaning from each context that may
follow. A *turnaround* is an exit, a level of cleaning done, and the place where the next
trip begins; it is legal before those contexts whose demands it meets, and hides no older
residue. A trip may also begin late, in its second phase: it then loads nothing. Section
4.3 of ``docs/models/routing.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.routing.contexts import Context
from models.routing.problem import RoutingProblem

__all__ = ["Entry", "Exit", "Turnaround", "entries", "exits", "turnarounds", "window_between"]


_TURNS_PER_EXIT = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """How a trip may begin.

    Parameters
    ----------
    context : int
        Of the trip.
    late : bool
        In the second phase, with nothing loaded.
    """

    context: int
    late: bool


@dataclass(frozen=True, slots=True)
class Exit:
    """How a trip may end.

    Parameters
    ----------
    number : int
        Position among the exits.
    destinations : tuple of int
        Depots to unload at.
    levels : tuple of int
        Cleaning that each entry demands after it.
    sources : tuple of (int, int)
        Contexts and phases that end so.
    """

    number: int
    destinations: tuple[int, ...]
    levels: tuple[int, ...]
    sources: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Turnaround:
    """A reload depot.

    Parameters
    ----------
    exit : int
        How the trip before ended.
    level : int
        Cleaning done.
    place : int
        Where the next trip begins.
    into : tuple of Entry
        How the next trip may begin.
    window : tuple of int
        When the next trip may begin. [s]
    """

    exit: int
    level: int
    place: int
    into: tuple[Entry, ...]
    window: tuple[int, int]


def entries(kinds: tuple[Context, ...]) -> tuple[Entry, ...]:
    """All ways in which trips may begin.

    Parameters
    ----------
    kinds : tuple of Context
        Kinds of trip.

    Returns
    -------
    tuple of Entry
        In a fixed order.
    """
    found = [Entry(c, late=False) for c in range(len(kinds))]
    return (*found, *(Entry(c, late=True) for c, kind in enumerate(kinds) if kind.ordered))


def exits(problem: RoutingProblem, kinds: tuple[Context, ...]) -> tuple[Exit, ...]:
    """All ways in which trips may end; trips that end alike share one.

    Parameters
    ----------
    problem : RoutingProblem
        For its rules.
    kinds : tuple of Context
        Kinds of trip.

    Returns
    -------
    tuple of Exit
        In a fixed order.
    """
    grouped: dict[tuple[tuple[int, ...], tuple[int, ...]], list[tuple[int, int]]] = {}
    for number, context in enumerate(kinds):
        for phase in range(context.n_phases):
            left = context.goods(phase)
            levels = tuple(
                max(
                    (
                        int(problem.rules.cleaning[mode, old, new])
                        for mode in context.modes & kinds[entry.context].modes
                        for old in left
                        for new in _entering(kinds, entry)
                    ),
                    default=0,
                )
                for entry in entries(kinds)
            )
            unload = tuple(sorted(context.destinations)) if context.collects(phase) else ()
            grouped.setdefault((unload, levels), []).append((number, phase))
    return tuple(
        Exit(number, unload, levels, tuple(sources))
        for number, ((unload, levels), sources) in enumerate(sorted(grouped.items()))
    )


def _entering(kinds: tuple[Context, ...], entry: Entry) -> frozenset[int]:
    """Goods that may come on board of a trip."""
    return frozenset(
        sig.goods for sig, allowed in kinds[entry.context].phases if not entry.late or 1 in allowed
    )


def turnarounds(
    problem: RoutingProblem, kinds: tuple[Context, ...], ways_out: tuple[Exit, ...], horizon: int
) -> tuple[Turnaround, ...]:
    """All turnarounds that are of use.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    kinds : tuple of Context
        Kinds of trip.
    ways_out : tuple of Exit
        Ways in which trips end.
    horizon : int
        End of the latest shift. [s]

    Returns
    -------
    tuple of Turnaround
        None of them legal with less cleaning before the same entries.
    """
    ways_in = entries(kinds)
    highest = max((depot.cleaning for depot in problem.depots), default=0)
    found = []
    for way in ways_out:
        met: set[Entry] = set()
        for level in range(highest + 1):
            into = [
                entry
                for number, entry in enumerate(ways_in)
                if entry not in met and _follows(ways_out, way, level, number, entry)
            ]
            met.update(into)
            for place, group in _by_start(problem, kinds, way, into).items():
                loads = {
                    origin
                    for entry in group
                    if not entry.late
                    for origin in kinds[entry.context].origins
                    if problem.depots[origin].place == place
                }
                window = window_between(problem, way.destinations, level, place, loads, horizon)
                if window[0] <= window[1]:
                    found.append(Turnaround(way.number, level, place, tuple(group), window))
    return tuple(turn for way in ways_out for turn in _nearest(problem, way, found))


def _nearest(
    problem: RoutingProblem, way: Exit, turns: Sequence[Turnaround]
) -> Sequence[Turnaround]:
    """The quickest few turnarounds after an exit; more would only slow the search."""
    starts = [problem.depots[d].place for d in way.destinations]
    after = [turn for turn in turns if turn.exit == way.number]

    def delay(turn: Turnaround) -> int:
        ways = [problem.legs[0][start][turn.place] for start in starts]
        return min(ways, default=0) + problem.rules.cleaning_duration[turn.level]

    nearest = sorted(after, key=delay)[:_TURNS_PER_EXIT]
    return [turn for turn in after if turn in nearest]


def _follows(ways_out: tuple[Exit, ...], way: Exit, level: int, number: int, entry: Entry) -> bool:
    """Whether a trip may begin in some way after an exit and cleaning to a level."""
    if way.levels[number] > level:
        return False
    remaining = [0 if demanded <= level else demanded for demanded in way.levels]
    # What is not cleaned away must be remembered by every way in which the next trip ends.
    return all(
        all(kept >= rest for kept, rest in zip(after.levels, remaining, strict=True))
        for after in ways_out
        if any(
            context == entry.context and (phase == 1 or not entry.late)
            for context, phase in after.sources
        )
    )


def _by_start(
    problem: RoutingProblem, kinds: tuple[Context, ...], way: Exit, into: list[Entry]
) -> dict[int, list[Entry]]:
    """Entries by the place where they begin.

    A trip that loads nothing begins where the last one ended.
    """
    groups: dict[int, list[Entry]] = {}
    for entry in into:
        origins = () if entry.late else kinds[entry.context].origins
        for depot in origins or way.destinations:
            groups.setdefault(problem.depots[depot].place, []).append(entry)
    return groups


def window_between(
    problem: RoutingProblem,
    destinations: Sequence[int],
    level: int,
    place: int,
    loads: set[int],
    horizon: int,
) -> tuple[int, int]:
    """When the next trip may begin, so that the depots of the last one were open.

    Parameters
    ----------
    problem : RoutingProblem
        For its depots.
    destinations : sequence of int
        Depots where the last trip unloads.
    level : int
        Cleaning after that.
    place : int
        Where the next trip begins.
    loads : set of int
        Depots where it may load there; empty where it does not.
    horizon : int
        End of the latest shift. [s]

    Returns
    -------
    (int, int)
        From the first opening to the last closing; the first is later where there is none. [s]
    """
    first, last = 0, horizon
    for origin in loads:
        windows = problem.depots[origin].windows
        if windows:
            first, last = max(first, windows[0][0]), min(last, windows[-1][1])
    unload = [v.unload_duration for v in problem.vehicle_types]
    for index in destinations:
        depot = problem.depots[index]
        if not depot.windows:
            continue
        ways = (legs[depot.place][place] for legs in problem.legs)
        after = [way for way in ways if way < problem.unreachable] or [0]
        cleaning = problem.rules.cleaning_duration[level]
        first = max(first, depot.windows[0][0] + max(unload) + cleaning + max(after))
        last = min(last, depot.windows[-1][1] + min(unload) + min(after))
    return first, last
