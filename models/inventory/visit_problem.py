"""What is asked of the calendar, and what is answered: arrays over wards and patterns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.inventory.problem import N_WEEKDAYS, Floats, Whole, Yes

__all__ = ["VisitDays", "VisitDaysProblem", "judge", "levelling"]

_ROUNDING = 1e-6


@dataclass(frozen=True, eq=False)
class VisitDaysProblem:
    """Each ward gets one weekday pattern.

    Parameters
    ----------
    cost : float, shape (n_wards, n_patterns)
        Cost of the ward with the pattern: stock, lines, shortages, visits; infinite where
        the pattern is not possible. [SEK / week]
    patterns : bool, shape (n_patterns, 7)
        Weekdays with delivery, Monday first.
    lines, carriers : float, shape (n_wards, n_patterns, 7)
        Mean order lines and load carriers on each weekday; 0 on days without delivery.
    today : int, shape (n_wards,)
        Today's pattern; -1 for a ward that has none and whose pattern is no change.
    lines_capacity, carriers_capacity : float, shape (7,)
        What warehouse and fleet can do on each weekday; infinite where not limited.
    max_changes : int or None
        Most wards whose pattern may differ from today's. [wards]
    cost_allowance : float
        How much of the least cost may be spent on levelling the week. [-]

    Raises
    ------
    ValueError
        If shapes do not agree, a number is out of range, a ward has no possible pattern or
        an impossible one today, or there is load on a day without delivery.
    """

    cost: Floats
    patterns: Yes
    lines: Floats
    carriers: Floats
    today: Whole
    lines_capacity: Floats
    carriers_capacity: Floats
    max_changes: int | None = None
    cost_allowance: float = 0.001

    def __post_init__(self) -> None:
        n_wards, n_patterns = self.cost.shape
        loads = (self.lines, self.carriers)
        capacities = (self.lines_capacity, self.carriers_capacity)
        if (
            self.patterns.shape != (n_patterns, N_WEEKDAYS)
            or any(load.shape != (n_wards, n_patterns, N_WEEKDAYS) for load in loads)
            or any(capacity.shape != (N_WEEKDAYS,) for capacity in capacities)
            or self.today.shape != (n_wards,)
        ):
            raise ValueError("shapes do not agree with cost (n_wards, n_patterns) and seven days")
        if any(not np.isfinite(load).all() or (load < 0).any() for load in loads):
            raise ValueError("lines and carriers are finite and not negative")
        if any((load * ~self.patterns).any() for load in loads):
            raise ValueError("there is load on a day without delivery")
        # Written so that not-a-number fails as well.
        if not (self.cost >= 0).all() or not all((c >= 0).all() for c in capacities):
            raise ValueError("costs and capacities are not negative")
        if not 0 <= self.cost_allowance < np.inf or (self.max_changes or 0) < 0:
            raise ValueError("the allowance is finite, and neither it nor max_changes negative")
        if n_wards and (self.today.min() < -1 or self.today.max() >= n_patterns):
            raise ValueError("today names patterns by index, or -1")
        if not np.isfinite(self.cost).any(axis=1).all():
            raise ValueError("every ward has at least one possible pattern")
        known = np.flatnonzero(self.today >= 0)
        if not np.isfinite(self.cost[known, self.today[known]]).all():
            raise ValueError("today's pattern is possible")

    @property
    def open_days(self) -> Yes:
        """Weekdays of which any ward could have a delivery, shape (7,)."""
        possible = np.isfinite(self.cost).any(axis=0)
        return np.asarray(self.patterns[possible].any(axis=0))

    @property
    def n_wards(self) -> int:
        """Number of wards."""
        return len(self.cost)


@dataclass(frozen=True, eq=False)
class VisitDays:
    """Patterns of all wards, and what the week then carries.

    Parameters
    ----------
    pattern : int, shape (n_wards,)
        Pattern of each ward.
    changed : bool, shape (n_wards,)
        Whether it differs from today's.
    cost : float
        Cost of all wards. [SEK / week]
    lines, carriers : float, shape (7,)
        Load of each weekday. [lines, carriers]
    lines_short, carriers_short : float, shape (7,)
        Load above the capacity of each weekday. [lines, carriers]
    least_cost : float
        Cost before levelling, nan where it was not asked for. [SEK / week]
    """

    pattern: Whole
    changed: Yes
    cost: float
    lines: Floats
    carriers: Floats
    lines_short: Floats
    carriers_short: Floats
    least_cost: float = float("nan")

    def shortfall(self, problem: VisitDaysProblem) -> float:
        """Load above capacity, each resource in weekdays' worth of its mean capacity.

        Parameters
        ----------
        problem : VisitDaysProblem
            What was asked.

        Returns
        -------
        float
            What (I.85) makes least; 0 where every weekday suffices. [days]
        """
        return float(
            self.lines_short.sum() / unit(problem.lines_capacity)
            + self.carriers_short.sum() / unit(problem.carriers_capacity)
        )


def unit(capacity: Floats) -> float:
    """Mean of the capacities that there are, 1 where there is none.

    Parameters
    ----------
    capacity : float, shape (7,)
        By weekday, infinite where not limited.

    Returns
    -------
    float
        Positive, in the unit of the capacity.

    Examples
    --------
    >>> unit(np.array([10.0, 20.0, 0.0, 0.0, np.inf, np.inf, np.inf])), unit(np.full(7, np.inf))
    (15.0, 1.0)
    """
    real = capacity[np.isfinite(capacity) & (capacity > 0)]
    return float(real.mean()) if len(real) else 1.0


def judge(problem: VisitDaysProblem, pattern: npt.ArrayLike) -> VisitDays:
    """Count what a choice of patterns costs and carries.

    Parameters
    ----------
    problem : VisitDaysProblem
        What is asked.
    pattern : array_like of int, shape (n_wards,)
        Pattern of each ward.

    Returns
    -------
    VisitDays
        With plain sums; whatever an engine said of the choice is not looked at.

    Raises
    ------
    ValueError
        If a ward has no pattern, or an impossible one.

    Examples
    --------
    >>> week = np.zeros((1, 2, 7)); week[0, 0, 0] = week[0, 1, 3] = 5.0
    >>> problem = VisitDaysProblem(
    ...     np.array([[10.0, 12.0]]), week[0] > 0, week, week / 5, np.array([0]),
    ...     lines_capacity=np.full(7, 4.0), carriers_capacity=np.full(7, np.inf))
    >>> found = judge(problem, [1])
    >>> found.cost, found.changed.tolist(), found.lines_short.tolist()
    (12.0, [True], [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0])
    """
    chosen = np.asarray(pattern, dtype=np.int64)
    wards = np.arange(problem.n_wards)
    if chosen.shape != wards.shape or ((chosen < 0) | (chosen >= len(problem.patterns))).any():
        raise ValueError("each ward gets one of the patterns")
    costs = problem.cost[wards, chosen]
    if not np.isfinite(costs).all():
        raise ValueError("a ward gets a pattern that is not possible for it")
    lines = problem.lines[wards, chosen].sum(axis=0)
    carriers = problem.carriers[wards, chosen].sum(axis=0)
    return VisitDays(
        pattern=chosen,
        changed=(problem.today >= 0) & (chosen != problem.today),
        cost=float(costs.sum()),
        lines=lines,
        carriers=carriers,
        lines_short=_above(lines, problem.lines_capacity),
        carriers_short=_above(carriers, problem.carriers_capacity),
    )


def _above(load: Floats, capacity: Floats) -> Floats:
    """Load above capacity; what rounding alone puts above it is none."""
    with np.errstate(invalid="ignore"):
        return np.where(load > capacity * (1 + _ROUNDING) + _ROUNDING, load - capacity, 0.0)


def levelling(load: npt.ArrayLike, open_days: npt.ArrayLike | None = None) -> float:
    """Busiest weekday over the mean of the weekdays on which there may be deliveries.

    Parameters
    ----------
    load : array_like of float, shape (7,)
        Lines or carriers by weekday.
    open_days : array_like of bool, shape (7,), optional
        Weekdays that count, as :attr:`VisitDaysProblem.open_days`; if omitted those with
        load, which flatters a choice that leaves a weekday empty.

    Returns
    -------
    float
        1 is level; 1 as well where there is no load. [-]

    Examples
    --------
    >>> levelling([30, 10, 20, 20, 20, 0, 0]), levelling([0] * 7)
    (1.5, 1.0)
    >>> levelling([30, 30, 30, 30, 0, 0, 0]), levelling([30, 30, 30, 30, 0, 0, 0], np.arange(7) < 5)
    (1.0, 1.25)
    """
    loads = np.asarray(load, dtype=np.float64)
    counted = loads[loads > 0 if open_days is None else np.asarray(open_days, dtype=np.bool_)]
    return float(counted.max() / counted.mean()) if counted.any() else 1.0
