"""What is a state machine of moves, and when do two states have the same future?"""

from __future__ import annotations

from dataclasses import dataclass

from models.routing.signatures import Signature

__all__ = ["CLEAN", "LOAD", "TASK", "UNLOAD", "Machine", "Move", "Step", "flags_of", "smallest"]

TASK, LOAD, UNLOAD, CLEAN = range(4)
"""What a move is."""

Move = tuple[int, int]
"""What is done (:data:`TASK` and so on), and for which signature, depot or level."""


@dataclass(frozen=True, slots=True)
class Step:
    """A legal move and what comes of it.

    Parameters
    ----------
    move : Move
        What is done.
    state : int
        Where it leads.
    fresh : bool
        Whether a new trip begins with it.
    """

    move: Move
    state: int
    fresh: bool


@dataclass(frozen=True, slots=True)
class Machine:
    """All legal sequences of moves of one vehicle type. State 0 is leaving home.

    Parameters
    ----------
    steps : tuple of tuple of Step
        What may be done in each state.
    may_end : tuple of bool
        Whether a route may end in each state.
    """

    steps: tuple[tuple[Step, ...], ...]
    may_end: tuple[bool, ...]


def smallest(found: list[list[tuple[Move, int, bool]]], may_end: list[bool]) -> Machine:
    """Join states with the same future (Moore 1956): split groups until nothing tells them apart.

    Of two ways to make a move into the same state, beginning a new trip leaves more room.
    """
    group = [int(end) for end in may_end]
    n_groups = 0
    while True:
        keys: dict[tuple[object, ...], int] = {}
        fresh_group = []
        for state, steps in enumerate(found):
            future = frozenset((move, group[then], fresh) for move, then, fresh in steps)
            key = (group[state], future)
            fresh_group.append(keys.setdefault(key, len(keys)))
        group = fresh_group
        if len(keys) == n_groups:
            break
        n_groups = len(keys)
    first: dict[int, int] = {}
    for state, number in enumerate(group):
        first.setdefault(number, state)
    joined = []
    for number in range(n_groups):
        best: dict[tuple[Move, int], bool] = {}
        for move, then, fresh in found[first[number]]:
            key2 = (move, group[then])
            best[key2] = best.get(key2, False) or fresh
        joined.append(tuple(Step(m, s, f) for (m, s), f in sorted(best.items())))
    return Machine(tuple(joined), tuple(may_end[first[number]] for number in range(n_groups)))


def flags_of(states: Machine, signatures: tuple[Signature, ...]) -> list[int]:
    """Bits of each state: 1 this trip may bring more, 2 may take more, 4 has loaded, 8 may end."""
    n = len(states.steps)
    bring, take = [False] * n, [False] * n
    changed = True
    while changed:
        changed = False
        for s, listed in enumerate(states.steps):
            for step in listed:
                if step.fresh or step.move[0] != TASK:
                    continue
                sig = signatures[step.move[1]]
                b = bring[s] or sig.out or bring[step.state]
                t = take[s] or sig.back or take[step.state]
                if (b, t) != (bring[s], take[s]):
                    bring[s], take[s], changed = b, t, True
    return [bring[s] + 2 * take[s] + 4 * bring[s] + 8 * states.may_end[s] for s in range(n)]
