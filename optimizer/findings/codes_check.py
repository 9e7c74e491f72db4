"""Which findings are made about plans? Codes C001-C999.

The first digit is the subject (0 references, 1 times, 2 loads, 3 hygiene, 4 access,
5 completeness, 6 cost, 7 levels of ward stores, 9 worth a look), the second the last digit
of the rule in ``docs/plan-rules.md`` (of 7 in ``docs/level-rules.md``): C132 is a finding of
R3, C103 one of R10, C411 one of R11, C721 one of L2.
"""

from __future__ import annotations

from optimizer.findings.codes_check_aboard import ABOARD
from optimizer.findings.codes_check_levels import LEVELS
from optimizer.findings.codes_horizon import CHECKED
from optimizer.findings.entry import CodeEntry

__all__ = ["CODES"]

_REFERENCES = (
    CodeEntry(
        "C001",
        "Unknown vehicle",
        "A route names a vehicle that the scenario does not have.",
        "Name a vehicle of the scenario, or check the plan against its own scenario.",
    ),
    CodeEntry(
        "C002",
        "Unknown site",
        "A visit names a site that the scenario does not have.",
        "Name a site of the scenario, or check the plan against its own scenario.",
    ),
    CodeEntry(
        "C003",
        "Unknown order",
        "A handling or an unserved entry names an order that the scenario does not have.",
        "Name an order of the scenario, or check the plan against its own scenario.",
    ),
    CodeEntry(
        "C004",
        "The scenario contradicts itself",
        "A row names something that is not there, or an id is given twice, so that the plan "
        "cannot be judged in full.",
        "Validate the scenario and mend it before checking plans.",
    ),
    CodeEntry(
        "C005",
        "Travel times do not cover the plan",
        "The travel times lack a site or a vehicle type of the plan.",
        "Measure travel for this very scenario.",
    ),
)

_SHIFT = (
    CodeEntry(
        "C101",
        "R10: starts before the shift",
        "The route starts before the vehicle's shift does.",
        "Start the route later, or the shift earlier.",
    ),
    CodeEntry(
        "C102",
        "R10: ends after the shift",
        "The vehicle is home after its shift has ended.",
        "Shorten the route, or let the shift end later.",
    ),
    CodeEntry(
        "C103",
        "R10: duty too long",
        "Duty is longer than ordinary time and the overtime allowed.",
        "Shorten the route, or allow more overtime.",
    ),
)

