"""Why this min and this max? What is used, what the levels are, what service they give.

Each function makes one sentence.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from optimizer.domain import Scenario
from optimizer.explain.speaker import Speaker
from optimizer.findings import DataError, Finding, Place, Severity
from optimizer.level_plan import Level, LevelReason
from optimizer.ward_stores import WEEKDAYS, Item, Policy, StockClass, Ward, WardItem

__all__ = ["explain_level"]

_MOST_WEEKS = 1.28
"""Four weeks of five lie within so many standard deviations of the mean."""
_LUMPY = 2.0
"""Variance over mean from which pieces are used several at once. [pieces]"""
_EPS = 1e-9


def explain_level(scenario: Scenario, level: Level, *, lang: str = "en") -> str:
    """Tell in three sentences why an item is kept as it is.

    The first says what is used, how unevenly, and how long a delivery has to last; the second
    what the min and the max are and what holds them; the third what service is expected and
    promised, and what a shortage costs.

    Parameters
    ----------
    scenario : Scenario
        Ward, item, class and delivery days. Ids are known to be coherent.
    level : Level
        Min and max of one of its ward items.
    lang : {"en", "sv"}
        Language.

    Returns
    -------
    str
        Three sentences.

    Raises
    ------
    ValueError
        If there is no such language.
    DataError
        If the scenario does not have the level's ward item.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> from tests.told_levels import our_levels
    >>> stores = ward_stores()
    >>> explain_level(stores, our_levels(stores).levels[0])[:31]
    'Avdelning 1, kirurgi uses about'
    """
    speaker = Speaker(lang)
    facts = _facts(scenario, level)
    return " ".join((_use(speaker, facts), _levels(speaker, facts), _service(speaker, facts)))


@dataclass(frozen=True, slots=True)
class _Facts:
    level: Level
    ward: Ward
    item: Item
    ward_item: WardItem
    stock_class: StockClass
    lead_days: int
    emergency_sek: float


def _facts(scenario: Scenario, level: Level) -> _Facts:
    rows = [r for r in scenario.ward_items if (r.ward, r.item) == (level.ward, level.item)]
    if not rows:
        message = f'the scenario has no item "{level.item}" on ward "{level.ward}"'
        finding = Finding("S926", message, Place("levels"), severity=Severity.ERROR)
        raise DataError([finding])
    ward = next(w for w in scenario.wards if w.id == level.ward)
    item = next(i for i in scenario.items if i.id == level.item)
    class_id = rows[0].stock_class or item.stock_class
    leads = {(row.ward, row.flow): row.lead_days for row in scenario.lead_times}
    return _Facts(
        level=level,
        ward=ward,
        item=item,
        ward_item=rows[0],
        stock_class=next(c for c in scenario.stock_classes if c.id == class_id),
        lead_days=leads.get((ward.id, item.flow), ward.lead_days),
        emergency_sek=scenario.stock.emergency_sek,
    )


def _use(speaker: Speaker, facts: _Facts) -> str:
    level, say = facts.level, speaker.say
    weekly = level.demand_per_week
    names = {"ward": facts.ward.name or facts.ward.id, "item": facts.item.name or facts.item.id}
    if weekly <= 0:
        used = say(
            "unused" if level.n_days else "unknown", days=speaker.days(level.n_days), **names
        )
    elif weekly < 1:
        used = say("rare", every=speaker.number(1 / weekly), **names)
        used += say("several at once") if level.demand_ratio >= _LUMPY else ""
    else:
        spread = _MOST_WEEKS * math.sqrt(max(1.0, level.demand_ratio) * weekly)
        used = say(
            "use",
            n=speaker.number(weekly),
            low=speaker.number(max(0, math.floor(weekly - spread))),
            high=speaker.number(math.ceil(weekly + spread)),
            **names,
        )
    return used + _rhythm(speaker, facts)


def _rhythm(speaker: Speaker, facts: _Facts) -> str:
    """Delivery days, the longest time between two, and when stock is counted."""
    on = [i for i, day in enumerate(WEEKDAYS) if day in facts.ward.visit_days]
    if not on:
        return speaker.say("never")
    longest = max((b - a - 1) % 7 + 1 for a, b in zip(on, on[1:] + on[:1], strict=True))
    return speaker.say(
        "rhythm",
        weekdays=speaker.weekdays(facts.ward.visit_days),
        days=speaker.days(longest),
        counted=speaker.say(f"counted {min(facts.lead_days, 2)}", n=facts.lead_days),
    )


def _levels(speaker: Speaker, facts: _Facts) -> str:
    level = facts.level
    number = speaker.number
    packs = speaker.say("in packs", pack=number(level.pack)) if level.pack > 1 else ""
    key = str(level.policy)
    if level.reason is LevelReason.PACK:
        key = "stuck"
    elif _nothing_kept(level):
        key = "nothing"
    return speaker.say(
        key,
        min=number(level.min_pieces),
        max=number(level.max_pieces),
        bin=number(level.max_pieces // 2),
        pack=number(level.pack),
        packs=packs,
        why=_why(speaker, facts),
    )


def _nothing_kept(level: Level) -> bool:
    """Whether nothing is ever ordered, by (I.2) of docs/models/inventory.md."""
    if level.policy in {Policy.MIN_MAX, Policy.PACKS} and level.min_pieces < 0:
        return True
    least = {Policy.PACKS: 0, Policy.KANBAN: 2}
    return level.max_pieces < least.get(level.policy, 1)


def _why(speaker: Speaker, facts: _Facts) -> str:
    level, number = facts.level, speaker.number
    key = str(level.reason)
    if _nothing_kept(level) and key in {"cost", "shelf", "space"}:
        return speaker.say(f"why not {key}")
    room = _room(facts)
    if level.reason is LevelReason.SHELF and room is None:
        key = "shelf unknown"
    target = level.fill_rate_target
    if level.reason is LevelReason.CYCLE_SERVICE:
        target = level.cycle_service_target
    return speaker.say(
        f"why {key}",
        target=speaker.percent(target),
        shelf=number(room or 0),
        litres=number(facts.ward.shelf_l or 0),
        pack=number(level.pack),
    )


def _room(facts: _Facts) -> int | None:
    """Pieces that the shelf holds: the item's own room, and the ward's for it alone."""
    own, litres = facts.ward_item.shelf_pieces, facts.ward.shelf_l
    if litres is None:
        return own
    alone = math.floor(litres / facts.item.volume_l + _EPS)
    return alone if own is None else min(own, alone)


def _service(speaker: Speaker, facts: _Facts) -> str:
    level, say = facts.level, speaker.say
    cost = _cost(speaker, facts)
    if level.demand_per_week <= 0:
        return say("all the same", cost=cost)
    said = say("service", fill=speaker.percent(level.fill_rate))
    promised, lasting = level.fill_rate_target, level.cycle_service_target
    if promised > 0:
        kept = level.fill_rate >= promised - _EPS
        said += say("promised" if kept else "short of promise", target=speaker.percent(promised))
    elif not lasting:
        said += say("no promise")
    if lasting > 0:
        kept = level.cycle_service >= lasting - _EPS
        said += say(
            "lasts" if kept else "lasts too seldom",
            cycle=speaker.percent(level.cycle_service),
            target=speaker.percent(lasting),
        )
    return said + say("and", cost=cost)


def _cost(speaker: Speaker, facts: _Facts) -> str:
    """What a shortage costs."""
    piece, emergency = facts.stock_class.shortage_sek, facts.emergency_sek
    key = "cost none"
    if piece and emergency:
        key = "cost both"
    elif piece or emergency:
        key = "cost piece" if piece else "cost emergency"
    return speaker.say(key, piece=speaker.money(piece), emergency=speaker.money(emergency))
