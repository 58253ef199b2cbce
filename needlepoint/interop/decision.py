"""Writes a screening decision as `needlepoint/decision/1`."""

from datetime import date
from typing import Any

from needlepoint.interop.case import CASE_KEYS
from needlepoint.protocols.model import CaseQuestion, Content, Contraindication
from needlepoint.protocols.policy import Policy
from needlepoint.screening.decision import Change, ScreeningDecision, Verdict
from needlepoint.screening.findings import Finding
from needlepoint.screening.questions import OpenQuestion
from needlepoint.vocabulary.canonical import plain

SCHEMA = "needlepoint/decision/1"
FACT_KINDS = ("yes_no", "yes_no_zones", "choice")


def decision_document(decision: ScreeningDecision, *, with_not_met: bool = False) -> dict[str, Any]:
    """Gives the document; `with_not_met` adds the rules that were not met."""
    findings = [finding_document(f) for f in decision.findings]
    if with_not_met:
        findings += [{"rule": rule, "met": "no", "effect": None, "zones": []} for rule in decision.not_met]
    return {
        "schema": SCHEMA,
        "on": decision.on.isoformat(),
        "device": decision.device,
        **verdict_document(decision.verdict),
        "not_before": day(decision.verdict.not_before),
        "candidacy": str(decision.candidacy),
        "earliest_on": day(decision.earliest_on),
        "zones_free": list(decision.zones_free),
        "zones": [{"zone": zone, **verdict_document(verdict)} for zone, verdict in decision.zones],
        "findings": findings,
        "questions": [question_document(q) for q in decision.questions],
        "would_change": [change_document(c) for c in decision.would_change],
        "devices": {name: verdict_document(verdict) for name, verdict in decision.devices},
        "unrecognised": list(decision.unrecognised),
        "after_on": decision.after_on,
        "content": {"version": decision.content_version, "digest": decision.content_digest},
        "policy": policy_document(decision.policy),
        "software": decision.software,
    }


def policy_document(policy: Policy) -> dict[str, Any]:
    """Names the policy that was followed; sources of its own are told whole, because the content does not have them."""
    named: dict[str, Any] = {"id": policy.id, "version": policy.version, "digest": policy.digest}
    return named | (
        {"sources": [plain(source) for source in policy.own_sources]} if policy.own_sources else {}
    )


def day(when: date | None) -> str | None:
    """Writes a day, or null."""
    return when.isoformat() if when else None


def verdict_document(verdict: Verdict) -> dict[str, Any]:
    """Writes a verdict."""
    return {"decision": str(verdict.decision), "defer_until": day(verdict.defer_until)}


def finding_document(finding: Finding) -> dict[str, Any]:
    """Writes a finding."""
    return {
        "rule": finding.rule,
        "name": finding.name,
        "layer": finding.layer,
        "device": finding.device,
        "met": str(finding.met),
        "effect": str(finding.effect),
        "until": day(finding.until),
        "zones": list(finding.zones),
        "reason": finding.reason,
        "sources": list(finding.sources),
        "trust": finding.trust,
        "certainty": finding.certainty,
        "conflict": finding.conflict,
        "side": finding.side,
        "acts_on": finding.acts_on,
        "override_by": finding.override_by,
        "approval": finding.approval,
    }


def question_document(question: OpenQuestion) -> dict[str, Any]:
    """Writes an open question."""
    return {
        "asks": question.asks,
        "kind": public_kind(question.asks, question.kind),
        "text": question.text,
        "why": question.why,
        "could_bring": str(question.could_bring),
        "needs": list(question.needs),
        "choices": [{"id": name, "text": text} for name, text in question.choices],
        "old_answer": question.old_answer,
    }


def public_kind(asks: str, kind: str) -> str:
    """Gives the kind in the document's words: only a fact has a yes, a no or a choice; a key of the case is filled."""
    fills_a_key = "." in asks or asks in CASE_KEYS
    return "text" if fills_a_key and kind in FACT_KINDS else kind


def change_document(change: Change) -> dict[str, Any]:
    """Writes what changes by itself."""
    return {"rule": change.rule, "on": change.on.isoformat(), "to": str(change.to)}


def question_list(content: Content) -> list[dict[str, Any]]:
    """Lists everything that can be asked: the rules' questions, then those that fill a key of the case."""
    rules = [rule_question(rule) for rule in content.contraindication.values() if rule.is_asked]
    return rules + [case_question(one, content) for one in content.case_question.values()]


def rule_question(rule: Contraindication) -> dict[str, Any]:
    """Writes the question of a rule."""
    assert rule.question is not None  # the loader refuses an asked rule without one
    return {
        "asks": rule.id,
        "kind": rule.question.kind,
        "text": rule.question.text,
        "why": rule.question.why,
        "rules": [rule.id],
        "valid_for_days": rule.valid_for_days,
        "choices": [{"id": choice.id, "text": choice.text} for choice in rule.question.choice],
    }


def case_question(question: CaseQuestion, content: Content) -> dict[str, Any]:
    """Writes a question that fills a key of the case, with the rules that read it."""
    return {
        "asks": question.id,
        "kind": public_kind(question.id, question.kind),
        "text": question.text,
        "why": question.why,
        "rules": [rule.id for rule in content.contraindication.values() if reads(rule, question.id)],
        "valid_for_days": None,
        "choices": [{"id": choice.id, "text": choice.text} for choice in question.choice],
    }


def reads(rule: Contraindication, path: str) -> bool:
    """Says whether a rule is derived from a key of the case."""
    computed = {
        "below-minimum-age": ("patient.birth_date", "patient.country"),
        "below-label-age": ("patient.birth_date", "device"),
        "phototype-outside-label": ("patient.phototype", "device", "concerns"),
        "indication-outside-label": ("concerns", "device"),
        "zone-outside-label": ("concerns", "device"),
    }
    for trigger in rule.trigger:
        if getattr(trigger, path, None) or path in computed.get(trigger.computed or "", ()):
            return True
        if path == "concerns" and (trigger.indications or trigger.zones):
            return True
        if path == "patient.phototype" and trigger.phototypes:
            return True
    return path in ("patient.sex", "patient.can_be_pregnant") and rule.asked_if == "can-be-pregnant"
