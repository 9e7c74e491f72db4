"""Which tasks may share a trip? Largest sets of them, by what they carry and where to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from models.routing.evaluate import two_colourable
from models.routing.problem import Relation, RoutingProblem, Task

__all__ = ["Signature", "largest_sets", "meetings", "signature", "suffices"]


@dataclass(frozen=True, slots=True, order=True)
class Signature:
    """What decides in which trips a task may be.

    Parameters
    ----------
    out, back : bool
        Whether it brings, takes, or both.
    goods : int
        Kind of goods.
    depots : tuple of int
        Depots it may be loaded at or brought to.
    """

    out: bool
    back: bool
    goods: int
    depots: tuple[int, ...]


def signature(task: Task) -> Signature:
    """Signature of a task.

    Parameters
    ----------
    task : Task
        Of a problem.

    Returns
    -------
    Signature
        Tasks with the same one may take each other's place in any trip, as far as goods go.

    Examples
    --------
    >>> signature(Task(1, (0,), (2,), goods=3))
    Signature(out=False, back=True, goods=3, depots=(0,))
    """
    return Signature(task.is_delivery, task.is_pickup, task.goods, tuple(sorted(task.depots)))


def meetings(
    problem: RoutingProblem, mode: int, signatures: Sequence[Signature]
) -> dict[Signature, set[Signature]]:
    """Of each signature the others that may share a trip with it.

    Parameters
    ----------
    problem : RoutingProblem
        For its rules.
    mode : int
        Mode of the vehicle.
    signatures : sequence of Signature
        All there are.

    Returns
    -------
    dict of Signature to set of Signature
        The same both ways round.
    """
    return {
        one: {two for two in signatures if two != one and _may_share(problem, mode, one, two)}
        for one in signatures
    }


def _may_share(problem: RoutingProblem, mode: int, one: Signature, other: Signature) -> bool:
    relation = problem.rules.relation[mode, one.goods, other.goods]
    if relation <= Relation.APART:
        return True
    if relation == Relation.NEVER or (one.out and one.back) or (other.out and other.back):
        return False
    if one.out == other.out:
        # Both are on board at the start, or both at the end.
        return False
    out, back = (one, other) if one.out else (other, one)
    rank = problem.rules.rank
    return bool(rank[out.goods] <= rank[back.goods])


def largest_sets(
    problem: RoutingProblem,
    mode: int,
    members: Sequence[Signature],
    edges: Mapping[Signature, set[Signature]],
) -> Iterator[frozenset[Signature]]:
    """Largest sets of signatures that may share a trip, two compartments sufficing.

    Parameters
    ----------
    problem : RoutingProblem
        For its rules.
    mode : int
        Mode of the vehicle.
    members : sequence of Signature
        Among which.
    edges : mapping of Signature to set of Signature
        From :func:`meetings`.

    Yields
    ------
    frozenset of Signature
        None inside another.
    """
    among = frozenset(members)
    near = {one: edges[one] & among for one in members}
    for clique in _maximal_cliques(frozenset(), among, frozenset(), near):
        yield from _divisible(problem, mode, clique)


def _maximal_cliques(
    chosen: frozenset[Signature],
    candidates: frozenset[Signature],
    excluded: frozenset[Signature],
    edges: Mapping[Signature, set[Signature]],
) -> Iterator[frozenset[Signature]]:
    """Enumerate with a pivot (Bron & Kerbosch 1973, doi:10.1145/362342.362367)."""
    if not candidates and not excluded:
        if chosen:
            yield chosen
        return
    pivot = max(sorted(candidates | excluded), key=lambda sig: len(edges[sig] & candidates))
    for sig in sorted(candidates - edges[pivot]):
        near = edges[sig]
        yield from _maximal_cliques(chosen | {sig}, candidates & near, excluded & near, edges)
        candidates -= {sig}
        excluded |= {sig}


def _divisible(
    problem: RoutingProblem, mode: int, clique: frozenset[Signature]
) -> Iterator[frozenset[Signature]]:
    """The clique itself, or its largest parts that two compartments can hold."""
    goods = sorted({sig.goods for sig in clique})
    for n_kept in range(len(goods), 0, -1):
        parts = [
            part
            for kept in combinations(goods, n_kept)
            for part in (frozenset(sig for sig in clique if sig.goods in kept),)
            if suffices(problem, part, mode)
        ]
        if parts:
            yield from parts
            return


def suffices(problem: RoutingProblem, clique: Iterable[Signature], mode: int) -> bool:
    """Whether two compartments hold all members at once.

    Parameters
    ----------
    problem : RoutingProblem
        For its rules.
    clique : iterable of Signature
        What is to be held.
    mode : int
        Mode of the vehicle.

    Returns
    -------
    bool
        False where three or more would be needed.
    """
    goods = {sig.goods for sig in clique}
    apart = (problem.rules.relation[mode] == int(Relation.APART)).tolist()
    return two_colourable({g: [h for h in goods if apart[g][h]] for g in goods})
