"""How much would have been used had the shelf not been empty? Means from censored days.

On a day with a stock-out the pieces issued are only the least that was asked for. The
expectation-maximisation algorithm replaces them by what the demand is expected to be, given
that it was at least that much, and estimates anew, until nothing moves.
"""

from __future__ import annotations

from models.inventory.kernels import kernel
from models.inventory.problem import Floats, Whole, Yes

__all__ = ["expected_beyond", "means_with_hidden_demand"]

_NEGLIGIBLE = 1e-10
_MAX_ROUNDS = 200
_SETTLED = 1e-5
_MOST_HIDDEN = 20.0
"""A mean is at most so many times what was seen a day: where (nearly) every day is censored
the likelihood rises for ever."""
_MOST_SCATTER = 3.0
"""A ratio is at most so many times what it is with the pieces issued for the demand: what lies
beyond a stock-out grows with the square of the ratio, and few other days hold it down."""


@kernel
def expected_beyond(least: int, mean: float, ratio: float) -> tuple[float, float]:
    """Mean and mean square of a day's demand that is at least so much.

    Parameters
    ----------
    least : int
        Demand is known to be at least this. [pieces]
    mean : float
        Mean demand of the day, positive. [pieces]
    ratio : float
        Variance over mean: Poisson at 1, above it negative binomial. [pieces]

    Returns
    -------
    first, second : float
        E[D | D >= least] and E[D^2 | D >= least]. [pieces, pieces^2]

    Notes
    -----
    Sums the probabilities from the mode outwards, relative to the greatest, so that neither
    tails nor large means underflow.

    Examples
    --------
    >>> first, second = expected_beyond(2, 0.1, 1.0)
    >>> round(first, 4), round(second, 4)
    (2.0339, 4.1712)
    """
    spread = ratio - 1.0
    # f(k + 1) / f(k) = (a + b k) / (k + 1) for both families (Panjer's class).
    b = spread / ratio
    a = mean / ratio
    top = least
    mode = int((a - 1.0) / (1.0 - b)) + 1 if a > 1.0 else 0
    if mode > top:
        top = mode
    mass = 1.0
    first = float(top)
    second = float(top) * top
    term = 1.0
    k = top
    while term > _NEGLIGIBLE:
        term *= (a + b * k) / (k + 1)
        k += 1
        mass += term
        first += k * term
        second += k * k * term
    term = 1.0
    k = top
    while k > least and term > _NEGLIGIBLE:
        term *= k / (a + b * (k - 1))
        k -= 1
        mass += term
        first += k * term
        second += k * k * term
    return first / mass, second / mass


@kernel
def means_with_hidden_demand(
    start: Whole,
    least: Whole,
    factor: Floats,
    known: Floats,
    exposure: Floats,
    squares: Floats,
    cross: Floats,
    seen_factors: Floats,
    all_factors: Floats,
    free: Yes,
    mean: Floats,
    ratio: Floats,
    firsts: Floats,
    seconds: Floats,
    missing: Floats,
) -> None:
    """Estimate means, and ratios where they are free, of pairs with censored days.

    Parameters
    ----------
    start : int, shape (n + 1,)
        Censored days of pair i are ``start[i]`` to ``start[i + 1]``.
    least : int, shape (n_hidden,)
        Pieces issued on each censored day. [pieces]
    factor : float, shape (n_hidden,)
        Weekday factor of each censored day. [-]
    known : float, shape (n,)
        Pieces on uncensored days. [pieces]
    exposure : float, shape (n,)
        Sum of the factors of all days. [days]
    squares, cross : float, shape (n,)
        Sums over uncensored days of pieces squared, and of pieces times factor.
    seen_factors, all_factors : float, shape (n,)
        Sums of squared factors over uncensored days and over all days.
    free : bool, shape (n,)
        Whether the ratio is estimated too, from 1 upwards; elsewhere it stays as it is given.
    mean, ratio : float, shape (n,)
        Changed in place: from first guesses to estimates. [pieces / day, pieces]
    firsts, seconds : float, shape (n_hidden,)
        Filled in: expected demand and its square on each censored day.
    missing : float, shape (n,)
        Filled in: share of the information on the mean that censoring took. [-]

    Notes
    -----
    Solves (I.34) of docs/models/inventory.md.
    """
    for i in range(len(known)):
        issued = known[i]
        for row in range(start[i], start[i + 1]):
            issued += least[row]
        most = _MOST_HIDDEN * issued / exposure[i]
        m = max(mean[i], issued / exposure[i])
        v = ratio[i]
        most_v = v
        freedom = exposure[i] - all_factors[i] / exposure[i]
        if free[i] and m > 0.0 and freedom > 0.0:
            scatter = squares[i] - 2.0 * m * cross[i] + m * m * seen_factors[i]
            for row in range(start[i], start[i + 1]):
                scatter += (least[row] - m * factor[row]) ** 2
            most_v = max(1.0, _MOST_SCATTER * scatter / (m * freedom))
            v = 1.0
        for _ in range(_MAX_ROUNDS):
            if m <= 0.0:
                break
            total = known[i]
            scatter = squares[i] - 2.0 * m * cross[i] + m * m * seen_factors[i]
            for row in range(start[i], start[i + 1]):
                day_mean = m * factor[row]
                if day_mean <= 0.0:
                    first = float(least[row])
                    second = first * first
                else:
                    first, second = expected_beyond(least[row], day_mean, v)
                firsts[row] = first
                seconds[row] = second
                total += first
                scatter += second - 2.0 * day_mean * first + day_mean * day_mean
            new_m = min(total / exposure[i], most)
            new_v = v
            if free[i]:
                new_v = max(1.0, scatter / (new_m * freedom)) if freedom > 0.0 else 1.0
                new_v = min(new_v, most_v)
            settled = abs(new_m - m) <= _SETTLED * m and abs(new_v - v) <= _SETTLED * v
            m, v = new_m, new_v
            if settled:
                break
        mean[i] = m
        ratio[i] = v
        missing[i] = 0.0
        if m > 0.0:
            step = 1e-4 * m
            change = 0.0
            for row in range(start[i], start[i + 1]):
                if factor[row] > 0.0:
                    above, _ = expected_beyond(least[row], (m + step) * factor[row], v)
                    below, _ = expected_beyond(least[row], (m - step) * factor[row], v)
                    change += above - below
            missing[i] = min(0.99, max(0.0, change / (2.0 * step * exposure[i])))
