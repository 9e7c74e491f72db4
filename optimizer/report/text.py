"""How is a thing said in the reader's language? Message catalogues, numbers, money, times.

The messages in the code are English; ``locale/<language>/report.po`` holds the other
languages and is compiled in memory when a report is written, so that there is no build
step. Numbers and dates are formatted by Babel in the language's locale.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from optimizer.units import DAY, HOUR, MINUTE

__all__ = ["LANGUAGES", "N_", "Language"]

LANGUAGES = ("en", "sv")
"""Languages a report can be written in."""

_LOCALES = {"en": "en_GB", "sv": "sv_SE"}
_MONEY = {"en": "¤¤\u00a0#,##0", "sv": "#,##0\u00a0¤"}
_FOLDER = Path(__file__).parent / "locale"
_NBSP = "\u00a0"
_DASH = "–"
_WHOLE = 0.05


def N_(message: str) -> str:  # noqa: N802 - the name that message extractors know
    """Mark a message for the catalogues without translating it yet.

    Examples
    --------
    >>> N_("Routes")
    'Routes'
    """
    return message


@lru_cache(maxsize=8)
def _catalogue(code: str) -> NullTranslations:
    path = _FOLDER / code / "report.po"
    if not path.is_file():
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalogue = read_po(file, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


@dataclass(frozen=True, slots=True)
class Language:
    r"""Says messages, numbers and times in one language.

    Parameters
    ----------
    code : {"en", "sv"}
        Language of the report.

    Raises
    ------
    ValueError
        If there is no such language.

    Examples
    --------
    >>> sv = Language("sv")
    >>> sv.text("Trip {number}", number=2), sv.number(1234.5, 1)
    ('Tur 2', '1\xa0234,5')
    >>> sv.day(dt.date(2025, 11, 18)), sv.money(950.4)
    ('tisdag 18 november 2025, v. 47', '950\xa0kr')
    """

    code: str = "en"

    def __post_init__(self) -> None:
        if self.code not in LANGUAGES:
            raise ValueError(f"no language {self.code!r}; there are {', '.join(LANGUAGES)}")

    @property
    def locale(self) -> str:
        """Locale whose number and date forms are used."""
        return _LOCALES[self.code]

    def text(self, message: str, **values: object) -> str:
        """A message in this language, with its ``{values}`` put in."""
        said = _catalogue(self.code).gettext(message) if message else ""
        return said.format(**values) if values else said

    def plural(self, one: str, many: str, n: int) -> str:
        """A message about ``n`` things, with ``{n}`` put in."""
        return _catalogue(self.code).ngettext(one, many, n).format(n=self.number(n))

    def number(self, value: float, digits: int = 0) -> str:
        """A number with grouped thousands and a fixed number of decimals."""
        return _number(value, digits, self.locale)

    def slots(self, value: float) -> str:
        """A number of slots: whole, or with one decimal where it is not."""
        return self.number(value, 0 if abs(value - round(value)) < _WHOLE else 1)

    def money(self, sek: float, digits: int = 0) -> str:
        """An amount of money in whole kronor, or with decimals."""
        from babel.numbers import format_currency

        decimals = "." + "0" * digits if digits else ""
        return format_currency(
            round(sek, digits) + 0.0,
            "SEK",
            format=_MONEY[self.code].replace("##0", "##0" + decimals),
            locale=self.locale,
            currency_digits=False,
        )

    def percent(self, share: float, digits: int = 0) -> str:
        """A share of one as a percentage, in the language's own spacing."""
        return self.number(100 * share, digits) + (_NBSP if self.code == "sv" else "") + "%"

    def km(self, metres: float, digits: int = 1) -> str:
        """A distance in kilometres."""
        return f"{self.number(metres / 1000, digits)}{_NBSP}km"

    def kg(self, kilograms: float) -> str:
        """A weight in whole kilograms."""
        return f"{self.number(kilograms)}{_NBSP}kg"

    def time(self, seconds: float) -> str:
        """A time of day, to the minute begun; ``+1`` marks the day after."""
        days, rest = divmod(int(seconds), DAY)
        return _time(rest // MINUTE, self.locale) + (f"{_NBSP}+{days}" if days else "")

    def span(self, start: float, end: float) -> str:
        """Two times of day with a dash between."""
        return f"{self.time(start)}{_DASH}{self.time(end)}"

    def duration(self, seconds: float) -> str:
        """An amount of time in hours and minutes, to the nearest minute."""
        whole = round(seconds / MINUTE)
        hours, minutes = divmod(abs(whole), HOUR // MINUTE)
        sign = "−" if whole < 0 else ""
        if not hours:
            return f"{sign}{minutes}{_NBSP}min"
        return f"{sign}{self.number(hours)}{_NBSP}h{_NBSP}{minutes:02d}{_NBSP}min"

    def day(self, day: dt.date) -> str:
        """A date in words with its ISO week."""
        from babel.dates import format_date

        written = format_date(day, "EEEE d MMMM y", locale=self.locale)
        return self.text("{date}, week {week}", date=written, week=day.isocalendar().week)


@lru_cache(maxsize=65_536)
def _number(value: float, digits: int, locale: str) -> str:
    from babel.numbers import format_decimal

    rounded = round(value, digits) + 0.0
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(rounded, format=pattern, locale=locale)


@lru_cache(maxsize=2048)
def _time(minutes: int, locale: str) -> str:
    from babel.dates import format_time

    return format_time(dt.time(*divmod(minutes, 60)), "short", locale=locale)
