"""Which findings are made about a scenario's amounts, fleet and reach? Codes V501-V899."""

from __future__ import annotations

from optimizer.findings.entry import CodeEntry

__all__ = ["AMOUNTS"]

AMOUNTS: tuple[CodeEntry, ...] = (
    CodeEntry(
        "V501",
        "An optional order has a penalty",
        "The order may be left out, but nothing says what that costs.",
        "Give penalty_sek, or make the order mandatory.",
    ),
    CodeEntry(
        "V502",
        "A mandatory order has no penalty",
        "The penalty is not used: a mandatory order is left out only where it cannot be served.",
        "Make the order optional, or leave the penalty empty.",
        "warning",
    ),
    CodeEntry(
        "V503",
        "Carriers are not overloaded",
        "The goods and the carriers' own weight exceed what the carriers may weigh.",
        "Correct the weight, add carriers, or choose another load carrier.",
        "warning",
    ),
    CodeEntry(
        "V504",
        "Some vehicle can take one carrier of the order",
        "Every vehicle is too small or may not come; the order will be left unserved.",
        "Correct the order or the fleet, or plan it elsewhere.",
        "warning",
    ),
    CodeEntry(
        "V505",
        "Required equipment exists in the fleet",
        "A site or flow requires equipment that no vehicle of today has.",
        "Correct the word, or add the equipment to a vehicle type that is in use.",
        "warning",
    ),
    CodeEntry(
        "V506",
        "The fleet has the hours that the orders take",
        "Handling and loading alone take more time than all vehicles are on duty.",
        "Add vehicles or hours, or expect orders to be left unserved.",
        "warning",
    ),
    CodeEntry(
        "V507",
        "There are orders",
        "The table of orders is empty; the plan will be empty too.",
        "Add today's orders.",
        "warning",
    ),
    CodeEntry(
        "V508",
        "There are vehicles",
        "The table of vehicles is empty; every order will be left unserved.",
        "Add the vehicles that drive today.",
        "warning",
    ),
    CodeEntry(
        "V509",
        "Driving costs something",
        "All cost rates of the vehicle types in use are zero: every plan costs the same.",
        "Give at least a cost per kilometre and per hour.",
        "warning",
    ),
    CodeEntry(
        "V510",
        "Leaving an optional order out costs something",
        "The penalty is zero: the order is served only where that is free.",
        "Give the penalty in SEK that the order is worth.",
        "warning",
    ),
    CodeEntry(
        "V511",
        "A load carrier can hold goods",
        "Its own weight is at least its greatest gross weight.",
        "Correct tare_kg or max_gross_kg.",
        "warning",
    ),
    CodeEntry(
        "V601",
        "Numbers are of a likely size",
        "The number is allowed but far from what is usual: perhaps another unit, or a typing slip.",
        "Check the number and its unit.",
        "warning",
    ),
    CodeEntry(
        "V602",
        "The day is of a size that can be planned",
        "A table has more rows, or there are more pairs of sites, than memory and time allow.",
        "Split the day, for instance by region, or take out sites that are not used.",
    ),
    CodeEntry(
        "V701",
        "There is a way to the site",
        "No vehicle that may serve the order has a way from home by a depot and the site and back.",
        "Add the missing travel data, or expect the order to be left unserved.",
        "warning",
    ),
    CodeEntry(
        "V702",
        "Some vehicle can be there in time",
        "Even alone and by the fastest way, no vehicle reaches the site before its window ends.",
        "Widen the window, start a shift earlier, or expect the order to be left unserved.",
        "warning",
    ),
    CodeEntry(
        "V703",
        "Some vehicle can be back in time",
        "Even alone, no vehicle gets there and home again within its shift and its hours.",
        "Lengthen a shift, use a nearer depot, or expect the order to be left unserved.",
        "warning",
    ),
    CodeEntry(
        "V801",
        "The baseline is a plan of this scenario",
        "The baseline names another scenario.",
        "Check that it is the right plan, and correct the name.",
        "warning",
    ),
)
