"""Does ``wardflow batch`` do what it says, from the manifest to the exit code?"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from optimizer.batch import launcher
from optimizer.batch.fork_server import ForkServer
from optimizer.batch.growing import GrowingFile
from optimizer.batch.job import Job
from optimizer.batch.journal import journal_path, read_journals
from optimizer.batch.overview import write_overview
from optimizer.batch.verbs import VERBS
from optimizer.cli.batch_running import modules_of
from optimizer.cli.exits import Exit
from optimizer.cli.main import cli
from optimizer.formats import read_plan, read_scenario, scenario_to_json

ROOT = Path(__file__).parents[2]
TINY = ROOT / "instances" / "tiny"
QUICK = ("--set", "iterations=20")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the fork server is Linux's")


def run(*arguments: str | Path, stdin: str | None = None) -> Result:
    words = ["batch", *map(str, arguments)]
    return CliRunner().invoke(cli, words, input=stdin, prog_name="wardflow")


class Kept(ForkServer):
    """A fork server that serves all tests of this module: most of a short batch is its start."""

    def close(self) -> None:
        """Kept for the next test."""


@pytest.fixture(scope="module", autouse=True)
def kept_server() -> Iterator[None]:
    server = Kept(modules_of([Job(name="a", verb=verb, input="") for verb in VERBS]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(launcher, "launcher", lambda _modules: server)
        yield
    ForkServer.close(server)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A batch of two good jobs, one with two seeds, and two bad ones, as it ended."""
    folder = tmp_path_factory.mktemp("night")
    (folder / "broken.json").write_text("{", encoding="utf-8")
    (folder / "m.toml").write_text(
        f"""
[defaults]
options = {{ iterations = 20 }}
[[jobs]]
name = "tiny"
input = "{TINY}"
seeds = [1, 2]
[[jobs]]
name = "broken"
input = "broken.json"
[[jobs]]
name = "gone"
input = "gone.json"
""",
        encoding="utf-8",
    )
    result = run(folder / "m.toml", "-o", folder / "out")
    assert result.exit_code == Exit.UNSERVED, result.output
    (folder / "stdout").write_text(result.stdout)
    (folder / "stderr").write_text(result.stderr)
    return folder


def test_good_jobs_have_results_and_bad_ones_their_reasons(night: Path) -> None:
    records, findings = read_journals(night / "out")
    last = {record.job: record for record in records}
    assert findings == []
    assert {name: str(r.state) for name, r in last.items()} == {
        "tiny~1": "done",
        "tiny~2": "done",
        "broken": "failed",
        "gone": "failed",
    }
    assert last["broken"].findings == {"F009": 1}
    assert (last["gone"].findings, last["gone"].exit_code) == ({"F002": 1}, 2)
    plan = read_plan(night / "out" / last["tiny~1"].path / "plan.json").value
    assert plan.cost is not None
    assert plan.cost.total_sek == last["tiny~1"].cost_sek


def test_the_summary_names_the_best_seed_and_the_failures(night: Path) -> None:
    stdout, stderr = (night / "stdout").read_text(), (night / "stderr").read_text()
    assert stdout.splitlines()[0].split()[:2] == ["job", "state"]
    assert "broken" in stdout
    assert "4 jobs: 2 done, 2 failed." in stderr
    assert "Best of tiny: tiny~" in stderr


def test_what_seeds_found_is_pooled(night: Path) -> None:
    records = [r for r in read_journals(night / "out")[0] if r.group and r.cost_sek is not None]
    starts = [f"--start={night / 'out' / record.path / 'plan.json'}" for record in records]
    words = ["solve", str(TINY), *starts, "--iterations", "5", "-j", "1", "--format", "json"]
    result = CliRunner().invoke(cli, [*words, "-o", str(night / "pooled.json")])
    assert result.exit_code == Exit.DONE, result.output
    assert len(starts) == 2
    best = min(record.cost_sek or 0.0 for record in records)
    assert json.loads(result.stdout)["cost_total"] <= best + 0.01


