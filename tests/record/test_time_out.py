"""The time-out: a handpiece of the list that is commissioned, two identifiers by name, and who stands by."""

import pytest

from clinic.audit.models import AuditEvent
from clinic.records.actions import charting
from clinic.records.actions import commissioning as handpieces
from clinic.records.actions import session as deeds
from clinic.records.actions.answers import SaidWith
from clinic.records.queries.chart import chart_of
from clinic.records.queries.readiness import ONE_BY_ONE, Before
from clinic.records.queries.standing import standing_today
from clinic.records.refusals import BadInput, WrongState
from tests.record.calls.commissioning import a_commissioned_handpiece, a_handpiece, a_stamp, depth_details
from tests.record.calls.items import a_recall
from tests.record.calls.rooms import room_checked
from tests.record.calls.session import IN_DATE, again, before_of, ready, rescreened, signed


def blocks(cast, session) -> dict[str, str]:
    return {one.id: one.override_by for one in before_of(cast, session).blocks()}


def with_handpiece(cast, serial="A-1047"):
    session = rescreened(cast)
    charting.note_device(cast.actor("nurse"), session, serial)
    return again(session)


def measured(cast, *readings):
    """Give a handpiece that was stamped, and whose depth was measured as told."""
    handpiece = a_handpiece(cast, serial="A-1047")
    a_stamp(cast, handpiece)
    actor = cast.actor("nurse")
    handpieces.record_depth_check(actor, handpiece, depth_details(actor.today, *readings))
    return handpiece


def test_without_a_handpiece_nothing_starts_and_nobody_overrides_it(cast):
    session = rescreened(cast)
    assert blocks(cast, session)["handpiece-missing"] == "nobody"
    with pytest.raises(WrongState, match="Nobody overrides"):
        deeds.override_block_as_director(cast.actor("director"), session, "handpiece-missing", "In a hurry")


def test_a_handpiece_that_stands_in_no_list_stops(cast):
    session = with_handpiece(cast)
    assert blocks(cast, session)["handpiece:a 1047"] == "director"
    with pytest.raises(BadInput, match="does not stand in the list"):
        deeds.answer_checklist(cast.actor("nurse"), session, {"device-commissioned": "yes"})


def test_a_handpiece_that_nobody_measured_stops_and_says_what_is_missing(cast):
    a_handpiece(cast, serial="A-1047")
    [block] = [b for b in before_of(cast, with_handpiece(cast)).blocks() if b.id.startswith("handpiece")]
    assert "its stamp test is missing, its depth check is missing" in block.text


def test_a_depth_outside_tolerance_stops(cast):
    measured(cast, (0.5, 0.9), (1.5, 1.9))
    [block] = [b for b in before_of(cast, with_handpiece(cast)).blocks() if b.id.startswith("handpiece")]
    assert "its depth check lies outside tolerance" in block.text


def test_a_handpiece_out_of_use_stops(cast):
    handpiece = a_commissioned_handpiece(cast)
    handpieces.retire_handpiece(cast.actor("director"), handpiece)
    assert "handpiece:a 1047" in blocks(cast, with_handpiece(cast))


def test_a_commissioned_handpiece_is_free_however_its_serial_number_is_written(cast):
    a_commissioned_handpiece(cast)
    assert not [one for one in blocks(cast, with_handpiece(cast, " a-1047 ")) if one.startswith("handpiece")]


def test_the_director_takes_one_handpiece_upon_themselves_and_no_other(cast):
    session, director = with_handpiece(cast), cast.actor("director")
    with pytest.raises(WrongState, match="director"):
        deeds.override_block(cast.actor("nurse"), session, "handpiece:a 1047", "It is new")
    deeds.override_block_as_director(director, session, "handpiece:a 1047", "New, and I watched it run")
    assert not [one for one in blocks(cast, session) if one.startswith("handpiece")]
    deeds.answer_checklist(cast.actor("nurse"), session, {"device-commissioned": "yes"})
    charting.note_device(cast.actor("nurse"), session, "B-9")
    found = blocks(cast, session)
    assert {"handpiece:b 9", "checklist:device-commissioned"} <= set(found)


