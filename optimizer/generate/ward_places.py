"""Which ward stores are there, of what kind and size, and when do goods come to them?"""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.domain import Site
from optimizer.generate.draws import Draws
from optimizer.generate.facts import SiteFact, site_facts
from optimizer.generate.places import Clinic, clinic_of, clinics_of_the_day, hospital
from optimizer.generate.store_recipe import StoreRecipe
from optimizer.ward_stores import WEEKDAYS, Ward

__all__ = ["Store", "clinic_day", "stores_and_sites"]

_LARGE_HOSPITAL_BEDS = 150
_LARGE = ("akut", "op", "vard", "vard", "iva", "vard", "mott", "vard", "vard")
_SMALL = ("vard", "mott", "vard", "vard", "vard")
"""Kinds in the order in which a hospital's stores are counted, again and again."""

_NAMES = {
    "akut": "Akutmottagning",
    "op": "Operation",
    "iva": "Intensivvård",
    "mott": "Mottagning",
    "vard": "Avdelning",
}

_PATTERNS = {
    "vard": (("024", 4), ("014", 2), ("0134", 2), ("01234", 3), ("134", 2)),
    "mott": (("024", 3), ("013", 2), ("134", 1)),
    "op": (("01234", 2), ("024", 1), ("0134", 1)),
    "akut": (("01234", 1),),
    "iva": (("01234", 1),),
}
"""Weekdays with delivery, Monday 0, and how common they are [A]: three to five a week,
mostly on Mondays, for the weekend has to be made up for."""

_CLINIC_DAYS = (2.5, 2.0, 2.0, 1.5, 1.2)
"""How many of the clinics' routes are driven on each weekday, Monday first [A]."""

_LARGE_TOWN_CLINICS = 10
"""Towns with more clinics are driven on several weekdays."""

_SAME_DAY = frozenset({"akut", "op", "iva"})
"""Kinds whose shelves are counted and filled on the same day [A]."""

_SIZE_CV = 0.25


@dataclass(frozen=True, slots=True)
class Store:
    """A ward store.

    Parameters
    ----------
    ward : Ward
        As the scenario has it, its shelf space still open.
    kind : str
        One of :data:`~optimizer.generate.articles.WARD_KINDS`.
    size : float
        Use over that of a usual ward of the kind. [-]
    """

    ward: Ward
    kind: str
    size: float


def _days(numbers: str) -> tuple[str, ...]:
    return tuple(WEEKDAYS[int(number)] for number in numbers)


def _store(ward_id: str, name: str, site: str, kind: str, weekdays: str, seed: int) -> Store:
    ward = Ward.model_validate(
        {
            "id": ward_id,
            "name": name,
            "site": site,
            "visit_days": _days(weekdays),
            "lead_days": 0 if kind in _SAME_DAY else 1,
        }
    )
    return Store(ward, kind, Draws(seed, "ward size", ward_id).noise(_SIZE_CV))


def _hospital_stores(fact: SiteFact, recipe: StoreRecipe, seed: int) -> list[Store]:
    """Stores of a hospital: one for so many beds, at least one."""
    kinds: tuple[str, ...] = _LARGE if fact.beds >= _LARGE_HOSPITAL_BEDS else _SMALL
    if not fact.beds:
        kinds = ("mott",)
    n_wards = max(1, min(recipe.max_wards, round(fact.beds / recipe.beds_per_ward)))
    stores = []
    for k in range(n_wards):
        kind, number = kinds[k % len(kinds)], k + 1
        ward_id = f"{fact.id}-{number}"
        patterns = _PATTERNS[kind]
        days = Draws(seed, "visit days", ward_id).weighted(*zip(*patterns, strict=True))
        stores.append(
            _store(ward_id, f"{_NAMES[kind]} {number}, {fact.name}", fact.id, kind, days, seed)
        )
    return stores


def clinic_day(clinic: Clinic, seed: int) -> str:
    """The weekday of the route a clinic lies on: its municipality, or a fifth of a large town.

    Parameters
    ----------
    clinic : Clinic
        The clinic.
    seed : int
        Fixes the weekday of each route.

    Returns
    -------
    str
        A digit, 0 for Monday.
    """
    town = clinic.town
    route = town.municipality
    if town.n_health_centres + town.n_dental_clinics > _LARGE_TOWN_CLINICS:
        route += f"/{int(clinic.id.rsplit('-', 1)[1]) % len(_CLINIC_DAYS)}"
    return Draws(seed, "weekday", route).weighted("01234", _CLINIC_DAYS)


def stores_and_sites(recipe: StoreRecipe, seed: int) -> tuple[list[Store], list[Site]]:
    """Ward stores by id, and the docks and clinics that goods are brought to.

    Parameters
    ----------
    recipe : StoreRecipe
        Hospitals, clinics and how many stores.
    seed : int
        Fixes kinds, sizes, weekdays and the clinics' places.

    Returns
    -------
    stores : list of Store
        In the order of their ids.
    sites : list of Site
        Docks, then clinics.

    Raises
    ------
    ValueError
        If there are not so many clinics.
    """
    facts = [site_facts()[site] for site in recipe.hospitals]
    clinics = clinics_of_the_day(recipe.region, recipe.municipalities, recipe.n_clinics, seed)
    stores = [store for fact in facts for store in _hospital_stores(fact, recipe, seed)]
    for clinic in clinics:
        kind = "vc" if clinic.id.startswith("vc-") else "ftv"
        day = clinic_day(clinic, seed)
        stores.append(_store(clinic.id, clinic.name, clinic.id, kind, day, seed))
    sites = [*(hospital(fact) for fact in facts), *(clinic_of(c, seed) for c in clinics)]
    return sorted(stores, key=lambda store: store.ward.id), sites
