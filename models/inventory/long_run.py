"""Where does the chain settle, and what is seen there? Equation (I.307) and the measures.

The orders of one pass are a stochastic matrix T times the orders of the pass before. Their
long-run mean from a given start is found by GMRES on (I - T): its Krylov space begins with the
start, so that reducible and periodic chains go where that start leads them.
"""

from __future__ import annotations

import numpy as np

from models.inventory.chain import pass_once
from models.inventory.flows import Flows, Rule, new_flows
from models.inventory.orders import settled_levels
from models.inventory.problem import Floats, Policy, Rounding
from models.inventory.spans import Spans
from models.kernels import bare, kernel, part, plain, sums

__all__ = ["full_shelf", "long_run", "rule_of"]

_UP = int(Rounding.UP)
_MIN_MAX = int(Policy.MIN_MAX)
_PAR = int(Policy.PAR)

_CUT = 1e-18
"""Flows below this do not show in the measures."""
_BASIS = 24
_RESTARTS = 12


@kernel
def rule_of(
    policy: int,
    s: int,
    S: int,  # noqa: N803
    pack: int,
    shelf: int,
    rounding: int,
    lead: int,
) -> Rule:
    """A policy in its one form: up to a cap, in whole units, at or below a position.

    Parameters
    ----------
    policy, s, S, pack, shelf, rounding : int
        As for :func:`models.inventory.orders.order_size`, with the pair's own pack.
    lead : int
        Days from count to delivery. [days]

    Returns
    -------
    Rule
        ``last`` is -1 where nothing is ever ordered. An order that is rounded up to S is one
        that is rounded down to S + pack - 1, and one within the shelf is one up to the shelf.
    """
    s, S, unit = settled_levels(policy, s, S, pack)  # noqa: N806
    cap = S
    if rounding == _UP and policy in (_MIN_MAX, _PAR):
        cap = S + unit - 1
        s = min(s, S - 1)
    cap = min(cap, shelf)
    return Rule(lead, max(-1, min(s, cap - unit)), cap, unit, min(S, cap), _CUT)


@kernel
def _next_orders(spans: Spans, rule: Rule, flows: Flows, out: Floats) -> None:
    """The orders that a pass ended with."""
    n_stocks = rule.last + 1
    for j in range(spans.n):
        for x in range(n_stocks):
            out[j * n_stocks + x] = flows.seen[j, rule.cap - x]
    if out.shape[0] > spans.n * n_stocks:
        rest = out[spans.n * n_stocks :].reshape(flows.way.shape[1:])
        n_rows = flows.rows[spans.n % 2]
        rest[:n_rows] = flows.way[spans.n % 2, :n_rows]
        rest[n_rows:] = 0.0


@sums
def _product(a: Floats, b: Floats) -> float:
    """Inner product. (That of numpy takes several threads for long vectors.)"""
    total = 0.0
    for i in range(a.shape[0]):
        total += a[i] * b[i]
    return total


@bare
def _straighten(c: int, basis: Floats, image: Floats, upper: Floats) -> float:
    """Make the image of basis vector c under (I - T) orthogonal to the basis; its length."""
    for i in range(image.shape[0]):
        image[i] = basis[c, i] - image[i]
    for k in range(c + 1):
        along = _product(basis[k], image)
        upper[k, c] = along
        for i in range(image.shape[0]):
            image[i] -= along * basis[k, i]
    return float(np.sqrt(_product(image, image)))


@bare
def _step(used: int, basis: Floats, upper: Floats, rhs: Floats, orders: Floats) -> None:
    """Go where the residual is least."""
    for c in range(used - 1, -1, -1):
        for i in range(c + 1, used):
            rhs[c] -= upper[c, i] * rhs[i]
        rhs[c] /= upper[c, c]
        for i in range(orders.shape[0]):
            orders[i] += rhs[c] * basis[c, i]


@bare
def _rotate(
    c: int, length: float, upper: Floats, cosine: Floats, sine: Floats, rhs: Floats
) -> bool:
    """Bring column c of the Hessenberg matrix into triangular form; False if it is nothing."""
    for i in range(c):
        above, below = upper[i, c], upper[i + 1, c]
        upper[i, c] = cosine[i] * above + sine[i] * below
        upper[i + 1, c] = cosine[i] * below - sine[i] * above
    size = np.sqrt(upper[c, c] ** 2 + length**2)
    if size <= 1e-14:
        return False
    cosine[c], sine[c] = upper[c, c] / size, length / size
    upper[c, c] = size
    rhs[c + 1] = -sine[c] * rhs[c]
    rhs[c] *= cosine[c]
    return True


