"""How much memory does a process hold, with all its children?"""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["group_mb"]

_PROC = Path("/proc")
_GROUP, _RESIDENT = 2, 21


def group_mb(group: int) -> float | None:
    """Resident memory of all processes of a process group. [MiB]

    Parameters
    ----------
    group : int
        Number of the group.

    Returns
    -------
    float or None
        Pages that processes share are counted once each; None where the system does not say.

    Examples
    --------
    >>> group_mb(-1) in (0.0, None)
    True
    """
    if not (_PROC / "self" / "stat").exists():
        return None
    page = os.sysconf("SC_PAGE_SIZE")
    pages = 0
    for entry in _PROC.iterdir():
        if not entry.name.isdigit():
            continue
        try:
            text = (entry / "stat").read_text()
        except (OSError, UnicodeDecodeError):
            continue  # it has ended meanwhile
        # The name in parentheses may hold anything, blanks included.
        fields = text[text.rindex(")") + 2 :].split()
        if int(fields[_GROUP]) == group:
            pages += int(fields[_RESIDENT])
    return pages * page / 2**20
