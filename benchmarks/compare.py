"""Has the search become worse? Answers of two runs, pair by pair.

A pair is one instance, one seed and the same limits in both runs; its difference is
(new - old) / old. Whether differences are chance is asked of Wilcoxon's signed rank test
[1]_, which asks nothing of their distribution; with several families its p-values are
corrected by Holm's method, so that many families do not make a false alarm likely.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from benchmarks.results import BenchmarkError, Result, Verdict
from benchmarks.significance import holm, p_greater

__all__ = ["ALL", "Comparison", "Group", "compare_results"]

ALL = "all"
"""Name of the group of all pairs."""

_LEVEL = 0.05
_FEWEST = 5
_NOISE = 1e-9
_Key = tuple[str, int, float | None, int | None, int]


@dataclass(frozen=True)
class Group:
    """What became of the pairs of a family, or of all.

    Parameters
    ----------
    family : str
        The family, or :data:`ALL`.
    n_pairs : int
        Pairs with an answer in both runs.
    better, worse : int
        Pairs where the new answer is better, and worse.
    gained, lost : int
        Answers that only the new run has, and only the old one.
    mean, median, worst : float
        Relative differences; positive is worse. [-]
    p_worse, p_better : float
        How likely differences this one-sided are by chance.
    verdict : str
        ``worse``, ``better``, ``lost answers``, ``no difference shown`` or ``too few pairs``.
    """

    family: str
    n_pairs: int
    better: int
    worse: int
    gained: int
    lost: int
    mean: float
    median: float
    worst: float
    p_worse: float
    p_better: float
    verdict: str = ""


@dataclass(frozen=True)
class Comparison:
    """Two runs compared.

    Parameters
    ----------
    old, new : str
        Engines compared.
    threshold : float
        Mean worsening that is accepted. [-]
    groups : tuple of Group
        Families, then all.
    n_unpaired : int
        Runs that only one side made.
    """

    old: str
    new: str
    threshold: float
    groups: tuple[Group, ...]
    n_unpaired: int

    columns = (
        "family", "pairs", "better", "worse", "gained", "lost", "mean %", "median %", "worst %",
        "p worse", "p better", "verdict",
    )  # fmt: skip

    @property
    def is_regression(self) -> bool:
        """Whether any group is worse, or has lost answers."""
        return any(group.verdict in ("worse", "lost answers") for group in self.groups)

    def cells(self) -> list[list[str | int | float]]:
        """Rows of the table, in full precision."""
        return [
            [
                group.family, group.n_pairs, group.better, group.worse, group.gained, group.lost,
                100 * group.mean, 100 * group.median, 100 * group.worst,
                group.p_worse, group.p_better, group.verdict,
            ]
            for group in self.groups
        ]  # fmt: skip

    def shown(self) -> list[list[str | int | float]]:
        """Rows of the table for people: gaps to a thousandth of a per cent."""
        return [
            [f"{cell:.4f}" if isinstance(cell, float) else cell for cell in row]
            for row in self.cells()
        ]

    def document(self) -> dict[str, object]:
        """All of it, for JSON."""
        return {
            "old": self.old,
            "new": self.new,
            "threshold": self.threshold,
            "is_regression": self.is_regression,
            "n_unpaired": self.n_unpaired,
            "groups": [asdict(group) for group in self.groups],
        }

    def talk(self) -> list[str]:
        """What to say of it besides the table."""
        lines = []
        if self.n_unpaired:
            lines.append(f"{self.n_unpaired} runs have no counterpart and are not compared.")
        told = "A regression" if self.is_regression else "No regression"
        lines.append(
            f"{told}: {self.new} against {self.old}, mean worsening of {100 * self.threshold:g} % "
            f"accepted, one-sided level {_LEVEL:g}."
        )
        return lines


def compare_results(
    old: Sequence[Result],
    new: Sequence[Result],
    *,
    engine: str,
    new_engine: str,
    threshold: float,
) -> Comparison:
    """Compare two runs.

    Parameters
    ----------
    old, new : sequence of Result
        Runs; of answers with one key the last counts.
    engine, new_engine : str
        Engine in the old run, and in the new one.
    threshold : float
        Mean relative worsening that is accepted. [-]

    Returns
    -------
    Comparison
        Families in the alphabet's order, then all.

    Raises
    ------
    BenchmarkError
        If there is nothing to compare.
    """
    before, after = _by_key(old, engine), _by_key(new, new_engine)
    common = sorted(before.keys() & after.keys(), key=str)
    if not common:
        raise BenchmarkError(
            f"nothing to compare: no instance was run by {engine} in OLD and by {new_engine} in "
            "NEW with one seed and equal limits"
        )
    families = sorted({before[key].family for key in common})
    groups = [
        _group(family, [(before[k], after[k]) for k in common if before[k].family == family])
        for family in families
    ]
    corrected_worse = holm([group.p_worse for group in groups])
    corrected_better = holm([group.p_better for group in groups])
    groups = [
        replace(group, p_worse=worse, p_better=better)
        for group, worse, better in zip(groups, corrected_worse, corrected_better, strict=True)
    ]
    if len(groups) > 1:
        groups.append(_group(ALL, [(before[key], after[key]) for key in common]))
    return Comparison(
        old=engine,
        new=new_engine,
        threshold=threshold,
        groups=tuple(replace(g, verdict=_verdict(g, threshold)) for g in groups),
        n_unpaired=len(before.keys() ^ after.keys()),
    )


def _by_key(results: Sequence[Result], engine: str) -> Mapping[_Key, Result]:
    return {
        (r.name, r.seed, r.time_limit_s, r.iteration_limit, r.jobs): r
        for r in results
        if r.engine == engine and r.verdict is not Verdict.UNSUPPORTED
    }


def _group(family: str, pairs: Sequence[tuple[Result, Result]]) -> Group:
    differences = []
    for old, new in pairs:
        if old.counts and new.counts and old.objective is not None and new.objective is not None:
            size = max(abs(old.objective), _NOISE)
            difference = (new.objective - old.objective) / size
            differences.append(0.0 if abs(difference) < _NOISE else difference)
    return Group(
        family=family,
        n_pairs=len(differences),
        better=sum(d < 0 for d in differences),
        worse=sum(d > 0 for d in differences),
        gained=sum(new.counts and not old.counts for old, new in pairs),
        lost=sum(old.counts and not new.counts for old, new in pairs),
        mean=statistics.fmean(differences) if differences else 0.0,
        median=statistics.median(differences) if differences else 0.0,
        worst=max(differences, default=0.0),
        p_worse=p_greater(differences),
        p_better=p_greater([-d for d in differences]),
    )


def _verdict(group: Group, threshold: float) -> str:
    if group.lost:
        return "lost answers"
    if group.mean > threshold and group.p_worse < _LEVEL:
        return "worse"
    if group.mean < -threshold and group.p_better < _LEVEL:
        return "better"
    if abs(group.mean) > threshold and group.better + group.worse < _FEWEST:
        return "too few pairs"
    return "no difference shown"
