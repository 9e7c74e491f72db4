"""Which rules may an answer of inventory routing break, and how is a breach told?

The numbers are those of ``docs/models/inventory_routing.md``, section 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Rule", "Violation"]


class Rule(StrEnum):
    """Rules of inventory routing."""

    KNOWN = "IR1"
    """Days, vehicles and customers are those of the problem."""
    AMOUNTS = "IR2"
    """Amounts are finite and not negative."""
    FLEET = "IR3"
    """No more routes on a day than there are vehicles of a kind."""
    ONCE_A_DAY = "IR4"
    """A customer is visited at most once a day, where that is asked."""
    ALLOWED_DAY = "IR5"
    """Visits fall on days on which the customer may be visited."""
    CAPACITY = "IR6"
    """On every leg all on board, delivered and collected, fits the vehicle."""
    DURATION = "IR7"
    """Driving and service of a route take no longer than the vehicle may."""
    MAXIMUM = "IR8"
    """Right after a delivery the stock is at most the maximum."""
    ORDER_UP_TO = "IR9"
    """Under the order-up-to policy a visit fills the stock to the maximum, exactly."""
    MINIMUM = "IR10"
    """At the end of a day the stock is at least the minimum, where shortage is forbidden."""
    HUB = "IR11"
    """The hub sends out no more than it has."""
    COLLECTED = "IR12"
    """No more is collected than the customer holds."""
    ROOM = "IR13"
    """What is to be taken back has room at the customer, where overflow is forbidden."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A breach of a rule.

    Parameters
    ----------
    rule : Rule
        Which one.
    day : int
        Day, from 0.
    customer, route : int or None
        Whom it is about: index of a customer, or of a route of the solution.
    amount : float
        By how much: units, time, visits or routes, as the rule says; NaN where no number tells.

    Examples
    --------
    >>> print(Violation(Rule.MAXIMUM, day=2, customer=4, amount=1.5))
    IR8 day 2, customer 4: 1.5
    """

    rule: Rule
    day: int
    customer: int | None = None
    route: int | None = None
    amount: float = float("nan")

    def __str__(self) -> str:
        where = f"day {self.day}"
        if self.route is not None:
            where += f", route {self.route}"
        if self.customer is not None:
            where += f", customer {self.customer}"
        return f"{self.rule} {where}: {self.amount:g}"
