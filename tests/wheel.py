"""Does the wheel work where there is nothing but the wheel?

``python tests/wheel.py`` builds it, installs it in a clean environment with the pinned
versions, and runs the command in an empty folder: the demonstration, and the doctor.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OPTIONS = ("--quiet", "--disable-pip-version-check")
"""Of pip."""


def main() -> None:
    """Build, install, run; a failure ends it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run("-m", "build", "--wheel", "--outdir", folder / "dist", ROOT)
        (wheel,) = (folder / "dist").glob("wardflow-*.whl")
        run("-m", "venv", folder / "venv")
        python = folder / "venv" / "bin" / "python"
        pinned = folder / "constraints.txt"
        lock = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
        pinned.write_text("\n".join(re.findall(r"^[\w.-]+==[^\\\n]+", lock, re.MULTILINE)))
        run("-m", "pip", "install", *OPTIONS, "--constraint", pinned, wheel, python=python)
        elsewhere = folder / "elsewhere"
        elsewhere.mkdir()
        command = python.with_name("wardflow")
        demo = (*("demo", "--iterations", "100", "-j", "1"), *("--out", "day", "--format", "json"))
        compared = run(*demo, python=command, folder=elsewhere)
        assert json.loads(compared)["plans"] == ["baseline", "plan"]
        for written in ("plan.json", "report/report.html", "report/tables.xlsx"):
            assert (elsewhere / "day" / written).stat().st_size > 0, written
        examined = json.loads(run("doctor", "--json", python=command, folder=elsewhere))
        places = {check["check"]: check["told"] for check in examined["checks"]}
        assert places["installed in"].startswith(str(folder.resolve())), places
        sys.stdout.write(f"{wheel.name} plans its demonstration\n")


def run(*arguments: str | Path, python: Path = Path(sys.executable), folder: Path = ROOT) -> str:
    """Standard output of a command that succeeds."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "WARDFLOW_"))}
    done = subprocess.run(
        [python, *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, arguments))} failed with {done.returncode}\n{done.stdout}")
    return done.stdout


if __name__ == "__main__":
    main()
