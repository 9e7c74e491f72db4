"""On what was it measured? Processor, cores, system and Python, without names of hosts."""

from __future__ import annotations

import os
import platform
from pathlib import Path

__all__ = ["machine", "python"]


def machine() -> str:
    """Processor, cores that may be used, memory and system."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{_processor()}; {cores} cores{_memory()}; {platform.system()} {platform.release()}"


def python() -> str:
    """Interpreter and its version."""
    return f"{platform.python_implementation()} {platform.python_version()}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()


def _memory() -> str:
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        return ""
    return f"; {size / 2**30:.0f} GiB"
