"""Are the kinds of trip the right ones? By hand, and against every legal trip there is."""

from __future__ import annotations

from itertools import combinations, permutations
from random import Random

import pytest

from models.routing.contexts import Context, contexts
from models.routing.problem import (
    NO_RULES,
    Depot,
    GoodsRules,
    Relation,
    RoutingProblem,
    Task,
    Trip,
    VehicleType,
)
from models.routing.signatures import signature
from tests.mathematics.small_problems import FEATURES, hygiene, line, random_problem
from tests.route_oracle import is_legal_trip

A, B, C = 0, 1, 2


def asked(*tasks: tuple[str, int], rules: GoodsRules = NO_RULES, mode: int = 0, n_depots: int = 1):
    """Tasks named "out" or "back" with their goods, at one depot or with a choice of two."""
    loads = {"out": ((1,), (0,)), "back": ((0,), (1,)), "both": ((1,), (1,))}
    return RoutingProblem(
        **line(*range(n_depots), 9),
        tasks=tuple(
            Task(n_depots, *loads[way], goods=goods, depots=tuple(range(n_depots)))
            for way, goods in tasks
        ),
        depots=tuple(Depot(d) for d in range(n_depots)),
        vehicle_types=(VehicleType(1, (9,), 0, 0, (0, 99), 99, mode=mode),),
        rules=rules,
    )


def told(context: Context) -> tuple[object, ...]:
    """Origins, destinations, and for each member its way, goods and phases."""
    members = {
        ("both" if s.out and s.back else "out" if s.out else "back", s.goods): phases
        for s, phases in context.phases
    }
    return context.origins, set(context.destinations), members


def all_told(problem: RoutingProblem) -> list[tuple[object, ...]]:
    return [told(context) for context in contexts(problem)]


def test_one_kind_of_goods_one_depot():
    assert all_told(asked(("out", A))) == [((0,), set(), {("out", A): (0,)})]
    found = all_told(asked(("out", A), ("back", A)))
    assert ((0,), {0}, {("out", A): (0,), ("back", A): (0,)}) in found
    assert all(phases == (0,) for _, _, members in found for phases in members.values())


def test_clean_before_soiled_makes_two_phases():
    found = contexts(asked(("out", A), ("back", B), rules=hygiene("YT TY", (1, 2))))
    (context,) = found
    assert told(context) == ((0,), {0}, {("out", A): (0,), ("back", B): (1,)})
    assert context.n_phases == 2
    assert context.ordered == {0}
    assert context.goods(0) == {A}
    assert context.goods(1) == {A, B}
    assert not context.collects(0)
    assert context.collects(1)


def test_soiled_of_a_lower_rank_may_not_follow():
    found = all_told(asked(("out", A), ("back", B), rules=hygiene("YT TY", (2, 1))))
    assert sorted(map(str, found)) == sorted(
        map(str, [((0,), set(), {("out", A): (0,)}), ((), {0}, {("back", B): (0,)})])
    )


def test_never_parts_and_the_neutral_kind_is_in_both():
    rules = hygiene("YNY NYY YYY", (1, 3, 2))
    found = all_told(asked(("out", A), ("out", B), ("out", C), rules=rules))
    assert ((0,), set(), {("out", A): (0,), ("out", C): (0,)}) in found
    assert ((0,), set(), {("out", B): (0,), ("out", C): (0,)}) in found
    assert len(found) == 2


def test_two_compartments_hold_two_kinds_at_once():
    rules = hygiene("YS SY", (1, 2))
    split = contexts(asked(("out", A), ("back", B), rules=rules, mode=1))
    assert max(len(c.members) for c in split if not c.ordered) == 2
    single = contexts(asked(("out", A), ("out", B), rules=rules))
    assert all(len(c.members) == 1 for c in single), "both at once from the start"


