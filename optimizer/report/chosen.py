"""Which shelves are worth a picture? Those asked for, or else those that show what changes."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable

from optimizer.report.level_story import LevelStory, PairStory
from optimizer.report.text import N_

__all__ = ["chosen_pairs"]

_MOST = 6
"""As many as a printed page holds."""


def chosen_pairs(
    story: LevelStory, wanted: Iterable[tuple[str, str]] = ()
) -> tuple[tuple[PairStory, str], ...]:
    """Ward items worth a picture, each with the reason, as a message of the catalogues.

    Parameters
    ----------
    story : LevelStory
        The plan and what is known of it.
    wanted : iterable of (str, str)
        Ids of ward and item that somebody asked for; they come first.

    Returns
    -------
    tuple of (PairStory, str)
        What was asked for, or else at most six that show what changes.

    Raises
    ------
    ValueError
        If there is no level of a ward item asked for.

    Examples
    --------
    >>> from optimizer.report import level_story
    >>> from tests.stock import ward_stores
    >>> from tests.told_levels import our_levels
    >>> story = level_story(ward_stores(), our_levels(ward_stores()))
    >>> [(pair.item, why) for pair, why in chosen_pairs(story, [("avd-1", "sheet")])]
    [('Lakan', 'Asked for')]
    """
    by_ids = {(pair.level.ward, pair.level.item): pair for pair in story.pairs}
    asked = list(dict.fromkeys(wanted))
    unknown = [key for key in asked if key not in by_ids]
    if unknown:
        raise ValueError(f"there is no level of {unknown[0][1]!r} at {unknown[0][0]!r}")
    if asked:
        return tuple((by_ids[key], N_("Asked for")) for key in asked)
    moving = [pair for pair in story.pairs if pair.level.demand_per_week > 0]
    both = [pair for pair in moving if pair.today is not None]
    lacking = [pair for pair in moving if not pair.level.meets_targets]
    rankings: tuple[tuple[str, list[PairStory], Callable[[PairStory], float]], ...] = (
        (N_("Saves the most"), both, lambda p: p.saved_sek),
        (N_("Its service rises the most"), both, _raised),
        (N_("Its stock value falls the most"), both, _freed),
        (N_("Its stock value rises the most"), both, lambda p: -_freed(p)),
        (N_("Farthest below its target"), lacking, lambda p: p.lack),
        (N_("Used the most"), moving, lambda p: p.level.demand_per_week),
    )
    chosen: dict[tuple[str, str], tuple[PairStory, str]] = {}
    for why, pairs, merit in rankings:
        for pair in heapq.nlargest(_MOST, pairs, key=merit):
            key = pair.level.ward, pair.level.item
            if key not in chosen:
                chosen[key] = pair, why
                break
    return tuple(chosen.values())[:_MOST]


def _raised(pair: PairStory) -> float:
    """How much the fill rate rises, weighted by demand. [pieces/week]"""
    before = pair.today.fill_rate if pair.today else 0.0
    return (pair.level.fill_rate - before) * pair.level.demand_per_week


def _freed(pair: PairStory) -> float:
    """How much the mean stock value falls. [SEK]"""
    return (pair.today.stock_sek if pair.today else 0.0) - pair.level.stock_sek
