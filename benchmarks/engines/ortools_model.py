"""What does a plain problem look like to OR-Tools' routing library?

Matrices and vectors, no Python callbacks while it searches but one that looks at solutions:
an exception in a callback ends in a wrong answer there, so that one keeps its own.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from benchmarks.engines.integers import exact_scale, whole
from benchmarks.engines.plain import Plain
from benchmarks.engines.team import Tell
from models.outcome import Limits
from models.routing.problem import RoutingProblem, RoutingSolution

__all__ = ["OrtoolsModel"]

_BARRED = 10**13
_LOOK_S = 0.2
_READING_S = 0.1


class OrtoolsModel:
    """A routing model of a plain problem with single trips.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    """

    def __init__(self, problem: RoutingProblem) -> None:
        self.problem, self.plain = problem, Plain(problem)
        self.scale = exact_scale(problem)
        self.fleet = self.plain.fleet()
        homes = self.plain.homes
        self._n_homes = len(homes)
        at = [homes.index(problem.vehicle_types[v].start_place) for v in self.fleet]
        n = len(self.plain.nodes)
        self._manager = pywrapcp.RoutingIndexManager(n, len(self.fleet), at, at)
        self._model = pywrapcp.RoutingModel(self._manager)
        self._used_homes = set(at)
        self._index = [
            -1 if node in self._used_homes else self._manager.NodeToIndex(node) for node in range(n)
        ]
        self._costs()
        self._choices()
        self._loads()
        if self._is_timed():
            self._times()
        self._shipments()

    def _types(self) -> list[int]:
        return sorted(set(self.fleet))

    def _costs(self) -> None:
        registered = {}
        for v in self._types():
            vehicle = self.problem.vehicle_types[v]
            _, distances = self.plain.matrices(v)
            arcs = distances * whole(vehicle.cost_per_metre, self.scale)
            arcs[self.plain.forbidden(v)] = _BARRED
            registered[v] = self._model.RegisterTransitMatrix(arcs.tolist())
        for number, v in enumerate(self.fleet):
            self._model.SetArcCostEvaluatorOfVehicle(registered[v], number)
            fixed = whole(self.problem.vehicle_types[v].fixed_cost, self.scale)
            self._model.SetFixedCostOfVehicle(fixed, number)

    def _choices(self) -> None:
        """Which vehicles, which successors, and what may be left out."""
        allowed = self.plain.allowed
        for number, task in enumerate(self.problem.tasks):
            index = self._index[self._n_homes + number]
            if not allowed[:, number].all():
                fit = [k for k, v in enumerate(self.fleet) if allowed[v, number]]
                # -1 is nobody. SetAllowedVehiclesForIndex takes no list in 9.15.
                self._model.VehicleVar(index).SetValues([-1, *fit])
            if task.prize is not None:
                self._model.AddDisjunction([index], whole(task.prize, self.scale))
        for home in set(range(self._n_homes)) - self._used_homes:
            self._model.AddDisjunction([self._index[home]], 0)
        if self.plain.backhauls:
            takes = [any(task.pickup) for task in self.problem.tasks]
            nodes = self._index[self._n_homes :]
            brings = [node for node, back in zip(nodes, takes, strict=True) if not back]
            for node, back in zip(nodes, takes, strict=True):
                if back:
                    self._model.NextVar(node).RemoveValues(brings)

    def _loads(self) -> None:
        for d in range(self.problem.n_dimensions):
            capacity = [self.problem.vehicle_types[v].capacity[d] for v in self.fleet]
            rest = [0] * self._n_homes
            out = [*rest, *(task.delivery[d] for task in self.problem.tasks)]
            back = [*rest, *(task.pickup[d] for task in self.problem.tasks)]
            if any(out):
                self._load_dimension(f"out {d}", out, capacity, from_zero=True)
            if any(back):
                self._load_dimension(f"back {d}", back, capacity, from_zero=True)
            if any(out) and any(back) and not self.plain.backhauls:
                change = [b - a for a, b in zip(out, back, strict=True)]
                load = self._load_dimension(f"load {d}", change, capacity, from_zero=False)
                brought = self._model.GetDimensionOrDie(f"out {d}")
                solver = self._model.solver()
                for k in range(len(self.fleet)):
                    # What is on board at the start is what the whole route brings.
                    solver.Add(
                        load.CumulVar(self._model.Start(k)) == brought.CumulVar(self._model.End(k))
                    )

    def _shipments(self) -> None:
        """Both ends on one vehicle, the source first, the load between them."""
        problem = self.problem
        if not problem.shipments:
            return
        for d in range(problem.n_dimensions):
            capacity = [problem.vehicle_types[v].capacity[d] for v in self.fleet]
            moved = [0] * len(self.plain.nodes)
            for one in problem.shipments:
                moved[self._n_homes + one.source] = one.amount[d]
                moved[self._n_homes + one.target] = -one.amount[d]
            self._load_dimension(f"shipped {d}", moved, capacity, from_zero=True)
        n = len(self.plain.nodes)
        one_each = self._model.RegisterUnaryTransitVector([1] * n)
        from_zero = True
        self._model.AddDimension(one_each, 0, n, from_zero, "position")
        position = self._model.GetDimensionOrDie("position")
        solver = self._model.solver()
        for one in problem.shipments:
            source, target = (self._index[self._n_homes + t] for t in (one.source, one.target))
            self._model.AddPickupAndDelivery(source, target)
            solver.Add(self._model.VehicleVar(source) == self._model.VehicleVar(target))
            solver.Add(position.CumulVar(source) <= position.CumulVar(target))

    def _load_dimension(
        self, name: str, amounts: list[int], capacity: list[int], *, from_zero: bool
    ) -> Any:
        vector = self._model.RegisterUnaryTransitVector(amounts)
        self._model.AddDimensionWithVehicleCapacity(vector, 0, capacity, from_zero, name)
        return self._model.GetDimensionOrDie(name)

    def _is_timed(self) -> bool:
        """Whether times could ever make a difference."""
        types = [self.problem.vehicle_types[v] for v in self._types()]
        if any(v.cost_per_second or v.cost_per_overtime_second for v in types):
            return True
        if any(task.windows for task in self.problem.tasks):
            return True
        longest = sum(task.service for task in self.problem.tasks)
        for v in self._types():
            durations, _ = self.plain.matrices(v)
            durations = np.where(self.plain.forbidden(v), 0, durations)
            longest_of = longest + int(durations.max(axis=1).sum())
            limit = self.plain.limit_s(v)
            shift = self.problem.vehicle_types[v].shift
            if longest_of > (shift[1] - shift[0] if limit is None else limit):
                return True
        return False

    def _times(self) -> None:
        horizon = max(self.problem.vehicle_types[v].shift[1] for v in self._types())
        service = np.array([0] * self._n_homes + [task.service for task in self.problem.tasks])
        registered = {}
        for v in self._types():
            durations, _ = self.plain.matrices(v)
            durations = np.where(self.plain.forbidden(v), horizon + 1, durations)
            spent = durations + service[:, None]
            np.fill_diagonal(spent, 0)
            registered[v] = self._model.RegisterTransitMatrix(spent.tolist())
        spans = [registered[v] for v in self.fleet]
        from_zero = False
        self._model.AddDimensionWithVehicleTransits(spans, horizon, horizon, from_zero, "time")
        times = self._model.GetDimensionOrDie("time")
        for number, task in enumerate(self.problem.tasks):
            if task.windows:
                clock = times.CumulVar(self._index[self._n_homes + number])
                clock.SetRange(task.windows[0][0], min(task.windows[-1][1], horizon))
                for (_, closes), (opens, _) in zip(task.windows, task.windows[1:], strict=False):
                    if opens - 1 >= closes + 1:
                        clock.RemoveInterval(closes + 1, opens - 1)
        for k, v in enumerate(self.fleet):
            self._duty(times, k, v)

    def _duty(self, times: Any, k: int, v: int) -> None:
        vehicle = self.problem.vehicle_types[v]
        times.CumulVar(self._model.Start(k)).SetRange(*vehicle.shift)
        times.CumulVar(self._model.End(k)).SetRange(*vehicle.shift)
        limit = self.plain.limit_s(v)
        if limit is not None:
            times.SetSpanUpperBoundForVehicle(limit, k)
        if vehicle.cost_per_second:
            cost = whole(vehicle.cost_per_second, self.scale)
            times.SetSpanCostCoefficientForVehicle(cost, k)
        if vehicle.cost_per_overtime_second:
            cost = whole(vehicle.cost_per_overtime_second, self.scale)
            times.SetSoftSpanUpperBoundForVehicle(pywrapcp.BoundCost(vehicle.ordinary, cost), k)
        # Without this, duties begin earlier than they need to.
        self._model.AddVariableMaximizedByFinalizer(times.CumulVar(self._model.Start(k)))
        self._model.AddVariableMinimizedByFinalizer(times.CumulVar(self._model.End(k)))

    def solve(self, limits: Limits, deadline: float | None, start: str, tell: Tell) -> None:
        """Search by guided local search.

        Parameters
        ----------
        limits : Limits
            ``iterations`` is the number of solutions looked at.
        deadline : float or None
            By ``time.monotonic``.
        start : str
            First solution strategy.
        tell : Tell
            Told of each better solution.
        """
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        strategies = routing_enums_pb2.FirstSolutionStrategy
        parameters.first_solution_strategy = getattr(strategies, start)
        metaheuristics = routing_enums_pb2.LocalSearchMetaheuristic
        parameters.local_search_metaheuristic = metaheuristics.GUIDED_LOCAL_SEARCH
        if limits.iterations is not None:
            parameters.solution_limit = limits.iterations
        if deadline is not None:
            left = max(deadline - time.monotonic() - _READING_S, 0.01)
            parameters.time_limit.FromMilliseconds(int(1000 * left))
        look = _Look(self, tell)
        self._model.AddAtSolutionCallback(look)
        found = self._model.SolveWithParameters(parameters)
        if look.error is not None:
            raise look.error
        if found is not None:
            solution = self.read(lambda index: found.Value(self._model.NextVar(index)))
            tell(found.ObjectiveValue() / self.scale, lambda: solution)

    @property
    def cost(self) -> int:
        """Cost of the solution that the search stands at."""
        return int(self._model.CostVar().Max())

    def read(self, following: Any = None) -> RoutingSolution:
        """The solution that the search stands at, or one given by each index's successor."""
        after = following or (lambda index: self._model.NextVar(index).Value())
        routes = []
        for k, v in enumerate(self.fleet):
            tasks = []
            index = after(self._model.Start(k))
            while not self._model.IsEnd(index):
                tasks.append(self._manager.IndexToNode(index) - self._n_homes)
                index = after(index)
            routes.append((v, [tasks]))
        return self.plain.solution(routes)


class _Look:
    """Looks at each solution while the library searches; keeps what goes wrong."""

    def __init__(self, model: OrtoolsModel, tell: Tell) -> None:
        self._model, self._tell = model, tell
        self._lowest = _BARRED
        self._looked = 0.0
        self.error: Exception | None = None

    def __call__(self) -> None:
        try:
            cost = self._model.cost
            if cost >= self._lowest or self.error is not None:
                return
            self._lowest = cost
            now = time.monotonic()
            objective = cost / self._model.scale
            if now - self._looked < _LOOK_S:
                self._tell(objective, None)
                return
            self._looked = now
            solution = self._model.read()
            self._tell(objective, lambda: solution)
        except Exception as error:  # it must not pass through the library; raised later
            self.error = error
