"""Tells four courses of one session up to the last puncture; they are signed on the tablet, by the journey."""

from datetime import date, time, timedelta

from django.core.management.base import BaseCommand

from clinic.accounts.models import Clinic, Membership
from clinic.records import clock
from clinic.records.actions.contact import Agreement, choose_contact
from clinic.records.actions.history import set_concern
from clinic.records.actions.patients import PatientDetails, register_patient
from clinic.records.actions.rota import ShiftDetails, add_shifts
from clinic.records.actors import Actor
from clinic.records.demonstration.stage import Stage, tell
from clinic.records.demonstration.steps import (
    CHEEKS,
    SKINPEN,
    agree,
    approve,
    chart,
    explain,
    say,
    screen,
    tell_history,
    told,
    treat,
)
from clinic.records.demonstration.team import DIRECTOR, ON_CALL, ROTA_WEEKS, TEAM
from clinic.records.queries.planning import Choices
from needlepoint.planning.changes import CourseWishes
from needlepoint.session.record import Cartridge
from tests.journey.moved.people import PEOPLE, Person

ONCE = CourseWishes(sessions=1, why="The patient wishes it")


class Command(BaseCommand):
    """Tells the courses in a demonstration that was prepared."""

    def handle(self, *args: object, **options: object) -> None:
        """Tell them up to now, and let somebody be on call until after their last day."""
        here = Clinic.objects.get()
        emails = {place: colleague.email for place, colleague in ({"director": DIRECTOR} | TEAM).items()}
        rows = {one.user.email: one for one in Membership.objects.select_related("user", "clinic")}
        members = {place: rows[email] for place, email in emails.items()}
        tell([course_of(person) for person in PEOPLE], Stage(members, clock.now()))
        later = clock.today(here.zone) + timedelta(weeks=ROTA_WEEKS)
        for place, name in enumerate(ON_CALL, start=1):
            for days in range(7):
                details = ShiftDetails(
                    on=later + timedelta(days=days), begin=time(0), end=time(0), place=place, weeks=ROTA_WEEKS
                )
                add_shifts(Actor.member(members["director"]), members[name], details)


def course_of(person: Person):
    """Give the story of one person, from the desk to the end of the treatment."""

    def story(stage: Stage):
        doctor, nurse = stage.actor("dermatologist"), stage.actor("nurse")
        details = PatientDetails(
            name=person.name,
            birth_date=date.fromisoformat(person.born),
            country="US",
            sex="female",
            phone=person.phone,
            email=person.email,
            language=person.language,
        )
        yield stage.days_ago(20, "09:00")
        patient = register_patient(doctor, details)
        choose_contact(doctor, patient, Agreement(email=True))
        set_concern(doctor, patient, "acne-scars-rolling", CHEEKS, severity="mild")
        tell_history(doctor, patient, told(say("patient.phototype", detail="II")))
        screen(doctor, patient)
        yield stage.days_ago(20, "09:30")
        approve(doctor, patient, Choices(device=SKINPEN, course=ONCE))
        offer = explain(doctor, patient)
        yield stage.days_ago(13, "12:00")
        agree(patient, offer, "Small dips on my cheeks.", 5)
        yield stage.minutes_ago(50)
        session = treat(nurse, patient, Cartridge(lot="SP-24117", expires_on=stage.day(-260)))
        yield stage.minutes_ago(20)
        chart(nurse, session)

    return story
