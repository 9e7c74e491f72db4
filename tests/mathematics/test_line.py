"""Does a process hear its orders, its peers and the end by one pipe, and nothing for too long?"""

from __future__ import annotations

import threading
import time
from multiprocessing import Pipe

import numpy as np

from models.outcome import Limits
from models.routing.line import Line
from models.routing.messages import Job
from models.routing.ruin_shares import Share
from models.routing.with_pyvrp import Tuning
from tests.mathematics.small_problems import random_problem


def test_a_share_comes_by_the_line_and_an_end_in_the_midst_of_it():
    ours, theirs = Pipe()
    line = Line(theirs)
    share = Share(1, [], [], 0.0)
    ours.send(share)
    assert not line.should_stop()
    (heard,) = line.exchange(share, [1]) or [None]
    assert heard is not None
    assert heard.number == 1
    ours.send(None)
    began = time.monotonic()
    assert line.exchange(share, [1]) is None
    assert time.monotonic() - began < 0.5
    assert line.should_stop()
    assert line.next_order() is None


def test_a_share_that_comes_too_late_is_no_order():
    ours, theirs = Pipe()
    line = Line(theirs)
    problem = random_problem(3, frozenset(), 4)
    job = Job(problem, Limits(iterations=1), Tuning(), frozenset(), insist=True, start=None)
    ours.send(Share(1, [], [], 0.0))
    ours.send((job, None))
    order = line.next_order()
    assert order is not None
    assert order[0].limits == job.limits


def test_whoever_does_not_answer_is_not_waited_for_long():
    ours, theirs = Pipe()
    line = Line(theirs)
    problem = random_problem(3, frozenset(), 4)
    job = Job(problem, Limits(time_s=1.0), Tuning(), frozenset(), insist=True, start=None)
    ours.send((job, time.monotonic()))
    assert line.next_order() is not None
    began = time.monotonic()
    assert line.exchange(Share(0, [], [], 0.0), [1]) is None
    # Time was over: the deadline counts, not the patience.
    assert time.monotonic() - began < 0.8


def test_shares_larger_than_a_pipe_holds_pass_each_other():
    rows = [(0, np.arange(1000)) for _ in range(500)]
    ours, theirs = Pipe()
    line, found = Line(theirs), []
    there = threading.Thread(
        target=lambda: found.append(line.exchange(Share(0, rows, rows, 0.0), [1])), daemon=True
    )
    there.start()
    here = threading.Thread(target=ours.send, args=(Share(1, rows, rows, 0.0),), daemon=True)
    here.start()
    here.join(20.0)
    assert not here.is_alive()
    assert isinstance(ours.recv(), Share)
    there.join(20.0)
    assert found[0] is not None
