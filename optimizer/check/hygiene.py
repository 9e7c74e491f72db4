"""Does what must not meet stay apart? Rules R8 (within a trip) and R9 (between trips).

Goods are the carriers of one order in one trip. Two goods meet in *time*: `_Goods.clear_of`
says whether the one is off before the other comes on. They meet in *space* unless a closed
carrier or the wall of a partitioned vehicle is between them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from optimizer.check.facts import Facts, PlannedRoute, PlannedVisit
from optimizer.domain import Code, Order
from optimizer.findings import Finding
from optimizer.plan import Cleaning

__all__ = ["hygiene_findings"]

_NEVER = 10**9


@dataclass(frozen=True)
class _Goods:
    """One order's carriers in one trip; positions count the handlings of the trip."""

    order: str
    hygiene_class: str
    rank: int
    closed: bool
    first_load: int
    last_unload: int
    visit: PlannedVisit
    """Where it came on first."""

    def clear_of(self, other: _Goods, at_once: Callable[[str, str], bool]) -> bool:
        """What T demands: never at once, and the cleaner off before the dirtier comes on."""
        if at_once(self.order, other.order):
            return False
        if self.rank == other.rank:
            return True
        cleaner, dirtier = sorted((self, other), key=lambda goods: goods.rank)
        return cleaner.last_unload < dirtier.first_load


def hygiene_findings(facts: Facts) -> Iterator[Finding]:
    """Everything about hygiene that breaks a rule, once a trip and pair of classes.

    Parameters
    ----------
    facts : Facts
        The documents.

    Yields
    ------
    Finding
        C381-C384 and C391-C392.
    """
    for route in facts.routes:
        for _, visits in route.trips():
            yield from _within(facts, route, visits)
        yield from _between(facts, route)


# ---------------------------------------------------------------------------------- R8


def _within(facts: Facts, route: PlannedRoute, visits: Sequence[PlannedVisit]) -> Iterator[Finding]:
    goods, met = _history(facts, visits)
    partition = route.vehicle_type is not None and route.vehicle_type.partition
    broken: dict[tuple[str, str, str], list[tuple[_Goods, _Goods]]] = {}
    walls: list[tuple[_Goods, _Goods]] = []
    for one, other in combinations(goods, 2):
        code = facts.code(one.hygiene_class, other.hygiene_class)
        if code is Code.Y or (
            code is not Code.N and one.clear_of(other, lambda a, b: frozenset((a, b)) in met)
        ):
            continue
        if code is Code.S and (one.closed or other.closed):
            continue
        if code is Code.S and partition:
            walls.append((one, other))
            continue
        finding = {Code.N: "C381", Code.T: "C382", Code.S: "C383"}[code]
        first, second = sorted((one.hygiene_class, other.hygiene_class))
        broken.setdefault((finding, first, second), []).append((one, other))
    for (finding, first, second), pairs in broken.items():
        one, other = pairs[0]
        message = f"{first} and {second}: {_pairs(pairs)}"
        yield Finding(finding, message, route.place(max(one, other, key=_came_on).visit))
    odd = _not_two_groups(walls)
    if odd:
        shown = ", ".join(f"{g.order} ({g.hygiene_class})" for g in odd)
        place = route.place(max(odd, key=_came_on).visit)
        yield Finding("C384", f"a wall makes two compartments, apart must be {shown}", place)


def _history(
    facts: Facts, visits: Sequence[PlannedVisit]
) -> tuple[list[_Goods], set[frozenset[str]]]:
    """Goods of a trip in loading order, and the pairs of orders that were on board at once."""
    first: dict[str, tuple[int, PlannedVisit]] = {}
    last: dict[str, int] = {}
    aboard: Counter[str] = Counter()
    met: set[frozenset[str]] = set()
    handlings = ((planned, h) for planned in visits for h in planned.visit.handlings)
    for position, (planned, handling) in enumerate(handlings):
        order = facts.order(handling.order)
        if order is None:
            continue
        if handling.action == "load":
            first.setdefault(order.id, (position, planned))
            aboard[order.id] += handling.carriers
            if aboard[order.id] > 0:
                met |= {
                    frozenset((order.id, other))
                    for other, n in aboard.items()
                    if n > 0 and other != order.id
                }
        else:
            last[order.id] = position
            aboard[order.id] -= handling.carriers
    goods = [
        _Goods(
            order_id,
            facts.flow(facts.orders[order_id]).hygiene_class,
            _rank(facts, facts.orders[order_id]),
            facts.amounts.load_carrier(facts.orders[order_id]).closed,
            position,
            _NEVER if aboard[order_id] > 0 else last.get(order_id, _NEVER),
            planned,
        )
        for order_id, (position, planned) in first.items()
    ]
    return goods, met


