"""Deeds of a session, from opening to amending."""

from datetime import date, timedelta
from uuid import uuid4

from clinic.records.actions import charting, marks, numbing
from clinic.records.actions import session as deeds
from clinic.records.actions.answers import SaidWith
from clinic.records.actions.charting import ZoneSetting
from clinic.records.actions.cosigning import cosign_session
from clinic.records.actions.numbing import Cream
from clinic.records.models import Consent, Session
from clinic.records.queries.chart import chart_of, planned_zones, treatment_of
from clinic.records.queries.readiness import AFTER, BEFORE, Before
from clinic.records.queries.session import open_session_of
from needlepoint.session.mark import Mark
from needlepoint.session.numbing import PLACES
from tests.record.calls import call, in_state
from tests.record.calls.commissioning import a_commissioned_handpiece
from tests.record.calls.consent import a_signed_consent
from tests.record.calls.planning import afresh, an_approved_plan
from tests.record.calls.rooms import room_checked

IN_DATE = date(2031, 5, 3)
CREAM = "lmx4-us"
SAID = SaidWith(identifiers=("name", "birth-date"), chaperone="declined")
SERIAL = "A-1047"
A_POINT = Mark(kind="reaction", view="front", points=((0.5, 0.5),), drawing="v1")


def again(session: Session) -> Session:
    """Give a session as the next request would read it."""
    rows = Session.objects.select_related("patient__clinic", "plan", "consent", "decision", "clinic")
    return rows.get(pk=session.pk)


def opened(cast) -> Session:
    """Open the session of an approved plan to which the patient consented, or give the one that is open."""
    patient = afresh(cast.patient)
    if session := open_session_of(patient):
        return again(session)
    if not Consent.objects.filter(patient=patient).exists():
        a_signed_consent(cast)
    return again(deeds.open_session(cast.actor("nurse"), afresh(cast.patient)))


def rescreened(cast) -> Session:
    """Ask what changed; nothing did."""
    session = opened(cast)
    deeds.rescreen(cast.actor("nurse"), session, said=[], same=[], skin_seen=True)
    return again(session)


def before_of(cast, session: Session) -> Before:
    """Give what stands in the way of a session."""
    present = again(session)
    return Before(present, chart_of(present), cast.actor("nurse").today)


def answer_all(cast, session: Session, lists) -> None:
    """Answer every open line of some lists with yes."""
    lines = [line for line in before_of(cast, session).lines(lists) if line.is_open]
    if lines:
        deeds.answer_checklist(cast.actor("nurse"), session, {line.item.id: "yes" for line in lines}, SAID)


def ready(cast) -> Session:
    """Go through the time-out."""
    session = rescreened(cast)
    a_commissioned_handpiece(cast)
    charting.note_device(cast.actor("nurse"), session, SERIAL, "Room 2")
    charting.note_cartridge(cast.actor("nurse"), session, "SP-2291", IN_DATE)
    room_checked(cast)
    answer_all(cast, session, BEFORE)
    return again(session)


def started(cast) -> Session:
    """Start the session."""
    return again(deeds.start_session(cast.actor("nurse"), ready(cast)))


def finished(cast, session: Session | None = None) -> Session:
    """Chart everything as planned, with an endpoint, and finish; a session that was started goes on."""
    session, nurse = session or started(cast), cast.actor("nurse")
    charting.chart_as_planned(nurse, session)
    seen = [ZoneSetting(zone=z, endpoint=("erythema",)) for z in planned_zones(treatment_of(session))]
    charting.chart_zones(nurse, session, seen)
    deeds.finish_charting(nurse, session)
    return again(session)


def signable(cast, session: Session | None = None) -> Session:
    """Answer what comes after the last puncture."""
    session = finished(cast, session)
    answer_all(cast, session, AFTER)
    return again(session)


def signed(cast, session: Session | None = None) -> Session:
    """Sign the session."""
    nurse = cast.actor("nurse")
    return again(deeds.sign_session(nurse, signable(cast, session), nurse.name))


@in_state("session", "planned")
def _(cast):
    return opened(cast)


