"""Which ward stores, and what year of use, do a recipe and a seed give?

The scenario has no orders: they follow from this morning's stock and the levels. Today's
levels, delivery weekdays and stock are consistent with the history, for they have brought
it about.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from optimizer.domain import Flow, LoadCarrier, Scenario, TravelSettings
from optimizer.generate.articles import ArticleFact, articles
from optimizer.generate.draws import Draws
from optimizer.generate.facts import flow_facts
from optimizer.generate.places import depot
from optimizer.generate.region import describe
from optimizer.generate.shelves import NO_LIMIT, Shelves, shelves
from optimizer.generate.store_recipe import StoreRecipe
from optimizer.generate.store_year import StoreYear, live_year
from optimizer.generate.tables import flows_of, hygiene, load_carriers_of, vehicle_types, vehicles
from optimizer.generate.ward_places import Store, stores_and_sites
from optimizer.ward_stores import (
    WEEKDAYS,
    LeadTime,
    Policy,
    StockSettings,
    Ward,
    WardItem,
    WeekdayCapacity,
)

__all__ = ["store_week"]

_FITS_SHARE = 0.92
_SPARE, _SHORT = (1.03, 1.3), (0.9, 0.98)
"""Shelf space over what today's maxima fill, where they fit and where they do not."""

_SPACE_STEP_L = 10.0
_WAITING_SHARE = 0.01
"""Articles that the store still owes a ward a pack of."""

_OLD_DAYS = 8
_N_WORKING_DAYS = 5
_FRIDAY, _FRIDAY_SHARE = 4, 0.9
"""Fridays are shorter in the warehouse."""


def _flow_numbers(facts: Sequence[ArticleFact]) -> list[str]:
    """Numbers in data/flows.csv of the flows that articles ride in."""
    used = {fact.item.flow for fact in facts}
    return [fact.fact for fact in flow_facts().values() if fact.id in used]


def _wards(stores: Sequence[Store], stock: Shelves, year: StoreYear, seed: int) -> list[Ward]:
    """Wards with shelf space: most have room for today's maxima, some do not."""
    filled = np.bincount(stock.ward, year.levels.S * stock.volume_l, len(stores))
    wards = []
    for store, litres in zip(stores, filled, strict=True):
        draws = Draws(seed, "shelf space", store.ward.id)
        room = draws.uniform(*(_SPARE if draws.chance(_FITS_SHARE) else _SHORT))
        space = max(1, math.ceil(litres * room / _SPACE_STEP_L)) * _SPACE_STEP_L
        wards.append(store.ward.model_copy(update={"shelf_l": space}))
    return wards


def _ward_items(
    recipe: StoreRecipe,
    stores: Sequence[Store],
    facts: Sequence[ArticleFact],
    stock: Shelves,
    year: StoreYear,
    seed: int,
) -> tuple[WardItem, ...]:
    weekday = WEEKDAYS[recipe.day.weekday()]
    odd = _odd_counts(recipe, [weekday in stores[w].ward.visit_days for w in stock.ward], seed)
    waiting = np.concatenate(
        [
            Draws(seed, "waiting", store.ward.id).many(n) < _WAITING_SHARE
            for store, n in zip(stores, np.bincount(stock.ward, minlength=len(stores)), strict=True)
        ]
    )
    rows = []
    for k, (w, i, policy) in enumerate(zip(stock.ward, stock.item, stock.policy, strict=True)):
        on_hand: int | None = int(year.on_hand[k])
        age = int(year.count_age[k])
        if odd.get(k) == "old":
            age += _OLD_DAYS
        elif k in odd:
            on_hand = None if odd[k] == "missing" else -2
        shelf = int(year.levels.shelf[k])
        rows.append(
            WardItem(
                ward=stores[w].ward.id,
                item=facts[i].item.id,
                policy=policy,
                min_pieces=None if policy is Policy.PAR else int(year.levels.s[k]),
                max_pieces=int(year.levels.S[k]),
                shelf_pieces=None if shelf == NO_LIMIT else shelf,
                on_hand=on_hand,
                on_order=int(stock.pack[k]) if waiting[k] else 0,
                counted=None if on_hand is None else recipe.day - dt.timedelta(days=age),
            )
        )
    return tuple(rows)


def _odd_counts(recipe: StoreRecipe, due: Sequence[bool], seed: int) -> dict[int, str]:
    """Pairs with a delivery today whose count is not as it should be, and how."""
    pairs = [k for k, is_due in enumerate(due) if is_due]
    drawn = Draws(seed, "odd counts").shuffled(pairs)[: recipe.n_odd_counts]
    kinds = ("missing", "old", "negative")
    return {k: kinds[n % len(kinds)] for n, k in enumerate(drawn)}


