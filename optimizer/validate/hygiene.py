"""Is the hygiene matrix whole, and can what it demands be done?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from optimizer.domain import Code, HygieneClass
from optimizer.findings import Finding
from optimizer.plan import Cleaning
from optimizer.validate.tables import Tables, at, rows

__all__ = ["asymmetric_codes", "classes_apart_from_themselves", "cleaning_nowhere", "missing_codes"]


def missing_codes(tables: Tables) -> Iterator[Finding]:
    """Pairs of classes without a code: one finding a row, with all that it lacks."""
    for row, class_ in rows(tables.scenario.hygiene):
        lacking = list(islice((id_ for id_ in tables.hygiene if id_ not in class_.codes), _NAMED))
        if lacking:
            some = ", ".join(lacking) + (" ..." if len(lacking) == _NAMED else "")
            message = f'class "{class_.id}" has no code against {some}'
            yield Finding("V201", message, at("hygiene", row, lacking[0]))


def asymmetric_codes(tables: Tables) -> Iterator[Finding]:
    """Pairs of classes with two codes."""
    row_by_id: dict[str, int] = {}
    for row, class_ in rows(tables.scenario.hygiene):
        row_by_id.setdefault(class_.id, row)
    for a in tables.hygiene.values():
        for other, there in a.codes.items():
            b = tables.hygiene.get(other)
            back = b.codes.get(a.id) if b is not None else None
            if b is None or back is None or there is back or row_by_id[a.id] > row_by_id[b.id]:
                continue
            message = (
                f'code {there} of "{a.id}" against "{b.id}" is {back} in row {row_by_id[b.id]}'
            )
            yield Finding("V202", message, at("hygiene", row_by_id[a.id], b.id))


def classes_apart_from_themselves(tables: Tables) -> Iterator[Finding]:
    """Classes of today's orders whose own goods do not go together."""
    today = {row.flow.hygiene_class for row in tables.orders}
    for row, class_ in rows(tables.scenario.hygiene):
        code = class_.codes.get(class_.id, Code.Y)
        if code is not Code.Y and class_.id in today:
            message = f'class "{class_.id}" has code {code} against itself'
            yield Finding("V203", message, at("hygiene", row, class_.id))


_NAMED = 8
_DEMANDED = {Code.N: Cleaning.WASH, Code.T: Cleaning.WIPE, Code.S: Cleaning.WIPE}


def cleaning_nowhere(tables: Tables) -> Iterator[Finding]:
    """Cleaning that today's classes demand between trips (rule R9), offered at no site."""
    offered = {cleaning for site in tables.scenario.sites for cleaning in site.cleaning}
    if Cleaning.WASH in offered:
        offered.add(Cleaning.WIPE)
    today = dict.fromkeys(row.flow.hygiene_class for row in tables.orders)
    classes = {id_: tables.hygiene[id_] for id_ in today if id_ in tables.hygiene}
    for cleaning in Cleaning:
        pairs = list(_pairs_that_demand(cleaning, classes))
        if pairs and cleaning not in offered:
            dirty, clean = pairs[0]
            message = (
                f'"{clean.id}" after "{dirty.id}" needs a {cleaning} ({len(pairs)} such pairs '
                f"today), and no site offers it: no vehicle carries both, in that order, in a day"
            )
            yield Finding("V204", message, at("sites", None, "cleaning"))


def _pairs_that_demand(
    cleaning: Cleaning, classes: Mapping[str, HygieneClass]
) -> Iterator[tuple[HygieneClass, HygieneClass]]:
    for dirty in classes.values():
        for id_, code in dirty.codes.items():
            clean = classes.get(id_)
            if clean is None or clean is dirty or dirty.rank < clean.rank:
                continue
            if _DEMANDED.get(code) is cleaning:
                yield dirty, clean
