"""Is the scenario coherent, and can what it asks be reached? Told before any search.

:func:`validate` needs nothing but the scenario: ids (``ids``), hygiene matrix
(``hygiene``), positions (``places``), travel data (``ways``), times (``times``), goods
(``amounts``), fleet (``fleet``), likely sizes (``numbers``), baseline (``baseline``), ward
stores (``stock_rows``, ``stock_levels``, ``stock_history``).
:func:`validate_reach` needs travel times. Whether a *plan* keeps the rules is asked by
``optimizer.check``.
"""

from optimizer.validate.coherence import validate, validate_readable
from optimizer.validate.reach import validate_reach

__all__ = ["validate", "validate_reach", "validate_readable"]
