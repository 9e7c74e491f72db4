"""Which findings are made about scenarios? Codes V001-V999.

V1xx ids and references, V2xx hygiene, V3xx positions and travel data, V4xx times, V5xx
amounts and fleet, V6xx suspicious numbers, V7xx reach, V8xx the baseline.
"""

from __future__ import annotations

from optimizer.findings.codes_amounts import AMOUNTS
from optimizer.findings.entry import CodeEntry

__all__ = ["CODES"]

_IDS = (
    CodeEntry(
        "V101",
        "An id is used once in its table",
        "Two rows of one table have the same id, so that a reference to it means either.",
        "Rename one of them, or delete the row that is there twice.",
    ),
    CodeEntry(
        "V102",
        "Ids can be told apart by eye",
        "Two ids of one table differ only in case, accents' encoding or invisible characters.",
        "Write both alike if they mean the same; rename one if they do not.",
        "warning",
    ),
    CodeEntry(
        "V103",
        "Ids hold no odd spaces",
        "An id holds a double, non-breaking or invisible space.",
        "Write it with plain single spaces, or none, here and wherever it is referred to.",
        "warning",
    ),
    CodeEntry(
        "V104",
        "A reference names a row that exists",
        "A column names an id that its table does not have.",
        "Correct the id, or add the row it names.",
    ),
    CodeEntry(
        "V105",
        "Goods go somewhere",
        "The order's site is also the depot it is loaded at or brought to.",
        "Name another site or another depot.",
    ),
    CodeEntry(
        "V106",
        "Depots are of the flow's kinds",
        "The order names a depot of a kind that its flow does not list.",
        "Name another depot, or add its kind to the flow's depot_kinds.",
        "warning",
    ),
    CodeEntry(
        "V107",
        "Every flow has a depot",
        "No site is of a kind that the flow is loaded at or brought to.",
        "Add such a site, correct depot_kinds, or name depots in each of its orders.",
    ),
)

_HYGIENE = (
    CodeEntry(
        "V201",
        "The hygiene matrix is complete",
        "A class has no code against another class.",
        "Fill in Y, S, T or N for the pair.",
    ),
    CodeEntry(
        "V202",
        "The hygiene matrix is symmetric",
        "Two classes have one code in one row and another in the other.",
        "Write the stricter of the two codes in both places.",
    ),
    CodeEntry(
        "V203",
        "A class goes with itself",
        "A class has another code than Y against itself: its orders keep apart from each other.",
        "Write Y unless goods of this class must be separated from each other.",
        "warning",
    ),
    CodeEntry(
        "V204",
        "Cleaning that the matrix demands is offered somewhere",
        "Classes of today's orders demand cleaning between trips, but no site offers it.",
        "Add wash or wipe to the cleaning column of the sites that offer it.",
        "warning",
    ),
)

_PLACES = (
    CodeEntry(
        "V301",
        "A position has two coordinates",
        "Only one of the two coordinates is given.",
        "Give both, or neither.",
    ),
    CodeEntry(
        "V302",
        "Used sites have the position that the travel source needs",
        "Travel is measured from positions, and this site has none.",
        "Give lat and lon, or choose another travel source.",
    ),
    CodeEntry(
        "V303",
        "Latitude comes first",
        "Swapped, the position would lie in the Nordic countries; as it stands it does not.",
        "Swap lat and lon.",
        "warning",
    ),
    CodeEntry(
        "V304",
        "A position is a place",
        "The position is 0, 0: in the sea off Africa, and what an empty field often becomes.",
        "Give the true position, or leave both empty.",
        "warning",
    ),
    CodeEntry(
        "V305",
        "Sites lie together",
        "The site lies far from all others: a digit may be wrong.",
        "Check the position.",
        "warning",
    ),
    CodeEntry(
        "V306",
        "Used sites are in the travel matrix",
        "The travel source is a matrix, and it has no row to or from this site.",
        "Add its rows to travel_times, or choose another travel source.",
    ),
    CodeEntry(
        "V307",
        "Used sites are in the travel graph",
        "The travel source is a graph, and no edge leads to or from this site's node.",
        "Correct the site's node, or add edges that reach it.",
    ),
    CodeEntry(
        "V308",
        "The travel graph hangs together",
        "Used sites lie in parts of the graph with no way between them.",
        "Add the missing edge, or correct the name of a node.",
        "warning",
    ),
    CodeEntry(
        "V309",
        "A pair of sites has one travel time",
        "The same pair is given twice with different figures.",
        "Delete one of the rows.",
    ),
    CodeEntry(
        "V310",
        "No journey leads from a place to itself",
        "A travel time or an edge starts and ends at the same place.",
        "Delete the row, or correct one of its ends.",
        "warning",
    ),
    CodeEntry(
        "V311",
        "The travel source has what it needs",
        "The chosen source lacks a setting, or the table it reads is empty.",
        "Fill it in, or choose another travel source.",
    ),
    CodeEntry(
        "V312",
        "Travel data is used",
        "A travel table has rows, but the chosen source does not read it.",
        "Change the travel source if the table was meant to be used.",
        "note",
    ),
)

_TIMES = (
    CodeEntry(
        "V401",
        "Windows of one row do not overlap",
        "Two windows of one site or order share some time.",
        "Join them into one window.",
        "warning",
    ),
    CodeEntry(
        "V402",
        "A window starts before it ends",
        "The later time stands first.",
        "Swap the two times; for the morning after write hours past 24, e.g. 22:00-26:00.",
    ),
    CodeEntry(
        "V403",
        "An order is ready before its last window ends",
        "The release time is later than every window of the order.",
        "Correct the release time or the windows.",
    ),
    CodeEntry(
        "V404",
        "The site is open in the order's window",
        "No window of the order meets an opening time of its site; it will be left unserved.",
        "Correct the order's windows or the site's.",
        "warning",
    ),
    CodeEntry(
        "V405",
        "A window is as long as its handling",
        "Handling takes longer than the window is open; it may run past the end.",
        "Widen the window, or leave it if only the start must lie in it.",
        "warning",
    ),
    CodeEntry(
        "V406",
        "A shift starts before it ends",
        "The shift ends at or before its start.",
        "Correct the times; for a shift past midnight write hours past 24, e.g. 22:00 and 30:00.",
    ),
    CodeEntry(
        "V407",
        "Ordinary hours fit in the shift",
        "The shift is shorter than the ordinary hours, so that overtime never begins.",
        "Nothing to do, unless the shift or the hours are wrong.",
        "note",
    ),
)

CODES: tuple[CodeEntry, ...] = _IDS + _HYGIENE + _PLACES + _TIMES + AMOUNTS
