"""Can the times of day be meant: windows, release times, shifts?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise

from optimizer.domain import Window
from optimizer.findings import Finding
from optimizer.units import DAY, HOUR, MINUTE, format_time_of_day
from optimizer.validate.tables import OrderRow, Tables, at, rows

__all__ = [
    "closed_sites",
    "late_releases",
    "overlapping_windows",
    "short_shifts",
    "short_windows",
    "spans",
    "upside_down_shifts",
    "upside_down_windows",
    "usable",
]

Spans = tuple[tuple[int, int], ...]

_ALWAYS: Spans = ((0, 10 * DAY),)


def _span(window: Window) -> str:
    return f"{format_time_of_day(window.earliest)}–{format_time_of_day(window.latest)}"


def _spans(windows: tuple[Window, ...]) -> str:
    return " ".join(_span(window) for window in windows)


def _windows(tables: Tables) -> Iterator[tuple[str, int, tuple[Window, ...]]]:
    for row, site in rows(tables.scenario.sites):
        yield "sites", row, site.windows
    for row, order in rows(tables.scenario.orders):
        yield "orders", row, order.windows


def upside_down_windows(tables: Tables) -> Iterator[Finding]:
    """Windows that end before they start."""
    for table, row, windows in _windows(tables):
        for window in windows:
            if window.earliest > window.latest:
                message = f"window {_span(window)} ends before it starts"
                yield Finding("V402", message, at(table, row, "windows"))


def overlapping_windows(tables: Tables) -> Iterator[Finding]:
    """Windows of one row that share some time."""
    for table, row, windows in _windows(tables):
        upright = sorted(
            (w for w in windows if w.earliest <= w.latest), key=lambda w: (w.earliest, w.latest)
        )
        for one, other in pairwise(upright):
            if other.earliest < one.latest or other == one:
                message = f"windows {_span(one)} and {_span(other)} overlap"
                yield Finding("V401", message, at(table, row, "windows"))


def late_releases(tables: Tables) -> Iterator[Finding]:
    """Orders that are ready only after their last window."""
    for row, order in rows(tables.scenario.orders):
        if order.windows and order.release > max(w.latest for w in order.windows):
            message = (
                f'order "{order.id}" is ready at {format_time_of_day(order.release)}, '
                f"after its windows {_spans(order.windows)}"
            )
            yield Finding("V403", message, at("orders", row, "release"))


def usable(tables: Tables, row: OrderRow) -> Spans:
    """Spans in which handling of an order may start: its windows within its site's.

    Parameters
    ----------
    tables : Tables
        The scenario's tables.
    row : OrderRow
        The order.

    Returns
    -------
    tuple of (int, int)
        First and last moment of each span, in order and apart. [s]
    """
    if row.site.id not in tables.open_spans:
        tables.open_spans[row.site.id] = spans(row.site.windows)
    open_ = tables.open_spans[row.site.id]
    return _common(spans(row.order.windows), open_) if row.order.windows else open_


def spans(windows: tuple[Window, ...]) -> Spans:
    """Windows as spans in order, joined where they overlap; all time where there are none."""
    if not windows:
        return _ALWAYS
    joined: list[tuple[int, int]] = []
    for first, last in sorted((w.earliest, w.latest) for w in windows if w.earliest <= w.latest):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)


def _common(some: Spans, others: Spans) -> Spans:
    found, i, j = [], 0, 0
    while i < len(some) and j < len(others):
        first, last = max(some[i][0], others[j][0]), min(some[i][1], others[j][1])
        if first <= last:
            found.append((first, last))
        if some[i][1] < others[j][1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def _upright(order: OrderRow) -> bool:
    return all(w.earliest <= w.latest for w in chain(order.order.windows, order.site.windows))


def closed_sites(tables: Tables) -> Iterator[Finding]:
    """Orders whose site is closed in all their windows, or from their release on."""
    for row in tables.orders:
        if not _upright(row):
            continue
        open_, order = usable(tables, row), row.order
        if not open_:
            message = (
                f'order "{order.id}" wants {_spans(order.windows)}, but site "{row.site.id}" '
                f"is open {_spans(row.site.windows)}"
            )
            yield Finding("V404", message, at("orders", row.row, "windows"))
        elif not order.windows and order.release > open_[-1][1]:
            message = (
                f'order "{order.id}" is ready at {format_time_of_day(order.release)}, but site '
                f'"{row.site.id}" is open {_spans(row.site.windows)}'
            )
            yield Finding("V404", message, at("orders", row.row, "release"))


def short_windows(tables: Tables) -> Iterator[Finding]:
    """Orders that take longer to handle than they may be handled in one go."""
    for row in tables.orders:
        open_ = usable(tables, row) if _upright(row) else ()
        if not open_:
            continue
        longest = max(last - first for first, last in open_)
        handling = tables.amounts.handling_s(row.order, row.order.carriers)
        if handling > longest:
            message = (
                f'order "{row.order.id}": handling {row.order.carriers} carriers takes '
                f"{handling / MINUTE:.0f} min, its longest window is {longest / MINUTE:.0f} min"
            )
            column = "windows" if row.order.windows else "site"
            yield Finding("V405", message, at("orders", row.row, column))


def upside_down_shifts(tables: Tables) -> Iterator[Finding]:
    """Shifts that end before they start."""
    for row, vehicle in rows(tables.scenario.vehicles):
        if vehicle.shift_end <= vehicle.shift_start:
            start = format_time_of_day(vehicle.shift_start)
            end = format_time_of_day(vehicle.shift_end)
            message = f'vehicle "{vehicle.id}": shift {start}–{end} has no length'
            yield Finding("V406", message, at("vehicles", row, "shift_end"))


def short_shifts(tables: Tables) -> Iterator[Finding]:
    """Shifts in which overtime cannot begin."""
    for row, vehicle in rows(tables.scenario.vehicles):
        shift_h = (vehicle.shift_end - vehicle.shift_start) / HOUR
        if 0 < shift_h < vehicle.ordinary_h:
            message = f"shift of {shift_h:g} h is shorter than ordinary_h {vehicle.ordinary_h:g}"
            yield Finding("V407", message, at("vehicles", row, "ordinary_h"))
