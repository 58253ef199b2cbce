"""The stories: one invented patient each, at every stage of a course, told back from today."""

from datetime import date
from typing import Final

from clinic.records.actions.contact import Agreement, choose_contact
from clinic.records.actions.doors import open_patient_link
from clinic.records.actions.history import (
    EntryDetails,
    answer_questions,
    note_entry,
    set_concern,
)
from clinic.records.actions.patients import PatientDetails, mark_arrived, mark_left, register_patient
from clinic.records.actions.referral import refer_patient
from clinic.records.actors import Actor
from clinic.records.demonstration.handpieces import measured, new
from clinic.records.demonstration.stage import Stage, Story
from clinic.records.demonstration.steps import (
    CHEEKS,
    SKINPEN,
    afresh,
    agree,
    approve,
    chart,
    explain,
    say,
    screen,
    sign,
    tell_history,
    told,
    treat,
)
from clinic.records.models import Patient
from clinic.records.queries.planning import Choices
from needlepoint.session.record import Cartridge

MARA: Final = PatientDetails(
    name="Mara Lindqvist",
    birth_date=date(1991, 4, 2),
    country="US",
    sex="female",
    phone="+1 212 555 0191",
    email="mara@patients.example",
)
ROLLING: Final = "acne-scars-rolling"
HISTORY: Final = "history"
DAYS_TO_EXPIRY: Final = {"SP-24071": 90, "SP-24093": 170, "SP-24117": 260}
ANSWERED_LAST_NIGHT: Final = (
    "bleeding-disorder",
    "cardiac-abnormality",
    "diabetes",
    "immunosuppression",
    "seizure-disorder",
    "sarcoidosis",
    "smoking",
)


def _person(name: str, born: str, sex: str, phone: str, chosen_name: str = "") -> PatientDetails:
    return PatientDetails(
        name=name,
        birth_date=date.fromisoformat(born),
        country="US",
        sex=sex,
        phone=phone,
        email=f"{name.split(maxsplit=1)[0].lower()}@patients.example",
        chosen_name=chosen_name,
    )


def mara(stage: Stage) -> Story:
    """Rolling scars on both cheeks, phototype IV: everything is signed, and her first session is today."""
    doctor, desk = stage.actor("dermatologist"), stage.actor("front_desk")
    phototype = say("patient.phototype", detail="IV")
    yield stage.days_ago(16, "10:05")
    patient = register_patient(desk, MARA)
    choose_contact(desk, patient, Agreement(email=True))
    link = stage.send_link(patient)
    yield stage.days_ago(15, "21:12")
    open_patient_link(Actor.patient(patient), link, patient.birth_date)
    tell_history(Actor.patient(patient), patient, told(phototype, say("pih-risk")))
    yield stage.days_ago(8, "14:20")
    set_concern(doctor, patient, ROLLING, CHEEKS, severity="moderate")
    goal = say("goals", note="Softer scars before June")
    tell_history(doctor, patient, told(phototype, goal, say("pih-risk")))
    screen(doctor, patient)
    yield stage.days_ago(8, "14:40")
    approve(doctor, patient, Choices(device=SKINPEN))
    offer = explain(doctor, patient)
    yield stage.days_ago(6, "17:10")
    agree(patient, offer, "In side light my cheeks look wavy. I would like to see that less.", 7)
    yield stage.minutes_ago(12)
    mark_arrived(desk, patient)


def tomasz(stage: Stage) -> Story:
    """Registered this morning, and nothing asked yet."""
    desk = stage.actor("front_desk")
    yield stage.minutes_ago(50)
    patient = register_patient(desk, _person("Tomasz Nowak", "1987-11-30", "male", "+1 917 555 0117"))
    yield stage.minutes_ago(20)
    mark_arrived(desk, patient)


