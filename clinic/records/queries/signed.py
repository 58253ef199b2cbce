"""What is signed of a session: one document that holds what was done, what was checked, and what it rested on."""

from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet

from clinic.accounts.models import Clinic
from clinic.records.models import DeliverySettlement, EntryWhat, Session, SessionEntry, Signature
from clinic.records.queries.blood import blood_document
from clinic.records.queries.chart import Chart, deviations_of, key_of
from clinic.records.queries.delivered import delivered_in, density_document
from clinic.records.queries.deliveries import left_out_of
from clinic.records.queries.items import signed_items
from clinic.records.queries.readiness import Before
from needlepoint.interop.session import session_document
from needlepoint.protocols.library import shipped_content
from needlepoint.session.checklist import Tick
from needlepoint.session.record import SessionRecord

COSIGNER: Final = "co-signer"


def signed_document(session: Session, chart: Chart, record: SessionRecord, on: Any) -> dict[str, Any]:
    """Give everything that is signed: what was delivered, what was checked, and what it rested on."""
    before = Before(session, chart, on)
    consent, decision = session.consent, session.decision
    return {
        "session": session_document(record),
        "patient": str(session.patient_id),
        "plan": {"number": session.plan.number, "digest": session.plan.digest},
        "sessions_high": session.sessions_high,
        "consent": consent.digest if consent else None,
        "decision": decision.digest if decision else None,
        "started_at": _moment(session.started_at),
        "ended_at": _moment(session.ended_at),
        "is_broken_off": [e.content["reason"] for e in chart.of(EntryWhat.BROKEN_OFF)],
        "checklist": [
            {
                "item": t.item,
                "by": t.by,
                "at": _moment(t.at),
                "is_override": t.is_override,
                "reason": t.reason,
                **said_with(chart, t),
            }
            for t in before.ticks
        ],
        "overrides": [
            {
                "block": b,
                "by": e.by_name,
                "credential": e.by_credential,
                "at": _moment(e.created_at),
                **e.content,
            }
            for b, e in chart.overrides.items()
        ],
        "handpiece": {"serial": chart.handpiece.serial, "room": chart.handpiece.room}
        if chart.handpiece
        else None,
        "handpieces": [entry.content["serial"] for entry in chart.of(EntryWhat.DEVICE)],
        "zone_order": list(chart.zones),
        "density": density_document(delivered_in(session, chart, before.handpieces)),
        "marks": [_logged(entry) for entry in chart.of(EntryWhat.MARK)],
        "items": signed_items(session),
        "blood": blood_document(session),
        "no_blood": [_logged(entry) for entry in chart.of(EntryWhat.NO_BLOOD)],
        "numbing": [line.entry.content for line in chart.ledger],
        "injected": [entry.content for entry in chart.of(EntryWhat.INJECTED)],
        "adjuncts": [_logged(entry) for entry in chart.of(EntryWhat.ADJUNCT)],
        "refused": [_logged(entry) for entry in chart.of(EntryWhat.REFUSED)],
        "stops": [_logged(entry) for entry in chart.of(EntryWhat.STOP)],
        "left_out": [_left_out(one) for one in left_out_of(session)],
        "antiviral": chart.antiviral.content if chart.antiviral else None,
        "deviations": [
            {"key": key_of(d), "text": d.text, "planned": d.planned, "delivered": d.delivered}
            | {"reason": chart.reasons.get(key_of(d))}
            for d in deviations_of(session, record)
        ],
        "content": {"version": shipped_content().version, "digest": shipped_content().digest},
    }


def _logged(entry: SessionEntry) -> dict[str, Any]:
    return {"by": entry.by_name, "at": _moment(entry.created_at), **entry.content}


def _left_out(one: DeliverySettlement) -> dict[str, Any]:
    said = one.delivery
    return {
        "by": said.by_name,
        "charted_at": _moment(said.charted_at),
        "deed": said.deed,
        "said": said.content,
        "outcome": said.outcome,
        "left_by": one.by_name,
        "left_at": _moment(one.created_at),
        "reason": one.reason,
    }


def cosignature_of(session: Session) -> Signature | None:
    """Give the medical director's signature under the same document."""
    return Signature.objects.filter(subject_id=session.pk, meaning=COSIGNER).first()


def waiting_for_cosign(clinic: Clinic) -> QuerySet[Session]:
    """Give the signed sessions that wait for the medical director's signature, those that wait longest first."""
    given = Signature.objects.filter(subject_id=OuterRef("pk"), meaning=COSIGNER)
    rows = Session.objects.filter(~Exists(given), clinic=clinic, wants_cosign=True)
    return rows.select_related("patient", "signature").order_by("signed_at")


def said_with(chart: Chart, tick: Tick) -> dict[str, Any]:
    """Give what was said with an answer: which two identifiers, which handpiece, who stands by."""
    entry = chart.answers.get(tick.item)
    if entry is None or tick.is_override:
        return {}
    return {name: said for name, said in entry.content.items() if name not in ("item", "answer")}


def _moment(at: Any) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
