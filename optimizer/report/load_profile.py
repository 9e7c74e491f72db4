"""What is on board on each leg of each trip? Stacked steps by hygiene class.

One small chart per trip: along the bottom its legs, upwards the slots on board, stacked
from the cleanest class to the dirtiest, against the slots of the vehicle; over it, on
the same height, the weight as a share of the payload.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from optimizer.domain import Scenario
from optimizer.report.colours import ClassStyle, class_styles, route_style
from optimizer.report.story import RouteStory, TripStory
from optimizer.report.text import Language

__all__ = ["LoadChart", "LoadProfile", "load_profile"]

_LEFT, _RIGHT, _TOP, _BOTTOM = 30.0, 40.0, 10.0, 22.0
_WIDTH, _HEIGHT = 340.0, 160.0
_EPSILON = 1e-9
_FULL = 1.0


@dataclass(frozen=True, slots=True)
class Block:
    """Slots of one class on one leg."""

    x: float
    y: float
    width: float
    height: float
    colour: int
    hatch: int
    title: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled position on an axis."""

    at: float
    label: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class LoadChart:
    """The chart of one trip, in the drawing's own units."""

    route_number: int
    style: str
    vehicle: str
    trip_number: int
    caption: str
    description: str
    width: float
    height: float
    left: float
    right: float
    base: float
    blocks: tuple[Block, ...]
    capacity_y: float
    capacity_label: str
    weight_path: str
    stops: tuple[Mark, ...]
    percents: tuple[Mark, ...]
    overfull: bool


@dataclass(frozen=True, slots=True)
class LoadProfile:
    """Charts of all trips and the classes that occur in them."""

    charts: tuple[LoadChart, ...]
    classes: tuple[ClassStyle, ...]


def _blocks(
    say: Language, trip: TripStory, styles: Mapping[str, ClassStyle], step: float, unit: float
) -> Iterable[Block]:
    base = _HEIGHT - _BOTTOM
    for index, stop in enumerate(trip.stops[:-1]):
        y = base
        following = trip.stops[index + 1]
        for style in styles.values():
            slots = stop.slots_by_class.get(style.hygiene_class, 0.0)
            if slots > _EPSILON:
                height = slots * unit
                y -= height
                yield Block(
                    x=round(_LEFT + index * step, 2),
                    y=round(y, 2),
                    width=round(step, 2),
                    height=round(height, 2),
                    colour=style.colour,
                    hatch=style.hatch,
                    title=say.text(
                        "{name}: {slots} slots\nfrom {origin} to {destination}",
                        name=style.name,
                        slots=say.slots(slots),
                        origin=stop.site.name or stop.site.id,
                        destination=following.site.name or following.site.id,
                    ),
                )


def _weight_path(trip: TripStory, payload_kg: float, step: float, full: float) -> str:
    base = _HEIGHT - _BOTTOM
    parts: list[str] = []
    for index, stop in enumerate(trip.stops[:-1]):
        y = base - stop.on_board.weight_kg / payload_kg * full
        x = _LEFT + index * step
        parts.append(f"{'L' if parts else 'M'}{x:.1f} {y:.1f}H{x + step:.1f}")
    return "".join(parts)


def _chart(
    say: Language, story: RouteStory, trip: TripStory, styles: Mapping[str, ClassStyle]
) -> LoadChart:
    kind = story.vehicle_type
    legs = max(1, len(trip.stops) - 1)
    step = (_WIDTH - _LEFT - _RIGHT) / legs
    base = _HEIGHT - _BOTTOM
    peak_slots = max(stop.on_board.slots for stop in trip.stops)
    peak_kg = max(stop.on_board.weight_kg for stop in trip.stops)
    shares = (peak_slots / kind.slots, peak_kg / kind.payload_kg)
    full = (base - _TOP) / max(_FULL, *shares)
    caption = say.text(
        "At most {slots} of {capacity} slots ({share}), {weight} of {payload} ({weight_share})",
        slots=say.slots(peak_slots),
        capacity=say.slots(kind.slots),
        share=say.percent(shares[0]),
        weight=say.number(peak_kg),
        payload=say.kg(kind.payload_kg),
        weight_share=say.percent(shares[1]),
    )
    every = max(1, -(-len(trip.stops) // 14))
    return LoadChart(
        route_number=story.number,
        style=route_style(story.number),
        vehicle=story.vehicle.id,
        trip_number=trip.number,
        caption=caption,
        description=" – ".join(stop.site.name or stop.site.id for stop in trip.stops),
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_WIDTH - _RIGHT,
        base=base,
        blocks=tuple(_blocks(say, trip, styles, step, full / kind.slots)),
        capacity_y=round(base - full, 2),
        capacity_label=say.slots(kind.slots),
        weight_path=_weight_path(trip, kind.payload_kg, step, full),
        stops=tuple(
            Mark(
                round(_LEFT + index * step, 2),
                str(stop.number) if index % every == 0 else "",
                stop.site.name or stop.site.id,
            )
            for index, stop in enumerate(trip.stops)
        ),
        percents=tuple(
            Mark(round(base - share * full, 2), say.percent(share)) for share in (0.0, 0.5, 1.0)
        ),
        overfull=max(shares) > _FULL + _EPSILON,
    )


def load_profile(scenario: Scenario, stories: Iterable[RouteStory], say: Language) -> LoadProfile:
    """Charts of every trip of a plan.

    Parameters
    ----------
    scenario : Scenario
        What was asked: its hygiene classes.
    stories : iterable of RouteStory
        What the vehicles do.
    say : Language
        Language of captions and tooltips.

    Returns
    -------
    LoadProfile
        One chart a trip, and the legend.

    Examples
    --------
    >>> from tests.rigs import hospital_day
    >>> load_profile(hospital_day(), (), Language("en"))
    LoadProfile(charts=(), classes=())
    """
    known = tuple(stories)
    used = {
        hygiene_class
        for story in known
        for stop in story.stops
        for hygiene_class in stop.slots_by_class
    }
    styles = class_styles(scenario.hygiene, used)
    charts = tuple(_chart(say, story, trip, styles) for story in known for trip in story.trips)
    return LoadProfile(charts, tuple(styles.values()))
