"""What does a shelf live through, day by day? The loops of ``simulate.py``, compiled."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.inventory.draws import N_GUIDES, draw_days, stream, tabulate, width
from models.inventory.orders import order_size, settled_levels
from models.inventory.problem import Floats, Whole, Yes
from models.kernels import kernel

__all__ = ["run"]

_SHORT, _VISIT = np.uint8(1), np.uint8(2)


@kernel
def run(
    demand: tuple[Floats, Floats, Whole, Floats, Whole],
    shelves: tuple[Yes, Whole, Whole, Whole, Whole, Whole],
    numbers: tuple[int, int, int, int, int],
    levels: tuple[Whole, Whole, Whole, Floats, Whole],
    replay: tuple[bool, Whole, Whole, Whole],
    results: tuple[Whole, Floats, npt.NDArray[np.uint8], Floats, Floats],
) -> None:
    """Simulate all pairs and replications; arguments and results as in ``simulate``."""
    mean, ratio, family, tables, table = demand
    seed, warm_up, n_days = numbers[1], numbers[2], numbers[3]
    replayed, begin, rows_day, rows_pieces = replay
    n_replications = results[0].shape[1]
    longest = 1 if replayed else width(mean, ratio, family, tables.shape[1])
    cumulative = np.zeros((7, longest))
    guides = np.zeros((7, N_GUIDES), np.int64)
    lows, sizes = np.zeros(7, np.int64), np.ones(7, np.int64)
    days = np.zeros(warm_up + n_days, np.int64)
    no_table = np.zeros(0)
    for i in range(len(ratio)):
        if not replayed:
            for w in range(7):
                its = tables[table[i]] if table[i] >= 0 else no_table
                lows[w], sizes[w] = tabulate(
                    mean[i, w], ratio[i], family[i], its, cumulative[w], guides[w]
                )
        for r in range(n_replications):
            if replayed:
                days[:] = 0
                for row in range(begin[i], begin[i + 1]):
                    if rows_day[row] < len(days):
                        days[rows_day[row]] = rows_pieces[row]
            else:
                start = stream(seed, r, levels[4][i])
                draw_days(start, -warm_up, lows, sizes, cumulative, guides, days)
            _shelf(i, r, days, shelves, numbers, levels, results)


@kernel
def _shelf(
    i: int,
    r: int,
    days: Whole,
    shelves: tuple[Yes, Whole, Whole, Whole, Whole, Whole],
    numbers: tuple[int, int, int, int, int],
    levels: tuple[Whole, Whole, Whole, Floats, Whole],
    results: tuple[Whole, Floats, npt.NDArray[np.uint8], Floats, Floats],
) -> None:
    """One pair in one replication: the timeline of ``problem.py``."""
    visits, leads, policies, packs, shelf, wards = shelves
    rounding, warm_up, n_days, weekday = numbers[0], numbers[2], numbers[3], numbers[4]
    whole, mean_stock, ward_days, carriers, by_weekday = results
    lead, policy, ward, rate = leads[i], policies[i], wards[i], levels[3][i]
    s, up, unit = settled_levels(policy, levels[0][i], levels[1][i], packs[i])
    stock = levels[2][i] if levels[2][i] >= 0 else up
    tomorrow, day_after = 0, 0
    hurt = False
    asked, short, lines, brought, out_days, short_cycles, held = 0, 0, 0, 0, 0, 0, 0
    for d in range(len(days)):
        counts = d >= warm_up
        arriving, tomorrow, day_after = tomorrow, day_after, 0
        stock += arriving
        if visits[i, (weekday + lead) % 7]:
            position = stock + tomorrow
            pieces = order_size(policy, position, s, up, unit, shelf[i], rounding)
            if lead == 0:
                stock += pieces
                arriving = pieces
            elif lead == 1:
                tomorrow = pieces
            else:
                day_after = pieces
        if arriving > 0:
            hurt = False
            if counts:
                lines += 1
                brought += arriving
                by_weekday[0, r, weekday] += 1.0
                by_weekday[1, r, weekday] += rate * arriving
                ward_days[r, ward, d - warm_up] |= _VISIT
        missing = days[d] - stock
        if missing > 0:
            stock = 0
            if counts:
                short += missing
                out_days += 1
                short_cycles += 0 if hurt else 1
                ward_days[r, ward, d - warm_up] |= _SHORT
            hurt = True
        else:
            stock -= days[d]
        if counts:
            asked += days[d]
            held += stock
        weekday = weekday + 1 if weekday < 6 else 0
    whole[0, r, i], whole[1, r, i], whole[2, r, i] = asked, short, lines
    whole[3, r, i], whole[4, r, i], whole[5, r, i] = brought, out_days, short_cycles
    mean_stock[r, i] = held / n_days
    carriers[r, ward] += rate * brought
