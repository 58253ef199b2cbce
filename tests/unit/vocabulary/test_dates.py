"""Dates that people remember in part, months by the calendar, and the age on a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.vocabulary.dates import PartialDate, Span, add_months, age_in_years, read_partial_date


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-05-15", 6, "2026-11-15"),
        ("2026-07-01", 6, "2027-01-01"),
        ("2026-01-31", 1, "2026-03-01"),
        ("2024-01-31", 1, "2024-03-01"),
        ("2024-01-30", 1, "2024-03-01"),
        ("2024-01-29", 1, "2024-02-29"),
        ("2026-08-31", 6, "2027-03-01"),
        ("2026-10-31", 1, "2026-12-01"),
        ("2026-12-31", 2, "2027-03-01"),
        ("2026-11-30", 3, "2027-03-01"),
        ("2026-12-15", 12, "2027-12-15"),
        ("2024-02-29", 12, "2025-03-01"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-03-31", -1, "2026-03-01"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-05-15", 0, "2026-05-15"),
    ],
)
def test_months_go_by_the_calendar_and_a_missing_day_becomes_the_first_of_the_next(
    day: str, months: int, expected: str
) -> None:
    assert add_months(date.fromisoformat(day), months).isoformat() == expected


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(0, 36))
def test_no_month_is_ever_shorter_than_it_sounds(day: date, months: int) -> None:
    reached = add_months(day, months)
    assert (reached.year * 12 + reached.month) - (day.year * 12 + day.month) in (months, months + 1)
    assert reached.day in (day.day, 1)
    assert add_months(day, months + 1) > reached


@given(
    st.dates(date(1950, 1, 1), date(2150, 1, 1)),
    st.dates(date(1950, 1, 1), date(2150, 1, 1)),
    st.integers(0, 24),
)
def test_a_later_day_never_frees_earlier(one: date, other: date, months: int) -> None:
    assert (one <= other) <= (add_months(one, months) <= add_months(other, months))


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-11-22", "2026-11-22", "2026-11-22"),
        ("1900", "1900-01-01", "1900-12-31"),
        ("2200-12-31", "2200-12-31", "2200-12-31"),
    ],
)
def test_a_partial_date_spans_the_days_that_it_could_mean(text: str, earliest: str, latest: str) -> None:
    found = read_partial_date(text)
    assert found is not None
    assert (found.earliest.isoformat(), found.latest.isoformat(), str(found)) == (earliest, latest, text)


@pytest.mark.parametrize(
    "text",
    ["", "26", "2026-13", "2026-00", "2026-02-29", "2026-02-30", "2026-11-31", "2026-11-00", "2026-1-2",
     "2026-11-22T10:00",
     " 2026", "2026 ", "1899", "2201", "٢٠٢٦", "2026-11-22\n", "-2026", "2026-", "20261122", "nonsense"],
)  # fmt: skip
def test_what_no_calendar_has_is_no_date(text: str) -> None:
    assert read_partial_date(text) is None


def test_only_a_day_is_a_whole_date() -> None:
    assert [
        PartialDate(2026).is_whole,
        PartialDate(2026, 11).is_whole,
        PartialDate(2026, 11, 22).is_whole,
    ] == [False, False, True]


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        ("2004-11-22", "2026-11-21", 21),
        ("2004-11-22", "2026-11-22", 22),
        ("2004-11-22", "2026-11-23", 22),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2028-02-29", 20),
    ],
)
def test_a_birthday_counts_on_the_day_itself(birth: str, on: str, years: int) -> None:
    assert age_in_years(date.fromisoformat(birth), date.fromisoformat(on)) == years


def test_a_span_is_spelled_as_the_evidence_states_it() -> None:
    spelled = [
        str(Span(weeks=2)),
        str(Span(months=1)),
        str(Span(days=1)),
        str(Span(months=1, weeks=2)),
        str(Span()),
    ]
    assert spelled == ["2 weeks", "1 month", "1 day", "1 month and 2 weeks", "no time"]
    assert Span().is_empty
    assert not Span(days=1).is_empty


def test_a_span_is_counted_after_and_before_a_day() -> None:
    assert Span(weeks=4).after(date(2026, 11, 22)) == date(2026, 12, 20)
    assert Span(weeks=4).before(date(2026, 12, 20)) == date(2026, 11, 22)
    assert Span(months=6).after(date(2026, 8, 31)) == date(2027, 3, 1)