def test_three_kinds_apart_make_pairs():
    rules = hygiene("YSS SYS SSY", (1, 1, 1))
    found = contexts(asked(("out", A), ("out", B), ("out", C), rules=rules, mode=1))
    goods = {frozenset(s.goods for s in c.members) for c in found}
    assert goods >= {frozenset(pair) for pair in combinations((A, B, C), 2)}
    assert frozenset((A, B, C)) not in goods


def test_a_task_that_brings_and_takes_meets_its_like_alone_in_sequence():
    rules = hygiene("YT TY", (1, 2))
    found = contexts(asked(("both", A), ("back", B), rules=rules))
    assert all(len(c.members) == 1 for c in found)


def test_each_destination_is_there_for_someone():
    problem = asked(("out", A), ("back", A), n_depots=2)
    assert all(len(c.destinations) <= 1 for c in contexts(problem))
    origins = {c.origins for c in contexts(problem)}
    assert (0, 1) in origins, "depots that may load alike are one"


def test_no_tasks_no_contexts():
    assert contexts(asked()) == ()


def fits(problem: RoutingProblem, mode: int, context: Context, trip: Trip) -> bool:
    """Whether a trip can be driven in a context, phase by phase."""
    if mode not in context.modes or trip.origin not in (None, *context.origins):
        return False
    phases = dict(context.phases)
    phase = 0
    if trip.origin is None and context.origins and mode in context.ordered:
        phase = 1
    for t in trip.tasks:
        allowed = phases.get(signature(problem.tasks[t]))
        if allowed is None:
            return False
        if mode in context.ordered:
            later = [p for p in allowed if p >= phase]
            if not later:
                return False
            phase = later[0]
    return True


def beyond_the_limits(problem: RoutingProblem, mode: int, trip: Trip) -> bool:
    """The documented limits of contexts (4.2), for trips that are legal nevertheless."""
    tasks = [problem.tasks[t] for t in trip.tasks]
    relation = problem.rules.relation[mode]
    goods = {t.goods for t in tasks}
    returns = [t for t in tasks if t.is_pickup]
    # At most two destinations.
    reached = any(
        all(set(t.depots) & set(pair) for t in returns)
        for pair in combinations(range(len(problem.depots)), min(2, len(problem.depots)))
    )
    if returns and not reached:
        return True
    # Three kinds apart, or a pair in sequence for a vehicle that could have them at once.
    if any(relation[a, b] == Relation.APART for a, b in combinations(goods, 2)) and len(goods) > 2:
        return True
    # Deliveries after a return that some other goods of the day must not follow.
    of_day = {t.goods for t in problem.tasks}
    started = False
    for t in tasks:
        bound = any(relation[t.goods, g] == Relation.SEQUENCE for g in of_day)
        started = started or (t.is_pickup and bound)
        if started and t.is_delivery:
            return True
    # Both ways at once, next to something in sequence.
    return any(
        t.is_delivery
        and t.is_pickup
        and any(relation[t.goods, g] == Relation.SEQUENCE for g in of_day)
        for t in tasks
    )


@pytest.mark.parametrize("seed", range(60))
def test_every_legal_trip_has_a_context(seed):
    rng = Random(seed)
    features = frozenset({"hygiene", "returns"}) | frozenset(
        f for f in sorted(FEATURES) if rng.random() < 0.4
    )
    problem = random_problem(seed, features, rng.choice((3, 4)))
    kinds = contexts(problem)
    n_legal = 0
    for v, vehicle in enumerate(problem.vehicle_types):
        for size in range(1, problem.n_tasks + 1):
            for order in permutations(range(problem.n_tasks), size):
                for origin in (None, *range(len(problem.depots))):
                    loads = any(problem.tasks[t].is_delivery for t in order)
                    trip = Trip(origin, order)
                    if (origin is not None) != loads or not is_legal_trip(problem, v, trip):
                        continue
                    n_legal += 1
                    inside = any(fits(problem, vehicle.mode, c, trip) for c in kinds)
                    assert inside or beyond_the_limits(problem, vehicle.mode, trip), trip
    assert n_legal
