"""The sentence: what Wardflow does, each verb on one page. Read this first.

``plan_day``: validate, measure, pose, solve, read back, check, count. A plan with a
violation is never handed out as a plan.
"""

from optimizer.service.day import (
    DayPlan,
    Limits,
    OwnFaultError,
    Progress,
    ProgressListener,
    plan_day,
)

__all__ = ["DayPlan", "Limits", "OwnFaultError", "Progress", "ProgressListener", "plan_day"]
