"""What must be cleaned between a vehicle's tours, and where?

Rule R9 of ``docs/plan-rules.md``, for vehicles that carry one flow group at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.domain import Code, Vehicle
from optimizer.generate.yard import Goods, Tour, Yard
from optimizer.plan import Cleaning

__all__ = ["Residue", "place_to_clean"]


@dataclass(frozen=True, slots=True)
class Residue:
    """What a vehicle has carried since it was washed; clean where nothing is given.

    Parameters
    ----------
    fresh, wiped : frozenset of (str, bool)
        Hygiene classes and whether they rode in closed carriers, before and after the
        last wipe.
    """

    fresh: Goods = frozenset()
    wiped: Goods = frozenset()

    def demands(self, yard: Yard, vehicle: Vehicle, tour: Tour) -> Cleaning | None:
        """Cleaning before a tour's goods may come on."""
        partition = yard.types[vehicle.vehicle_type].partition
        wipe = False
        for old, old_closed in self.fresh | self.wiped:
            a = yard.classes[old]
            for new, new_closed in yard.goods(tour):
                b = yard.classes[new]
                code = a.codes[b.id]
                if a.id == b.id or a.rank < b.rank or code is Code.Y:
                    continue
                if code is Code.N:
                    return Cleaning.WASH
                separated = code is Code.S and (partition or old_closed or new_closed)
                wipe = wipe or (not separated and (old, old_closed) in self.fresh)
        return Cleaning.WIPE if wipe else None

    def after(self, cleaning: Cleaning) -> Residue:
        """What remains after a cleaning."""
        if cleaning is Cleaning.WASH:
            return Residue()
        return Residue(frozenset(), self.fresh | self.wiped)

    def with_tour(self, yard: Yard, tour: Tour) -> Residue:
        """What remains after a tour."""
        return Residue(self.fresh | yard.goods(tour), self.wiped)


def place_to_clean(yard: Yard, vehicle: Vehicle, last: str, cleaning: Cleaning) -> str | None:
    """Nearest site that offers a cleaning; a wash place wipes too."""
    offering = [
        site.id
        for site in yard.scenario.sites
        if cleaning in site.cleaning or Cleaning.WASH in site.cleaning
    ]
    kind = vehicle.vehicle_type
    return min(offering, key=lambda site: (yard.duration(kind, last, site), site), default=None)
