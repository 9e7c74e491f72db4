"""Does a batch that is ended or killed in the middle go on where it was?"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from optimizer.batch.dask_executor import DaskExecutor
from optimizer.batch.journal import read_journals
from optimizer.batch.place import Workplace
from optimizer.cli.exits import Exit
from optimizer.cli.main import cli
from optimizer.findings import DataError

ROOT = Path(__file__).parents[2]
TINY = ROOT / "instances" / "tiny"
QUICK = ("--set", "iterations=20")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the fork server is Linux's")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["batch", *map(str, arguments)], prog_name="wardflow")


def begun(*arguments: str | Path) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "optimizer", "batch", *map(str, arguments)]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_asked_to_end_it_journals_what_it_leaves(tmp_path: Path) -> None:
    lines = [
        {"name": "quick", "input": str(TINY), "options": {"iterations": 20}},
        {
            "name": "long",
            "input": str(TINY.parent / "campus-day"),
            "options": {"iterations": 10**9},
        },
    ]
    (tmp_path / "m.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    out = tmp_path / "out"
    with begun(tmp_path / "m.jsonl", "-o", out, "-j", "2", "--format", "jsonl", "-q") as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["job"] == "quick"
        process.send_signal(signal.SIGTERM)
        rest = [json.loads(line) for line in process.stdout]
    assert process.returncode == Exit.TERMINATED
    assert [(line["job"], line["state"]) for line in rest] == [("long", "interrupted")]
    records, findings = read_journals(out)
    assert findings == []
    assert {r.job: str(r.state) for r in records} == {"quick": "done", "long": "interrupted"}


def test_killed_in_the_middle_it_goes_on_where_it_was(tmp_path: Path) -> None:
    asked = (TINY, "-o", tmp_path, *QUICK, "--seeds", "6", "--format", "jsonl", "-q")
    with begun(*asked) as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())["job"]
        assert run("status", tmp_path).exit_code == Exit.DONE  # it runs
        process.kill()
    with (tmp_path / "journal.jsonl").open("a") as journal:
        journal.write('{"at": "2026')  # as where the line itself was cut off
    left = run("status", tmp_path)
    assert left.exit_code == Exit.UNSERVED  # nobody is at work on it
    assert sum(line.startswith("tiny~") for line in left.stdout.splitlines()) == 6
    result = run(*asked)
    assert result.exit_code == Exit.DONE, result.output
    there = {json.loads(x)["job"]: "there_before" in x for x in result.stdout.splitlines()}
    assert len(there) == 6
    assert there[first]
    records, findings = read_journals(tmp_path)
    assert findings == []
    done = [record.job for record in records if record.state == "done"]
    assert sorted(done) == sorted(there)
    assert len(list((tmp_path / "results").iterdir())) == 6


def test_no_scheduler_is_a_finding(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(DataError) as caught:
        DaskExecutor("no address", [], "m:f", "run", Workplace(tmp_path))
    assert caught.value.findings[0].code == "S309"
