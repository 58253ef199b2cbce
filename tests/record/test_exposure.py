"""Looking back: a made-up outbreak is found whole and with nobody extra, whichever thread is pulled first."""

import csv
import io
import json
from collections import namedtuple
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from clinic.audit.models import AuditEvent
from clinic.records import clock
from clinic.records.actions import charting
from clinic.records.actions import exposure as deeds
from clinic.records.actions import session as sessions
from clinic.records.models import LookBackPerson, SoughtBy
from clinic.records.queries.exposure import (
    Sought,
    count_found_since,
    exposed_to,
    followed_of,
    last_drill,
    sessions_listed,
    taken_back,
)
from clinic.records.refusals import AlreadyDone, BadInput, WrongState
from clinic.web.shown.exposure import harmless, line_list
from tests.record.calls.commissioning import a_commissioned_handpiece
from tests.record.calls.exposure import a_look_back, somebody_else, somebody_found
from tests.record.calls.rooms import room_checked
from tests.record.calls.session import BEFORE, IN_DATE, again, answer_all, opened

WHEN = datetime(2026, 3, 2, 9, tzinfo=UTC)
BAD_LOT, GOOD_LOT = "VX 77", "VX-78"
Visit = namedtuple("Visit", "name who lot days_later room", defaults=("Room 2",))
# One operator, two days, one lot: nine people. Around them everybody who shares all but one of the three.
HIT = [Visit(f"Hit Number{n}", "nurse", BAD_LOT, n % 2) for n in range(9)]
MISSED = [
    Visit("Missed Operator", "doctor", BAD_LOT, 0),
    Visit("Missed Lot", "nurse", GOOD_LOT, 1),
    Visit("Missed Before", "nurse", BAD_LOT, -1),
    Visit("Missed After", "nurse", BAD_LOT, 2),
    Visit("Missed Room", "doctor", GOOD_LOT, 0, "Room 1"),
]


def treat(cast, visit: Visit) -> None:
    """Let somebody be treated: re-screened, cartridge noted, begun."""
    with clock.at(WHEN - timedelta(days=10)):
        a_commissioned_handpiece(cast)
    with clock.at(WHEN + timedelta(days=visit.days_later)):
        somebody_else(cast, visit.name)
        actor, session = cast.actor(visit.who), opened(cast)
        sessions.rescreen(actor, session, said=[], same=[], skin_seen=True)
        charting.note_device(actor, again(session), "A-1047", visit.room)
        charting.note_cartridge(actor, again(session), visit.lot, IN_DATE)
        room_checked(cast, visit.room)
        answer_all(cast, again(session), BEFORE)
        sessions.start_session(actor, again(session))


@pytest.fixture
def outbreak(cast):
    """Treat everybody."""
    for visit in (*HIT, *MISSED):
        treat(cast, visit)
    return cast


def names(cast, by: str, value: str = "", since: int | None = None, until: int | None = None) -> set[str]:
    """Give who is found, days counted from the first."""
    days = [None if n is None else (WHEN + timedelta(days=n)).date() for n in (since, until)]
    sought = Sought(by=by, value=value, since=days[0], until=days[1])
    return {one.patient.name for one in exposed_to(cast.clinic, sought)}


def of(visits) -> set[str]:
    return {visit.name for visit in visits}


def test_an_outbreak_is_found_from_its_lot_its_operator_its_days_its_room_and_its_device(outbreak):
    cast, everybody = outbreak, (*HIT, *MISSED)
    on_days = {v for v in everybody if 0 <= v.days_later <= 1}
    nurse = str(cast.members["nurse"].pk)
    assert names(cast, "lot", "vx77") == of(v for v in everybody if v.lot == BAD_LOT)
    assert names(cast, "lot", "VX 77", 0, 1) == of(v for v in on_days if v.lot == BAD_LOT)
    assert names(cast, "day", since=0, until=1) == of(on_days)
    assert names(cast, "room", "room 1") == {"Missed Room"}
    assert names(cast, "serial", "A-1047") == of(everybody)
    assert names(cast, "device", "skinpen-precision", 2) == {"Missed After"}
    assert names(cast, "device", "exceed") == set()
    by_nurse = names(cast, "operator", nurse, 0, 1)
    assert by_nurse >= of(v for v in on_days if v.who == "nurse")
    # The three threads together leave the nine and nobody else.
    assert names(cast, "lot", "VX77", 0, 1) & by_nurse - {"Missed Operator"} == of(HIT)


