"""History: append-only answers, the lists, what a patient's word can do, and links that open by a birth date."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from clinic.audit.models import AuditEvent
from clinic.records import clock
from clinic.records.actions.doors import (
    hand_over_tablet,
    open_patient_link,
    revoke_patient_link,
    send_patient_link,
    take_tablet_back,
)
from clinic.records.actions.history import (
    EntryDetails,
    Said,
    answer_questions,
    note_entry,
    repeat_answers,
    set_concern,
    withdraw_entry,
)
from clinic.records.actors import Actor
from clinic.records.models import Answer, HistoryEntry, Patient, PatientLink
from clinic.records.queries.banner import banner
from clinic.records.queries.facts import facts_of
from clinic.records.queries.history import (
    always_asked,
    changes_since_last_time,
    history_of,
    history_progress,
    rescreen_questions,
)
from clinic.records.queries.questionnaire import SECTIONS, questionnaire, section_of
from clinic.records.refusals import BadInput, NotHere, NotPermitted, WrongState
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.policy import SHIPPED, Policy
from needlepoint.vocabulary.dates import PartialDate
from needlepoint.vocabulary.patient import Answer as KnownAnswer
from needlepoint.vocabulary.reasons import Truth
from tests.cast import BEGINNING, Cast, later, without_triggers

DAY = BEGINNING.date()


@pytest.fixture
def nurse(cast):
    return cast.actor("nurse")


@pytest.fixture
def by_patient(cast):
    return Actor.patient(cast.patient)


def again(patient: Patient) -> Patient:
    """Give the patient as another request would load it."""
    return Patient.objects.select_related("clinic").get(pk=patient.pk)


def say(actor, patient, asks, answer="no", **more):
    return answer_questions(actor, patient, [Said(asks=asks, answer=answer, **more)])[0]


def facts(patient, on=DAY):
    return facts_of(again(patient), on)


def asked(patient, policy=SHIPPED, on=DAY):
    return {one.asks: one for section in questionnaire(again(patient), on, policy) for one in section.each}


# answers


def test_an_answer_becomes_a_fact_with_its_day_its_place_and_whose_word_it_is(cast, nurse):
    with clock.at(BEGINNING):
        say(nurse, cast.patient, "keloid-history", "yes", zones=("chest",))
    assert facts(cast.patient).answers["keloid-history"] == (
        KnownAnswer(answer=Truth.YES, zones=("chest",), as_of=PartialDate(2026, 1, 5), by="practitioner"),
    )


@pytest.mark.parametrize(("person", "word"), [("nurse", "practitioner"), ("doctor", "doctor")])
def test_the_word_of_a_doctor_is_told_apart(cast, person, word):
    assert say(cast.actor(person), cast.patient, "warts").said_by == word


def test_a_new_answer_supersedes_the_old_one_and_both_stay(cast, nurse):
    first = say(nurse, cast.patient, "smoking", "yes")
    second = say(nurse, cast.patient, "smoking", "no")
    assert second.supersedes == first
    assert Answer.objects.filter(asks="smoking").count() == 2
    assert [one.answer for one in facts(cast.patient).answers["smoking"]] == [Truth.NO]


def test_answers_refuse_to_be_changed_or_deleted(committed_db):
    cast = Cast()
    answer = say(cast.actor("nurse"), cast.patient, "smoking")
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(answer="yes")
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        answer.delete()
    with without_triggers():
        assert Answer.objects.filter(pk=answer.pk).update(answer="yes") == 1


def test_answering_leaves_one_event_that_holds_no_answer(cast, nurse):
    answer_questions(
        nurse, cast.patient, [Said(asks="smoking", answer="yes"), Said(asks="warts", answer="no")]
    )
    event = AuditEvent.objects.get(deed="answer_questions")
    assert "smoking" not in str(event.content())
    assert event.digests["answers"].startswith("sha256:")


def test_in_person_is_kept_and_stays_unknown(cast, by_patient):
    answer = say(by_patient, cast.patient, "under-pressure", "unknown", in_person=True)
    assert answer.in_person
    assert facts(cast.patient).answers["under-pressure"][0].answer is Truth.UNKNOWN
    alerts = banner(cast.actor("nurse"), again(cast.patient)).alerts
    assert alerts == ["1 to be told in person"]


def test_a_patients_no_does_not_take_back_what_was_seen(cast, nurse, by_patient):
    say(nurse, cast.patient, "warts", "yes", zones=("chin",))
    say(by_patient, cast.patient, "warts", "no")
    heard = facts(cast.patient).answers["warts"]
    assert [(one.answer, one.by) for one in heard] == [(Truth.NO, "patient"), (Truth.YES, "practitioner")]


def test_who_looked_later_takes_back_what_a_patient_said(cast, nurse, by_patient):
    say(by_patient, cast.patient, "warts", "yes", zones=("chin",))
    say(nurse, cast.patient, "warts", "no")
    assert [(one.answer, one.by) for one in facts(cast.patient).answers["warts"]] == [
        (Truth.NO, "practitioner")
    ]


def test_a_nurses_no_leaves_the_doctors_no_standing_where_only_that_counts(cast, nurse):
    say(cast.actor("doctor"), cast.patient, "suspicious-lesion", "no")
    say(nurse, cast.patient, "suspicious-lesion", "no")
    assert {one.by for one in facts(cast.patient).answers["suspicious-lesion"]} == {"doctor", "practitioner"}


def test_a_phototype_counts_once_somebody_looked(cast, nurse, by_patient):
    say(by_patient, cast.patient, "patient.phototype", "yes", detail="V")
    assert facts(cast.patient).patient.phototype is None
    say(nurse, cast.patient, "patient.phototype", "yes", detail="IV")
    assert facts(cast.patient).patient.phototype == "IV"


def test_the_person_comes_from_the_record_and_the_country_from_the_clinic(cast, nurse):
    say(nurse, cast.patient, "patient.weight_kg", "yes", detail="61,5")
    say(nurse, cast.patient, "patient.can_be_pregnant", "no")
    person = facts(cast.patient).patient
    assert (person.sex, person.country, person.weight_kg) == ("female", "DE", 61.5)
    assert person.birth_date == PartialDate(1991, 4, 2)
    assert person.can_be_pregnant is Truth.NO


@pytest.mark.parametrize(
    "said",
    [
        Said(asks="no-such-rule", answer="no"),
        Said(asks="smoking", answer="perhaps"),
        Said(asks="active-acne", answer="yes", detail="blue"),
        Said(asks="warts", answer="yes", zones=("moon",)),
        Said(asks="patient.weight_kg", answer="yes", detail="heavy"),
        Said(asks="patient.weight_kg", answer="yes", detail="nan"),
        Said(asks="patient.weight_kg", answer="yes", detail="4000"),
        Said(asks="patient.phototype", answer="yes", detail="VII"),
        Said(asks="device", answer="yes", detail="hammer"),
        Said(asks="goals", answer="yes", note="x" * 2001),
        Said(asks="goals", answer="yes", note="\x00"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_is_stored(cast, nurse, said):
    with pytest.raises(BadInput) as refusal:
        answer_questions(nurse, cast.patient, [Said(asks="smoking", answer="no"), said])
    assert refusal.value.sentence.endswith(".")
    assert not Answer.objects.exists()


def test_a_patient_answers_for_nobody_else_and_does_not_choose_the_device(cast, by_patient):
    with pytest.raises(NotPermitted):
        say(by_patient, cast.patient, "device", "yes", detail="exceed")
    with pytest.raises(NotHere):
        say(Actor(kind="patient", id="other", name="Eve", clinic=cast.clinic), cast.patient, "smoking")


def test_saying_it_again_gives_old_answers_the_day_of_today(cast, nurse):
    with clock.at(BEGINNING):
        say(nurse, cast.patient, "pregnancy", "no")
        say(nurse, cast.patient, "smoking", "no")
    with clock.at(later(3)):
        repeated = repeat_answers(nurse, cast.patient, ["pregnancy", "never-asked"])
        twice = repeat_answers(nurse, cast.patient, ["pregnancy"])
    assert [answer.as_of for answer in repeated] == ["2026-01-08"]
    assert twice == []


def test_the_rescreen_asks_again_what_lasts_no_longer(cast, nurse):
    with clock.at(BEGINNING):
        say(nurse, cast.patient, "pregnancy", "no")
        say(nurse, cast.patient, "herpes-history", "yes")
    patient = again(cast.patient)
    assert [asks for asks, _, _ in rescreen_questions(patient, DAY + timedelta(days=1))] == ["pregnancy"]
    assert rescreen_questions(patient, DAY) == []


# lists


def test_a_list_is_unknown_then_open_then_closed(cast, nurse):
    assert facts(cast.patient).medicines is None
    note_entry(nurse, cast.patient, EntryDetails(kind="medicine", name="Warfarin", route="oral"))
    assert [one.name for one in facts(cast.patient).medicines] == ["Warfarin"]
    assert facts(cast.patient).lists_are_complete is False
    say(nurse, cast.patient, "medicines", "yes")
    assert facts(cast.patient).lists_are_complete is True


def test_there_are_none_is_an_empty_list(cast, nurse):
    say(nurse, cast.patient, "allergies", "no")
    assert facts(cast.patient).allergies == ()
    assert banner(nurse, again(cast.patient)).allergies == []


def test_none_is_refused_while_something_is_on_the_list_and_a_new_line_opens_it_again(cast, nurse):
    say(nurse, cast.patient, "allergies", "no")
    note_entry(nurse, cast.patient, EntryDetails(kind="allergy", name="nickel"))
    assert not history_of(again(cast.patient)).is_closed("allergies")
    with pytest.raises(BadInput):
        say(nurse, cast.patient, "allergies", "no")


def test_lines_become_medicines_and_events_of_the_library(cast, nurse):
    note_entry(
        nurse,
        cast.patient,
        EntryDetails(kind="medicine", name="isotretinoin", route="oral", status="stopped", until="2025-07"),
    )
    note_entry(
        nurse,
        cast.patient,
        EntryDetails(kind="event", name="filler", zones=("cheek-left",), until="2025-12-20"),
    )
    known = facts(cast.patient)
    assert (known.medicines[0].is_stopped, known.medicines[0].until) == (True, PartialDate(2025, 7))
    assert (known.events[0].kind, known.events[0].zones) == ("filler", ("cheek-left",))
    assert known.events[0].last == PartialDate(2025, 12, 20)


def test_a_line_is_corrected_by_a_new_one_and_taken_off_by_another(cast, nurse):
    first = note_entry(nurse, cast.patient, EntryDetails(kind="allergy", name="latx"))
    second = note_entry(nurse, cast.patient, EntryDetails(kind="allergy", name="latex"), supersedes=first)
    assert [line.name for line in history_of(again(cast.patient)).lines] == ["latex"]
    with pytest.raises(WrongState):
        note_entry(nurse, cast.patient, EntryDetails(kind="allergy", name="nuts"), supersedes=first)
    withdraw_entry(nurse, second)
    assert history_of(again(cast.patient)).lines == []
    assert HistoryEntry.objects.count() == 3
    with pytest.raises(WrongState):
        withdraw_entry(nurse, second)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (EntryDetails(kind="medicine", name=" "), "name"),
        (EntryDetails(kind="medicine", name="x", since="2026", until="2025"), "until"),
        (EntryDetails(kind="medicine", name="x", status="stopped", until="2027-01-01"), "until"),
        (EntryDetails(kind="medicine", name="x", since="2026-02-30"), "since"),
        (EntryDetails(kind="event", name="haircut"), "name"),
        (EntryDetails(kind="event", name="laser", zones=("moon",)), "name"),
        (EntryDetails(kind="spell", name="x"), "kind"),
        (EntryDetails(kind="allergy", name="x" * 201), "name"),
    ],
)
def test_a_line_that_screening_could_not_read_is_refused_beside_its_field(cast, nurse, details, field):
    with clock.at(BEGINNING), pytest.raises(BadInput) as refusal:
        note_entry(nurse, cast.patient, details)
    assert refusal.value.field == field
    assert not HistoryEntry.objects.exists()


def test_a_concern_stands_once_and_is_taken_back_without_a_place(cast, nurse):
    set_concern(nurse, cast.patient, "wrinkles-fine", ["forehead"], "mild")
    set_concern(nurse, cast.patient, "wrinkles-fine", ["forehead", "glabella"])
    assert [(one.indication, one.zones) for one in facts(cast.patient).concerns] == [
        ("wrinkles-fine", ("forehead", "glabella"))
    ]
    set_concern(nurse, cast.patient, "wrinkles-fine", [])
    assert facts(cast.patient).concerns is None
    with pytest.raises(BadInput):
        set_concern(nurse, cast.patient, "laxity", [])


# changes and progress


def test_what_changed_since_last_time_is_told_and_what_did_not_is_not(cast, nurse, by_patient):
    with clock.at(BEGINNING):
        say(nurse, cast.patient, "smoking", "no")
        say(nurse, cast.patient, "warts", "no")
    assert changes_since_last_time(again(cast.patient)) == []
    with clock.at(later(30)):
        say(by_patient, cast.patient, "smoking", "yes")
        say(by_patient, cast.patient, "warts", "no")
        note_entry(by_patient, cast.patient, EntryDetails(kind="allergy", name="nuts"))
    changed = changes_since_last_time(again(cast.patient))
    assert [(one.asks, getattr(one.before, "answer", None)) for one in changed] == [
        ("smoking", "no"),
        ("allergy", None),
    ]


def test_progress_counts_what_everybody_is_asked(cast, nurse):
    patients = [cast.patient]
    assert history_progress(patients, DAY)[cast.patient.pk].state == "now"
    every = [Said(asks=asks, answer="no") for asks in sorted(always_asked())]
    answer_questions(nurse, cast.patient, every[:-1])
    one_left = history_progress([again(cast.patient)], DAY)[cast.patient.pk]
    assert (one_left.state, one_left.note) == ("now", f"{len(every) - 1} of {len(every)} answered")
    answer_questions(nurse, cast.patient, every[-1:])
    assert history_progress([again(cast.patient)], DAY)[cast.patient.pk].state == "done"
    both = [again(cast.patient), again(cast.other_patient)]
    assert [history_progress(both, DAY)[one.pk].state for one in both] == ["done", "now"]


# the questionnaire


def test_every_question_of_the_content_stands_on_one_page():
    rules = [rule for rule in shipped_content().contraindication.values() if rule.is_asked]
    assert {section_of(rule) for rule in rules} <= set(SECTIONS)


def test_everything_that_everybody_is_asked_is_in_the_questionnaire(cast):
    there = set(asked(cast.patient)) | {"medicines", "events", "allergies"}
    assert always_asked() <= there


def test_a_follow_up_opens_with_its_parent(cast, nurse):
    assert "diabetes-uncontrolled" not in asked(cast.patient)
    say(nurse, cast.patient, "diabetes", "yes")
    assert "diabetes-uncontrolled" in asked(cast.patient)
    say(nurse, cast.patient, "diabetes", "no")
    assert "diabetes-uncontrolled" not in asked(cast.patient)


@pytest.mark.parametrize(("answer", "is_asked"), [("yes", True), ("unknown", True), ("no", False)])
def test_pregnancy_is_asked_where_somebody_may_be_pregnant(cast, nurse, answer, is_asked):
    say(nurse, cast.patient, "patient.can_be_pregnant", answer)
    assert ("pregnancy" in asked(cast.patient)) is is_asked


def test_a_man_is_not_asked_about_pregnancy(cast):
    cast.patient.sex = "male"
    cast.patient.save()
    assert "patient.can_be_pregnant" not in asked(cast.patient)


@pytest.mark.parametrize(
    ("country", "device", "is_asked"),
    [("US", "exceed", True), ("US", "skinpen-precision", False), ("DE", "exceed", False), ("US", "", False)],
)
def test_blood_borne_viruses_are_asked_only_where_the_label_names_them_and_the_country_allows(
    cast, nurse, country, device, is_asked
):
    cast.clinic.country = country
    cast.clinic.save()
    if device:
        say(nurse, cast.patient, "device", "yes", detail=device)
    assert ("blood-borne-virus" in asked(cast.patient)) is is_asked


def test_a_policy_that_follows_no_rule_takes_its_question_away(cast):
    policy = Policy(choices={"body-dysmorphic-disorder": "no-rule"})
    assert "body-dysmorphic-disorder" in asked(cast.patient)
    assert "body-dysmorphic-disorder" not in asked(cast.patient, policy)


def test_an_answer_that_is_too_old_is_open_again(cast, nurse):
    with clock.at(BEGINNING):
        say(nurse, cast.patient, "acute-illness", "no")
    assert not asked(cast.patient)["acute-illness"].is_open
    assert asked(cast.patient, on=DAY + timedelta(days=1))["acute-illness"].is_open


# links


@pytest.fixture
def link(cast):
    return send_patient_link(cast.actor("front_desk"), cast.patient)


def test_the_right_birth_date_opens_a_link(cast, by_patient, link):
    assert open_patient_link(by_patient, link, date(1991, 4, 2)) is True
    assert PatientLink.objects.get().opened_at is not None


def test_wrong_birth_dates_are_counted_and_the_fifth_locks(cast, by_patient, link):
    tries = [open_patient_link(by_patient, link, date(1990, 1, 1)) for _ in range(5)]
    assert tries == [False] * 5
    assert PatientLink.objects.get().is_locked
    with pytest.raises(NotHere):
        open_patient_link(by_patient, link, date(1991, 4, 2))
    assert AuditEvent.objects.filter(deed="open_patient_link").count() == 5


def test_a_link_ends_by_its_day_by_being_closed_and_by_a_newer_one(cast, by_patient):
    with clock.at(BEGINNING):
        link = send_patient_link(cast.actor("front_desk"), cast.patient)
    with clock.at(later(15)), pytest.raises(NotHere):
        open_patient_link(by_patient, link, date(1991, 4, 2))
    newer = send_patient_link(cast.actor("front_desk"), cast.patient)
    link.refresh_from_db()
    assert link.revoked_at is not None
    revoke_patient_link(cast.actor("nurse"), newer)
    with pytest.raises(NotHere):
        open_patient_link(by_patient, newer, date(1991, 4, 2))


@pytest.mark.parametrize("purpose", ["consent", "aftercare"])
def test_what_shows_something_clinical_is_not_given_by_the_front_desk(cast, purpose):
    desk = cast.actor("front_desk")
    with pytest.raises(NotPermitted):
        send_patient_link(desk, cast.patient, purpose)
    with pytest.raises(NotPermitted):
        hand_over_tablet(desk, cast.patient, purpose)


def test_only_whoever_handed_the_tablet_over_takes_it_back(cast):
    handover = hand_over_tablet(cast.actor("nurse"), cast.patient, "history")
    with pytest.raises(NotPermitted, match="with their own PIN"):
        take_tablet_back(cast.actor("director"), handover)


def test_another_patient_does_not_open_a_link(cast, link):
    other = Actor(kind="patient", id="other", name="Eve", clinic=cast.clinic)
    with pytest.raises(NotHere):
        open_patient_link(other, link, date(1991, 4, 2))


# what a page of ours never sends


@pytest.mark.parametrize("asks", ["patient.can_be_pregnant", "medicines", "goals", "smoking"])
@pytest.mark.parametrize("said", [{"detail": "x" * 81}, {"detail": "a\x00b"}, {"zones": ("a\x00b",)}])
def test_an_answer_that_the_record_could_not_hold_is_refused_whatever_it_is_about(cast, nurse, asks, said):
    with pytest.raises(BadInput):
        answer_questions(nurse, cast.patient, [Said(asks=asks, answer="yes", **said)])
    assert not Answer.objects.exists()


def test_a_patient_neither_adds_nor_takes_off_what_is_to_be_treated(cast, nurse, by_patient):
    concern = set_concern(nurse, cast.patient, "wrinkles-fine", ["forehead"])
    with pytest.raises(NotPermitted):
        withdraw_entry(by_patient, concern)
    with pytest.raises(NotPermitted):
        note_entry(by_patient, cast.patient, EntryDetails(kind="concern", name="laxity", zones=("neck",)))
    assert HistoryEntry.objects.count() == 1
