"""How much of each article does each ward ask for, day by day?

Means follow the weekday, the holidays, July and the occupancy of the ward's beds; around
them demand is Poisson or negative binomial, taken in batches. Chance comes from uniform
draws alone, one stream for each ward and article, turned into pieces by comparing them with
sums of probabilities: another ward changes nothing, and another machine could do so only where
a draw lies within the last bit of such a sum.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from optimizer.calendar import eves, public_holidays
from optimizer.generate.draws import Draws

__all__ = ["OCCUPANCY", "day_factors", "occupancy", "pieces", "uniforms"]

Floats = npt.NDArray[np.float64]

OCCUPANCY = (0.80, 1.05)
"""Occupied beds over beds, bounds (DOMAIN section 2)."""

WEEKDAY_FACTORS: Mapping[str, tuple[float, ...]] = {
    "vard": (1.15, 1.05, 1.0, 1.0, 1.1, 0.45, 0.35),
    "iva": (1.02, 1.0, 1.0, 1.0, 1.02, 0.95, 0.95),
    "akut": (1.1, 1.0, 0.95, 0.95, 1.0, 1.0, 1.0),
    "op": (1.1, 1.05, 1.05, 1.0, 0.85, 0.1, 0.1),
    "mott": (1.15, 1.05, 1.0, 1.0, 0.85, 0.0, 0.0),
    "vc": (1.15, 1.05, 1.0, 1.0, 0.9, 0.0, 0.0),
    "ftv": (1.0, 1.05, 1.05, 1.0, 0.8, 0.0, 0.0),
}
"""Use on each weekday, Monday first, over that of a usual one: wards as in the region's
flows, the others assumed [A]. Holidays are like Sundays, eves like Saturdays. [-]"""

BEFORE_HOLIDAY = 1.2
"""Use on the day before a holiday or an eve [A: 1.2-1.4]. [-]"""

JULY = 0.75
"""Use in July, when little is planned: 20-30 % less; half of that in urgent care. [-]"""

_URGENT = frozenset({"iva", "akut"})
_PERSISTENCE, _SHOCK = 0.8, 0.06
"""Occupancy from day to day: what stays of yesterday's deviation, and the new one's bound."""

_NEGLIGIBLE = 1e-17
_SATURDAY, _SUNDAY, _WORKING_DAYS, _JULY_MONTH = 5, 6, 5, 7


@cache
def _weekday_like(day: dt.date) -> int:
    """The weekday whose use a day has."""
    if day in public_holidays(day.year):
        return _SUNDAY
    if day in eves(day.year) and day.weekday() < _WORKING_DAYS:
        return _SATURDAY
    return day.weekday()


def day_factors(kind: str, days: Sequence[dt.date]) -> Floats:
    """Mean use of each day over that of a usual weekday.

    Parameters
    ----------
    kind : str
        Kind of ward.
    days : sequence of date
        The days.

    Returns
    -------
    numpy.ndarray of float64, shape (n_days,)
        Factors. [-]

    Examples
    --------
    A Wednesday, Walpurgis Night, the First of May, Saturday:

    >>> spring = [dt.date(2026, 4, 29) + dt.timedelta(days=k) for k in range(4)]
    >>> day_factors("vard", spring).tolist()
    [1.2, 0.45, 0.35, 0.45]
    """
    weekday = WEEKDAY_FACTORS[kind]
    july = 1 - (1 - JULY) / 2 if kind in _URGENT else JULY
    factors = []
    for day in days:
        like, following = _weekday_like(day), day + dt.timedelta(days=1)
        factor = weekday[like]
        eve = like < _WORKING_DAYS and following.weekday() < _WORKING_DAYS
        if eve and _weekday_like(following) >= _WORKING_DAYS:
            factor *= BEFORE_HOLIDAY
        factors.append(factor * july if day.month == _JULY_MONTH else factor)
    return np.array(factors)


def occupancy(seed: int, ward: str, n_days: int) -> Floats:
    """Occupied beds of a ward from day to day, over their mean; what couples its articles.

    Examples
    --------
    >>> occupancy(1, "a", 1000).mean().round(1)
    np.float64(1.0)
    """
    middle = sum(OCCUPANCY) / 2
    shocks = (2 * Draws(seed, "occupancy", ward).many(n_days) - 1) * _SHOCK
    level, levels = 0.0, np.empty(n_days)
    for day, shock in enumerate(shocks):
        level = _PERSISTENCE * level + float(shock)
        levels[day] = min(max(middle + level, OCCUPANCY[0]), OCCUPANCY[1])
    return levels / middle


def uniforms(seed: int, pairs: Sequence[tuple[str, str]], n_days: int) -> Floats:
    """Uniform draws of each ward and article, by day.

    Returns
    -------
    numpy.ndarray of float64, shape (n_pairs, n_days)
        Values between 0 and 1.
    """
    drawn = np.empty((len(pairs), n_days))
    for row, (ward, item) in enumerate(pairs):
        drawn[row] = Draws(seed, "use", ward, item).many(n_days)
    return drawn


def pieces(uniform: Floats, mean: Floats, ratio: Floats) -> npt.NDArray[np.int32]:
    """Smallest numbers whose cumulative probability reaches the uniform draws.

    Parameters
    ----------
    uniform : numpy.ndarray of float64, shape (n_pairs, n_days)
        Values between 0 and 1.
    mean : numpy.ndarray of float64, shape (n_pairs, n_days)
        Means, at most some hundreds. [-]
    ratio : numpy.ndarray of float64, shape (n_pairs,)
        Variance over mean, 1 (Poisson) or more (negative binomial). [-]

    Returns
    -------
    numpy.ndarray of int32, shape (n_pairs, n_days)
        Draws from the distributions.

    Notes
    -----
    Probabilities follow p(0) = exp(-mean log(ratio) / (ratio - 1)) and
    p(k) = p(k - 1) (mean / ratio + (k - 1) (ratio - 1) / ratio) / k.

    Examples
    --------
    >>> pieces(np.array([[0.1, 0.5, 0.99]]), np.full((1, 3), 2.0), np.array([1.0])).tolist()
    [[0, 2, 6]]
    """
    over = ratio - 1
    decay = np.where(over > 0, np.log(ratio) / np.where(over > 0, over, 1), 1.0)
    probability = np.exp(-mean * decay[:, None])
    found = np.zeros(uniform.shape, dtype=np.int32)
    cells = np.flatnonzero(uniform > probability)
    wanted, p = uniform.ravel()[cells], probability.ravel()[cells]
    del probability
    row = cells // uniform.shape[1]
    first, more = mean.ravel()[cells] / ratio[row], over[row] / ratio[row]
    total, k = p.copy(), 0
    flat = found.ravel()
    while len(cells):
        k += 1
        p = p * (first + (k - 1) * more) / k
        total = total + p
        done = (total >= wanted) | ((p < _NEGLIGIBLE) & (k > first))
        flat[cells[done]] = k
        left = ~done
        cells, wanted, p = cells[left], wanted[left], p[left]
        first, more, total = first[left], more[left], total[left]
    return found
