"""Does `OpenDays` know the days of 2026 and after, and keep rhythm, holidays and rows apart?"""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.calendar import OpenDays, eves, iso_week, monday_of, public_holidays
from optimizer.domain import Scenario
from optimizer.ward_stores import WEEKDAYS, ClosedDay, Holidays, StockSettings, Ward
from tests.rigs import hospital_day

D = dt.date
WORKDAYS = WEEKDAYS[:5]

PUBLIC_2026 = [
    (D(2026, 1, 1), "New Year's Day"),
    (D(2026, 1, 6), "Epiphany"),
    (D(2026, 4, 3), "Good Friday"),
    (D(2026, 4, 5), "Easter Sunday"),
    (D(2026, 4, 6), "Easter Monday"),
    (D(2026, 5, 1), "May Day"),
    (D(2026, 5, 14), "Ascension Day"),
    (D(2026, 5, 24), "Pentecost"),
    (D(2026, 6, 6), "National Day"),
    (D(2026, 6, 20), "Midsummer Day"),
    (D(2026, 10, 31), "All Saints' Day"),
    (D(2026, 12, 25), "Christmas Day"),
    (D(2026, 12, 26), "Second Day of Christmas"),
]


def days(
    *rows: ClosedDay, visits=WORKDAYS, holidays: Holidays = Holidays.PUBLIC_AND_EVES
) -> OpenDays:
    return OpenDays(scenario(*rows, visits=visits, holidays=holidays))


def scenario(*rows: ClosedDay, visits=WORKDAYS, holidays=Holidays.PUBLIC_AND_EVES) -> Scenario:
    return hospital_day().model_copy(
        update={
            "wards": (
                Ward(id="A", site="sas", visit_days=visits),
                Ward(id="B", site="sas", visit_days=("mon", "thu")),
            ),
            "closed_days": rows,
            "stock": StockSettings(holidays=holidays),
        }
    )


def test_public_holidays_of_2026() -> None:
    assert list(public_holidays(2026).items()) == PUBLIC_2026


def test_eves_of_2026() -> None:
    assert list(eves(2026)) == [
        D(2026, 1, 5),
        D(2026, 4, 2),
        D(2026, 4, 30),
        D(2026, 6, 19),
        D(2026, 12, 24),
        D(2026, 12, 31),
    ]


@pytest.mark.parametrize(
    ("year", "maundy_thursday", "midsummer_eve"),
    [
        (2008, D(2008, 3, 20), D(2008, 6, 20)),  # Easter 23 March: nearly the earliest there is
        (2011, D(2011, 4, 21), D(2011, 6, 24)),  # Easter 24 April
        (2020, D(2020, 4, 9), D(2020, 6, 19)),
        (2021, D(2021, 4, 1), D(2021, 6, 25)),
        (2024, D(2024, 3, 28), D(2024, 6, 21)),
        (2027, D(2027, 3, 25), D(2027, 6, 25)),
        (2038, D(2038, 4, 22), D(2038, 6, 25)),  # Easter 25 April: the latest there is
    ],
)
def test_eves_that_move(year: int, maundy_thursday: D, midsummer_eve: D) -> None:
    names = {name: day for day, name in eves(year).items()}
    assert names["Maundy Thursday"] == maundy_thursday
    assert names["Midsummer Eve"] == midsummer_eve


@given(st.integers(1990, 2090))
def test_every_eve_is_the_day_before_a_public_holiday(year: int) -> None:
    public = {**public_holidays(year), **public_holidays(year + 1)}
    assert all(eve + dt.timedelta(days=1) in public for eve in eves(year))
    assert len(eves(year)) == 6
    assert not set(eves(year)) & set(public)


def test_which_holidays_count_is_a_setting() -> None:
    christmas_eve, christmas_day = D(2026, 12, 24), D(2026, 12, 25)
    assert [
        [days(holidays=setting).is_open(day, "A") for day in (christmas_eve, christmas_day)]
        for setting in (Holidays.NONE, Holidays.PUBLIC, Holidays.PUBLIC_AND_EVES)
    ] == [[True, True], [True, False], [False, False]]


