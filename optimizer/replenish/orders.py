"""How do a day's lines become orders? By site and flow: packed, some waiting, with priority."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from optimizer.domain import LoadCarrier, Order, Scenario
from optimizer.findings import Finding, Place
from optimizer.replenish.carriers import goods_of, shares
from optimizer.replenish.lines import Line
from optimizer.replenish.packing import Goods, Load, least_carriers, pack
from optimizer.replenish.waiting import who_waits
from optimizer.ward_stores import Item, OrderLine, StockClass

__all__ = ["CarrierLoad", "OrderMaker", "priority"]

_FIRST_ROW = 2
_MOST_CARRIERS = 10_000
_MOST_KG = 1_000_000
_LONGEST_ID = 80


@dataclass(frozen=True, slots=True)
class CarrierLoad:
    """Pieces of an order line in one of the order's load carriers.

    Parameters
    ----------
    order : str
        Order.
    carrier : int
        Number of the load carrier, from 1.
    ward, item : str
        What is in it, and for whom.
    pieces : int
        How many. [pieces]
    """

    order: str
    carrier: int
    ward: str
    item: str
    pieces: int


class OrderMaker:
    """Makes the orders of a day, and remembers what it found.

    Parameters
    ----------
    scenario : Scenario
        Flows, load carriers, and the orders there are already.
    may_wait : bool
        Whether goods may wait for a fuller load carrier.
    """

    def __init__(self, scenario: Scenario, *, may_wait: bool) -> None:
        self._scenario = scenario
        self._may_wait = may_wait
        self._sites = {ward.id: ward.site for ward in scenario.wards}
        self._ids = {order.id for order in scenario.orders}
        carriers = {carrier.id: carrier for carrier in scenario.load_carriers}
        self._carriers = {flow.id: carriers[flow.load_carrier] for flow in scenario.flows}
        dearest = max((_hurt(row) for row in scenario.stock_classes), default=(0.0, 0.0))
        self._worst = {row.id for row in scenario.stock_classes if _hurt(row) == dearest}
        self.findings: list[Finding] = []
        self.orders: list[Order] = []
        self.lines: list[Line] = []
        self.order_lines: list[OrderLine] = []
        self.loads: list[CarrierLoad] = []
        self.waiting: list[Line] = []

    def make(self, lines: Iterable[Line]) -> None:
        """Pack lines and make an order of each site and flow."""
        by_site_and_flow: dict[tuple[str, str], list[tuple[Line, Goods, int]]] = {}
        fits: dict[str, tuple[float, float] | None] = {}
        for line in lines:
            item = line.item
            if item.id not in fits:
                carrier = self._carriers[item.flow]
                fits[item.id] = shares(item, carrier, self._scenario.stock.carrier_fill)
                if fits[item.id] is None:
                    self._does_not_fit(item, carrier)
            fit = fits[item.id]
            if fit is not None:
                key = self._sites[line.ward_item.ward], item.flow
                goods, unit = goods_of(line, item.pack, *fit)
                by_site_and_flow.setdefault(key, []).append((line, goods, unit))
        for (site, flow), rows in by_site_and_flow.items():
            self._order(site, flow, rows)

    def _order(self, site: str, flow: str, rows: list[tuple[Line, Goods, int]]) -> None:
        goods = [goods for _, goods, _ in rows]
        lines = [line for line, _, _ in rows]
        weight_kg = sum(line.pieces * line.item.weight_kg for line in lines)
        n_carriers = least_carriers(goods)
        loads: tuple[Load, ...] = ()
        if n_carriers <= _MOST_CARRIERS:
            loads = pack(goods)
            n_carriers = len(loads)
        if n_carriers > _MOST_CARRIERS or weight_kg > _MOST_KG:
            message = (
                f'flow "{flow}" would bring {n_carriers} load carriers and {weight_kg:.0f} kg '
                f'to site "{site}" in a day'
            )
            self.findings.append(Finding("S931", message, Place("ward_items")))
            return
        if self._may_wait:
            out, loads = who_waits(goods, lines, loads)
            self.waiting += [lines[i] for i in sorted(out)]
            lines = [line for i, line in enumerate(lines) if i not in out]
        if not lines:
            return
        order = Order(
            id=self._new_id(f"{site}-{flow}"),
            flow=flow,
            site=site,
            carriers=len(loads),
            weight_kg=round(sum(line.pieces * line.item.weight_kg for line in lines), 3),
            priority=priority(lines, self._worst),
        )
        self.orders.append(order)
        self.lines += lines
        self.order_lines += [
            OrderLine(
                order=order.id,
                ward=line.ward_item.ward,
                item=line.item.id,
                pieces=line.pieces,
            )
            for line in lines
        ]
        self.loads += [
            CarrierLoad(
                order.id,
                number,
                rows[which][0].ward_item.ward,
                rows[which][0].item.id,
                units * rows[which][2],
            )
            for number, load in enumerate(loads, start=1)
            for which, units in load
        ]

    def _new_id(self, wanted: str) -> str:
        """The id, or the id with a number where it is taken."""
        n, id_ = 1, wanted[:_LONGEST_ID].rstrip()
        while id_ in self._ids:
            n += 1
            tail = f"-{n}"
            id_ = wanted[: _LONGEST_ID - len(tail)].rstrip() + tail
        self._ids.add(id_)
        return id_

    def _does_not_fit(self, item: Item, carrier: LoadCarrier) -> None:
        why = f'no load carrier "{carrier.id}" holds a piece'
        if item.pieces_per_carrier is None and carrier.volume_m3 <= 0:
            why = f'load carrier "{carrier.id}" has no volume'
        place = Place("items", self._scenario.items.index(item) + _FIRST_ROW, "volume_l")
        self.findings.append(Finding("S930", f'"{item.id}": {why}', place))


def priority(lines: Sequence[Line], worst: Iterable[str]) -> int:
    """Priority of an order: that of the line that is needed most.

    Parameters
    ----------
    lines : sequence of Line
        What is in the order.
    worst : iterable of str
        Criticality classes whose shortages cost the most.

    Returns
    -------
    int
        1 where an item of the worst class has run out, 3 where one may not last until the
        next delivery, 5 where all would last; one more in other classes.
    """
    critical = frozenset(worst)
    return min(1 + 2 * line.urgency + (line.stock_class.id not in critical) for line in lines)


def _hurt(row: StockClass) -> tuple[float, float]:
    return row.shortage_sek, row.fill_rate
