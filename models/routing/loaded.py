"""What does a search need at hand before it can begin? Importing this module loads it all.

Kernels are loaded only where they have been made: to make them takes a good part of a minute.
"""

from __future__ import annotations

import gc
import importlib

from models.routing import ruin

__all__: list[str] = []

for _name in ("models.routing.rounds", "models.routing.with_pyvrp.data", "pyvrp"):
    importlib.import_module(_name)
if ruin.is_ready():
    ruin.prepare()
# What is collected in a fork must be copied first: none of this ever is garbage.
gc.freeze()
