"""What does a driver do, in order? The stops of a route as they are printed.

Used twice: short on the page of the report, and with every place and window in full on
the driver's manifest, which is signed.
"""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.domain import Scenario
from optimizer.report.colours import route_style
from optimizer.report.goods import GoodsLine, goods_lines
from optimizer.report.map import KIND_NAMES
from optimizer.report.story import RouteStory, Stop
from optimizer.report.tables import CLEANING_NAMES
from optimizer.report.text import Language
from optimizer.units import MINUTE

__all__ = ["Itinerary", "ItineraryStop", "ItineraryTrip", "itinerary"]


@dataclass(frozen=True, slots=True)
class ItineraryStop:
    """One visit, in words."""

    number: int
    site: str
    kind: str
    arrival: str
    departure: str
    drive: str
    windows: str
    off: tuple[GoodsLine, ...]
    on: tuple[GoodsLine, ...]
    cleaning: str
    on_board: str
    fullness: float
    signed_by: str
    needs_signature: bool


@dataclass(frozen=True, slots=True)
class ItineraryTrip:
    """One trip, with its heading."""

    label: str
    stops: tuple[ItineraryStop, ...]


@dataclass(frozen=True, slots=True)
class Itinerary:
    """One route, in words."""

    number: int
    style: str
    vehicle: str
    vehicle_type: str
    driver: str
    home: str
    start: str
    end: str
    way_home: str
    facts: tuple[str, ...]
    trips: tuple[ItineraryTrip, ...]


def _cleaning(say: Language, scenario: Scenario, stop: Stop) -> str:
    cleaning = stop.visit.cleaning
    if cleaning is None:
        return ""
    minutes = scenario.wash_min if cleaning.value == "wash" else scenario.wipe_min
    return say.text(
        "{cleaning} the load space ({time})",
        cleaning=say.text(CLEANING_NAMES[cleaning]),
        time=say.duration(minutes * MINUTE),
    )


def _stop(
    say: Language, scenario: Scenario, story: RouteStory, stop: Stop, *, in_full: bool
) -> ItineraryStop:
    lines = goods_lines(say, stop, by_place=in_full)
    slots = stop.on_board.slots
    drive = f"{say.km(stop.drive_m)}, {say.duration(stop.drive_s)}" if stop.drive_s else ""
    return ItineraryStop(
        number=stop.number,
        site=stop.site.name or stop.site.id,
        kind=say.text(KIND_NAMES[stop.site.kind]),
        arrival=say.time(stop.visit.arrival),
        departure=say.time(stop.visit.departure),
        drive=drive,
        windows=", ".join(say.span(w.earliest, w.latest) for w in stop.site.windows),
        off=tuple(line for line in lines if not line.is_load),
        on=tuple(line for line in lines if line.is_load),
        cleaning=_cleaning(say, scenario, stop),
        on_board=say.slots(slots),
        fullness=round(min(100.0, 100 * slots / story.vehicle_type.slots), 1),
        signed_by=stop.site.signed_by,
        needs_signature=any(not item.at_depot for item in stop.goods),
    )


def itinerary(scenario: Scenario, story: RouteStory, say: Language, *, in_full: bool) -> Itinerary:
    """A route in words.

    Parameters
    ----------
    scenario : Scenario
        What was asked: cleaning times.
    story : RouteStory
        What the vehicle does.
    say : Language
        Language of the reader.
    in_full : bool
        Whether every place that goods come from or go to has its own line.

    Returns
    -------
    Itinerary
        The route's stops, trip by trip.

    Examples
    --------
    >>> from tests.rigs import hospital_day, hospital_plan, travel_of
    >>> from optimizer.report.story import route_stories
    >>> day = hospital_day()
    >>> story = route_stories(day, travel_of(day), hospital_plan())[0]
    >>> itinerary(day, story, Language("sv"), in_full=True).trips[0].label
    'Tur 1'
    """
    home = (story.home.name or story.home.id) if story.home else story.vehicle.home
    way_home = ""
    if story.home_s:
        way_home = f"{say.km(story.home_m)}, {say.duration(story.home_s)}"
    facts = [
        say.plural("{n} trip", "{n} trips", len(story.trips)),
        say.plural("{n} visit", "{n} visits", len(story.stops)),
        say.km(story.length_m),
        say.text("duty {time}", time=say.duration(story.duty_s)),
    ]
    if story.overtime_s:
        facts.append(say.text("of which overtime {time}", time=say.duration(story.overtime_s)))
    return Itinerary(
        number=story.number,
        style=route_style(story.number),
        vehicle=story.vehicle.id,
        vehicle_type=story.vehicle_type.name or story.vehicle_type.id,
        driver=story.vehicle.driver,
        home=home,
        start=say.time(story.route.start),
        end=say.time(story.route.end),
        way_home=way_home,
        facts=tuple(facts),
        trips=tuple(
            ItineraryTrip(
                say.text("Trip {number}", number=trip.number),
                tuple(_stop(say, scenario, story, stop, in_full=in_full) for stop in trip.stops),
            )
            for trip in story.trips
        ),
    )
