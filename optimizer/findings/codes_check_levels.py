"""Which findings are made about level plans? Codes C711-C799.

The second digit is the rule in ``docs/level-rules.md``: C721 is a finding of L2.
"""

from __future__ import annotations

from optimizer.findings.entry import CodeEntry

__all__ = ["LEVELS"]

LEVELS: tuple[CodeEntry, ...] = (
    CodeEntry(
        "C711",
        "L1: unknown ward item",
        "A level names a ward item that the scenario does not have.",
        "Name a ward item of the scenario, or check the plan against its own scenario.",
    ),
    CodeEntry(
        "C712",
        "L1: ward item without level",
        "The scenario has a ward item that the plan says nothing of.",
        "Give it a level.",
    ),
    CodeEntry(
        "C713",
        "L1: two levels of one ward item",
        "A ward item has more than one level in the plan.",
        "Leave one.",
    ),
    CodeEntry(
        "C714",
        "L1: wards do not match",
        "Shelf spaces or delivery weekdays name a ward that the scenario does not have, name it "
        "twice, or leave one out.",
        "Name each ward of the scenario once.",
    ),
    CodeEntry(
        "C721",
        "L2: policy or pack of another kind",
        "The level is for another policy or pack than the scenario's.",
        "Set the level for the ward item's own policy and the item's pack.",
    ),
    CodeEntry(
        "C722",
        "L2: min and max do not fit the policy",
        "Min and max: min is below max. Par level: min is max less one. Whole packs: max is min "
        "and a pack. Two bins: min is a bin and max two.",
        "Correct min or max.",
    ),
    CodeEntry(
        "C723",
        "L2: a bin is no number of packs",
        "A bin of two-bin kanban is ordered whole, and this one is no multiple of the pack.",
        "Make the bin a multiple of the pack.",
    ),
    CodeEntry(
        "C731",
        "L3: max above the shelf",
        "The max is more than the item's own room on the shelf.",
        "Lower the max, or give the item more room.",
    ),
    CodeEntry(
        "C732",
        "L3: shelves overfull",
        "The maxima of the ward's items together take more space than its shelves have.",
        "Lower some of the maxima, or give the ward more room.",
    ),
    CodeEntry(
        "C741",
        "L4: space does not recount",
        "Stated space differs from pieces times volume, or the ward's from the sum of its items.",
        "Correct the figure that is named.",
    ),
    CodeEntry(
        "C742",
        "L4: cost does not recount",
        "A stated cost differs from stock, lines or missing pieces times their price.",
        "Correct the figure that is named.",
    ),
    CodeEntry(
        "C751",
        "L5: target of another class",
        "The stated targets are not those of the ward item's criticality class.",
        "State the targets of the class.",
    ),
    CodeEntry(
        "C752",
        "L5: targets claimed other than the figures say",
        "Whether every target is met does not follow from the stated service.",
        "Correct the claim or the figures.",
    ),
    CodeEntry(
        "C753",
        "L5: fill rate and missing pieces disagree",
        "Missing pieces are not the share of demand that the fill rate leaves.",
        "Correct the figure that is wrong.",
    ),
    CodeEntry(
        "C754",
        "L5: more than can be",
        "There are more order lines than delivery days, or more stock than the max allows.",
        "Correct the figure that is named.",
    ),
)
