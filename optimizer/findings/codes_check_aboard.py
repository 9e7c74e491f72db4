"""Which findings are made about what is on board, and who may come? Codes C2, C3 and C4.

Loads, hygiene and access of plans of a day, by the rules of ``docs/plan-rules.md``.
"""

from __future__ import annotations

from optimizer.findings.entry import CodeEntry

__all__ = ["ABOARD"]

_LOADS = (
    CodeEntry(
        "C261",
        "R6: handled at the wrong place",
        "A delivery is loaded at one of its depots and unloaded at its site; a return the "
        "other way round.",
        "Handle the order where it belongs.",
    ),
    CodeEntry(
        "C262",
        "R6: left on board",
        "The load space is not empty when the trip ends.",
        "Unload within the trip as many carriers as were loaded.",
    ),
    CodeEntry(
        "C263",
        "R6: unloads what is not on board",
        "More carriers are unloaded than were loaded before in this trip.",
        "Load the carriers first, in the same trip.",
    ),
    CodeEntry(
        "C271",
        "R7: too many slots",
        "The load takes more floor than the vehicle type has.",
        "Take fewer carriers on this leg, or a larger vehicle.",
    ),
    CodeEntry(
        "C272",
        "R7: too heavy",
        "The load weighs more than the vehicle type's payload.",
        "Take fewer carriers on this leg, or a larger vehicle.",
    ),
    CodeEntry(
        "C273",
        "R7: too much volume",
        "The load fills more space than the vehicle type has.",
        "Take fewer carriers on this leg, or a larger vehicle.",
    ),
)

_HYGIENE = (
    CodeEntry(
        "C381",
        "R8: never in one trip",
        "Two hygiene classes with code N are carried in one trip.",
        "Carry them in different trips, with a wash between where it is due.",
    ),
    CodeEntry(
        "C382",
        "R8: not at once, and clean before dirty",
        "Two hygiene classes with code T are on board at once, or the dirtier came on before "
        "the cleaner was off.",
        "Unload everything of the cleaner class before the dirtier is loaded.",
    ),
    CodeEntry(
        "C383",
        "R8: not separated",
        "Two hygiene classes with code S are on board at once with nothing between them, or "
        "the dirtier came on before the cleaner was off.",
        "Use closed carriers or a vehicle with a partition, or unload the cleaner first.",
    ),
    CodeEntry(
        "C384",
        "R8: two compartments do not suffice",
        "The goods of the trip cannot be divided into two groups without a pair of code S "
        "in one of them.",
        "Use closed carriers, or spread the goods over trips.",
    ),
    CodeEntry(
        "C391",
        "R9: wash missing",
        "Something the vehicle carried before demands a wash before this class is loaded.",
        "Wash between the two trips, or load the cleaner class first.",
    ),
    CodeEntry(
        "C392",
        "R9: wipe missing",
        "Something the vehicle carried before demands a wipe or wash before this class is loaded.",
        "Wipe or wash between the two trips, or load the cleaner class first.",
    ),
)

_ACCESS = (
    CodeEntry(
        "C411",
        "R11: equipment for the site missing",
        "The site requires equipment that the vehicle type lacks.",
        "Send a vehicle that has it.",
    ),
    CodeEntry(
        "C412",
        "R11: equipment for the goods missing",
        "The flow requires equipment that the vehicle type lacks.",
        "Carry it in a vehicle that has it.",
    ),
    CodeEntry(
        "C413",
        "R11: vehicle too high",
        "The vehicle type is higher than the site admits.",
        "Send a lower vehicle.",
    ),
    CodeEntry(
        "C414",
        "R11: vehicle type excluded",
        "The site does not admit this vehicle type.",
        "Send a vehicle of another type.",
    ),
)

ABOARD: tuple[CodeEntry, ...] = (*_LOADS, *_HYGIENE, *_ACCESS)
