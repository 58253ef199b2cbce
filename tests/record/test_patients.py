"""Deeds upon patients: stored whole, audited once, refused in sentences, found again."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from clinic.accounts.models import Clinic
from clinic.audit.chain import verify
from clinic.audit.models import AuditEvent
from clinic.records import clock
from clinic.records.actions.patients import (
    amend_patient,
    mark_arrived,
    mark_left,
    mark_patient_entered_in_error,
    minimum_age_years,
    register_patient,
)
from clinic.records.models import EnteredInError, Patient, PatientNameWord, Signature
from clinic.records.queries.patients import find_patients
from clinic.records.queries.today import day_of
from clinic.records.refusals import BadInput, EditedMeanwhile, PossibleDuplicate, WrongState
from clinic.records.signatures import is_intact
from needlepoint.protocols.library import shipped_content
from tests.cast import Cast, details, later


@pytest.fixture
def desk(cast):
    return cast.actor("front_desk")


def test_registering_stores_the_patient_and_one_event_with_digests_only(cast, desk):
    with clock.at(later(3)):
        patient = register_patient(desk, details("Mary Somerville", phone="030 99"))
    event = AuditEvent.objects.get(subject_id=str(patient.pk))
    assert (event.deed, event.actor_id, event.at) == ("register_patient", desk.id, later(3))
    assert "Somerville" not in str(event.content())
    assert event.digests["row"].startswith("sha256:")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"birth_date": date(2125, 1, 1)}, "birth_date"),
        ({"birth_date": date(1850, 1, 1)}, "birth_date"),
        ({"birth_date": date(2015, 1, 1)}, "birth_date"),
        ({"country": "XX"}, "country"),
        ({"sex": "dog"}, "sex"),
        ({"email": "nobody"}, "email"),
        ({"name": "   "}, "name"),
        ({"name": "..."}, "name"),
        ({"name": "x" * 201}, "name"),
    ],
)
def test_a_value_that_breaks_a_rule_is_refused_by_field_and_nothing_is_stored(cast, desk, changed, field):
    before = Patient.objects.count(), AuditEvent.objects.count()
    with pytest.raises(BadInput) as refused:
        register_patient(desk, details(**({"name": "Mary Somerville"} | changed)))
    assert refused.value.field == field
    assert (Patient.objects.count(), AuditEvent.objects.count()) == before


def test_an_eighteenth_birthday_is_old_enough_in_the_clinics_own_day(cast, desk):
    just_before_midnight_utc = later(0).replace(hour=23, minute=30)
    birth_date = date(2008, 1, 6)
    with clock.at(just_before_midnight_utc):
        assert register_patient(desk, details("Mary", birth_date=birth_date)).age_on(date(2026, 1, 6)) == 18


def test_the_least_age_is_that_of_the_clinics_country_and_eighteen_where_it_is_unknown(cast, desk):
    known = shipped_content().country.values()
    assert known
    assert [minimum_age_years(one.id) for one in known] == [one.minimum_age_years for one in known]
    Clinic.objects.filter(pk=cast.clinic.pk).update(country="AQ")
    seventeen = details("Mary", birth_date=desk.today - timedelta(days=17 * 366))
    with pytest.raises(BadInput, match="under 18"):
        register_patient(cast.actor("front_desk"), seventeen)


@pytest.mark.parametrize(
    "name", ["Ada King", "Lovelace, Ada", "ADA LOVELACE", "Äda Lovelacé", "Adda Lovelase"]
)
def test_a_similar_name_with_the_same_birth_date_is_asked_about_first(cast, desk, name):
    with pytest.raises(PossibleDuplicate) as asked:
        register_patient(desk, details(name))
    assert asked.value.patients == (cast.patient,)
    assert register_patient(desk, details(name), not_the_same_as=[cast.patient.pk]).pk != cast.patient.pk


def test_somebody_else_born_that_day_and_a_namesake_of_another_day_are_not_asked_about(cast, desk):
    register_patient(desk, details("Sofia Kowalewskaja"))
    register_patient(desk, details("Ada Lovelace", birth_date=date(1985, 1, 1), phone="+49 30 1234567"))
    assert Patient.objects.filter(clinic=cast.clinic).count() == 3


@pytest.mark.parametrize(
    "changed",
    [
        {"birth_date": date(1991, 2, 4)},
        {"birth_date": date(1991, 4, 12)},
        {"birth_date": date(1981, 4, 2)},
        {"birth_date": date(1990, 4, 2), "phone": ""},
        {"birth_date": date(1979, 8, 30), "phone": "0049 (171) 234 56 78"},
    ],
)
def test_the_same_name_is_asked_about_where_the_birth_date_may_be_a_slip_or_the_telephone_is_the_same(
    cast, desk, changed
):
    given = {"phone": "+49 30 1234567"} | changed
    if "0049" in given["phone"]:
        amend_patient(desk, cast.patient, details("Ada Lovelace", phone=given["phone"]), version=1)
    with pytest.raises(PossibleDuplicate) as asked:
        register_patient(desk, details("Lovelace, Ada", **given))
    assert asked.value.patients == (cast.patient,)


def test_a_mother_with_the_same_surname_and_telephone_is_not_asked_about(cast, desk):
    mother = register_patient(desk, details("Anne Lovelace", birth_date=date(1965, 5, 17)))
    assert mother.phone == cast.patient.phone


def test_the_second_of_two_editors_is_told_and_nothing_is_overwritten(cast, desk):
    first_screen = second_screen = cast.patient
    amend_patient(desk, first_screen, details("Ada King"), version=1)
    with pytest.raises(EditedMeanwhile):
        amend_patient(cast.actor("nurse"), second_screen, details("Ada Byron"), version=1)
    cast.patient.refresh_from_db()
    assert (cast.patient.name, cast.patient.version) == ("Ada King", 2)


def test_an_amended_name_is_found_and_the_old_one_no_longer(cast, desk):
    amend_patient(desk, cast.patient, details("Augusta Byron"), version=1)
    assert find_patients(desk, "augus") == [cast.patient]
    assert find_patients(desk, "lovel") == []


def test_a_record_entered_in_error_is_signed_stays_visible_and_can_no_longer_be_amended(cast):
    director = cast.actor("director")
    mark = mark_patient_entered_in_error(director, cast.patient, "registered twice", version=1)
    assert (mark.signature.signer_name, mark.signature.meaning) == ("Director", "entered in error")
    assert is_intact(mark.signature, {"patient": cast.patient.pk, "reason": "registered twice"})
    assert find_patients(director, "lovel") == [cast.patient]
    with pytest.raises(WrongState):
        amend_patient(director, cast.patient, details("Ada King"), version=2)


def test_coming_and_going_shows_on_today_once(cast, desk):
    mark_arrived(desk, cast.patient)
    with pytest.raises(WrongState):
        mark_arrived(desk, cast.patient)
    assert [entry.patient for entry in day_of(desk).here] == [cast.patient]
    assert day_of(desk).others == []
    mark_left(desk, cast.patient)
    with pytest.raises(WrongState):
        mark_left(desk, cast.patient)
    assert day_of(desk).here == []
    assert [entry.patient for entry in day_of(desk).others] == [cast.patient]


@pytest.mark.parametrize(
    "text",
    [
        "ada",
        "LOVE",
        "lovelace ada",
        "ad lo",
        "Lovelace, A",
        "1991-04-02",
        "2.4.1991",
        "04/02/1991",
        "0171 2345678",
        "45678",
    ],
)
def test_a_patient_is_found_by_beginnings_of_names_by_birth_date_and_by_telephone(desk, cast, text):
    assert find_patients(desk, text) == [cast.patient]


@pytest.mark.parametrize(
    "text", ["", "   ", "dal", "grace", "hopper", "31.2.1991", "2345", "%", "_", "''; --", "\x00"]
)
def test_what_is_nobodys_beginning_or_anothers_patient_is_not_found(desk, cast, text):
    assert find_patients(desk, text) == []


@pytest.mark.parametrize(
    ("stored", "typed"),
    [("Łukasz Żółć", "lukasz zolc"), ("Åsa Ødegård", "asa odeg"), ("李小龍", "李小"), ("محمد علي", "محمد")],
)
def test_names_of_every_script_are_found_without_accents(desk, stored, typed):
    patient = register_patient(desk, details(stored, birth_date=date(1980, 1, 1)))
    assert find_patients(desk, typed) == [patient]


def test_a_rollback_leaves_neither_row_nor_event(cast, desk):
    before = Patient.objects.count(), PatientNameWord.objects.count(), AuditEvent.objects.count()

    def register_and_fail() -> None:
        with transaction.atomic():
            register_patient(desk, details("Mary Somerville"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        register_and_fail()
    assert (Patient.objects.count(), PatientNameWord.objects.count(), AuditEvent.objects.count()) == before
    assert list(verify()) == []


def test_signed_marks_refuse_to_be_changed_or_removed(cast):
    mark_patient_entered_in_error(cast.actor("director"), cast.patient, "twin", version=1)
    for model, column in ((EnteredInError, "reason"), (Signature, "signer_name")):
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            model.objects.update(**{column: "somebody else"})
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            model.objects.all()._raw_delete("default")


@pytest.mark.database
def test_of_two_people_who_save_at_the_same_moment_one_wins_and_one_is_told(committed_db):
    cast, outcomes, start = Cast(), [], threading.Barrier(2)

    def save(name: str, person: str) -> None:
        actor = cast.actor(person)
        start.wait()
        try:
            amend_patient(actor, cast.patient, details(name), version=1)
            outcomes.append(name)
        except EditedMeanwhile:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=save, args=pair) for pair in (("Ada King", "nurse"), ("Ada Byron", "doctor"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cast.patient.refresh_from_db()
    assert sorted(outcomes) == sorted(["told", cast.patient.name])
    assert AuditEvent.objects.filter(deed="amend_patient").count() == 1
