"""Writes a screening decision as `needlepoint/decision/1`."""

import json
from datetime import date
from functools import lru_cache
from typing import Any

from needlepoint.interop.case import CASE_KEYS
from needlepoint.protocols.model import CaseQuestion, Content, Contraindication, Source
from needlepoint.screening.decision import Change, ScreeningDecision, Verdict
from needlepoint.screening.findings import Finding, Grounds
from needlepoint.screening.questions import OpenQuestion
from needlepoint.vocabulary.canonical import plain
from needlepoint.vocabulary.reasons import Decision

SCHEMA = "needlepoint/decision/1"
# Made once: `json.dumps` with options makes an encoder for each value.
written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
# What the encoder uses for a text.
quoted = json.encoder.encode_basestring
FACT_KINDS = ("yes_no", "yes_no_zones", "choice")


def decision_document(decision: ScreeningDecision, *, with_not_met: bool = False) -> dict[str, Any]:
    """Gives the document; `with_not_met` adds the rules that were not met."""
    return dict(json.loads(decision_json(decision, with_not_met=with_not_met)))


def decision_json(decision: ScreeningDecision, *, with_not_met: bool = False) -> str:
    """Writes the document on one line, of pieces that are spelled once and joined: most of them recur."""
    verdict, policy = decision.verdict, decision.policy
    findings = [finding_json(f) for f in decision.findings]
    if with_not_met:
        findings += [not_met_json(rule) for rule in decision.not_met]
    zones = [
        f'{{"zone":{spelled(zone)},{verdict_fields(v.decision, v.defer_until)}}}'
        for zone, v in decision.zones
    ]
    devices = device_fields(decision.devices)
    return (
        f'{{"schema":"{SCHEMA}","on":{day(decision.on)},"device":{spelled(decision.device)},'
        f'{verdict_fields(decision.decision, verdict.defer_until)},"not_before":{day(verdict.not_before)},'
        f'"candidacy":{spelled(decision.candidacy)},"earliest_on":{day(decision.earliest_on)},'
        f'"zones_free":{spelled(decision.zones_free)},"zones":[{",".join(zones)}],'
        f'"findings":[{",".join(findings)}],'
        f'"questions":[{",".join([question_json(q) for q in decision.questions])}],'
        f'"would_change":[{",".join([change_json(c) for c in decision.would_change])}],'
        f'"devices":{{{",".join(devices)}}},'
        f'"unrecognised":[{",".join([quoted(name) for name in decision.unrecognised])}],'
        f'"after_on":{decision.after_on},'
        f'"content":{{"version":{spelled(decision.content_version)},"digest":{spelled(decision.content_digest)}}},'
        f'"policy":{policy_json(policy.id, policy.version, policy.digest, policy.own_sources)},'
        f'"software":{spelled(decision.software)}}}'
    )


def device_fields(devices: tuple[tuple[str, Verdict], ...]) -> list[str]:
    """Writes the verdict of each device of the catalogue; neighbours mostly share one."""
    fields, last, found = "", None, []
    for name, verdict in devices:
        if verdict is not last:
            fields, last = verdict_fields(verdict.decision, verdict.defer_until), verdict
        found.append(f"{spelled(name)}:{{{fields}}}")
    return found


@lru_cache(maxsize=32)
def policy_json(name: str | None, version: str | None, digest: str | None, own: tuple[Source, ...]) -> str:
    """Names the policy that was followed; sources of its own are told whole, because the content does not have them."""
    sources = {"sources": [plain(source) for source in own]} if own else {}
    return written({"id": name, "version": version, "digest": digest, **sources})


@lru_cache(maxsize=4096)
def spelled(value: Any) -> str:
    """Spells a value of the content's own words, which are few: an id, a choice, a list of zones or of sources."""
    return written(value)


@lru_cache(maxsize=4096)
def day(when: date | None) -> str:
    """Writes a day, or null."""
    return f'"{when.isoformat()}"' if when else "null"


@lru_cache(maxsize=4096)
def verdict_fields(decision: Decision, defer_until: date | None) -> str:
    """Writes a verdict as fields of an object: the catalogue's devices, and the zones, mostly share one."""
    return f'"decision":{spelled(decision)},"defer_until":{day(defer_until)}'


def finding_json(finding: Finding) -> str:
    """Writes a finding: what its grounds say is spelled once, its day, places and reason each time."""
    named, grounds = grounds_json(finding.grounds)
    return (
        f'{{{named},"until":{day(finding.until)},"zones":{spelled(finding.zones)},'
        f'"reason":{quoted(finding.reason)},{grounds}}}'
    )


@lru_cache(maxsize=4096)
def grounds_json(one: Grounds) -> tuple[str, str]:
    """Writes the fields of grounds that stand before what was found, and those that stand behind it."""
    before = (
        f'"rule":{spelled(one.rule)},"name":{spelled(one.name)},"layer":{spelled(one.layer)},'
        f'"device":{spelled(one.device)},"met":{spelled(one.met)},"effect":{spelled(one.effect)}'
    )
    behind = (
        f'"sources":{spelled(one.sources)},"trust":{spelled(one.trust)},"certainty":{spelled(one.certainty)},'
        f'"conflict":{spelled(one.conflict)},"side":{spelled(one.side)},"acts_on":{spelled(one.acts_on)},'
        f'"override_by":{spelled(one.override_by)},"approval":{spelled(one.approval)}'
    )
    return before, behind


def not_met_json(rule: str) -> str:
    """Writes a rule that was not met."""
    return f'{{"rule":{spelled(rule)},"met":"no","effect":null,"zones":[]}}'


def question_json(question: OpenQuestion) -> str:
    """Writes an open question."""
    return (
        f'{{"asks":{spelled(question.asks)},"kind":{spelled(public_kind(question.asks, question.kind))},'
        f'"text":{quoted(question.text)},"why":{spelled(question.why)},'
        f'"could_bring":{spelled(question.could_bring)},"needs":{spelled(question.needs)},'
        f'"choices":{choices_json(question.choices)},"old_answer":{spelled(question.old_answer)}}}'
    )


def question_document(question: OpenQuestion) -> dict[str, Any]:
    """Gives an open question as a document."""
    return dict(json.loads(question_json(question)))


@lru_cache(maxsize=512)
def choices_json(choices: tuple[tuple[str, str], ...]) -> str:
    """Writes the choices of a question."""
    return written([{"id": name, "text": text} for name, text in choices])


def change_json(change: Change) -> str:
    """Writes what changes by itself."""
    return f'{{"rule":{spelled(change.rule)},"on":{day(change.on)},"to":{spelled(change.to)}}}'


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
