"""What do the policies make of today's min and max? Exactly what a nurse would order by."""

from __future__ import annotations

import pytest

from optimizer.ward_stores import Policy, WardItem


@pytest.mark.parametrize(
    ("policy", "low", "high", "levels"),
    [
        (Policy.MIN_MAX, 4, 9, (4, 9)),
        (Policy.MIN_MAX, 9, 9, (9, 9)),
        (Policy.MIN_MAX, 9, 4, None),
        (Policy.MIN_MAX, None, 9, None),
        (Policy.MIN_MAX, 4, None, None),
        (Policy.PAR, None, 31, (30, 31)),
        (Policy.PAR, 3, 31, (30, 31)),
        (Policy.PAR, None, 0, (-1, 0)),
        (Policy.PAR, 3, None, None),
        (Policy.PACKS, 20, None, (20, 25)),
        (Policy.PACKS, 20, 99, (20, 25)),
        (Policy.PACKS, None, 99, None),
        (Policy.KANBAN, None, 41, (20, 40)),
        (Policy.KANBAN, 7, 40, (20, 40)),
        (Policy.KANBAN, 7, None, None),
    ],
)
def test_levels_of_each_policy(policy, low, high, levels):
    row = WardItem(ward="w", item="i", policy=policy, min_pieces=low, max_pieces=high)
    assert row.levels(5) == levels
