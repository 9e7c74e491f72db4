"""What do wards fill up with, and what is there to send out again? Returns and closed loops."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.closed_loops import Loop
from optimizer.domain import Order, Scenario
from optimizer.horizon.days import Yes
from optimizer.horizon.stores import Floats, Stores, Whole

__all__ = ["Returning", "ready_again", "returning_of"]

_EPS = 1e-6
_LONGEST_ID = 80


@dataclass(frozen=True, eq=False)
class Returning:
    """What wards fill up with, as columns: one entry a row of ``ward_returns``.

    Parameters
    ----------
    scenario : Scenario
        Where ids are looked up.
    ward : int, shape (n,)
        Index of the ward of each.
    room, held, net_kg : float, shape (n,)
        Room, infinite where not limited; held on the first morning [carriers]; net weight [kg].
    arising : float, shape (n, n_days)
        Expected to arise each day, after the visit. [carriers]
    """

    scenario: Scenario
    ward: Whole
    room: Floats
    held: Floats
    net_kg: Floats
    arising: Floats

    @property
    def n(self) -> int:
        """Rows."""
        return len(self.ward)

    def orders(self, due: Yes, held: Floats) -> tuple[Order, ...]:
        """What is asked of the fleet: everything held, whole load carriers a site and flow.

        Parameters
        ----------
        due : bool, shape (n_wards,)
            Wards that are visited.
        held : float, shape (n,)
            What each row holds. [carriers]

        Returns
        -------
        tuple of Order
            Return orders; half-filled load carriers count as whole ones.
        """
        amounts: dict[tuple[str, str], tuple[float, float]] = {}
        for i in np.flatnonzero(due[self.ward] & (held > _EPS)).tolist():
            row = self.scenario.ward_returns[i]
            site = self.scenario.wards[int(self.ward[i])].site
            carriers, kg = amounts.get((site, row.flow), (0.0, 0.0))
            weight = held[i] * self.net_kg[i]
            amounts[site, row.flow] = carriers + float(held[i]), kg + float(weight)
        return tuple(
            Order(
                id=f"{site}-{flow}"[:_LONGEST_ID].rstrip(),
                flow=flow,
                site=site,
                carriers=int(np.ceil(carriers - _EPS)),
                weight_kg=round(kg, 3),
                priority=5,
            )
            for (site, flow), (carriers, kg) in amounts.items()
        )


def returning_of(stores: Stores) -> Returning:
    """What wards fill up with over the days to come.

    Parameters
    ----------
    stores : Stores
        Whose use it follows.

    Returns
    -------
    Returning
        Columns; of no rows where the scenario has no returns.
    """
    scenario = stores.scenario
    rows = scenario.ward_returns
    wards = {ward.id: i for i, ward in enumerate(scenario.wards)}
    used = np.zeros((len(wards), stores.n_days))
    np.add.at(used, stores.ward, stores.carriers[:, None] * stores.use)
    ward = np.array([wards[row.ward] for row in rows], dtype=np.int64)
    share = np.array([row.per_carrier for row in rows], dtype=np.float64)
    besides = np.array([row.per_day for row in rows], dtype=np.float64)
    room = [np.inf if row.room_carriers is None else row.room_carriers for row in rows]
    return Returning(
        scenario=scenario,
        ward=ward,
        room=np.array(room, dtype=np.float64),
        held=np.array([row.held_carriers for row in rows], dtype=np.float64),
        net_kg=np.array([row.net_kg for row in rows], dtype=np.float64),
        arising=used[ward] * share[:, None] + besides[:, None],
    )


def ready_again(loop: Loop, collected: Floats) -> Floats:
    """What a loop has ready each morning of what came back.

    Parameters
    ----------
    loop : Loop
        Lag, loss and what a load carrier that comes back gives.
    collected : float, shape (n_days,)
        Carriers that came back each day. [carriers]

    Returns
    -------
    float, shape (n_days,)
        Ready on the morning of each day. [carriers]

    Examples
    --------
    >>> from optimizer.closed_loops import Loop
    >>> loop = Loop(depot="d", flow="f", return_flow="r", stock_carriers=0, lag_days=1, loss=0.5)
    >>> ready_again(loop, np.array([8.0, 0.0, 0.0, 0.0])).tolist()
    [0.0, 0.0, 4.0, 0.0]
    """
    ready = np.zeros(len(collected))
    shift = loop.lag_days + 1
    if shift < len(collected):
        ready[shift:] = collected[:-shift] * loop.per_return * (1 - loop.loss)
    return ready
