"""How does a recipe and a seed become a scenario with the plan as it is driven today?

:func:`read_recipe` reads the recipe, :func:`generate` draws the day. The facts behind it
lie in ``instances/data``; :mod:`optimizer.generate.baseline` imitates today's tours.
"""

from optimizer.generate.generate import generate
from optimizer.generate.recipe import (
    CampusRecipe,
    LinenRecipe,
    Recipe,
    RegionRecipe,
    StoreRecipe,
    SyntheticRecipe,
    TinyRecipe,
    read_recipe,
)

__all__ = [
    "CampusRecipe",
    "LinenRecipe",
    "Recipe",
    "RegionRecipe",
    "StoreRecipe",
    "SyntheticRecipe",
    "TinyRecipe",
    "generate",
    "read_recipe",
]
