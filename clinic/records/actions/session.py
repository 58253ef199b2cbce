"""Deeds around a session: opening, asking what changed, the time-out, starting, ending, signing, amending."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.records.actions.answers import NOTHING_WITH_IT, SaidWith, kept_with_yes
from clinic.records.actions.history import Said, answer_questions, repeat_answers
from clinic.records.actions.log import enter
from clinic.records.actions.screening import record_decision
from clinic.records.actors import Actor
from clinic.records.deeds import Event, deed
from clinic.records.models import (
    DecisionRecord,
    EntryWhat,
    Patient,
    Session,
    SessionAmendment,
    SessionEntry,
    SessionState,
)
from clinic.records.queries.blood import SessionBlood
from clinic.records.queries.chart import (
    Chart,
    chart_of,
    deviations_of,
    record_of,
    unexplained,
)
from clinic.records.queries.consent import valid_consent
from clinic.records.queries.deliveries import questions_of
from clinic.records.queries.planning import approved_plan
from clinic.records.queries.readiness import (
    BY_THE_RECORD,
    CARTRIDGE_ITEM,
    HOME_CREAM,
    Before,
    roles_of,
)
from clinic.records.queries.session import next_number, open_session_of
from clinic.records.queries.signed import signed_document
from clinic.records.queries.treatments import forget_sessions
from clinic.records.refusals import AlreadyDone, BadInput, NotHere, WrongState
from clinic.records.signatures import check_may_still, digest_of, sign
from needlepoint.protocols.library import shipped_content
from needlepoint.session.checklist import may_override
from needlepoint.session.record import SessionRecord, checked
from needlepoint.session.verification import Block
from needlepoint.vocabulary import errors

ANTIVIRAL_ANSWERS: Final = ("given", "not-needed", "declined")
SEEN_ITEM: Final = "skin-seen-today"
HOME_CREAM_ITEM: Final = "cream-at-home-asked"


@deed(on=Patient)
def open_session(event: Event, patient: Patient) -> Session:
    """Open the next session of the approved plan; there is one open session at a time."""
    if patient.merged_into_id:
        raise WrongState(
            _("This record points to another of the same person. Begin the session on that one.")
        )
    plan = approved_plan(patient)
    if plan is None:
        raise WrongState(_("There is no approved plan. Approve the plan, then begin the session."))
    if already := open_session_of(patient):
        sentence = _("A session is open already. Go on with it, or cancel it first.")
        raise AlreadyDone(sentence, already)
    course = plan.to_domain().course
    session = Session(
        clinic=patient.clinic,
        created_at=event.at,
        patient=patient,
        plan=plan,
        number=next_number(patient, plan),
        sessions=course.sessions,
        sessions_high=course.sessions_high if course.sessions_high != course.sessions else None,
        interval_days=course.interval_days,
        on=event.on,
        device=plan.device,
    )
    session.save(force_insert=True)
    forget_sessions(patient)
    event.about(session)
    event.linked(patient=patient, plan=plan)
    return session


@deed(on=Session)
def check_session(event: Event, session: Session, decision: DecisionRecord, *, skin_seen: bool) -> Session:
    """Take the screening of the day into the session, and note that every planned zone was looked at."""
    if decision.patient_id != session.patient_id or decision.clinic_id != session.clinic_id:
        raise NotHere
    if decision.on != event.on:
        raise WrongState(_("This screening is of another day. Ask again what has changed."))
    if not skin_seen:
        raise BadInput("skin_seen", _("Look at the skin of every planned zone, then confirm it here."))
    session.decision, session.on, session.state = decision, event.on, SessionState.CHECKED
    session.save()
    enter(event, session, EntryWhat.TICK, item=SEEN_ITEM, answer="yes")
    if _knows_of_home_cream(decision):
        enter(event, session, EntryWhat.TICK, item=HOME_CREAM_ITEM, answer="yes")
    forget_sessions(session.patient)
    event.about(session)
    event.linked(decision=decision)
    return session


def rescreen(
    actor: Actor, session: Session, *, said: Iterable[Said], same: Iterable[str], skin_seen: bool
) -> Session:
    """Note what changed and what did not, decide anew for today, and take the decision into the session.

    Up to four deeds, each with its own audit event; together or not at all. A decision that stands to the letter is
    taken as it is.
    """
    with transaction.atomic():
        if answers := list(said):
            answer_questions(actor, session.patient, answers)
        if repeated := list(same):
            repeat_answers(actor, _afresh(session.patient), repeated)
        decision = _decided_today(actor, session)
        return check_session(actor, session, decision, skin_seen=skin_seen)


def _decided_today(actor: Actor, session: Session) -> DecisionRecord:
    try:
        return record_decision(actor, _afresh(session.patient), session.device)
    except AlreadyDone as refusal:
        made: DecisionRecord = refusal.made
        return made


@deed(on=Session)
def answer_checklist(
    event: Event, session: Session, answers: Mapping[str, str], said: SaidWith = NOTHING_WITH_IT
) -> list[SessionEntry]:
    """Note who answered which line of a checklist with yes or no; what was answered before stays in the log."""
    chart = chart_of(session)
    known = shipped_content().checklist_item
    for item, answer in answers.items():
        if item not in known or answer not in ("yes", "no"):
            raise BadInput(item, _("Answer each line with yes or no."))
        if item in BY_THE_RECORD:
            raise BadInput(item, _("The record answers this line, from what is stored in it; a tap cannot."))
    if answers.get(CARTRIDGE_ITEM) == "yes" and not chart.cartridges:
        raise BadInput("lot", _("Choose the lot of the cartridge, or type it from the pack."))
    with_it = {
        item: kept_with_yes(item, said, Before(session, chart, event.on)) if answer == "yes" else {}
        for item, answer in answers.items()
    }
    given = [
        enter(event, session, EntryWhat.TICK, item=i, answer=a, **with_it[i]) for i, a in answers.items()
    ]
    event.about(session, answers=dict(answers), said=asdict(said))
    return given


@deed(on=Session)
def override_block(event: Event, session: Session, block_id: str, reason: str) -> SessionEntry:
    """Take something that stops upon oneself, with name and reason; what nobody overrides is refused."""
    return _override(event, session, block_id, reason)


@deed(on=Session)
def override_block_as_director(event: Event, session: Session, block_id: str, reason: str) -> SessionEntry:
    """Take upon oneself what only the medical director may."""
    return _override(event, session, block_id, reason)


def _override(event: Event, session: Session, block_id: str, reason: str) -> SessionEntry:
    before = Before(session, chart_of(session), event.on)
    candidates = before.open_after() if session.state == SessionState.CHARTED else before.blocks()
    block = next((one for one in candidates if one.id == block_id), None)
    if block is None:
        raise WrongState(_("This stops nothing any more. Look at the list as it is now."))
    _check_may_override(event, block, reason)
    entry = enter(event, session, EntryWhat.OVERRIDE, block=block.id, text=block.text, reason=reason.strip())
    event.about(entry)
    event.linked(session=session)
    return entry


@deed(on=Session)
def settle_antiviral(event: Event, session: Session, answer: str, given_by: str = "") -> SessionEntry:
    """Note what the prescriber said on an antiviral; a doctor speaks for themselves, others name the prescriber."""
    if answer not in ANTIVIRAL_ANSWERS:
        raise BadInput("antiviral", _("Choose given, not needed, or declined."))
    prescriber = given_by.strip() or (event.actor.name if event.actor.profession == "doctor" else "")
    if not prescriber:
        raise BadInput("given_by", _("Name the prescriber who decided this."))
    if len(prescriber) > 200:
        raise BadInput("given_by", _("At most 200 characters, please."))
    entry = enter(event, session, EntryWhat.ANTIVIRAL, answer=answer, given_by=prescriber)
    event.about(entry)
    event.linked(session=session)
    return entry


@deed(on=Session)
def start_session(event: Event, session: Session) -> Session:
    """Start treating, if nothing stands in the way that was not overridden by somebody entitled to it."""
    before = Before(session, chart_of(session), event.on)
    blocks = before.blocks()
    if blocks:
        raise WrongState(
            _("The session cannot start yet. %(why)s") % {"why": " ".join(one.text for one in blocks)}
        )
    session.consent = valid_consent(session.patient, session.plan)
    session.state, session.started_at = SessionState.IN_PROGRESS, event.at
    session.save()
    event.about(session, ticks=[[tick.item, tick.by, tick.at] for tick in before.ticks])
    assert session.consent is not None  # if it is missing, nobody overrides that
    assert session.decision is not None  # nor that
    event.linked(plan=session.plan, consent=session.consent, decision=session.decision)
    return session


@deed(on=Session)
def finish_charting(event: Event, session: Session) -> Session:
    """End the treatment; what was charted can still be gone back to until it is signed."""
    if not chart_of(session).zones:
        raise WrongState(_("No zone is charted yet. Chart what was treated, or break the session off."))
    return _ended(event, session)


@deed(on=Session)
def break_off_session(event: Event, session: Session, reason: str) -> Session:
    """End a treatment before it was whole; the reason stays on the record."""
    _check_is_said("reason", reason)
    enter(event, session, EntryWhat.BROKEN_OFF, reason=reason.strip())
    session.is_broken_off = True
    return _ended(event, session)


@deed(on=Session)
def resume_charting(event: Event, session: Session) -> Session:
    """Go back to the chart."""
    session.state, session.ended_at, session.is_broken_off = SessionState.IN_PROGRESS, None, False
    session.save()
    event.about(session)
    return session


@deed(on=Session)
def cancel_session(event: Event, session: Session, reason: str) -> Session:
    """Give a session up before the first puncture."""
    _check_is_said("reason", reason)
    if any(line.off_at is None for line in chart_of(session).numbing):
        raise WrongState(_("Numbing cream is still on the skin. Take it off first."))
    if SessionBlood(session).open:
        raise WrongState(_("A tube of this person’s blood is open. Discard it first."))
    enter(event, session, EntryWhat.CANCELLED, reason=reason.strip())
    session.state = SessionState.CANCELLED
    session.save()
    forget_sessions(session.patient)
    event.about(session)
    return session


@deed(on=Session)
def sign_session(event: Event, session: Session, typed_name: str) -> Session:
    """Sign what was charted: from now on it is never changed, only amended."""
    member = check_may_still(event)
    if _folded(typed_name) != _folded(event.actor.name):
        raise BadInput(
            "typed_name", _("Type your own name as it stands here: %(n)s.") % {"n": event.actor.name}
        )
    chart = chart_of(session)
    record = record_of(session, chart)
    _check_can_be_signed(event, session, chart, record)
    session.document = signed_document(session, chart, record, event.on)
    session.digest = digest_of(session.document)
    session.typed_name = typed_name.strip()
    session.wants_cosign = member is not None and member.needs_cosign
    session.signature = sign(event, session, meaning="author", document=session.document)
    session.state, session.signed_at = SessionState.SIGNED, event.at
    session.save()
    forget_sessions(session.patient)
    event.about(session, document=session.document)
    event.linked(plan=session.plan, patient=session.patient)
    return session


@deed(on=Session)
def amend_session(
    event: Event, session: Session, *, reason: str, text: str, corrects: str = ""
) -> SessionAmendment:
    """Add to a signed session; the original stays as it was signed."""
    check_may_still(event)
    _check_is_said("reason", reason)
    _check_is_said("text", text, 2000)
    said = {"session": session.digest, "corrects": corrects, "reason": reason.strip(), "text": text.strip()}
    amendment = SessionAmendment(
        clinic=session.clinic,
        created_at=event.at,
        session=session,
        patient=session.patient,
        corrects=corrects[:80],
        reason=reason.strip(),
        text=text.strip(),
        signature=sign(event, session, meaning="amendment", document=said),
    )
    amendment.save(force_insert=True)
    event.about(session, amendment=said)
    event.linked(amendment=amendment)
    return amendment


def _check_can_be_signed(event: Event, session: Session, chart: Chart, record: SessionRecord) -> None:
    if any(one.session_id == session.pk for one in questions_of([session])):
        raise WrongState(_("Something came from a tablet and waits here. Say first what becomes of it."))
    if record.zones:
        _check_by_library(lambda: checked(record, shipped_content()))
    missing = unexplained(deviations_of(session, record), chart)
    if missing:
        raise BadInput("deviations", _("Say why: %(what)s") % {"what": " ".join(one.text for one in missing)})
    if any(line.off_at is None for line in chart.numbing):
        raise BadInput(
            "numbing", _("Numbing cream is still on the skin. Go back to the chart and take it off.")
        )
    open_lines = Before(session, chart, event.on).open_after()
    if open_lines:
        what = " ".join(one.text for one in open_lines)
        raise BadInput("after", _("Still to be answered: %(what)s") % {"what": what})


def _ended(event: Event, session: Session) -> Session:
    session.state, session.ended_at = SessionState.CHARTED, event.at
    session.save()
    event.about(session)
    return session


def _check_may_override(event: Event, block: Block, reason: str) -> None:
    _check_is_said("reason", reason)
    if block.id.startswith("finding:"):
        raise WrongState(_("A finding of the screening is overridden on the screening page."))
    if block.override_by == "nobody":
        raise WrongState(_("Nobody overrides this: %(what)s") % {"what": block.text})
    if not may_override(block.override_by, roles_of(event.actor)):
        raise WrongState(_("This is for the %(who)s to override.") % {"who": block.override_by})


def _check_is_said(field: str, text: str, longest: int = 400) -> None:
    if not text.strip():
        raise BadInput(field, _("Say it in a few words; they stay on the record."))
    if len(text.strip()) > longest:
        raise BadInput(field, _("At most %(n)s characters, please.") % {"n": longest})


def _check_by_library(check: Any) -> None:
    try:
        check()
    except errors.BadInput as fault:
        raise BadInput(fault.field.rsplit(".", 1)[-1], str(fault)) from fault


def _knows_of_home_cream(decision: DecisionRecord) -> bool:
    found = [one for one in decision.document["findings"] if one["rule"] == HOME_CREAM]
    return bool(found) and all(one["met"] != "unknown" for one in found)


def _afresh(patient: Patient) -> Patient:
    """Give the patient without what was read before, so that what was just written is seen."""
    return Patient.objects.select_related("clinic").get(pk=patient.pk)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
