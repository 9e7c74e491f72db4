"""How do arguments become levels and delivery days? ``-`` is stdin, ``today`` the scenario's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from optimizer.cli.loading import opened
from optimizer.cli.talk import Talk

if TYPE_CHECKING:
    from optimizer.domain import Scenario
    from optimizer.level_plan import LevelPlan
    from optimizer.visit_plan import VisitPlan

__all__ = [
    "TODAYS",
    "load_levels",
    "load_named_levels",
    "load_visits",
    "require_folder",
    "todays_levels",
]

TODAYS = "today"
"""Name of the levels that a scenario brings along."""


def load_levels(talk: Talk, source: str) -> LevelPlan:
    """Read levels and tell what was tolerated.

    Raises
    ------
    DataError
        If they cannot be read.
    """
    from optimizer.formats import read_levels

    read = read_levels(opened(source))
    talk.tell(read.findings)
    return read.value


def load_named_levels(talk: Talk, scenario: Scenario, source: str) -> LevelPlan:
    """Read levels, or take the scenario's own where the source is called ``today``.

    Raises
    ------
    click.UsageError
        If the scenario brings no levels.
    DataError
        If the levels cannot be read.
    """
    return todays_levels(scenario) if source == TODAYS else load_levels(talk, source)


def load_visits(talk: Talk, scenario: Scenario, source: str) -> VisitPlan:
    """Read delivery days, which must be of the scenario's wards.

    Raises
    ------
    click.UsageError
        If they are of other wards.
    DataError
        If they cannot be read.
    """
    from optimizer.formats.visits_io import read_visits

    read = read_visits(opened(source))
    talk.tell(read.findings)
    theirs = {row.ward for row in read.value.wards}
    ours = {ward.id for ward in scenario.wards}
    if theirs != ours:
        odd = sorted(theirs ^ ours)[0]
        where = f'"{source}"' if odd in theirs else f'scenario "{scenario.name}"'
        raise click.UsageError(f'"{source}" is of other wards: only {where} has "{odd}"')
    return read.value


def todays_levels(scenario: Scenario) -> LevelPlan:
    """Today's min and max as a plan, of the ward items that have what their policy needs.

    Parameters
    ----------
    scenario : Scenario
        With ward items.

    Returns
    -------
    LevelPlan
        Levels that nobody has judged: nothing is expected of them.

    Raises
    ------
    click.UsageError
        If no ward item has.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> [level.max_pieces for level in todays_levels(ward_stores()).levels]
    [120, 25, 30, 40, 15, 20]
    """
    from optimizer.level_plan import DemandFamily, Level, LevelPlan, LevelReason
    from optimizer.plan import Provenance

    packs = {item.id: item.pack for item in scenario.items}
    unknown = dict.fromkeys(
        (name for name, field in Level.model_fields.items() if field.annotation is float), 0.0
    )
    levels = []
    for row in scenario.ward_items:
        pack = packs.get(row.item, 1)
        known = row.levels(pack)
        if known is None:
            continue
        levels.append(
            Level(
                **unknown,
                ward=row.ward,
                item=row.item,
                policy=row.policy,
                min_pieces=known[0],
                max_pieces=known[1],
                pack=pack,
                reason=LevelReason.GIVEN,
                meets_targets=False,
                demand=DemandFamily.NONE,
                n_days=0,
                n_stock_outs=0,
            )
        )
    if not levels:
        raise click.UsageError(
            f'scenario "{scenario.name}" has no ward item with a min and a max; name levels'
        )
    made = Provenance(source="the scenario's own levels")
    return LevelPlan(scenario=scenario.name, levels=tuple(levels), provenance=made)


def require_folder(target: str) -> None:
    """Refuse a folder that could not be made or written into, before any work is spent.

    Raises
    ------
    click.UsageError
        If there is a file of that name, or the folder around it is not there.
    """
    from optimizer.cli.loading import require_writable

    if Path(target).exists() and not Path(target).is_dir():
        raise click.UsageError(f'"{target}" is a file; name a folder')
    require_writable(str(Path(target) / "x") if Path(target).is_dir() else target)
