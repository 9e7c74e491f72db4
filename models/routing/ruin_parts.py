"""Which routes are searched together? Parts of a solution, and the problem of each.

Routes go together whose units are near each other: only they have anything to exchange.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.routing.ruin_shares import Row
from models.routing.ruin_state import AVAILABLE, UNIT, Net, Routes
from models.routing.ruin_work import rows_of

__all__ = ["Parcel", "Part", "divide"]

Ints = NDArray[np.int64]

_BLUR = 0.4
"""By how much nearness may be misjudged: parts differ the more."""


class Parcel(NamedTuple):
    """What a part has.

    Parameters
    ----------
    rows : list of int
        Routes, by their places among all.
    absent : numpy.ndarray of int64, shape (n_absent,)
        Units in no route that it may put in.
    vehicles : numpy.ndarray of int64, shape (n_types,)
        Vehicles of each type, those of its routes among them.
    """

    rows: list[int]
    absent: Ints
    vehicles: Ints


@dataclass(frozen=True, eq=False)
class Part:
    """Some units with the vehicles for them, as a problem of its own.

    Parameters
    ----------
    net : Net
        The problem; its matrices are those of the whole.
    nodes : numpy.ndarray of int64, shape (n_nodes,)
        Of each of its nodes the number in the whole.
    units : numpy.ndarray of int64, shape (n_units,)
        The same of its units.
    rows : list of Row
        Its routes, by its own numbers.
    """

    net: Net
    nodes: Ints
    units: Ints
    rows: list[Row]

    @classmethod
    def of(cls, net: Net, rows: list[Row], parcel: Parcel) -> Part:
        """The part that has this of the whole.

        Parameters
        ----------
        net : Net
            The whole.
        rows : list of Row
            All routes, by the numbers of the whole.
        parcel : Parcel
            What it has of it.

        Returns
        -------
        Part
            With nothing of other parts.
        """
        own_rows = [rows[row] for row in parcel.rows]
        in_rows = [net.nodes[nodes, UNIT] for _, nodes in own_rows]
        units = np.concatenate([parcel.absent, *in_rows]).astype(np.int64)
        units = np.unique(units[units >= 0])
        number = np.full(len(net.worth), -1)
        number[units] = np.arange(len(units))
        unit_of, n_copies = net.nodes[:, UNIT], len(net.begins)
        copies = np.flatnonzero(number[unit_of[:n_copies]] >= 0)
        nodes = np.concatenate([copies, np.arange(n_copies, len(net.nodes))])
        own = net.nodes[nodes].copy()
        own[: len(copies), UNIT] = number[own[: len(copies), UNIT]]
        counts = np.diff(net.copies)[units]
        fleet = net.fleet.copy()
        fleet[:, AVAILABLE] = parcel.vehicles
        part = net._replace(
            nodes=own,
            loads=net.loads[nodes],
            copies=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            worth=net.worth[units],
            pressing=net.pressing[units],
            near=_among(net.near[units], number),
            mates=_among(net.mates[units], number),
            begins=net.begins[copies],
            goods=np.ascontiguousarray(net.goods[:, copies]),
            fleet=fleet,
            may=net.may[copies],
            alone=net.alone[copies],
        )
        back = np.full(len(net.nodes), -1)
        back[nodes] = np.arange(len(nodes))
        return cls(part, nodes, units, [(kind, back[those]) for kind, those in own_rows])

    def in_whole(self, routes: Routes) -> list[Row]:
        """Its routes by the numbers of the whole."""
        return [(kind, self.nodes[nodes]) for kind, nodes in rows_of(routes)]


def _among(near: Ints, number: Ints) -> Ints:
    """Units near each, by the numbers of a part: those of it, and itself where they are fewer."""
    found = number[near]
    order = np.argsort(found < 0, axis=1, kind="stable")
    width = max(1, int((found >= 0).sum(axis=1).max(initial=1)))
    found = np.take_along_axis(found, order[:, :width], axis=1)
    return np.ascontiguousarray(np.where(found < 0, np.arange(len(near))[:, None], found))


def divide(net: Net, rows: list[Row], n_parts: int, rng: np.random.Generator) -> list[Parcel]:
    """Divide routes, what is left out, and vehicles.

    Parameters
    ----------
    net : Net
        The whole.
    rows : list of Row
        All routes.
    n_parts : int
        How many parts.
    rng : numpy.random.Generator
        The same state of it gives the same parts.

    Returns
    -------
    list of Parcel
        Parts with about as many units each.

    Notes
    -----
    A part grows from a route drawn by chance, by the route whose units are most often mates of
    those it has, in proportion to its units, until it has its share of all.
    """
    row_of, sizes = np.full(len(net.worth), -1), np.zeros(len(rows), np.int64)
    for number, (_, nodes) in enumerate(rows):
        units = net.nodes[nodes, UNIT]
        units = units[units >= 0]
        row_of[units], sizes[number] = number, len(units)
    ties = _ties(net, row_of, len(rows)) / np.maximum(sizes, 1)[None]
    left = np.ones(len(rows), bool)
    groups: list[list[int]] = []
    for part in range(n_parts - 1):
        group: list[int] = []
        pull = np.zeros(len(rows))
        share = sizes[left].sum() / (n_parts - part)
        while left.any() and sizes[group].sum() < share:
            if group:
                blurred = 1.0 + _BLUR * (rng.random(len(rows)) - 0.5)
                new = int(np.argmax(np.where(left, pull * blurred, -1.0)))
            else:
                new = int(rng.choice(np.flatnonzero(left)))
            group.append(new)
            left[new] = False
            pull += ties[new]
        groups.append(group)
    groups.append(np.flatnonzero(left).tolist())
    part_of = np.full(len(rows) + 1, -1)
    for part, group in enumerate(groups):
        part_of[group] = part
    out = np.flatnonzero(row_of < 0)
    # Whoever is left out may come in where most of its mates are; -1 is the last of all rows.
    beside = part_of[row_of[net.mates[out]]]
    known = np.stack([(beside == part).sum(axis=1) for part in range(n_parts)], axis=1)
    chosen = np.argmax(known + rng.random(known.shape), axis=1)
    vehicles = _vehicles(net, rows, groups, rng)
    return [Parcel(group, out[chosen == part], vehicles[part]) for part, group in enumerate(groups)]


def _ties(net: Net, row_of: Ints, n_rows: int) -> NDArray[np.float64]:
    """How often units of two routes are mates."""
    mates = net.mates
    one, other = np.repeat(row_of, mates.shape[1]), row_of[mates.ravel()]
    both = (one >= 0) & (other >= 0)
    pairs = np.bincount(one[both] * n_rows + other[both], minlength=n_rows * n_rows)
    table = pairs.reshape(n_rows, n_rows).astype(np.float64)
    return table + table.T


def _vehicles(
    net: Net, rows: list[Row], groups: list[list[int]], rng: np.random.Generator
) -> list[Ints]:
    """Vehicles of each part: those of its routes, and of the free ones of a type its share."""
    n_types = len(net.fleet)
    own = [
        np.bincount([rows[row][0] for row in group], minlength=n_types).astype(np.int64)
        for group in groups
    ]
    free = net.fleet[:, AVAILABLE] - np.sum(own, axis=0)
    first = int(rng.integers(len(groups)))
    turn = [(part + first) % len(groups) for part in range(len(groups))]
    return [
        used + (free + len(groups) - 1 - place) // len(groups)
        for used, place in zip(own, turn, strict=True)
    ]
