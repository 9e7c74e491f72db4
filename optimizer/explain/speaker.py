"""How are numbers, money, shares and weekdays said in a sentence?"""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.explain.words import LANGUAGES, WORDS
from optimizer.ward_stores import WEEKDAYS, Weekday

__all__ = ["Speaker"]

_LOCALES = {"en": "en_GB", "sv": "sv_SE"}
_WHOLE_FROM = 10
_NEARLY_ALL = 0.999


class Speaker:
    r"""Says phrases in one language.

    Parameters
    ----------
    lang : str
        One of ``LANGUAGES``.

    Raises
    ------
    ValueError
        If there is no such language.

    Examples
    --------
    >>> sv = Speaker("sv")
    >>> sv.number(4.25), sv.percent(0.9876), sv.money(1200), sv.weekdays(["mon", "thu"])
    ('4,2', '98,8\xa0%', '1\xa0200\xa0kr', 'på måndagar och torsdagar')
    """

    def __init__(self, lang: str) -> None:
        if lang not in LANGUAGES:
            raise ValueError(f"no language {lang!r}; there are {', '.join(LANGUAGES)}")
        self._words = WORDS[lang]
        self._locale = _LOCALES[lang]
        self._percent = "#,##0.#\u00a0%" if lang == "sv" else "#,##0.#%"

    def say(self, key: str, **values: object) -> str:
        """A phrase with its values put in."""
        return self._words[key].format(**values)

    def number(self, value: float) -> str:
        """Whole from ten on, else with a decimal where there is one."""
        from babel.numbers import format_decimal

        pattern = "#,##0" if value >= _WHOLE_FROM else "#,##0.#"
        return format_decimal(value, format=pattern, locale=self._locale)

    def money(self, sek: float) -> str:
        """An amount of money, with öre where there are any."""
        from babel.numbers import format_decimal

        pattern = "#,##0" if sek == round(sek) else "#,##0.00"
        return self.say("sek", amount=format_decimal(sek, format=pattern, locale=self._locale))

    def percent(self, share: float) -> str:
        """A share with one decimal, never rounded up to everything."""
        from babel.numbers import format_percent

        shown = share if share >= 1 else min(share, _NEARLY_ALL)
        return format_percent(shown, format=self._percent, locale=self._locale)

    def days(self, n: int) -> str:
        """A number of days."""
        return self.say("day") if n == 1 else self.say("days", n=self.number(n))

    def weekdays(self, days: Iterable[Weekday | str]) -> str:
        """Weekdays on which something happens every week."""
        from babel.dates import get_day_names
        from babel.lists import format_list

        wanted = set(days)
        if wanted == set(WEEKDAYS):
            return self.say("every day")
        names = get_day_names("wide", locale=self._locale)
        told = [
            self.say("weekday", name=names[i]) for i, day in enumerate(WEEKDAYS) if day in wanted
        ]
        return self.say("on weekdays", days=format_list(told, locale=self._locale))
