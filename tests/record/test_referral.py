"""Referral: a letter with every reason, signed once; the answer noted beside it; the course line says how far it is."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from clinic.audit.models import AuditEvent
from clinic.records.actions.history import Said, answer_questions
from clinic.records.actions.referral import note_referral_answer, refer_patient
from clinic.records.actions.screening import record_decision
from clinic.records.models import Patient, Referral, ReferralAnswer
from clinic.records.queries.screening import screening_progress
from clinic.records.refusals import AlreadyDone, BadInput, WrongState
from clinic.records.signatures import is_intact
from tests.record.calls.referral import ASKED, TO, a_referral, to_be_referred


@pytest.fixture
def nurse(cast):
    return cast.actor("nurse")


def afresh(cast) -> Patient:
    return Patient.objects.select_related("clinic").get(pk=cast.patient.pk)


def standing(cast) -> tuple[str, str]:
    step = screening_progress([afresh(cast)], cast.actor("nurse").today)[cast.patient.pk]
    return step.note, step.next_deed


def test_the_letter_keeps_each_reason_with_its_sources_and_is_what_was_signed(cast):
    letter = a_referral(cast)
    reason = letter.content["reasons"][0]
    assert (reason["rule"], reason["zones"]) == ("keloid-history", [])
    assert reason["sources"]
    assert letter.content["considered"] == [{"indication": "wrinkles-fine", "zones": ["forehead"]}]
    document = {"decision": letter.decision.digest, "to": TO, "asked": ASKED, "content": letter.content}
    assert is_intact(letter.signature, document)
    assert not is_intact(letter.signature, document | {"asked": "Something else"})


def test_the_audit_holds_that_it_happened_and_no_word_of_it(cast):
    letter = a_referral(cast)
    event = AuditEvent.objects.filter(deed="refer_patient").get()
    assert event.subject_id == str(letter.pk)
    assert not any(word in str(event.digests) for word in ("Feld", "keloid", "needled"))


def test_the_course_line_says_what_is_to_be_done_and_what_is_under_way(cast, nurse):
    to_be_referred(cast)
    assert standing(cast) == ("To be referred", "Write the referral")
    letter = a_referral(cast)
    assert standing(cast)[0].startswith("Referred on ")
    note_referral_answer(nurse, letter, letter.on, "Dr Iris Feld", "Yes, on the face.")
    assert standing(cast)[0] == "Referral answered"


def test_a_new_reason_asks_for_a_new_letter(cast, nurse):
    letter = a_referral(cast)
    note_referral_answer(nurse, letter, letter.on, "Dr Iris Feld", "Yes, on the face.")
    answer_questions(nurse, afresh(cast), [Said(asks="sarcoidosis", answer="yes")])
    record = record_decision(nurse, afresh(cast))
    assert record.decision == "refer"
    assert standing(cast)[0] == "To be referred"


def test_a_decision_that_is_recorded_again_keeps_its_letter(cast, nurse):
    a_referral(cast)
    answer_questions(nurse, afresh(cast), [Said(asks="smoking", answer="no")])
    record_decision(nurse, afresh(cast))
    assert standing(cast)[0].startswith("Referred on ")


def test_the_answer_to_one_letter_is_not_the_answer_to_another(cast, nurse):
    letter = a_referral(cast)
    note_referral_answer(nurse, letter, letter.on, "Dr Iris Feld", "Yes, on the face.")
    answer_questions(nurse, afresh(cast), [Said(asks="sarcoidosis", answer="yes")])
    later = refer_patient(nurse, record_decision(nurse, afresh(cast)), TO, ASKED)
    assert standing(cast)[0].startswith("Referred on ")
    note_referral_answer(nurse, later, later.on, "Dr Iris Feld", "No.")
    assert standing(cast)[0] == "Referral answered"


def test_a_reason_that_went_away_and_came_back_asks_for_a_new_letter(cast, nurse):
    letter = a_referral(cast)
    note_referral_answer(nurse, letter, letter.on, "Dr Iris Feld", "Yes, on the face.")
    for answer in ("no", "yes"):
        zones = ("chest",) if answer == "yes" else ()
        answer_questions(nurse, afresh(cast), [Said(asks="keloid-history", answer=answer, zones=zones)])
        record_decision(nurse, afresh(cast))
    assert standing(cast)[0] == "To be referred"


def test_an_answer_to_the_older_letter_is_none_to_the_newer(cast, nurse):
    letter = a_referral(cast)
    answer_questions(nurse, afresh(cast), [Said(asks="sarcoidosis", answer="yes")])
    refer_patient(nurse, record_decision(nurse, afresh(cast)), TO, ASKED)
    note_referral_answer(nurse, letter, letter.on, "Dr Iris Feld", "Yes, on the face.")
    assert standing(cast)[0].startswith("Referred on ")


def test_a_second_click_is_the_first(cast, nurse):
    letter = a_referral(cast)
    with pytest.raises(AlreadyDone):
        refer_patient(nurse, letter.decision, TO, ASKED)
    note_referral_answer(nurse, letter, letter.on, "Dr Iris Feld", "Yes.")
    with pytest.raises(AlreadyDone):
        note_referral_answer(nurse, letter, letter.on, "Dr Iris Feld", "Yes.")
    assert (Referral.objects.count(), ReferralAnswer.objects.count()) == (1, 1)


def test_nothing_to_refer_for_and_an_older_decision_are_refused(cast, nurse):
    old = to_be_referred(cast)
    answer_questions(nurse, afresh(cast), [Said(asks="keloid-history", answer="no")])
    new = record_decision(nurse, afresh(cast))
    for record, words in ((old, "A newer decision"), (new, "asks for a referral")):
        with pytest.raises(WrongState, match=words):
            refer_patient(nurse, record, TO, ASKED)
    assert not Referral.objects.exists()


@pytest.mark.parametrize(("to", "asked"), [("", ASKED), (TO, "  "), ("x" * 301, ASKED), (TO, "a\x00b")])
def test_empty_endless_and_broken_words_are_refused(cast, nurse, to, asked):
    with pytest.raises(BadInput):
        refer_patient(nurse, to_be_referred(cast), to, asked)
    assert not Referral.objects.exists()


@pytest.mark.parametrize("days", [-1, 1])
def test_an_answer_lies_between_the_letter_and_today(cast, nurse, days):
    letter = a_referral(cast)
    with pytest.raises(BadInput, match="between"):
        note_referral_answer(nurse, letter, letter.on + timedelta(days=days), "Dr Iris Feld", "Yes.")


def test_letter_and_answer_are_never_changed(cast, nurse):
    letter = a_referral(cast)
    answer = note_referral_answer(nurse, letter, letter.on, "Dr Iris Feld", "Yes.")
    for row, field in ((letter, "to"), (answer, "words")):
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**{field: "another"})
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).delete()
