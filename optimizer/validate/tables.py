"""How do the checks look things up, and how do they say where something is?

The tables of a scenario by id, built once, tolerant of the faults that the checks are
there to find: of two rows with one id the first counts, and orders with unknown
references are left out of :attr:`Tables.orders`, for they are told already.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol, TypeVar

from optimizer.amounts import Amounts
from optimizer.domain import Flow, LoadCarrier, Order, Scenario, Site, VehicleType
from optimizer.findings import Finding, Place, Severity
from optimizer.ward_stores import Item, Ward

__all__ = ["FIRST_ROW", "OrderRow", "Tables", "at", "few", "looks", "rows", "together"]

FIRST_ROW = 2
"""Row of the first record: in a CSV table the header is row 1."""

_ROWS_NAMED = 5
_MOST_TOLD = 200


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T")
I_ = TypeVar("I_", bound=_Identified)


def rows(table: tuple[T, ...]) -> Iterator[tuple[int, T]]:
    """Records of a table with the row that each has in its CSV file."""
    return enumerate(table, start=FIRST_ROW)


def at(table: str, row: int | None = None, column: str = "") -> Place:
    """Place in a table of the scenario."""
    return Place(table, row, column)


def looks(text: str) -> str:
    r"""What an id looks like: without case, encoding of accents, and invisible characters.

    Examples
    --------
    >>> looks("Avd 1\u200b") == looks("avd\u00a01 ")
    True
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    visible = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    return " ".join(visible.split())


def together(findings: list[Finding]) -> tuple[Finding, ...]:
    """Findings that say the same of several rows, said once with the rows named.

    Of one code and table 200 are told, for nobody reads more; the rest is counted.

    Examples
    --------
    >>> alike = [Finding("V509", "all rates are zero", at("vehicle_types", r)) for r in (2, 5)]
    >>> print(together(alike)[0].message)
    all rates are zero (2 rows: 2, 5)
    """
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        place = finding.place
        key = (finding.code, place.source, place.column, finding.message, finding.remedy)
        groups.setdefault(key, []).append(finding)
    return _bounded([_one(group) for group in groups.values()])


def _bounded(findings: list[Finding]) -> tuple[Finding, ...]:
    """No more of one code and table than anybody reads; the rest is counted."""
    told: list[Finding] = []
    counts: dict[tuple[str, str], int] = {}
    for finding in findings:
        key = (finding.code, finding.place.source)
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= _MOST_TOLD:
            told.append(finding)
    for (code, source), n in counts.items():
        if n > _MOST_TOLD:
            message = f"{n - _MOST_TOLD} further findings {code} are not told"
            told.append(Finding("F043", message, at(source), severity=Severity.NOTE))
    return tuple(told)


def _one(group: list[Finding]) -> Finding:
    first = group[0]
    named = list(dict.fromkeys(f.place.row for f in group if f.place.row is not None))
    if len(named) < 2:
        return first
    some = ", ".join(str(row) for row in named[:_ROWS_NAMED])
    more = " ..." if len(named) > _ROWS_NAMED else ""
    return replace(first, message=f"{first.message} ({len(named)} rows: {some}{more})")


