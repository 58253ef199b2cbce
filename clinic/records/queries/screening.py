"""Screening as it stands: the live decision, the newest recorded one, and what of it somebody overrode."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.records.models import (
    Answer,
    DecisionFinding,
    DecisionRecord,
    HistoryEntry,
    Override,
    Patient,
    Referral,
    ReferralAnswer,
    Session,
)
from clinic.records.queries.facts import facts_of
from clinic.records.queries.policy import policy_of_clinic
from clinic.records.queries.progress import Progress
from clinic.records.queries.written import with_parts
from clinic.records.snapshots import digest_of_text
from needlepoint.interop.decision import decision_document
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.policy import Policy
from needlepoint.screening.decision import ScreeningDecision, decide
from needlepoint.vocabulary.canonical import canonical_json
from needlepoint.vocabulary.reasons import Decision, Truth

# What the query of a decision tells beside its row.
_TO_REFER: Final = {"met": Truth.YES.value, "effect": Decision.REFER.value}
TOLD_IN_SHORT: Final = ("is_outdated", "is_overridden", "referred_on", "is_answered", "is_to_be_referred")
FREE: Final = frozenset(decision.value for decision in Decision if decision.is_free)


def decide_now(
    patient: Patient, on: date, device: str | None = None, policy: Policy | None = None
) -> ScreeningDecision:
    """Decide for a day from what is recorded now."""
    followed = policy if policy is not None else policy_of_clinic(patient.clinic)
    return decide(facts_of(patient, on), shipped_content(), followed, on=on, device=device)


def document_text(decision: ScreeningDecision) -> str:
    """Write a decision whole, in its one spelling, with the rules that were not met."""
    return canonical_json(decision_document(decision, with_not_met=True))


def newest_decision(patient: Patient) -> DecisionRecord | None:
    """Give the newest recorded decision, once for as long as this patient object is at hand."""
    if "loaded_decision" not in patient.__dict__:
        patient.__dict__["loaded_decision"] = _in_short().filter(patient=patient).first()
    record: DecisionRecord | None = patient.__dict__["loaded_decision"]
    return record


def load_decision_for_plan(patient: Patient) -> None:
    """Read the newest decision without what became of its referrals, which a plan under the fingers does not show."""
    patient.__dict__["loaded_decision"] = _without_referrals().filter(patient=patient).first()


def _in_short() -> QuerySet[DecisionRecord]:
    """Give decisions without their long texts, which are read when somebody asks for them."""
    return with_parts(_without_referrals(), _referred_of_decision)


def _without_referrals() -> QuerySet[DecisionRecord]:
    return with_parts(DecisionRecord.objects.defer("facts_text", "document_text"), _told_since)


def _told_since() -> dict[str, Any]:
    return {"is_outdated": _said_since("created_at"), "is_overridden": _overridden("pk")}


def _referred_of_decision() -> dict[str, Any]:
    return _referred("pk")


def _said_since(moment: str) -> Q:
    later = {"patient": OuterRef("patient"), "created_at__gt": OuterRef(moment)}
    return Exists(Answer.objects.filter(**later)) | Exists(HistoryEntry.objects.filter(**later))


def _referred(decision: str) -> dict[str, Any]:
    """Ask when somebody was referred for what a decision found, and whether a reason has no letter, or no answer yet.

    Each reason asks for its own newest letter, so that the answer to another letter never counts for it. A letter holds
    for a later decision while every decision between found the same reason.
    """
    letters = _letters_of_reason().order_by("-created_at")
    reasons = DecisionFinding.objects.filter(decision=OuterRef(decision), **_TO_REFER)
    waiting = letters.annotate(is_waiting=~Exists(ReferralAnswer.objects.filter(referral=OuterRef("pk"))))
    dated = reasons.annotate(letter_on=Subquery(letters.values("on")[:1])).filter(letter_on__isnull=False)
    unanswered = reasons.annotate(is_waiting=Subquery(waiting.values("is_waiting")[:1])).filter(
        is_waiting=True
    )
    return {
        "referred_on": Subquery(dated.order_by("-letter_on").values("letter_on")[:1]),
        "is_answered": Exists(dated) & ~Exists(unanswered),
        "is_to_be_referred": Exists(reasons.filter(~Exists(letters))),
    }


def _letters_of_reason() -> QuerySet[Referral]:
    """Give the letters about a finding, for a question about findings: those since which it never went away."""
    rule = Concat(Value("|"), OuterRef("rule"), Value("|"))
    found = DecisionFinding.objects.filter(
        decision=OuterRef("pk"), rule=OuterRef(OuterRef(OuterRef("rule"))), **_TO_REFER
    )
    without = DecisionRecord.objects.filter(
        ~Exists(found),
        patient=OuterRef("patient"),
        created_at__gt=OuterRef("decision__created_at"),
        created_at__lt=OuterRef(OuterRef("decision__created_at")),
    )
    return Referral.objects.filter(
        ~Exists(without), patient=OuterRef("decision__patient"), rules__contains=rule
    )


def _overridden(decision: str) -> Exists:
    return Exists(Override.objects.filter(decision=OuterRef(decision)))


def with_decision(rows: QuerySet[Session]) -> QuerySet[Session]:
    """Let sessions bring the decision of the day, and what the course line asks of it, in the same question."""
    return with_parts(rows.select_related("decision"), _told_of_session)


def _told_of_session() -> dict[str, Any]:
    newer = {"patient": OuterRef("patient"), "created_at__gt": OuterRef("decision__created_at")}
    return {
        "is_decision_newest": ~Exists(DecisionRecord.objects.filter(**newer)),
        "is_outdated": _said_since("decision__created_at"),
        "is_overridden": _overridden("decision"),
        **_referred("decision"),
    }


def adopt_decision(session: Any) -> None:
    """Keep the decision that came with a session as the patient's newest, where it is; for a page that only reads."""
    decision: Any = session.decision
    if decision and session.is_decision_newest:
        for told in TOLD_IN_SHORT:
            setattr(decision, told, getattr(session, told))
        session.patient.__dict__["loaded_decision"] = decision


