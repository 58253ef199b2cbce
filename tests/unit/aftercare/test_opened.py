"""Until when the skin may be open after a session: the latest clock of all that was treated, and what waits for it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.aftercare.opened import skin_open_of
from needlepoint.aftercare.timeline import aftercare_for
from needlepoint.planning.channels import Circumstances, open_hours_of
from needlepoint.protocols.library import shipped_content
from needlepoint.session.record import SessionRecord, ZoneRecord
from needlepoint.vocabulary.patient import Facts, Patient

ON = date(2026, 11, 22)
CONTENT = shipped_content()
WAITING = {one.id for one in CONTENT.instruction.values() if one.while_open}


def session(*zones: ZoneRecord, phototype=None, is_occluded=None) -> SessionRecord:
    facts = Facts(patient=Patient(phototype=phototype))
    return SessionRecord(
        on=ON, device="exceed", zones=zones, facts=facts, numbing=(), is_occluded=is_occluded
    )


def test_the_clock_that_ends_last_counts_of_every_zone():
    cheek, hand = (
        ZoneRecord(zone="cheek-left", needle_length_mm=1.0),
        ZoneRecord(zone="hand-left", needle_length_mm=0.5),
    )
    both = skin_open_of(session(hand, cheek, phototype="II"), CONTENT)
    alone = skin_open_of(session(hand, phototype="II"), CONTENT)
    assert both.clock == alone.clock == "electrical"
    assert both.p95_hours > alone.p95_hours
    # 20.5 h of half-life, 2.74 half-lives to 15 %, and 1.645 standard deviations on the log scale.
    assert both.p95_hours == pytest.approx(135.6, abs=0.3)
    assert (both.half_on, both.last_on) == (date(2026, 11, 25), date(2026, 11, 28))


def test_darker_and_unknown_skin_may_be_open_longer():
    zone = ZoneRecord(zone="cheek-left", needle_length_mm=1.0)
    lighter, darker, unknown = (
        skin_open_of(session(zone, phototype=one), CONTENT).last_on for one in ("II", "V", None)
    )
    assert lighter < darker == unknown == date(2026, 11, 30)


def test_covered_skin_and_skin_of_which_nobody_charted_it_may_be_open_longer():
    hand = ZoneRecord(zone="hand-left", needle_length_mm=0.25)
    bare, covered, unknown = (
        skin_open_of(session(hand, phototype="I", is_occluded=one), CONTENT) for one in (False, True, None)
    )
    assert bare.p50_hours < covered.p50_hours
    assert unknown == covered
    assert set(covered.assumptions) - set(bare.assumptions) == {CONTENT.parameter["closure-occluded"].text}


def test_nothing_is_told_where_nothing_was_treated():
    assert skin_open_of(session(), CONTENT) is None
    assert aftercare_for(session(), CONTENT).skin_open is None


@given(
    st.sampled_from(["cheek-left", "neck", "abdomen", "hand-left", "scalp"]),
    st.sampled_from([0.25, 0.5, 1.0, 1.5, 2.5]),
    st.sampled_from(["I", "III", "IV", "VI", None]),
)
def test_what_waits_for_closed_skin_ends_no_sooner_than_any_clock_and_than_before(zone, mm, phototype):
    done = session(ZoneRecord(zone=zone, needle_length_mm=mm), phototype=phototype)
    told = aftercare_for(done, CONTENT)
    clocks = open_hours_of(zone, mm, Circumstances(phototype=phototype), CONTENT)
    waiting = [one for one in told.instructions if one.instruction in WAITING]
    assert len(waiting) == len(WAITING) == 3
    for one in waiting:
        days = (one.to_on - ON).days
        assert days >= CONTENT.instruction[one.instruction].to_days
        assert all(days * 24 >= clock.p95_hours for clock in clocks)
