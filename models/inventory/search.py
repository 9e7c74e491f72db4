"""Which levels of one pair are best? A search by steps that halve, over exact measures.

The answer to a pair of levels is exact (``models.inventory.long_run``); which levels are
asked is told here. Each policy has its own coordinates: MIN_MAX has s and S, PAR has S
alone, PACKS s alone, KANBAN its bin. Section I.4 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.inventory.kernels import kernel
from models.inventory.long_run import full_shelf, long_run, rule_of
from models.inventory.problem import Floats, Limit, Policy, Whole
from models.inventory.spans import Spans, week_spans

__all__ = ["best_of_all", "reasons_of_all"]

_MIN_MAX, _PAR = int(Policy.MIN_MAX), int(Policy.PAR)
_PACKS, _KANBAN = int(Policy.PACKS), int(Policy.KANBAN)
_FILL, _CYCLE, _SHELF = int(Limit.FILL), int(Limit.CYCLE), int(Limit.SHELF)
_SPACE, _PACK = int(Limit.SPACE), int(Limit.PACK)

_SLACK = 1e-12
_N_OUT = 6


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
    out[0], out[1], out[2], out[3] = long_run(spans, rule, full_shelf(spans, rule), tolerance)
    weekly = spans.mean[: spans.n].sum()
    fill = 1.0 - out[1] / weekly
    out[4] = 7.0 * prices[0] * out[0] + prices[1] * out[2] + prices[2] * out[1] + prices[5] * S
    out[5] = max(0.0, prices[3] - _SLACK - fill) + max(0.0, prices[4] - _SLACK - out[3])
    if np.isfinite(prices[6]):
        out[4] += prices[6] * out[5]
        out[5] = 0.0


@kernel
def _is_better(trial: Floats, best: Floats) -> bool:
    if trial[5] != best[5]:
        return bool(trial[5] < best[5])
    return bool(trial[4] < best[4] - 1e-12 * abs(best[4]))


@kernel
def _settled(policy: int, a: int, b: int, pack: int, most: int) -> tuple[int, int]:
    """Levels nearest to a pair of numbers that the policy knows; (-2, 0) if there are none."""
    if policy == _PAR:
        b = min(max(b, pack), most)
        return b - 1, b
    if policy == _PACKS:
        a = min(max(a, 0), most - pack)
        return a, a + pack
    if policy == _KANBAN:
        bins = min(max(b // (2 * pack), 1), most // (2 * pack))
        if bins < 1:
            return -2, 0
        return bins * pack, 2 * bins * pack
    b = min(max(b, pack), most)
    return min(max(a, 0), b - 1), b


@kernel
def _best(
    spans: Spans,
    low: int,
    high: int,
    first_step: int,
    lead: int,
    policy: int,
    pack: int,
    most: int,
    rounding: int,
    prices: Floats,
    tolerance: float,
    out: Floats,
) -> tuple[int, int]:
    """Cheapest levels found from two starts: about what is needed, and all the room there is."""
    best_s, best_top = -2, 0
    best = np.full(_N_OUT, np.inf)
    trial = np.empty(_N_OUT)
    for start in range(2):
        here_s, here_top = _settled(policy, low, high, pack, most)
        if start == 1:
            here_s, here_top = _settled(policy, most - pack, most, pack, most)
        if here_s < -1:
            break
        here = np.full(_N_OUT, np.inf)
        _try(spans, policy, here_s, here_top, pack, most, rounding, lead, prices, tolerance, here)
        step = first_step
        while step > 0:
            moved = False
            span = max(step, pack) if policy != _MIN_MAX else step
            for a, b in (
                *((-step, 0), (step, 0), (0, span), (0, -span), (step, span), (-step, -span)),
                *((0, pack), (0, -pack), (pack, pack), (-pack, -pack), (step, -step)),
                *((-step, step), (0, 2 * pack), (0, -2 * pack)),
            ):
                s, top = _settled(policy, here_s + a, here_top + b, pack, most)
                if s == here_s and top == here_top:
                    continue
                _try(spans, policy, s, top, pack, most, rounding, lead, prices, tolerance, trial)
                if _is_better(trial, here):
                    here[:] = trial
                    here_s, here_top = s, top
                    moved = True
            if not moved:
                step //= 2
        if _is_better(here, best):
            best[:] = here
            best_s, best_top = here_s, here_top
        if start == 0 and best[5] == 0.0:
            break
    if best_s < -1:
        return -1, 0
    out[:] = best[:4]
    return best_s, best_top


@kernel
def _frame(
    mean: Floats, ratio: float, pack: int, shelf: int, longest: int
) -> tuple[int, int, int, int]:
    """Most that can be of use, about what is needed, about what is held, and a first step."""
    weekly = mean.sum()
    most = min(shelf, int(3 * weekly + 12 * np.sqrt(ratio * weekly) + 3 * pack + 20))
    need = weekly * longest / 7
    scatter = np.sqrt(ratio * need)
    low = int(need + 2 * scatter) + 1
    return most, low, low + max(pack, int(need)), max(1, int(scatter / 2))


@kernel
def best_of_all(
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
    """Best levels of each pair, into ``s``, ``S`` and ``measured``.

    Parameters
    ----------
    mean, ratio, family, tables, table, visits, lead, policy, pack, shelf, rounding
        As in :class:`~models.inventory.problem.ShelfProblem`.
    prices : float, shape (n, 7)
        Holding, line, shortage, fill target, cycle target, price of a piece of room
        [SEK / piece / week], price of missed targets (infinite: before any cost).
    tolerance : float
        Of the measures.
    s, S, measured
        Answers; ``measured`` has stock, pieces lost, lines and cycle service.
    """
    for i in range(s.shape[0]):
        s[i], S[i] = -1, 0
        weekly = mean[i].sum()
        measured[i, 0], measured[i, 1], measured[i, 2] = 0.0, weekly, 0.0
        measured[i, 3] = 1.0 if weekly <= 0.0 else 0.0
        if weekly <= 0.0 or pack[i] > shelf[i]:
            continue
        row = tables[max(0, table[i])]
        longest = 7 + lead[i]
        most, low, high, step = _frame(mean[i], ratio[i], pack[i], shelf[i], longest)
        spans = week_spans(visits[i], lead[i], mean[i], family[i], ratio[i], row, most + pack[i])
        longest = spans.gap.max() + lead[i]
        most, low, high, step = _frame(mean[i], ratio[i], pack[i], shelf[i], longest)
        s[i], S[i] = _best(
            *(spans, low, high, step, lead[i], policy[i], pack[i], most, rounding),
            *(prices[i], tolerance, measured[i]),
        )


@kernel
def reasons_of_all(
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
    met: npt.NDArray[np.bool_],
    limit: Whole,
) -> None:
    """What holds each pair where it is, by trying what would be cheaper next to it.

    Parameters
    ----------
    mean, ratio, family, tables, table, visits, lead, policy, pack, shelf, rounding, prices
        As for :func:`best_of_all`.
    tolerance : float
        Of the measures.
    s, S, met
        Levels that were found, and whether they meet their targets.
    limit : int, shape (n,)
        Answer: :class:`~models.inventory.problem.Limit`. Pairs without demand keep theirs.
    """
    here, trial = np.empty(_N_OUT), np.empty(_N_OUT)
    for i in range(s.shape[0]):
        if mean[i].sum() <= 0.0:
            continue
        room = pack[i] * (2 if policy[i] == _KANBAN else 1)
        if room > shelf[i]:
            limit[i] = _PACK
            continue
        if S[i] == 0 or not met[i]:
            limit[i] = _SPACE if prices[i, 5] > 0.0 else _SHELF
            continue
        row = tables[max(0, table[i])]
        most = max(S[i], _frame(mean[i], ratio[i], pack[i], shelf[i], 7 + lead[i])[0])
        spans = week_spans(visits[i], lead[i], mean[i], family[i], ratio[i], row, most + pack[i])
        _try(
            *(spans, policy[i], s[i], S[i], pack[i], most, rounding, lead[i]),
            *(prices[i], tolerance, here),
        )
        for a, b in ((-1, -1), (-1, 0), (0, -1), (-pack[i], -pack[i]), (-2, -2)):
            lower_s, lower_top = _settled(policy[i], s[i] + a, S[i] + b, pack[i], most)
            if lower_s < -1 or (lower_s == s[i] and lower_top == S[i]):
                continue
            _try(
                *(spans, policy[i], lower_s, lower_top, pack[i], most, rounding, lead[i]),
                *(prices[i], tolerance, trial),
            )
            if trial[4] < here[4] and trial[5] > 0.0:
                fill = 1.0 - trial[1] / spans.mean[: spans.n].sum()
                limit[i] = _FILL if fill < prices[i, 3] - _SLACK else _CYCLE
                break
        else:
            if prices[i, 5] > 0.0:
                limit[i] = _SPACE
            elif S[i] + room > shelf[i]:
                limit[i] = _SHELF
