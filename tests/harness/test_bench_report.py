"""Does the page hold what the results say, and nothing from elsewhere?"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from benchmarks.charts import Axis, Line, line_chart
from benchmarks.report import benchmark_report
from benchmarks.results import BenchmarkError, Verdict
from tests.harness.made import result

RESULTS = [
    result(),
    result(engine="other", objective=105.0, seconds=12.5),
    result(engine="third", verdict=Verdict.UNSUPPORTED, objective=None, reason="fun & games"),
    result(family="next", verdict=Verdict.CRASHED, objective=None, reason="<b>boom</b>"),
    result(family="next", engine="other", objective=99.0, seed=7),
    result(time_limit_s=60.0, objective=100.0),
]


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_the_page_says_what_the_results_say() -> None:
    page = benchmark_report(RESULTS)
    text = text_of(page)
    for words in (
        "made", "next", "wardflow", "10 s, 2 cores", "60 s, 2 cores", "a machine; 2 cores",
        "CPython 3.11", "Better than the best known", "&lt;b&gt;boom&lt;/b&gt;",
        "fun &amp; games", "took 12.5 s",
    ):  # fmt: skip
        assert words in text
    assert "1.000 1.000 1.000" in text  # gap of our own answer: mean, median, worst
    assert "<b>" not in page
    assert text.count("late") == 1


def test_each_part_has_its_charts_and_they_are_well_formed() -> None:
    charts = re.findall(r"<svg.*?</svg>", benchmark_report(RESULTS))
    assert len(charts) == 2 * (1 + 2) + 2 * (1 + 1)
    for chart in charts:
        assert ET.fromstring(chart).tag == "svg"
        assert "nan" not in chart


def test_nothing_is_loaded_from_elsewhere() -> None:
    page = benchmark_report(RESULTS)
    assert re.findall(r"<script|<link|<img|https?:|url\(|@import|src=", page) == []


def test_the_least_gap_is_marked_only_among_those_that_answered_most() -> None:
    lucky = [
        result(engine="steady", objective=102.0),
        result(engine="steady", instance="b", objective=102.0),
        result(engine="lucky", objective=100.0),
        result(engine="lucky", instance="b", verdict=Verdict.NONE, objective=None),
    ]
    page = benchmark_report(lucky)
    assert '<span class="least">2.000</span>' in page
    assert '<span class="least">0.000</span>' not in page


def test_versions_are_told_apart_where_there_are_several() -> None:
    page = benchmark_report([result(), result(version="2", objective=100.0)])
    assert "wardflow (1)" in page
    assert "wardflow (2)" in page
    assert "wardflow (" not in benchmark_report([result()])


def test_limits_in_iterations_and_one_core() -> None:
    page = benchmark_report([result(time_limit_s=None, iteration_limit=50, jobs=1)])
    assert "50 iterations, 1 core<" in page


def test_no_answers_at_all_make_a_page_too() -> None:
    page = benchmark_report([result(verdict=Verdict.NONE, objective=None, best_known=None)])
    assert "none" in text_of(page)


def test_no_results_are_told() -> None:
    with pytest.raises(BenchmarkError, match="no results"):
        benchmark_report([])


def test_a_chart_puts_values_where_they_belong() -> None:
    even = Axis("share", (0.0, 1.0), ("0", "1"))
    ratio = Axis("seconds", (1.0, 100.0), ("1", "100"), logarithmic=True)
    assert [even.share(v) for v in (-1, 0, 0.25, 2)] == [0, 0, 0.25, 1]
    assert [ratio.share(v) for v in (0.5, 1, 10, 100, 999)] == pytest.approx([0, 0, 0.5, 1, 1])
    chart = line_chart("a <title>", ratio, even, [Line("x & y", [(1, 0), (10, 0.5)], 0)])
    assert "a &lt;title&gt;" in chart
    assert "x &amp; y" in chart
    # From the lower left corner to the middle: across, then up.
    assert 'd="M58.0 256.0H283.0V134.0"' in chart
