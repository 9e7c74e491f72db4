"""How is a plan told to people? As a web page, a workbook and driver manifests.

Frozen views (`map`, `timeline`, `load_profile`, `tables`, `itinerary`, `manifest`,
`figures`, `source`) are built from one record of what happens (`story`) in the reader's
language (`text`); `render` and `workbook` put them on paper, `write` into files.
"""

from optimizer.report.text import LANGUAGES
from optimizer.report.write import write_report

__all__ = ["LANGUAGES", "write_report"]
