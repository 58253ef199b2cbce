"""Deeds with somebody's own blood."""

from datetime import date

from clinic.records.actions import blood as deeds
from clinic.records.actions import session as deeds_of_session
from clinic.records.actions.consent import offer_consent, sign_consent
from clinic.records.actions.drawing import Draw, draw_blood, leave_blood_out
from clinic.records.actions.planning import start_plan
from clinic.records.actions.tubes import ReadBack
from clinic.records.actors import Actor
from clinic.records.models import Blood, BloodTube, Plan, Session
from clinic.records.queries.planning import Choices, draft_of
from clinic.records.refusals import BloodMismatched
from tests.record.calls import call
from tests.record.calls.consent import EXPLAINED, SIGNED
from tests.record.calls.planning import DEVICE, afresh, approve, clear
from tests.record.calls.rooms import room_checked
from tests.record.calls.session import again

ROOM = "Room 2"
KIT = date(2031, 5, 3)
SPIN = {"programme": "PRP single", "minutes": 6.0, "rpm": 1500.0, "radius_mm": 100.0}
NO_TO_ALL = {"platelet-disorder": "no", "active-cancer": "no"}
SAID = ("name", "birth-date")


def a_plan_with_blood(cast, patient=None) -> Plan:
    """Give an approved plan that makes something of the person's own blood."""
    patient = clear(cast, patient)
    choices = Choices(device=DEVICE, adjuncts=("prp",))
    return approve(
        cast, cast.actor("doctor"), draft_of(patient) or start_plan(cast.actor("doctor"), patient, choices)
    )


def consented(cast, patient=None) -> Plan:
    """Give it, and let the person sign the consent that covers it."""
    patient = patient or cast.patient
    plan = a_plan_with_blood(cast, patient)
    offer = offer_consent(cast.actor("doctor"), afresh(patient), EXPLAINED)
    sign_consent(Actor.patient(patient), offer, SIGNED)
    return plan


def anybody_prepares(cast) -> None:
    """Let the director name everybody, so that who may do a deed is the only question of the table."""
    deeds.name_blood_preparers(
        cast.actor("director"), ["nurse", "aesthetician"], "Our authority, letter of May"
    )


def with_blood_planned(cast, session: Session) -> Session:
    """Give a session whose plan holds it, as if it had been opened under that plan."""
    plan = consented(cast)
    Session.objects.filter(pk=session.pk).update(plan=plan)
    return again(session)


def a_draw(**changed) -> Draw:
    """Say what is said at a usual draw."""
    usual = {
        "room": ROOM,
        "tubes": 1,
        "ordered_by": "Dr Sand",
        "kit_lot": "KIT-7",
        "kit_expires_on": KIT,
        "kit_is_sealed": True,
        "answers": NO_TO_ALL,
    }
    return Draw(**(usual | changed))


def beside(cast, tube: BloodTube | None = None, second: str = "director") -> ReadBack:
    """Read two identifiers back with somebody beside, and scan a tube."""
    return ReadBack(identifiers=SAID, scan=tube.label if tube else "", witness=str(cast.members[second].pk))


def drawn(cast, session: Session, **changed) -> list[BloodTube]:
    """Draw blood."""
    room_checked(cast, changed.get("room", ROOM))
    return draw_blood(cast.actor("doctor"), again(session), beside(cast), a_draw(**changed))


def labelled(cast, session: Session, **changed) -> BloodTube:
    """Draw one tube and label it."""
    [tube] = drawn(cast, session, **changed)
    deeds.label_tube(cast.actor("doctor"), again(session), beside(cast, tube))
    return tube


def spun(cast, session: Session, **changed) -> BloodTube:
    """Draw, label and spin one tube."""
    tube = labelled(cast, session, **changed)
    deeds.spin_tube(cast.actor("doctor"), again(session), beside(cast, tube), SPIN)
    return tube


def a_row(session: Session) -> BloodTube:
    """Put a tube into the record of a session in whatever state it is."""
    blood = Blood.objects.create(
        clinic=session.clinic,
        created_at=session.created_at,
        session=session,
        patient=session.patient,
        room=ROOM,
        room_key="room 2",
        on=session.on,
        ordered_by="Dr Sand",
    )
    return BloodTube.objects.create(
        clinic=session.clinic,
        created_at=session.created_at,
        blood=blood,
        session=session,
        patient=session.patient,
        number=1,
        label="NP-00000-00000-0",
    )


def a_tube_while_treating(cast, session: Session) -> BloodTube:
    """Give a tube that was drawn before the chart was finished."""
    deeds_of_session.resume_charting(cast.actor("nurse"), session)
    anybody_prepares(cast)
    tube = drawn(cast, with_blood_planned(cast, session))[0]
    deeds_of_session.finish_charting(cast.actor("nurse"), again(session))
    return tube


def is_before_the_end(session: Session) -> bool:
    """Tell whether blood is drawn in this state."""
    return session.state in ("checked", "in_progress")


def a_stepped(cast, session: Session, step) -> BloodTube:
    """Give a tube at a step where the state lets it come about, else one that stands in the record."""
    anybody_prepares(cast)
    if not is_before_the_end(session):
        return a_row(session)
    return step(cast, with_blood_planned(cast, session))


@call("draw_blood")
def _(cast, actor, session):
    anybody_prepares(cast)
    if is_before_the_end(session):
        with_blood_planned(cast, session)
        room_checked(cast, ROOM)
    return draw_blood(actor, session, beside(cast), a_draw())


@call("label_tube")
def _(cast, actor, session):
    def one(cast, session):
        return drawn(cast, session)[0]

    return deeds.label_tube(actor, session, beside(cast, a_stepped(cast, session, one)))


@call("spin_tube")
def _(cast, actor, session):
    return deeds.spin_tube(actor, session, beside(cast, a_stepped(cast, session, labelled)), SPIN)


@call("use_tube")
def _(cast, actor, session):
    anybody_prepares(cast)
    tube = a_stepped(cast, session, spun) if session.state == "in_progress" else a_row(session)
    return deeds.use_tube(actor, session, beside(cast, tube))


@call("discard_tube")
def _(cast, actor, session):
    def one(cast, session):
        return drawn(cast, session)[0]

    if session.state == "charted":
        tube = a_tube_while_treating(cast, session)
    else:
        tube = a_stepped(cast, session, one)
    return deeds.discard_tube(actor, session, beside(cast, tube), "not-needed")


@call("leave_blood_out")
def _(cast, actor, session):
    if is_before_the_end(session):
        with_blood_planned(cast, session)
    return leave_blood_out(actor, session, "Her veins are hard to find")


@call("note_blood_mismatch")
def _(cast, actor, session):
    refusal = BloodMismatched("identity", "What was said does not match.", "draw")
    return deeds.note_blood_mismatch(actor, session, refusal)


@call("name_blood_preparers")
def _(cast, actor, row):
    return deeds.name_blood_preparers(actor, ["nurse"], "Our authority, letter of May")
