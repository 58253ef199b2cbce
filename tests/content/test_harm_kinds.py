"""Kinds of harm and the guidance for incidents: facts in their places, and a fault of a writer is found."""

from dataclasses import replace
from typing import Any

import pytest

from needlepoint.aftercare.persistence import persisting
from needlepoint.aftercare.report import CheckInReport, ReportedSign
from needlepoint.protocols.checks import problems_of
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.loader import TABLES

CONTENT = shipped_content()
HARM, GUIDES, GRADES = CONTENT.adverse_kind, CONTENT.incident_guide, CONTENT.grade
TYPED = {table: getattr(CONTENT, table) for table in TABLES}
TIMED = {name: kind for name, kind in HARM.items() if kind.beyond_days is not None}
BY_SIGN = [(sign, kind) for kind in TIMED.values() for sign in kind.signs]
REASSURING = ("guarantee", "harmless", "nothing to worry", "don't worry", "always safe", "100 %")
DRY = HARM["dryness-persisting"]
PLANTED_HARM: dict[str, tuple[Any, str]] = {
    "a day without signs": (replace(DRY, signs=()), "a day without signs"),
    "a warning sign": (replace(DRY, signs=("blister",)), "no usual sign"),
    "a sign in capitals": (replace(DRY, signs=("DRYNESS",)), "no usual sign"),
    "one good sign and one that is none": (replace(DRY, signs=("dryness", "glow")), "'glow'"),
    "day nought": (replace(DRY, beyond_days=0), "still usual"),
    "no source": (replace(DRY, sources=()), "has no source"),
    "a dead source": (replace(DRY, sources=("moonlight",)), "moonlight"),
    "a dead source beside a good one": (replace(DRY, sources=(*DRY.sources, "moonlight")), "moonlight"),
}
FAINT = GUIDES["fainting"]
PLANTED_GUIDE: dict[str, tuple[Any, str]] = {
    "an empty call": (replace(FAINT, call=""), "emergency number"),
    "a number that is written out": (replace(FAINT, call="Call 112 now."), "emergency number"),
    "a misspelt number": (replace(FAINT, call="Call {emergency-number} now."), "emergency number"),
    "the last step twice": (replace(FAINT, step=(*FAINT.step, FAINT.step[-1])), "twice"),
    "one step twice under other words": (
        replace(FAINT, step=(*FAINT.step, replace(FAINT.step[0], text="Other words."))),
        "twice",
    ),
}


def told(sign: str, day: int) -> CheckInReport:
    return CheckInReport(day=day, signs=(ReportedSign(sign=sign),))


def kinds(report: CheckInReport) -> set[str]:
    return {one.id for one in persisting(report, CONTENT)}


def words_of(name: str) -> str:
    guide = GUIDES[name]
    return " ".join([guide.call, guide.not_known, *guide.look, *(one.text for one in guide.step)]).lower()


@pytest.mark.parametrize("name", PLANTED_HARM)
def test_a_fault_in_a_kind_of_harm_is_found(name):
    kind, words = PLANTED_HARM[name]
    assert any(words in problem for problem, _remedy in problems_of("adverse_kind", kind, TYPED))


@pytest.mark.parametrize("name", PLANTED_GUIDE)
def test_a_fault_in_guidance_is_found_and_the_remedy_says_what_to_write(name):
    guide, words = PLANTED_GUIDE[name]
    found = [remedy for problem, remedy in problems_of("incident_guide", guide, TYPED) if words in problem]
    assert found
    assert all(found)


@pytest.mark.parametrize("name", HARM)
def test_no_shipped_kind_of_harm_has_a_fault(name):
    assert list(problems_of("adverse_kind", HARM[name], TYPED)) == []


@pytest.mark.parametrize(("sign", "kind"), BY_SIGN, ids=lambda one: one if isinstance(one, str) else one.id)
def test_a_usual_sign_is_harm_from_the_day_after_its_last_and_not_before(sign, kind):
    assert kind.id not in kinds(told(sign, kind.beyond_days))
    assert kind.id in kinds(told(sign, kind.beyond_days + 1))
    assert kind.id in kinds(told(sign, 400))


@pytest.mark.parametrize(("sign", "kind"), BY_SIGN, ids=lambda one: one if isinstance(one, str) else one.id)
def test_no_sign_is_harm_as_long_as_the_aftercare_calls_it_usual(sign, kind):
    usual = CONTENT.course_of_sign[sign]
    assert usual.expected
    for day in range((usual.to_days or 0) + 1):
        assert kinds(told(sign, day)) == set()


def test_a_sign_counts_as_one_kind_of_harm_and_not_as_two():
    counted = [sign for sign, _kind in BY_SIGN]
    assert len(counted) == len(set(counted))


@pytest.mark.parametrize("day", [0, 8, 400])
def test_a_report_without_a_sign_brings_no_harm_on_any_day(day):
    assert kinds(CheckInReport(day=day)) == set()
    assert kinds(CheckInReport(day=day, text="It is still red")) == set()


def test_two_signs_past_their_days_bring_two_kinds_each_once():
    signs = tuple(ReportedSign(sign=one) for one in ("itch", "stinging", "dryness"))
    found = [one.id for one in persisting(CheckInReport(day=30, signs=signs), CONTENT)]
    assert sorted(found) == ["dryness-persisting", "itch-persisting"]


@pytest.mark.parametrize("scale", sorted({one.scale for one in GRADES.values()}))
def test_the_grades_of_a_scale_count_up_from_one_without_a_gap(scale):
    numbers = [one.number for one in GRADES.values() if one.scale == scale]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_kind_of_harm_can_be_graded_and_pain_has_no_fourth_grade():
    scales = {one.scale for one in GRADES.values()}
    assert {kind.scale for kind in HARM.values()} <= scales
    assert max(one.number for one in GRADES.values() if one.scale == HARM["pain"].scale) == 3


def test_something_else_is_on_the_list_and_is_its_last():
    assert list(HARM)[-1] == "other"


@pytest.mark.parametrize("name", GUIDES)
def test_every_kind_of_incident_is_a_kind_of_harm_under_the_same_name(name):
    assert name in HARM


@pytest.mark.parametrize("name", GUIDES)
def test_guidance_begins_with_the_number_and_says_what_nobody_knows(name):
    guide = GUIDES[name]
    assert guide.call.index("{emergency_number}") < 80
    assert guide.call.count("{") == guide.call.count("{emergency_number}")
    assert len(guide.not_known) > 40


@pytest.mark.parametrize("name", GUIDES)
def test_guidance_calms_nobody(name):
    assert not [one for one in REASSURING if one in words_of(name)]


def test_no_dose_for_anaphylaxis_stands_there_because_none_was_sourced():
    assert not [unit for unit in (" mg", " ml", "µg", " milligram") if unit in words_of("allergic-reaction")]


@pytest.mark.parametrize("name", GUIDES)
def test_each_step_says_what_to_do_and_afterwards_that_it_was_done(name):
    for step in GUIDES[name].step:
        assert step.text.endswith(".")
        assert step.done
        assert step.done != step.text


@pytest.mark.parametrize(
    ("name", "is_retired"), [("needle-stick", True), ("fainting", False), ("allergic-reaction", False)]
)
def test_a_cartridge_goes_out_of_use_where_a_needle_met_somebody(name, is_retired):
    assert GUIDES[name].retires_cartridge is is_retired
