"""What does each ward get today? Stock against levels, packed into carriers, as orders.

:func:`replenish` reads as its own documentation: whose day it is (``deliveries``), whose
counts can be used (``counts``), what each policy orders (``ordering``, ``lines``), what goes
into which load carrier (``carriers``, ``packing``), what may wait (``waiting``), as orders
with a priority (``orders``).
"""

from optimizer.replenish.day import Replenished, Waiting, replenish
from optimizer.replenish.orders import CarrierLoad

__all__ = ["CarrierLoad", "Replenished", "Waiting", "replenish"]
