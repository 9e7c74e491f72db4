"""How do a hospital's day and its ward stores become numbers, and the answers plans?

String ids become indices and ids again in this package and nowhere else: of routes in
:func:`pose`, :func:`read_back` and :func:`routes_of_plan`, of ward stores in ``shelves``,
``demand_rows`` and ``given_levels`` and back in ``read_levels``, ``read_simulated`` and
``visit_days``.
"""

from optimizer.translate.plan_routes import routes_of_plan, unused_routes
from optimizer.translate.pose import Part, Posed, pose
from optimizer.translate.read_back import read_back
from optimizer.translate.reasons import unserved

__all__ = ["Part", "Posed", "pose", "read_back", "routes_of_plan", "unserved", "unused_routes"]
