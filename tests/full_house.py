"""A clinic whose pages are full: the demonstration, and beside it a draft and a session at every stage.

What is counted, weighed and timed is counted, weighed and timed here: an empty patient makes a quick page.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.test import Client
from django.urls import reverse

from clinic.accounts.models import Membership
from clinic.records import clock
from clinic.records.actions.charting import (
    ZoneSetting,
    chart_zones,
    note_cartridge,
    note_device,
)
from clinic.records.actions.doors import send_patient_link
from clinic.records.actions.exposure import open_look_back
from clinic.records.actions.history import Said, set_concern
from clinic.records.actions.incidents import note_incident_step, open_incident
from clinic.records.actions.numbing import Cream, put_numbing_on, take_numbing_off
from clinic.records.actions.patients import PatientDetails, mark_arrived, mark_left, register_patient
from clinic.records.actions.planning import start_plan
from clinic.records.actions.session import open_session, rescreen
from clinic.records.actors import Actor
from clinic.records.demonstration.courses import ROLLING, STORIES
from clinic.records.demonstration.seed import FOUNDED_DAYS_BEFORE
from clinic.records.demonstration.stage import Stage, Story, tell
from clinic.records.demonstration.steps import (
    CHEEKS,
    HANDPIECE,
    ROOM,
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
from clinic.records.demonstration.team import TEAM, found_clinic
from clinic.records.models import (
    DecisionRecord,
    Handpiece,
    Incident,
    LookBack,
    Patient,
    Plan,
    Referral,
    Session,
)
from clinic.records.queries.chart import treatment_of
from clinic.records.queries.exposure import Sought
from clinic.records.queries.planning import Choices
from clinic.records.queries.rescreen import rescreen_of
from clinic.web.patient_links import PAGES_BY_PURPOSE, token_of
from clinic.web.shown.rehearsal import offer_of
from needlepoint.session.numbing import PLACES
from needlepoint.session.record import Cartridge

ZONES: Final = (*CHEEKS, "temple-left", "temple-right", "chin")
DRAFTED, OPENED, CHECKED, STARTED, CHARTED = (
    "Vera Rubin",
    "Lise Meitner",
    "Chien-Shiung Wu",
    "Rosalind Franklin",
    "Dorothy Hodgkin",
)
SCREENED, PLANNED, HEALING, TREATED = "Grace Okafor", "Priya Raman", "Joseph Bauer", "Hannah Weiss"
# Page, and whose is the fullest; what follows the name of a page is a part of it.
OF_PATIENTS: Final = {
    "patient": TREATED,
    "history": TREATED,
    "history_section general": TREATED,
    "screening": SCREENED,
    "planning": DRAFTED,
    "compare_plans": DRAFTED,
    "plan_sum": TREATED,
    "plan_dates": HEALING,
    "consent": PLANNED,
    "expectation": PLANNED,
    "photographs": TREATED,
    "session": TREATED,
    "aftercare": HEALING,
    "print_aftercare": HEALING,
    "contact": HEALING,
}
DOORS: Final = tuple(PAGES_BY_PURPOSE.values())
OF_SESSIONS: Final = {
    "session_changes": OPENED,
    "session_time_out": CHECKED,
    "session_chart": STARTED,
    "session_sign": CHARTED,
    "session_record": TREATED,
    "print_session": TREATED,
}


def fill_the_house(now: datetime) -> None:
    """Tell the demonstration's stories up to now, and beside them those that stand in the middle of something."""
    with clock.at(now - timedelta(days=FOUNDED_DAYS_BEFORE)):
        stage = Stage(found_clinic(), now)
    tell([*STORIES, *(partial(_told_to, name, end) for name, end in ENDS.items())], stage)


def patient_named(name: str) -> Patient:
    """Give somebody of the house."""
    return Patient.objects.select_related("clinic").get(name=name)


def pages_for_staff() -> dict[str, str]:
    """Give the address of every main page for staff, each where it is fullest."""
    shown = {name: reverse(name) for name in ("today", "patients", "policy", "team", "audit", "handpieces")}
    shown |= {name: reverse(name) for name in ("messages", "mailbox")}
    shown["handpiece"] = reverse("handpiece", args=[Handpiece.objects.get(serial=HANDPIECE).pk])
    shown["calendar_feed"] = reverse("calendar_feed")
    shown["search"] = reverse("patients") + "?q=ma"
    for name, whose in OF_PATIENTS.items():
        room, _, part = name.partition(" ")
        shown[name] = reverse(
            room, args=[patient_named(whose).pk, *([part] if room == "history_section" else [])]
        )
    for name, whose in OF_SESSIONS.items():
        session = Session.objects.filter(patient__name=whose).first()
        shown[name] = reverse(name, args=[session.pk])
    letter = Referral.objects.first()
    for name in ("referral", "print_referral"):
        shown[name] = reverse(name, args=[letter.pk])
    shown["refer_patient"] = reverse("refer_patient", args=[letter.decision_id])
    shown["look_backs"] = reverse("look_backs")
    shown["adverse_events"] = reverse("adverse_events")
    shown["incident"] = reverse("incident", args=[_incident().pk])
    shown["look_back"] = reverse("look_back", args=[_look_back().pk])
    decision, plan = DecisionRecord.objects.filter(patient__name=TREATED).first(), _plan_of(TREATED)
    shown["decision"] = reverse("decision", args=[decision.pk])
    for name in ("plan_version", "plan_sheet"):
        shown[name] = reverse(name, args=[plan.patient_id, plan.pk])
    shown["density"] = offer_of(plan.to_domain())["address"]
    return shown


