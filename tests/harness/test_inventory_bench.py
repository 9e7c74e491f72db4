"""Are answers of inventory routing judged, and records kept that hold by the file?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import benchmarks.records
import benchmarks.run
from benchmarks.engines import engine
from benchmarks.engines.answer import Answer
from benchmarks.engines.guarded import Asked
from benchmarks.inventory_suites import tuned_on
from benchmarks.journal import read_results
from benchmarks.readers import ReadError
from benchmarks.readers.irp_solutions import read_solution, solution_text
from benchmarks.records import keeper, read_records
from benchmarks.report import benchmark_report
from benchmarks.results import Verdict
from benchmarks.run import Plan, judge, run_suite
from benchmarks.suites import load
from benchmarks.verify_inventory import verify_inventory
from models.inventory_routing.evaluate import evaluate
from models.inventory_routing.problem import (
    InventoryRoutingSolution,
    Replenishment,
    Stop,
    Vehicles,
)
from models.outcome import Limits
from models.routing.problem import RoutingSolution
from optimizer.cli.main import cli
from tests.harness import fake_inventory_engine
from tests.harness.made import instance, result
from tests.harness.small_irp_files import (
    VISIT,
    folder_of,
    small,
)
from tests.mathematics.small_irp import plan


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of(tmp_path)


def test_both_judges_agree():
    rng = np.random.default_rng(5)
    legal = 0
    for _ in range(300):
        routes = [
            (int(day), [(int(i), float(rng.choice([-1, 2, 4, 4, 5]))) for i in order])
            for day in rng.choice(3, rng.integers(1, 4), p=[0.2, 0.75, 0.05])
            for order in [rng.permutation(2 + (rng.random() < 0.02))[: rng.integers(1, 3)]]
        ]
        instance = small(
            charge_initial=bool(rng.random() < 0.5), hub_initial=float(rng.choice([1, 20]))
        )
        found, other = (
            evaluate(instance.problem, plan(*routes)),
            verify_inventory(instance, plan(*routes)),
        )
        assert found.ok == (not other.violations), (found.violations, other.violations)
        if found.ok:
            legal += 1
            assert other.objective == pytest.approx(found.objective)
    assert 10 < legal < 290


FAULTS = {
    "too many routes": (
        plan((1, [(0, 2.0)]), (1, [(1, 2.0)]), (1, [])),
        "3 routes with 2 vehicles",
    ),
    "again": (plan((1, [(0, 2.0), (1, 2.0)]), (1, [(0, 2.0)])), "customer 0 again"),
    "another kind": (plan((1, [(0, 4.0), (1, 2.0)]), kind=1), "no day 1, or no vehicles 1"),
    "collected": (plan((1, [(0, 4.0, 1.0), (1, 2.0)])), "amounts of customer 0"),
    "too much": (plan((1, [(0, 9.0), (1, 2.0)])), "11 on a vehicle"),
    "too high": (plan((0, [(0, 6.0)]), (1, [(1, 2.0)])), "customer 0 above its maximum"),
    "too low": (plan((1, [(0, 4.0)])), "customer 1 below its minimum"),
}


@pytest.mark.parametrize("fault", list(FAULTS))
def test_the_verification_finds_each_fault(fault):
    answer, words = FAULTS[fault]
    found = verify_inventory(small(), answer)
    assert found.objective is None
    assert any(words in violation for violation in found.violations)


def test_a_short_hub_is_found():
    found = verify_inventory(small(hub_initial=0.0, production=np.array([0, 5.5])), VISIT)
    assert found.violations == ("day 1: the hub lacks 0.5",)


def test_what_the_sets_do_not_ask_is_not_verified():
    with pytest.raises(ValueError, match="only what the sets"):
        verify_inventory(small(replenishment=Replenishment.ORDER_UP_TO), VISIT)


def test_a_plan_is_written_and_read(tmp_path):
    answer = plan((0, [(1, 3.0)]), (1, [(0, 4.0), (1, 1.0)]), (1, []))
    text = solution_text(small(), answer, processor="a processor", seconds=1.5)
    assert text.splitlines() == [
        "Day 1", "Route 1: 0 - 2 ( 3 ) - 0", "Route 2: 0 - 0",
        "Day 2", "Route 1: 0 - 1 ( 4 ) - 2 ( 1 ) - 0", "Route 2: 0 - 0",
        # Hub 26 - 3 and 23 + 6 - 5; customer 1 has 3 and then 2.
        "18", "0.50", "23.50", "42.00", "a processor", "1.50",
    ]  # fmt: skip
    path = tmp_path / "out.txt"
    path.write_text(text)
    read, cost = read_solution(path)
    assert read == InventoryRoutingSolution(answer.routes[:2])
    assert cost == 42
    for damaged in (
        text.replace("Day 2", "Day 3"),
        text.replace("2 ( 3 )", "2 (3)"),
        text.replace("a processor\n", ""),
        text.replace("42.00", "cheap"),
        text.replace("Day 1\n", ""),
        text + "Day 3\n",
    ):
        path.write_text(damaged)
        with pytest.raises(ReadError, match=r"out\.txt"):
            read_solution(path)
    with pytest.raises(ValueError, match=r"0\.5 is no whole amount"):
        solution_text(small(), plan((0, [(1, 0.5)])), processor="", seconds=0)
    with pytest.raises(ValueError, match="one kind of vehicle"):
        solution_text(small(vehicles=(Vehicles(1, 1.0),) * 2), answer, processor="", seconds=0)


def answered(solution: InventoryRoutingSolution) -> Answer:
    return Answer(solution, 1.0, (), None, 3, "by hand")


def test_records_are_kept_when_they_hold(tmp_path):
    kept = tmp_path / "kept"
    instance = small(best=39.0)
    again = []

    def reread(name):
        again.append(name)
        return instance

    keep = keeper(reread, kept)
    told = result(family="irp_dimacs", instance="small", objective=38.0, gap=None, best_known=39.0)
    keep(told, instance, answered(VISIT))
    assert again == ["irp_dimacs/small"]
    solution, cost = read_solution(kept / "irp_dimacs" / "small.txt")
    assert (solution, cost) == (VISIT, 38.0)
    record = read_records(kept / "irp_dimacs.csv")["small"]
    assert (record.published, record.found, record.gap_percent) == (39, 38, -2.5641)
    # The same once more is no news, nor is one that breaks a rule or is a half.
    keep(told, instance, answered(VISIT))
    assert len(again) == 1
    assert sorted(path.name for path in kept.rglob("*.*")) == ["irp_dimacs.csv", "small.txt"]


def test_a_record_must_hold_by_the_file(tmp_path):
    instance = small(best=39.0)
    # What was read again is another instance, in which it is illegal.
    keep = keeper(lambda _: small(best=39.0, hub_initial=0.0, production=np.zeros(2)), tmp_path)
    told = result(family="irp_dimacs", instance="small", objective=38.0, gap=None)
    keep(told, instance, answered(VISIT))
    assert list(tmp_path.rglob("*.txt")) == []
    assert not (tmp_path / "irp_dimacs.csv").exists()


def test_parts_of_units_are_made_whole_first(tmp_path):
    # Nothing costs holding: halves are as good, but cannot be written.
    instance = small(best=39.0, holding_cost=np.zeros(2))
    halves = plan((0, [(0, 0.5), (1, 0.5)]), (1, [(0, 3.5), (1, 1.5)]))
    told = result(family="irp_dimacs", instance="small", objective=38.0, gap=None)
    keeper(lambda _: instance, tmp_path)(told, instance, answered(halves))
    # Driven twice it is dearer than the file of results said, and no record.
    assert list(tmp_path.rglob("*.txt")) == []
    dear = replace(instance, best_known=60.0)
    keeper(lambda _: dear, tmp_path)(told, dear, answered(halves))
    solution, _ = read_solution(tmp_path / "irp_dimacs" / "small.txt")
    assert all(
        isinstance(s, Stop) and s.delivered % 1 == 0 for r in solution.routes for s in r.stops
    )


@pytest.mark.parametrize("objective", [38.995, 39.0, 40.0])
def test_rounding_is_no_record(tmp_path, objective):
    instance = small(best=39.0)
    told = result(family="irp_dimacs", instance="small", objective=objective, gap=None)
    keeper(lambda _: instance, tmp_path)(told, instance, answered(VISIT))
    assert list(tmp_path.iterdir()) == []


def test_only_what_was_met_by_proven_optima_is_kept(tmp_path):
    for other in (
        instance(best_known=1e9),
        replace(small(best=60.0), family="irp_skalnes"),
        small(),
    ):
        told = result(family=other.family, instance="small", objective=38.0, gap=None)
        keeper(lambda _, other=other: other, tmp_path)(told, other, answered(VISIT))
    assert list(tmp_path.iterdir()) == []


NAME = "irp_dimacs/S_abs1n2_2_H2"
OPTIMUM = 32.8
"""Both are visited on the first day, for the hub's stock is the dearer: 12 driven, 10 brought."""