@part
def _settle(orders: Floats, spans: Spans, rule: Rule, flows: Flows, tolerance: float) -> None:
    """Solve T orders = orders by restarted GMRES, in place; the flows are those of the last."""
    n = orders.shape[0]
    none = np.zeros((0, 0))
    basis = np.empty((_BASIS + 1, n))
    upper = np.zeros((_BASIS + 1, _BASIS))
    cosine, sine, rhs = np.zeros(_BASIS), np.zeros(_BASIS), np.zeros(_BASIS + 1)
    image = np.empty(n)
    before = np.inf
    for _ in range(_RESTARTS):
        pass_once(orders, none, spans, rule, flows)
        _next_orders(spans, rule, flows, image)
        for i in range(n):
            image[i] -= orders[i]
        norm = np.sqrt(_product(image, image))
        if norm <= 4.0 * tolerance or norm > 0.5 * before:
            return
        before = norm
        for i in range(n):
            basis[0, i] = image[i] / norm
        rhs[:] = 0.0
        rhs[0] = norm
        used = plain(0)
        while used < _BASIS:
            pass_once(basis[used], none, spans, rule, flows)
            _next_orders(spans, rule, flows, image)
            length = _straighten(used, basis, image, upper)
            if not _rotate(used, length, upper, cosine, sine, rhs):
                break
            used += 1
            if length <= 1e-14 or abs(rhs[used]) <= tolerance:
                break
            for i in range(n):
                basis[used, i] = image[i] / length
        _step(used, basis, upper, rhs, orders)
        if used == 0:
            break
    pass_once(orders, none, spans, rule, flows)


@part
def _measures(orders: Floats, spans: Spans, rule: Rule, flows: Flows) -> tuple[float, float, float]:
    """Weeks that pass, orders placed, and cycles with a loss, in a pass."""
    m, n_stocks = spans.n, rule.last + 1
    weeks, placed, short = flows.tally[4], flows.tally[3], flows.tally[2]
    for j in range(m):
        settled = 0.0
        for x in range(n_stocks):
            settled += orders[j * n_stocks + x]
        mass = settled if spans.gap[j] < rule.lead else 0.0
        for k in range(rule.cap - rule.last):
            mass += flows.seen[j, k]
        placed += settled
        weeks += mass * spans.gap[j] / 7.0
        if rule.lead > 0:
            # What had lost demand before is no new cycle with a loss.
            some = spans.tail[m + j, 1]
            short -= flows.flagged[j] * some
            if spans.gap[j] < rule.lead:
                again = flows.flagged_way[j + 1] + flows.flagged[j] * (1.0 - some)
                short -= again * spans.tail[4 * m + (spans.day[j] + 1) % 7, 1]
    return weeks, placed, short


@kernel
def full_shelf(spans: Spans, rule: Rule) -> Floats:
    """A shelf that is full before the first count of the week.

    Parameters
    ----------
    spans : Spans
        The pair's week.
    rule : Rule
        The policy.

    Returns
    -------
    float, shape (n_counts, cap + 1)
        As :func:`long_run` begins.
    """
    begin = np.zeros((spans.n, rule.cap + 1))
    begin[np.argmin(spans.day), rule.cap - rule.full] = 1.0
    return begin


@kernel
def long_run(
    spans: Spans, rule: Rule, begin: Floats, tolerance: float
) -> tuple[float, float, float, float]:
    """Exact long-run measures of a policy.

    Parameters
    ----------
    spans : Spans
        The pair's week, for stocks up to the rule's top; with some demand.
    rule : Rule
        The policy.
    begin : float, shape (n_counts, cap + 1)
        Positions after the decision that the chain starts from, at cap - y; :func:`full_shelf`
        unless something nearer to the long run is known.
    tolerance : float
        Norm of the residual at which the chain has settled.

    Returns
    -------
    (stock, lost, lines, cycle)
        Mean stock at the end of a day [pieces]; lost a week [pieces]; order lines a week;
        share of delivery cycles without a loss [-].

    Notes
    -----
    Equations (I.303) to (I.307) of docs/models/inventory.md.
    """
    if rule.last < 0:
        return 0.0, spans.mean[: spans.n].sum(), 0.0, 0.0
    flows = new_flows(spans, rule)
    closed = flows.way.shape[1] > 0 and spans.gap.max() == 1
    n_orders = spans.n * (rule.last + 1)
    orders = np.zeros(n_orders + (flows.way[0].size if closed else 0))
    pass_once(orders, begin, spans, rule, flows)
    _next_orders(spans, rule, flows, orders)
    _settle(orders, spans, rule, flows, tolerance)
    weeks, placed, short = _measures(orders, spans, rule, flows)
    cycle = 1.0 - short / placed
    lost = max(0.0, flows.tally[1] / weeks)
    return flows.tally[0] / (7.0 * weeks), lost, placed / weeks, min(1.0, max(0.0, cycle))