@in_state("session", "checked")
def _(cast):
    return rescreened(cast)


@in_state("session", "in_progress")
def _(cast):
    return started(cast)


@in_state("session", "charted")
def _(cast):
    return signable(cast)


@in_state("session", "signed")
def _(cast):
    return signed_by_a_learner(cast)


@in_state("session", "cancelled")
def _(cast):
    return again(deeds.cancel_session(cast.actor("nurse"), opened(cast), "The patient has a cold"))


@call("open_session")
def _(cast, actor, patient):
    if patient.state == "registered":
        an_approved_plan(cast)
    return deeds.open_session(actor, afresh(patient))


@call("check_session")
def _(cast, actor, session):
    return deeds.check_session(actor, session, session.plan.decision, skin_seen=True)


@call("answer_checklist")
def _(cast, actor, session):
    return deeds.answer_checklist(actor, session, {"identity": "yes"}, SAID)


@call("override_block")
def _(cast, actor, session):
    if session.state == "checked" and actor.profession == "doctor":
        return deeds.override_block(actor, session, "checklist:allergies-said", "She is deaf; she wrote them")
    if session.state == "checked":
        session = finished(cast)
    if session.state == "charted":
        deeds.answer_checklist(cast.actor("nurse"), session, {"bleeding-has-ended": "no"})
    return deeds.override_block(actor, session, "checklist:bleeding-has-ended", "One point under pressure")


@call("override_block_as_director")
def _(cast, actor, session):
    if session.state == "charted":
        deeds.answer_checklist(cast.actor("nurse"), session, {"handpiece-reprocessed": "no"})
        block = "checklist:handpiece-reprocessed"
        return deeds.override_block_as_director(actor, session, block, "The sterile room is shut")
    block = "checklist:device-commissioned"
    return deeds.override_block_as_director(actor, session, block, "The spare device is here")


@call("settle_antiviral")
def _(cast, actor, session):
    return deeds.settle_antiviral(actor, session, "given", "Dr Elion")


@call("note_device")
def _(cast, actor, session):
    return charting.note_device(actor, session, "A-1048")


@call("note_cartridge")
def _(cast, actor, session):
    return charting.note_cartridge(actor, session, "SP-2292", IN_DATE)


@call("put_numbing_on")
def _(cast, actor, session):
    cream = Cream(product=a_cream(session), grams=10.0, area_cm2=200.0)
    return numbing.put_numbing_on(actor, session, cream)


@call("note_home_numbing")
def _(cast, actor, session):
    cream = Cream(product=a_cream(session), grams=10.0, area_cm2=200.0, minutes_ago=90, minutes_on=30)
    return numbing.note_home_numbing(actor, session, cream)


@call("note_injected_numbing")
def _(cast, actor, session):
    return numbing.note_injected_numbing(actor, session, "lidocaine 2 %", 40.0)


@call("take_numbing_off")
def _(cast, actor, session):
    entry = "none"
    if session.state == "checked":
        entry = str(cream_on(cast, session).pk)
    if session.state == "in_progress":
        entry = on_skin_while_treating(cast, session)
    return numbing.take_numbing_off(actor, session, entry, PLACES)


@call("start_session")
def _(cast, actor, session):
    return deeds.start_session(actor, ready(cast) if session.state == "checked" else session)


@call("note_stop")
def _(cast, actor, session):
    return charting.note_stop(actor, session)


@call("chart_zones")
def _(cast, actor, session):
    setting = ZoneSetting(zone="cheek-left", needle_length_mm=1.0, passes=3, endpoint=("warmth",))
    return charting.chart_zones(actor, session, [setting])


@call("chart_as_planned")
def _(cast, actor, session):
    return charting.chart_as_planned(actor, session)


@call("chart_as_last_time")
def _(cast, actor, session):
    if session.state == "in_progress":
        an_earlier_session(session)
    return charting.chart_as_last_time(actor, session)


@call("take_zone_out")
def _(cast, actor, session):
    if session.state == "in_progress":
        charting.chart_as_planned(cast.actor("nurse"), session)
    return charting.take_zone_out(actor, session, "cheek-left")


