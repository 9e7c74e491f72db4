"""Does anything grow while two thousand small solves run in one batch? Slow: some four minutes."""

from __future__ import annotations

import sys

import pytest

from benchmarks.batch_soak import soak

N_JOBS = 2000
GROWN_MB = 3.0
"""What an interpreter may come by without anything leaking: 2 000 jobs would leak far more."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc"),
]


def test_nothing_grows_in_two_thousand_solves() -> None:
    looks = soak(N_JOBS)
    first, last = looks[1], looks[-1]  # at the first look threads are still being made
    assert last.n_done > 0.9 * N_JOBS
    assert last.supervisor_mb < first.supervisor_mb + GROWN_MB
    assert last.server_mb < first.server_mb + GROWN_MB
    most = max(look.supervisor_handles for look in looks[:3])
    assert max(look.supervisor_handles for look in looks) <= most + 2  # one more job, perhaps
    assert max(look.server_handles for look in looks) <= first.server_handles + 4
    assert max(look.supervisor_threads for look in looks) <= first.supervisor_threads
    assert max(look.zombies for look in looks) <= 1  # one that ends at the very moment of a look