_TIMES = (
    CodeEntry(
        "C111",
        "R1: vehicle drives two routes",
        "A vehicle has more than one route in the plan.",
        "Join the routes into one, or give one to another vehicle.",
    ),
    CodeEntry(
        "C112",
        "R1: arrives before it can",
        "Departure from the place before plus travel time is later than the stated arrival.",
        "Arrive later, or depart earlier from the place before.",
    ),
    CodeEntry(
        "C113",
        "R1: no way between two sites",
        "The travel source knows no way for this vehicle type between two visits in a row.",
        "Change the order of visits or the vehicle, or open the way in the travel data.",
    ),
    CodeEntry(
        "C121",
        "R2: set-up cut short",
        "A handling or the departure comes before the site's set-up time is over.",
        "Leave the site's set-up time after arrival.",
    ),
    CodeEntry(
        "C131",
        "R3: handlings overlap or stand out of order",
        "Handlings of one visit follow one another, and these do not.",
        "Start each handling when the one before it has ended.",
    ),
    CodeEntry(
        "C132",
        "R3: handling too short",
        "The handling is shorter than its carriers take at this site.",
        "Give the handling the time its carriers take.",
    ),
    CodeEntry(
        "C133",
        "R3: outside the order's windows",
        "The handling starts outside every window of its order.",
        "Move the visit into a window, or agree on another window.",
    ),
    CodeEntry(
        "C134",
        "R3: site closed",
        "The handling starts outside the site's opening times.",
        "Move the visit into the opening times.",
    ),
    CodeEntry(
        "C135",
        "R3: return handled before its release",
        "The goods are not ready at the site yet.",
        "Handle the return after its release.",
    ),
    CodeEntry(
        "C136",
        "R3: departs before the last handling ends",
        "The vehicle leaves the site while it is handled.",
        "Depart when the last handling has ended.",
    ),
    CodeEntry(
        "C141",
        "R4: depot handlings apart",
        "All loads of one depot visit share one start and one end, and so do all unloads.",
        "Give them one start and one end, or make two visits.",
    ),
    CodeEntry(
        "C142",
        "R4: depot handling too short",
        "Loading or unloading takes less than the vehicle type's time for it.",
        "Give it the vehicle type's load or unload time.",
    ),
    CodeEntry(
        "C143",
        "R4: depot closed",
        "Loading or unloading starts outside the depot's opening times.",
        "Move it into the opening times.",
    ),
    CodeEntry(
        "C144",
        "R4: loaded before its release",
        "The goods are not ready at the depot yet.",
        "Load the delivery after its release.",
    ),
    CodeEntry(
        "C145",
        "R4: loads before unloads",
        "Goods are loaded at a depot before the others are off.",
        "Unload first, then load.",
    ),
    CodeEntry(
        "C151",
        "R5: cleaning not offered",
        "The site does not offer the cleaning that is to be done there.",
        "Clean where it is offered.",
    ),
    CodeEntry(
        "C152",
        "R5: cleaned with goods on board",
        "A load space is cleaned empty, and this one is not.",
        "Clean after everything is unloaded.",
    ),
    CodeEntry(
        "C153",
        "R5: cleaning cut short",
        "The vehicle departs before the cleaning is over.",
        "Leave the time of the wipe or wash between the last handling and departure.",
    ),
)

_COMPLETENESS = (
    CodeEntry(
        "C521",
        "R12: carriers missing",
        "Some carriers of the order are neither unloaded nor unserved.",
        "Serve them, or list them as unserved with their reason.",
    ),
    CodeEntry(
        "C522",
        "R12: too many carriers",
        "More carriers are unloaded or unserved than the order has.",
        "Serve or leave out each carrier exactly once.",
    ),
    CodeEntry(
        "C523",
        "R12: reason capacity is untrue",
        "A vehicle that may come there can hold a carrier of the order.",
        "Serve it, or give the true reason.",
    ),
    CodeEntry(
        "C524",
        "R12: reason penalty is untrue",
        "A mandatory order has no price at which it may be left out.",
        "Serve it, or give the true reason.",
    ),
    CodeEntry(
        "C525",
        "R12: reason rule is untrue",
        "Equipment and access admit a vehicle to the order's site and a depot of it.",
        "Serve it, or give the true reason.",
    ),
)

_COST = (
    CodeEntry(
        "C631",
        "R13: cost does not recount",
        "A stated term of the cost differs from the recount by more than 0.01 SEK.",
        "Correct the stated cost, or leave it out.",
    ),
    CodeEntry(
        "C632",
        "R13: length does not recount",
        "The stated length of a route differs from the recount by more than a metre a leg.",
        "Correct the stated length, or leave it out.",
    ),
)

_WARNINGS = (
    CodeEntry(
        "C901",
        "Mandatory order unserved",
        "A mandatory order, or part of it, is not in the plan.",
        "See its reason; add capacity, widen a window or agree on another day.",
        "warning",
    ),
    CodeEntry(
        "C902",
        "More vehicles than docks",
        "More vehicles are at a site at once than it has docks.",
        "Move one of the visits, or expect waiting.",
        "warning",
    ),
    CodeEntry(
        "C903",
        "Plan of another scenario",
        "The plan names another scenario than the one it is checked against.",
        "Check it against its own scenario, unless this is meant.",
        "warning",
    ),
)

CODES: tuple[CodeEntry, ...] = (
    *_REFERENCES,
    *_SHIFT,
    *_TIMES,
    *ABOARD,
    *_COMPLETENESS,
    *_COST,
    *LEVELS,
    *CHECKED,
    *_WARNINGS,
)
