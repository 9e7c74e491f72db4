"""How is a plan told to people? As a web page, a workbook and driver manifests.

Frozen views (`map`, `timeline`, `load_profile`, `tables`, `itinerary`, `manifest`,
`figures`, `source`) are built from one record of what happens (`story`) in the reader's
language (`text`); `render` and `workbook` put them on paper, `write` into files.

Levels are told likewise: from `level_story` come `level_comparison`, `heat_map`,
`levelling`, `shelf_picture` and tables; `levels_page` puts them together. A horizon of days has
its board, maps, curves and tables in `horizon_*`, put together by `horizon_page`.
"""

from optimizer.report.level_comparison import LevelComparison, compare_levels
from optimizer.report.level_story import OURS, TODAY, level_story
from optimizer.report.text import LANGUAGES
from optimizer.report.write import write_report
from optimizer.report.write_horizon import horizon_report, horizon_workbook
from optimizer.report.write_levels import levels_report, levels_workbook

__all__ = [
    "LANGUAGES",
    "OURS",
    "TODAY",
    "LevelComparison",
    "compare_levels",
    "horizon_report",
    "horizon_workbook",
    "level_story",
    "levels_report",
    "levels_workbook",
    "write_report",
]
