"""Is a plan true? The independent checker of rules R1 to R13 of ``docs/plan-rules.md``.

Each module judges one subject: `references`, `timing`, `loads`, `hygiene`, `access`,
`completeness`, `cost`. They ask `facts`, and `checker` puts the verdict together.
"""

from optimizer.check.checker import Verdict, check

__all__ = ["Verdict", "check"]
