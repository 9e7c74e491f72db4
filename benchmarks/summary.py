"""What do results say in numbers? Gaps, primal integrals, profiles, curves.

A gap is taken to the best known value; where there is none, to the best verified answer among
the results at hand. The primal gap of a moment is the gap of the best solution then, 1 while
there is none, and never more than 1 [1]_; its mean over the time given is the primal integral
per unit of time: 0 would be the best value at once, 1 nothing at all.

References
----------
.. [1] T. Berthold (2013), Measuring the impact of primal heuristics, Operations Research
   Letters 41(6), 611-614, doi:10.1016/j.orl.2013.08.007.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import numpy as np

from benchmarks.results import Result, Verdict

__all__ = [
    "Summary",
    "beats",
    "convergence",
    "gap_of",
    "primal_gap_at",
    "primal_integral",
    "profile",
    "reaches",
    "references",
    "rounding",
    "summarise",
]

_SAME = 1e-9
_PUBLISHED = 1e-5


@dataclass(frozen=True)
class Summary:
    """What some runs of an engine are worth.

    Parameters
    ----------
    n_runs : int
        Runs of instances that it can express.
    n_answers : int
        Verified answers.
    mean, median, worst : float or None
        Gaps of the answers. [-]
    integral : float or None
        Mean primal integral per unit of time; 1 for runs without an answer. [-]
    n_best : int
        Answers as good as the best known value, or the best here where none is known.
    seconds : float or None
        Mean wall time. [s]
    peak_mb : float or None
        Most memory. [MiB]
    """

    n_runs: int
    n_answers: int
    mean: float | None
    median: float | None
    worst: float | None
    integral: float | None
    n_best: int
    seconds: float | None
    peak_mb: float | None


def references(results: Iterable[Result]) -> dict[str, float]:
    """What gaps are measured against: best known, or else the best answer here.

    Parameters
    ----------
    results : iterable of Result
        All results at hand.

    Returns
    -------
    dict of str to float
        By family and name; an instance without either is not in it.
    """
    known: dict[str, float] = {}
    found: dict[str, float] = {}
    for result in results:
        if result.best_known is not None:
            known[result.name] = result.best_known
        if result.counts and result.objective is not None:
            found[result.name] = min(found.get(result.name, result.objective), result.objective)
    return found | known


def gap_of(result: Result, reference: Mapping[str, float]) -> float | None:
    """Gap of a verified answer; None where there is nothing to measure. [-]"""
    if not result.counts or result.objective is None or result.name not in reference:
        return None
    best = reference[result.name]
    return (result.objective - best) / abs(best) if best else None


def rounding(best: float) -> float:
    """How far a published value may be from the true one for its decimals alone.

    Parameters
    ----------
    best : float
        The value; whole ones are taken as exact.

    Returns
    -------
    float
        Half a unit of its last decimal, but no more than a hundred-thousandth of it.

    Examples
    --------
    >>> rounding(27591.0)
    0.0
    >>> rounding(554.4686)
    5e-05
    """
    decimals = -int(Decimal(repr(best)).normalize().as_tuple().exponent)
    return min(0.5 * 10.0**-decimals, _PUBLISHED * abs(best)) if decimals > 0 else 0.0


def reaches(result: Result, best: float) -> bool:
    """Whether a verified answer is as good as a published value, or better."""
    if not result.counts or result.objective is None:
        return False
    return result.objective <= best + rounding(best) + _SAME * abs(best)


def beats(result: Result, best: float) -> bool:
    """Whether a verified answer is better than a published value by more than its rounding."""
    if not result.counts or result.objective is None:
        return False
    return result.objective < best - rounding(best) - _SAME * abs(best)


def primal_gap_at(result: Result, best: float, seconds: float) -> float:
    """Primal gap at a moment of a run.

    Parameters
    ----------
    result : Result
        The run; one without a verified answer has gap 1 throughout.
    best : float
        What it is measured against.
    seconds : float
        The moment. [s]

    Returns
    -------
    float
        Between 0 and 1.
    """
    if not result.counts or result.objective is None:
        return 1.0
    told = [objective for at, objective in result.trajectory if at <= seconds]
    if not told:
        return 1.0 if seconds < result.seconds else _primal_gap(result.objective, best)
    # The engine's own words, but never better than what was verified.
    return _primal_gap(max(min(told), result.objective), best)


def _primal_gap(objective: float, best: float) -> float:
    size = max(abs(objective), abs(best))
    return min(1.0, max(0.0, objective - best) / size) if size else 0.0


def primal_integral(result: Result, best: float) -> float:
    """Mean primal gap over the time that was given, exactly.

    Parameters
    ----------
    result : Result
        The run.
    best : float
        What it is measured against.

    Returns
    -------
    float
        Between 0 and 1.
    """
    if not result.counts or result.objective is None:
        return 1.0
    whole = result.time_limit_s or result.seconds
    if whole <= 0:
        return _primal_gap(result.objective, best)
    moments = sorted({0.0, whole, *(at for at, _ in result.trajectory), result.seconds})
    moments = [moment for moment in moments if moment <= whole]
    area = sum(
        primal_gap_at(result, best, start) * (end - start) for start, end in pairwise(moments)
    )
    return area / whole


def summarise(results: Sequence[Result], reference: Mapping[str, float]) -> Summary:
    """Summary of one engine's runs.

    Parameters
    ----------
    results : sequence of Result
        Of one engine; those it cannot express are left out.
    reference : mapping of str to float
        See :func:`references`.

    Returns
    -------
    Summary
        With None where there is nothing to take a mean of.
    """
    runs = [result for result in results if result.verdict is not Verdict.UNSUPPORTED]
    gaps = [gap for run in runs if (gap := gap_of(run, reference)) is not None]
    integrals = [primal_integral(r, reference[r.name]) for r in runs if r.name in reference]
    peaks = [run.peak_mb for run in runs if run.peak_mb is not None]
    return Summary(
        n_runs=len(runs),
        n_answers=sum(run.counts for run in runs),
        mean=statistics.fmean(gaps) if gaps else None,
        median=statistics.median(gaps) if gaps else None,
        worst=max(gaps, default=None),
        integral=statistics.fmean(integrals) if integrals else None,
        n_best=sum(run.name in reference and reaches(run, reference[run.name]) for run in runs),
        seconds=statistics.fmean(run.seconds for run in runs) if runs else None,
        peak_mb=max(peaks, default=None),
    )


def profile(
    results: Sequence[Result], reference: Mapping[str, float], gaps: Sequence[float]
) -> list[float]:
    """Share of runs whose gap is at most this, for each of some gaps.

    Parameters
    ----------
    results : sequence of Result
        Of one engine; runs without an answer count as beyond every gap, and those that it
        cannot express are left out.
    reference : mapping of str to float
        See :func:`references`.
    gaps : sequence of float
        Rising. [-]

    Returns
    -------
    list of float
        Rising, between 0 and 1.
    """
    runs = [result for result in results if result.verdict is not Verdict.UNSUPPORTED]
    found = [gap_of(run, reference) for run in runs]
    reached = np.array([gap for gap in found if gap is not None])
    return [float((reached <= gap + _SAME).sum()) / max(1, len(runs)) for gap in gaps]


def convergence(
    results: Sequence[Result], reference: Mapping[str, float], moments: Sequence[float]
) -> list[float]:
    """Mean primal gap at each of some moments.

    Parameters
    ----------
    results : sequence of Result
        Of one engine; those it cannot express are left out.
    reference : mapping of str to float
        See :func:`references`.
    moments : sequence of float
        Rising. [s]

    Returns
    -------
    list of float
        Falling, between 0 and 1; empty where there is no run to take the mean of.
    """
    runs = [
        result
        for result in results
        if result.verdict is not Verdict.UNSUPPORTED and result.name in reference
    ]
    if not runs:
        return []
    return [
        statistics.fmean(primal_gap_at(run, reference[run.name], moment) for run in runs)
        for moment in moments
    ]
