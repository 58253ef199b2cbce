"""Incidents begin at once whatever state a session is in; what met somebody is never used again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from clinic.audit.models import AuditEvent
from clinic.records import clock
from clinic.records.actions import charting, items
from clinic.records.actions import incidents as deeds
from clinic.records.actions import session as sessions
from clinic.records.actions.patients import mark_patient_entered_in_error
from clinic.records.models import Incident, IncidentEntry, RetiredItem
from clinic.records.queries.incidents import open_incidents
from clinic.records.refusals import AlreadyDone, BadInput, ItemRefused, WrongState
from needlepoint.protocols.library import shipped_content
from tests.cast import Cast
from tests.record.calls import STATES, load
from tests.record.calls.exposure import somebody_else
from tests.record.calls.incidents import OUTCOME, an_incident, closed
from tests.record.calls.items import a_product, labels, pack
from tests.record.calls.session import (
    BEFORE,
    IN_DATE,
    again,
    answer_all,
    before_of,
    ready,
    rescreened,
    started,
)
from tests.record.test_races import at_once

load()
WHEN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def begin(cast, session, kind="needle-stick") -> Incident:
    return deeds.open_incident(cast.actor("nurse"), session, kind)


@pytest.mark.parametrize("kind", shipped_content().incident_guide)
def test_every_kind_begins_with_the_number_of_this_clinic(cast, kind):
    incident = an_incident(cast, kind)
    assert "112" in incident.guidance["call"]
    assert "{" not in incident.guidance["call"]
    assert incident.guidance["not_known"]


@pytest.mark.parametrize("state", ["planned", "checked", "in_progress", "charted", "signed", "cancelled"])
def test_an_incident_begins_in_whatever_state_a_session_is_and_leaves_it_there(cast, state):
    session = STATES["session", state](cast)
    begin(cast, session, "fainting")
    session.refresh_from_db()
    assert session.state == state


def test_a_number_that_the_clinic_never_entered_is_that_of_its_country(cast):
    cast.clinic.emergency_number = ""
    cast.clinic.save()
    assert an_incident(cast).guidance["number"] == "112"


def test_a_kind_that_nobody_wrote_anything_for_is_refused(cast):
    with pytest.raises(BadInput):
        begin(cast, ready(cast), "moonlight")


def test_a_second_tap_finds_the_one_that_is_open_and_a_closed_one_may_happen_again(cast):
    first = an_incident(cast)
    with pytest.raises(AlreadyDone) as refusal:
        begin(cast, first.session, "fainting")
    assert refusal.value.made == first
    closed(cast)
    assert begin(cast, first.session, "fainting") != first


@pytest.mark.database
def test_two_tablets_that_tap_at_the_same_second_are_in_one_incident(committed_db):
    cast = Cast()
    session = ready(cast)
    outcomes = at_once(2, lambda: begin(cast, session, "fainting") and "begun")
    assert sorted(outcomes) == ["AlreadyDone", "begun"]
    assert Incident.objects.count() == 1


def test_each_thing_that_was_done_stands_with_its_time_and_whose_hand_it_was(cast):
    incident = an_incident(cast)
    for minute, step in enumerate(("stopped", "lying", "came-round")):
        with clock.at(WHEN + timedelta(minutes=minute)):
            deeds.note_incident_step(cast.actor("doctor"), incident, step)
    with clock.at(WHEN + timedelta(minutes=3)):
        deeds.note_incident_step(cast.actor("nurse"), incident, words="  A glass of water ")
    told = [(e.created_at.minute, e.text, e.by_name) for e in incident.entries.all()]
    assert told[0] == (30, "Needling ended", "Doctor")
    assert [minute for minute, _text, _name in told] == [30, 31, 32, 33]
    assert told[3] == (33, "A glass of water", "Nurse")


@pytest.mark.parametrize(("step", "words"), [("", ""), ("", "  "), ("moonlight", ""), ("", "x" * 401)])
def test_what_says_nothing_or_too_much_is_not_noted(cast, step, words):
    incident = an_incident(cast)
    with pytest.raises(BadInput):
        deeds.note_incident_step(cast.actor("nurse"), incident, step, words)
    assert not incident.entries.exists()


@pytest.mark.parametrize(
    ("outcome", "harmed", "affected"),
    [("", False, "patient"), ("ok", False, "patient"), (OUTCOME, False, "moon"), (OUTCOME, True, "nobody")],
)
def test_without_an_outcome_that_fits_none_is_closed(cast, outcome, harmed, affected):
    incident = an_incident(cast)
    with pytest.raises(BadInput):
        deeds.close_incident(cast.actor("nurse"), incident, outcome, harmed=harmed, affected=affected)
    assert open_incidents(incident.session) == [incident]


def test_closed_it_is_locked_and_its_log_takes_nothing_more(cast):
    incident = closed(cast)
    with pytest.raises(WrongState):
        deeds.note_incident_step(cast.actor("nurse"), incident, "lying")
    for change in (
        lambda: Incident.objects.filter(pk=incident.pk).update(outcome="Nothing happened"),
        lambda: Incident.objects.filter(pk=incident.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_what_was_done_is_never_changed(cast):
    incident = an_incident(cast)
    entry = deeds.note_incident_step(cast.actor("nurse"), incident, "lying")
    for change in (
        lambda: IncidentEntry.objects.filter(pk=entry.pk).update(text="Nothing"),
        lambda: IncidentEntry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_cartridge_of_a_needle_stick_is_refused_in_this_session_and_in_every_other(cast):
    a_product(cast)
    session = rescreened(cast)
    items.scan(cast.actor("nurse"), session, pack())
    begin(cast, again(session))
    with pytest.raises(ItemRefused, match="taken out of use after an incident"):
        items.scan(cast.actor("nurse"), again(session), pack())
    somebody_else(cast, "Mary Somerville")
    with pytest.raises(ItemRefused, match="taken out of use after an incident"):
        items.scan(cast.actor("doctor"), rescreened(cast), pack())
    assert RetiredItem.objects.get().use.serial == "55"


def test_a_cartridge_that_fainting_met_stays_in_use(cast):
    a_product(cast)
    session = rescreened(cast)
    items.scan(cast.actor("nurse"), session, pack())
    begin(cast, again(session), "fainting")
    assert not RetiredItem.objects.exists()


def test_a_session_does_not_start_with_it_until_another_one_was_opened(cast):
    session = ready(cast)
    begin(cast, session)
    with pytest.raises(WrongState):
        sessions.start_session(cast.actor("nurse"), again(session))
    assert "cartridge-retired" in {one.id for one in before_of(cast, session).blocks()}
    charting.note_cartridge(cast.actor("nurse"), again(session), "SP-9", IN_DATE)
    assert "cartridge-retired" not in {one.id for one in before_of(cast, session).blocks()}
    answer_all(cast, again(session), BEFORE)  # a new cartridge is looked at anew
    sessions.start_session(cast.actor("nurse"), again(session))


def test_one_that_was_typed_is_scanned_at_the_incident_and_refused_from_then_on(cast):
    a_product(cast)
    session = started(cast)
    incident = begin(cast, session)
    deeds.retire_item(cast.actor("nurse"), incident, pack(serial="stuck"))
    with pytest.raises(ItemRefused, match="taken out of use after an incident"):
        items.scan(cast.actor("nurse"), again(session), pack(serial="stuck"))
    with pytest.raises(AlreadyDone):
        deeds.retire_item(cast.actor("nurse"), incident, pack(serial="stuck"))


def test_one_with_our_label_is_refused_as_well_and_what_cannot_be_found_again_is_said(cast):
    [label, _other] = labels(cast)
    incident = begin(cast, ready(cast))
    deeds.retire_item(cast.actor("nurse"), incident, label.text)
    assert RetiredItem.objects.filter(use__label=label.text).exists()
    with pytest.raises(BadInput, match="Only what has a serial number"):
        deeds.retire_item(cast.actor("nurse"), incident, pack(serial=""))


def test_a_record_that_was_made_on_the_wrong_person_hinders_no_incident(cast):
    session = ready(cast)
    mark_patient_entered_in_error(
        cast.actor("nurse"), cast.patient, "The wrong one", version=cast.patient.version
    )
    incident = begin(cast, again(session), "fainting")
    noted = deeds.note_incident_step(cast.actor("nurse"), incident, "lying")
    assert list(incident.entries.all()) == [noted]


def test_the_audit_tells_a_director_what_was_done_and_no_word_of_it(cast):
    incident = an_incident(cast)
    deeds.note_incident_step(cast.actor("nurse"), incident, words="Herpes was mentioned")
    closed(cast)
    told = list(AuditEvent.objects.filter(subject_type__startswith="incident").values_list("deed", "digests"))
    assert {deed for deed, _digests in told} == {"open_incident", "note_incident_step", "close_incident"}
    assert "Herpes" not in str(told)
    assert "sister" not in str(told)
