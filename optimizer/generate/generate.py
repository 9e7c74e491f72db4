"""Which day do a recipe and a seed give? The door to the generators of each kind."""

from __future__ import annotations

from optimizer.domain import Scenario
from optimizer.generate.recipe import CampusRecipe, RegionRecipe, SyntheticRecipe, TinyRecipe
from optimizer.generate.region import region_day
from optimizer.generate.tiny import tiny_day

__all__ = ["generate"]


def generate(
    recipe: RegionRecipe | SyntheticRecipe | CampusRecipe | TinyRecipe, seed: int
) -> Scenario:
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
        The day, with a baseline plan where the recipe wants one.

    Raises
    ------
    ValueError
        If the seed is negative.

    Examples
    --------
    >>> from optimizer.generate import read_recipe
    >>> len(generate(read_recipe("tiny"), seed=1).orders)
    6
    """
    if seed < 0:
        raise ValueError(f"the seed is zero or more, not {seed}")
    if isinstance(recipe, TinyRecipe):
        return tiny_day(recipe)
    if isinstance(recipe, RegionRecipe):
        return region_day(recipe, seed)
    raise NotImplementedError(recipe.kind)