def is_in_force(record: DecisionRecord | None, live: ScreeningDecision) -> bool:
    """Tell whether a recorded decision is still exactly what would be decided now."""
    return record is not None and record.digest == digest_of_text(document_text(live))


def overridden_rules(record: DecisionRecord) -> dict[str, Override]:
    """Give who decided otherwise, by rule, read once a record; an override belongs to exactly one decision."""
    kept: dict[str, Override] | None = record.__dict__.get("loaded_overrides")
    if kept is None:
        rows = record.overrides.all() if getattr(record, "is_overridden", True) else ()
        kept = {one.rule: one for one in rows if one.digest == record.digest}
        record.__dict__["loaded_overrides"] = kept
    return kept


def stopping_findings(record: DecisionRecord) -> list[dict[str, Any]]:
    """Give what still stands in the way: met and harder than precautions, or not known; overridden ones left out."""
    overridden = overridden_rules(record)
    return [
        finding
        for finding in record.document["findings"]
        if finding["met"] == "unknown"
        or (finding["met"] == "yes" and finding["effect"] not in FREE and finding["rule"] not in overridden)
    ]


def is_cleared(record: DecisionRecord) -> bool:
    """Tell whether nothing stands in the way any more; a name that nobody recognised does."""
    return not record.stopped_by or set(record.stopped_by) <= overridden_rules(record).keys()


def stopping_rules(decision: ScreeningDecision) -> list[str]:
    """Name what stands in the way of a decision: met and harder than precautions, not known, or not recognised."""
    stopping = [f.rule for f in decision.findings if f.met is Truth.UNKNOWN or not f.effect.is_free]
    strange = ["unrecognised"] if decision.unrecognised else []
    return sorted({*stopping, *strange})


def screening_progress(patients: Sequence[Patient], on: date) -> dict[UUID, Progress]:
    """Tell how far screening is with some patients."""
    _load_newest([patient for patient in patients if "loaded_decision" not in patient.__dict__])
    return {patient.pk: _progress(newest_decision(patient), on) for patient in patients}


def _load_newest(patients: Sequence[Patient]) -> None:
    """Read the newest decision of some patients at once, for as long as these patient objects are at hand."""
    if len(patients) < 2:
        return
    of_patient = DecisionRecord.objects.filter(patient=OuterRef("pk")).order_by("-created_at")
    newest = Patient.objects.filter(pk__in=[p.pk for p in patients]).values_list(
        Subquery(of_patient.values("pk")[:1])
    )
    rows = {row.patient_id: row for row in _in_short().filter(pk__in=newest).prefetch_related("overrides")}
    for patient in patients:
        patient.__dict__["loaded_decision"] = rows.get(patient.pk)


def _progress(record: Any, on: date) -> Progress:
    if record is None:
        return Progress(state="now", note=_("not begun"), next_deed=_("Screen"))
    if record.is_outdated:
        return Progress(state="now", note=_("something changed"), next_deed=_("Screen again"))
    if is_cleared(record):
        return _cleared(record, on)
    if record.earliest_on and record.earliest_on > on and record.decision == Decision.DEFER:
        note = _("Earliest %(day)s") % {"day": date_format(record.earliest_on, "j F")}
        return Progress(
            state="later",
            on=record.earliest_on,
            note=note,
            next_deed=_("Look at the screening"),
            decision=Decision.DEFER.value,
        )
    if record.decision == Decision.REFER:
        return _referring(record)
    return Progress(
        state="blocked",
        note=WORDS[record.decision](),
        next_deed=_("Look at the screening"),
        decision=_blocking(record.decision),
    )


def _cleared(record: Any, on: date) -> Progress:
    """Say when it was cleared; some questions are asked for the day only, so that an earlier day has run out."""
    if record.on == on:
        return Progress(state="done", on=on)
    note = _("%(day)s; answers ran out") % {"day": date_format(record.on, "j F")}
    return Progress(state="done", on=record.on, note=note, has_run_out=True)


def _referring(record: Any) -> Progress:
    """Say how far a referral is: to be written, under way, or answered."""
    note, deed = WORDS["refer"](), _("Write the referral")
    if not record.is_to_be_referred:
        note = _("Referred on %(day)s") % {"day": date_format(record.referred_on, "j F")}
        deed = _("Note the answer")
    if not record.is_to_be_referred and record.is_answered:
        note, deed = _("Referral answered"), _("Look at the screening")
    return Progress(state="blocked", note=note, next_deed=deed, decision=Decision.REFER.value)


def _blocking(decision: str) -> str:
    """Name what blocks: a decision that is free, yet does not clear, waits for answers."""
    return Decision.NEEDS_INFORMATION.value if Decision(decision).is_free else decision


WORDS: Final = {
    "decline": lambda: _("Declined"),
    "refer": lambda: _("To be referred"),
    "defer": lambda: _("A condition must end first"),
    "needs_information": lambda: _("Questions are open"),
    "proceed_with_precautions": lambda: _("Questions are open"),
    "proceed": lambda: _("Questions are open"),
}