def _carriers_a_day(
    year: StoreYear,
    flow_of_group: Sequence[str],
    flows: Sequence[Flow],
    carriers: Sequence[LoadCarrier],
    fill: float,
) -> npt.NDArray[np.float64]:
    """Load carriers of each day of the history, each flow to each site by itself."""
    carrier_of = {carrier.id: carrier for carrier in carriers}
    by_flow = {flow.id: carrier_of[flow.load_carrier] for flow in flows}
    most_l = np.array([by_flow[f].volume_m3 * 1000 * fill for f in flow_of_group])
    most_kg = np.array(
        [(by_flow[f].max_gross_kg or math.inf) - by_flow[f].tare_kg for f in flow_of_group]
    )
    needed = np.ceil(np.maximum(year.litres / most_l, year.kilos / most_kg))
    return np.asarray(needed.sum(axis=1), dtype=np.float64)


def _capacities(
    recipe: StoreRecipe, lines: npt.NDArray[np.int64], carriers: npt.NDArray[np.float64]
) -> tuple[WeekdayCapacity, ...]:
    """What each weekday can do: the week's mean need and a slack, as if it were level."""
    n_weeks = len(lines) / len(WEEKDAYS)
    share = [1.0] * _N_WORKING_DAYS + [0.0, 0.0]
    share[_FRIDAY] = _FRIDAY_SHARE
    per_day = [recipe.capacity_slack * s / sum(share) / n_weeks for s in share]
    return tuple(
        WeekdayCapacity(
            weekday=weekday,
            lines=math.ceil(lines.sum() * part / 5) * 5,
            carriers=float(math.ceil(carriers.sum() * part)),
        )
        for weekday, part in zip(WEEKDAYS, per_day, strict=True)
    )


def _lead_times(
    stores: Sequence[Store], facts: Sequence[ArticleFact], stock: Shelves
) -> tuple[LeadTime, ...]:
    """Flows whose lead time is not the ward's."""
    found = {
        (stores[w].ward.id, facts[i].item.flow): int(lead)
        for w, i, lead in zip(stock.ward, stock.item, stock.lead, strict=True)
        if lead != stores[w].ward.lead_days
    }
    return tuple(LeadTime(ward=w, flow=f, lead_days=lead) for (w, f), lead in found.items())


def store_week(recipe: StoreRecipe, seed: int) -> Scenario:
    """Ward stores with their year of use, without orders.

    Parameters
    ----------
    recipe : StoreRecipe
        Places, articles' number, classes, vehicles.
    seed : int
        Fixes wards, what they keep and what they use.

    Returns
    -------
    Scenario
        The planning day in its morning.

    Raises
    ------
    ValueError
        If there are not so many clinics, or an article's class is none of the recipe's.
    """
    classes = {part.id for part in recipe.classes}
    facts = articles(recipe.n_items)
    unknown = sorted({fact.item.stock_class for fact in facts} - classes)
    if unknown:
        raise ValueError(f"the recipe has no class {', '.join(unknown)}, which articles have")
    stores, sites = stores_and_sites(recipe, seed)
    stock = shelves(stores, facts, recipe, seed)
    groups: dict[tuple[str, str], int] = {}
    group = np.array(
        [
            groups.setdefault((stores[w].ward.site, facts[i].item.flow), len(groups))
            for w, i in zip(stock.ward, stock.item, strict=True)
        ]
    )
    year = live_year(stores, facts, stock, recipe.day, recipe.n_history_days, group, seed)
    numbers = _flow_numbers(facts)
    flows = flows_of(numbers)
    carriers = load_carriers_of(flow_facts()[number].carrier for number in numbers)
    needed = _carriers_a_day(
        year, [flow for _, flow in groups], flows, carriers, recipe.stock.carrier_fill
    )
    history_days = dt.timedelta(days=recipe.n_history_days)
    return Scenario(
        name=recipe.name,
        day=recipe.day,
        description=describe(recipe.description, recipe.assumptions),
        travel=TravelSettings(),
        sites=(*(depot(part) for part in recipe.depots), *sites),
        load_carriers=carriers,
        hygiene=hygiene(),
        flows=flows,
        orders=(),
        vehicle_types=vehicle_types(recipe.fleet),
        vehicles=vehicles(recipe.fleet),
        stock=StockSettings.model_validate(
            recipe.stock.model_dump()
            | {
                "history_from": recipe.day - history_days,
                "history_to": recipe.day - dt.timedelta(days=1),
            }
        ),
        stock_classes=tuple(part.stock_class() for part in recipe.classes),
        wards=tuple(_wards(stores, stock, year, seed)),
        items=tuple(fact.item for fact in facts),
        ward_items=_ward_items(recipe, stores, facts, stock, year, seed),
        lead_times=_lead_times(stores, facts, stock),
        closed_days=recipe.closed_days,
        weekday_capacities=_capacities(recipe, year.lines, needed),
        demand_history=year.history,
    )
