"""Does a real browser run our script and nobody else's? Skipped where there is no Chromium."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from optimizer.report import compare_levels, level_story, levels_report, write_report
from tests.rigs import amend, hospital_day, hospital_plan, travel_of
from tests.stock import ward_stores
from tests.told_levels import our_levels, todays_levels

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
HOSTILE = '</script><script>document.title="owned"</script><img src=x onerror="document.title=1">'

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]


def seen(page: Path, profile: Path, *options: str) -> str:
    """The page's document after its scripts have run."""
    ran = subprocess.run(
        [
            str(CHROMIUM),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            f"--user-data-dir={profile}",
            *options,
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        check=True,
        timeout=600,
    )
    return ran.stdout.decode("utf-8")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    day = hospital_day()
    sites = (amend(day.sites[0], name=HOSTILE), *day.sites[1:])
    day = amend(day, sites=sites, description=HOSTILE)
    (path,) = write_report(day, travel_of(day), hospital_plan(), tmp_path / "report.html")
    return path


def test_our_script_runs_under_the_policy_and_no_other(page: Path, tmp_path: Path) -> None:
    dom = seen(page, tmp_path / "profile")
    assert "<title>Daily plan hospital-day</title>" in dom
    assert 'class="map-svg live"' in dom


def test_clicks_zoom_the_map_and_bring_out_a_route(page: Path, tmp_path: Path) -> None:
    html = page.read_text("utf-8")
    html = re.sub(r"<meta http-equiv[^>]*>", "", html)
    clicks = """<script>
      document.querySelector('[data-zoom="in"]').click();
      document.querySelector('button[data-route="2"]').click();
      document.querySelector('.map-svg').dispatchEvent(new KeyboardEvent("keydown", {key: "+"}));
    </script></body>"""
    page.write_text(html.replace("</body>", clicks), encoding="utf-8")
    dom = seen(page, tmp_path / "profile", "--window-size=1280,900")
    width = float(re.search(r'class="map-svg live"[^>]*', dom)[0].split("viewBox=")[1].split()[2])  # type: ignore[index]
    assert width == pytest.approx(1000 / 1.6 / 1.5, rel=0.01)
    assert re.search(r'<main[^>]*class="has-on"', dom)
    chosen = set(re.findall(r'class="[^"]*\bon" data-route="(\d)"', dom))
    assert chosen == {"2"}
    assert re.search(r'data-route="2" aria-pressed="true"', dom)


def test_levels_can_be_searched_and_chosen_from(tmp_path: Path) -> None:
    day = ward_stores()
    story = level_story(day, our_levels(day), today=todays_levels(day))
    html = levels_report(compare_levels(story)).decode()
    page = tmp_path / "levels.html"
    page.write_text(html, encoding="utf-8")
    dom = seen(page, tmp_path / "profile")
    assert re.search(r"<output[^>]*>6 / 6</output>", dom)  # the script ran under the policy
    assert not re.search(r'class="filter"[^>]*hidden', dom)
    typing = """<script>
      var search = document.querySelector(".filter input");
      search.value = "kirurgi  LAKAN";
      search.dispatchEvent(new Event("input"));
      document.title = document.querySelectorAll("#levels tbody tr:not(.out)").length + " found";
      search.value = "";
      var choice = document.querySelectorAll(".filter select")[1];
      choice.value = "C";
      choice.dispatchEvent(new Event("change"));
    </script></body>"""
    html = re.sub(r"<meta http-equiv[^>]*>", "", html).replace("</body>", typing)
    page.write_text(html, encoding="utf-8")
    dom = seen(page, tmp_path / "profile")
    assert "<title>1 found</title>" in dom
    assert re.search(r"<output[^>]*>1 / 6</output>", dom)
