"""Which day do a recipe and a seed give? The door to the generators of each kind."""

from __future__ import annotations

from collections.abc import Mapping

from optimizer.check import check
from optimizer.domain import Scenario
from optimizer.findings import DataError
from optimizer.generate.baseline import imitate_today
from optimizer.generate.campus import campus_day
from optimizer.generate.facts import flow_facts
from optimizer.generate.groups import default_groups
from optimizer.generate.linen import linen_fortnight
from optimizer.generate.recipe import (
    AnyRecipe,
    CampusRecipe,
    LinenRecipe,
    RegionRecipe,
    StoreRecipe,
    SyntheticRecipe,
    TinyRecipe,
)
from optimizer.generate.region import region_day
from optimizer.generate.store import store_week
from optimizer.generate.synthetic import synthetic_day
from optimizer.generate.tiny import tiny_day
from optimizer.travel import measure

__all__ = ["generate"]

_MOST_SLACK = 10.0


def _day(
    recipe: RegionRecipe | SyntheticRecipe | CampusRecipe | TinyRecipe, seed: int
) -> tuple[Scenario, Mapping[str, str]]:
    """The day without baseline, and which flows share tours in it."""
    if isinstance(recipe, RegionRecipe):
        groups = {flow_facts()[part.fact].id: part.group for part in recipe.flows}
        return region_day(recipe, seed), groups
    if isinstance(recipe, TinyRecipe):
        day = tiny_day(recipe)
    elif isinstance(recipe, SyntheticRecipe):
        day = synthetic_day(recipe, seed)
    else:
        day = campus_day(recipe, seed)
    return day, default_groups(day)


def generate(recipe: AnyRecipe, seed: int) -> Scenario:
    """Make the day of a recipe.

    Parameters
    ----------
    recipe : Recipe
        From :func:`~optimizer.generate.recipe.read_recipe`.
    seed : int
        Zero or more. The same recipe and seed give the same scenario on every machine.

    Returns
    -------
    Scenario
        The day, with a baseline plan where the recipe wants one; ward stores have none, for
        their orders are yet to be made.

    Raises
    ------
    ValueError
        If the seed is negative, or the recipe asks what cannot be.
    DataError
        If the recipe's vehicles do not suffice for the baseline.
    RuntimeError
        If the baseline breaks a rule, which would be this package's own fault.

    Examples
    --------
    >>> from optimizer.generate import read_recipe
    >>> day = generate(read_recipe("tiny"), seed=1)
    >>> len(day.orders), len(day.baseline.routes)
    (6, 1)
    """
    if seed < 0:
        raise ValueError(f"the seed is zero or more, not {seed}")
    if isinstance(recipe, LinenRecipe):
        return linen_fortnight(recipe, seed)
    if isinstance(recipe, StoreRecipe):
        return store_week(recipe, seed)
    while True:
        day, groups = _day(recipe, seed)
        if not recipe.with_baseline:
            return day
        travel = measure(day)
        try:
            plan = imitate_today(day, travel, groups)
        except DataError:
            if not isinstance(recipe, SyntheticRecipe) or recipe.fleet_slack > _MOST_SLACK:
                raise
            recipe = recipe.model_copy(update={"fleet_slack": recipe.fleet_slack * 1.2})
            continue
        verdict = check(day, travel, plan)
        if verdict.violations:
            raise RuntimeError(f"the baseline of {recipe.name} breaks: {verdict.violations[0]}")
        return day.model_copy(update={"baseline": plan})
