"""How do levels become documents? Indices to ids, numbers with their units."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import TypeAdapter

from models.inventory.problem import (
    Family,
    Floats,
    Levels,
    Limit,
    ShelfProblem,
    Whole,
)
from optimizer.level_plan import (
    DemandFamily,
    Level,
    LevelPlan,
    LevelReason,
    WardSpace,
    WardVisits,
)
from optimizer.plan import Provenance
from optimizer.translate.shelves import Shelves, visit_days
from optimizer.ward_stores import WEEKDAYS, Weekday

if TYPE_CHECKING:
    from models.inventory.fit import DemandFit

__all__ = ["read_levels"]

DECIMALS = 6
"""Figures are told to a millionth: finer differences are noise of the arithmetic."""
_WEEK = len(WEEKDAYS)
_REASONS = {
    Limit.COST: LevelReason.COST,
    Limit.FILL: LevelReason.FILL_RATE,
    Limit.CYCLE: LevelReason.CYCLE_SERVICE,
    Limit.SHELF: LevelReason.SHELF,
    Limit.SPACE: LevelReason.SPACE,
    Limit.PACK: LevelReason.PACK,
    Limit.NONE: LevelReason.NO_DEMAND,
}
_NO_FAMILY = -1
_FAMILIES = {
    _NO_FAMILY: DemandFamily.NONE,
    Family.POISSON: DemandFamily.POISSON,
    Family.NEGATIVE_BINOMIAL: DemandFamily.NEGATIVE_BINOMIAL,
    Family.TABLE: DemandFamily.EMPIRICAL,
}


def read_levels(
    shelves: Shelves,
    fit: DemandFit,
    problem: ShelfProblem,
    levels: Levels,
    *,
    provenance: Provenance,
    given: Whole | None = None,
    visits: Mapping[str, Sequence[Weekday]] | None = None,
) -> LevelPlan:
    """The plan that levels stand for, every document validated.

    Parameters
    ----------
    shelves : Shelves
        All ward items as columns.
    fit : DemandFit
        Their demand.
    problem : ShelfProblem
        What the levels answer.
    levels : Levels
        The answer.
    provenance : Provenance
        Who made it, and from what.
    given : int, shape (k,), optional
        Ward items that problem and levels are about, where the levels were given and only
        judged; all ward items, set by Wardflow, if omitted.
    visits : mapping of str to sequence of Weekday, optional
        Delivery weekdays by ward that the levels are for, in the place of the wards' own.

    Returns
    -------
    LevelPlan
        In the order of the scenario's ward items. Figures are rounded to six decimals, and
        costs counted from the rounded figures.
    """
    pairs = np.arange(shelves.n) if given is None else given
    columns = _columns(shelves, fit, problem, levels, pairs)
    columns["reason"] = (
        _named(_REASONS, _limits(shelves, problem, levels))
        if given is None
        else [LevelReason.GIVEN] * len(pairs)
    )
    names = tuple(columns)
    rows = [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return LevelPlan(
        scenario=shelves.scenario.name,
        levels=_adapter().validate_python(rows),
        spaces=_spaces(shelves, problem, levels, priced=given is None),
        visits=_visits(shelves, visits),
        provenance=provenance,
    )


@functools.cache
def _adapter() -> TypeAdapter[tuple[Level, ...]]:
    """Validates all documents at once: half the time of making them one by one."""
    return TypeAdapter(tuple[Level, ...])


def _columns(
    shelves: Shelves, fit: DemandFit, problem: ShelfProblem, levels: Levels, pairs: Whole
) -> dict[str, list[Any]]:
    rows = [shelves.scenario.ward_items[pair] for pair in pairs.tolist()]
    mean, error = fit.demand.mean.mean(axis=1)[pairs], fit.mean_error[pairs]
    doubt = np.divide(error, mean, out=np.zeros_like(error), where=mean > 0)
    families = np.where(mean > 0, fit.demand.family[pairs], _NO_FAMILY)
    stock, lines, short = (
        np.round(figure, DECIMALS) for figure in (levels.stock, levels.lines, levels.short)
    )
    figures: dict[str, Floats] = {
        "fill_rate_target": problem.fill,
        "fill_rate": levels.fill.clip(0, 1),
        "cycle_service_target": problem.cycle,
        "cycle_service": levels.cycle.clip(0, 1),
        "demand_per_week": _WEEK * mean,
        "demand_ratio": fit.demand.ratio[pairs],
        "demand_doubt": doubt,
        "stock_pieces": stock,
        "stock_sek": stock * shelves.cost[pairs],
        "space_l": problem.space * levels.S,
        "lines_per_week": lines,
        "short_per_week": short,
        "holding_sek": _WEEK * problem.holding * stock,
        "line_sek": problem.line * lines,
        "shortage_sek": problem.shortage * short,
    }
    return {
        "ward": [row.ward for row in rows],
        "item": [row.item for row in rows],
        "policy": [row.policy for row in rows],
        "min_pieces": levels.s.tolist(),
        "max_pieces": levels.S.tolist(),
        "pack": problem.pack.tolist(),
        "meets_targets": levels.met.tolist(),
        "demand": _named(_FAMILIES, families),
        "n_days": fit.n_days[pairs].tolist(),
        "n_stock_outs": fit.n_stock_outs[pairs].tolist(),
        **{name: np.round(figure, DECIMALS).tolist() for name, figure in figures.items()},
    }


def _limits(shelves: Shelves, problem: ShelfProblem, levels: Levels) -> Whole:
    """What holds levels, by the shelf as it is rather than as it was posed."""
    held, limit = (levels.limit == Limit.SHELF) & levels.met, levels.limit
    # A shelf posed for one without a limit holds nothing.
    limit = np.where(held & (shelves.shelf > problem.shelf), int(Limit.COST), limit)
    # Where not one more pack has room of its own, no space of the ward's would help.
    full = ~levels.met & (levels.S + problem.pack > problem.shelf)
    return np.where(full & (limit == Limit.SPACE), int(Limit.SHELF), limit)


def _named(names: Mapping[Any, str], numbers: Whole) -> list[str]:
    """Names of numbers: by plain integers, for members of enumerations are slow to hash."""
    plain = {int(number): name for number, name in names.items()}
    return [plain[number] for number in numbers.tolist()]


def _spaces(
    shelves: Shelves, problem: ShelfProblem, levels: Levels, *, priced: bool
) -> tuple[WardSpace, ...]:
    wards = shelves.scenario.wards
    used = np.bincount(problem.ward, weights=problem.space * levels.S, minlength=len(wards))
    zero = np.zeros(len(wards))
    price = levels.space_price if priced else zero
    over = levels.overflow if priced else np.maximum(used - problem.ward_space, 0.0)
    return tuple(
        WardSpace(
            ward=ward.id,
            shelf_l=ward.shelf_l,
            used_l=round(float(used[i]), DECIMALS),
            price_sek_per_l=round(float(price[i]), DECIMALS),
            overflow_l=round(float(over[i]), DECIMALS),
        )
        for i, ward in enumerate(wards)
    )


def _visits(
    shelves: Shelves, visits: Mapping[str, Sequence[Weekday]] | None
) -> tuple[WardVisits, ...]:
    pattern = visit_days(shelves.scenario, visits)
    return tuple(
        WardVisits(
            ward=ward.id,
            visit_days=tuple(d for d, on in zip(WEEKDAYS, row, strict=True) if on),
            visit_days_today=ward.visit_days,
        )
        for ward, row in zip(shelves.scenario.wards, pattern.tolist(), strict=True)
    )
