"""Why is an order not in the plan? Reasons that were proven by trying, in words."""

from __future__ import annotations

from collections.abc import Iterator

from models.routing.insertion import Inserter
from models.routing.problem import RoutingSolution, Task
from models.routing.repair import Why, why_left_out
from optimizer.amounts import Amounts
from optimizer.plan import Unserved, UnservedReason
from optimizer.translate.pose import Posed, accessible

__all__ = ["unserved"]

_REASONS = {
    Why.CAPACITY: UnservedReason.CAPACITY,
    Why.VEHICLE: UnservedReason.RULE,
    Why.TIME: UnservedReason.WINDOW,
    Why.FULL: UnservedReason.FLEET,
    Why.PRIZE: UnservedReason.PENALTY,
    Why.UNTRIED: UnservedReason.LIMIT,
}


def unserved(
    posed: Posed, solution: RoutingSolution, *, deadline: float | None = None
) -> tuple[Unserved, ...]:
    """Orders that a solution leaves out, wholly or in part, each with its true reason.

    Parameters
    ----------
    posed : Posed
        What was asked.
    solution : RoutingSolution
        Legal.
    deadline : float, optional
        Moment, by ``time.monotonic``, after which no place is looked for. [s]

    Returns
    -------
    tuple of Unserved
        In the order of the scenario.
    """
    carriers: dict[tuple[str, Why], int] = {}
    inserter = Inserter(posed.problem)
    known: dict[Task, Why] = {}
    for task in solution.left_out(posed.problem.n_tasks):
        part = posed.parts[task]
        alike = posed.problem.tasks[task]
        if alike not in known:
            known[alike] = why_left_out(
                posed.problem, solution, task, deadline=deadline, inserter=inserter
            )
        why = known[alike]
        key = (part.order.id, why)
        carriers[key] = carriers.get(key, 0) + part.carriers
    return tuple(
        Unserved(order=order, carriers=n, reason=_REASONS[why], detail=_detail(posed, order, why))
        for (order, why), n in carriers.items()
    )


def _detail(posed: Posed, order: str, why: Why) -> str:
    """The rules by name; the other reasons say all there is to say."""
    if why is not Why.VEHICLE:
        return ""
    return "; ".join(_rules(posed, order)) or "no vehicle type meets all of its rules at once"


def _rules(posed: Posed, order_id: str) -> Iterator[str]:
    """Rules that shut out every vehicle type by themselves."""
    amounts = Amounts(posed.scenario)
    order = next(order for order in posed.scenario.orders if order.id == order_id)
    site, flow = amounts.site(order), amounts.flow(order)
    used = {vehicle.vehicle_type for vehicle in posed.scenario.vehicles}
    kinds = [kind for kind in posed.scenario.vehicle_types if kind.id in used]
    for word in flow.requires_equipment:
        if not any(word in kind.equipment for kind in kinds):
            yield f"flow {flow.id} requires {word}, which no vehicle has"
    for word in site.requires_equipment:
        if not any(word in kind.equipment for kind in kinds):
            yield f"site {site.id} requires {word}, which no vehicle has"
    equipped = [kind for kind in kinds if set(site.requires_equipment) <= set(kind.equipment)]
    if equipped and not any(accessible(site, kind) for kind in equipped):
        yield f"no vehicle type may enter site {site.id}"
