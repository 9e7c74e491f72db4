"""Is every verb found under its name, and is no more loaded than it needs?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from optimizer import service

ROOT = Path(__file__).parents[2]


def test_every_name_that_is_promised_is_found() -> None:
    for name in service.__all__:
        assert getattr(service, name).__name__ == name or name.endswith("Listener")
    with pytest.raises(AttributeError, match="plan_night"):
        service.plan_night  # noqa: B018


def test_a_plan_for_a_day_loads_nothing_of_inventory() -> None:
    code = (
        "import sys; from optimizer.service import plan_day; "
        "import optimizer.formats.scenario_io, optimizer.formats.plan_io; "
        "ours = [*map('optimizer.'.__add__, ('level_plan', 'horizon_plan', 'visit_plan'))]; "
        "print([n for n in sys.modules if n.startswith('models.inventory') or n in ours])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_kernels_do_not_load_linear_algebra_and_leave_it_to_others() -> None:
    code = (
        "import sys; import models.kernels; print('scipy.linalg' in sys.modules); "
        "import scipy.linalg.cython_blas as blas; print(blas is not None)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True"]