def test_everybody_is_found_once_with_every_session(outbreak):
    found = exposed_to(outbreak.clinic, Sought(by="lot", value=BAD_LOT))
    assert len(found) == len({one.patient.pk for one in found})
    assert [len(one.exposures) for one in found] == [1] * len(found)
    assert [one.exposures[0].session.on for one in found] == sorted(
        one.exposures[0].session.on for one in found
    )
    [hit] = [one for one in found if one.patient.name == "Hit Number3"]
    assert {(use.kind, use.lot or use.serial) for use in hit.exposures[0].items} == {
        ("cartridge", "VX 77"),
        ("device", "A-1047"),
    }


def test_a_person_leads_back_to_everything_they_met(outbreak):
    patient = outbreak.patient
    [found] = exposed_to(outbreak.clinic, Sought(by="person", value=str(patient.pk)))
    assert [use.lot for use in found.exposures[0].items if use.lot] == [GOOD_LOT]
    assert found.exposures[0].has_begun


def test_another_clinic_finds_nobody(outbreak):
    for by, value in (("lot", BAD_LOT), ("serial", "A-1047"), ("day", ""), ("device", "skinpen-precision")):
        assert exposed_to(outbreak.other_clinic, Sought(by=by, value=value)) == []


def test_what_was_taken_back_met_nobody_and_is_counted(cast):
    session = opened(cast)
    sessions.rescreen(cast.actor("nurse"), session, said=[], same=[], skin_seen=True)
    charting.note_cartridge(cast.actor("nurse"), again(session), BAD_LOT, IN_DATE)
    charting.undo_entry(cast.actor("nurse"), again(session))
    sought = Sought(by="lot", value=BAD_LOT)
    assert exposed_to(cast.clinic, sought) == []
    assert taken_back(cast.clinic, sought) == 1


def test_what_was_opened_is_found_even_where_needling_never_began(cast):
    session = opened(cast)
    sessions.rescreen(cast.actor("nurse"), session, said=[], same=[], skin_seen=True)
    charting.note_cartridge(cast.actor("nurse"), again(session), BAD_LOT, IN_DATE)
    [found] = exposed_to(cast.clinic, Sought(by="lot", value=BAD_LOT))
    assert not found.exposures[0].has_begun


@pytest.mark.parametrize(
    ("sought", "field"),
    [
        (Sought(by="magic", value="x"), "by"),
        (Sought(by="lot", value="  "), "value"),
        (Sought(by="lot", value="x" * 81), "value"),
        (Sought(by="day"), "since"),
        (Sought(by="lot", value="x", since=date(2026, 3, 2), until=date(2026, 3, 1)), "until"),
        (Sought(by="operator", value="nobody"), "value"),
        (Sought(by="person", value="00000000-0000-0000-0000-000000000000"), "value"),
    ],
)
def test_what_cannot_be_sought_is_refused_and_nothing_is_kept(cast, sought, field):
    with pytest.raises(BadInput) as refusal:
        deeds.open_look_back(cast.actor("director"), sought, "Why not")
    assert refusal.value.field == field
    assert not AuditEvent.objects.filter(deed="open_look_back").exists()


def test_everybody_is_followed_until_nobody_waits_and_then_it_closes(cast):
    director, person = cast.actor("director"), somebody_found(cast)
    look_back = person.look_back
    with pytest.raises(WrongState, match="1 of 1 people"):
        deeds.close_look_back(director, look_back, "Done")
    for step in ("not_reached", "letter", "reached", "tested"):
        deeds.note_follow_up(director, person, step)
    assert not followed_of(look_back)[0].is_settled
    deeds.note_follow_up(director, person, "result", result="unclear")
    assert not followed_of(look_back)[0].is_settled
    deeds.note_follow_up(director, person, "result", result="negative", note="Second sample")
    closed = deeds.close_look_back(director, look_back, "Nobody was infected")
    assert (closed.state, len(followed_of(closed)[0].steps)) == ("closed", 6)
    with pytest.raises(WrongState, match="closed"):
        deeds.note_follow_up(director, person, "reached")


@pytest.mark.parametrize(("step", "result"), [("result", ""), ("reached", "negative"), ("magic", "")])
def test_a_step_that_cannot_be_so_is_refused(cast, step, result):
    with pytest.raises(BadInput):
        deeds.note_follow_up(cast.actor("nurse"), somebody_found(cast), step, result=result)


