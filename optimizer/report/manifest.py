"""What does the driver take along? One printable list a vehicle, to be signed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.domain import Scenario
from optimizer.report.itinerary import Itinerary, itinerary
from optimizer.report.story import RouteStory
from optimizer.report.text import Language

__all__ = ["Manifest", "file_names", "manifest_view"]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The list of one vehicle."""

    title: str
    scenario: str
    day: str
    warning: str
    facts: tuple[tuple[str, str], ...]
    route: Itinerary


def manifest_view(
    scenario: Scenario, story: RouteStory, say: Language, *, plan_is_valid: bool
) -> Manifest:
    """The printable list of one vehicle.

    Parameters
    ----------
    scenario : Scenario
        What was asked.
    story : RouteStory
        What the vehicle does.
    say : Language
        Language of the driver.
    plan_is_valid : bool
        Whether the checker found no violation; otherwise the list says so at its top.

    Returns
    -------
    Manifest
        The view that ``manifest.html`` renders.

    Examples
    --------
    >>> from tests.rigs import hospital_day, hospital_plan, travel_of
    >>> from optimizer.report.story import route_stories
    >>> day = hospital_day()
    >>> story = route_stories(day, travel_of(day), hospital_plan())[0]
    >>> manifest_view(day, story, Language("sv"), plan_is_valid=True).title
    'Körlista lorry-1'
    """
    warning = say.text("This plan breaks rules. Ask the planner before driving it.")
    return Manifest(
        title=say.text("Manifest {vehicle}", vehicle=story.vehicle.id),
        scenario=scenario.name,
        day=say.day(scenario.day),
        warning="" if plan_is_valid else warning,
        facts=(
            (say.text("Trips"), say.number(len(story.trips))),
            (say.text("Visits"), say.number(len(story.stops))),
            (say.text("Distance"), say.km(story.length_m)),
        ),
        route=itinerary(scenario, story, say, in_full=True),
    )


def file_names(stories: Iterable[RouteStory]) -> tuple[str, ...]:
    """A plain file name for each vehicle, all different also where case does not count.

    Examples
    --------
    >>> file_names(())
    ()
    """
    taken: set[str] = set()
    names = []
    for story in stories:
        stem = re.sub(r"[^\w-]+", "_", story.vehicle.id).strip("_") or "vehicle"
        name, count = stem, 1
        while name.casefold() in taken:
            count += 1
            name = f"{stem}-{count}"
        taken.add(name.casefold())
        names.append(f"{name}.html")
    return tuple(names)
