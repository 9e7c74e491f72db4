"""Is the hygiene matrix whole, and can what it demands be done?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from optimizer.domain import Code, HygieneClass
from optimizer.findings import Finding
from optimizer.plan import Cleaning
from optimizer.validate.tables import Tables, at, rows

__all__ = ["asymmetric_codes", "classes_apart_from_themselves", "cleaning_nowhere", "missing_codes"]


def missing_codes(tables: Tables) -> Iterator[Finding]:
    """Pairs of classes without a code: one finding a row, with all that it lacks."""
    for row, class_ in rows(tables.scenario.hygiene):
        lacking = [id_ for id_ in tables.hygiene if id_ not in class_.codes]
        if lacking:
            some = ", ".join(lacking[:8]) + (" ..." if len(lacking) > 8 else "")
            message = f'class "{class_.id}" has no code against {some}'
            yield Finding("V201", message, at("hygiene", row, lacking[0]))


def asymmetric_codes(tables: Tables) -> Iterator[Finding]:
    """Pairs of classes with two codes."""
    row_by_id = {
        id_: row for row, id_ in reversed([(r, c.id) for r, c in rows(tables.scenario.hygiene)])
    }
    for a, b in combinations(tables.hygiene.values(), 2):
        there, back = a.codes.get(b.id), b.codes.get(a.id)
        if there is not None and back is not None and there is not back:
            message = (
                f'code {there} of "{a.id}" against "{b.id}" is {back} in row {row_by_id[b.id]}'
            )
            yield Finding("V202", message, at("hygiene", row_by_id[a.id], b.id))


def classes_apart_from_themselves(tables: Tables) -> Iterator[Finding]:
    """Classes whose own goods do not go together."""
    for row, class_ in rows(tables.scenario.hygiene):
        code = class_.codes.get(class_.id, Code.Y)
        if code is not Code.Y:
            message = f'class "{class_.id}" has code {code} against itself'
            yield Finding("V203", message, at("hygiene", row, class_.id))


_DEMANDED = {Code.N: Cleaning.WASH, Code.T: Cleaning.WIPE, Code.S: Cleaning.WIPE}


def cleaning_nowhere(tables: Tables) -> Iterator[Finding]:
    """Cleaning that today's classes demand between trips (rule R9), offered at no site."""
    offered = {cleaning for site in tables.scenario.sites for cleaning in site.cleaning}
    if Cleaning.WASH in offered:
        offered.add(Cleaning.WIPE)
    today = dict.fromkeys(row.flow.hygiene_class for row in tables.orders)
    classes = [tables.hygiene[id_] for id_ in today if id_ in tables.hygiene]
    for cleaning in Cleaning:
        pairs = [pair for pair in _dirty_then_clean(classes) if _demanded(*pair) is cleaning]
        if pairs and cleaning not in offered:
            dirty, clean = pairs[0]
            message = (
                f'"{clean.id}" after "{dirty.id}" needs a {cleaning} ({len(pairs)} such pairs '
                f"today), and no site offers it: no vehicle carries both, in that order, in a day"
            )
            yield Finding("V204", message, at("sites", None, "cleaning"))


def _dirty_then_clean(classes: list[HygieneClass]) -> Iterator[tuple[HygieneClass, HygieneClass]]:
    for a, b in combinations(classes, 2):
        if a.rank >= b.rank:
            yield a, b
        if b.rank >= a.rank:
            yield b, a


def _demanded(residue: HygieneClass, loaded: HygieneClass) -> Cleaning | None:
    code = residue.codes.get(loaded.id)
    return None if code is None else _DEMANDED.get(code)
