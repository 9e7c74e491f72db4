"""What does a plan say in the words of the mathematics? Its routes, as far as they are possible."""

from __future__ import annotations

from collections.abc import Sequence

from models.routing.evaluate import evaluate_route
from models.routing.problem import Route, RoutingSolution, Trip
from optimizer.findings import Finding, Place
from optimizer.plan import Handling, RoutePlan
from optimizer.plan import Trip as PlannedTrip
from optimizer.translate.pose import Posed

__all__ = ["routes_of_plan", "unused_routes"]


def routes_of_plan(posed: Posed, plan: RoutePlan) -> RoutingSolution:
    """Routes of a plan that can be driven today, in the problem's own words.

    Parameters
    ----------
    posed : Posed
        What is asked.
    plan : RoutePlan
        Of this day, of another one like it, or of a planner's hand; nothing of it is believed.

    Returns
    -------
    RoutingSolution
        Every route legal, no task twice. Vehicles, orders and carriers that the day does not
        have are passed over; a route that breaks a rule then is left out.

    Examples
    --------
    >>> from optimizer.formats import read_scenario
    >>> from optimizer.translate.pose import pose
    >>> from optimizer.travel import measure
    >>> day = read_scenario("instances/tiny").value
    >>> found = routes_of_plan(pose(day, measure(day)), day.baseline)
    >>> len(found.routes), len(day.baseline.routes)
    (1, 1)
    """
    types = {vehicle.id: kind for kind, group in enumerate(posed.vehicles) for vehicle in group}
    reader = _Reader(posed)
    routes = []
    for planned in plan.routes:
        kind = types.pop(planned.vehicle, None)
        if kind is None:
            continue
        trips = tuple(trip for trip in map(reader.trip, planned.trips) if trip.tasks)
        route = Route(kind, trips)
        if trips and not evaluate_route(posed.problem, route).violations:
            routes.append(route)
        else:
            reader.give_back(route.tasks)
    return RoutingSolution(tuple(routes))


def unused_routes(plan: RoutePlan, found: RoutingSolution) -> list[Finding]:
    """Say of a plan that not all of its routes could be begun from.

    Parameters
    ----------
    plan : RoutePlan
        The plan.
    found : RoutingSolution
        What :func:`routes_of_plan` made of it.

    Returns
    -------
    list of Finding
        One, or none.

    Examples
    --------
    >>> from optimizer.formats import read_scenario
    >>> baseline = read_scenario("instances/tiny").value.baseline
    >>> [finding.code for finding in unused_routes(baseline, RoutingSolution(()))]
    ['S002']
    """
    n_unused = len(plan.routes) - len(found.routes)
    if not n_unused:
        return []
    what = f"{n_unused} of {len(plan.routes)} routes of the plan begun from are not used"
    return [Finding("S002", what, Place(f"plan of {plan.scenario}"))]


class _Reader:
    """Reads trips, and gives each part of an order away once."""

    def __init__(self, posed: Posed) -> None:
        self._posed = posed
        self._depots = {site: depot for depot, site in enumerate(posed.depot_ids)}
        self._free: dict[str, list[int]] = {}
        for task, part in enumerate(posed.parts):
            self._free.setdefault(part.order.id, []).append(task)

    def trip(self, planned: PlannedTrip) -> Trip:
        """A trip by what it does at wards; its depot is where the first of its goods came from."""
        tasks: list[int] = []
        loaded_at: dict[str, str] = {}
        for visit in planned.visits:
            for handling in visit.handlings:
                if self._is_at_ward(handling, visit.site):
                    tasks += self._take(handling)
                elif handling.action == "load":
                    loaded_at.setdefault(handling.order, visit.site)
        out = (task for task in tasks if self._posed.problem.tasks[task].is_delivery)
        first = next((self._posed.parts[task].order.id for task in out), "")
        return Trip(self._depots.get(loaded_at.get(first, "")), tuple(tasks))

    def give_back(self, tasks: Sequence[int]) -> None:
        """Let others have the parts of a route that is not used."""
        for task in tasks:
            self._free[self._posed.parts[task].order.id].append(task)

    def _is_at_ward(self, handling: Handling, site: str) -> bool:
        parts = self._free.get(handling.order)
        if not parts:
            return False
        task = self._posed.problem.tasks[parts[0]]
        action = "unload" if task.is_delivery else "load"
        return handling.action == action and self._posed.parts[parts[0]].order.site == site

    def _take(self, handling: Handling) -> list[int]:
        """Parts of an order that come to no more than the carriers handled."""
        taken, left = [], handling.carriers
        for task in list(self._free[handling.order]):
            carriers = self._posed.parts[task].carriers
            if carriers <= left:
                taken.append(task)
                self._free[handling.order].remove(task)
                left -= carriers
        return taken