def aisha(stage: Stage) -> Story:
    """The history was sent by a link; she opened it last night and is halfway."""
    desk = stage.actor("front_desk")
    yield stage.days_ago(2, "16:30")
    patient = register_patient(desk, _person("Aisha Rahman", "1996-02-17", "female", "+1 646 555 0133"))
    yield stage.days_ago(2, "16:35")
    link = stage.send_link(patient)
    yield stage.days_ago(1, "22:04")
    open_patient_link(Actor.patient(patient), link, patient.birth_date)
    answer_questions(
        Actor.patient(patient), afresh(patient), [say(asks, "no") for asks in ANSWERED_LAST_NIGHT]
    )


def grace(stage: Stage) -> Story:
    """Screened from what she wrote herself: whatever needs somebody's eyes is still open."""
    doctor, desk = stage.actor("dermatologist"), stage.actor("front_desk")
    yield stage.days_ago(5, "11:15")
    patient = register_patient(desk, _person("Grace Okafor", "1979-08-08", "female", "+1 718 555 0175"))
    link = stage.send_link(patient)
    yield stage.days_ago(4, "20:41")
    open_patient_link(Actor.patient(patient), link, patient.birth_date)
    unsure = say("keloid-history", "unknown")
    tell_history(Actor.patient(patient), patient, told(unsure, say("pih-risk")))
    yield stage.days_ago(1, "15:05")
    set_concern(doctor, patient, "acne-scars-boxcar", ("cheek-left", "cheek-right", "chin"), "mild")
    screen(doctor, patient)


def elena(stage: Stage) -> Story:
    """Filler in one cheek ten days ago: nothing against it, but not yet."""
    nurse = stage.actor("nurse")
    yield stage.days_ago(3, "09:20")
    patient = register_patient(nurse, _person("Elena Petrova", "1983-05-19", "female", "+1 212 555 0128"))
    set_concern(nurse, patient, ROLLING, CHEEKS, severity="mild")
    yield stage.days_ago(3, "09:35")
    filler = EntryDetails(
        kind="event",
        name="filler",
        detail="hyaluronic acid",
        zones=("cheek-left",),
        until=stage.day(10).isoformat(),
    )
    note_entry(nurse, afresh(patient), filler)
    phototype = say("patient.phototype", detail="II")
    recent = say("recent-filler", zones=("cheek-left",))
    tell_history(nurse, patient, told(phototype, recent, say("events")))
    screen(nurse, patient)


def daniel(stage: Stage) -> Story:
    """A keloid on the chest and scars on the face: he is referred before anything is planned."""
    nurse = stage.actor("nurse")
    yield stage.days_ago(1, "10:50")
    patient = register_patient(nurse, _person("Daniel Whitfield", "1990-01-26", "male", "+1 347 555 0156"))
    set_concern(nurse, patient, ROLLING, CHEEKS, severity="severe")
    yield stage.days_ago(1, "11:10")
    phototype = say("patient.phototype", detail="V")
    keloid = say("keloid-history", zones=("chest",))
    tell_history(nurse, patient, told(phototype, keloid, say("pih-risk")))
    decided = screen(nurse, patient)
    yield stage.days_ago(1, "11:25")
    asked = "He has a keloid on the chest. May the scars of his cheeks be needled, and would you try an area first?"
    refer_patient(nurse, decided, "Dr Iris Feld, dermatologist, Elm Street 4", asked)


def liam(stage: Stage) -> Story:
    """Isotretinoin until four months ago: the sources disagree on how long to wait, and the clinic waits six."""
    nurse = stage.actor("nurse")
    yield stage.days_ago(7, "16:00")
    patient = register_patient(nurse, _person("Liam O’Brien", "2001-09-03", "male", "+1 929 555 0164"))
    set_concern(nurse, patient, "acne-scars-ice-pick", (*CHEEKS, "forehead"), "moderate")
    yield stage.days_ago(7, "16:20")
    medicine = EntryDetails(
        kind="medicine",
        name="isotretinoin",
        route="oral",
        status="stopped",
        until=stage.day(122).isoformat(),
    )
    note_entry(nurse, afresh(patient), medicine)
    tell_history(nurse, patient, told(say("patient.phototype", detail="I"), say("medicines")))
    screen(nurse, patient)


