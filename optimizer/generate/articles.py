"""Which articles do wards keep in stock? The table ``instances/data/articles.csv``.

Everything in it is an assumption: sizes, packs and prices are those of common articles as
anyone may see them, rounded; how much is used is made up to a plausible size.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from optimizer.generate.facts import flow_facts, instances_folder
from optimizer.ward_stores import Item

__all__ = ["WARD_KINDS", "ArticleFact", "article_facts", "articles", "item_of"]

WARD_KINDS = ("vard", "iva", "akut", "op", "mott", "vc", "ftv")
"""Ward, intensive care, emergency, theatres, outpatients, health centre, dental clinic."""

_LESS_EACH = 0.6
"""Each further variant of an article is used this much less than the one before. [-]"""


@dataclass(frozen=True, slots=True)
class ArticleFact:
    """An article and how much of it is used.

    Parameters
    ----------
    item : Item
        As the scenario has it.
    batch : int
        Pieces that are taken at a time. [pieces]
    ratio : float
        Variance over mean of how often that is on a day. [-]
    use : mapping of str to float
        Mean of an ordinary weekday at a ward of usual size, by kind; others keep none.
        [pieces/day]
    """

    item: Item
    batch: int
    ratio: float
    use: Mapping[str, float]


def item_of(row: Mapping[str, str]) -> Item:
    """The article of a row of the table."""
    return Item(
        id=row["id"],
        name=row["name"],
        flow=flow_facts()[row["fact"]].id,
        stock_class=row["stock_class"],
        volume_l=float(row["volume_l"]),
        weight_kg=float(row["weight_kg"]),
        pack=int(row["pack"]),
        cost_sek=float(row["cost_sek"]),
    )


@cache
def article_facts() -> tuple[ArticleFact, ...]:
    """Articles in the order of the table.

    Examples
    --------
    >>> fact = article_facts()[0]
    >>> fact.item.name, fact.item.flow, fact.use["vard"]
    ('Undersökningshandske nitril S, ask 200 st', 'forbrukning', 0.8)
    """
    path = instances_folder() / "data" / "articles.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            ArticleFact(
                item=item_of(row),
                batch=int(row["batch"]),
                ratio=float(row["ratio"]),
                use={kind: float(row[kind]) for kind in WARD_KINDS if row[kind]},
            )
            for row in csv.DictReader(file)
        )


def articles(n: int | None) -> tuple[ArticleFact, ...]:
    """As many articles as wanted: the first of the table, or all of it and variants.

    Parameters
    ----------
    n : int or None
        How many; the table as it is where None.

    Returns
    -------
    tuple of ArticleFact
        By article number. A variant has a number of its own and is used less.

    Examples
    --------
    >>> len(articles(400)), articles(1)[0].item.id
    (400, 'handske-s')
    >>> [a.item.id for a in articles(400)][:3]
    ['adrenalin', 'adrenalin-2', 'adrenalin-3']
    """
    table = article_facts()
    found = [
        _variant(table[k % len(table)], k // len(table))
        for k in range(len(table) if n is None else n)
    ]
    return tuple(sorted(found, key=lambda fact: fact.item.id))


def _variant(fact: ArticleFact, number: int) -> ArticleFact:
    if number == 0:
        return fact
    item = fact.item.model_copy(
        update={
            "id": f"{fact.item.id}-{number + 1}",
            "name": f"{fact.item.name}, variant {number + 1}",
        }
    )
    return replace(
        fact, item=item, use={kind: r * _LESS_EACH**number for kind, r in fact.use.items()}
    )
