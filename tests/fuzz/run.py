"""How are the readers fed for a while? By coverage, with atheris; a process for each target.

``python tests/fuzz/run.py --seconds 600 [TARGET ...]``. What crashes a reader, or takes it
longer than ten seconds or more than two gigabytes, is left in ``crashes/<target>/``: repair
the reader and commit the file, so that the tests feed it for ever.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--one", help="target of this process")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        fuzz(asked.one, asked.seconds)
        return 0
    from tests.fuzz.targets import TARGETS

    failed = [name for name in asked.targets or TARGETS if not one(name, asked.seconds)]
    sys.stdout.write(f"crashed: {', '.join(failed)}\n" if failed else "no crashes\n")
    return 1 if failed else 0


def one(name: str, seconds: int) -> bool:
    """Feed one target in a process of its own; whether it stood."""
    command = [sys.executable, __file__, "--one", name, "--seconds", str(seconds)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    told = [line for line in done.stderr.splitlines() if line.startswith(("#", "Done", "=="))]
    sys.stdout.write(f"{name}: {told[-1] if told else done.stderr[-500:]}\n")
    if done.returncode:
        sys.stdout.write(done.stderr[-6000:])
    sys.stdout.flush()
    return done.returncode == 0


def fuzz(name: str, seconds: int) -> None:
    """Feed one target in this process, until the time is over or it crashes."""
    import atheris

    with atheris.instrument_imports(
        include=["optimizer", "benchmarks"], enable_loader_override=False
    ):
        from tests.fuzz.targets import CRASHES, feed, seeds
    kept = CRASHES / name
    kept.mkdir(parents=True, exist_ok=True)
    corpus = Path(tempfile.mkdtemp(prefix="wardflow-corpus-"))
    for number, seed in enumerate(seeds(name)):
        (corpus / str(number)).write_bytes(seed)
    limits = ["-timeout=10", "-rss_limit_mb=2048", "-max_len=20000", "-print_final_stats=1"]
    options = [f"-max_total_time={seconds}", f"-artifact_prefix={kept}/", *limits]
    atheris.Setup([sys.argv[0], *options, str(corpus)], lambda data: feed(name, data))
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
