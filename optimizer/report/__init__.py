"""How is a plan told to people? As a web page, a workbook and driver manifests.

Frozen views (`map`, `timeline`, `load_profile`, `tables`, `itinerary`, `manifest`,
`figures`, `source`) are built from one record of what happens (`story`) in the reader's
language (`text`); `render` and `workbook` put them on paper, `write` into files.

Levels are told likewise: from `level_story` come `level_comparison`, `heat_map`,
`levelling`, `shelf_picture` and tables; `levels_page` puts them together.
"""

from optimizer.report.level_comparison import LevelComparison, compare_levels
from optimizer.report.level_story import OURS, TODAY, level_story
from optimizer.report.text import LANGUAGES
from optimizer.report.write import write_report
from optimizer.report.write_levels import levels_report, levels_workbook

__all__ = [
    "LANGUAGES",
    "OURS",
    "TODAY",
    "LevelComparison",
    "compare_levels",
    "level_story",
    "levels_report",
    "levels_workbook",
    "write_report",
]