@pytest.mark.parametrize(
    "said", [(), ("name",), ("name", "moon"), ("name", "name"), ("name", "birth-date", "x")]
)
def test_two_identifiers_are_named_or_the_line_stays_open(cast, said):
    session = rescreened(cast)
    with pytest.raises(BadInput, match="Two identifiers") as refusal:
        deeds.answer_checklist(cast.actor("nurse"), session, {"identity": "yes"}, SaidWith(identifiers=said))
    assert refusal.value.field == "item-identity"
    assert "identity" not in chart_of(session).answers


def test_which_two_were_said_is_kept_with_who_and_when_and_signed(cast):
    session = signed(cast)
    entry = chart_of(session).answers["identity"]
    assert entry.content["identifiers"] == ["name", "birth-date"]
    assert entry.by_name == "Nurse"
    [line] = [one for one in session.document["checklist"] if one["item"] == "identity"]
    assert line["identifiers"] == ["name", "birth-date"]
    assert line["by"] == "Nurse"
    [line] = [one for one in session.document["checklist"] if one["item"] == "device-commissioned"]
    assert line["serial"] == "A-1047"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (SaidWith(chaperone="declined"), {"chaperone": "declined"}),
        (
            SaidWith(chaperone="accepted", chaperone_name="  Nurse  Ada "),
            {"chaperone": "accepted", "who": "Nurse Ada"},
        ),
    ],
)
def test_the_chaperone_is_kept_with_the_answer_and_the_name(cast, said, kept):
    session = rescreened(cast)
    deeds.answer_checklist(cast.actor("nurse"), session, {"chaperone-offered": "yes"}, said)
    content = chart_of(session).answers["chaperone-offered"].content
    assert {name: content[name] for name in kept} == kept


@pytest.mark.parametrize("said", [SaidWith(), SaidWith(chaperone="accepted"), SaidWith(chaperone="perhaps")])
def test_a_chaperone_of_whom_nothing_is_said_is_not_offered(cast, said):
    session = rescreened(cast)
    with pytest.raises(BadInput):
        deeds.answer_checklist(cast.actor("nurse"), session, {"chaperone-offered": "yes"}, said)
    assert "chaperone-offered" not in chart_of(session).answers


def test_a_second_cartridge_is_looked_at_anew(cast):
    session = ready(cast)
    assert blocks(cast, session) == {}
    charting.note_cartridge(cast.actor("nurse"), session, "SP-2292", IN_DATE)
    assert set(blocks(cast, session)) == {"checklist:cartridge-sterile"}
    deeds.answer_checklist(cast.actor("nurse"), session, {"cartridge-sterile": "yes"})
    assert blocks(cast, session) == {}


def test_what_is_seen_one_by_one_holds_what_the_time_out_must_not_bundle():
    assert {
        "identity",
        "skin-seen-today",
        "cream-at-home-asked",
        "anaesthetic-off-and-cleaned",
        "cartridge-sterile",
        "device-commissioned",
        "chaperone-offered",
        "feels-well",
    } <= ONE_BY_ONE


def test_an_override_of_a_handpiece_stands_in_the_audit(cast):
    session = with_handpiece(cast)
    deeds.override_block_as_director(cast.actor("director"), session, "handpiece:a 1047", "I watched it run")
    event = AuditEvent.objects.get(deed="override_block_as_director")
    assert event.actor_id == cast.actor("director").id
    assert event.digests["session"] == str(session.pk)


def test_what_stands_in_the_clinic_reads_the_same_in_one_question_as_in_many(cast, django_assert_num_queries):
    a_commissioned_handpiece(cast)
    a_handpiece(cast, serial="B-9")
    room_checked(cast, "Room 2", room_clean="no")
    room_checked(cast, "Room 3")
    a_recall(cast, lot="S-18")
    session = ready(cast)
    slow, quick = before_of(cast, session), Before(session, chart_of(session), cast.actor("nurse").today)
    with django_assert_num_queries(1):
        quick.adopt(standing_today(session.clinic, session.device, quick.on))
    assert quick.recalls == slow.recalls
    assert [(one.room, one.answers, one.by_name) for one in quick.checks] == [
        (one.room, one.answers, one.by_name) for one in slow.checks
    ]
    standing = {one.handpiece.serial: one.standing for one in slow.handpieces}
    assert {one.handpiece.serial: one.standing for one in quick.handpieces} == standing
    assert {name: one.is_commissioned for name, one in standing.items()} == {"A-1047": True, "B-9": False}
    assert quick.blocks() == slow.blocks()
