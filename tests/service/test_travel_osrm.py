"""Is a table service asked properly, and is nothing it answers believed unseen?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer.domain import Scenario, TravelSettings
from optimizer.findings import DataError
from optimizer.travel import UNREACHABLE, measure, table_service
from tests.loopback import Loopback, honest, mended, serving
from tests.rigs import amend, hospital_day


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    monkeypatch.setattr(table_service, "BACK_OFF_S", (0.0, 0.0, 0.0))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving() as loopback:
        yield loopback


def day_at(url: str, *, n_sites: int = 0) -> Scenario:
    day = hospital_day()
    more = tuple(amend(day.sites[4], id=f"site-{i}", lon=12 + i / 1000) for i in range(n_sites))
    settings = TravelSettings(source="osrm", osrm_url=url, osrm_profile="truck")
    return amend(day, travel=settings, sites=day.sites + more)


def finding(day: Scenario, cache_dir: Path) -> str:
    with pytest.raises(DataError) as caught:
        measure(day, cache_dir=cache_dir)
    (only,) = caught.value.findings
    return str(only)


def test_one_call_asks_for_everything(service: Loopback, tmp_path: Path) -> None:
    travel = measure(day_at(service.url + "/"), cache_dir=tmp_path)
    assert travel.duration("lorry", "laundry", "store") == 407  # 12.533 to 12.940
    assert travel.distance("lorry", "store", "laundry") == 4070
    (asked,) = service.asked
    assert asked.startswith("/table/v1/truck/12.533000,57.930000;12.940000,57.721000;")
    assert asked.endswith("?annotations=duration,distance")


def test_speed_factor_divides_what_the_service_answers(service: Loopback, tmp_path: Path) -> None:
    day = day_at(service.url)
    kinds = tuple(amend(kind, speed_factor=0.5) for kind in day.vehicle_types)
    travel = measure(amend(day, vehicle_types=kinds), cache_dir=tmp_path)
    assert travel.duration("lorry", "laundry", "store") == 814
    assert travel.distance("lorry", "laundry", "store") == 4070


def test_many_sites_are_asked_in_blocks_that_fit_together(
    service: Loopback, tmp_path: Path
) -> None:
    day = day_at(service.url, n_sites=115)
    travel = measure(day, cache_dir=tmp_path)
    assert len(service.asked) == 9  # 121 sites in three parts
    assert all(path.count(",") - 1 <= 100 for path in service.asked)
    lons = np.array([site.lon for site in day.sites])
    expected = 1000 * np.abs(lons[:, None] - lons[None, :])
    assert np.abs(travel.durations[0] - expected).max() <= 1


def test_the_same_question_is_asked_once(service: Loopback, tmp_path: Path) -> None:
    first = measure(day_at(service.url), cache_dir=tmp_path)
    second = measure(day_at(service.url), cache_dir=tmp_path)
    assert len(service.asked) == 1
    assert (first.durations == second.durations).all()
    measure(amend(day_at(service.url), "travel", osrm_profile="van"), cache_dir=tmp_path)
    assert len(service.asked) == 2


def test_a_damaged_cache_is_asked_anew_and_mended(service: Loopback, tmp_path: Path) -> None:
    measure(day_at(service.url), cache_dir=tmp_path)
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])
    measure(day_at(service.url), cache_dir=tmp_path)
    assert len(service.asked) == 2
    assert kept.read_bytes() == whole


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(
    service: Loopback, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("", encoding="utf-8")
    measure(day_at(service.url), cache_dir=in_the_way)
    assert "cannot be kept" in caplog.text


def test_the_users_cache_folder_is_the_default(
    service: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda *_, **__: str(tmp_path))
    measure(day_at(service.url))
    assert len(list((tmp_path / "travel").iterdir())) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_failures_that_pass_are_tried_again(service: Loopback, tmp_path: Path, status: int) -> None:
    answers = iter([(status, b""), (status, b"<html>busy</html>")])
    service.answer = lambda path: next(answers, None) or honest(path)
    measure(day_at(service.url), cache_dir=tmp_path)
    assert len(service.asked) == 3


def test_failing_for_ever_is_told(service: Loopback, tmp_path: Path) -> None:
    service.answer = lambda path: (500, b"")
    told = finding(day_at(service.url), tmp_path)
    assert told.startswith(f"error T302 travel osrm_url: the table service at {service.url} ")
    assert "status 500, in 4 attempts" in told
    assert len(service.asked) == 4
    assert list(tmp_path.iterdir()) == []


def test_nobody_there_is_told(service: Loopback, tmp_path: Path) -> None:
    # Port 9 of loopback ("discard") is closed on any ordinary computer.
    told = finding(day_at("http://user:hemligt@127.0.0.1:9"), tmp_path)
    assert "T302" in told
    assert "cannot be reached" in told
    assert "hemligt" not in told


def test_an_answer_that_trickles_is_given_up(
    service: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_service, "PATIENCE_S", -1.0)
    monkeypatch.setattr("httpx.Timeout", lambda seconds: 30.0)
    assert "gave no answer within" in finding(day_at(service.url), tmp_path)


def test_a_refusal_is_told_in_the_services_own_words(service: Loopback, tmp_path: Path) -> None:
    service.answer = lambda path: (400, b'{"code": "TooBig", "message": "Too many\\ncoordinates"}')
    told = finding(day_at(service.url), tmp_path)
    assert "T303" in told
    assert 'refused with status 400 ("Too many coordinates")' in told
    assert len(service.asked) == 1


def test_redirections_are_not_followed(service: Loopback, tmp_path: Path) -> None:
    service.location = f"{service.url}/elsewhere"
    service.answer = lambda path: (302, b"")
    assert "refused with status 302" in finding(day_at(service.url), tmp_path)
    assert len(service.asked) == 1


def test_null_is_no_way(service: Loopback, tmp_path: Path) -> None:
    def mend(answer: dict[str, Any]) -> None:
        answer["durations"][0][1] = None
        answer["distances"][1][0] = None

    service.answer = mended(mend)
    travel = measure(day_at(service.url), cache_dir=tmp_path)
    for pair in (("laundry", "store"), ("store", "laundry")):
        assert travel.duration("van", *pair) == UNREACHABLE
        assert travel.distance("van", *pair) == UNREACHABLE
    assert travel.duration("van", "laundry", "sas") < UNREACHABLE


def _set(table: str, value: object) -> Callable[[dict[str, Any]], None]:
    def mend(answer: dict[str, Any]) -> None:
        answer[table][0][1] = value

    return mend


@pytest.mark.parametrize(
    "mend",
    [
        lambda answer: answer.pop("distances"),
        lambda answer: answer.pop("code"),
        lambda answer: answer["durations"].pop(),
        lambda answer: answer["distances"][2].pop(),
        lambda answer: answer.update(durations="fast"),
        lambda answer: answer["durations"].__setitem__(0, None),
        _set("durations", -1),
        _set("durations", "12"),
        _set("durations", True),
        _set("distances", float("nan")),
        _set("distances", float("inf")),
    ],
)
def test_a_table_of_another_shape_is_not_believed(
    service: Loopback, tmp_path: Path, mend: Callable[[dict[str, Any]], object]
) -> None:
    service.answer = mended(mend)
    assert "T304" in finding(day_at(service.url), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\x00", b"<html></html>", b"[1, 2]", b"[" * 100_000, b'{"code": "Ok"']
)
def test_garbage_is_not_believed(service: Loopback, tmp_path: Path, content: bytes) -> None:
    service.answer = lambda path: (200, content)
    assert "T304" in finding(day_at(service.url), tmp_path)


def test_endless_answers_are_cut_off(
    service: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_service, "LARGEST_ANSWER", 100)
    assert "more bytes than any table has" in finding(day_at(service.url), tmp_path)


def test_a_site_far_from_any_road_is_told(service: Loopback, tmp_path: Path) -> None:
    def mend(answer: dict[str, Any]) -> None:
        answer["sources"][3]["distance"] = 64_000.0

    service.answer = mended(mend)
    told = finding(day_at(service.url), tmp_path)
    assert 'T305 sites:5 lat: the nearest road to site "sas" is 64 km away' in told


def test_a_service_that_tells_no_roads_is_believed(service: Loopback, tmp_path: Path) -> None:
    service.answer = mended(lambda answer: answer.update(sources=[None, {"distance": None}]))
    measure(day_at(service.url), cache_dir=tmp_path)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "  ",
        "localhost:5000",
        "file:///etc/passwd",
        "ftp://a",
        "http://",
        "http://a:99999",
        "http://[::1",
        "http://a/?x=1",
        "http://a/#b",
        "http://no spaces",
        "http://..",
        "http://\x00",
        "http://" + "å" * 90,
    ],
)
def test_only_plain_http_addresses_are_asked(tmp_path: Path, url: str) -> None:
    assert "T301" in finding(day_at(url), tmp_path)


def test_a_proxy_that_cannot_be_used_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "gopher://127.0.0.1:9")
    assert "T301" in finding(day_at("http://127.0.0.1:9"), tmp_path)


def test_positions_are_needed(tmp_path: Path) -> None:
    day = day_at("http://127.0.0.1:9")
    sites = (amend(day.sites[0], lat=None), *day.sites[1:])
    assert "T001" in finding(amend(day, sites=sites), tmp_path)