@call("put_mark")
def _(cast, actor, session):
    return marks.put_mark(actor, session, uuid4(), A_POINT)


@call("take_mark_off")
def _(cast, actor, session):
    number = uuid4()
    if session.state == "in_progress":
        marks.put_mark(cast.actor("nurse"), session, number, A_POINT)
    return marks.take_mark_off(actor, session, number)


@call("note_adjunct")
def _(cast, actor, session):
    return charting.note_adjunct(actor, session, "sterile saline")


@call("explain_deviation")
def _(cast, actor, session):
    about = "none"
    if session.state in ("in_progress", "charted"):
        about = a_longer_needle(cast, session)
    return charting.explain_deviation(actor, session, about, "Endpoint came later")


@call("undo_entry")
def _(cast, actor, session):
    if session.state in ("checked", "in_progress"):
        charting.note_cartridge(cast.actor("nurse"), session, "SP-2293", IN_DATE)
    return charting.undo_entry(actor, session)


@call("finish_charting")
def _(cast, actor, session):
    if session.state == "in_progress":
        charting.chart_as_planned(cast.actor("nurse"), session)
    return deeds.finish_charting(actor, session)


@call("break_off_session")
def _(cast, actor, session):
    return deeds.break_off_session(actor, session, "The patient asked to stop")


@call("resume_charting")
def _(cast, actor, session):
    return deeds.resume_charting(actor, session)


@call("cancel_session")
def _(cast, actor, session):
    return deeds.cancel_session(actor, session, "The patient has a cold")


@call("sign_session")
def _(cast, actor, session):
    return deeds.sign_session(actor, session, actor.name)


@call("amend_session")
def _(cast, actor, session):
    return deeds.amend_session(actor, session, reason="Counted again", text="Five passes, not four")


@call("cosign_session")
def _(cast, actor, session):
    return cosign_session(actor, session, actor.name)


def signed_by_a_learner(cast) -> Session:
    """Give a session that waits for the director: the credential of whoever signed it asks for it."""
    cast.members["nurse"].needs_cosign = True
    cast.members["nurse"].save()
    return signed(cast)


def an_earlier_session(session: Session) -> Session:
    """Put a signed session of a month before into the record."""
    zones = [{"zone": "cheek-left", "needle_length_mm": 1.25, "passes": 5}]
    return Session.objects.create(
        clinic=session.clinic,
        created_at=session.created_at - timedelta(days=30),
        patient=session.patient,
        plan=session.plan,
        number=1,
        on=session.on - timedelta(days=30),
        device=session.device,
        document={"session": {"zones": zones}},
        state="signed",
        signed_at=session.created_at - timedelta(days=30),
    )


def a_cream(session: Session) -> str:
    """Give a numbing product that nothing closes to this person."""
    checks = treatment_of(session).anaesthetic.products
    return next(check.id for check in checks if check.allowed != "no")


def cream_on(cast, session: Session, **changed):
    """Put cream on, in an amount that its label allows."""
    usual = {"product": a_cream(session), "grams": 10.0, "area_cm2": 200.0}
    return numbing.put_numbing_on(cast.actor("nurse"), session, Cream(**(usual | changed)))


def on_skin_while_treating(cast, session: Session) -> str:
    """Give cream that was found on the skin although the session had started."""
    started_at = session.started_at
    Session.objects.filter(pk=session.pk).update(state="checked", started_at=None)
    on = cream_on(cast, again(session), grams=None, area_cm2=None)
    Session.objects.filter(pk=session.pk).update(state="in_progress", started_at=started_at)
    return str(on.pk)


def a_longer_needle(cast, session: Session) -> str:
    """Chart a zone deeper than planned, and give the key of the difference."""
    nurse, was = cast.actor("nurse"), session.state
    if was == "charted":
        deeds.resume_charting(nurse, session)
    charting.chart_zones(nurse, session, [ZoneSetting(zone="cheek-left", needle_length_mm=2.5)])
    if was == "charted":
        deeds.finish_charting(nurse, session)
    return "needle-length:cheek-left:2.50 mm"
