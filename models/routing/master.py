r"""Which fractions of the routes known so far do all tasks at least cost, at which prices?

The linear program (B.5) of ``docs/models/routing.md``. It grows column by column, dozens of
times a second, each time from the last basis, which PuLP has no words for: so this module
speaks to HiGHS itself. Nothing rests on its answer: prices of any kind give a valid bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.errors import EngineError

__all__ = ["Answer", "Master"]


_MANY = 10**6
_DEAR = 100.0


@dataclass(frozen=True, eq=False)
class Answer:
    """What the linear program says.

    Parameters
    ----------
    value : float
        Least cost.
    prices : numpy.ndarray of float64, shape (n_classes,)
        What one task more of each class would cost.
    toll : float
        What one route more would cost; positive where more are driven than would be, negative
        where fewer are.
    left_out : numpy.ndarray of float64, shape (n_classes,)
        Tasks of each class that are paid for.
    n_routes : float
        Routes driven.
    """

    value: float
    prices: NDArray[np.float64]
    toll: float
    left_out: NDArray[np.float64]
    n_routes: float


class Master:
    """Linear program over routes: each class of tasks done often enough, or paid for.

    Parameters
    ----------
    n_tasks : numpy.ndarray of int64, shape (n_classes,)
        Tasks of each class.
    n_vehicles : numpy.ndarray of int64, shape (n_types,)
        Vehicles of each type.
    penalties : numpy.ndarray of float64, shape (n_classes,)
        Cost of leaving out one task of a class.
    n_routes : tuple of int
        Fewest and most routes.

    Examples
    --------
    >>> master = Master(np.array([2, 1]), np.array([3]), np.array([50.0, 50.0]))
    >>> master.add(0, 30.0, np.array([1, 1]))
    >>> master.add(0, 20.0, np.array([1, 0]))
    >>> answer = master.solve()
    >>> round(answer.value, 6), answer.prices.round(6).tolist(), answer.n_routes
    (50.0, [20.0, 10.0], 2.0)
    """

    def __init__(
        self,
        n_tasks: NDArray[np.int64],
        n_vehicles: NDArray[np.int64],
        penalties: NDArray[np.float64],
        n_routes: tuple[int, int] = (0, _MANY),
    ) -> None:
        import highspy

        self._program = highspy.Highs()
        self._program.setOptionValue("output_flag", False)  # noqa: FBT003 - no keywords there
        self._program.setOptionValue("threads", 1)
        self._infinity = highspy.kHighsInf
        self._optimal = highspy.HighsModelStatus.kOptimal
        self._n = len(n_tasks)
        for amount in n_tasks:
            self._program.addRow(float(amount), self._infinity, 0, [], [])
        for amount in n_vehicles:
            self._program.addRow(-self._infinity, float(amount), 0, [], [])
        self._program.addRow(float(n_routes[0]), float(n_routes[1]), 0, [], [])
        self._total = len(n_tasks) + len(n_vehicles)
        for row, penalty in enumerate(penalties):
            self._program.addCol(float(penalty), 0.0, self._infinity, 1, [row], [1.0])
        # As long as too few routes are known, some that do not exist are driven.
        dear = _DEAR * (1.0 + float(penalties.max(initial=0.0)))
        self._program.addCol(dear, 0.0, self._infinity, 1, [self._total], [1.0])

    def add(self, vehicle_type: int, cost: float, counts: NDArray[np.int64]) -> None:
        """Add a route: its cost, and how many tasks of each class it does."""
        rows = np.append(np.flatnonzero(counts), [self._n + vehicle_type, self._total])
        values = np.append(counts[counts > 0], [1, 1]).astype(np.float64)
        self._program.addCol(cost, 0.0, self._infinity, len(rows), rows.astype(np.int32), values)

    def set_penalties(self, penalties: Sequence[float]) -> None:
        """Change what leaving out costs."""
        for column, penalty in enumerate(penalties):
            self._program.changeColCost(column, float(penalty))

    def solve(self) -> Answer:
        """Solve it from the last basis.

        Returns
        -------
        Answer
            Least cost, and prices.

        Raises
        ------
        EngineError
            If HiGHS does not solve it.
        """
        self._program.run()
        if self._program.getModelStatus() != self._optimal:
            size = f"{self._program.getNumCol()} routes and {self._n} classes of tasks"
            raise EngineError("HiGHS", size, str(self._program.getModelStatus()))
        solution = self._program.getSolution()
        used = np.array(solution.col_value)
        return Answer(
            value=float(self._program.getInfo().objective_function_value),
            prices=np.maximum(0.0, np.array(solution.row_dual[: self._n])),
            toll=float(solution.row_dual[self._total]),
            left_out=used[: self._n],
            n_routes=float(used[self._n + 1 :].sum()),
        )
