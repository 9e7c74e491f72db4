"""Does the front door believe what an engine says of its answer?"""

from __future__ import annotations

from dataclasses import replace

import pytest

import models.inventory_routing.solve
from models.errors import EngineError
from models.inventory_routing.solve import judged
from models.inventory_routing.solve import solve as solve_front
from models.inventory_routing.with_milp import solve
from models.outcome import Status
from tests.mathematics.irp_cases import CASES, LONG
from tests.mathematics.small_irp import plan


def test_the_front_door_believes_no_status(monkeypatch):
    problem = CASES["plain"]
    good = solve(problem, LONG)
    assert judged(problem, good) == good
    lied = replace(good, objective=1.0, bound=None)
    assert judged(problem, lied).objective == good.objective
    assert judged(problem, lied).status is Status.FEASIBLE
    broken = judged(problem, replace(good, solution=plan()))
    assert (broken.status, broken.solution, broken.objective) == (Status.UNKNOWN, None, None)
    with pytest.raises(EngineError, match="is legal"):
        judged(problem, replace(good, bound=good.objective + 1))
    with pytest.raises(ValueError, match="no engine 'guess'"):
        solve_front(problem, engine="guess", limits=LONG)


def test_the_front_door_proves_on_request(monkeypatch):
    problem = CASES["plain"]

    class Engine:
        def unsupported(self, problem):
            return ()

        def solve(self, problem, limits, on_progress=None):
            found = solve(problem, limits)
            return replace(found, status=Status.FEASIBLE, bound=None)

    monkeypatch.setattr(
        models.inventory_routing.solve.importlib, "import_module", lambda _: Engine()
    )
    assert solve_front(problem, limits=LONG).bound is None
    told = solve_front(problem, limits=LONG, prove=True)
    assert 0 < told.bound <= told.objective
    monkeypatch.setattr(Engine, "unsupported", lambda *_: ("anything",))
    with pytest.raises(ValueError, match="cannot express anything"):
        solve_front(problem, limits=LONG)
