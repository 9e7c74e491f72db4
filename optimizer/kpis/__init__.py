"""What is a plan worth? Key figures of the whole, of each route and of each site."""

from optimizer.kpis.measure import Kpis, measure_kpis
from optimizer.kpis.tables import route_table, site_table

__all__ = ["Kpis", "measure_kpis", "route_table", "site_table"]
