"""Deeds of screening: recording a decision whole, deciding otherwise than it advises, and signing the policy."""

from typing import Any

from django.utils.translation import gettext as _

from clinic.accounts.models import Profession, Role
from clinic.records.actors import Actor
from clinic.records.deeds import Event, deed
from clinic.records.models import (
    ContentSnapshot,
    DecisionFinding,
    DecisionRecord,
    Override,
    Patient,
    PolicyVersion,
)
from clinic.records.queries.facts import facts_of
from clinic.records.queries.policy import newest_policy_version, policy_of_version
from clinic.records.queries.screening import (
    decide_now,
    document_text,
    is_in_force,
    newest_decision,
    stopping_rules,
)
from clinic.records.refusals import AlreadyDone, BadInput, NotPermitted, WrongState
from clinic.records.signatures import sign
from clinic.records.snapshots import (
    content_text,
    digest_of_text,
    facts_text,
)
from needlepoint.interop.decision import SCHEMA
from needlepoint.protocols.library import shipped_content
from needlepoint.screening.decision import ScreeningDecision

LONGEST_REASON = 400


@deed(on=Patient)
def record_decision(event: Event, patient: Patient, device: str | None = None) -> DecisionRecord:
    """Record today's decision whole: the facts, the output, and the content and policy that it came from.

    What is recorded already, to the letter and of the same day, is not recorded again: a second click means the first.
    """
    if device is not None and device not in shipped_content().device:
        raise BadInput("device", _("Choose a device from the list."))
    version = newest_policy_version(patient.clinic)
    decision = decide_now(patient, event.on, device, policy_of_version(version))
    text, facts = document_text(decision), facts_text(facts_of(patient, event.on))
    _check_is_news(patient, digest_of_text(text), digest_of_text(facts))
    record = DecisionRecord(
        clinic=patient.clinic,
        created_at=event.at,
        patient=patient,
        **_in_short(decision),
        stopped_by=stopping_rules(decision),
        facts_text=facts,
        facts_digest=digest_of_text(facts),
        document_text=text,
        digest=digest_of_text(text),
        content=_content_snapshot(event),
        policy=_policy_snapshot(event, version),
        schema=SCHEMA,
        software=decision.software,
        noted_by_name=event.actor.name,
    )
    record.save(force_insert=True)
    _keep_findings(record, decision)
    event.about(record, facts=facts, decision=text)
    event.digests |= {"content": record.content_id, "policy": record.policy_id or "shipped"}
    return record


@deed(on=DecisionRecord)
def override_finding(event: Event, record: DecisionRecord, rule: str, reason: str) -> Override:
    """Decide otherwise for one rule of exactly this decision, as its profession allows."""
    return _override(event, record, rule, reason)


@deed(on=DecisionRecord)
def override_as_director(event: Event, record: DecisionRecord, rule: str, reason: str) -> Override:
    """Decide otherwise where only the medical director may."""
    return _override(event, record, rule, reason)


def _check_is_news(patient: Patient, decided: str, facts: str) -> None:
    """Refuse what the newest decision says already; its document names the day, the content and the policy.

    Where somebody answered since, even in the same words, it may be recorded anew: the course line waits for it.
    """
    newest: Any = newest_decision(patient)
    if newest is None or newest.is_outdated:
        return
    if (newest.digest, newest.facts_digest) == (decided, facts):
        raise AlreadyDone(_("This decision is recorded already; nothing changed since."), newest)


def _in_short(decision: ScreeningDecision) -> dict[str, Any]:
    return {
        "on": decision.on,
        "device": decision.device or "",
        "decision": decision.decision.value,
        "candidacy": decision.candidacy.value,
        "defer_until": decision.verdict.defer_until,
        "earliest_on": decision.earliest_on,
    }


def _keep_findings(record: DecisionRecord, decision: ScreeningDecision) -> None:
    found = {(f.rule, f.met.value, f.effect.value) for f in decision.findings}
    DecisionFinding.objects.bulk_create(
        DecisionFinding(clinic=record.clinic, decision=record, rule=rule, met=met, effect=effect)
        for rule, met, effect in sorted(found)
    )


def _content_snapshot(event: Event) -> ContentSnapshot:
    content = shipped_content()
    known = ContentSnapshot.objects.filter(digest=content.digest).defer("text").first()
    return known or _kept(event, "content", content.digest, content.version, content_text(content))


