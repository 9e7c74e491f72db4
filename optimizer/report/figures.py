"""What is the plan worth, and what does it gain over the way it is driven today?

Key figures and their differences are counted by ``optimizer.compare``; here they get
their names, their order and their kinds in the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from optimizer.check import Verdict, check
from optimizer.domain import Scenario
from optimizer.plan import RoutePlan
from optimizer.report.counted import Counted, count_figures
from optimizer.report.headline import Tile, tiles_of
from optimizer.report.table import Cell, Column, Kind, Quantity, Table
from optimizer.report.text import N_, Language
from optimizer.travel import TravelTimes

__all__ = ["Figures", "figures_of"]

_TO_SECONDS, _TO_METRES = 3600.0, 1000.0
_BY_PRIORITY = "orders_unserved_by_priority"

_ROWS: tuple[tuple[str, str, str, Kind, float], ...] = (
    (N_("Cost"), "total_sek", N_("Cost in all"), Kind.MONEY, 1),
    (N_("Cost"), "fixed_sek", N_("Vehicles by the day"), Kind.MONEY, 1),
    (N_("Cost"), "distance_sek", N_("Distance cost"), Kind.MONEY, 1),
    (N_("Cost"), "time_sek", N_("Duty time cost"), Kind.MONEY, 1),
    (N_("Cost"), "overtime_sek", N_("Supplement for overtime"), Kind.MONEY, 1),
    (N_("Cost"), "penalty_sek", N_("Penalties of orders left out"), Kind.MONEY, 1),
    (N_("Cost"), "cost_per_carrier_sek", N_("Cost per load carrier"), Kind.MONEY, 1),
    (N_("Fleet"), "n_vehicles", N_("Vehicles used"), Kind.COUNT, 1),
    (N_("Fleet"), "n_trips", N_("Trips"), Kind.COUNT, 1),
    (N_("Fleet"), "trips_per_vehicle", N_("Trips per vehicle"), Kind.DECIMAL, 1),
    (N_("Fleet"), "n_visits", N_("Visits"), Kind.COUNT, 1),
    (N_("Fleet"), "visits_per_site", N_("Visits per site"), Kind.DECIMAL, 1),
    (N_("Distance"), "length_km", N_("Distance driven"), Kind.LENGTH, _TO_METRES),
    (N_("Distance"), "loaded_km", N_("Loaded"), Kind.LENGTH, _TO_METRES),
    (N_("Distance"), "empty_km", N_("Empty"), Kind.LENGTH, _TO_METRES),
    (N_("Hours"), "duty_h", N_("Duty"), Kind.DURATION, _TO_SECONDS),
    (N_("Hours"), "driving_h", N_("Driving"), Kind.DURATION, _TO_SECONDS),
    (N_("Hours"), "setup_h", N_("Set-up"), Kind.DURATION, _TO_SECONDS),
    (N_("Hours"), "handling_h", N_("Handling"), Kind.DURATION, _TO_SECONDS),
    (N_("Hours"), "cleaning_h", N_("Cleaning"), Kind.DURATION, _TO_SECONDS),
    (N_("Hours"), "waiting_h", N_("Waiting"), Kind.DURATION, _TO_SECONDS),
    (N_("Hours"), "overtime_h", N_("Overtime"), Kind.DURATION, _TO_SECONDS),
    (N_("Use"), "fill_rate_out", N_("Fill rate out"), Kind.SHARE, 1),
    (N_("Use"), "fill_rate_home", N_("Fill rate home"), Kind.SHARE, 1),
    (N_("Use"), "fill_rate_km", N_("Fill rate by distance"), Kind.SHARE, 1),
    (N_("Service"), "carriers_delivered", N_("Carriers delivered"), Kind.COUNT, 1),
    (N_("Service"), "carriers_collected", N_("Carriers collected"), Kind.COUNT, 1),
    (N_("Service"), "on_time_share", N_("Handlings on time"), Kind.SHARE, 1),
    (N_("Service"), "orders_unserved", N_("Unserved orders"), Kind.COUNT, 1),
    (N_("Service"), "carriers_unserved", N_("Carriers left out"), Kind.COUNT, 1),
    (N_("Service"), "mandatory_shortfall_orders", N_("Mandatory orders left out"), Kind.COUNT, 1),
    (N_("Cleaning"), "n_washes", N_("Washes"), Kind.COUNT, 1),
    (N_("Cleaning"), "n_wipes", N_("Wipes"), Kind.COUNT, 1),
    (N_("Environment"), "co2_kg", N_("Carbon dioxide, well to wheel"), Kind.WEIGHT, 1),
    (N_("Environment"), "energy_kwh", N_("Energy"), Kind.ENERGY, 1),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Tiles, the table of all key figures, and what to know when comparing."""

    caveats: tuple[str, ...]
    tiles: tuple[Tile, ...]
    table: Table
    lead: str


