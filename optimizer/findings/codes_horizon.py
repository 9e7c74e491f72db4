"""Which findings are made about a horizon of days? Codes S221-S239 and C811-C859.

The second digit of the checker's codes is the rule in ``docs/horizon-rules.md``: C821 is a
finding of H2.
"""

from __future__ import annotations

from optimizer.findings.entry import CodeEntry

__all__ = ["CHECKED", "HORIZON"]

HORIZON: tuple[CodeEntry, ...] = (
    CodeEntry(
        "S221",
        "Ward items without levels",
        "A ward item has no min and max, today's or in the levels that are given: its stock is "
        "not looked after.",
        "Give it levels; wardflow levels sets them.",
        "warning",
    ),
    CodeEntry(
        "S222",
        "Items that no load carrier holds",
        "A piece does not fit in the load carrier of its flow, or the carrier has no volume.",
        "Correct volume_l, weight_kg, pieces_per_carrier or the flow's load carrier.",
        "warning",
    ),
    CodeEntry(
        "S223",
        "Stock taken to be half-way between min and max",
        "Nobody has counted the ward item, or the count is below 0.",
        "Count it, and plan again.",
        "warning",
    ),
    CodeEntry(
        "S224",
        "Orders that are not part of the horizon",
        "The scenario has orders of its own day; a horizon plans the deliveries to ward stores.",
        "Plan them with wardflow solve.",
        "note",
    ),
    CodeEntry(
        "S225",
        "Nothing tells what is used",
        "There is no demand history, and no levels that know the demand are given.",
        "Add demand_history, or give levels of wardflow levels.",
    ),
    CodeEntry(
        "S226",
        "A day is short of something",
        "Lines, load carriers, docks, the depot's stock or the fleet do not suffice on a day.",
        "Move deliveries by hand, add capacity that day, or carry on and follow it up.",
        "warning",
    ),
    CodeEntry(
        "S227",
        "Deliveries put off",
        "The day's routes could not take all; what was left is tried on a later day.",
        "Add a vehicle or hours on that day, or give the search more time.",
        "warning",
    ),
    CodeEntry(
        "S228",
        "No day on which anything may be delivered",
        "Every day of the horizon is a holiday, closed, or a weekday without capacity.",
        "Begin on another day, or take more days.",
    ),
    CodeEntry(
        "S229",
        "Levels too tight for the weekdays they are used on",
        "Some flow of the ward lasts less than two days with its maxima: it has to be visited "
        "nearly every day.",
        "Raise the max of its largest items, or give the ward more room.",
        "note",
    ),
    CodeEntry(
        "S230",
        "Fewer replications than asked for",
        "Time was over before all replications of drawn demand were made.",
        "Give it more time, or ask for fewer.",
        "note",
    ),
    CodeEntry(
        "S231",
        "No time to choose days",
        "No days were found within the limits: those of today are planned and routed. Where "
        "Wardflow is new on a machine, its search is made into machine code first, which takes "
        "half a minute or more.",
        "Give it more time, and let 'wardflow doctor' make the machine code once.",
        "warning",
    ),
    CodeEntry(
        "S232",
        "No time to compute levels",
        "Where Wardflow is new on a machine, what computes levels is made into machine code "
        "first, which takes a minute or two: more than the limit that was given.",
        "Let 'wardflow doctor' make the machine code once, or give it more time.",
        "warning",
    ),
)

CHECKED: tuple[CodeEntry, ...] = (
    CodeEntry(
        "C811",
        "H1: days do not follow one another",
        "The days of the plan are not consecutive from its start, or a row names another day.",
        "Give each day from the start once, in order.",
    ),
    CodeEntry(
        "C812",
        "H1: delivery on a day without",
        "A ward gets something on a holiday, a closed day or a weekday without capacity.",
        "Move the delivery.",
    ),
    CodeEntry(
        "C813",
        "H1: unknown or repeated name",
        "A row names a ward, flow, item or site that the scenario does not have, or the same "
        "thing twice.",
        "Name each thing of the scenario once.",
    ),
    CodeEntry(
        "C814",
        "H1: delivery days do not follow from the orders",
        "The days stated for a ward are not those on which its pick list or returns have rows.",
        "State the days on which it gets or gives something.",
    ),
    CodeEntry(
        "C821",
        "H2: a day's routes break a rule",
        "The routes of a day break a rule of docs/plan-rules.md, which the message names.",
        "Repair the day's routes.",
    ),
    CodeEntry(
        "C822",
        "H2: load carriers too few for their goods",
        "The pick list of an order takes more room or weight than its load carriers have.",
        "Order more load carriers, or send less.",
    ),
    CodeEntry(
        "C823",
        "H2: orders without routes",
        "A day has orders and no routes that say what becomes of them.",
        "Plan the day.",
    ),
    CodeEntry(
        "C831",
        "H3: stock does not recount",
        "Stock at the end of a day is not that of the day before, with deliveries, less use.",
        "Correct the figure that is named.",
    ),
    CodeEntry(
        "C832",
        "H3: deliveries are not the pick list's",
        "What a ward gets of a flow is not what its order lines take of load carriers.",
        "Correct the delivery or the pick list.",
    ),
    CodeEntry(
        "C833",
        "H3: stock above the max",
        "A delivery brings a flow of a ward above all its maxima.",
        "Send less.",
    ),
    CodeEntry(
        "C841",
        "H4: returns do not recount",
        "What a ward holds is not what it held, less what is taken, with what arises; or what is "
        "taken is not what the routes take.",
        "Correct the figure that is named.",
    ),
    CodeEntry(
        "C842",
        "H4: no room for what comes back",
        "A ward holds more at the end of a day than it has room for.",
        "Visit it earlier.",
    ),
    CodeEntry(
        "C843",
        "H4: the loop does not recount",
        "What a depot has ready is not what it had, with what is new and what came back after "
        "the days of work, less what was sent.",
        "Correct the figure that is named.",
    ),
    CodeEntry(
        "C851",
        "H5: figures or cost do not recount",
        "A stated figure or cost term differs from what the days, lines and stocks come to.",
        "Correct the figure that is named.",
    ),
    CodeEntry(
        "C852",
        "H5: a shortfall is not told",
        "A day asks for more lines, load carriers or docks than there are, or a depot sends what "
        "it does not have, and the plan does not say so.",
        "Name the shortfall.",
    ),
)
