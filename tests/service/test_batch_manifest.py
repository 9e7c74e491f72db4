"""Does a manifest ask for the same jobs in every form, and is everything wrong told at once?"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from optimizer.batch.job import Job
from optimizer.batch.manifest import read_manifest
from optimizer.cli.batch import judge_option
from optimizer.findings import DataError, Finding

TOML = """\
[defaults]
verb = "solve"
options = { time-limit = 30 }
limits = { memory_mb = 900 }

[[jobs]]
input = "skövde"

[[jobs]]
name = "långsam"
input = "mora.json"
options = { time-limit = 90, fail-on-unserved = true }
limits = { retries = 2 }
[[jobs]]  # three of one
input = "skövde"
name = "frön"
seeds = [4, 5]
"""
CSV = """\
name;verb;input;options.time-limit;options.fail-on-unserved;limits.memory_mb;limits.retries;seeds
;solve;skövde;30;;900;;
långsam;solve;mora.json;90;yes;900;2;

frön;solve;skövde;30;;900;;4|5
"""
LINES = [
    {"input": "skövde", "options": {"time-limit": 30}, "limits": {"memory_mb": 900}},
    {
        "name": "långsam",
        "input": "mora.json",
        "options": {"time-limit": 90, "fail-on-unserved": True},
        "limits": {"memory_mb": 900, "retries": 2},
    },
    {
        "name": "frön",
        "input": "skövde",
        "options": {"time-limit": 30},
        "limits": {"memory_mb": 900},
        "seeds": [4, 5],
    },
]


def read(path: Path, **defaults: Any) -> list[Job]:
    return read_manifest(path, spool=path.parent / "spool", judge=judge_option, defaults=defaults)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def faults(path: Path, **defaults: Any) -> list[Finding]:
    with pytest.raises(DataError) as caught:
        read(path, **defaults)
    return list(caught.value.findings)


def told(findings: list[Finding]) -> list[tuple[str, int | None, str]]:
    return [(f.code, f.place.row, f.place.column) for f in findings]


def test_every_form_asks_for_the_same_jobs(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(line, ensure_ascii=False) for line in LINES)
    forms = {"a.toml": TOML, "b.csv": CSV, "c.csv": CSV.replace(";", ","), "d.jsonl": lines}
    asked = [read(write(tmp_path, name, text)) for name, text in forms.items()]
    assert all(jobs == asked[0] for jobs in asked)
    assert [job.name for job in asked[0]] == ["skövde", "långsam", "frön~4", "frön~5"]
    first, slow, four, _five = asked[0]
    assert first.input == str(tmp_path / "skövde")
    assert (slow.options["time-limit"], slow.limits.retries, slow.limits.memory_mb) == (90, 2, 900)
    assert (four.group, four.options["seed"]) == ("frön", 4)


def test_a_folder_of_scenarios_is_a_manifest(tmp_path: Path) -> None:
    (tmp_path / "Borås lasarett").mkdir()
    write(tmp_path / "Borås lasarett", "scenario.toml", "")
    for name in ("b.json", "c.XLSX", "readme.txt", ".hidden.json", "~$c.xlsx"):
        write(tmp_path, name, "")
    (tmp_path / "not one").mkdir()
    jobs = read(tmp_path, options={"seed": 3}, limits={"cores": 2})
    assert [job.name for job in jobs] == ["Borås-lasarett", "b", "c"]
    assert {(job.verb, job.options["seed"], job.limits.cores) for job in jobs} == {("solve", 3, 2)}


def test_documents_in_a_stream_are_kept_as_files(tmp_path: Path) -> None:
    document = {"name": "Ängelholm", "sites": [], "orders": []}
    jobs = [document, {"name": "b", "scenario": document, "verb": "levels"}, {"input": "x.json"}]
    stream = io.BytesIO("\n\n".join(json.dumps(job) for job in jobs).encode())
    first, second, third = read_manifest(stream, spool=tmp_path / "in", judge=judge_option)
    assert (first.name, second.name, second.verb) == ("Ängelholm", "b", "levels")
    assert first.input == second.input
    assert json.loads(Path(first.input).read_bytes()) == document
    assert third.input == str(Path.cwd() / "x.json")


def test_what_is_typed_gives_way_to_the_manifest(tmp_path: Path) -> None:
    path = write(tmp_path, "m.toml", TOML)
    jobs = read(path, options={"time-limit": 7, "seed": 2}, limits={"memory_mb": 100, "cores": 2})
    assert [job.options["time-limit"] for job in jobs[:2]] == [30, 90]
    assert [job.options["seed"] for job in jobs] == [2, 2, 4, 5]
    assert {(job.limits.memory_mb, job.limits.cores) for job in jobs} == {(900, 2)}


def test_everything_wrong_is_told_at_once_and_where(tmp_path: Path) -> None:
    text = """\
