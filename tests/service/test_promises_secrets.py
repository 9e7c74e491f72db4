"""Is the network left alone but for the service that was configured, and are secrets kept?"""

from __future__ import annotations

import json
import logging
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from optimizer.cli.main import cli
from optimizer.domain import TravelSettings
from optimizer.findings import DataError
from optimizer.formats import read_scenario, write_scenario
from optimizer.travel import measure
from optimizer.travel.table_service import TableService
from tests.rigs import amend, hospital_day

SECRET = "hemligt-losen"
TINY = Path(__file__).parents[2] / "instances" / "tiny"


class Network:
    """Stands in for the way out: nothing gets through, and every try is remembered."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def lookup(self, host: str, *arguments: object, **more: object) -> None:
        self.asked.append(host.decode() if isinstance(host, bytes) else host)
        raise socket.gaierror(-2, "Name or service not known")

    def connect(self, own: socket.socket, address: object) -> None:
        if own.family != socket.AF_UNIX:
            self.asked.append(str(address))
            raise ConnectionRefusedError


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    network = Network()
    monkeypatch.setattr(socket, "getaddrinfo", network.lookup)
    monkeypatch.setattr(socket.socket, "connect", network.connect)
    monkeypatch.setattr("optimizer.travel.table_service.BACK_OFF_S", ())
    yield network
    logging.getLogger("wardflow").handlers.clear()


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


def said(*arguments: str) -> str:
    result = CliRunner().invoke(cli, [*arguments, "--log-level", "debug"], prog_name="wardflow")
    return result.stdout + result.stderr


def test_planning_and_telling_ask_nobody(network: Network, work: Path) -> None:
    said("validate", str(TINY))
    said("solve", str(TINY), "--iterations", "20", "-j", "1", "-o", "plan.json", "--report", "r/")
    said("check", str(TINY), "plan.json")
    assert Path("r/report.html").exists()
    assert network.asked == []


def osrm_day(url: str, folder: Path) -> Path:
    travel = TravelSettings(source="osrm", osrm_url=url)
    write_scenario(amend(hospital_day(), travel=travel), folder / "day")
    return folder / "day"


def test_only_the_configured_service_is_asked(network: Network, work: Path) -> None:
    day = osrm_day("https://osrm.invalid", work)
    assert "T302" in said("solve", str(day), "--iterations", "20", "-j", "1")
    assert set(network.asked) == {"osrm.invalid"}


ADDRESSES = [
    f"https://planner:{SECRET}@osrm.invalid",
    f"https://{SECRET}@osrm.invalid:8443/base",
    f"https://planner:{SECRET}@osrm.invalid/?key={SECRET}",
    f"https://osrm.invalid/?key={SECRET}",
    f"https://planner:{SECRET}",
    f"https://planner:{SECRET}/x@osrm.invalid",
    f"ftp://planner:{SECRET}@osrm.invalid",
    f"https://planner:{SECRET}@[osrm",
    f"https://planner:{SECRET}@osrm\u2100.invalid",
    f"planner:{SECRET}@osrm.invalid",
]


@pytest.mark.parametrize("url", ADDRESSES)
def test_secrets_of_an_address_are_not_told(url: str, network: Network, work: Path) -> None:
    """Neither in findings nor in logs nor in a traceback; and nothing is written of it."""
    day = osrm_day(url, work)
    for verb in ("validate", "solve"):
        told = said(verb, str(day))
        assert "T30" in told
        assert SECRET not in told


def test_secrets_are_not_told_where_an_address_cannot_be_read(work: Path) -> None:
    day = read_scenario(osrm_day("https://osrm.invalid", work)).value
    document = json.loads(day.model_dump_json(exclude_none=True))
    for key, value in (
        ("osrm_url", f"https://planner:{SECRET}@osrm.invalid\x07"),
        ("osrm_url", f"https://planner:{SECRET}@osrm.invalid/" + "x" * 10_000),
        ("circuity", f"https://planner:{SECRET}@osrm.invalid?key={SECRET}"),
    ):
        broken = {**document, "travel": {**document["travel"], key: value}}
        Path("day.json").write_text(json.dumps(broken), encoding="utf-8")
        told = said("validate", "day.json")
        assert "1 error" in told
        assert SECRET not in told


def test_a_proxy_s_password_is_not_told(
    network: Network, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for proxy in (f"gopher://p:{SECRET}@proxy.invalid", f"http://p:x@proxy.invalid:{SECRET}"):
        monkeypatch.setenv("ALL_PROXY", proxy)
        with pytest.raises(DataError) as error:
            measure(read_scenario(osrm_day("https://osrm.invalid", work)).value)
        assert "T301" in str(error.value)
        assert SECRET not in str(error.value)


def test_certificates_are_verified() -> None:
    with TableService("https://osrm.invalid", "driving") as service:
        context = service._client._transport._pool._ssl_context  # type: ignore[attr-defined]
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def test_plans_and_reports_do_not_hold_the_address(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Travel times are put in the place of the service's; the address stays a secret."""
    day = osrm_day(ADDRESSES[0], work)
    times = measure(hospital_day())
    monkeypatch.setattr("optimizer.service.day.measure", lambda scenario: times)
    told = said(
        *("solve", str(day), "--iterations", "20", "-j", "1"),
        *("-o", "plan.json", "--report", "reports/", "--log-format", "json"),
    )
    assert "Plan: plan.json" in told
    written = [*work.glob("*.json"), *work.glob("reports/**/*.html")]
    assert len(written) > 2
    for path in written:
        assert SECRET not in path.read_text("utf-8")
    assert SECRET not in told
