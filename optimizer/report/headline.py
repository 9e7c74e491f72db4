"""Which few figures does one see first? The tiles at the top of the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from optimizer.check import Verdict
from optimizer.plan import RoutePlan
from optimizer.report.counted import Counted
from optimizer.report.text import Language

__all__ = ["Tile", "tiles_of"]


@dataclass(frozen=True, slots=True)
class Tile:
    """One key figure at the top: its name, its value, and a note below."""

    label: str
    value: str
    note: str = ""
    tone: str = ""


def _against(
    say: Language, counted: Counted, kpi: str, write: Callable[[float], str]
) -> tuple[str, str]:
    """Difference to the baseline in words, and whether less is better or worse."""
    difference, share = counted.difference(kpi), counted.share(kpi)
    if difference is None:
        return "", ""
    size = write(abs(difference))
    if size == write(0):
        return say.text("as the baseline"), ""
    sign = "+" if difference > 0 else "−"
    relative = f" ({sign}{say.percent(abs(share), 1)})" if share is not None else ""
    note = say.text("{difference} to the baseline", difference=f"{sign}{size}{relative}")
    return note, "better" if difference < 0 else "worse"


def tiles_of(
    say: Language, verdict: Verdict, plan: RoutePlan, counted: Counted | None
) -> tuple[Tile, ...]:
    """Cost, vehicles, distance, fill rate and unserved orders, beside the baseline's.

    A difference is called better or worse only where the plan keeps the rules and does
    the same work.

    Parameters
    ----------
    say : Language
        Language of the reader.
    verdict : Verdict
        What the checker says of the plan; its cost is the one that is shown.
    plan : RoutePlan
        What was decided.
    counted : Counted or None
        Key figures, where they can be counted.

    Returns
    -------
    tuple of Tile
        From left to right.

    Examples
    --------
    >>> from optimizer.plan import Cost
    >>> free = Cost(fixed_sek=0, distance_sek=0, time_sek=0, overtime_sek=0, penalty_sek=0)
    >>> empty = RoutePlan(scenario="day")
    >>> [tile.value for tile in tiles_of(Language("sv"), Verdict((), (), free, ()), empty, None)][1]
    '0'
    """
    cost, unserved = say.text("Cost"), say.text("Unserved orders")
    total = say.money(verdict.cost.total_sek)
    left = say.number(len({entry.order for entry in plan.unserved}))
    if counted is None:
        return Tile(cost, total), Tile(unserved, left)

    def share(kpi: str) -> str:
        value = counted.own(kpi)
        return "–" if value is None else say.percent(value)

    def against(kpi: str, write: Callable[[float], str]) -> tuple[str, str]:
        note, tone = _against(say, counted, kpi, write)
        return note, tone if verdict.ok and counted.same_work else ""

    def count(kpi: str, write: Callable[[float], str]) -> tuple[str, str, str]:
        return (write(counted.own(kpi) or 0), *against(kpi, write))

    home = say.text("home {share}", share=share("fill_rate_home"))
    return (
        Tile(cost, total, *against("total_sek", say.money)),
        Tile(say.text("Vehicles"), *count("n_vehicles", say.number)),
        Tile(say.text("Distance"), *count("length_km", lambda km: say.km(1000 * km, 0))),
        Tile(say.text("Fill rate out"), share("fill_rate_out"), home),
        Tile(unserved, left, *_left_out(say, counted)),
    )


def _left_out(say: Language, counted: Counted) -> tuple[str, str]:
    mandatory = counted.own("mandatory_shortfall_orders")
    if mandatory:
        return say.text("{n} mandatory", n=say.number(mandatory)), "worse"
    before = counted.before("orders_unserved")
    if before is not None:
        return say.text("baseline {n}", n=say.number(before)), ""
    carriers = int(counted.own("carriers_unserved") or 0)
    return say.plural("{n} load carrier", "{n} load carriers", carriers), ""
