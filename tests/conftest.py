"""Which tests does one worker run after another? And no test looks at the clock.

Where tests are run by several workers, those of a file stay together, so that what a file
makes once is made once. Files that call the same kernels stay together too: the kernels take
a minute of compiling, which two workers would otherwise do both, at the same time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from xdist.scheduler import LoadFileScheduling

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

_KERNELS = {
    "levels": re.compile(
        r"models/inventory/"
        r"|tests/mathematics/test_inventory_"
        r"|tests/service/test_(check_levels|cli_levels|gap_levels|levels_service|replenish"
        r"|simulation|visits|report_shelf_replay)"
    ),
    "inventory routing": re.compile(
        r"models/inventory_routing/|tests/mathematics/test_irp_|tests/service/test_\w*horizon"
        r"|tests/harness/test_inventory_bench"
    ),
    "routes": re.compile(
        r"models/routing/(column|labels|prove|pricing|ruin)"
        r"|tests/mathematics/test_(column|labels|prove|pricing|ruin)"
    ),
}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadFileScheduling | None:
    """One file after another to whoever is free; the most tests of the same kernels first."""
    if config.getoption("dist") != "load":
        return None  # another way was asked for
    from xdist.scheduler import LoadFileScheduling

    class ByKernels(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            for kernels, files in _KERNELS.items():
                if files.match(nodeid):
                    return kernels
            return str(super()._split_scope(nodeid))

    return ByKernels(config, log)
