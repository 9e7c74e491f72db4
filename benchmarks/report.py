"""How do results look on a page? Tables, performance profiles and curves, all in one file.

Runs with different limits stand apart: each pair of time and cores has its own part, in it
all families together and then each. What did not succeed is listed with its reason.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.charts import Axis, Line, line_chart
from benchmarks.inventory_suites import tuned_on
from benchmarks.results import BenchmarkError, Result, Verdict
from benchmarks.summary import Summary, beats, convergence, profile, references, summarise

__all__ = ["benchmark_report"]

_GAPS = Axis(
    "gap to the best known, %",
    (1e-4, 1e-3, 1e-2, 1e-1, 1.0),
    ("0.01", "0.1", "1", "10", "100"),
    logarithmic=True,
)
_SHARES = Axis("runs, %", (0.0, 0.25, 0.5, 0.75, 1.0), ("0", "25", "50", "75", "100"))
_N_POINTS = 60
_LATE_SHARE, _LATE_S = 0.1, 1.0
_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem }
h1, h2, h3 { line-height: 1.2 } h2 { border-top: 1px solid #8888; padding-top: 1rem }
table { border-collapse: collapse; margin: .6rem 0; font-variant-numeric: tabular-nums }
th, td { padding: .2rem .7rem; text-align: right; border-bottom: 1px solid #8884 }
th:first-child, td:first-child, .words td, .words th { text-align: left }
.least { font-weight: 700 } .charts { display: flex; flex-wrap: wrap; gap: 1rem }
.chart { width: 33rem; max-width: 100% } .chart text { font-size: 12px; fill: currentColor }
.line { fill: none; stroke-width: 2 } .grid { stroke: #8885; fill: none }
.wide { overflow-x: auto } @media print { body { max-width: none } .charts { display: block } }
"""


@dataclass(frozen=True)
class _Part:
    """Results that may be compared with each other."""

    title: str
    results: Sequence[Result]
    engines: Mapping[str, Sequence[Result]]
    reference: Mapping[str, float]
    colours: Mapping[str, int]

    def only(self, family: str) -> _Part:
        engines = {
            name: [run for run in runs if _group(run) == family]
            for name, runs in self.engines.items()
        }
        results = [result for result in self.results if _group(result) == family]
        return _Part(family, results, engines, self.reference, self.colours)

    @property
    def families(self) -> list[str]:
        return list(dict.fromkeys(map(_group, self.results)))


def _group(result: Result) -> str:
    """The family; apart from it what the search was tuned on."""
    return f"{result.family} (tuned on)" if result.name in tuned_on() else result.family


def benchmark_report(results: Sequence[Result]) -> str:
    """A page on results.

    Parameters
    ----------
    results : sequence of Result
        Of one or several files.

    Returns
    -------
    str
        HTML that needs nothing from elsewhere.

    Raises
    ------
    BenchmarkError
        If there are none.
    """
    if not results:
        raise BenchmarkError("there are no results to report on")
    reference = references(results)
    labels = _labels(results)
    colours = {label: n for n, label in enumerate(dict.fromkeys(labels.values()))}
    body = [_head(results)]
    for limits in dict.fromkeys(map(_limits, results)):
        chosen = [result for result in results if _limits(result) == limits]
        engines = {
            label: [r for r in chosen if labels[r.engine, r.version] == label] for label in colours
        }
        engines = {label: runs for label, runs in engines.items() if runs}
        part = _Part(limits, chosen, engines, reference, colours)
        body.append(f"<h2>{html.escape(limits)}</h2>")
        body.append(_overview(part))
        body.append(_charts(part, "all families"))
        for family in part.families:
            body.append(f"<h3>{html.escape(family)}</h3>")
            body.append(_table(part.only(family)))
            body.append(_charts(part.only(family), family))
    body += [_records(results), _failures(results)]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>Benchmark</title><style>{_STYLE}</style></head><body>"
        f"<h1>Benchmark</h1>{''.join(body)}</body></html>\n"
    )


def _labels(results: Sequence[Result]) -> dict[tuple[str, str], str]:
    """Name of each engine and version; the version only where there are several."""
    versions: dict[str, set[str]] = {}
    for result in results:
        versions.setdefault(result.engine, set()).add(result.version)
    return {
        (result.engine, result.version): result.engine
        if len(versions[result.engine]) == 1
        else f"{result.engine} ({result.version})"
        for result in results
    }


def _limits(result: Result) -> str:
    parts = [] if result.time_limit_s is None else [f"{result.time_limit_s:g} s"]
    if result.iteration_limit is not None:
        parts.append(f"{result.iteration_limit} iterations")
    cores = "1 core" if result.jobs == 1 else f"{result.jobs} cores"
    return ", ".join([*parts, cores])


def _head(results: Sequence[Result]) -> str:
    versions = sorted({f"{result.engine}: {result.version}" for result in results})
    rows = [
        ["run", f"{min(r.started for r in results)} to {max(r.started for r in results)}"],
        *(["machine", machine] for machine in sorted({r.machine for r in results})),
        *(["Python", python] for python in sorted({r.python for r in results})),
        *(["engine", version] for version in versions),
        ["seeds", ", ".join(map(str, sorted({r.seed for r in results})))],
    ]
    note = (
        "Gaps are to the best known value; where there is none, to the best verified answer on "
        "this page. Every answer was verified by code that no engine has a part in; what is not "
        "verified does not count. The primal integral is the mean gap over the time given, 100 % "
        "while there is no solution. Engines without chance are run with one seed. Means are "
        "over the runs that an engine answered: look at how many those are."
    )
    return _html_table(["what", "which"], rows, words=True) + f"<p>{note}</p>"


