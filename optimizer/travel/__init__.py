"""How long and how far is it from site to site, for each vehicle type?

:func:`measure` asks the source that the scenario names: a road estimate (``road``), a
given matrix (``given``), a graph (``graph``) or a table service (``osrm``).
:func:`notes` tells what is odd about the answer. Formulas: ``docs/models/travel.md``.
"""

from optimizer.travel.measure import measure
from optimizer.travel.notes import notes
from optimizer.travel.times import UNREACHABLE, TravelTimes

__all__ = ["UNREACHABLE", "TravelTimes", "measure", "notes"]