class Seen(HTMLParser):
    """What a page loads, and what it says."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loaded += [v or "" for k, v in attrs if k in {"src", "href"} and v and v[0] != "#"]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_overview_is_one_file_that_loads_nothing(night: Path) -> None:
    page = Seen()
    page.feed((night / "out" / "overview.html").read_text(encoding="utf-8"))
    assert page.loaded == []
    assert "2 jobs are not done." in page.text
    assert all(name in page.text for name in ("tiny~1", "broken", "F009", "Best of several seeds"))


def test_names_cannot_command_the_overview(night: Path) -> None:
    record = read_journals(night / "out")[0][-1].with_(why="<script>alert(1)</script>", job="<b>")
    write_overview([record], night / "hostile.html", "sv")
    text = (night / "hostile.html").read_text(encoding="utf-8")
    assert "<script>alert" not in text
    assert "<b>" not in text
    assert 'lang="sv"' in text


def test_status_tells_the_same_as_a_table_and_as_json(night: Path) -> None:
    table = run("status", night / "out")
    document = json.loads(run("status", night / "out", "--json").stdout)
    assert table.exit_code == Exit.UNSERVED
    assert [line.split()[0] for line in table.stdout.splitlines()[1:]] == [
        job["job"] for job in document["jobs"]
    ]
    assert document["states"] == {"done": 2, "failed": 2}
    assert document["best"]["tiny"]["cost_sek"] > 0


def test_status_of_no_batch_is_a_finding(tmp_path: Path) -> None:
    result = run("status", tmp_path)
    assert result.exit_code == Exit.INVALID
    assert "S311" in result.stderr


def test_status_of_a_batch_that_has_hardly_begun(tmp_path: Path) -> None:
    """Before its first line, and of a part that has no jobs while others have not begun."""
    with GrowingFile(journal_path(tmp_path, (2, 2))):
        assert run("status", tmp_path).exit_code == Exit.DONE
    left = run("status", tmp_path, "--json")
    assert json.loads(left.stdout)["missing_shards"] == ["1/2"]
    assert left.exit_code == Exit.UNSERVED


def test_what_is_done_is_not_run_again(night: Path) -> None:
    before = (night / "out" / "journal.jsonl").read_text()
    result = run(night / "m.toml", "-o", night / "out", "--format", "csv")
    after = (night / "out" / "journal.jsonl").read_text().removeprefix(before)
    assert {json.loads(line)["job"] for line in after.splitlines()} == {"broken", "gone"}
    assert "2 were there before" in result.stderr
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["job"] for row in rows] == ["tiny~1", "tiny~2", "broken", "gone"]


def test_a_stream_in_and_a_stream_out(tmp_path: Path) -> None:
    day = json.loads(scenario_to_json(read_scenario(TINY).value))
    lines = [json.dumps(day), json.dumps({"name": "again", "input": str(TINY)})]
    result = run("-", "-o", tmp_path, *QUICK, "--format", "jsonl", stdin="\n".join(lines))
    assert result.exit_code == Exit.DONE, result.output
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert sorted(line["job"] for line in told) == ["again", "tiny"]
    for line in told:
        assert sum(line["result"]["cost"].values()) == pytest.approx(line["cost_sek"])
    again = run("-", "-o", tmp_path, *QUICK, "--format", "jsonl", stdin="\n".join(lines))
    assert all(json.loads(line)["there_before"] for line in again.stdout.splitlines())


def test_shards_share_the_work(tmp_path: Path) -> None:
    asked = (TINY, "-o", tmp_path, *QUICK, "--seeds", "3", "-q", "--shard")
    for part, missing in ((1, ["2/2"]), (2, [])):
        result = run(*asked, f"{part}/2")
        assert result.exit_code == Exit.DONE, result.output
        left = run("status", tmp_path, "--json")
        document = json.loads(left.stdout)
        assert document["missing_shards"] == missing
        assert left.exit_code == (Exit.UNSERVED if missing else Exit.DONE)
    assert sorted(p.name for p in tmp_path.glob("*.jsonl")) == [
        "journal-1of2.jsonl",
        "journal-2of2.jsonl",
    ]
    assert document["states"] == {"done": 3}
    assert run(*asked, "9/9").exit_code == Exit.DONE  # a part without jobs
    assert "Shards that have not begun: 1/9, 2/9" in run("status", tmp_path).stderr
    page = (tmp_path / "overview.html").read_text(encoding="utf-8")
    assert all(f"tiny~{seed}" in page for seed in (1, 2, 3))


def test_every_verb_can_be_a_job(tmp_path: Path) -> None:
    result = run(ROOT / "instances" / "vgr-store-week", "-o", tmp_path, "--verb", "replenish")
    assert result.exit_code == Exit.DONE, result.output
    assert list(tmp_path.glob("results/*/scenario.json"))


def test_nothing_done_has_its_own_exit_code(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    result = run(tmp_path / "a.json", "-o", tmp_path / "out", "--format", "json")
    assert result.exit_code == Exit.NO_PLAN
    assert json.loads(result.stdout)["states"] == {"failed": 1}


@pytest.mark.parametrize(
    "arguments",
    [
        ["none", "-o", "OUT"],
        [str(TINY)],
        [str(TINY), "-o", "OUT", "--shard", "3/2"],
        [str(TINY), "-o", "OUT", "--shard", "x"],
        [str(TINY), "-o", "OUT", "--set", "seed"],
        [str(TINY), "-o", "OUT", "--executor", "dask"],
        [str(TINY), "-o", "OUT", "--verb", "demo"],
        [str(TINY), "-o", "OUT", "--seeds", "0"],
        [str(TINY), "-o", "OUT", "--memory", "1"],
        ["-o", "OUT"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2_and_runs_nothing(arguments: list[str], tmp_path: Path) -> None:
    result = run(*[word.replace("OUT", str(tmp_path / "out")) for word in arguments])
    assert result.exit_code == Exit.INVALID, result.output
    assert not list(tmp_path.glob("out/journal*"))


def test_help_is_of_the_group_and_of_its_verbs() -> None:
    assert "status" in run("--help").stdout
    assert "--shard" in run("run", "--help").stdout
