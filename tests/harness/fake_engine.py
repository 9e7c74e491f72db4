"""An engine that does what the instance's name says: answers, crashes, hangs, lies."""

from __future__ import annotations

import os
import threading

from benchmarks.engines.answer import Answer, Listener
from benchmarks.instance import Instance
from models.outcome import Limits
from models.routing.problem import Route, RoutingSolution, Trip

NAME = "tests.harness.fake_engine"
SEEDED = True

GOOD = RoutingSolution((Route(0, (Trip(0, (0, 1)),)), Route(0, (Trip(0, (2, 3)),)),
                        Route(0, (Trip(0, (4,)),))))  # fmt: skip
ILLEGAL = RoutingSolution((Route(0, (Trip(0, (0, 1, 2, 3, 4)),)),))


def version() -> str:
    return "fake 1"


def unsupported(instance: Instance) -> tuple[str, ...]:
    return ("fun", "games") if instance.name == "unsupported" else ()


def run(instance: Instance, limits: Limits, on_progress: Listener) -> Answer:
    deed = instance.name
    on_progress(0.25, 50.0 + limits.seed)
    if deed == "crash":
        os._exit(7)
    if deed == "raise":
        raise RuntimeError("no more")
    if deed == "hang":
        threading.Event().wait()
    solution = {"none": None, "illegal": ILLEGAL}.get(deed, GOOD)
    return Answer(solution, 0.5, ((0.25, 50.0 + limits.seed),), 10.0, 3, version())
