"""How are the rules that leave an order out said in the reader's language?

A plan states them in English, as ``optimizer.translate.reasons`` words them. Sentences of
those forms are said anew; anything else, from whatever source, stays as it is written.
"""

from __future__ import annotations

import re
from functools import lru_cache

from optimizer.report.text import N_, Language

__all__ = ["rule_detail"]

_FORMS = (
    N_("flow {flow} requires {word}, which no vehicle has"),
    N_("site {site} requires {word}, which no vehicle has"),
    N_("no vehicle type may enter site {site}"),
    N_("no vehicle type meets all of its rules at once"),
)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (form, re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(form))))
        for form in _FORMS
    )


def rule_detail(detail: str, say: Language) -> str:
    """The detail of an unserved order in the reader's language, as far as its form is known.

    Parameters
    ----------
    detail : str
        As the plan has it: sentences with semicolons between.
    say : Language
        Language of the reader.

    Returns
    -------
    str
        The same, said anew.

    Examples
    --------
    >>> rule_detail("no vehicle type may enter site lerum; by hand", Language("sv"))
    'ingen fordonstyp får köra in till platsen lerum; by hand'
    """
    return "; ".join(_said(part, say) for part in detail.split("; "))


def _said(sentence: str, say: Language) -> str:
    for form, pattern in _patterns():
        found = pattern.fullmatch(sentence)
        if found:
            return say.text(form, **found.groupdict())
    return sentence
