"""Where is everything? Hospitals and depots from the facts, clinics around the towns."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.domain import Site, SiteKind, Window
from optimizer.findings import DataError, Finding, Place
from optimizer.generate.draws import Draws
from optimizer.generate.facts import SiteFact, TownFact, site_facts, town_facts
from optimizer.generate.recipe_parts import DepotPart

__all__ = ["Clinic", "clinic_of", "clinics_of_the_day", "depot", "hospital", "slug", "span"]

FERRY_ONLY = frozenset({"Öckerö"})
"""Municipalities that a lorry reaches by timetabled ferry alone; they are left out."""

KM_PER_DEGREE = 111.2
CLINIC_FACTOR = 1.9
"""A cage over the tail lift takes 95 s against 50 s at a dock leveller."""

CITY_POPULATION = 40_000
"""Towns from here on have some yards that a full-height lorry does not enter."""

LARGE_HOSPITAL_BEDS = 200
_BEDS_PER_DOCK = 250
_MAX_DOCKS = 4
_WEEKDAYS = 5


@dataclass(frozen=True, slots=True)
class Clinic:
    """A health centre or dental clinic somewhere around a town."""

    id: str
    name: str
    town: TownFact


def slug(text: str) -> str:
    """Short name in plain letters for ids.

    Examples
    --------
    >>> slug("Lilla Edet"), slug("Årjäng")
    ('lilla-edet', 'arjang')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(c if c.isalnum() else " " for c in plain).split())


def span(*pairs: str) -> tuple[Window, ...]:
    """Windows from texts such as ``"06:00-11:30"``.

    Examples
    --------
    >>> span("06:00-11:30")[0].latest
    41400
    """
    return tuple(
        Window.model_validate(dict(zip(("earliest", "latest"), pair.split("-"), strict=True)))
        for pair in pairs
    )


def hospital(fact: SiteFact) -> Site:
    """Goods dock of a hospital: leveller, ten minutes to dock and sign in."""
    large = fact.beds >= LARGE_HOSPITAL_BEDS
    return Site(
        id=fact.id,
        name=fact.name,
        kind=SiteKind.DOCK,
        lat=fact.lat,
        lon=fact.lon,
        windows=span("05:30-18:00" if large else "06:00-16:00"),
        setup_min=10,
        n_docks=min(_MAX_DOCKS, 2 + fact.beds // _BEDS_PER_DOCK),
        handling_factor=1,
        signed_by="Godsmottagningen",
    )


def depot(part: DepotPart) -> Site:
    """A laundry, store, kitchen ... where vehicles load and unload."""
    fact = site_facts()[part.site]
    return Site(
        id=fact.id,
        name=fact.name,
        kind=SiteKind(fact.kind),
        lat=fact.lat,
        lon=fact.lon,
        windows=part.windows,
        setup_min=5,
        n_docks=part.n_docks,
        cleaning=part.cleaning,
        signed_by="Utlastningen",
    )


def clinic_of(clinic: Clinic, seed: int) -> Site:
    """A clinic: somewhere in its town, tail lift, often shut at lunch, sometimes narrow.

    Parameters
    ----------
    clinic : Clinic
        Which one.
    seed : int
        Seed of the day; the place depends on the clinic's id and the seed alone.
    """
    draws = Draws(seed, "clinic", clinic.id)
    radius_km = min(8.0, 0.5 + math.sqrt(clinic.town.population) / 100)
    distance = radius_km * math.sqrt(draws.uniform(0, 1))
    bearing = draws.uniform(0, 2 * math.pi)
    north, east = distance * math.cos(bearing), distance * math.sin(bearing)
    shrink = math.cos(math.radians(clinic.town.lat))
    open_all_day = draws.chance(0.6)
    narrow = clinic.town.population > CITY_POPULATION and draws.chance(0.06)
    return Site(
        id=clinic.id,
        name=clinic.name,
        kind=SiteKind.CLINIC,
        lat=round(clinic.town.lat + north / KM_PER_DEGREE, 5),
        lon=round(clinic.town.lon + east / KM_PER_DEGREE / shrink, 5),
        windows=span("07:00-16:00") if open_all_day else span("07:00-11:30", "12:30-16:00"),
        setup_min=5,
        handling_factor=CLINIC_FACTOR,
        requires_equipment=("tail_lift",),
        max_height_m=3.6 if narrow else None,
        signed_by="Receptionen",
    )


def _all_clinics(region: str, municipalities: Sequence[str]) -> dict[str, list[Clinic]]:
    """Clinics by the route they belong to: a municipality, or a fifth of a large one."""
    by_route: dict[str, list[Clinic]] = {}
    for town in town_facts():
        if town.region != region or town.municipality in FERRY_ONLY:
            continue
        if municipalities and town.municipality not in municipalities:
            continue
        kinds = (("vc", "VC", town.n_health_centres), ("ftv", "FTV", town.n_dental_clinics))
        shared = sum(count for _, _, count in kinds) > 2 * _WEEKDAYS
        for prefix, short, count in kinds:
            for k in range(1, count + 1):
                clinic = Clinic(f"{prefix}-{slug(town.name)}-{k}", f"{short} {town.name} {k}", town)
                route = f"{town.municipality}/{k % _WEEKDAYS if shared else 0}"
                by_route.setdefault(route, []).append(clinic)
    return by_route


def clinics_of_the_day(
    region: str, municipalities: Sequence[str], n_clinics: int, seed: int
) -> tuple[Clinic, ...]:
    """Clinics whose fixed weekday it is: whole municipalities, drawn until there are enough.

    Parameters
    ----------
    region : str
        ``Västra Götaland`` or ``Värmland``.
    municipalities : sequence of str
        Only these; all where empty.
    n_clinics : int
        How many clinics are wanted.
    seed : int
        Seed of the day.

    Returns
    -------
    tuple of Clinic
        Exactly as many as wanted, by id.

    Raises
    ------
    DataError
        If there are not so many clinics.

    Examples
    --------
    >>> [c.id for c in clinics_of_the_day("Värmland", ["Torsby"], 3, seed=1)]
    ['ftv-torsby-1', 'ftv-torsby-2', 'vc-torsby-1']
    """
    by_route = _all_clinics(region, municipalities)
    drawn: list[Clinic] = []
    for route in Draws(seed, "weekday", region).shuffled(sorted(by_route)):
        drawn += by_route[route][: n_clinics - len(drawn)]
    if len(drawn) < n_clinics:
        reason = f"{n_clinics} clinics are asked for, and {len(drawn)} are known there"
        raise DataError([Finding("S903", reason, Place("recipe", None, "n_clinics"))])
    return tuple(sorted(drawn, key=lambda clinic: clinic.id))