def _incident() -> Incident:
    """Begin an incident, with everything noted that its guidance names."""
    nurse = Membership.objects.select_related("user", "clinic").get(user__email=TEAM["nurse"].email)
    if there := Incident.objects.first():
        return there
    session = Session.objects.filter(patient__name=TREATED).first()
    incident = open_incident(Actor.member(nurse), session, "needle-stick")
    for step in incident.guidance["steps"]:
        note_incident_step(Actor.member(nurse), incident, step["id"])
    return incident


def _look_back() -> LookBack:
    """Look back at everybody whom the nurse ever treated."""
    director = Membership.objects.select_related("user", "clinic").get(role="director")
    nurse = Membership.objects.get(user__email=TEAM["nurse"].email)
    sought = Sought(by="operator", value=str(nurse.pk))
    return open_look_back(Actor.member(director), sought, "To see the page where it is fullest")


def pages_on_the_phone() -> dict[str, str]:
    """Make the links of a patient anew, and give the address of every page that they open, the doors first."""
    nurse = Membership.objects.select_related("user", "clinic").get(user__email=TEAM["nurse"].email)
    links = {
        purpose: token_of(send_patient_link(Actor.member(nurse), patient_named(HEALING), purpose))
        for purpose in PAGES_BY_PURPOSE
    }
    shown = {name: reverse(name, args=[links[purpose]]) for purpose, name in PAGES_BY_PURPOSE.items()}
    shown["history_section_by_link"] = reverse("history_section_by_link", args=[links["history"], "skin"])
    shown["contact_by_link"] = reverse("contact_by_link", args=[links["aftercare"]])
    shown["aftercare_worry_by_link"] = reverse("aftercare_worry_by_link", args=[links["aftercare"]])
    return shown


def open_the_door(client: Client, address: str) -> None:
    """Give the birth date at a door, as the patient does."""
    client.post(address, {"birth_date": patient_named(HEALING).birth_date.isoformat()})


def _plan_of(name: str) -> Plan:
    return Plan.objects.filter(patient__name=name, state="approved").first()


def _told_to(name: str, end: Callable[[Stage, Actor, Patient], None], stage: Stage) -> Story:
    """Tell a course with two signed sessions, and how far the newest step of it is."""
    doctor, nurse = stage.actor("dermatologist"), stage.actor("nurse")
    born = stage.day(12_000 + len(name) * 100)
    yield stage.days_ago(100, "10:00")
    patient = register_patient(doctor, PatientDetails(name=name, birth_date=born, country="US", sex="female"))
    set_concern(doctor, patient, ROLLING, ZONES, severity="moderate")
    tell_history(doctor, patient, told(say("patient.phototype", detail="III"), say("herpes-history")))
    screen(doctor, patient)
    yield stage.days_ago(100, "10:30")
    if end is not _draft:
        approve(doctor, patient, Choices(device=SKINPEN))
        offer = explain(doctor, patient)
        yield stage.days_ago(98, "12:00")
        agree(patient, offer, "Dents on both cheeks.", 6)
        for days_ago in (90, 45):
            yield from _session(stage, nurse, patient, days_ago)
    yield stage.minutes_ago(30)
    mark_arrived(nurse, patient)
    end(stage, doctor, patient)


def _session(stage: Stage, by: Actor, patient: Patient, days_ago: int) -> Story:
    yield stage.days_ago(days_ago, "14:00")
    mark_arrived(by, patient)
    sign(by, chart(by, treat(by, patient, _cartridge(stage))))
    yield stage.days_ago(days_ago, "15:00")
    mark_left(by, patient)


def _cartridge(stage: Stage) -> Cartridge:
    return Cartridge(lot="SP-24117", expires_on=stage.day(-200))


def _draft(stage: Stage, by: Actor, patient: Patient) -> None:
    screen(by, patient)
    start_plan(by, afresh(patient), Choices(device=SKINPEN))


def _open(stage: Stage, by: Actor, patient: Patient) -> Session:
    return open_session(by, afresh(patient))


def _check(stage: Stage, by: Actor, patient: Patient) -> Session:
    """Ask what changed, and note device, cartridge and numbing."""
    session = _open(stage, by, patient)
    asked = rescreen_of(afresh(patient), session, by.today).asked
    same = [one.asks for one in asked if one.last]
    said = [Said(asks=one.asks, answer="no") for one in asked if not one.last]
    rescreen(by, session, said=said, same=same, skin_seen=True)
    session.refresh_from_db()
    note_cartridge(by, session, "SP-24117", stage.day(-200))
    note_device(by, session, HANDPIECE, ROOM)
    cream = next(one.id for one in treatment_of(session).anaesthetic.products if one.allowed != "no")
    on = put_numbing_on(by, session, Cream(product=cream, grams=10.0, area_cm2=200.0))
    take_numbing_off(by, session, str(on.pk), PLACES)
    return session


def _start(stage: Stage, by: Actor, patient: Patient) -> None:
    """Start, and chart a zone deeper than planned."""
    session = treat(by, patient, _cartridge(stage))
    chart_zones(by, session, [ZoneSetting(zone="cheek-left", needle_length_mm=2.0, passes=4)])


def _chart(stage: Stage, by: Actor, patient: Patient) -> None:
    chart(by, treat(by, patient, _cartridge(stage)), note="As agreed")


ENDS: Final = {DRAFTED: _draft, OPENED: _open, CHECKED: _check, STARTED: _start, CHARTED: _chart}