def test_a_suite_of_inventory_routing_is_run(folder, tmp_path):
    proving, kept = "tests.harness.fake_inventory_engine", []
    results = run_suite(
        Plan((NAME,), (proving, "pyvrp_default"), (1,), Limits(time_s=60)),
        lambda name: load(folder, name),
        tmp_path / "results.csv",
        keep=lambda told, instance, answer: kept.append((told.objective, instance.name)),
    )
    ours, other = results
    assert (ours.engine, ours.verdict) == (proving, Verdict.OK)
    assert ours.objective == pytest.approx(OPTIMUM)
    assert ours.gap == pytest.approx(OPTIMUM / 40 - 1)
    assert (ours.n_tasks, ours.n_left_out) == (2, None)
    assert kept == [(ours.objective, "S_abs1n2_2_H2")]
    assert (other.verdict, other.reason) == (Verdict.UNSUPPORTED, "inventory routing")


def test_the_verb_asks_our_engine_alone_and_keeps_records(folder, tmp_path, monkeypatch):
    def ask(name, instance, limits):
        answer = fake_inventory_engine.run(instance, limits, lambda *_: None)
        return Asked(answer, "", overran=False, seconds=0.5, trajectory=(), peak_mb=None)

    monkeypatch.setattr(benchmarks.run, "ask", ask)
    kept, path = tmp_path / "kept", tmp_path / "results.csv"
    words = ["bench", "run", NAME, "-o", path, "--seeds", 1, "--data", folder, "--records", kept]
    done = CliRunner().invoke(cli, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    (found,) = read_results(path)
    assert (found.engine, found.verdict) == ("wardflow", Verdict.OK)
    _, cost = read_solution(kept / f"{NAME}.txt")
    assert cost == read_records(kept / "irp_dimacs.csv")["S_abs1n2_2_H2"].found == OPTIMUM


def test_our_engine_answers_as_it_is_shipped(folder):
    ours, instance = engine("wardflow", inventory=True), load(folder, NAME)
    assert ours.version() not in (None, engine("wardflow").version())
    assert ours.unsupported(instance) == ()
    told = []
    answer = ours.run(instance, Limits(iterations=5000), lambda *point: told.append(point))
    assert verify_inventory(instance, answer.solution).objective == pytest.approx(OPTIMUM)
    assert answer.trajectory[-1][1] == pytest.approx(OPTIMUM)
    assert tuple(told) == answer.trajectory[: len(told)]


def test_an_answer_to_another_kind_of_problem_does_not_count():
    answer = Answer(RoutingSolution(()), 1.0, (), None, 3, "by hand")
    asked = Asked(answer, "", overran=False, seconds=0.5, trajectory=(), peak_mb=None)
    found = judge(result(objective=None, gap=None), small(), asked)
    assert found.verdict is Verdict.ILLEGAL
    assert found.reason == "an answer to another kind of problem"


def test_the_report_keeps_what_was_tuned_on_apart():
    tuned = sorted(tuned_on())[0].partition("/")[2]
    page = benchmark_report(
        [result(family="irp_dimacs", instance=name) for name in (tuned, "S_abs9n99_2_H3")]
    )
    assert "<h3>irp_dimacs (tuned on)</h3>" in page
    assert "<h3>irp_dimacs</h3>" in page


def test_records_of_the_repository_are_whole():
    for table in benchmarks.records.RESULTS.glob("*.csv"):
        for name, record in read_records(table).items():
            _, cost = read_solution(table.with_suffix("") / f"{name}.txt")
            assert cost == record.found < record.published
