"""Does every engine say what it is asked, and nothing else? Small instances, by iterations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.engines import ENGINES, engine
from benchmarks.engines.integers import exact_scale, whole
from benchmarks.engines.plain import Plain, obstacles
from benchmarks.engines.pyvrp_data import units
from benchmarks.engines.team import best_of
from benchmarks.instance import Instance
from benchmarks.verify import verify
from models.outcome import Limits
from models.routing.problem import Depot, RoutingSolution
from tests.harness.made import KINDS, instance, problem
from tests.mathematics.small_problems import random_problem
from tests.oracles import optimum

SEARCHING = ["wardflow", "pyvrp_default", "ortools_gls"]


def unheard(seconds: float, objective: float) -> None:
    del seconds, objective


def answered(name: str, asked: Instance, **limits: int):
    told: list[tuple[float, float]] = []
    answer = engine(name).run(
        asked, Limits(**({"iterations": 150} | limits)), lambda *point: told.append(point)
    )
    assert answer.trajectory == tuple(told)
    return answer


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SEARCHING)
def test_every_engine_reaches_the_optimum_of_small_instances(name: str, kind: str) -> None:
    asked = instance(kind)
    if engine(name).unsupported(asked):
        pytest.skip(f"{name} says that it cannot express it")
    answer = answered(name, asked)
    found = verify(asked, answer.solution)
    assert found.violations == ()
    assert found.objective == pytest.approx(optimum(asked.problem).objective)
    objectives = [objective for _, objective in answer.trajectory]
    assert objectives == sorted(objectives, reverse=True)
    assert objectives[-1] == pytest.approx(found.objective, rel=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_vroom_answers_what_it_says_it_can(kind: str) -> None:
    pytest.importorskip("vroom")
    asked = instance(kind)
    if not engine("vroom").unsupported(asked):
        answer = answered("vroom", asked)
        found = verify(asked, answer.solution)
        assert found.objective == pytest.approx(optimum(asked.problem).objective)
        assert answer.trajectory[-1][1] == pytest.approx(found.objective)


def test_what_engines_cannot_express_is_told_in_words() -> None:
    told = {
        (name, kind): engine(name).unsupported(instance(kind)) for name in ENGINES for kind in KINDS
    }
    assert {key: words for key, words in told.items() if words} == {
        ("ortools_gls", "released"): ("several trips of a vehicle", "goods that are ready later"),
        ("vroom", "backhauls"): ("deliveries before returns",),
        ("vroom", "released"): ("several trips of a vehicle", "goods that are ready later"),
        ("vroom", "overtime"): ("overtime",),
        ("vroom", "prizes"): ("tasks left out for their price",),
        ("vroom", "closed ways"): ("ways that are closed",),
    }
    windows = problem("windows")
    limited = replace(windows, vehicle_types=(replace(windows.vehicle_types[0], ordinary=5000),))
    paid = replace(windows, vehicle_types=(replace(windows.vehicle_types[0], cost_per_second=1),))
    for made, words in ((limited, "a longest duty with windows"), (paid, "cost of waiting")):
        assert engine("vroom").unsupported(Instance("", "", made)) == (words,)
    nobody = Instance("", "", replace(problem(), vehicle_types=()))
    assert all(engine(name).unsupported(nobody) for name in ENGINES)


@pytest.mark.parametrize("seed", range(6))
def test_rules_that_pyvrp_cannot_say_are_restated_for_it(seed: int) -> None:
    made = random_problem(seed, frozenset(("hygiene", "depots", "trips")), n_tasks=4)
    asked = Instance("hygiene", "made", made)
    assert obstacles(made)
    answer = answered("pyvrp_default", asked)
    best = optimum(made).objective
    if answer.solution is None:
        assert best == float("inf")
        return
    found = verify(asked, answer.solution)
    assert found.violations == ()
    assert found.objective is not None
    assert found.objective >= best - 1e-9


def test_tasks_of_large_prize_are_left_out_only_where_nothing_else_is_feasible() -> None:
    made = problem()
    tasks = tuple(replace(task, prize=10_000.0 - task.place) for task in made.tasks)
    fleet = (replace(made.vehicle_types[0], n_available=2),)
    enough = Instance("enough", "made", replace(made, tasks=tasks))
    scarce = Instance("scarce", "made", replace(made, tasks=tasks, vehicle_types=fleet))
    for asked in (enough, scarce):
        answer = answered("pyvrp_default", asked)
        best = optimum(asked.problem).objective
        assert verify(asked, answer.solution).objective == pytest.approx(best)
        assert bool(answer.solution.left_out(5)) == (asked is scarce)


def test_the_same_seed_gives_the_same_answer() -> None:
    one, other = (answered("pyvrp_default", instance("windows"), seed=4) for _ in range(2))
    assert one.solution == other.solution
    assert one.iterations == other.iterations == 150


def test_no_such_engine() -> None:
    for name in ("cplex", "benchmarks.engines.cplex", "no.such.module"):
        with pytest.raises(ValueError, match=r"no engine .*wardflow, pyvrp_default"):
            engine(name)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"setups": np.ones(7, np.int64)}, "set-up at home"),
        ({"depots": (Depot(0), Depot(3))}, "a choice of depots"),
        ({"depots": (Depot(3),)}, "depots away from home"),
        ({"depots": (Depot(0, windows=((10, 8000),)),)}, "opening hours of depots"),
        ({"vehicle_types": {"load_duration": 1}}, "time at the depot"),
        ({"vehicle_types": {"unload_duration": 1}}, "time at the depot"),
        ({"vehicle_types": {"end_place": 3}}, "routes that end elsewhere"),
    ],
)
def test_what_is_more_than_plain(change: dict[str, object], words: str) -> None:
    made = problem()
    assert obstacles(made) == ()
    if isinstance(change.get("vehicle_types"), dict):
        change = {"vehicle_types": (replace(made.vehicle_types[0], **change["vehicle_types"]),)}
    assert words in obstacles(replace(made, **change))


def test_depots_that_are_open_all_the_shift_are_plain() -> None:
    assert obstacles(replace(problem(), depots=(Depot(0, windows=((0, 9000),)),))) == ()


def test_rates_become_whole_without_loss() -> None:
    made = problem("mixed fleet")
    assert exact_scale(made) == 100
    assert [whole(v.cost_per_metre, 100) for v in made.vehicle_types] == [10, 7]
    assert exact_scale(problem()) == 10
    awkward = replace(made.vehicle_types[0], cost_per_metre=3.14159e-3, fixed_cost=1 / 7)
    assert exact_scale(replace(made, vehicle_types=(awkward,))) == 10**6
    free = replace(made.vehicle_types[0], cost_per_metre=0.0, fixed_cost=0.0)
    assert exact_scale(replace(made, vehicle_types=(free,))) == 1.0


def test_dear_arcs_are_told_to_pyvrp_in_coarser_units() -> None:
    made = problem("mixed fleet")
    assert units(Plain(made)).scale == exact_scale(made)
    dear = replace(made, distances=made.distances * 10**5)
    found = units(Plain(dear))
    assert found.in_matrices
    assert found.scale < exact_scale(dear)
    answer = answered("pyvrp_default", Instance("dear", "made", dear))
    best = optimum(dear).objective
    assert verify(Instance("dear", "made", dear), answer.solution).objective == pytest.approx(best)
    assert answer.trajectory[-1][1] == pytest.approx(best, rel=1e-5)


def test_a_fleet_without_end_is_cut_to_what_may_be_of_use() -> None:
    made = problem()
    many = replace(made, vehicle_types=(replace(made.vehicle_types[0], n_available=999),))
    assert Plain(many).fleet() == [0] * 5
    tasks = made.tasks * 40
    long = replace(many, tasks=tasks)
    total = sum(task.delivery[0] for task in tasks)
    assert len(Plain(long).fleet()) == 2 * -(-total // 10) + 10
    with_windows = tuple(replace(task, windows=((0, 9),)) for task in tasks)
    assert len(Plain(replace(long, tasks=with_windows)).fleet()) == len(tasks)


def test_the_best_of_a_team_is_taken_and_what_failed_is_forgiven() -> None:
    empty = RoutingSolution(())

    def search(job: float, tell) -> int:
        tell(job, lambda: empty)
        raise RuntimeError("later")

    told: list[float] = []
    best = best_of(
        search, [3.0], started=0.0, deadline=None, on_progress=lambda _s, o: told.append(o)
    )
    assert (best.objective, best.solution, told) == (3.0, empty, [3.0])

    def fail(job: float, tell) -> int:
        del job, tell
        raise RuntimeError("at once")

    with pytest.raises(RuntimeError, match="at once"):
        best_of(fail, [3.0], started=0.0, deadline=None, on_progress=unheard)


def test_two_processes_search_for_pyvrp() -> None:
    asked = instance("both ways")
    answer = answered("pyvrp_default", asked, n_jobs=2, iterations=30)
    assert answer.iterations == 60
    assert verify(asked, answer.solution).objective == pytest.approx(
        optimum(asked.problem).objective
    )
