"""Which corridors, lifts and bridges join the buildings of a generated hospital?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from optimizer.domain import TravelEdge
from optimizer.generate.draws import Draws
from optimizer.generate.recipe import CampusRecipe

__all__ = ["Building", "buildings_of", "campus_edges"]

FLOOR_M = 4.0
LIFT_SPEED_M_PER_S = 1.0


@dataclass(frozen=True, slots=True)
class Building:
    """A ward building: its letter, and where its shaft meets the culvert. [m]"""

    letter: str
    x_m: float
    y_m: float


def buildings_of(recipe: CampusRecipe, seed: int) -> tuple[Building, ...]:
    """Buildings along the culvert, on both sides of it.

    Examples
    --------
    >>> recipe = CampusRecipe(kind="campus", name="c", day="2026-11-25", n_buildings=2,
    ...                       n_wards=4, n_tugs=1, n_kitchen_tugs=1)
    >>> [building.letter for building in buildings_of(recipe, seed=1)]
    ['a', 'b']
    """
    buildings = []
    x_m = 60.0
    for k in range(recipe.n_buildings):
        draws = Draws(seed, "building", str(k))
        x_m += round(draws.uniform(50, 130))
        side = 1 if k % 2 else -1
        buildings.append(Building(chr(ord("a") + k), x_m, side * round(draws.uniform(30, 90))))
    return tuple(buildings)


def _culvert(stations: Mapping[str, float]) -> list[TravelEdge]:
    """One corridor through all stations, in order of their place."""
    line = sorted(stations.items(), key=lambda item: (item[1], item[0]))
    return [
        TravelEdge(origin=one, destination=other, length_m=round(there - here, 1))
        for (one, here), (other, there) in pairwise(line)
    ]


def _lifts(recipe: CampusRecipe, building: Building) -> list[TravelEdge]:
    """Into the shaft with a wait, out of it without: one wait a ride."""
    letter = building.letter
    levels = [(f"{letter}0", 0), *((f"{letter}{k}", k) for k in range(1, recipe.n_floors + 1))]
    edges = []
    for level, number in levels:
        edges.append(
            TravelEdge(
                origin=level,
                destination=f"{letter}-shaft",
                length_m=0,
                wait_s=recipe.lift_wait_s,
                one_way=True,
            )
        )
        edges.append(
            TravelEdge(
                origin=f"{letter}-shaft",
                destination=level,
                length_m=FLOOR_M * number,
                speed_m_per_s=LIFT_SPEED_M_PER_S,
                one_way=True,
            )
        )
    return edges


def campus_edges(
    recipe: CampusRecipe,
    buildings: Sequence[Building],
    depots: Mapping[str, float],
    ward_nodes: Sequence[str],
    *,
    shut_to: tuple[str, ...],
    seed: int,
) -> tuple[TravelEdge, ...]:
    """All edges of the campus.

    Parameters
    ----------
    recipe : CampusRecipe
        Floors and waiting for lifts.
    buildings : sequence of Building
        From :func:`buildings_of`.
    depots : mapping of str to float
        Nodes of the depots by their place along the culvert. [m]
    ward_nodes : sequence of str
        Nodes of the wards: building, floor, dash, number.
    shut_to : tuple of str
        Vehicle types that may not use the footbridges.
    seed : int
        Fixes lengths of the wards' corridors.

    Returns
    -------
    tuple of TravelEdge
        Culvert, branches, lifts, corridors, bridges.
    """
    stations = {**depots, **{f"culvert-{b.letter}": b.x_m for b in buildings}}
    edges = _culvert(stations)
    for building in buildings:
        edges.append(
            TravelEdge(
                origin=f"culvert-{building.letter}",
                destination=f"{building.letter}0",
                length_m=abs(building.y_m),
            )
        )
        edges += _lifts(recipe, building)
    edges += [
        TravelEdge(
            origin=node.split("-")[0],
            destination=node,
            length_m=round(Draws(seed, "corridor", node).uniform(15, 60)),
        )
        for node in ward_nodes
    ]
    edges += [
        TravelEdge(
            origin=f"{one.letter}2",
            destination=f"{other.letter}2",
            length_m=round(abs(other.x_m - one.x_m) + 20),
            closed_to=shut_to,
        )
        for one, other in zip(buildings[::2], buildings[2::2], strict=False)
        if recipe.n_floors > 1
    ]
    return tuple(edges)
