"""Fills the clinic that DATABASE_URL and NEEDLEPOINT_DATA name.

Called as `python -m crowd.fill HOW_MANY`: the full house of the tests, thirty people present, one patient in fifty
with a copy of a whole course, everybody else registered and seen once; two events of the chain each.
"""

import sys
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from clinic.accounts.models import Clinic  # noqa: E402
from clinic.audit.chain import verify  # noqa: E402
from clinic.audit.digests import digest_of  # noqa: E402
from clinic.audit.models import AuditEvent, AuditHead  # noqa: E402
from clinic.records import clock  # noqa: E402
from clinic.records.models import Attendance, Patient, PatientNameWord  # noqa: E402
from clinic.records.names import phone_key, words_of  # noqa: E402
from crowd.people import invented  # noqa: E402
from tests.copies import Course, save_all  # noqa: E402
from tests.full_house import (  # noqa: E402
    CHARTED,
    CHECKED,
    HEALING,
    PLANNED,
    SCREENED,
    STARTED,
    TREATED,
    fill_the_house,
    patient_named,
)

A_BATCH = 5_000
ONE_COURSE_IN = 50
PRESENT = 25


def main(how_many: int) -> None:
    """Fill a clinic that is empty."""
    now = clock.now()
    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        fill_the_house(now)
        fill_the_waiting_room(now)
    known = set(Patient.objects.values_list("name", flat=True))
    strangers = (person for person in invented(how_many, now.date()) if person["name"] not in known)
    for people in batches(strangers, A_BATCH):
        with transaction.atomic():
            fill_the_files(people, now)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    assert not list(verify()), "the chain of the filled clinic does not hold"


def fill_the_waiting_room(now: datetime) -> None:
    """Let as many be here as Today lists, each somewhere in a session."""
    courses = cycle([Course(patient_named(name)) for name in (CHECKED, STARTED, CHARTED)])
    for person, course in zip(invented(PRESENT, now.date()), courses, strict=False):
        save_all(course.told_of(**details(person)))


def fill_the_files(people: list[dict[str, Any]], now: datetime) -> None:
    """Register people; one in fifty has been through a course like one of the house."""
    names = (TREATED, HEALING, PLANNED, SCREENED)
    courses = cycle([Course(patient_named(name)).finished() for name in names])
    clinic = Clinic.objects.get()
    for person, course in zip(people[::ONE_COURSE_IN], courses, strict=False):
        save_all(course.told_of(**details(person)))
    rest = [one for place, one in enumerate(people) if place % ONE_COURSE_IN]
    patients = [
        registered(clinic, person, now - timedelta(days=200 + n % 3000)) for n, person in enumerate(rest)
    ]
    save_all(patients)
    save_all(
        PatientNameWord(clinic=clinic, patient=one, word=word)
        for one in patients
        for word in words_of(one.name)
    )
    save_all(seen_once(one) for one in patients)
    write_events(clinic, patients)


def details(person: dict[str, Any]) -> dict[str, Any]:
    """Give what of a patient is one's own."""
    return {**person, "phone_key": phone_key(str(person["phone"]))}


def registered(clinic: Clinic, person: dict[str, Any], at: datetime) -> Patient:
    """Give somebody who was only registered."""
    return Patient(clinic=clinic, country="US", sex="unknown", created_at=at, **details(person))


def seen_once(patient: Patient) -> Attendance:
    """Give the day on which somebody came, and left."""
    at = patient.created_at
    return Attendance(clinic=patient.clinic, patient=patient, created_at=at, day=at.date(), left_at=at)


def write_events(clinic: Clinic, patients: Iterable[Patient]) -> None:
    """Put two events for each patient at the end of the chain, so that it still holds."""
    head = AuditHead.objects.get(clinic=clinic)
    deeds = ("register_patient", "mark_arrived")
    events = [an_event(head, patient, deed) for patient in patients for deed in deeds]
    AuditEvent.objects.bulk_create(events, batch_size=500)
    head.save()


def an_event(head: AuditHead, patient: Patient, deed: str) -> AuditEvent:
    """Give the next event of the chain, and move its end."""
    event = AuditEvent(
        clinic_id=head.clinic_id,
        sequence=head.sequence + 1,
        at=patient.created_at,
        actor_kind="member",
        actor_id=str(uuid4()),
        deed=deed,
        subject_type="patient",
        subject_id=str(patient.pk),
        digests={},
        previous_hash=head.hash,
    )
    event.hash = digest_of(event.content())
    head.sequence, head.hash = event.sequence, event.hash
    return event


def batches(people: Iterator[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    """Give people in lists of some size."""
    while some := list(islice(people, size)):
        yield some


if __name__ == "__main__":
    main(int(sys.argv[1]))
