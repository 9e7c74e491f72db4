"""Why this min and this max? Three plain sentences for the people on the ward."""

from optimizer.explain.level import explain_level
from optimizer.explain.words import LANGUAGES

__all__ = ["LANGUAGES", "explain_level"]
