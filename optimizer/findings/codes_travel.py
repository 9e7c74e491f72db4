"""Which findings are made about travel? Codes T001-T999."""

from __future__ import annotations

from optimizer.findings.entry import CodeEntry

__all__ = ["CODES"]

CODES: tuple[CodeEntry, ...] = (
    CodeEntry(
        "T001",
        "Site without a position",
        "Durations are to be taken from positions, and a site has none.",
        "Give the site lat and lon, or all sites x_m and y_m; or use another travel source.",
    ),
    CodeEntry(
        "T002",
        "Speed bands cannot be used",
        "There is no speed band, or two of them end at the same length.",
        "Write bands by rising length, for instance 5:28 15:45 50:70 100000:80.",
    ),
    CodeEntry(
        "T101",
        "No travel times given",
        "The travel source is a given matrix, and the table travel_times is empty.",
        "Fill travel_times, or choose another travel source.",
    ),
    CodeEntry(
        "T102",
        "Unknown id in a travel table",
        "A travel time or an edge names a site or a vehicle type that the scenario lacks.",
        "Correct the id or take the row out.",
    ),
    CodeEntry(
        "T103",
        "Pair given twice with different values",
        "Two rows of travel_times state different values for one pair and one vehicle type.",
        "Keep the row that is right.",
    ),
    CodeEntry(
        "T104",
        "Pair given twice",
        "Two rows of travel_times state the same values for one pair and one vehicle type.",
        "Nothing is lost; one of the rows may go.",
        "note",
    ),
    CodeEntry(
        "T105",
        "Travel from a site to itself is not zero",
        "A row of travel_times goes from a site to the same site; it is read as zero.",
        "Time spent on arrival belongs in the site's setup_min.",
        "note",
    ),
    CodeEntry(
        "T201",
        "No travel graph given",
        "The travel source is a graph, and the table travel_edges is empty.",
        "Fill travel_edges, or choose another travel source.",
    ),
    CodeEntry(
        "T202",
        "Site outside the travel graph",
        "The node of a site, or its own id where it names none, is the end of no edge.",
        "Name a node of travel_edges in the site's column node, or add the missing edge.",
    ),
    CodeEntry(
        "T301",
        "Address of the table service cannot be used",
        "The address is missing or is not a plain http or https address.",
        "Set travel.osrm_url, for instance http://localhost:5000.",
    ),
    CodeEntry(
        "T302",
        "Table service does not answer",
        "The service cannot be reached, takes too long or fails again and again.",
        "Check that it runs at travel.osrm_url, or use another travel source.",
    ),
    CodeEntry(
        "T303",
        "Table service refuses",
        "The service answered with a refusal, or with a redirection, which is not followed.",
        "Check travel.osrm_url and travel.osrm_profile against the service's own settings.",
    ),
    CodeEntry(
        "T304",
        "Answer of the table service cannot be understood",
        "The answer is not the JSON of a table service, or has another size than was asked.",
        "Check that an OSRM table service (5.18 or later) is at travel.osrm_url.",
    ),
    CodeEntry(
        "T305",
        "Site far from any road of the table service",
        "The nearest road the service knows is more than five kilometres away.",
        "Check the site's lat and lon, and that the service has a map of the area.",
    ),
    CodeEntry(
        "T401",
        "Pairs without a way",
        "The travel source knows no way between some sites; no vehicle will drive there directly.",
        "Add the missing rows or edges if there is a way.",
        "warning",
    ),
    CodeEntry(
        "T402",
        "There and back differ much",
        "A way takes much longer than the way back.",
        "Right for one-way streets; otherwise check the two durations.",
        "note",
    ),
    CodeEntry(
        "T403",
        "A detour is shorter than the way",
        "Driving by way of a third site takes less time than the direct way is said to take.",
        "Check the direct durations; plans use the values as given.",
        "warning",
    ),
    CodeEntry(
        "T404",
        "Speed is not plausible",
        "Duration and length of a way imply a speed no vehicle of this kind has.",
        "Check the units: durations in seconds, lengths in metres, speed_factor near 1.",
        "warning",
    ),
)