def _rank(facts: Facts, order: Order) -> int:
    return facts.classes[facts.flow(order).hygiene_class].rank


def _not_two_groups(pairs: Iterable[tuple[_Goods, _Goods]]) -> list[_Goods]:
    """Goods that two compartments cannot keep apart pairwise; empty where they can."""
    apart: dict[str, list[_Goods]] = {}
    goods: dict[str, _Goods] = {}
    for one, other in pairs:
        goods |= {one.order: one, other.order: other}
        apart.setdefault(one.order, []).append(other)
        apart.setdefault(other.order, []).append(one)
    side: dict[str, bool] = {}
    for start in apart:
        if start in side:
            continue
        side[start] = True
        group, waiting = [start], [start]
        divides = True
        while waiting:
            order = waiting.pop()
            for neighbour in apart[order]:
                if neighbour.order not in side:
                    side[neighbour.order] = not side[order]
                    group.append(neighbour.order)
                    waiting.append(neighbour.order)
                elif side[neighbour.order] == side[order]:
                    divides = False
        if not divides:
            return [goods[order] for order in group]
    return []


def _came_on(goods: _Goods) -> int:
    return goods.first_load


def _pairs(pairs: Sequence[tuple[_Goods, _Goods]]) -> str:
    one, other = pairs[0]
    more = f" and {len(pairs) - 1} more pairs" if len(pairs) > 1 else ""
    return f"{one.order} with {other.order}{more}"


# ---------------------------------------------------------------------------------- R9


@dataclass(frozen=True)
class _Residue:
    """What a hygiene class has left behind since the last wash."""

    hygiene_class: str
    closed: bool
    trip_no: int
    wiped: bool = False


def _between(facts: Facts, route: PlannedRoute) -> Iterator[Finding]:
    partition = route.vehicle_type is not None and route.vehicle_type.partition
    residues: dict[tuple[str, bool, int], _Residue] = {}
    told: set[tuple[str, str, str, int]] = set()
    for planned in route.visits:
        for handling in planned.visit.handlings:
            order = facts.order(handling.order)
            if order is None or handling.action != "load":
                continue
            hygiene_class = facts.flow(order).hygiene_class
            closed = facts.amounts.load_carrier(order).closed
            apart = closed or partition
            for residue in residues.values():
                if residue.trip_no == planned.trip_no:
                    continue  # R8 speaks of goods of one trip
                code = _demand(facts, residue, hygiene_class, separated=apart or residue.closed)
                key = (code, residue.hygiene_class, hygiene_class, planned.trip_no)
                if code and key not in told:
                    told.add(key)
                    message = (
                        f"{hygiene_class} after {residue.hygiene_class} of trip "
                        f"{residue.trip_no} needs a {'wash' if code == 'C391' else 'wipe or wash'}"
                    )
                    yield Finding(code, message, route.place(planned, order.id))
            residues[hygiene_class, closed, planned.trip_no] = _Residue(
                hygiene_class, closed, planned.trip_no
            )
        residues = _cleaned(residues, planned.visit.cleaning)


def _demand(facts: Facts, residue: _Residue, hygiene_class: str, *, separated: bool) -> str:
    """Code of the cleaning that is missing before the class is loaded; empty where none is."""
    before, after = facts.classes[residue.hygiene_class], facts.classes[hygiene_class]
    if before.id == after.id or before.rank < after.rank:
        return ""
    code = facts.code(before.id, after.id)
    if code is Code.N:
        return "C391"
    if residue.wiped or code is Code.Y or (code is Code.S and separated):
        return ""
    return "C392"


def _cleaned(
    residues: Mapping[tuple[str, bool, int], _Residue], cleaning: Cleaning | None
) -> dict[tuple[str, bool, int], _Residue]:
    if cleaning is Cleaning.WASH:
        return {}
    if cleaning is Cleaning.WIPE:
        return {key: replace(residue, wiped=True) for key, residue in residues.items()}
    return dict(residues)