[defaults]
limits = { memory_mb = 1 }
[[jobs]]
inputs = "a"
[[jobs]]
input = "b"
verb = "slove"
[[jobs]]
input = "c"
options = { sed = 1, seed = "x", output = "y", iterations = 0, report = "../r.html" }
[[jobs]]
name = "../d"
input = "d"
seeds = 0
limits = { time = 3, cores = "many", retries = -1 }
[[jobs]]
input = 7
options = 3
"""
    found = faults(write(tmp_path, "m.toml", text))
    assert told(found) == [
        ("S302", None, "defaults.limits.memory_mb"),
        ("S302", 3, "inputs"),
        ("S302", 3, "input"),
        ("S302", 5, "verb"),
        ("S305", 8, "options.sed"),
        ("S305", 8, "options.seed"),
        ("S305", 8, "options.output"),
        ("S305", 8, "options.iterations"),
        ("S305", 8, "options.report"),
        ("S304", 11, "name"),
        ("S302", 11, "limits.cores"),
        ("S302", 11, "limits.retries"),
        ("S302", 11, "limits.time"),
        ("S302", 11, "seeds"),
        ("S302", 16, "options"),
        ("S302", 16, "input"),
        ("S302", 16, "input"),
    ]
    assert all(f.place.source == "m.toml" for f in found)
    assert 'Did you mean "input"?' in str(found[1])
    assert 'Did you mean "solve"?' in str(found[3])
    assert 'Did you mean "seed"?' in str(found[4])


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("m.yaml", "", "S301"),
        ("m.toml", "[[jobs]", "F009"),
        ("m.toml", "", "S303"),
        ("m.toml", "jobs = 3", "S302"),
        ("m.toml", "defaults = 3", "S302"),
        ("m.toml", "job = 3", "S302"),
        ("m.csv", "", "F008"),
        ("m.csv", "input\n", "S303"),
        ("m.csv", "input;input\na;b\n", "F025"),
        ("m.csv", "input\na;b\n", "F026"),
        ("m.csv", 'input\n"a\n', "F009"),
        ("m.jsonl", "{", "F009"),
        ("m.jsonl", "[" * 100_000, "F009"),
        ("m.jsonl", "3", "S302"),
        ("m.jsonl", '{"input": "a"}\n{"input": "A"}', "S306"),
        ("m.jsonl", '{"input": "a", "seeds": true}', "S302"),
        ("m.jsonl", '{"input": "a", "seeds": "1,x"}', "S302"),
        ("m.jsonl", '{"input": "a", "seeds": 2, "verb": "replenish"}', "S302"),
        ("m.jsonl", '{"input": "a", "options": {"time-limit": [1]}}', "S305"),
        ("m.jsonl", '{"input": "a", "options": {"fail-on-unserved": 1}}', "S305"),
        ("m.jsonl", '{"input": "a", "options": {"time-limit": "inf"}}', "S305"),
        ("m.jsonl", '{"input": "a", "limits": {"time_s": NaN}}', "S302"),
        ("m.jsonl", '{"input": "a\\u0000b"}', "S302"),
        ("m.jsonl", '{"input": "a\\ud800b"}', "S302"),
        ("m.jsonl", '{"in\\u0000put": "a"}', "S302"),
        ("m.jsonl", '{"input": "a", "options": {"start": "a\\u0000"}}', "S302"),
        ("m.jsonl", '{"input": "a", "options": {"report": "a", "b": ["\\u0007"]}}', "S302"),
        ("m.jsonl", '{"input": "a", "seeds": "' + 5000 * "9" + '"}', "S302"),
        ("m.jsonl", '{"input": "a", "seeds": [1' + 4000 * "0" + "]}", "S302"),
        ("m.jsonl", '{"input": "a", "seeds": [99999999999999999]}', "S305"),
        ("m.jsonl", '{"input": "a", "options": {"report": "plan.json"}}', "S305"),
        ("m.jsonl", '{"input": "a", "options": {"report": "Job.JSON"}}', "S305"),
        ("m.toml", '[defaults]\noptions = { start = "\\u0001" }\n[[jobs]]\ninput = "a"', "S302"),
    ],
)
def test_each_fault_has_its_code(tmp_path: Path, name: str, text: str, code: str) -> None:
    assert code in {finding.code for finding in faults(write(tmp_path, name, text))}


def test_a_bad_line_is_told_beside_good_ones(tmp_path: Path) -> None:
    path = write(tmp_path, "m.jsonl", '{"input": "a"}\n{"input": "b\\u0000"}\n{"input": "c"}')
    assert told(faults(path)) == [("S302", 2, "")]


def test_links_in_a_circle_are_left_to_the_job(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    path = write(tmp_path, "m.jsonl", '{"input": "a"}\n{"input": "' + 5000 * "c" + '"}')
    assert [job.name for job in read(path)] == ["a", 80 * "c"]


def test_numbers_of_hospitals_and_dates_are_texts_in_csv(tmp_path: Path) -> None:
    path = write(tmp_path, "m.csv", "name;input;options.seed\n42;20261123;7\n;1e3;\nno;true;\n")
    jobs = read(path)
    assert [(job.name, Path(job.input).name) for job in jobs] == [
        ("42", "20261123"),
        ("1e3", "1e3"),
        ("no", "true"),
    ]
    assert jobs[0].options == {"seed": 7}


def test_a_manifest_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    assert {f.code for f in faults(tmp_path / "none.toml")} == {"F002"}
    (tmp_path / "latin.csv").write_bytes("input\nMölndal".encode("latin-1"))
    assert {f.code for f in faults(tmp_path / "latin.csv")} == {"F007"}


def test_a_manifest_of_nothing_but_faults_is_given_up(tmp_path: Path) -> None:
    path = write(tmp_path, "m.jsonl", '{"inputs": 1}\n' * 1000)
    found = faults(path)
    assert len(found) < 300
    assert found[-1].code == "F043"


def test_what_is_typed_is_judged_too(tmp_path: Path) -> None:
    path = write(tmp_path, "m.jsonl", '{"input": "a"}')
    found = faults(path, options={"tyme-limit": 3}, limits={"cores": 0})
    assert [(f.code, f.place.source) for f in found] == [
        ("S305", "command line"),
        ("S302", "command line"),
    ]
