"""Which ward gets what on which day? The named side of a horizon, apart from any solver.

Ward items as columns over the days (``stores``, ``gather``), items seen together as flows and wards
(``aggregate``), what is ordered at a visit (``ordering``), how shelves run from day to day
(``walk``), returns and loops (``returns``), what a day asks of warehouse, fleet and docks
(``work``), and the figures (``figures``). Who visits whom on which day is chosen elsewhere.
"""
