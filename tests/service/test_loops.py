"""Are loops waited for as long as was said, made in a process that ends, and found afterwards?"""

from __future__ import annotations

import multiprocessing
import time

import pytest

from models.inventory import ready as level_loops
from models.inventory_routing import ready
from optimizer.service import loops
from optimizer.service.loops import LoopMaker

_SLOW_S = 60.0


def _sleep() -> None:
    time.sleep(_SLOW_S)


def _end() -> None:
    pass


@pytest.fixture(autouse=True)
def missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loops that nobody has made."""
    monkeypatch.setattr(ready, "is_ready", lambda: False)


def test_what_is_there_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "is_ready", lambda: True)
    with LoopMaker() as maker:
        assert maker.ready_within(0.0, lambda: False)
    assert not multiprocessing.active_children()


def test_a_wait_ends_in_time_and_its_process_with_the_block(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(loops, "_make_for_days", _sleep)
    monkeypatch.setattr(loops, "_LEAST_S", 0.2)
    began = time.monotonic()
    with LoopMaker() as maker:
        assert not maker.ready_within(0.3, lambda: False)
        assert len(multiprocessing.active_children()) == 1
        assert not maker.ready_within(0.1, lambda: False)
        assert len(multiprocessing.active_children()) == 1
    assert not multiprocessing.active_children()
    assert time.monotonic() - began < _SLOW_S / 4


def test_those_for_routes_are_begun_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "_make_for_routes", _sleep)
    with LoopMaker() as maker:
        maker.make_for_routes()
        maker.make_for_routes()
        assert len(multiprocessing.active_children()) == 1
    assert not multiprocessing.active_children()


def test_whoever_stops_it_is_not_kept_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "_make_for_days", _sleep)
    with LoopMaker() as maker:
        assert not maker.ready_within(_SLOW_S, lambda: True)


def test_a_wait_that_is_of_no_use_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "_make_for_days", _sleep)
    began = time.monotonic()
    with LoopMaker() as maker:
        assert not maker.ready_within(10.0, lambda: False)
        assert len(multiprocessing.active_children()) == 1
    assert time.monotonic() - began < 5.0


@pytest.mark.parametrize("kept", [True, False])
def test_what_a_process_left_behind_counts(monkeypatch: pytest.MonkeyPatch, *, kept: bool) -> None:
    monkeypatch.setattr(loops, "_make_for_days", _end)
    asked = []

    def found() -> bool:
        asked.append(1)
        return kept and len(asked) > 1

    monkeypatch.setattr(ready, "is_ready", found)
    with LoopMaker() as maker:
        assert maker.ready_within(_SLOW_S, lambda: False) is kept


@pytest.mark.parametrize(("seconds", "here"), [(30.0, False), (120.0, True)])
def test_what_cannot_be_kept_is_made_here_where_there_is_time(
    monkeypatch: pytest.MonkeyPatch, seconds: float, *, here: bool
) -> None:
    monkeypatch.setattr(ready, "may_last", lambda: False)
    with LoopMaker() as maker:
        assert maker.ready_within(seconds, lambda: False) is here
    assert not multiprocessing.active_children()


def test_those_of_levels_are_made_beside_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "_make_for_levels", _end)
    asked = []

    def found() -> bool:
        asked.append(1)
        return len(asked) > 1

    monkeypatch.setattr(level_loops, "is_ready", found)
    with LoopMaker() as maker:
        assert maker.levels_within(_SLOW_S, lambda: False)
        assert maker.levels_within(0.0, lambda: False)
    assert not multiprocessing.active_children()


def test_those_of_levels_are_not_waited_for_in_vain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "_make_for_levels", _sleep)
    monkeypatch.setattr(level_loops, "is_ready", lambda: False)
    began = time.monotonic()
    with LoopMaker() as maker:
        assert not maker.levels_within(loops._LEAST_LEVELS_S - 1.0, lambda: False)
    assert time.monotonic() - began < 10.0
