"""How is an answer of inventory routing written down? As the DIMACS-12 challenge wants it.

Days and routes from 1, every vehicle with a line of its own, customers with their amounts, then
the costs of driving, of the customers' stocks, of the hub's stock, and all of it. The challenge
wants processor and seconds as well; its public verifier reads what is written here.
"""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.instance import InventoryInstance
from benchmarks.readers.lines import ReadError, read_lines
from models.inventory_routing.evaluate import evaluate
from models.inventory_routing.problem import DayRoute, InventoryRoutingSolution, Stop

__all__ = ["read_solution", "solution_text"]

_ROUTE = re.compile(r"Route (\d+): 0 -((?: \d+ \( \d+ \) -)*) 0")
_STOP = re.compile(r"(\d+) \( (\d+) \)")
_WHOLE = 1e-6


def solution_text(
    instance: InventoryInstance,
    solution: InventoryRoutingSolution,
    *,
    processor: str,
    seconds: float,
) -> str:
    """An answer in the challenge's words.

    Parameters
    ----------
    instance : InventoryInstance
        What was asked.
    solution : InventoryRoutingSolution
        Legal, of one kind of vehicle, with whole amounts.
    processor : str
        Where it was found.
    seconds : float
        In what time. [s]

    Returns
    -------
    str
        The file.

    Raises
    ------
    ValueError
        If an amount is not whole, or there is more than one kind of vehicle.
    """
    problem = instance.problem
    if len(problem.vehicles) != 1:
        raise ValueError("the challenge knows one kind of vehicle")
    lines = []
    for day in range(problem.n_days):
        lines.append(f"Day {day + 1}")
        routes = [route for route in solution.routes if route.day == day and route.stops]
        routes += [DayRoute(day, 0, ())] * (problem.vehicles[0].n - len(routes))
        for number, route in enumerate(routes, start=1):
            stops = "".join(f" {s.customer + 1} ( {_whole(s.delivered)} ) -" for s in route.stops)
            lines.append(f"Route {number}: 0 -{stops} 0")
    found = evaluate(problem, solution)
    lines += [
        f"{round(found.travel)}",
        f"{found.holding:.2f}",
        f"{found.hub_holding:.2f}",
        f"{found.objective:.2f}",
        processor,
        f"{seconds:.2f}",
    ]
    return "\n".join(lines) + "\n"


def _whole(amount: float) -> int:
    whole = round(amount)
    if abs(amount - whole) > _WHOLE:
        raise ValueError(f"{amount:g} is no whole amount")
    return whole


def read_solution(path: Path) -> tuple[InventoryRoutingSolution, float]:
    """Read a file of the challenge.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    solution : InventoryRoutingSolution
        Without empty routes.
    cost : float
        What the file says of all of it.

    Raises
    ------
    ReadError
        If the file is not what the challenge wants.
    """
    routes = []
    day = -1
    rest: list[tuple[int, str]] = []
    for number, line in enumerate(read_lines(path), start=1):
        if line.startswith("Day "):
            day += 1
            if line != f"Day {day + 1}" or rest:
                raise ReadError(path, number, line[:60], f"Day {day + 1}")
        elif line.startswith("Route "):
            match = _ROUTE.fullmatch(line)
            if match is None or day < 0 or rest:
                raise ReadError(path, number, line[:60], "Route 1: 0 - 3 ( 12 ) - 0")
            stops = tuple(Stop(int(i) - 1, float(amount)) for i, amount in _STOP.findall(match[2]))
            if stops:
                routes.append(DayRoute(day, 0, stops))
        elif line:
            rest.append((number, line))
    if len(rest) != 6:
        raise ReadError(path, None, f"{len(rest)} last lines", "four costs, processor and seconds")
    number, total = rest[3]
    try:
        cost = float(total)
    except ValueError as error:
        raise ReadError(path, number, total[:60], "the cost of all") from error
    return InventoryRoutingSolution(tuple(routes)), cost