def test_sundays_are_no_holidays() -> None:
    assert days(visits=WEEKDAYS).is_open(D(2026, 11, 22), "A")
    assert not days(visits=WEEKDAYS).is_open(D(2026, 4, 5), "A")


def test_a_year_of_workdays() -> None:
    # 261 days from Monday to Friday, less 7 public holidays and 6 eves.
    assert len(days().visits_between("A", D(2026, 1, 1), D(2026, 12, 31))) == 248


class TestClosedDays:
    TUESDAY = D(2026, 11, 24)
    CHRISTMAS = D(2026, 12, 24)
    """A Thursday."""
    SATURDAY = D(2026, 11, 28)

    def test_a_row_for_all_closes_all(self) -> None:
        open_days = days(ClosedDay(date=D(2026, 11, 26), reason="inventering"))
        assert not open_days.is_open(D(2026, 11, 26), "A")
        assert not open_days.is_open(D(2026, 11, 26), "B")
        assert open_days.why_closed(D(2026, 11, 26), "A") == "inventering"

    def test_a_row_for_a_ward_closes_that_ward(self) -> None:
        open_days = days(ClosedDay(date=D(2026, 11, 26), ward="A"))
        assert not open_days.is_open(D(2026, 11, 26), "A")
        assert open_days.is_open(D(2026, 11, 26), "B")
        assert open_days.why_closed(D(2026, 11, 26), "A") == "closed day"

    def test_open_for_all_lifts_the_holiday_for_those_whose_weekday_it_is(self) -> None:
        open_days = days(ClosedDay(date=self.CHRISTMAS, open=True), visits=("mon",))
        assert open_days.is_open(self.CHRISTMAS, "B")
        assert not open_days.is_open(self.CHRISTMAS, "A")

    def test_open_for_a_ward_gives_it_a_delivery_whatever_the_weekday(self) -> None:
        open_days = days(ClosedDay(date=self.SATURDAY, ward="A", open=True))
        assert open_days.is_open(self.SATURDAY, "A")
        assert not open_days.is_open(self.SATURDAY, "B")

    def test_the_wards_own_row_counts_before_the_one_for_all(self) -> None:
        closed, own = ClosedDay(date=self.TUESDAY), ClosedDay(date=self.TUESDAY, ward="A")
        assert days(closed, own.model_copy(update={"open": True})).is_open(self.TUESDAY, "A")
        assert not days(closed.model_copy(update={"open": True}), own).is_open(self.TUESDAY, "A")

    @pytest.mark.parametrize("order", [1, -1])
    def test_open_counts_before_closed_in_whatever_order(self, order: int) -> None:
        rows = [
            ClosedDay(date=self.TUESDAY, ward="A", open=True),
            ClosedDay(date=self.TUESDAY, ward="A"),
        ]
        assert days(*rows[::order]).is_open(self.TUESDAY, "A")


def test_christmas_of_2026_ward_by_ward() -> None:
    open_days = days()
    wednesday, monday = D(2026, 12, 23), D(2026, 12, 21)
    assert open_days.next_visit("A", wednesday) == D(2026, 12, 28)
    assert open_days.covered_days("A", wednesday) == 5
    assert open_days.usual_days("A", wednesday) == 1
    assert open_days.next_visit("B", monday) == D(2026, 12, 28)
    assert open_days.covered_days("B", monday) == 7
    assert open_days.usual_days("B", monday) == 3
    # Thursday 31 December is an eve: the week after next Monday is reached from Monday 28.
    assert open_days.next_visit("B", D(2026, 12, 28)) == D(2027, 1, 4)


