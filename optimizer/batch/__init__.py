"""Many jobs, unattended: how does each get its due, and none harm another? Start with ``run``.

``manifest`` reads what is asked for, ``keys`` says what is done already, ``run`` hands out,
``executor`` and ``dask_executor`` run side by side, ``attempt`` watches over one process,
``fork_server``, ``zygote`` and ``child`` start it, ``place`` keeps results whole, ``journal``
remembers, ``summary`` tells.
"""

from optimizer.batch.job import GOOD, Job, JobLimits, Record, State
from optimizer.batch.manifest import read_manifest
from optimizer.batch.summary import Summary, summarise

__all__ = ["GOOD", "Job", "JobLimits", "Record", "State", "Summary", "read_manifest", "summarise"]
