"""What the people of the stories do: each step is one or several real deeds."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from clinic.records.actions.aftercare import write_aftercare
from clinic.records.actions.answers import SaidWith
from clinic.records.actions.charting import (
    ZoneSetting,
    chart_as_planned,
    chart_zones,
    note_cartridge,
    note_device,
)
from clinic.records.actions.consent import Explained, Signed, offer_consent, record_baseline, sign_consent
from clinic.records.actions.history import VALUES, Said, answer_questions
from clinic.records.actions.planning import approve_plan, start_plan
from clinic.records.actions.rooms import check_room
from clinic.records.actions.screening import record_decision
from clinic.records.actions.session import (
    answer_checklist,
    finish_charting,
    open_session,
    rescreen,
    settle_antiviral,
    sign_session,
    start_session,
)
from clinic.records.actors import Actor
from clinic.records.models import (
    AftercareSheet,
    Consent,
    ConsentOffer,
    DecisionRecord,
    Patient,
    Plan,
    Session,
)
from clinic.records.queries.chart import chart_of
from clinic.records.queries.history import rescreen_questions
from clinic.records.queries.planning import Choices, acknowledgement_of, choices_of
from clinic.records.queries.policy import policy_of_clinic
from clinic.records.queries.questionnaire import questionnaire
from clinic.records.queries.readiness import AFTER, BEFORE, Before
from clinic.records.queries.rooms import check_for, room_lines
from clinic.records.queries.screening import decide_now
from needlepoint.session.checklist import ListName
from needlepoint.session.record import Cartridge

SKINPEN: Final = "skinpen-precision"
CHEEKS: Final = ("cheek-left", "cheek-right")
HANDPIECE: Final = "SPP-0042816"
ROOM: Final = "Room 2"
CAPACITY: Final = "Says in their own words what is done, what can go wrong, and that they can stop"
# A drawn signature: one stroke, as the pad writes it.
STROKE: Final = "M12 60L30 22L44 64L58 30L70 58L96 40L140 46"
# Named by tapping on the face, and chosen on the plan page.
ASKED_ELSEWHERE: Final = frozenset({"concerns", "device", "patient.can_be_pregnant"})
_ROUNDS: Final = 6


def afresh(patient: Patient) -> Patient:
    """Give the patient as the next request would read them."""
    return Patient.objects.select_related("clinic").get(pk=patient.pk)


def tell_history(actor: Actor, patient: Patient, told: Mapping[str, Said]) -> None:
    """Answer everything that is open: as told, and no to the rest; a follow-up is asked in a later round."""
    closed = set(ASKED_ELSEWHERE)
    for _ in range(_ROUNDS):
        present = afresh(patient)
        asked = [asks for asks in _open_questions(actor, present) if asks not in closed]
        said = [_said(asks, told) for asks in asked if asks in told or asks not in VALUES]
        if not said:
            return
        answer_questions(actor, present, said)
        closed |= {one.asks for one in said}


def say(asks: str, answer: str = "yes", detail: str = "", zones: Sequence[str] = (), note: str = "") -> Said:
    """Put an answer into its form."""
    return Said(asks=asks, answer=answer, detail=detail, zones=tuple(zones), note=note)


def told(*said: Said) -> dict[str, Said]:
    """Lay answers out by what they answer."""
    return {one.asks: one for one in said}


def screen(actor: Actor, patient: Patient, device: str = SKINPEN) -> DecisionRecord:
    """Store the decision of the day."""
    return record_decision(actor, afresh(patient), device)


def approve(actor: Actor, patient: Patient, choices: Choices) -> Plan:
    """Draft a plan and approve it with everything off-label acknowledged."""
    plan = start_plan(actor, afresh(patient), choices)
    seen = [acknowledgement_of(item) for item in plan.to_domain().off_label]
    return approve_plan(actor, plan, choices_of(plan), seen, version=plan.version)


def explain(actor: Actor, patient: Patient) -> ConsentOffer:
    """Explain the text to the patient, who takes time to reflect."""
    return offer_consent(actor, afresh(patient), Explained(language="English", capacity=CAPACITY))


def agree(patient: Patient, offer: ConsentOffer, words: str, rating: int) -> Consent:
    """Let the patient say how they see it, and sign on the tablet."""
    record_baseline(Actor.patient(patient), patient, words, rating)
    photographs = {"treatment-record": True, "teaching": False, "publication": False}
    signed = Signed(typed_name=patient.name, drawing=STROKE, photographs=photographs)
    return sign_consent(Actor.patient(patient), offer, signed)


def treat(actor: Actor, patient: Patient, cartridge: Cartridge) -> Session:
    """Begin a session, ask what changed (nothing), go through the time-out, and start."""
    session = open_session(actor, afresh(patient))
    said, same = _nothing_changed(actor, patient)
    rescreen(actor, session, said=said, same=same, skin_seen=True)
    session.refresh_from_db()
    note_cartridge(actor, session, cartridge.lot, cartridge.expires_on or actor.today)
    note_device(actor, session, HANDPIECE, ROOM)
    if not check_for(session.clinic, ROOM, session.on):
        check_room(actor, ROOM, {item.id: "yes" for item in room_lines()})
    if _before(session, actor.today).antiviral == "open":
        settle_antiviral(actor, session, "not-needed", "Dr Samuel Ortiz")
    _tick(actor, session, BEFORE)
    return start_session(actor, session)


def chart(actor: Actor, session: Session, note: str = "") -> Session:
    """Chart every zone as planned, with what was seen, and end the treatment."""
    chart_as_planned(actor, session)
    zones = chart_of(session).zones.values()
    seen = [
        ZoneSetting(
            zone=one.zone,
            needle_length_mm=one.needle_length_mm,
            passes=4,
            endpoint=("pinpoint-bleeding", "erythema"),
            note=note or None,
        )
        for one in zones
    ]
    chart_zones(actor, session, seen)
    return finish_charting(actor, session)


def sign(actor: Actor, session: Session) -> AftercareSheet:
    """Answer what is asked after the last puncture, sign, and write the aftercare."""
    _tick(actor, session, AFTER)
    signed = sign_session(actor, session, actor.name)
    return write_aftercare(actor, signed)


def _open_questions(actor: Actor, patient: Patient) -> list[str]:
    """Name what the questionnaire still asks, and what screening asks beyond it."""
    sections = questionnaire(patient, actor.today, policy_of_clinic(patient.clinic))
    asked = [one.asks for section in sections for one in section.each if one.is_open]
    asked += [section.list.path for section in sections if section.list and section.list.is_open]
    asked += [question.asks for question in decide_now(patient, actor.today, SKINPEN).questions]
    return list(dict.fromkeys(asked))


def _said(asks: str, told: Mapping[str, Said]) -> Said:
    return told.get(asks) or Said(asks=asks, answer="no")


def _nothing_changed(actor: Actor, patient: Patient) -> tuple[list[Said], list[str]]:
    """Give what is said when asked what changed: the same as before, and no to what is asked each day anew."""
    present = afresh(patient)
    same = [asks for asks, _, _ in rescreen_questions(present, actor.today)]
    asked = [q.asks for q in decide_now(present, actor.today, SKINPEN).questions if q.asks not in same]
    return [Said(asks=asks, answer="no") for asks in asked], same


def _before(session: Session, on: date) -> Before:
    return Before(session, chart_of(session), on)


def _tick(actor: Actor, session: Session, lists: tuple[ListName, ...]) -> None:
    """Answer every open line of some checklists with yes."""
    lines = _before(session, actor.today).lines(lists)
    said = SaidWith(identifiers=("name", "birth-date"), chaperone="declined")
    answer_checklist(actor, session, {line.item.id: "yes" for line in lines if line.is_open}, said)
