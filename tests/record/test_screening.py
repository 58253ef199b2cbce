"""Screening in the clinic: stored whole, re-run to the same bytes, overridden by whom it allows."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.utils import DatabaseError

from clinic.audit.models import AuditEvent
from clinic.records import clock
from clinic.records.actions.history import EntryDetails, Said, answer_questions, note_entry, set_concern
from clinic.records.actions.screening import (
    override_as_director,
    override_finding,
    record_decision,
)
from clinic.records.actors import Actor
from clinic.records.models import ContentSnapshot, DecisionRecord, Override, Patient
from clinic.records.queries.facts import RECORDED_EVENTS, facts_of
from clinic.records.queries.policy import rule_counts
from clinic.records.queries.screening import (
    decide_now,
    is_cleared,
    is_in_force,
    newest_decision,
    overridden_rules,
    screening_progress,
    stopping_findings,
)
from clinic.records.refusals import BadInput, NotPermitted, WrongState
from clinic.records.snapshots import (
    content_from_text,
    content_text,
    digest_of_tables,
    digest_of_text,
    facts_from_text,
    facts_text,
)
from clinic.records.verification import verify_decisions
from needlepoint.interop.decision import decision_document
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary.canonical import canonical_json
from needlepoint.vocabulary.patient import Event
from needlepoint.vocabulary.reasons import Decision
from tests.cast import BEGINNING, later, without_triggers
from tests.record.calls.policy import signed_side
from tests.record.calls.screening import recorded

DAY = BEGINNING.date()
UNASKED = {"blood-borne-virus", "psoriasis-new-patches", "diabetes-uncontrolled", "pregnancy", "lactation"}


@pytest.fixture
def doctor(cast):
    return cast.actor("doctor")


def again(patient: Patient) -> Patient:
    return Patient.objects.select_related("clinic").get(pk=patient.pk)


def answer_all(actor, patient, **others):
    """Answer everything with no, but for what is named."""
    rules = [rule.id for rule in shipped_content().contraindication.values() if rule.is_asked]
    said = [Said(asks=one, answer=others.get(one, "no")) for one in rules if one not in UNASKED]
    said += [Said(asks=path, answer="no") for path in ("medicines", "events", "allergies")]
    said += [
        Said(asks="patient.can_be_pregnant", answer="no"),
        Said(asks="patient.phototype", answer="yes", detail="II"),
    ]
    answer_questions(actor, patient, said)


def plan_the_cheeks(actor, patient):
    set_concern(actor, patient, "acne-scars-boxcar", ["cheek-left", "cheek-right"])
    answer_questions(actor, patient, [Said(asks="device", answer="yes", detail="skinpen-precision")])


# deciding and recording


def test_a_history_without_findings_is_free_of_what_was_asked_and_seen(cast, doctor):
    answer_all(doctor, cast.patient)
    plan_the_cheeks(doctor, cast.patient)
    live = decide_now(again(cast.patient), doctor.today)
    assert live.decision is Decision.PROCEED
    assert live.questions == ()


def test_the_same_answers_by_a_patient_alone_never_proceed(cast, doctor):
    answer_all(Actor.patient(cast.patient), cast.patient)
    plan_the_cheeks(doctor, cast.patient)
    live = decide_now(again(cast.patient), doctor.today)
    rules = shipped_content().contraindication
    assert live.decision is Decision.NEEDS_INFORMATION
    assert {one.asks for one in live.questions} == {
        rule.id for rule in rules.values() if rule.exam and rule.is_asked
    } | {"patient.phototype"}


def test_a_decision_is_stored_whole_with_its_snapshot_and_one_event(cast, doctor):
    record = recorded(cast)
    live = decide_now(again(cast.patient), record.on)
    assert record.document_text == canonical_json(decision_document(live, with_not_met=True))
    assert facts_from_text(record.facts_text) == facts_of(again(cast.patient), record.on)
    assert record.content_id == shipped_content().digest
    assert record.schema == "needlepoint/decision/1"
    assert record.policy is None
    event = AuditEvent.objects.get(deed="record_decision")
    assert event.digests["content"] == shipped_content().digest
    assert "waxing" not in str(event.content())
    assert is_in_force(record, live)


def test_content_is_kept_once_and_can_be_read_back_to_the_same_digest(cast, doctor):
    recorded(cast)
    record_decision(doctor, cast.patient, "skinpen-precision")
    snapshot = ContentSnapshot.objects.get(kind="content")
    content = content_from_text(snapshot.text, snapshot.version)
    assert content.digest == snapshot.digest == shipped_content().digest
    assert list(content.contraindication) == list(shipped_content().contraindication)
    assert content.device == shipped_content().device


def test_content_that_was_kept_before_a_table_existed_is_read_back_to_its_own_digest():
    tables = json.loads(content_text(shipped_content()))
    younger = ("skin_scenario", "epidermis", "parameter", "channel_clock")
    older = {table: rows for table, rows in tables.items() if table not in younger}
    content = content_from_text(json.dumps(older), "2026.11.0")
    assert content.digest == digest_of_tables(older) != shipped_content().digest
    assert (dict(content.parameter), content.contraindication) == ({}, shipped_content().contraindication)


def test_facts_survive_being_written_and_read(cast, doctor):
    answer_all(doctor, cast.patient, **{"keloid-history": "yes"})
    note_entry(doctor, cast.patient, EntryDetails(kind="medicine", name="x", dose_mg=2.5, since="2024-05"))
    facts = facts_of(again(cast.patient), doctor.today)
    assert facts_from_text(facts_text(facts)) == facts


def test_recorded_decisions_refuse_to_change(cast):
    record = recorded(cast)
    with pytest.raises(DatabaseError):
        DecisionRecord.objects.filter(pk=record.pk).update(decision="proceed")


def test_a_device_that_does_not_exist_is_refused(cast, doctor):
    with pytest.raises(BadInput):
        record_decision(doctor, cast.patient, device="hammer")


def test_what_later_rooms_recorded_counts(cast, doctor, monkeypatch):
    answer_all(doctor, cast.patient)
    plan_the_cheeks(doctor, cast.patient)
    session = Event(kind="microneedling", zones=("cheek-left",))
    monkeypatch.setattr("clinic.records.queries.facts.RECORDED_EVENTS", [lambda patient, on: (session,)])
    live = decide_now(again(cast.patient), doctor.today)
    assert "recent-microneedling" in {finding.rule for finding in live.findings}
    assert isinstance(RECORDED_EVENTS, list)


# verification


def verify() -> list[str]:
    return [fault for found in verify_decisions() for fault in found.faults]


def test_decisions_are_re_run_to_the_same_bytes(cast, doctor, capsys):
    recorded(cast)
    signed_side(cast, "keloid", "decline")
    answer_questions(doctor, cast.patient, [Said(asks="keloid-history", answer="yes")])
    record_decision(doctor, cast.patient)
    call_command("decision", "verify")
    told = capsys.readouterr().out
    assert "2 decisions of the content of this release" in told
    assert "2 re-run to the same bytes" in told


def test_a_changed_decision_and_changed_facts_are_found(cast):
    record = recorded(cast)
    with without_triggers():
        DecisionRecord.objects.filter(pk=record.pk).update(
            document_text=record.document_text.replace("recent-waxing", "recent-waxinG")
        )
    assert len(verify()) == 2
    with pytest.raises(CommandError):
        call_command("decision", "verify")


def test_facts_that_cannot_be_read_are_a_sentence(cast, capsys):
    record = recorded(cast)
    with without_triggers():
        DecisionRecord.objects.filter(pk=record.pk).update(facts_text='{"patient": 3}')
    assert any("cannot be read" in fault for fault in verify())


def with_other_content(record: DecisionRecord, change) -> None:
    """Let a decision have been made from content that differs from what is shipped."""
    tables = json.loads(content_text(shipped_content()))
    change(tables)
    text = json.dumps(tables)
    digest = digest_of_tables(tables)
    ContentSnapshot.objects.create(
        digest=digest, kind="content", version="2020.1", text=text, created_at=BEGINNING
    )
    document = record.document | {"content": {"version": "2020.1", "digest": digest}}
    written = canonical_json(document)
    with without_triggers():
        DecisionRecord.objects.filter(pk=record.pk).update(
            content_id=digest, document_text=written, digest=digest_of_text(written)
        )


def test_a_decision_from_other_content_is_re_run_from_its_snapshot_and_said_so(cast):
    record = recorded(cast)
    with_other_content(record, lambda tables: tables["gap"].popitem())
    found = list(verify_decisions())
    assert [one.faults for one in found] == [()]
    assert "other content (version 2020.1)" in found[0].content


def test_a_snapshot_that_this_version_cannot_read_is_said_so(cast):
    record = recorded(cast)
    with_other_content(record, lambda tables: tables["zone"]["nose"].update(smell="acute"))
    assert any("cannot be read by version" in fault for fault in verify())


def test_a_snapshot_that_was_changed_is_found(cast):
    record = recorded(cast)
    with_other_content(record, lambda tables: tables["gap"].popitem())
    snapshot = ContentSnapshot.objects.get(version="2020.1")
    with without_triggers():
        ContentSnapshot.objects.filter(pk=snapshot.pk).update(text=snapshot.text.replace("lesion", "lesi0n"))
    assert any("snapshot was changed" in fault for fault in verify())


# overrides


def test_whoever_is_entitled_decides_otherwise_with_name_and_reason(cast):
    record = recorded(cast)
    override = override_finding(cast.actor("nurse"), record, "recent-waxing", " A small area ")
    assert (override.name, override.credential, override.reason) == ("Nurse", "nurse 4711", "A small area")
    assert override.digest == record.digest
    assert set(overridden_rules(again_record(record))) == {"recent-waxing"}
    assert "recent-waxing" not in {f["rule"] for f in stopping_findings(again_record(record))}


def again_record(record: DecisionRecord) -> DecisionRecord:
    return DecisionRecord.objects.get(pk=record.pk)


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        ("recent-waxing", {"nurse", "aesthetician", "doctor"}),
        ("keloid-history", {"doctor"}),
        ("bleeding-disorder", set()),
    ],
)
@pytest.mark.parametrize("person", ["nurse", "aesthetician", "doctor"])
def test_each_rule_names_who_may_decide_otherwise(cast, rule, allowed, person):
    record = recorded(
        cast, Said(asks="keloid-history", answer="yes"), Said(asks="bleeding-disorder", answer="yes")
    )
    if person in allowed:
        assert override_finding(cast.actor(person), record, rule, "I know them well").rule == rule
    else:
        with pytest.raises(NotPermitted):
            override_finding(cast.actor(person), record, rule, "I know them well")
        assert not Override.objects.exists()


def test_the_director_alone_decides_what_is_the_directors(cast):
    record = recorded(cast, Said(asks="acute-illness", answer="yes"))
    with pytest.raises(NotPermitted):
        override_finding(cast.actor("doctor"), record, "acute-illness", "Nearly well")
    assert override_as_director(cast.actor("director"), record, "acute-illness", "Nearly well")
    with pytest.raises(NotPermitted):
        override_as_director(cast.actor("director"), record, "recent-waxing", "Why not")


def test_a_director_whose_credential_has_ended_no_longer_decides_as_a_doctor(cast):
    record = recorded(cast, Said(asks="keloid-history", answer="yes"))
    place = cast.members["director"]
    place.profession, place.valid_until = "doctor", date(2020, 1, 1)
    place.save()
    with pytest.raises(NotPermitted):
        override_as_director(cast.actor("director"), record, "keloid-history", "I know them well")
    place.valid_until = None
    place.save()
    assert override_as_director(cast.actor("director"), record, "keloid-history", "I know them well")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 401, "a\x00b"])
def test_a_reason_is_needed(cast, reason):
    with pytest.raises(BadInput):
        override_finding(cast.actor("nurse"), recorded(cast), "recent-waxing", reason)


def test_what_is_unknown_or_not_there_is_not_overridden(cast):
    record = recorded(cast)
    with pytest.raises(WrongState, match="not known yet"):
        override_finding(cast.actor("doctor"), record, "sarcoidosis", "Never heard of it")
    with pytest.raises(BadInput):
        override_finding(cast.actor("doctor"), record, "minor", "She is old enough")


def test_an_override_lapses_when_the_decision_changes(cast, doctor):
    record = recorded(cast)
    override_finding(doctor, record, "recent-waxing", "A small area")
    with pytest.raises(WrongState):
        override_finding(doctor, record, "recent-waxing", "Twice")
    answer_questions(doctor, cast.patient, [Said(asks="smoking", answer="yes")])
    with pytest.raises(WrongState, match="different now"):
        override_finding(doctor, record, "keloid-history", "Old")
    newer = record_decision(doctor, cast.patient)
    assert overridden_rules(newer) == {}
    with pytest.raises(WrongState, match="newer decision"):
        override_finding(doctor, record, "recent-waxing", "Late")


def test_a_decision_is_cleared_when_everything_that_stops_it_is_overridden(cast, doctor):
    answer_all(doctor, cast.patient)
    plan_the_cheeks(doctor, cast.patient)
    assert is_cleared(record_decision(doctor, cast.patient))
    waxing = EntryDetails(kind="event", name="waxing", zones=("cheek-left",), until=str(doctor.today))
    note_entry(doctor, cast.patient, waxing)
    answer_questions(doctor, cast.patient, [Said(asks="recent-waxing", answer="yes", zones=("cheek-left",))])
    answer_questions(doctor, cast.patient, [Said(asks="events", answer="yes")])
    record = record_decision(doctor, cast.patient)
    assert record.stopped_by == ["recent-waxing"]
    assert not is_cleared(record)
    override_finding(doctor, record, "recent-waxing", "A small area")
    assert is_cleared(again_record(record))


# progress


def test_the_course_line_says_what_screening_came_to(cast, doctor):
    assert progress(cast).next_deed == "Screen"
    with clock.at(BEGINNING):
        answer_all(doctor, cast.patient)
        plan_the_cheeks(doctor, cast.patient)
        record_decision(doctor, cast.patient)
        assert (progress(cast).state, progress(cast).has_run_out) == ("done", False)
    with clock.at(later(1)):
        past = progress(cast, DAY + timedelta(days=1))
        assert (past.state, past.has_run_out) == ("done", True)
        assert past.note.endswith("; answers ran out")
        answer_questions(doctor, cast.patient, [Said(asks="keloid-history", answer="yes")])
    assert progress(cast).note == "something changed"
    with clock.at(later(2)):
        record_decision(doctor, cast.patient)
    assert (progress(cast).state, progress(cast).note) == ("blocked", "To be referred")
    both = [again(cast.patient), again(cast.other_patient)]
    assert [screening_progress(both, DAY)[one.pk].state for one in both] == ["blocked", "now"]


def progress(cast, on=DAY):
    return screening_progress([again(cast.patient)], on)[cast.patient.pk]


def test_a_wait_with_a_date_stands_on_the_course_line(cast, doctor):
    with clock.at(BEGINNING):
        answer_all(doctor, cast.patient)
        plan_the_cheeks(doctor, cast.patient)
        peel = EntryDetails(
            kind="event", name="peel", detail="superficial", zones=("cheek-left",), until="2026-01-01"
        )
        note_entry(doctor, cast.patient, peel)
        answer_questions(
            doctor,
            cast.patient,
            [
                Said(asks="events", answer="yes"),
                Said(asks="recent-peel", answer="yes", detail="superficial", zones=("cheek-left",)),
            ],
        )
        record_decision(doctor, cast.patient)
    line = progress(cast)
    assert (line.state, line.on.isoformat()) == (
        "later",
        newest_decision(again(cast.patient)).earliest_on.isoformat(),
    )


def test_rules_are_counted_by_what_they_stopped_and_how_often_somebody_decided_otherwise(cast):
    record = recorded(cast)
    override_finding(cast.actor("nurse"), record, "recent-waxing", "A small area")
    counts = {one.rule: (one.stopped, one.overridden) for one in rule_counts(cast.clinic)}
    assert counts == {"recent-waxing": (1, 1)}
    assert rule_counts(cast.other_clinic) == []