def _row(
    area: str, name: str, kpi: str, kind: Kind, counted: Counted, factor: float = 1
) -> tuple[Cell, ...]:
    def scaled(value: float | None) -> float | None:
        return None if value is None else value * factor

    is_share = kind is Kind.SHARE
    return (
        area,
        name,
        Quantity(scaled(counted.own(kpi)), kind),
        Quantity(scaled(counted.before(kpi)), kind),
        Quantity(scaled(counted.difference(kpi)), Kind.POINTS if is_share else kind, signed=True),
        Quantity(None if is_share else counted.share(kpi), Kind.SHARE, signed=True),
    )


def _rows(say: Language, counted: Counted) -> Iterator[tuple[Cell, ...]]:
    for area, kpi, name, kind, factor in _ROWS:
        yield _row(say.text(area), say.text(name), kpi, kind, counted, factor)
    for kpi in counted.rows:
        if kpi.startswith(_BY_PRIORITY):
            priority = kpi.removeprefix(_BY_PRIORITY).strip("[]_.")
            name = say.text("Unserved orders of priority {n}", n=priority)
            yield _row(say.text("Service"), name, kpi, Kind.COUNT, counted)


def _table(say: Language, counted: Counted | None) -> Table:
    columns = (
        Column(say.text("Area")),
        Column(say.text("Key figure")),
        Column(say.text("This plan"), Kind.DECIMAL),
        Column(say.text("Baseline"), Kind.DECIMAL),
        Column(say.text("Difference"), Kind.DECIMAL),
        Column(say.text("Difference, %"), Kind.SHARE),
    )
    rows = sorted(_rows(say, counted), key=_area_order(say)) if counted else ()
    shown = len(columns) if counted and counted.has_baseline else 3
    return Table(
        "figures",
        say.text("Key figures"),
        columns[:shown],
        tuple(row[:shown] for row in rows),
        say.text("Key figures cannot be counted for this plan; see the findings of the check."),
        grouped=True,
    )


def _area_order(say: Language) -> Callable[[tuple[Cell, ...]], int]:
    areas = list(dict.fromkeys(say.text(row[0]) for row in _ROWS))
    return lambda row: areas.index(str(row[0]))


def _lead(
    say: Language,
    scenario: Scenario,
    travel: TravelTimes,
    plan: RoutePlan,
    counted: Counted | None,
) -> str:
    """What a fair reader must know about the comparison."""
    baseline = scenario.baseline
    if baseline is None:
        return say.text("The scenario has no baseline to compare with.")
    if baseline == plan:
        return say.text("This plan is the baseline of the scenario.")
    if counted is None or not counted.has_baseline:
        return say.text("The baseline cannot be compared: its figures cannot be counted.")
    parts = []
    if baseline.provenance is not None and baseline.provenance.source:
        parts.append(say.text("Baseline: {source}.", source=baseline.provenance.source.rstrip(".")))
    broken = len(check(scenario, travel, baseline).violations)
    if broken:
        parts.append(
            say.plural(
                "The baseline breaks rules ({n} violation).",
                "The baseline breaks rules ({n} violations).",
                broken,
            )
        )
    return " ".join(parts)


def _caveats(say: Language, counted: Counted | None) -> tuple[str, ...]:
    """What must be known before the plan and the baseline are compared at all."""
    if counted is None or counted.same_work:
        return ()
    return (
        say.text(
            "The plan and the baseline do not do the same work: this plan leaves {own} "
            "carriers, the baseline {other}.",
            own=say.number(counted.own("carriers_unserved") or 0),
            other=say.number(counted.before("carriers_unserved") or 0),
        ),
    )


def figures_of(
    scenario: Scenario, travel: TravelTimes, plan: RoutePlan, verdict: Verdict, say: Language
) -> Figures:
    r"""Key figures of a plan beside those of the scenario's baseline.

    Parameters
    ----------
    scenario : Scenario
        What was asked, with its baseline if there is one.
    travel : TravelTimes
        Durations and distances between its sites. [s, m]
    plan : RoutePlan
        What was decided.
    verdict : Verdict
        What the checker says of it; its cost is the one that is shown.
    say : Language
        Language of the reader.

    Returns
    -------
    Figures
        Tiles and table.

    Examples
    --------
    >>> from tests.rigs import hospital_day, hospital_plan, travel_of
    >>> day, travel, plan = hospital_day(), travel_of(hospital_day()), hospital_plan()
    >>> figures = figures_of(day, travel, plan, check(day, travel, plan), Language("en"))
    >>> [tile.value for tile in figures.tiles][1:3]
    ['3', '424\xa0km']
    """
    counted = count_figures(scenario, travel, plan)
    return Figures(
        caveats=_caveats(say, counted),
        tiles=tiles_of(say, verdict, plan, counted),
        table=_table(say, counted),
        lead=_lead(say, scenario, travel, plan, counted),
    )
