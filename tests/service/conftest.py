"""Fixtures of tests of the service: a small store on disk, who answers for it, routes as told."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.formats import scenario_to_json
from optimizer.report.story import RouteStory, route_stories
from tests.rigs import hospital_day, hospital_plan, travel_of
from tests.stock import ward_stores
from tests.stock_verbs import StockService


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The small store as ``store.json`` in an empty folder, which is the working directory."""
    monkeypatch.chdir(tmp_path)
    Path("store.json").write_text(scenario_to_json(ward_stores()), encoding="utf-8")
    return Path("store.json")


@pytest.fixture
def stock_service(monkeypatch: pytest.MonkeyPatch, store: Path) -> StockService:
    """Levels and simulation that answer at once, beside ``store``."""
    service = StockService()
    monkeypatch.setattr("optimizer.service.set_levels", service.set_levels)
    monkeypatch.setattr("optimizer.service.simulate_levels", service.simulate)
    return service


@pytest.fixture(scope="session")
def stories() -> tuple[RouteStory, ...]:
    """What the report tells of each route of the hospital's plan."""
    day = hospital_day()
    return route_stories(day, travel_of(day), hospital_plan())
