"""How much room, weight and time do some carriers of an order take?

One definition for all who ask: translation, validation, the checker, KPIs and reports.
Rules R3 and R7 of ``docs/plan-rules.md``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from optimizer.domain import Flow, LoadCarrier, Order, Scenario, Site

__all__ = ["Amount", "Amounts"]


@dataclass(frozen=True, slots=True)
class Amount:
    """Room and weight of some goods.

    Parameters
    ----------
    slots : float
        Floor in roll cages 720 x 800 mm. [slots]
    weight_kg : float
        Gross weight. [kg]
    volume_m3 : float
        Space. [m3]
    """

    slots: float = 0.0
    weight_kg: float = 0.0
    volume_m3: float = 0.0

    def __add__(self, other: Amount) -> Amount:
        return Amount(
            self.slots + other.slots,
            self.weight_kg + other.weight_kg,
            self.volume_m3 + other.volume_m3,
        )

    def __sub__(self, other: Amount) -> Amount:
        return Amount(
            self.slots - other.slots,
            self.weight_kg - other.weight_kg,
            self.volume_m3 - other.volume_m3,
        )


class Amounts:
    """Amounts of a scenario's orders, with the tables they need looked up once.

    Parameters
    ----------
    scenario : Scenario
        A scenario whose ids are known to be coherent.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._carriers = {c.id: c for c in scenario.load_carriers}
        self._flows = {f.id: f for f in scenario.flows}
        self._sites = {s.id: s for s in scenario.sites}

    def flow(self, order: Order) -> Flow:
        """Flow of an order."""
        return self._flows[order.flow]

    def site(self, order: Order) -> Site:
        """Site of an order."""
        return self._sites[order.site]

    def load_carrier(self, order: Order) -> LoadCarrier:
        """Load carrier an order travels in: its own, or else its flow's."""
        return self._carriers[order.load_carrier or self._flows[order.flow].load_carrier]

    def of(self, order: Order, carriers: int) -> Amount:
        """Room and weight of some carriers of an order, empties nested.

        Parameters
        ----------
        order : Order
            The order.
        carriers : int
            How many of its carriers. [carriers]

        Returns
        -------
        Amount
            Slots, gross weight and volume.
        """
        carrier = self.load_carrier(order)
        stacks = math.ceil(carriers / carrier.nesting) if self.flow(order).empties else carriers
        return Amount(
            slots=stacks * carrier.slots,
            weight_kg=carriers * (carrier.tare_kg + order.weight_kg / order.carriers),
            volume_m3=stacks * carrier.volume_m3,
        )

    def handling_s(self, order: Order, carriers: int) -> int:
        """Seconds it takes to handle some carriers of an order at its site, rounded up. [s]"""
        seconds = carriers * self.flow(order).handling_s * self.site(order).handling_factor
        return math.ceil(seconds - 1e-9)
