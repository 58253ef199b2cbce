"""Who sees what: the walls of a clinic, and the line between the desk and the treatment room."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from clinic.records import clock
from clinic.records.actors import Actor
from clinic.records.models import Attendance, Patient
from clinic.records.permissions import CLINICIANS, is_one_of
from clinic.records.queries.banner import banner
from clinic.records.refusals import NotHere, NotPermitted
from clinic.records.visibility import can_see_answers, check_can_see_answers, get_visible, visible


def test_a_clinic_sees_its_own_patients_and_a_patient_sees_themselves(cast):
    assert list(visible(cast.actor("nurse"), Patient)) == [cast.patient]
    assert list(visible(cast.actor("outsider"), Patient)) == [cast.other_patient]
    assert list(visible(Actor.patient(cast.patient), Patient)) == [cast.patient]
    assert list(visible(Actor.patient(cast.patient), Attendance)) == []


def test_what_is_anothers_and_what_does_not_exist_are_refused_in_the_same_words(cast):
    sentences = set()
    for pk in (cast.other_patient.pk, uuid4(), "nonsense"):
        with pytest.raises(NotHere) as refused:
            get_visible(cast.actor("director"), Patient, pk)
        sentences.add(refused.value.sentence)
    assert len(sentences) == 1


@pytest.mark.parametrize(
    ("person", "sees"),
    [("nurse", True), ("director", True), ("front_desk", False), ("suspended", False), ("lapsed", False)],
)
def test_answers_are_for_those_who_treat_and_not_for_the_desk(cast, person, sees):
    actor = cast.actor(person)
    assert can_see_answers(actor) is sees
    if not sees:
        with pytest.raises(NotPermitted):
            check_can_see_answers(actor)


def test_a_director_reads_with_a_credential_that_has_ended_and_does_nothing_clinical(cast):
    director = cast.members["director"]
    director.profession, director.valid_until = "doctor", date(2020, 1, 1)
    director.save()
    assert can_see_answers(cast.actor("director"))
    assert not is_one_of(cast.actor("director"), CLINICIANS)


def test_a_credential_holds_on_its_last_day_and_not_on_the_next(cast):
    nurse = cast.members["nurse"]
    nurse.valid_until = date(2026, 3, 1)
    nurse.save()
    with clock.at(datetime(2026, 3, 1, 22, 59, tzinfo=UTC)):
        assert can_see_answers(cast.actor("nurse"))
    with clock.at(datetime(2026, 3, 1, 23, 1, tzinfo=UTC)):
        assert not can_see_answers(cast.actor("nurse"))


def test_the_banner_keeps_allergies_from_the_desk_and_says_that_it_does(cast):
    assert banner(cast.actor("front_desk"), cast.patient).may_see_answers is False
    shown = banner(cast.actor("nurse"), cast.patient)
    assert shown.allergies is None
    assert shown.allergies_text == "Allergies not asked yet"


def test_the_clock_is_set_for_a_story_and_runs_on_afterwards():
    told = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with clock.at(told):
        assert clock.now() == told
    assert clock.now() != told


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"), clock.at(datetime(2026, 3, 1)):
        raise AssertionError("a moment without a time zone was taken")