def test_who_came_to_it_later_is_added_and_nobody_twice(cast):
    look_back = a_look_back(cast)
    with pytest.raises(AlreadyDone):
        deeds.extend_look_back(cast.actor("director"), look_back)
    treat(cast, Visit("Signed Late", "nurse", "SP-2291", 0))
    deeds.extend_look_back(cast.actor("director"), look_back)
    assert sorted(one.row.patient.name for one in followed_of(look_back)) == ["Ada Lovelace", "Signed Late"]


def met_and_went_home(cast) -> None:
    """Let somebody's pack be opened, and let them go home before the first puncture."""
    session = opened(cast)
    sessions.rescreen(cast.actor("nurse"), session, said=[], same=[], skin_seen=True)
    charting.note_cartridge(cast.actor("nurse"), again(session), "SP-2291", IN_DATE)
    sessions.cancel_session(cast.actor("nurse"), again(session), "The patient went home")


def test_a_later_exposure_of_somebody_who_is_settled_waits_by_itself(cast):
    director = cast.actor("director")
    met_and_went_home(cast)
    look_back = deeds.open_look_back(director, Sought(by="lot", value="SP-2291"), "A letter of the maker")
    deeds.note_follow_up(director, look_back.people.get(), "not_needed")
    met_and_went_home(cast)
    assert count_found_since(look_back, sessions_listed(look_back.people.all())) == 1
    deeds.extend_look_back(director, look_back)
    assert [one.is_settled for one in followed_of(look_back)] == [True, False]
    assert [len(one.exposures) for one in followed_of(look_back)] == [1, 1]
    with pytest.raises(WrongState, match="1 of"):
        deeds.close_look_back(director, look_back, "Done")


def test_an_exercise_tells_nobody_anything_and_says_what_it_took(cast):
    director, drill = cast.actor("director"), a_look_back(cast, is_drill=True)
    with pytest.raises(WrongState, match="exercise"):
        deeds.note_follow_up(director, drill.people.get(), "reached")
    assert last_drill(cast.clinic) is None
    deeds.close_look_back(director, drill, "All found")
    assert last_drill(cast.clinic).people_reachable == 1


def test_the_list_and_its_steps_stay_as_they_were_written(cast):
    person = somebody_found(cast)
    step = deeds.note_follow_up(cast.actor("nurse"), person, "reached")
    for row in (person, step):
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(created_at=WHEN)


def test_the_audit_knows_that_somebody_looked_and_no_word_of_whom(cast):
    a_look_back(cast)
    event = AuditEvent.objects.get(deed="open_look_back")
    assert not any(word in str(event.digests) for word in ("Ada", "SP-2291", "maker"))


def test_the_file_for_a_spreadsheet_has_a_row_a_person_and_no_formula(cast):
    look_back = a_look_back(cast)
    cast.patient.__class__.objects.filter(pk=cast.patient.pk).update(name='=HYPERLINK("x")')
    text = line_list(look_back, followed_of(look_back)).content.decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(text))
    assert (head[0], row[0]) == ("Name", '\'=HYPERLINK("x")')
    assert "SP-2291" in row[7]
    assert harmless("plain") == "plain"


def test_the_command_tells_people_or_one_document(cast, capsys):
    person = somebody_found(cast)
    call_command("trace", "lot", "SP-2291", clinic=cast.clinic.name)
    assert capsys.readouterr().out.splitlines()[-1] == "1 person met it."
    call_command("trace", "person", str(person.patient_id), clinic=cast.clinic.name, json=True)
    [told] = json.loads(capsys.readouterr().out)
    assert told["name"] == "Ada Lovelace"
    assert {item["lot"] or item["serial"] for item in told["sessions"][0]["items"]} == {"SP-2291", "A-1047"}


@pytest.mark.parametrize(
    "told", [("lot",), ("day", "--since", "soon"), ("operator", "me"), ("lot", "x", "--clinic", "?")]
)
def test_the_command_refuses_what_cannot_be_sought(cast, told):
    with pytest.raises(CommandError) as refusal:
        call_command("trace", *told, *(() if "--clinic" in told else ("--clinic", cast.clinic.name)))
    assert refusal.value.returncode == 2


def test_every_way_of_looking_has_a_way_of_finding(cast):
    for by in SoughtBy.values:
        value = str(cast.patient.pk) if by in ("person", "operator") else "1"
        assert exposed_to(cast.clinic, Sought(by=by, value=value)) == []
    assert not LookBackPerson.objects.exists()
