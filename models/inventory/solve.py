"""Which levels are best? The cheapest min and max of each pair that meet its targets.

Section I.4 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from models.inventory.evaluate import columns_of, levels_of, tell_compiling
from models.inventory.kernels import kernel
from models.inventory.long_run import long_run, rule_of
from models.inventory.problem import Floats, Levels, Limit, Policy, ShelfProblem, Whole
from models.inventory.spans import Spans, week_spans

__all__ = ["solve"]

_BATCH = 2000
_PAR, _PACKS, _KANBAN = int(Policy.PAR), int(Policy.PACKS), int(Policy.KANBAN)


@kernel
def _try(
    spans: Spans,
    policy: int,
    s: int,
    S: int,  # noqa: N803
    pack: int,
    shelf: int,
    rounding: int,
    lead: int,
    prices: Floats,
    tolerance: float,
    out: Floats,
) -> None:
    """Measure levels: stock, lost, lines, cycle, cost, shortfall of service."""
    rule = rule_of(policy, s, S, pack, shelf, rounding, lead)
    out[0], out[1], out[2], out[3] = long_run(spans, rule, tolerance)
    weekly = spans.mean[: spans.n].sum()
    out[4] = 7.0 * prices[0] * out[0] + prices[1] * out[2] + prices[2] * out[1]
    fill = 1.0 - out[1] / weekly
    out[5] = max(0.0, prices[3] - 1e-12 - fill) + max(0.0, prices[4] - 1e-12 - out[3])


@kernel
def _best(
    means: Floats,
    ratio: float,
    family: int,
    table: Floats,
    visits: npt.NDArray[np.bool_],
    lead: int,
    policy: int,
    pack: int,
    shelf: int,
    rounding: int,
    prices: Floats,
    tolerance: float,
    out: Floats,
) -> tuple[int, int]:
    weekly = means.sum()
    most = min(shelf, int(3 * weekly + 12 * np.sqrt(ratio * weekly) + 3 * pack + 20))
    spans = week_spans(visits, lead, means, family, ratio, table, most + pack)
    gap = spans.gap.max() + lead
    need = weekly * gap / 7
    low = int(need + 2 * np.sqrt(ratio * need)) + 1
    step = max(1, int(np.sqrt(ratio * need) / 2))
    best_s, best_S = -1, 0
    best = np.full(6, np.inf)
    s, S = min(low, max(most - pack, 0)), min(most, low + max(pack, int(need)))
    trial = np.empty(6)
    for start in range(2):
        if start:
            S, s = most, max(0, most - pack)
        if S > most or s >= S:
            s = S - 1
        if S < 1:
            break
        _try(spans, policy, s, S, pack, most, rounding, lead, prices, tolerance, trial)
        if trial[5] < best[5] - 1e-15 or (trial[5] <= best[5] and trial[4] < best[4]):
            best[:] = trial
            best_s, best_S = s, S
    while step > 0 and best_S > 0:
        moved = False
        for a, b in (
            *((-step, 0), (step, 0), (0, step), (0, -step), (step, step), (-step, -step)),
            *((0, pack), (0, -pack), (pack, pack), (-pack, -pack), (step, -step), (-step, step)),
        ):
            s, S = best_s + a, best_S + b
            if s < 0 or S > most or s >= S:
                continue
            _try(spans, policy, s, S, pack, most, rounding, lead, prices, tolerance, trial)
            if trial[5] < best[5] - 1e-15 or (
                trial[5] <= best[5] and trial[4] < best[4] * (1 - 1e-12)
            ):
                best[:] = trial
                best_s, best_S = s, S
                moved = True
        if not moved:
            step //= 2
    out[:] = best[:4]
    return best_s, best_S


@kernel
def _best_of_all(
    begin: int,
    end: int,
    mean: Floats,
    ratio: Floats,
    family: Whole,
    tables: Floats,
    table: Whole,
    visits: npt.NDArray[np.bool_],
    lead: Whole,
    policy: Whole,
    pack: Whole,
    shelf: Whole,
    rounding: int,
    prices: Floats,
    tolerance: float,
    s: Whole,
    S: Whole,  # noqa: N803
    measured: Floats,
) -> None:
    for i in range(begin, end):
        s[i], S[i] = -1, 0
        weekly = mean[i].sum()
        if weekly <= 0.0:
            measured[i, 3] = 1.0
            continue
        measured[i, 1] = weekly
        if pack[i] > shelf[i]:
            continue
        s[i], S[i] = _best(
            mean[i],
            ratio[i],
            family[i],
            tables[max(0, table[i])],
            visits[i],
            lead[i],
            policy[i],
            pack[i],
            shelf[i],
            rounding,
            prices[i],
            tolerance,
            measured[i],
        )
        if policy[i] == _PAR:
            s[i] = S[i] - 1
        elif policy[i] == _PACKS:
            S[i] = s[i] + pack[i]
        elif policy[i] == _KANBAN:
            s[i] = S[i] // 2
            S[i] = 2 * s[i]


def solve(
    problem: ShelfProblem, *, on_progress: Callable[[int, int], bool] | None = None
) -> Levels:
    """Cheapest levels that meet the targets.

    Parameters
    ----------
    problem : ShelfProblem
        What is asked.
    on_progress : callable, optional
        Told (pairs done, pairs) now and then; True stops.

    Returns
    -------
    Levels
        Levels of every pair.
    """
    n = problem.n
    columns = columns_of(problem)
    prices = np.column_stack(
        [problem.holding, problem.line, problem.shortage, problem.fill, problem.cycle]
    )
    s, S = np.full(n, -1), np.zeros(n, np.int64)  # noqa: N806
    measured = np.zeros((n, 4))
    shelf = np.minimum(problem.shelf, np.iinfo(np.int64).max // 4)
    tell_compiling(_best_of_all)
    for begin in range(0, n, _BATCH):
        end = min(n, begin + _BATCH)
        _best_of_all(
            begin,
            end,
            *columns,
            np.ascontiguousarray(problem.visits, dtype=np.bool_),
            problem.lead.astype(np.int64),
            problem.policy.astype(np.int64),
            problem.pack.astype(np.int64),
            shelf.astype(np.int64),
            int(problem.rounding),
            prices,
            1e-10,
            s,
            S,
            measured,
        )
        if on_progress is not None and on_progress(end, n):
            break
    levels = levels_of(problem, s, S, measured)
    levels.limit[(problem.pack > problem.shelf) & (levels.limit != Limit.NONE)] = Limit.PACK
    return levels
