"""How do ward stores become columns? Ids to indices.

A *pair* is a ward item; its index is its row in ``Scenario.ward_items``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.inventory.problem import Floats, Policy, Whole, Yes
from optimizer.domain import Scenario
from optimizer.ward_stores import WEEKDAYS, Weekday
from optimizer.ward_stores import Policy as PolicyName

__all__ = ["Shelves", "shelves_of", "visit_days"]

DAYS_PER_YEAR = 365
_POLICIES = {
    PolicyName.MIN_MAX: Policy.MIN_MAX,
    PolicyName.PAR: Policy.PAR,
    PolicyName.PACKS: Policy.PACKS,
    PolicyName.KANBAN: Policy.KANBAN,
}


@dataclass(frozen=True, eq=False)
class Shelves:
    """The ward items of a scenario as columns, one entry a pair.

    Parameters
    ----------
    scenario : Scenario
        Where they are from: ids are looked up there by index.
    ward, item : int, shape (n,)
        Index of its ward and item.
    policy, lead, pack : int, shape (n,)
        Policy of ``models``, lead time [days], pack [pieces].
    shelf : float, shape (n,)
        Own room, or what the ward's shelves hold of the item alone; infinite where neither
        is limited. [pieces]
    cost, holding, shortage, space : float, shape (n,)
        Of a piece: cost [SEK], holding [SEK/day], shortage of its class [SEK], volume [l].
    fill, cycle : float, shape (n,)
        Targets of its class. [-]
    stock_class : int, shape (n,)
        Index of its class.
    """

    scenario: Scenario
    ward: Whole
    item: Whole
    policy: Whole
    lead: Whole
    pack: Whole
    shelf: Floats
    cost: Floats
    holding: Floats
    shortage: Floats
    space: Floats
    fill: Floats
    cycle: Floats
    stock_class: Whole

    @property
    def n(self) -> int:
        """Number of pairs."""
        return len(self.ward)

    def name(self, pair: int) -> str:
        """Ward and item of a pair, for people."""
        row = self.scenario.ward_items[pair]
        return f"{row.ward} {row.item}"


def shelves_of(scenario: Scenario) -> Shelves:
    """Ward items as columns.

    Parameters
    ----------
    scenario : Scenario
        A scenario whose ids are known to be coherent.

    Returns
    -------
    Shelves
        One entry for each of its ward items.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> shelves = shelves_of(ward_stores())
    >>> shelves.pack.tolist(), shelves.name(4)
    ([10, 5, 1, 10, 5, 1], 'mottagning syringe')
    """
    settings = scenario.stock
    wards = {ward.id: i for i, ward in enumerate(scenario.wards)}
    items = {item.id: i for i, item in enumerate(scenario.items)}
    classes = {row.id: i for i, row in enumerate(scenario.stock_classes)}
    rows = scenario.ward_items
    ward = _whole(wards[r.ward] for r in rows)
    item = _whole(items[r.item] for r in rows)

    def of_item(values: Iterable[float]) -> Floats:
        return _floats(values)[item]

    def of_class(values: Iterable[float]) -> Floats:
        return _floats(values)[stock_class]

    own_class = _whole(-1 if r.stock_class is None else classes[r.stock_class] for r in rows)
    item_class = _whole(classes[i.stock_class] for i in scenario.items)[item]
    stock_class = np.where(own_class >= 0, own_class, item_class)
    flows = {flow: i for i, flow in enumerate(dict.fromkeys(i.flow for i in scenario.items))}
    lead = np.repeat(_whole(w.lead_days for w in scenario.wards)[:, None], len(flows), axis=1)
    for row in scenario.lead_times:
        if row.flow in flows:
            lead[wards[row.ward], flows[row.flow]] = row.lead_days
    cost = of_item(i.cost_sek for i in scenario.items)
    space = of_item(i.volume_l for i in scenario.items)
    rate = of_item(
        settings.holding_rate if i.holding_rate is None else i.holding_rate for i in scenario.items
    )
    room = _floats(np.inf if r.shelf_pieces is None else r.shelf_pieces for r in rows)
    ward_room = _floats(np.inf if w.shelf_l is None else w.shelf_l for w in scenario.wards)
    return Shelves(
        scenario=scenario,
        ward=ward,
        item=item,
        policy=_whole(_POLICIES[r.policy] for r in rows),
        lead=lead[ward, _whole(flows[i.flow] for i in scenario.items)[item]],
        pack=_whole(i.pack for i in scenario.items)[item],
        shelf=np.minimum(room, np.floor(ward_room[ward] / space + 1e-9)),
        cost=cost,
        holding=cost * rate / DAYS_PER_YEAR,
        shortage=of_class(c.shortage_sek for c in scenario.stock_classes),
        space=space,
        fill=of_class(c.fill_rate for c in scenario.stock_classes),
        cycle=of_class(c.cycle_service for c in scenario.stock_classes),
        stock_class=stock_class,
    )


def visit_days(scenario: Scenario, visits: Mapping[str, Sequence[Weekday]] | None = None) -> Yes:
    """Delivery weekdays of each ward.

    Parameters
    ----------
    scenario : Scenario
        Wards with their weekdays.
    visits : mapping of str to sequence of Weekday, optional
        Weekdays by ward that take their place.

    Returns
    -------
    bool, shape (n_wards, 7)
        Monday first.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> visit_days(ward_stores()).astype(int).tolist()
    [[1, 0, 1, 0, 1, 0, 0], [0, 1, 0, 0, 0, 0, 0]]
    """
    days = np.zeros((len(scenario.wards), len(WEEKDAYS)), dtype=np.bool_)
    for i, ward in enumerate(scenario.wards):
        for day in (visits or {}).get(ward.id, ward.visit_days):
            days[i, WEEKDAYS.index(day)] = True
    return days


def _whole(values: Iterable[int]) -> Whole:
    return np.fromiter(values, dtype=np.int64)


def _floats(values: Iterable[float]) -> Floats:
    return np.fromiter(values, dtype=np.float64)