def few(
    code: str, place: Place, found: Sequence[tuple[int, str]], n_examples: int = 3
) -> Iterator[Finding]:
    """A few examples of what may be wrong with many rows, and the number of the others.

    Parameters
    ----------
    code : str
        Code of the registry.
    place : Place
        Table and column.
    found : sequence of (int, str)
        Row, and what is wrong with it.
    n_examples : int, optional
        Rows that are told one by one.

    Yields
    ------
    Finding
        One more than the examples, at most.

    Examples
    --------
    >>> odd = [(row, f"max {row}, packs of 10") for row in range(11, 20)]
    >>> print(list(few("V914", at("ward_items", None, "max_pieces"), odd))[-1].message)
    6 more rows like these: 14, 15, 16, 17, 18 and others
    """
    for row, message in found[:n_examples]:
        yield Finding(code, message, replace(place, row=row))
    others = found[n_examples:]
    if others:
        named = ", ".join(str(row) for row, _ in others[:_ROWS_NAMED])
        more = " and others" if len(others) > _ROWS_NAMED else ""
        yield Finding(code, f"{len(others)} more rows like these: {named}{more}", place)


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order whose references are all known, with what it refers to.

    Parameters
    ----------
    row : int
        Its row in the table of orders.
    order, flow, site, carrier
        The order and what it refers to.
    depots : tuple of Site
        Where it may be loaded, or brought to: rule R6.
    """

    row: int
    order: Order
    flow: Flow
    site: Site
    carrier: LoadCarrier
    depots: tuple[Site, ...]


def _by_id(table: tuple[I_, ...]) -> dict[str, I_]:
    first: dict[str, I_] = {}
    for record in table:
        first.setdefault(record.id, record)
    return first


class Tables:
    """A scenario's tables by id.

    Parameters
    ----------
    scenario : Scenario
        A scenario that may be incoherent.
    unsure : collection of str
        Tables of which some ids could not be read: what refers to them is not judged.
    """

    def __init__(self, scenario: Scenario, unsure: Collection[str] = ()) -> None:
        self.scenario = scenario
        self.unsure = unsure
        self.sites = _by_id(scenario.sites)
        self.flows = _by_id(scenario.flows)
        self.carriers = _by_id(scenario.load_carriers)
        self.hygiene = _by_id(scenario.hygiene)
        self.vehicle_types = _by_id(scenario.vehicle_types)
        self.wards: dict[str, Ward] = _by_id(scenario.wards)
        self.items: dict[str, Item] = _by_id(scenario.items)
        self.amounts = Amounts(scenario)
        self.open_spans: dict[str, tuple[tuple[int, int], ...]] = {}

    @cached_property
    def depots_by_flow(self) -> dict[str, tuple[Site, ...]]:
        """Sites of each flow's depot kinds."""
        by_kind: dict[str, list[Site]] = {}
        for site in self.sites.values():
            by_kind.setdefault(site.kind, []).append(site)
        return {
            flow.id: tuple(
                s for kind in dict.fromkeys(flow.depot_kinds) for s in by_kind.get(kind, ())
            )
            for flow in self.scenario.flows
        }

    @cached_property
    def orders(self) -> tuple[OrderRow, ...]:
        """Orders whose references are all known."""
        found = (self._resolve(row, order) for row, order in rows(self.scenario.orders))
        return tuple(order_row for order_row in found if order_row is not None)

    def _resolve(self, row: int, order: Order) -> OrderRow | None:
        flow, site = self.flows.get(order.flow), self.sites.get(order.site)
        if flow is None or site is None:
            return None
        carrier = self.carriers.get(order.load_carrier or flow.load_carrier)
        if carrier is None or flow.load_carrier not in self.carriers:
            return None
        if any(depot not in self.sites for depot in order.depots):
            return None
        depots = tuple(self.sites[d] for d in order.depots) or self.depots_by_flow[flow.id]
        return OrderRow(row, order, flow, site, carrier, depots)

    @cached_property
    def used_sites(self) -> dict[str, Site]:
        """Sites that some vehicle may have to drive to today, in the scenario's order."""
        ids = {row.site.id for row in self.orders} | {v.home for v in self.scenario.vehicles}
        ids |= {depot.id for row in self._one_per_depots() for depot in row.depots}
        return {id_: site for id_, site in self.sites.items() if id_ in ids}

    def _one_per_depots(self) -> list[OrderRow]:
        return list({(row.flow.id, row.order.depots): row for row in self.orders}.values())

    @cached_property
    def types_in_use(self) -> tuple[VehicleType, ...]:
        """Vehicle types that some vehicle of today is of, in the scenario's order."""
        used = {vehicle.vehicle_type for vehicle in self.scenario.vehicles}
        return tuple(t for t in self.vehicle_types.values() if t.id in used)