def test_the_days_of_an_ordinary_week() -> None:
    open_days = days()
    assert open_days.visits_between("B", D(2026, 11, 23), D(2026, 11, 30)) == (
        D(2026, 11, 23),
        D(2026, 11, 26),
        D(2026, 11, 30),
    )
    assert open_days.visits_between("B", D(2026, 11, 24), D(2026, 11, 24)) == ()
    assert open_days.visits_between("B", D(2026, 11, 24), D(2026, 11, 23)) == ()
    assert [open_days.usual_days("B", D(2026, 11, 23 + n)) for n in range(7)] == [
        *(3, 2, 1, 4, 3, 2, 1)
    ]


def test_a_ward_that_is_never_visited() -> None:
    open_days = days(visits=())
    assert open_days.next_visit("A", D(2026, 11, 24)) is None
    assert open_days.covered_days("A", D(2026, 11, 24)) is None
    assert open_days.usual_days("A", D(2026, 11, 24)) == 7


def test_unknown_wards_are_the_callers_mistake() -> None:
    with pytest.raises(KeyError):
        days().is_open(D(2026, 11, 24), "C")


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (D(2026, 1, 1), "2026-W01"),
        (D(2025, 12, 29), "2026-W01"),
        (D(2026, 11, 25), "2026-W48"),
        (D(2026, 12, 28), "2026-W53"),
        (D(2027, 1, 3), "2026-W53"),
        (D(2027, 1, 4), "2027-W01"),
    ],
)
def test_iso_weeks(day: D, week: str) -> None:
    assert iso_week(day) == week
    assert 0 <= (day - monday_of(week)).days < 7


@pytest.mark.parametrize("text", ["2025-W53", "2026-W54", "2026-48", "v. 48", "", "2026-W00"])
def test_no_iso_week(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        monday_of(text)


DATES = st.dates(D(2024, 1, 1), D(2029, 12, 31))
ROWS = st.lists(
    st.builds(
        ClosedDay,
        date=st.dates(D(2026, 11, 1), D(2026, 12, 31)),
        ward=st.sampled_from([None, "A", "B"]),
        open=st.booleans(),
    ),
    max_size=12,
)


@given(DATES)
def test_iso_weeks_come_back(day: D) -> None:
    assert iso_week(monday_of(iso_week(day))) == iso_week(day)
    assert monday_of(iso_week(day)) == day - dt.timedelta(days=day.weekday())


@settings(max_examples=60)
@given(
    rows=ROWS,
    start=st.dates(D(2026, 10, 15), D(2027, 1, 15)),
    visits=st.sets(st.sampled_from(WEEKDAYS), min_size=1),
    setting=st.sampled_from(Holidays),
)
def test_visits_are_in_order_and_agree(rows, start, visits, setting) -> None:
    open_days = days(*rows, visits=tuple(sorted(visits, key=WEEKDAYS.index)), holidays=setting)
    end = start + dt.timedelta(days=60)
    found = open_days.visits_between("A", start, end)
    assert list(found) == sorted(set(found))
    walked, at = [], start - dt.timedelta(days=1)
    while (at := open_days.next_visit("A", at)) is not None and at <= end:
        walked.append(at)
    assert found == tuple(walked)
    covered = [open_days.covered_days("A", day) for day in found[:-1]]
    assert sum(covered) == (found[-1] - found[0]).days if found else not covered
    for day in found:
        named = {(row.date, row.ward) for row in rows if row.open}
        assert (day, "A") in named or WEEKDAYS[day.weekday()] in visits


@given(rows=ROWS)
def test_rows_in_another_order_mean_the_same(rows) -> None:
    november = (D(2026, 11, 1), D(2026, 12, 31))
    assert days(*rows).visits_between("A", *november) == days(*rows[::-1]).visits_between(
        "A", *november
    )


@given(day=DATES)
def test_without_holidays_each_delivery_lasts_its_usual_days(day: D) -> None:
    open_days = days(holidays=Holidays.NONE)
    assert open_days.covered_days("B", day) == open_days.usual_days("B", day)
