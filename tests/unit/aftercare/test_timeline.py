"""Aftercare as a whole: what holds for every session and every policy, and how a date is moved."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.aftercare.timeline import Aftercare, aftercare_for, dated, warning
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Instruction
from needlepoint.protocols.policy import SHIPPED, Policy
from needlepoint.session.record import SessionRecord, ZoneRecord
from needlepoint.vocabulary.patient import Facts, Patient

ON = date(2026, 11, 22)
CONTENT = shipped_content()
MOVING = ("sunscreen-first", "make-up", "exercise", "retinoid-after", "interval")
URGENCY = ("emergency", "same_day", "contact")


def session(**changes: object) -> SessionRecord:
    usual = {"on": ON, "device": "exceed", "zones": (ZoneRecord(zone="cheek-left"),), "numbing": ()}
    return SessionRecord(**(usual | changes))  # type: ignore[arg-type]


def following(choices: Mapping[str, str]) -> Policy:
    return Policy(choices=MappingProxyType(dict(choices)))


def an_instruction(**changes: object) -> Instruction:
    return replace(CONTENT.instruction["make-up"], **changes)


sides = st.fixed_dictionaries(
    {name: st.sampled_from([s.id for s in CONTENT.conflict[name].side]) for name in MOVING}
)
phototypes = st.sampled_from([None, "I", "III", "IV", "VI"])


@st.composite
def aftercares(draw: st.DrawFn) -> tuple[SessionRecord, Policy, Aftercare]:
    """Draws a session under a policy, with what follows from it."""
    number, sessions = sorted(draw(st.tuples(st.integers(1, 8), st.integers(1, 8))))
    treated = session(
        on=draw(st.dates(date(2000, 1, 1), date(2100, 1, 1))),
        number=draw(st.sampled_from([None, number])),
        sessions=sessions,
        adjuncts=tuple(draw(st.lists(st.sampled_from(["prp", "saline", "moon dust"]), max_size=2))),
        facts=Facts(patient=Patient(phototype=draw(phototypes))),
    )
    policy = following(draw(sides))
    return treated, policy, aftercare_for(treated, CONTENT, policy)


@given(aftercares())
def test_nothing_ends_before_it_begins_and_nothing_begins_before_the_treatment(
    drawn: tuple[SessionRecord, Policy, Aftercare],
) -> None:
    treated, _, aftercare = drawn
    for one in (*aftercare.instructions, *aftercare.course):
        assert one.from_on >= treated.on
        assert one.to_on is None or one.to_on >= one.from_on


@given(aftercares())
def test_red_flags_and_check_ins_are_there_whatever_was_done(
    drawn: tuple[SessionRecord, Policy, Aftercare],
) -> None:
    treated, _, aftercare = drawn
    assert {one.id for one in aftercare.red_flags} == CONTENT.red_flag.keys()
    assert {0, 1, 3, 7, 14, 30} <= {one.day for one in aftercare.check_ins}
    assert all(one.on == treated.on + timedelta(days=one.day) for one in aftercare.check_ins)


@given(aftercares())
def test_every_line_has_a_source_and_every_moved_line_names_its_side(
    drawn: tuple[SessionRecord, Policy, Aftercare],
) -> None:
    _, policy, aftercare = drawn
    assert all(one.sources for one in (*aftercare.instructions, *aftercare.course, *aftercare.check_ins))
    for one in aftercare.instructions:
        assert one.side == policy.choices.get(one.conflict or "", one.side)
        assert one.is_loosening == (bool(one.conflict) and policy.is_loosening(one.conflict or "", CONTENT))


@given(aftercares())
def test_only_the_last_session_has_no_next_one(drawn: tuple[SessionRecord, Policy, Aftercare]) -> None:
    treated, _, aftercare = drawn
    assert (aftercare.next_session is None) == (treated.is_last is True)
    if aftercare.next_session:
        assert aftercare.next_session.earliest_on >= treated.on + timedelta(days=14)


@pytest.mark.parametrize("conflict", MOVING)
def test_a_harder_side_never_frees_earlier(conflict: str) -> None:
    ordered = sorted(CONTENT.conflict[conflict].side, key=lambda side: side.softness)
    freed = []
    for side in ordered:
        aftercare = aftercare_for(session(), CONTENT, following({conflict: side.id}))
        ends = [
            one.to_on for one in aftercare.instructions if one.conflict == conflict and one.kind == "avoid"
        ]
        next_on = (
            aftercare.next_session.earliest_on if conflict == "interval" and aftercare.next_session else ON
        )
        freed.append(max([next_on, *(end for end in ends if end)]))
    assert freed == sorted(freed, reverse=True)


def test_without_a_conflict_the_days_are_those_of_the_content() -> None:
    found = dated(an_instruction(conflict=None, from_days=2, to_days=5), ON, CONTENT, SHIPPED)
    assert (found.from_on, found.to_on) == (date(2026, 11, 24), date(2026, 11, 27))
    assert (found.conflict, found.side, found.is_loosening) == (None, None, False)


def test_an_instruction_without_days_begins_at_once_and_has_no_end() -> None:
    found = dated(an_instruction(conflict=None, from_days=None, to_days=None), ON, CONTENT, SHIPPED)
    assert (found.from_on, found.to_on) == (ON, None)


def test_hours_are_kept_only_where_the_side_keeps_the_day() -> None:
    sunscreen = replace(CONTENT.instruction["sunscreen"], from_hours=24)
    assert dated(sunscreen, ON, CONTENT, SHIPPED).from_hours == 24
    assert dated(sunscreen, ON, CONTENT, following({"sunscreen-first": "two-days"})).from_hours is None


def test_the_side_of_another_conflict_moves_nothing() -> None:
    usual = aftercare_for(session(), CONTENT)
    other = aftercare_for(session(), CONTENT, following({"filler": "six-months"}))
    assert other.instructions == usual.instructions


def test_red_flags_come_the_most_urgent_first() -> None:
    levels = [URGENCY.index(one.level) for one in aftercare_for(session(), CONTENT).red_flags]
    assert levels == sorted(levels)
    assert set(levels) == {0, 1, 2}


def test_advice_holds_the_numbers_and_no_braces() -> None:
    flag = replace(CONTENT.red_flag["seizure"], advice="Call {emergency_number}, then {clinic_phone}.")
    assert warning(flag, "112", "+49 30 1234").advice == "Call 112, then +49 30 1234."
    assert all("{" not in one.advice for one in aftercare_for(session(), CONTENT).red_flags)


def test_the_country_gives_the_emergency_number() -> None:
    abroad = session(facts=Facts(patient=Patient(country="DE")))
    number = CONTENT.country["DE"].emergency_number
    assert number in aftercare_for(abroad, CONTENT, clinic_phone="555").red_flags[0].advice


def test_only_signs_that_are_usually_seen_are_in_the_course() -> None:
    signs = {one.sign for one in aftercare_for(session(), CONTENT).course}
    assert "erythema" in signs
    assert signs.isdisjoint({"pus", "fever", "nodules"})


# The last day on which a sign needs only self-care, as the table of what each sign does says it.
LAST_DAYS = {
    3: "oedema warmth",
    7: "erythema tightness dryness flaking itch stinging pain",
    10: "bruising pinpoint-bleeding acne-flare milia",
}


@pytest.mark.parametrize(("last_day", "signs"), LAST_DAYS.items())
def test_an_expected_sign_lasts_as_long_as_self_care_does(last_day: int, signs: str) -> None:
    course = {one.sign: one for one in aftercare_for(session(), CONTENT).course}
    for sign in signs.split():
        assert course[sign].to_on == ON + timedelta(days=last_day), sign
        assert course[sign].is_on(ON + timedelta(days=last_day))
        assert not course[sign].is_on(ON + timedelta(days=last_day + 1))


def test_no_instruction_of_the_preparation_is_given_afterwards() -> None:
    given_ids = {one.instruction for one in aftercare_for(session(), CONTENT).instructions}
    assert all(CONTENT.instruction[name].phase == "aftercare" for name in given_ids)


def test_an_adjunct_that_nobody_knows_is_told() -> None:
    assert aftercare_for(session(adjuncts=("moon dust",)), CONTENT).unrecognised == ("moon dust",)


def test_what_is_not_known_about_aftercare_is_told_with_it() -> None:
    assert {gap.id for gap in aftercare_for(session(), CONTENT).gaps} == {
        gap.id for gap in CONTENT.gap.values() if "aftercare" in gap.shown_at
    }


def test_aftercare_names_the_content_and_the_policy_it_was_made_from() -> None:
    made = aftercare_for(session(), CONTENT, replace(SHIPPED, id="north", digest="sha256:1"))
    assert (made.content_digest, made.policy_id, made.policy_digest) == (CONTENT.digest, "north", "sha256:1")


def test_the_longest_wait_of_all_that_was_treated_counts() -> None:
    waits = {one.id: one.regimen.assess_after_days for one in CONTENT.indication.values()}
    known = {name: days for name, days in waits.items() if days}
    short, long = min(known, key=known.__getitem__), max(known, key=known.__getitem__)
    both = (ZoneRecord(zone="cheek-left", indication=short), ZoneRecord(zone="chin", indication=long))
    reading = aftercare_for(session(zones=both, number=3, sessions=3), CONTENT).first_reading
    assert reading.first_on == ON + timedelta(days=known[long])


def test_where_no_study_says_when_no_day_is_named() -> None:
    silent = next(one.id for one in CONTENT.indication.values() if one.regimen.assess_after_days is None)
    zones = (ZoneRecord(zone="cheek-left", indication=silent),)
    reading = aftercare_for(session(zones=zones, number=1, sessions=1), CONTENT).first_reading
    assert reading.first_on is None
    assert reading.reason == "For what was treated no study that was read says when."
