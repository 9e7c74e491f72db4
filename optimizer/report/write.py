"""Where does a report go? To a page, a workbook, or a folder with everything.

The only module of the package that writes files.
"""

from __future__ import annotations

from pathlib import Path

from optimizer.check import Verdict, check
from optimizer.domain import Scenario
from optimizer.files import write_atomically, write_folder_atomically
from optimizer.findings import DataError
from optimizer.plan import RoutePlan
from optimizer.report.figures import figures_of
from optimizer.report.manifest import file_names, manifest_view
from optimizer.report.page import page_view
from optimizer.report.remarks import findings_table, unserved_table
from optimizer.report.render import manifest_html, page_html
from optimizer.report.story import RouteStory, route_stories
from optimizer.report.table import Table
from optimizer.report.tables import (
    handlings_table,
    routes_table,
    sites_table,
    visits_table,
)
from optimizer.report.text import Language
from optimizer.report.workbook import workbook_bytes
from optimizer.travel import TravelTimes

__all__ = ["write_report"]

_CANNOT_BE_TOLD = frozenset({"C004", "C005"})
_MANIFEST_MARK = b'<meta name="generator" content="wardflow manifest">'
_HEAD_BYTES = 2000


def write_report(
    scenario: Scenario,
    travel: TravelTimes,
    plan: RoutePlan,
    target: Path | str,
    *,
    lang: str = "en",
) -> list[Path]:
    """Tell a plan to people: a page, a workbook, or a folder with driver manifests too.

    The plan is checked first. One that breaks rules is reported as such, with its
    violations at the top and a warning on every manifest.

    Parameters
    ----------
    scenario : Scenario
        What was asked.
    travel : TravelTimes
        Durations and distances between its sites. [s, m]
    plan : RoutePlan
        Any plan of it, from whatever source.
    target : Path or str
        ``.html``: one self-contained page. ``.xlsx``: one sheet for each table.
        Anything else: a folder with ``report.html``, ``tables.xlsx`` and
        ``manifests/<vehicle>.html``; manifests of an earlier report are removed from it.
    lang : {"en", "sv"}
        Language of the report.

    Returns
    -------
    list of Path
        Files written.

    Raises
    ------
    ValueError
        If there is no such language.
    DataError
        If the scenario contradicts itself, travel does not cover it, or a file cannot be
        written.

    Examples
    --------
    >>> import tempfile
    >>> from tests.rigs import hospital_day, hospital_plan, travel_of
    >>> day = hospital_day()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     files = write_report(day, travel_of(day), hospital_plan(), Path(folder, "r.html"))
    ...     [file.name for file in files]
    ['r.html']
    """
    say, path = Language(lang), Path(target)
    verdict = check(scenario, travel, plan)
    untold = [f for f in verdict.violations if f.code in _CANNOT_BE_TOLD]
    if untold:
        raise DataError(untold)
    stories = route_stories(scenario, travel, plan)
    figures = figures_of(scenario, travel, plan, verdict, say)
    page = page_view(scenario, plan, stories, verdict, figures, say)

    def tables() -> bytes:
        return workbook_bytes(_tables(scenario, plan, stories, verdict, figures.table, say), say)

    if path.suffix.casefold() == ".xlsx":
        write_atomically(path, tables())
        return [path]
    html = page_html(page, "report", say).encode()
    if path.suffix.casefold() in {".html", ".htm"}:
        write_atomically(path, html)
        return [path]
    manifests = {
        name: manifest_html(
            manifest_view(scenario, story, say, plan_is_valid=verdict.ok), say
        ).encode()
        for name, story in zip(file_names(stories), stories, strict=True)
    }
    return _write_folder(path, {"report.html": html, "tables.xlsx": tables()}, manifests)


def _tables(
    scenario: Scenario,
    plan: RoutePlan,
    stories: tuple[RouteStory, ...],
    verdict: Verdict,
    figures: Table,
    say: Language,
) -> tuple[Table, ...]:
    return (
        figures,
        routes_table(stories, say),
        visits_table(stories, say),
        handlings_table(stories, say),
        sites_table(scenario, stories, say),
        unserved_table(scenario, plan, say),
        findings_table((*verdict.violations, *verdict.warnings), say),
    )


def _write_folder(folder: Path, files: dict[str, bytes], manifests: dict[str, bytes]) -> list[Path]:
    """Write all files; manifests of an earlier report would mislead drivers, and go."""
    write_folder_atomically(folder, files)
    inner = folder / "manifests"
    earlier = [path.name for path in inner.glob("*.html") if _is_manifest(path)]
    write_folder_atomically(inner, manifests, obsolete=earlier)
    return [*(folder / name for name in files), *(inner / name for name in manifests)]


def _is_manifest(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return _MANIFEST_MARK in file.read(_HEAD_BYTES)
    except OSError:
        return False
