"""Which linen stores, what half a year of use, and what loop do a recipe and a seed give?

Each hospital has linen stores at its dock, one for so many beds, filled to a par level on each
weekday; each clinic has one fixed weekday. What is used comes back soiled, is washed, and goes
out again. The scenario has no orders: they follow from stock.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from optimizer.calendar import OpenDays
from optimizer.closed_loops import Loop, WardReturn
from optimizer.domain import Scenario, Site, TravelSettings
from optimizer.generate.demand import DAY_CARE_BEDS
from optimizer.generate.draws import Draws
from optimizer.generate.facts import flow_facts, site_facts
from optimizer.generate.linen_recipe import LinenRecipe
from optimizer.generate.places import clinic_of, clinics_of_the_day, depot, hospital
from optimizer.generate.region import describe
from optimizer.generate.tables import flows_of, hygiene, load_carriers_of, vehicle_types, vehicles
from optimizer.generate.usage import OCCUPANCY, day_factors, occupancy, pieces, uniforms
from optimizer.generate.ward_places import clinic_day
from optimizer.history import DemandHistory
from optimizer.ward_stores import (
    WEEKDAYS,
    Item,
    Policy,
    StockClass,
    StockSettings,
    Ward,
    WardItem,
    WeekdayCapacity,
)

__all__ = ["linen_fortnight"]

Whole = npt.NDArray[np.int64]

_CLEAN, _SOILED = "F02", "F29"
_ITEM = "linne"
_PACK = 3
_CLINIC_CARRIERS = 1.0
"""Trolleys of a clinic a week [A]."""
_RATIO = 1.8
"""Variance over mean of a day's use: about the fact's coefficient of variation, in bundles."""
_WORKING_DAYS = 5
_SPACE_STEP_L = 10.0


@dataclass(frozen=True, slots=True)
class _Store:
    ward: Ward
    kind: str
    a_day: float
    """Use on a usual weekday. [pieces]"""


def linen_fortnight(recipe: LinenRecipe, seed: int) -> Scenario:
    """Linen stores around a laundry, with half a year of use, without orders.

    Parameters
    ----------
    recipe : LinenRecipe
        Places, sizes, vehicles, and the loop.
    seed : int
        Fixes sizes, clinics and use.

    Returns
    -------
    Scenario
        The first morning.

    Raises
    ------
    ValueError
        If there are not so many clinics.
    """
    stores, sites = _stores(recipe, seed)
    used = _use(recipe, stores, seed)
    pars = _pars(recipe, stores)
    wards = tuple(
        store.ward.model_copy(update={"shelf_l": _litres(recipe, par)})
        for store, par in zip(stores, pars.tolist(), strict=True)
    )
    flows = flows_of((_CLEAN, _SOILED))
    first = recipe.day - dt.timedelta(days=recipe.n_history_days)
    settings = recipe.stock.model_dump() | {
        "history_from": first,
        "history_to": recipe.day - dt.timedelta(days=1),
    }
    scenario = Scenario(
        name=recipe.name,
        day=recipe.day,
        description=describe(recipe.description, recipe.assumptions),
        travel=TravelSettings(),
        sites=(*(depot(part) for part in recipe.depots), *sites),
        load_carriers=load_carriers_of(flow_facts()[f].carrier for f in (_CLEAN, _SOILED)),
        hygiene=hygiene(),
        flows=flows,
        orders=(),
        vehicle_types=vehicle_types(recipe.fleet),
        vehicles=vehicles(recipe.fleet),
        stock=StockSettings.model_validate(settings),
        stock_classes=(StockClass(id="linne", name="Textilier", fill_rate=0.99, shortage_sek=100),),
        wards=wards,
        items=(_item(recipe),),
        demand_history=_history(stores, used, first),
    )
    counted = _counted(recipe, scenario, used)
    soiled = flow_facts()[_SOILED].id
    return scenario.model_copy(
        update={
            "ward_items": _ward_items(recipe, stores, pars, counted),
            "ward_returns": _returns(recipe, stores, counted, soiled),
            "loops": (_loop(recipe, stores, soiled),),
            "weekday_capacities": _capacities(recipe, stores),
        }
    )


def _stores(recipe: LinenRecipe, seed: int) -> tuple[list[_Store], list[Site]]:
    facts = [site_facts()[site] for site in recipe.hospitals]
    clinics = clinics_of_the_day(recipe.region, recipe.municipalities, recipe.n_clinics, seed)
    rate = flow_facts()[_CLEAN].carriers_per_100_beds / 100 * recipe.pieces_per_carrier
    stores = []
    for fact in facts:
        n_stores = max(1, round(fact.beds / recipe.beds_per_store))
        beds = (fact.beds or DAY_CARE_BEDS) / n_stores
        for number in range(1, n_stores + 1):
            ward_id = f"{fact.id}-linne-{number}"
            size = Draws(seed, "linen size", ward_id).noise(0.15)
            ward = Ward(
                id=ward_id,
                name=f"Linneförråd {number}, {fact.name}",
                site=fact.id,
                visit_days=WEEKDAYS[:_WORKING_DAYS],
            )
            stores.append(_Store(ward, "vard", beds * sum(OCCUPANCY) / 2 * rate * size))
    for clinic in clinics:
        day = WEEKDAYS[int(clinic_day(clinic, seed))]
        size = Draws(seed, "linen size", clinic.id).noise(0.4)
        ward = Ward(id=clinic.id, name=clinic.name, site=clinic.id, visit_days=(day,))
        a_day = _CLINIC_CARRIERS * recipe.pieces_per_carrier / _WORKING_DAYS * size
        stores.append(_Store(ward, "vc", a_day))
    sites = [*(hospital(fact) for fact in facts), *(clinic_of(c, seed) for c in clinics)]
    return sorted(stores, key=lambda store: store.ward.id), sites


def _use(recipe: LinenRecipe, stores: Sequence[_Store], seed: int) -> Whole:
    """What was used, shape (n_stores, n_history_days). [pieces]"""
    n = recipe.n_history_days
    days = [recipe.day - dt.timedelta(days=n - k) for k in range(n)]
    factors = {kind: day_factors(kind, days) for kind in ("vard", "vc")}
    mean = np.array(
        [s.a_day * factors[s.kind] * occupancy(seed, s.ward.id, n) for s in stores]
    ).reshape(len(stores), n)
    uniform = uniforms(seed, [(s.ward.id, _ITEM) for s in stores], n)
    return pieces(uniform, mean, np.full(len(stores), _RATIO)).astype(np.int64)


def _pars(recipe: LinenRecipe, stores: Sequence[_Store]) -> Whole:
    """Par levels: so many weekdays of use for hospitals, eight days of it for clinics."""
    wanted = [
        s.a_day * (recipe.cover_days if s.kind == "vard" else _WORKING_DAYS + recipe.cover_days)
        for s in stores
    ]
    return np.array([max(2, math.ceil(n / _PACK)) * _PACK for n in wanted], dtype=np.int64)


def _litres(recipe: LinenRecipe, par: int) -> float:
    litres = par * _item(recipe).volume_l * recipe.spare_share
    return math.ceil(litres / _SPACE_STEP_L) * _SPACE_STEP_L


def _item(recipe: LinenRecipe) -> Item:
    fact = flow_facts()[_CLEAN]
    carrier = load_carriers_of((fact.carrier,))[0]
    return Item(
        id=_ITEM,
        name="Rena textilier, bunt",
        flow=fact.id,
        stock_class="linne",
        volume_l=math.floor(carrier.volume_m3 * 850 / recipe.pieces_per_carrier),
        weight_kg=round(fact.net_kg / recipe.pieces_per_carrier, 2),
        pieces_per_carrier=recipe.pieces_per_carrier,
        pack=_PACK,
        cost_sek=recipe.cost_sek,
    )


def _history(stores: Sequence[_Store], used: Whole, first: dt.date) -> DemandHistory:
    ward, day = np.nonzero(used)
    return DemandHistory.from_rows(
        [store.ward.id for store in stores],
        [_ITEM],
        first,
        ward=ward,
        item=np.zeros(len(ward), dtype=np.int64),
        day=day,
        pieces=used[ward, day],
        stock_out=np.zeros(len(ward), dtype=np.bool_),
    )


def _counted(recipe: LinenRecipe, scenario: Scenario, used: Whole) -> Whole:
    """What each store has used since its last delivery. [pieces]"""
    calendar = OpenDays(scenario)
    since = []
    for at, ward in enumerate(scenario.wards):
        back = 1
        while not calendar.is_open(recipe.day - dt.timedelta(days=back), ward.id):
            back += 1
        since.append(int(used[at, -back:].sum()))
    return np.array(since, dtype=np.int64)


def _ward_items(
    recipe: LinenRecipe, stores: Sequence[_Store], pars: Whole, since: Whole
) -> tuple[WardItem, ...]:
    return tuple(
        WardItem(
            ward=store.ward.id,
            item=_ITEM,
            policy=Policy.PAR,
            max_pieces=par,
            on_hand=max(0, par - gone),
            counted=recipe.day,
        )
        for store, par, gone in zip(stores, pars.tolist(), since.tolist(), strict=True)
    )


def _returns(
    recipe: LinenRecipe, stores: Sequence[_Store], since: Whole, flow: str
) -> tuple[WardReturn, ...]:
    """Soiled linen: what the use since the last visit has left behind."""
    net_kg = flow_facts()[_SOILED].net_kg
    rows = []
    for store, gone in zip(stores, since.tolist(), strict=True):
        clean = recipe.soiled_per_clean / recipe.pieces_per_carrier
        days = recipe.room_days if store.kind == "vard" else _WORKING_DAYS + recipe.room_days
        room = max(1.0, math.ceil(2 * store.a_day * clean * days) / 2)
        rows.append(
            WardReturn(
                ward=store.ward.id,
                flow=flow,
                per_carrier=recipe.soiled_per_clean,
                room_carriers=room,
                held_carriers=min(room, round(gone * clean, 3)),
                net_kg=net_kg,
            )
        )
    return tuple(rows)


def _week(stores: Sequence[_Store], monday: dt.date) -> float:
    """Mean use of a usual week. [pieces]"""
    week = [monday + dt.timedelta(days=k) for k in range(len(WEEKDAYS))]
    return float(sum(s.a_day * day_factors(s.kind, week).sum() for s in stores))


def _loop(recipe: LinenRecipe, stores: Sequence[_Store], flow: str) -> Loop:
    a_day = _week(stores, recipe.day) / len(WEEKDAYS) / recipe.pieces_per_carrier
    return Loop(
        depot=recipe.depots[0].site,
        flow=flow_facts()[_CLEAN].id,
        return_flow=flow,
        stock_carriers=math.ceil(a_day * recipe.ready_days),
        per_day=round(a_day * recipe.loss, 3),
        per_return=round(1 / recipe.soiled_per_clean, 6),
        lag_days=recipe.lag_days,
        loss=recipe.loss,
    )


def _capacities(recipe: LinenRecipe, stores: Sequence[_Store]) -> tuple[WeekdayCapacity, ...]:
    """What a weekday can drive out: the mean of five days and a slack; nothing at weekends."""
    a_weekday = _week(stores, recipe.day) / _WORKING_DAYS / recipe.pieces_per_carrier
    most = float(math.ceil(a_weekday * recipe.capacity_slack))
    return tuple(
        WeekdayCapacity(weekday=day, carriers=most if at < _WORKING_DAYS else 0.0)
        for at, day in enumerate(WEEKDAYS)
    )