def priya(stage: Stage) -> Story:
    """The plan is approved; she is reading the expectation page and has not consented yet."""
    doctor = stage.actor("director")
    yield stage.days_ago(4, "13:00")
    patient = register_patient(doctor, _person("Priya Raman", "1985-12-11", "female", "+1 646 555 0187"))
    set_concern(doctor, patient, "acne-scars-boxcar", CHEEKS, severity="moderate")
    yield stage.days_ago(4, "13:15")
    tell_history(
        doctor, patient, told(say("patient.phototype", detail="V"), say("pih-risk"), say("herpes-history"))
    )
    screen(doctor, patient)
    yield stage.days_ago(4, "13:30")
    approve(doctor, patient, Choices(device=SKINPEN))


def joseph(stage: Stage) -> Story:
    """The first of his sessions was signed yesterday; today is his first day of healing."""
    doctor, nurse = stage.actor("dermatologist"), stage.actor("nurse")
    yield stage.days_ago(20, "09:00")
    patient = register_patient(
        doctor, _person("Joseph Bauer", "1972-06-24", "male", "+1 718 555 0149", "Joe")
    )
    choose_contact(doctor, patient, Agreement(email=True))
    set_concern(doctor, patient, ROLLING, (*CHEEKS, "temple-left", "temple-right"), severity="moderate")
    tell_history(doctor, patient, told(say("patient.phototype", detail="III")))
    screen(doctor, patient)
    yield stage.days_ago(20, "09:30")
    approve(doctor, patient, Choices(device=SKINPEN))
    offer = explain(doctor, patient)
    yield stage.days_ago(13, "12:00")
    agree(patient, offer, "The dents on my cheeks, since school.", 6)
    yield from _session(stage, nurse, patient, 1, "SP-24117")


def hannah(stage: Stage) -> Story:
    """Three sessions are done; healing is over, and a result can be judged when its day has come."""
    doctor, nurse = stage.actor("dermatologist"), stage.actor("nurse")
    yield stage.days_ago(120, "15:00")
    patient = register_patient(doctor, _person("Hannah Weiss", "1994-10-05", "female", "+1 212 555 0103"))
    set_concern(doctor, patient, ROLLING, CHEEKS, severity="mild")
    tell_history(doctor, patient, told(say("patient.phototype", detail="II")))
    screen(doctor, patient)
    yield stage.days_ago(120, "15:30")
    approve(doctor, patient, Choices(device=SKINPEN))
    offer = explain(doctor, patient)
    yield stage.days_ago(118, "10:00")
    agree(patient, offer, "Small dips beside my nose.", 5)
    for days_ago, lot in ((108, "SP-24071"), (74, "SP-24093"), (40, "SP-24117")):
        yield from _session(stage, nurse, patient, days_ago, lot)


def _session(stage: Stage, by: Actor, patient: Patient, days_ago: int, lot: str) -> Story:
    """A usual session, from coming to leaving."""
    cartridge = Cartridge(lot=lot, expires_on=stage.day(-DAYS_TO_EXPIRY[lot]))
    yield stage.days_ago(days_ago, "14:00")
    mark_arrived(by, patient)
    yield stage.days_ago(days_ago, "14:10")
    session = treat(by, patient, cartridge)
    yield stage.days_ago(days_ago, "14:42")
    session = chart(by, session)
    yield stage.days_ago(days_ago, "14:50")
    sign(by, session)
    yield stage.days_ago(days_ago, "15:05")
    mark_left(by, patient)


STORIES: Final = (
    measured,
    new,
    mara,
    tomasz,
    aisha,
    grace,
    elena,
    daniel,
    liam,
    priya,
    joseph,
    hannah,
)
