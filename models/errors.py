"""What may a model raise? A caller's mistake is ``ValueError``; no answer is a status."""

from __future__ import annotations

__all__ = ["EngineError"]


class EngineError(RuntimeError):
    """A library crashed or broke its promise.

    Parameters
    ----------
    engine : str
        Name and version of the engine.
    size : str
        How large the problem was, in words.
    reason : str
        What happened.
    """

    def __init__(self, engine: str, size: str, reason: str) -> None:
        self.engine = engine
        self.size = size
        self.reason = reason
        super().__init__(f"{engine} failed on {size}: {reason}")
