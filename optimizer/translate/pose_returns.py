"""What comes back to a hub, as numbers? Returns and loops in the slots that customers are sent."""

from __future__ import annotations

import numpy as np

from models.inventory_routing.problem import Returns
from optimizer.domain import Scenario
from optimizer.horizon.days import Yes
from optimizer.horizon.returns import Returning
from optimizer.horizon.stores import Floats

__all__ = ["EMERGENCIES_A_DAY", "closed_spans", "loop_of", "returns_of"]

EMERGENCIES_A_DAY = 10.0
"""Emergency deliveries that a day's use below the minimum is charged as: it is a promise."""
_EPS = 1e-6


def closed_spans(amount: Floats, allowed: Yes) -> tuple[Floats, Floats]:
    """Sums until the first day of visits, and from one to the next, the longest.

    What is used, or arises, while nobody may come is no choice: shelves and room are taken to
    hold it, for otherwise nothing could be planned at all. What they really lack shows when the
    days are rolled item by item.

    Parameters
    ----------
    amount : float, shape (n, n_days)
        Used, or arising, each day.
    allowed : bool, shape (n, n_days)
        Days of visits.

    Returns
    -------
    early, longest : float, shape (n,)
        Both a millionth more than the sums, so that no rounding stands in the way.

    Examples
    --------
    >>> week = np.array([[True, False, False, True]])
    >>> [span.round(3).tolist() for span in closed_spans(np.ones((1, 4)), week)]
    [[0.0], [3.0]]
    """
    n, n_days = amount.shape
    early, longest, running = np.zeros(n), np.zeros(n), np.zeros(n)
    seen = np.zeros(n, dtype=np.bool_)
    for day in range(n_days):
        seen |= allowed[:, day]
        running = np.where(allowed[:, day], 0.0, running) + amount[:, day]
        early = np.where(seen, early, running)
        longest = np.maximum(longest, running)
    return early * (1 + _EPS), longest * (1 + _EPS)


def loop_of(
    scenario: Scenario, hub: str, returning: Returning
) -> tuple[float, float, float, int] | None:
    """The loops of a hub as one.

    Parameters
    ----------
    scenario : Scenario
        Its loops, flows and load carriers.
    hub : str
        The depot.
    returning : Returning
        What is taken back.

    Returns
    -------
    (stock, new, ready, lag) or None
        Slots at the start, slots a day, slots ready for each that comes back, days; None where
        the hub sends goods that are in no loop.
    """
    loops = [loop for loop in scenario.loops if loop.depot == hub]
    sent = {item.flow for item in scenario.items}
    if not returning.n or not loops or sent - {loop.flow for loop in loops}:
        return None
    slots = _slots(scenario)
    stock = sum(loop.stock_carriers * slots[loop.flow] for loop in loops)
    made = sum(loop.per_day * slots[loop.flow] for loop in loops)
    ready = [
        loop.per_return * (1 - loop.loss) * slots[loop.flow] / slots[loop.return_flow]
        for loop in loops
    ]
    lag = max(loop.lag_days for loop in loops)
    return stock, made, sum(ready) / len(ready), lag


def _slots(scenario: Scenario) -> dict[str, float]:
    """Slots of a load carrier of each flow."""
    carriers = {carrier.id: carrier.slots for carrier in scenario.load_carriers}
    return {flow.id: carriers[flow.load_carrier] for flow in scenario.flows}


def returns_of(
    scenario: Scenario,
    returning: Returning,
    wards: np.ndarray,
    possible: Yes,
    loop: tuple[float, float, float, int] | None,
) -> Returns | None:
    """What customers fill up with, in slots of what they are delivered.

    Parameters
    ----------
    scenario : Scenario
        Flows and load carriers.
    returning : Returning
        What is taken back.
    wards : int, shape (n,)
        Ward of each customer.
    possible : bool, shape (n_days, n_wards)
        Days of visits.
    loop : tuple or None
        From :func:`loop_of`.

    Returns
    -------
    Returns or None
        None where the scenario has no returns.
    """
    if not returning.n:
        return None
    n, n_days = len(wards), len(possible)
    slots = _slots(scenario)
    customer = {int(ward): i for i, ward in enumerate(wards.tolist())}
    arising, held = np.zeros((n, n_days)), np.zeros(n)
    room = np.zeros(n)
    for row, ward in enumerate(returning.ward.tolist()):
        i = customer.get(int(ward))
        if i is None:
            continue
        size = slots[scenario.ward_returns[row].flow]
        arising[i] += size * returning.arising[row]
        held[i] += size * returning.held[row]
        room[i] += size * returning.room[row]
    early, longest = closed_spans(arising, possible[:, wards].T)
    held = np.minimum(held, room)
    endless = held + arising.sum(axis=1) + 1.0
    room = np.minimum(np.maximum(room, np.maximum(held + early, longest)), endless)
    a_day = np.maximum(arising.mean(axis=1), 1e-6)
    # A slot that comes back is told in the slots that it makes ready again.
    factor = 1.0 if loop is None or loop[2] <= 0 else 1.0 / loop[2]
    price = EMERGENCIES_A_DAY * scenario.stock.emergency_sek / a_day * factor
    return Returns(
        initial=held / factor,
        arising=arising / factor,
        maximum=room / factor,
        overflow_cost=price,
        lag_days=0 if loop is None else loop[3],
        loss=1.0 if loop is None else 0.0,
        load_factor=factor,
    )
