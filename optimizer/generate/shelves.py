"""Which articles stand on which shelf, and what are today's min and max there?

Today's levels are made the usual way, from the use of some weeks past: the mean over review
period and lead time plus z times its standard deviation. The review period is a week over
the number of deliveries in it; use is taken as normal, and all days as alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from optimizer.generate.articles import ArticleFact
from optimizer.generate.draws import Draws
from optimizer.generate.store_recipe import StoreRecipe
from optimizer.generate.ward_places import Store
from optimizer.ward_stores import WEEKDAYS, Policy

__all__ = ["NO_LIMIT", "Levels", "Shelves", "shelves", "todays_levels"]

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

NO_LIMIT = 10**7
"""Pieces on a shelf without a limit of its own."""

_USE_CV, _DRIFT_CV = 0.5, 0.3
_BULKY_L, _ROOM = 1.0, (0.9, 2.5)
"""From this volume on a piece may have a place of its own, so much of what is wanted. [l]"""

_LIMITED_SHARE = 0.35
_TWO_BIN_SHARE = 0.15
_DAY_BEFORE = frozenset({"lakemedel"})
"""Flows that are ordered the day before even where others come the same day [A]."""


@dataclass(frozen=True, eq=False)
class Shelves:
    """Pairs of ward and article, by ward and article.

    Parameters
    ----------
    ward, item : numpy.ndarray of int64, shape (n,)
        Index of store and article.
    mean : numpy.ndarray of float64, shape (n,)
        Use on a usual weekday. [pieces/day]
    drift : numpy.ndarray of float64, shape (n,)
        Use now over that when today's levels were made. [-]
    batch, ratio, pack, volume_l, weight_kg, z : numpy.ndarray, shape (n,)
        Of the article; z by its class.
    room : numpy.ndarray of float64, shape (n,)
        Place on the shelf over what is wanted; infinite without a limit. [-]
    lead, gap : numpy.ndarray, shape (n,)
        Lead time, and mean gap between deliveries. [days]
    policy : list of Policy
        How each is replenished.
    """

    ward: Whole
    item: Whole
    mean: Floats
    drift: Floats
    batch: Whole
    ratio: Floats
    pack: Whole
    volume_l: Floats
    weight_kg: Floats
    z: Floats
    room: Floats
    lead: Whole
    gap: Floats
    policy: list[Policy]

    @property
    def n(self) -> int:
        """Number of pairs."""
        return len(self.mean)


@dataclass(frozen=True, eq=False)
class Levels:
    """Min, max and place on the shelf. [pieces]"""

    s: Whole
    S: Whole
    shelf: Whole


def _policy(fact: ArticleFact, two_bins: bool) -> Policy:  # noqa: FBT001
    if fact.item.flow == "infusion":
        return Policy.PAR
    return Policy.KANBAN if two_bins and fact.item.volume_l < _BULKY_L else Policy.MIN_MAX


def shelves(
    stores: Sequence[Store], facts: Sequence[ArticleFact], recipe: StoreRecipe, seed: int
) -> Shelves:
    """What each ward keeps.

    Parameters
    ----------
    stores : sequence of Store
        By id.
    facts : sequence of ArticleFact
        By article number.
    recipe : StoreRecipe
        How much is kept and used.
    seed : int
        Fixes what a ward keeps and how much it uses of it.

    Returns
    -------
    Shelves
        At least one pair for each store that any article is made for.
    """
    z = {part.id: part.z for part in recipe.classes}
    rows: list[tuple[int, int, float, float, float, Policy]] = []
    for w, store in enumerate(stores):
        two_bins = Draws(seed, "two bins", store.ward.id).chance(_TWO_BIN_SHARE)
        for i, fact in enumerate(facts):
            use = fact.use.get(store.kind, 0.0)
            if not use and not recipe.least_use:
                continue
            draws = Draws(seed, "shelf", store.ward.id, fact.item.id)
            if use and draws.uniform(0, 1) >= recipe.kept_share:
                continue
            mean = max(use * store.size * recipe.use_factor, recipe.least_use)
            mean *= draws.noise(_USE_CV)
            drift = draws.noise(_DRIFT_CV)
            limited = fact.item.volume_l >= _BULKY_L and draws.chance(_LIMITED_SHARE)
            room = draws.uniform(*_ROOM) if limited else np.inf
            rows.append((w, i, mean, drift, room, _policy(fact, two_bins)))
    ward, item, mean_, drift_, room_, policy = zip(*rows, strict=True)
    of = [facts[i] for i in item]
    n_visits = np.array([len(stores[w].ward.visit_days) for w in ward])
    return Shelves(
        ward=np.array(ward),
        item=np.array(item),
        mean=np.array(mean_),
        drift=np.array(drift_),
        batch=np.array([fact.batch for fact in of]),
        ratio=np.array([fact.ratio for fact in of]),
        pack=np.array([fact.item.pack for fact in of]),
        volume_l=np.array([fact.item.volume_l for fact in of]),
        weight_kg=np.array([fact.item.weight_kg for fact in of]),
        z=np.array([z[fact.item.stock_class] for fact in of]),
        room=np.array(room_),
        lead=np.array(
            [
                max(stores[w].ward.lead_days, fact.item.flow in _DAY_BEFORE)
                for w, fact in zip(ward, of, strict=True)
            ]
        ),
        gap=len(WEEKDAYS) / n_visits,
        policy=list(policy),
    )


def todays_levels(stock: Shelves, part: slice, used: npt.NDArray[np.int32]) -> Levels:
    """Min and max the usual way, rounded to packs, within the shelf.

    Parameters
    ----------
    stock : Shelves
        All pairs.
    part : slice
        Pairs that are asked for.
    used : numpy.ndarray of int32, shape (n_pairs, n_days)
        What they used in the days the levels are made from. [pieces]

    Returns
    -------
    Levels
        Of these pairs.
    """
    n_days = used.shape[1]
    total = used.sum(axis=1, dtype=np.int64)
    squares = (used.astype(np.int64) ** 2).sum(axis=1)
    mean = total / n_days
    deviation = np.sqrt(np.maximum(squares / n_days - mean * mean, 0.0))
    pack, gap = stock.pack[part], stock.gap[part]
    protected = gap + stock.lead[part]
    safe = mean * protected + stock.z[part] * deviation * np.sqrt(protected)
    s = np.maximum(np.ceil(safe), 1).astype(np.int64)
    policy = stock.policy[part]
    is_par = np.array([p is Policy.PAR for p in policy])
    is_bins = np.array([p is Policy.KANBAN for p in policy])
    batch = np.ceil(mean * gap).astype(np.int64)
    wanted = s + np.where(is_par, pack - 1, np.maximum(batch, pack))
    packs = np.maximum(-(-wanted // pack), 1)
    bins = -(-s // pack)
    shelf = np.full(len(pack), NO_LIMIT)
    limited = np.isfinite(stock.room[part]) & ~is_bins
    room = np.floor(np.where(limited, stock.room[part], 0.0) * packs).astype(np.int64)
    shelf[limited] = (np.maximum(room, 1) * pack)[limited]
    top = np.minimum(packs * pack, shelf)
    top = np.where(is_bins, 2 * bins * pack, top)
    s = np.where(is_bins, bins * pack, np.minimum(s, top - 1))
    return Levels(s=np.where(is_par, top - 1, s), S=top, shelf=shelf)
