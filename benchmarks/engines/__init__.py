"""Which engines are measured? Ours, and those that anybody can have for nothing.

Each runs in a process of its own on the same cores for the same wall time, which begins
when it is handed the instance: imports, start of further processes and building of models
count. ``guarded`` runs one, ``plain`` says which problems other libraries can express as
they stand, ``team`` lets an engine search with one process a core.
"""

from __future__ import annotations

import importlib
from typing import cast

from benchmarks.engines.answer import Answer, Engine, Listener, Trajectory

__all__ = [
    "ENGINES",
    "INVENTORY_ENGINES",
    "Answer",
    "Engine",
    "Listener",
    "Trajectory",
    "engine",
]

ENGINES = {
    "wardflow": "benchmarks.engines.wardflow",
    "pyvrp_default": "benchmarks.engines.pyvrp_default",
    "ortools_gls": "benchmarks.engines.ortools_gls",
    "vroom": "benchmarks.engines.vroom",
}
"""Module of each engine."""

INVENTORY_ENGINES = {"wardflow": "benchmarks.engines.wardflow_inventory"}
"""Module of each engine that answers inventory routing; of the others none does."""


def engine(name: str, *, inventory: bool = False) -> Engine:
    """Engine of a name, or of a module that promises what an engine does.

    Parameters
    ----------
    name : str
        A key of :data:`ENGINES`, or the dotted name of a module.
    inventory : bool
        Whether inventory routing is asked.

    Returns
    -------
    Engine
        The module.

    Raises
    ------
    ValueError
        If there is no such engine.

    Examples
    --------
    >>> engine("wardflow").NAME
    'wardflow'
    """
    module = (INVENTORY_ENGINES if inventory else ENGINES).get(name, name)
    if module == name and "." not in name:
        raise ValueError(f"no engine {name!r}; there are {', '.join(ENGINES)}")
    try:
        return cast("Engine", importlib.import_module(module))
    except ModuleNotFoundError as error:
        if error.name is not None and module.startswith(error.name):
            raise ValueError(f"no engine {name!r}; there are {', '.join(ENGINES)}") from None
        raise