def _policy_snapshot(event: Event, version: PolicyVersion | None) -> ContentSnapshot | None:
    if version is None:
        return None
    known = ContentSnapshot.objects.filter(digest=version.digest).first()
    return known or _kept(event, "policy", version.digest, str(version.number), version.text)


def _kept(event: Event, kind: str, digest: str, version: str, text: str) -> ContentSnapshot:
    snapshot = ContentSnapshot(digest=digest, kind=kind, version=version, text=text, created_at=event.at)
    snapshot.save(force_insert=True)
    return snapshot


def _override(event: Event, record: DecisionRecord, rule: str, reason: str) -> Override:
    _check_reason(reason, "reason")
    _check_is_present(event, record)
    overrider = _overrider_of(record, rule)
    _check_may_override(event, overrider)
    if record.overrides.filter(rule=rule).exists():
        raise WrongState(_("Somebody decided otherwise for this already; it stands on the decision."))
    document = {"decision": record.digest, "rule": rule, "reason": reason.strip()}
    signature = sign(event, record, meaning="override", document=document)
    override = Override(
        clinic=record.clinic,
        created_at=event.at,
        patient=record.patient,
        decision=record,
        digest=record.digest,
        rule=rule,
        reason=reason.strip(),
        name=event.actor.name,
        credential=signature.signer_credential,
        signature=signature,
    )
    override.save(force_insert=True)
    event.about(override)
    event.linked(decision=record)
    return override


def _check_reason(reason: str, field: str) -> None:
    if not reason.strip() or len(reason) > LONGEST_REASON or "\x00" in reason:
        raise BadInput(field, _("Say why, in 1 to 400 characters; the words stay on the record."))


def _check_is_present(event: Event, record: DecisionRecord) -> None:
    """Refuse an old decision: an override lapses when the decision changes."""
    newest = newest_decision(record.patient)
    if newest is None or newest.pk != record.pk:
        raise WrongState(_("A newer decision is recorded. Look at that one."))
    if not is_in_force(record, decide_now(record.patient, event.on, record.device or None)):
        raise WrongState(_("The decision would be different now. Record it anew, then decide."))


def _overrider_of(record: DecisionRecord, rule: str) -> str:
    """Give who may decide otherwise for a rule: the strictest of what it found."""
    found = [f for f in record.document["findings"] if f["rule"] == rule and f["met"] != "no"]
    if not found:
        raise BadInput("rule", _("This decision has no such reason. Open the page again."))
    if any(f["met"] == "unknown" for f in found):
        raise WrongState(
            _("This is not known yet. Answer the question; what is unknown cannot be overridden.")
        )
    overriders = {f["override_by"] for f in found}
    return next(one for one in STRICTEST_FIRST if one in overriders)


STRICTEST_FIRST = ("nobody", "director", "doctor", "prescriber", "practitioner")


def _check_may_override(event: Event, overrider: str) -> None:
    member = event.actor.membership
    if overrider == "nobody":
        raise NotPermitted(_("Nobody overrides this, whoever they are. It protects the patient."))
    if member is None or not may_override(member.role, _valid_profession(event.actor), overrider):
        raise NotPermitted(
            _("Only %(who)s may decide otherwise here.") % {"who": OVERRIDER_WORDS[overrider]()}
        )


def _valid_profession(actor: Actor) -> str:
    """Give somebody's profession; a credential that has ended counts for nothing, a director's too."""
    member = actor.membership
    is_valid = member is not None and member.is_credential_valid(actor.today)
    return actor.profession if is_valid else Profession.NONE


def may_override(role: str, profession: str, overrider: str) -> bool:
    """Tell whether somebody is the one whom a rule names; a prescriber is a doctor here."""
    return {
        "nobody": False,
        "director": role == Role.DIRECTOR,
        "doctor": profession == Profession.DOCTOR,
        "prescriber": profession == Profession.DOCTOR,
        "practitioner": profession != Profession.NONE,
    }[overrider]


OVERRIDER_WORDS = {
    "nobody": lambda: _("nobody"),
    "director": lambda: _("the medical director"),
    "doctor": lambda: _("a doctor"),
    "prescriber": lambda: _("a prescriber"),
    "practitioner": lambda: _("a practitioner"),
}
