"""Which tests does one worker run after another? And no test looks at the clock.

Where tests are run by several workers, those of a file stay together, so that what a file
makes once is made once. All that sets or simulates levels stays together too: its kernels
take a minute of compiling, which two workers would do at the same time, for each other.
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

_KERNELS_OF_LEVELS = re.compile(
    r"models/inventory/"
    r"|tests/mathematics/test_inventory_"
    r"|tests/service/test_(check_levels|cli_levels|horizon|levels_service|replenish|simulation"
    r"|visits|report_level_pictures)"
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadFileScheduling | None:
    """One file after another to whoever is free; the kernels of levels first, to one worker."""
    if config.getoption("dist") != "load":
        return None  # another way was asked for
    from xdist.scheduler import LoadFileScheduling

    class ByKernels(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            kernels = _KERNELS_OF_LEVELS.match(nodeid)
            return "kernels of levels" if kernels else str(super()._split_scope(nodeid))

    return ByKernels(config, log)