def _overview(part: _Part) -> str:
    """Mean gap of each engine on each family."""
    names = list(part.engines)
    rows = []
    for family in [*part.families, None]:
        runs = part.engines if family is None else part.only(family).engines
        found = [summarise(runs[name], part.reference) for name in names]
        least = _least_mean(found)
        row = [html.escape(family or "all")]
        for summary in found:
            row.append(_marked(_percent(summary.mean), is_least=summary is least))
            row.append(f"{summary.n_answers}/{summary.n_runs}")
        rows.append(row)
    columns = ["family"]
    for name in names:
        columns += [f"{name}: mean gap, %", "answers"]
    return _html_table(columns, rows, escaped=True)


def _table(part: _Part) -> str:
    columns = [
        "engine", "answers", "mean gap, %", "median, %", "worst, %", "primal integral, %",
        "best value reached", "mean s", "most MiB",
    ]  # fmt: skip
    rows = []
    found = {name: summarise(runs, part.reference) for name, runs in part.engines.items()}
    least = _least_mean(found.values())
    for name, s in found.items():
        rows.append(
            [
                html.escape(name), f"{s.n_answers}/{s.n_runs}",
                _marked(_percent(s.mean), is_least=s is least), _percent(s.median),
                _percent(s.worst), _percent(s.integral), str(s.n_best),
                "" if s.seconds is None else f"{s.seconds:.1f}",
                "" if s.peak_mb is None else f"{s.peak_mb:.0f}",
            ]
        )  # fmt: skip
    return _html_table(columns, rows, escaped=True)


def _charts(part: _Part, name: str) -> str:
    gaps = [0.0, *np.geomspace(_GAPS.ticks[0], _GAPS.ticks[-1], _N_POINTS)]
    profiles = [
        Line(
            engine,
            list(zip(gaps, profile(runs, part.reference, gaps), strict=True)),
            part.colours[engine],
        )
        for engine, runs in part.engines.items()
    ]
    longest = max((r.time_limit_s or r.seconds for r in part.results), default=0.0) or 1.0
    moments = [float(m) for m in np.geomspace(longest / 100, longest, _N_POINTS)]
    curves = [
        Line(
            engine,
            list(zip(moments, convergence(runs, part.reference, moments), strict=False)),
            part.colours[engine],
        )
        for engine, runs in part.engines.items()
    ]
    ticks = (longest / 100, longest / 10, longest)
    seconds = Axis("seconds", ticks, tuple(f"{tick:.3g}" for tick in ticks), logarithmic=True)
    return (
        '<div class="charts">'
        + line_chart(f"Performance profile, {name}: runs within a gap", _GAPS, _SHARES, profiles)
        + line_chart(f"Convergence, {name}: mean gap over time", seconds, _mean_gap(), curves)
        + "</div>"
    )


def _mean_gap() -> Axis:
    return Axis("mean gap, %", _GAPS.ticks, _GAPS.labels, logarithmic=True)


def _records(results: Sequence[Result]) -> str:
    rows = [
        [r.name, r.engine, str(r.seed), _limits(r), f"{r.objective:.10g}", f"{r.best_known:.10g}"]
        for r in results
        if r.best_known is not None and beats(r, r.best_known)
    ]
    if not rows:
        return ""
    columns = ["instance", "engine", "seed", "limits", "objective", "best known"]
    return "<h2>Better than the best known</h2>" + _html_table(columns, rows)


def _failures(results: Sequence[Result]) -> str:
    rows = []
    for r in results:
        late = r.time_limit_s is not None and r.seconds > (
            r.time_limit_s + max(_LATE_S, _LATE_SHARE * r.time_limit_s)
        )
        if r.counts and late:
            rows.append([r.name, r.engine, str(r.seed), "late", f"took {r.seconds:.1f} s"])
        elif not r.counts and r.verdict is not Verdict.UNSUPPORTED:
            rows.append([r.name, r.engine, str(r.seed), str(r.verdict), r.reason])
    unsupported = sorted(
        {
            (r.family, r.engine, "", str(r.verdict), r.reason)
            for r in results
            if r.verdict is Verdict.UNSUPPORTED
        }
    )
    rows += [list(row) for row in unsupported]
    title = "<h2>Failures, and what engines cannot express</h2>"
    if not rows:
        return title + "<p>None.</p>"
    columns = ["instance or family", "engine", "seed", "what", "why"]
    return title + _html_table(columns, rows, words=True)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:z.3f}"


def _least_mean(summaries: Iterable[Summary]) -> Summary | None:
    """The least mean gap among those that answered most; fewer answers are no merit."""
    told = [s for s in summaries if s.mean is not None]
    most = max((s.n_answers for s in told), default=0)
    return min((s for s in told if s.n_answers == most), key=lambda s: s.mean or 0.0, default=None)


def _marked(text: str, *, is_least: bool) -> str:
    return f'<span class="least">{text}</span>' if is_least and text else text


def _html_table(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    words: bool = False,
    escaped: bool = False,
) -> str:
    shown = rows if escaped else [[html.escape(cell) for cell in row] for row in rows]
    head = "".join(f"<th>{html.escape(column)}</th>" for column in columns)
    lines = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in shown)
    kind = ' class="words"' if words else ""
    return f'<div class="wide"><table{kind}><tr>{head}</tr>{lines}</table></div>'
