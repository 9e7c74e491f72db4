"""How does the choice of weekdays read as a mixed-integer program? One function a family.

Rows carry the numbers of section I.8 of ``docs/models/inventory.md``. Variables:
``x_w_p`` ward w gets pattern p; ``lines_short_d`` and ``carriers_short_d`` load above the
capacity of weekday d; ``lines_peak`` and ``carriers_peak`` load of the busiest weekday.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.inventory.problem import Floats, Yes
from models.inventory.visit_problem import VisitDays, VisitDaysProblem, unit

if TYPE_CHECKING:
    import pulp

__all__ = ["SHORTFALL_PRICE", "Program", "least_cost", "least_peak"]

SHORTFALL_PRICE = 5.0
"""Of a weekday's mean capacity that is missing, in weeks' cost of all wards: above all cost."""
_ROUNDING = 1e-7
_HELD_BACK = 2e-6


@dataclass(frozen=True, eq=False)
class Program:
    """A program with its variables.

    Parameters
    ----------
    rows : pulp.LpProblem
        Objective and rows.
    choice : dict of (int, int) to pulp.LpVariable
        By ward and pattern, the possible ones.
    short : dict of (str, int) to pulp.LpVariable
        By resource and weekday, where there is a capacity.
    """

    rows: pulp.LpProblem
    choice: dict[tuple[int, int], pulp.LpVariable]
    short: dict[tuple[str, int], pulp.LpVariable]


def least_cost(problem: VisitDaysProblem, scale: float, allowed: Yes) -> Program:
    """Make the program whose optimum has the least shortfall and then the least cost.

    Parameters
    ----------
    problem : VisitDaysProblem
        What is asked.
    scale : float
        A week's cost, positive, that costs are counted in. [SEK / week]
    allowed : bool, shape (n_wards, n_patterns)
        Patterns that may be part of an optimum.

    Returns
    -------
    Program
        Minimises (I.85) under (I.81)-(I.84); never infeasible.
    """
    program = _common(problem, allowed)
    terms = [(x, cost / scale) for x, cost in _cost_terms(problem, program)]
    terms += [(u, SHORTFALL_PRICE * each) for u, each in _shortfall_terms(problem, program)]
    program.rows.setObjective(_sum(terms))
    return program


def least_peak(problem: VisitDaysProblem, cheapest: VisitDays, allowed: Yes) -> Program:
    """Make the program that levels the week within the cost allowance.

    Parameters
    ----------
    problem : VisitDaysProblem
        What is asked.
    cheapest : VisitDays
        Of least shortfall, and cheapest of these.
    allowed : bool, shape (n_wards, n_patterns)
        Patterns that the allowance has room for.

    Returns
    -------
    Program
        Minimises (I.89), the peaks of lines and carriers, each over its mean of the
        open weekdays in ``cheapest``, under (I.81)-(I.84) and (I.86)-(I.88).
    """
    import pulp

    program = _common(problem, allowed)
    scale = max(cheapest.cost, 1.0)
    terms = [(x, cost / scale) for x, cost in _cost_terms(problem, program)]
    for name, load in (("lines", cheapest.lines), ("carriers", cheapest.carriers)):
        if load.any():
            peak = pulp.LpVariable(f"{name}_peak", 0)
            terms.append((peak, float(1 / load[problem.open_days].mean())))
            _no_weekday_above_the_peak(program, problem, name, peak)
    program.rows.setObjective(_sum(terms))
    _no_more_shortfall(program, problem, cheapest.shortfall(problem))
    _within_the_allowance(program, problem, cheapest.cost)
    return program


def _common(problem: VisitDaysProblem, allowed: Yes) -> Program:
    import pulp

    choice = {
        (int(w), int(p)): pulp.LpVariable(f"x_{w}_{p}", cat="Binary")
        for w, p in np.argwhere(allowed)
    }
    capacities = (("lines", problem.lines_capacity), ("carriers", problem.carriers_capacity))
    short = {
        (name, int(day)): pulp.LpVariable(f"{name}_short_{day}", 0)
        for name, capacity in capacities
        for day in np.flatnonzero(np.isfinite(capacity))
    }
    program = Program(pulp.LpProblem("visit_days", pulp.LpMinimize), choice, short)
    _one_pattern_each(program, problem)
    _lines_within_capacity(program, problem)
    _carriers_within_capacity(program, problem)
    _no_more_changes(program, problem)
    return program


def _one_pattern_each(program: Program, problem: VisitDaysProblem) -> None:
    r"""(I.81): \sum_p x_{wp} = 1 for each ward w."""
    of_ward: list[list[tuple[pulp.LpVariable, float]]] = [[] for _ in range(problem.n_wards)]
    for (w, _), x in program.choice.items():
        of_ward[w].append((x, 1.0))
    for w, terms in enumerate(of_ward):
        program.rows.addConstraint(_sum(terms) == 1, f"I81_{w}")


def _lines_within_capacity(program: Program, problem: VisitDaysProblem) -> None:
    r"""(I.82): \sum_{wp} l_{wpd} x_{wp} - u_d \le A_d for each weekday d with a capacity."""
    _within(program, "lines", problem.lines, problem.lines_capacity, "I82")


def _carriers_within_capacity(program: Program, problem: VisitDaysProblem) -> None:
    r"""(I.83): \sum_{wp} c_{wpd} x_{wp} - v_d \le B_d for each weekday d with a capacity."""
    _within(program, "carriers", problem.carriers, problem.carriers_capacity, "I83")


def _no_more_changes(program: Program, problem: VisitDaysProblem) -> None:
    r"""(I.84): \sum_w x_{w,today(w)} \ge |\{w : today(w) known\}| - K."""
    if problem.max_changes is None:
        return
    known = int((problem.today >= 0).sum())
    if known > problem.max_changes:
        stay = [(x, 1.0) for (w, p), x in program.choice.items() if problem.today[w] == p]
        program.rows.addConstraint(_sum(stay) >= known - problem.max_changes, "I84")


def _no_more_shortfall(program: Program, problem: VisitDaysProblem, shortfall: float) -> None:
    r"""(I.86): \sum_d u_d / \bar A + \sum_d v_d / \bar B \le U."""
    terms = _shortfall_terms(problem, program)
    if terms:
        program.rows.addConstraint(_sum(terms) <= shortfall * (1 + _ROUNDING) + _ROUNDING, "I86")


def _within_the_allowance(program: Program, problem: VisitDaysProblem, least: float) -> None:
    r"""(I.87): \sum_{wp} k_{wp} x_{wp} \le (1 + a) k^*, in units of k^*."""
    scale = max(least, 1.0)
    terms = [(x, cost / scale) for x, cost in _cost_terms(problem, program)]
    # HiGHS keeps rows to 1e-6 only: that much of the allowance is held back.
    most = least / scale * (1 + max(0.0, problem.cost_allowance - _HELD_BACK))
    program.rows.addConstraint(_sum(terms) <= most, "I87")


def _no_weekday_above_the_peak(
    program: Program, problem: VisitDaysProblem, name: str, peak: pulp.LpVariable
) -> None:
    r"""(I.88): \sum_{wp} l_{wpd} x_{wp} \le P for each weekday d; with c and Q for carriers."""
    load = {"lines": problem.lines, "carriers": problem.carriers}[name]
    for day in np.flatnonzero(load.any(axis=(0, 1))).tolist():
        terms = [*_load_terms(program, load, day), (peak, -1.0)]
        program.rows.addConstraint(_sum(terms) <= 0, f"I88_{name}_{day}")


def _within(program: Program, name: str, load: Floats, capacity: Floats, number: str) -> None:
    for (resource, day), short in program.short.items():
        if resource == name:
            terms = [*_load_terms(program, load, day), (short, -1.0)]
            program.rows.addConstraint(_sum(terms) <= float(capacity[day]), f"{number}_{day}")


def _load_terms(program: Program, load: Floats, day: int) -> list[tuple[pulp.LpVariable, float]]:
    amounts = load[:, :, day].tolist()
    return [(x, amounts[w][p]) for (w, p), x in program.choice.items() if amounts[w][p]]


def _cost_terms(problem: VisitDaysProblem, program: Program) -> list[tuple[pulp.LpVariable, float]]:
    costs = problem.cost.tolist()
    return [(x, costs[w][p]) for (w, p), x in program.choice.items()]


def _shortfall_terms(
    problem: VisitDaysProblem, program: Program
) -> list[tuple[pulp.LpVariable, float]]:
    units = {"lines": unit(problem.lines_capacity), "carriers": unit(problem.carriers_capacity)}
    return [(short, 1 / units[name]) for (name, _), short in program.short.items()]


def _sum(terms: Iterable[tuple[pulp.LpVariable, float]]) -> pulp.LpAffineExpression:
    import pulp

    return pulp.LpAffineExpression(list(terms))
