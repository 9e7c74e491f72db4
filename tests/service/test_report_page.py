"""Is the page whole in itself, honest about the plan, and fit for every reader?"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from optimizer.domain import Scenario
from optimizer.findings import DataError
from optimizer.plan import Provenance, RoutePlan
from optimizer.report import write_report
from tests.rigs import amend, hospital_day, hospital_plan, travel_of


def written(tmp_path: Path, day: Scenario, plan: RoutePlan, lang: str = "en") -> str:
    (path,) = write_report(day, travel_of(day), plan, tmp_path / "report.html", lang=lang)
    return path.read_text("utf-8")


class Reader(HTMLParser):
    """Attributes, the text of each element kind, and all ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.attributes: list[tuple[str, str, str]] = []
        self.scripts: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag in {"script", "style"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open == ["script"]:
            self.scripts.append(data)
        elif not self._open:
            self.words.append(" ".join(data.split()))

    def values(self, name: str) -> list[str]:
        return [value for _, attribute, value in self.attributes if attribute == name]


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> str:
    day = amend(hospital_day(), baseline=dearer(hospital_plan()))
    return written(tmp_path_factory.mktemp("valid"), day, hospital_plan())


def dearer(plan: RoutePlan) -> RoutePlan:
    """The same work by one more hour of one vehicle."""
    first, *rest = plan.routes
    made = Provenance(source="Tours of last year", status="imitated")
    late = amend(first, end=first.end + 3600)
    return amend(plan, routes=(late, *rest), cost=None, provenance=made)


def broken(plan: RoutePlan) -> RoutePlan:
    """A plan whose first vehicle is home before it can be."""
    first, *rest = plan.routes
    return amend(plan, routes=(amend(first, end=first.end - 600), *rest), cost=None)


def test_the_page_loads_nothing_from_anywhere(valid: str) -> None:
    loads = r"(?i)\b(https?|ftp|wss?|file|data):|@import|\bsrc=|url\((?!#)"
    assert not re.search(loads, valid.replace("img-src data:", ""))
    assert "//" not in re.sub(r"<style>.*?</style>|<script>.*?</script>", "", valid, flags=re.S)
    reader = Reader(valid)
    assert {tag for tag, *_ in reader.attributes}.isdisjoint(
        {"link", "img", "iframe", "object", "embed", "base", "form", "audio", "video", "source"}
    )
    assert all(value.startswith("#") for value in reader.values("href"))
    assert not [name for _, name, _ in reader.attributes if name.startswith("on")]


def test_the_policy_lets_one_script_run_and_it_is_ours(valid: str) -> None:
    reader = Reader(valid)
    (policy,) = (v for v in reader.values("content") if v.startswith("default-src"))
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    data, script = reader.scripts
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert rules == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "script-src": f"'sha256-{digest}'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert json.loads(data)["metresPerUnit"] > 0
    assert "<" not in data


def test_every_reference_on_the_page_leads_somewhere(valid: str) -> None:
    reader = Reader(valid)
    ids = reader.values("id")
    assert len(ids) == len(set(ids))
    wanted = {v.removeprefix("#") for v in reader.values("href")}
    wanted |= {v for value in reader.values("aria-labelledby") for v in value.split()}
    wanted |= set(re.findall(r"url\(#([\w-]+)\)", valid))
    assert wanted <= set(ids)
    assert {"map", "timeline", "load", "figures", "routes", "sites", "unserved", "main"} <= wanted


def test_pictures_have_names_and_headings_go_down_in_steps(valid: str) -> None:
    pictures = re.findall(r"<svg[^>]*>", valid)
    assert pictures
    assert all("aria-hidden" in svg or "aria-label" in svg for svg in pictures)
    levels = [int(level) for level in re.findall(r"<h([1-6])[\s>]", valid)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_the_same_plan_gives_the_same_page(tmp_path: Path, valid: str) -> None:
    day = amend(hospital_day(), baseline=dearer(hospital_plan()))
    assert written(tmp_path, day, hospital_plan()) == valid


def test_the_top_tells_day_cost_and_difference_to_the_baseline(valid: str) -> None:
    words = Reader(valid).words
    assert "Daily plan" in words
    assert "Tuesday 4 March 2025, week 10" in words
    start = words.index("Cost")
    assert [word for word in words[start:] if word][:3] == [
        "Cost",
        "SEK 10,371",
        "−SEK 400 (−3.7%) to the baseline",
    ]
    assert "Baseline: Tours of last year." in words
    assert 'class="note better"' in valid


def test_swedish_pages_are_swedish(tmp_path: Path) -> None:
    day = amend(hospital_day(), baseline=dearer(hospital_plan()))
    html = written(tmp_path, day, hospital_plan(), "sv")
    words = Reader(html).words
    assert '<html lang="sv">' in html
    assert "tisdag 4 mars 2025, v. 10" in words
    gain = next(word for word in words if "−3,7" in word)
    assert re.fullmatch(r"−400 kr \(−3,7 %\) \w+ nuläget", gain)
    assert {"Rutter", "Körsträcka", "Fyllnadsgrad ut", "Ej planerade order", "Övertid"} <= set(
        words
    )
    english = {"Routes", "Map", "Timeline", "Stop", "Arrival", "Unserved orders", "Off", "On"}
    assert english.isdisjoint(words)


def test_a_valid_plan_is_called_so_and_needs_no_banner(valid: str) -> None:
    assert "Checked independently: every rule is kept and the cost recounts." in valid
    assert 'class="banner' not in valid


def test_a_plan_with_violations_is_shown_with_a_banner(tmp_path: Path) -> None:
    day = amend(hospital_day(), baseline=dearer(hospital_plan()))
    html = written(tmp_path, day, broken(hospital_plan()))
    assert '<div class="banner" role="note"><strong>This plan breaks rules:' in html
    assert html.index('id="findings"') < html.index('id="unserved"')
    assert "C112" in html
    assert "Checked independently" not in html
    assert 'class="note better"' not in html


def test_findings_are_told_in_swedish_too(tmp_path: Path) -> None:
    html = written(tmp_path, hospital_day(), broken(hospital_plan()), "sv")
    assert "reglerna: 1 regelbrott." in html
    assert "R1: ankommer tidigare än möjligt" in html


def test_an_interrupted_search_is_told(tmp_path: Path) -> None:
    made = Provenance(source="engine", status="interrupted", seed=3, time_limit_s=30)
    html = written(tmp_path, hospital_day(), amend(hospital_plan(), provenance=made))
    assert "The search was interrupted." in html
    assert "interrupted, best plan until then; time limit 30 s, seed 3." in html
    assert "No lower bound is proven" in html


def test_a_proven_bound_is_told_with_its_gap(tmp_path: Path) -> None:
    made = Provenance(source="engine", status="feasible", bound_sek=9000)
    html = written(tmp_path, hospital_day(), amend(hospital_plan(), provenance=made))
    assert "Proven lower bound SEK\xa09,000: no plan is more than 13.2% cheaper." in html


def test_unserved_orders_are_listed_with_their_reasons(valid: str) -> None:
    words = Reader(valid).words
    assert "waste-vargarda" in words
    assert "Costs more to serve than to leave out" in words
    assert "a trip of its own costs more than 300 SEK" in words


def test_plans_that_do_other_work_are_not_called_better(tmp_path: Path) -> None:
    baseline = amend(hospital_plan(), unserved=())
    html = written(tmp_path, amend(hospital_day(), baseline=baseline), hospital_plan())
    assert "do not do the same work: this plan leaves 4 carriers, the baseline 0." in html
    assert 'class="note better"' not in html
    assert "The baseline breaks rules (2 violations)." in html


def test_the_baseline_is_not_compared_with_itself(tmp_path: Path) -> None:
    html = written(tmp_path, amend(hospital_day(), baseline=hospital_plan()), hospital_plan())
    assert "This plan is the baseline of the scenario." in html
    assert "Difference" not in html


def test_a_plan_of_nothing_is_a_page_too(tmp_path: Path) -> None:
    empty = RoutePlan(scenario="hospital-day")
    html = written(tmp_path, hospital_day(), empty)
    assert "No vehicle is used in this plan." in html
    assert 'id="timeline"' not in html
    assert 'href="#timeline"' not in html


def test_unknown_names_in_a_plan_are_findings_not_faults(tmp_path: Path) -> None:
    first, *rest = hospital_plan().routes
    plan = amend(hospital_plan(), routes=(amend(first, vehicle="nobody"), *rest))
    html = written(tmp_path, amend(hospital_day(), baseline=hospital_plan()), plan)
    assert "C001" in html
    assert "Key figures cannot be counted for this plan" in html


def test_a_scenario_that_contradicts_itself_is_refused(tmp_path: Path) -> None:
    day = hospital_day()
    lost = amend(day.orders[0], flow="nothing")
    day = amend(day, orders=(lost, *day.orders[1:]))
    with pytest.raises(DataError) as caught:
        written(tmp_path, day, hospital_plan())
    assert {finding.code for finding in caught.value.findings} == {"C004"}
    assert not list(tmp_path.iterdir())


def test_an_unknown_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no language"):
        written(tmp_path, hospital_day(), hospital_plan(), "no")


def test_long_descriptions_are_folded_away(tmp_path: Path) -> None:
    day = amend(hospital_day(), description="Antaganden. " * 40)
    assert "<summary>Description and assumptions</summary>" in written(
        tmp_path, day, hospital_plan()
    )
