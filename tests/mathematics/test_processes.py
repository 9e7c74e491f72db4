"""Where do search processes come from? Forked from what has all at hand, or from nothing."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from models.outcome import Limits
from models.routing import ruin
from models.routing import team as teams
from models.routing.member import Member
from models.routing.problem import RoutingSolution
from models.routing.processes import context
from models.routing.solve import solve
from models.routing.with_pyvrp import Found, Tuning
from tests.mathematics.small_problems import random_problem

_ROOT = Path(__file__).resolve().parents[2]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="a server is used on Linux only")

OF_THE_SERVER = """
import sys
from models.routing.processes import context

def tell(pipe):
    from models.routing import ruin
    pipe.send((ruin.is_loaded(), "pyvrp" in sys.modules))

if __name__ == "__main__":
    new = context()
    ours, theirs = new.Pipe()
    process = new.Process(target=tell, args=(theirs,))
    process.start()
    print(new.get_start_method(), "numba" in sys.modules, ours.recv())
    process.join()
"""
WITHOUT_KERNELS = """
import logging
from models.outcome import Limits
from models.routing.solve import solve
from tests.mathematics.small_problems import random_problem

if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    problem = random_problem(3, frozenset(), 6)
    found = solve(problem, limits=Limits(time_s=5.0, seed=1, n_jobs=2))
    print(found.status.value)
"""
AT_HAND = """
from models.routing import ruin
from models.routing.processes import context

ruin.prepare()
print(context().get_start_method())
"""
OF_SHIPMENTS = """
from models.compiled import is_compiled
from models.routing import shipment_kernel, shipment_search

shipment_search.prepare()
print(is_compiled(shipment_kernel.anneal), is_compiled(shipment_kernel.close_route))
"""


def run(
    program: str, folder: Path, where: Path = _ROOT, **variables: str
) -> subprocess.CompletedProcess[str]:
    """A program in a fresh interpreter, as a file: processes are told where it lies."""
    path = folder / "program.py"
    path.write_text(program, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(_ROOT), "OPENBLAS_NUM_THREADS": "1"} | variables
    return subprocess.run(
        [sys.executable, str(path)],
        cwd=where,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )


@LINUX
def test_what_the_server_forks_has_all_at_hand_and_we_need_not(tmp_path):
    ruin.prepare()  # so it is kept on this machine
    assert run(OF_THE_SERVER, tmp_path).stdout.split(maxsplit=2) == [
        *("forkserver", "False"),
        "(True, True)\n",
    ]


@LINUX
def test_nothing_is_imported_from_the_folder_one_happens_to_be_in(tmp_path):
    """Somebody else's folder may hold a file that is called like a library."""
    ruin.prepare()
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    for name in ("numba", "numpy", "models", "pyvrp"):
        (foreign / f"{name}.py").write_text("raise SystemExit('imported')\n", encoding="utf-8")
    told = run(OF_THE_SERVER, tmp_path, foreign)
    assert (told.stdout, told.stderr) == ("forkserver False (True, True)\n", "")


@LINUX
def test_with_kernels_and_one_thread_we_fork(tmp_path):
    assert run(AT_HAND, tmp_path).stdout == "fork\n"


def test_all_kernels_of_shipments_are_made_at_once(tmp_path):
    """Those that were never made would be missed in every search with a limit in seconds."""
    assert run(OF_SHIPMENTS, tmp_path).stdout == "True True\n"


def test_kernels_that_are_not_there_are_made_beside_the_search_and_told_once(tmp_path):
    told = run(WITHOUT_KERNELS, tmp_path, NUMBA_CACHE_DIR=str(tmp_path / "cache"))
    assert told.stdout == "feasible\n"
    assert told.stderr.count("for the first time on this machine") == 1


def test_a_process_among_others_does_not_make_them(monkeypatch):
    """Each would begin a compiler of its own: whoever began the processes has them made once."""
    monkeypatch.setattr(teams.multiprocessing, "parent_process", object)
    monkeypatch.setattr(teams, "make_kernels", pytest.fail)
    with teams.Team(random_problem(3, frozenset(), 6)) as team:
        team._context = context()
        team._make_kernels()
        assert team._maker is None


def test_where_the_server_is_gone_fresh_interpreters_search(monkeypatch):
    asked = []

    def broken_once(where):
        asked.append(where.get_start_method())
        if len(asked) == 1:
            raise EOFError("the server has ended")
        return Member(where)

    monkeypatch.setattr(teams, "Member", broken_once)
    problem = random_problem(3, frozenset(), 4)
    found = solve(problem, limits=Limits(iterations=50, seed=1, n_jobs=2))
    assert found.solution is not None
    assert asked[0] == context().get_start_method()
    assert asked[1:] == ["spawn", "spawn"]


def test_iterations_give_the_same_answer_though_a_process_is_killed(monkeypatch, caplog):
    """Where nothing but iterations limits, another does again what it was to do."""
    problem = random_problem(3, frozenset(), 6)
    limits = Limits(iterations=60, seed=1, n_jobs=2)
    undisturbed = solve(problem, limits=limits)
    begun = []

    class Killed(Member):
        def begin(self, job, deadline):
            super().begin(job, deadline)
            begun.append(job)
            if len(begun) == 2:
                self._process.kill()

    monkeypatch.setattr(teams, "Member", Killed)
    disturbed = solve(problem, limits=limits)
    assert disturbed.solution == undisturbed.solution
    assert disturbed.iterations == undisturbed.iterations
    assert begun[2] is begun[1]
    assert "another does its work" in caplog.text


def test_a_process_that_fails_beside_others_is_told(monkeypatch, caplog):
    """What it would have found is missed: that must not go by without a word."""
    answers = iter([Found(RoutingSolution(()), (), 5), None])

    class Ended:
        told = None

        def __init__(self, _context):
            self.found, self.error = None, ""

        def begin(self, _job, _deadline):
            self.found = next(answers)
            self.error = "" if self.found else "it ended without an answer"

        def answer(self):
            return self.found or Found(RoutingSolution(()), (), 0)

        def dismiss(self):
            pass

    monkeypatch.setattr(teams, "Member", Ended)
    monkeypatch.setattr(teams, "context", lambda: None)
    monkeypatch.setattr(
        teams, "Watch", lambda *_, **__: SimpleNamespace(until_done=lambda *_: None)
    )
    asked = {"skip": frozenset(), "insist": True, "start": None, "together": False}
    with teams.Team(random_problem(3, frozenset(), 4)) as crew:
        found = crew.search(
            Limits(time_s=9.0, n_jobs=2),
            [Tuning(), Tuning()],
            **asked,
            on_report=lambda *_: None,
            should_stop=lambda: False,
        )
    assert [one.iterations for one in found] == [5, 0]
    assert "it ended without an answer" in caplog.text
