"""What does each vehicle do at each moment of its day? The bars of the timeline.

Positions are shares of the shown span, so that the drawing stretches to any page. The
colours and the legend belong to the template.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from optimizer.domain import Scenario
from optimizer.plan import Cleaning
from optimizer.report.colours import route_style
from optimizer.report.story import Goods, RouteStory, Stop, TripStory
from optimizer.report.text import Language
from optimizer.units import HOUR, MINUTE

__all__ = ["Bar", "Lane", "Tick", "Timeline", "TripSpan", "timeline"]

_SHOWS_NUMBER = 0.012
_SHOWS_NAME, _SHOWS_ANY = 5.0, 1.5


@dataclass(frozen=True, slots=True)
class Bar:
    """One activity of a vehicle: where it lies, what it is, and what its tooltip says."""

    kind: str
    left: float
    width: float
    title: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class TripSpan:
    """One trip's extent above the bars."""

    left: float
    width: float
    label: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One vehicle's row."""

    number: int
    style: str
    vehicle: str
    caption: str
    shift_left: float
    shift_width: float
    overtime_left: float | None
    overtime_title: str
    trips: tuple[TripSpan, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A full hour on the axis."""

    left: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """All lanes over one axis, and the kinds of bar that occur."""

    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Span:
    kind: str
    start: int
    end: int
    title: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Axis:
    start: int
    end: int

    def at(self, seconds: float) -> float:
        """Position of a moment, in per cent of the axis."""
        return round(100 * (seconds - self.start) / (self.end - self.start), 3)

    def width(self, start: float, end: float) -> float:
        """Width of a span, in per cent of the axis."""
        return round(100 * (end - start) / (self.end - self.start), 3)


def _goods_line(say: Language, item: Goods) -> str:
    name = item.flow.name or item.flow.id
    carriers = say.number(item.handling.carriers)
    if item.is_load:
        return say.text("on: {carriers} {goods}", carriers=carriers, goods=name)
    return say.text("off: {carriers} {goods}", carriers=carriers, goods=name)


def _stop_title(say: Language, stop: Stop, what: str, start: int, end: int) -> str:
    lines = [
        f"{stop.number}. {stop.site.name or stop.site.id}",
        f"{what} {say.span(start, end)}",
    ]
    windows = ", ".join(say.span(w.earliest, w.latest) for w in stop.site.windows)
    lines.append(
        say.text("Open: {windows}", windows=windows) if windows else say.text("Always open")
    )
    return "\n".join(lines)


def _handling_spans(say: Language, stop: Stop) -> Iterator[_Span]:
    """Handlings of a visit, those that follow one another without a gap in one bar."""
    groups: list[list[Goods]] = []
    for item in sorted(stop.goods, key=lambda g: (g.handling.start, g.handling.end)):
        last = groups[-1] if groups else None
        joins = (
            last is not None
            and last[-1].at_depot == item.at_depot
            and item.handling.start <= max(g.handling.end for g in last)
        )
        if last is not None and joins:
            last.append(item)
        else:
            groups.append([item])
    for group in groups:
        start = min(g.handling.start for g in group)
        end = max(g.handling.end for g in group)
        at_depot = group[0].at_depot
        what = say.text("Loading and unloading at a depot") if at_depot else say.text("Handling")
        title = _stop_title(say, stop, what, start, end)
        lines = dict.fromkeys(_goods_line(say, item) for item in group)
        yield _Span(
            "depot" if at_depot else "handling", start, end, "\n".join((title, *lines)), "number"
        )


def _stop_spans(
    say: Language, scenario: Scenario, stop: Stop, before_s: int, label: str
) -> Iterator[_Span]:
    """Everything from the departure before a visit to its own departure."""
    visit = stop.visit
    wheel_end = min(visit.arrival, before_s + stop.drive_s)
    if stop.drive_s:
        title = say.text(
            "Driving {span}, {km}, to {place}",
            span=say.span(before_s, wheel_end),
            km=say.km(stop.drive_m),
            place=stop.site.name or stop.site.id,
        )
        yield _Span("driving", before_s, wheel_end, title)
    busy = []
    if stop.setup_s and visit.arrival + stop.setup_s <= visit.departure:
        end = visit.arrival + stop.setup_s
        title = _stop_title(say, stop, say.text("Set-up"), visit.arrival, end)
        busy.append(_Span("setup", visit.arrival, end, title))
    busy.extend(_handling_spans(say, stop))
    if visit.cleaning is not None:
        start = max((span.end for span in busy), default=visit.arrival)
        minutes = scenario.wash_min if visit.cleaning is Cleaning.WASH else scenario.wipe_min
        end = start + round(minutes * MINUTE)
        what = say.text("Wash") if visit.cleaning is Cleaning.WASH else say.text("Wipe")
        busy.append(_Span("cleaning", start, end, _stop_title(say, stop, what, start, end)))
    free_from = wheel_end
    for span in busy:
        if span.start > free_from:
            yield _waiting(say, stop, free_from, span.start)
        yield _Span(span.kind, span.start, span.end, span.title, label if span.label else "")
        free_from = max(free_from, span.end)
    if visit.departure > free_from:
        yield _waiting(say, stop, free_from, visit.departure)


def _waiting(say: Language, stop: Stop, start: int, end: int) -> _Span:
    return _Span("waiting", start, end, _stop_title(say, stop, say.text("Waiting"), start, end))


def _spans(say: Language, scenario: Scenario, story: RouteStory) -> Iterator[_Span]:
    before_s = story.route.start
    for stop in story.stops:
        yield from _stop_spans(say, scenario, stop, before_s, str(stop.number))
        before_s = stop.visit.departure
    if story.home_s:
        end = min(before_s + story.home_s, max(story.route.end, before_s))
        home = (story.home.name or story.home.id) if story.home else story.vehicle.home
        title = say.text(
            "Driving {span}, {km}, to {place}",
            span=say.span(before_s, end),
            km=say.km(story.home_m),
            place=home,
        )
        yield _Span("driving", before_s, end, title)


def _trip_span(say: Language, trip: TripStory, axis: _Axis) -> TripSpan:
    """Extent of a trip, with as much of its name as there is room for."""
    start, end = trip.stops[0].visit.arrival, trip.stops[-1].visit.departure
    width = axis.width(start, end)
    name = say.text("Trip {number}", number=trip.number)
    if width < _SHOWS_NAME:
        name = str(trip.number) if width >= _SHOWS_ANY else ""
    return TripSpan(axis.at(start), width, name)


def _lane(say: Language, scenario: Scenario, story: RouteStory, axis: _Axis) -> Lane:
    bars = tuple(
        Bar(
            kind=span.kind,
            left=axis.at(span.start),
            width=axis.width(span.start, span.end),
            title=span.title,
            label=span.label
            if span.end - span.start > _SHOWS_NUMBER * (axis.end - axis.start)
            else "",
        )
        for span in _spans(say, scenario, story)
        if span.end > span.start
    )
    trips = tuple(_trip_span(say, trip, axis) for trip in story.trips)
    ordinary_end = story.route.start + story.vehicle.ordinary_h * HOUR
    shift_end = min(axis.end, story.vehicle.shift_end)
    shift_start = max(axis.start, story.vehicle.shift_start)
    return Lane(
        number=story.number,
        style=route_style(story.number),
        vehicle=story.vehicle.id,
        caption=say.span(story.route.start, story.route.end),
        shift_left=axis.at(shift_start),
        shift_width=axis.width(shift_start, max(shift_start, shift_end)),
        overtime_left=axis.at(ordinary_end) if story.overtime_s > 0 else None,
        overtime_title=say.text("Overtime: {time}", time=say.duration(story.overtime_s)),
        trips=trips,
        bars=bars,
    )


def _moments(story: RouteStory) -> Iterator[int]:
    """Times that must lie on the axis, also in a plan that contradicts itself."""
    yield from (story.route.start, story.route.end)
    for stop in story.stops:
        yield from (stop.visit.arrival, stop.visit.departure)


def timeline(scenario: Scenario, stories: Iterable[RouteStory], say: Language) -> Timeline:
    """Lanes of all vehicles over one axis of full hours.

    Parameters
    ----------
    scenario : Scenario
        What was asked: cleaning times and opening windows.
    stories : iterable of RouteStory
        What the vehicles do.
    say : Language
        Language of the tooltips.

    Returns
    -------
    Timeline
        Positions in per cent of the axis.

    Examples
    --------
    >>> from tests.rigs import hospital_day
    >>> timeline(hospital_day(), (), Language("en")).lanes
    ()
    """
    known = tuple(stories)
    if not known:
        return Timeline((), (), ())
    moments = [moment for story in known for moment in _moments(story)]
    first = min(moments) // HOUR * HOUR
    last = -(-max(moments) // HOUR) * HOUR
    axis = _Axis(first, max(last, first + HOUR))
    lanes = tuple(_lane(say, scenario, story, axis) for story in known)
    ticks = tuple(
        Tick(axis.at(moment), say.time(moment)) for moment in range(axis.start, axis.end + 1, HOUR)
    )
    shown = {bar.kind for lane in lanes for bar in lane.bars}
    order = ("driving", "setup", "handling", "depot", "cleaning", "waiting", "overtime")
    if any(lane.overtime_left is not None for lane in lanes):
        shown.add("overtime")
    return Timeline(lanes, ticks, tuple(kind for kind in order if kind in shown))
