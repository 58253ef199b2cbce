"""A screening decision in the shape of its page: sentences that never promise, reasons with sources, questions."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.accounts.models import Membership
from clinic.records.actions.screening import OVERRIDER_WORDS, may_override
from clinic.records.models import DecisionRecord
from clinic.records.queries.course import Step
from clinic.records.queries.screening import FREE, is_cleared, overridden_rules
from clinic.web.facemap import zone_name
from clinic.web.shown.verdicts import is_under_way
from clinic.web.templatetags.needlepoint import DECISION_WORDS, full_date
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Source
from needlepoint.screening.decision import ScreeningDecision, Verdict
from needlepoint.screening.findings import Finding
from needlepoint.vocabulary.reasons import Decision, Truth

GROUP_TITLES: Final = {
    Decision.DECLINE: lambda: _("Reasons to decline"),
    Decision.REFER: lambda: _("Reasons to refer"),
    Decision.DEFER: lambda: _("Reasons to wait"),
    Decision.PROCEED_WITH_PRECAUTIONS: lambda: _("Precautions"),
}
CERTAINTY_WORDS: Final = {
    "high": lambda: _("high"),
    "moderate": lambda: _("moderate"),
    "low": lambda: _("low"),
    "very-low": lambda: _("very low"),
    "not-rated": lambda: _("not rated"),
    "convention": lambda: _("a convention of experts, no evidence"),
}


def free_zones_for_page(live: ScreeningDecision) -> dict[str, Any] | None:
    """Offer the zones that stand free by themselves, where others do not."""
    if not live.zones_free or len(live.zones_free) == len(live.zones):
        return None
    return {
        "free": [zone_name(zone) for zone in live.zones_free],
        "others": [
            {"name": zone_name(zone)} | verdict_badge(verdict)
            for zone, verdict in live.zones
            if zone not in live.zones_free
        ],
    }


def groups_for_page(
    live: ScreeningDecision, record: DecisionRecord | None, member: Membership | None
) -> list[dict[str, Any]]:
    """Give what was found, by effect; `record` is the recorded decision where it is still the same."""
    met = [f for f in live.findings if f.met is Truth.YES]
    overridden = overridden_rules(record) if record else {}
    return [
        {
            "effect": effect.value,
            "title": title(),
            "findings": [
                _finding(f, live) | _override(f, record, overridden, member)
                for f in met
                if f.effect is effect
            ],
        }
        for effect, title in GROUP_TITLES.items()
        if any(f.effect is effect for f in met)
    ]


def _finding(finding: Finding, live: ScreeningDecision) -> dict[str, Any]:
    content = live.policy.whole(shipped_content())
    rule = content.contraindication.get(finding.rule)
    return {
        "rule": finding.rule,
        "name": finding.name,
        "reason": finding.reason,
        "until": finding.until,
        "zones": [zone_name(zone) for zone in finding.zones],
        "layer": _layer_words(finding),
        "is_of_the_day": finding.acts_on == "day",
        "certainty": CERTAINTY_WORDS[finding.certainty](),
        "trust": finding.trust,
        "sources": [source_for_page(content.source[name]) for name in finding.sources],
        "conflict": _conflict_words(finding.conflict, finding.side, live),
        "is_loosened": _is_loosened(finding, live),
        "loosened_why": _loosened_why(finding, live),
        "rationale": rule.rationale if rule else "",
        "would_change": rule.would_change if rule else "",
        "reviewed_by": rule.reviewed_by if rule else "",
        "needs_doctor": finding.approval == "doctor",
    }


def _layer_words(finding: Finding) -> str:
    if finding.layer == "policy":
        return _("Clinic’s policy")
    if finding.layer != "label":
        return ""
    device = shipped_content().device[finding.device or ""].name
    if finding.trust == "C":
        return _("Label of %(device)s, read in a copy") % {"device": device}
    return _("Label of %(device)s") % {"device": device}


def source_for_page(source: Source) -> dict[str, Any]:
    """Give a source with where it can be read."""
    url = source.url or (f"https://doi.org/{source.doi}" if source.doi else "")
    return {
        "id": source.id,
        "title": source.title,
        "trust": source.trust,
        "url": url,
        "year": str(source.year or ""),
    }


def _conflict_words(conflict_id: str | None, side: str | None, live: ScreeningDecision) -> str:
    if conflict_id is None:
        return ""
    conflict = shipped_content().conflict[conflict_id]
    sides = "; ".join(one.text for one in conflict.side)
    followed = conflict.side_of(side).text if side else _("none, all are shown")
    chosen = (
        _("chosen by the clinic")
        if conflict_id in live.policy.choices
        else _("followed unless a clinic chooses")
    )
    return f"{conflict.question} {sides} → {followed} ({chosen})"


def _is_loosened(finding: Finding, live: ScreeningDecision) -> bool:
    by_side = bool(finding.conflict) and live.policy.is_loosening(finding.conflict or "", shipped_content())
    return by_side or finding.rule in live.policy.loosened


def _loosened_why(finding: Finding, live: ScreeningDecision) -> str:
    loosened = live.policy.loosened.get(finding.rule)
    return f"{loosened.by}: {loosened.reason}" if loosened else ""


def _override(
    finding: Finding, record: DecisionRecord | None, overridden: dict[str, Any], member: Membership | None
) -> dict[str, Any]:
    if finding.effect.value in FREE:
        return {"override": None}
    who = OVERRIDER_WORDS[finding.override_by]()
    allowed = member is not None and may_override(member.role, member.profession, finding.override_by)
    return {
        "override": {
            "done": overridden.get(finding.rule),
            "nobody": finding.override_by == "nobody",
            "who": who,
            "may": allowed and record is not None,
            "record_first": allowed and record is None,
        }
    }


def next_step_for_page(
    live: ScreeningDecision,
    record: DecisionRecord | None,
    questions: dict[str, Any],
    newest: DecisionRecord | None = None,
    later: Step | None = None,
) -> dict[str, str]:
    """Give the one next step: its sentence, and where its button leads, `record` where it is the deed of this page.

    record : the newest decision where it is still in force; newest : whether it is or not
    later : the course's next step where the course is past the screening: what is open is asked again at each session
    """
    if live.decision is Decision.REFER and newest is not None and is_under_way(newest):
        return _referral_step(newest)
    if record is None and live.decision in (Decision.DECLINE, Decision.REFER):
        return {"text": BEFOREHAND[live.decision](), "label": "", "place": "record"}
    if record is not None and live.decision is Decision.REFER and not is_cleared(record):
        return _referral_step(record)
    if newest is not None and live.decision is Decision.DEFER and _is_dated(live):
        return {"text": _come_back(live, bool(questions["total"])), "label": "", "place": ""}
    if later is not None and record is None and live.decision is Decision.NEEDS_INFORMATION:
        return _later_words(later)
    if questions["total"] and live.decision is not Decision.DECLINE:
        label = ngettext("Answer %(n)s question", "Answer %(n)s questions", questions["total"])
        return {
            "text": _("Next: answer what is open."),
            "label": label % {"n": questions["total"]},
            "place": "questions",
        }
    if record is None:
        return {"text": _("Next: record this decision."), "label": "", "place": "record"}
    if is_cleared(record):
        return {"text": _("Next: the plan."), "label": _("Go to the plan"), "place": "planning"}
    return {"text": AFTERWARDS[live.decision](live), "label": "", "place": ""}


def _later_words(later: Step) -> dict[str, str]:
    """Say how a course goes on that is past its screening; while somebody heals, and afterwards, nothing is asked."""
    text = _("Next: go on with the course. What is open is asked when a session begins.")
    if later.room not in ("consent", "session"):
        text = _("Nothing is to be asked now. What is open is asked when a session begins.")
    deed = later.progress.next_deed if later.progress.state == "now" else ""
    return {"text": text, "label": deed, "place": later.room if deed else ""}


def _referral_step(record: Any) -> dict[str, str]:
    """Give the next step of a referral, as far as it is."""
    if record.is_to_be_referred:
        text = _("Next: refer, or let somebody entitled decide otherwise.")
        return {"text": text, "label": _("Write the referral"), "place": "refer"}
    if record.is_answered:
        text = _("The referral is answered. Next: let somebody entitled decide.")
        return {"text": text, "label": _("Read the answer"), "place": "referral"}
    text = _("Next: note the answer of the colleague, when it is here.")
    return {"text": text, "label": _("Note the answer"), "place": "referral"}


def _is_dated(live: ScreeningDecision) -> bool:
    """Tell whether the wait has a day on which it ends."""
    return live.earliest_on is not None and live.earliest_on > live.on


def _come_back(live: ScreeningDecision, is_open: bool = False) -> str:
    if _is_dated(live):
        day = {"day": full_date(live.earliest_on)}
        if is_open:
            return _("Next: screen again on %(day)s. What is open is asked then.") % day
        return _("Next: screen again on %(day)s.") % day
    return _("Next: screen again once it has ended.")


def say_what_is_to_be_recorded(
    steps: Iterable[dict[str, Any]], live: ScreeningDecision, record: Any, questions: dict[str, Any]
) -> None:
    """Let the course line, which tells what is recorded, not speak of questions that were answered since."""
    if record is None and live.decision.is_free and not questions["total"]:
        for step in steps:
            if step["is_here"] and step["state"] != "done":
                step |= {"note": _("to be recorded"), "decision": "", "state": "now", "has_run_out": False}


BEFOREHAND: Final = {
    Decision.REFER: lambda: _("Next: record this decision, then refer to a doctor."),
    Decision.DECLINE: lambda: _("Next: record this decision, and say kindly why."),
}
AFTERWARDS: Final = {
    Decision.PROCEED: _come_back,
    Decision.PROCEED_WITH_PRECAUTIONS: _come_back,
    Decision.NEEDS_INFORMATION: _come_back,
    Decision.DEFER: _come_back,
    Decision.REFER: _come_back,
    Decision.DECLINE: lambda live: _("Next: say kindly that it is not done, and why."),
}


def verdict_badge(verdict: Verdict) -> dict[str, Any]:
    """Give a verdict as a badge; a wait that ends by its day says that day and does not call it a refusal."""
    if verdict.decision is Decision.DEFER and verdict.defer_until:
        badge = _("Earliest %(day)s") % {"day": full_date(verdict.defer_until)}
    else:
        badge = str(DECISION_WORDS[verdict.decision.value])
    return {"badge": badge, "tone": verdict.decision.value}


def devices_for_page(live: ScreeningDecision) -> list[list[Any]]:
    """Compare the devices: one row each with its verdict and what its label says of itself."""
    devices = shipped_content().device
    return [
        [
            {"text": devices[name].name},
            verdict_badge(verdict),
            {"text": LABEL_WORDS[devices[name].label_status]()},
        ]
        for name, verdict in live.devices
    ]


LABEL_WORDS: Final = {
    "authorised": lambda: _("authorised, label read"),
    "cleared": lambda: _("cleared, label read"),
    "no-label-read": lambda: _("no label was read"),
}


def changes_for_page(live: ScreeningDecision) -> list[dict[str, Any]]:
    """Tell what ends by itself and what the whole decision is then."""
    rules = {f.rule: f.name for f in live.findings}
    by_day: dict[tuple[date, Decision], list[str]] = {}
    for change in live.would_change:
        by_day.setdefault((change.on, change.to), []).append(rules.get(change.rule, change.rule))
    return [
        {"date": day, "title": "; ".join(dict.fromkeys(names)), "to": to.value}
        for (day, to), names in by_day.items()
    ]
