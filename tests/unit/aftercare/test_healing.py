"""The line of healing: dated from the treatment, without gaps, and no number that the content does not give."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from needlepoint.aftercare.healing import healing_line
from needlepoint.protocols.library import shipped_content

ON = date(2026, 11, 29)
LINE = healing_line(ON, shipped_content())


def names_on(day: int) -> list[str]:
    return [one.id for one in LINE if one.is_on(ON + timedelta(days=day))]


def test_it_begins_with_the_treatment_and_leaves_no_day_out():
    assert LINE[0].from_on == ON
    assert all(one.to_on == following.from_on for one, following in pairwise(LINE))


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (0, "inflammation"),
        (4, "inflammation"),
        (5, "proliferation"),
        (55, "proliferation"),
        (56, "remodelling"),
        (364, "remodelling"),
    ],
)
def test_every_day_of_the_year_is_in_one_phase(day: int, phase: str):
    assert names_on(day) == [phase]


@pytest.mark.parametrize("day", [-1, 365, 4000])
def test_outside_the_line_the_skin_is_in_no_phase(day: int):
    assert names_on(day) == []


def test_how_far_a_day_lies_within_a_phase_never_leaves_it():
    phase = LINE[1]
    found = [phase.fraction_on(ON + timedelta(days=day)) for day in range(-3, 500)]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (0.0, 1.0)
    assert phase.fraction_on(phase.from_on + (phase.to_on - phase.from_on) / 2) == pytest.approx(
        0.5, abs=0.02
    )


def test_what_one_maker_says_is_called_convention():
    content = shipped_content()
    assert {one.certainty for one in LINE} == {"convention"}
    assert {content.source[source].trust for one in LINE for source in one.sources} == {"C"}
