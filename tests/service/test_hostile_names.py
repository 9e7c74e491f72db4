"""Do names stay names, whatever they hold: in pages no live markup, in cells no formulas?

A report of hostile names must have exactly the elements and attributes that the same report
of harmless names has: then nothing of a name has become markup.
"""

from __future__ import annotations

import csv
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from optimizer.domain import Scenario
from optimizer.formats import read_scenario, write_scenario
from optimizer.plan import Provenance, RoutePlan
from optimizer.report import write_report
from tests.rigs import amend, hospital_day, hospital_plan, travel_of

HOSTILE = (
    "</script><script>alert(1)</script>\"><img src=x onerror=alert(1)>' onmouseover='alert(1)",
    "--></style></svg></title><svg onload=alert(1)>\u2028{{ 7*7 }}{% raw %}javascript:x()&lt;b",
)
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "=cmd|'/C x'!A0")
NAMES = {"name", "driver", "signed_by", "detail", "description"}


def _renamed(value: Any, name: str) -> Any:
    """The document with one text in every place that takes any text."""
    if isinstance(value, dict):
        return {
            k: name if k in NAMES and isinstance(v, str) else _renamed(v, name)
            for k, v in value.items()
        }
    return [_renamed(v, name) for v in value] if isinstance(value, list) else value


def day_named(name: str) -> Scenario:
    day = amend(hospital_day(), baseline=hospital_plan())
    document = _renamed(day.model_dump(mode="json"), name)
    return Scenario.model_validate({**document, "name": day.name})


def plan_named(name: str) -> RoutePlan:
    plan = RoutePlan.model_validate(_renamed(hospital_plan().model_dump(mode="json"), name))
    told = Provenance(source=name, engine_version=name, wardflow_version=name[:50])
    return amend(plan, provenance=told.model_copy(update={"status": name[:50]}))


class Skeleton(HTMLParser):
    """Elements with the names of their attributes; values only where they can act."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[object, ...]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        active = {"href", "src", "style", "action", "xlink:href"}
        self.seen.append((tag, *((k, v if k in active else None) for k, v in attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.seen.append(("comment", data))

    def handle_decl(self, decl: str) -> None:
        self.seen.append(("declaration", decl))


def skeletons(tmp: Path, name: str, target: str) -> list[Skeleton]:
    """Skeletons of all pages of a report of a day with that name everywhere."""
    day = day_named(name)
    tmp.mkdir()
    written = write_report(day, travel_of(day), plan_named(name), tmp / target)
    found = []
    for path in sorted(path for path in written if path.suffix == ".html"):
        found.append(Skeleton())
        found[-1].feed(path.read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("target", ["report.html", "reports"])
def test_markup_in_names_stays_text(name: str, target: str, tmp_path: Path) -> None:
    hostile = skeletons(tmp_path / "hostile", name, target)
    harmless = skeletons(tmp_path / "harmless", "x", target)
    assert [page.seen for page in hostile] == [page.seen for page in harmless]
    assert any(name in text for page in hostile for text in page.texts)


def formulas_in(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/")]
        return [n for n in sheets if b"<f>" in archive.read(n) or b"<f " in archive.read(n)]


@pytest.mark.parametrize("name", FORMULAS)
def test_formulas_in_names_stay_text_in_workbooks(name: str, tmp_path: Path) -> None:
    day = day_named(name)
    write_scenario(day, tmp_path / "day.xlsx")
    assert formulas_in(tmp_path / "day.xlsx") == []
    assert read_scenario(tmp_path / "day.xlsx").value == day
    write_report(day, travel_of(day), plan_named(name), tmp_path / "report.xlsx")
    assert formulas_in(tmp_path / "report.xlsx") == []


@pytest.mark.parametrize("name", FORMULAS)
def test_formulas_in_names_are_guarded_in_tables(name: str, tmp_path: Path) -> None:
    day = day_named(name)
    write_scenario(day, tmp_path / "day")
    for path in (tmp_path / "day").glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            cells = [cell for row in csv.reader(stream, delimiter=";") for cell in row]
        assert not [cell for cell in cells if cell.startswith(tuple("=+@")) or cell == name]
    assert read_scenario(tmp_path / "day").value == day
