"""What blocks a plan, by name: findings that stand against it, answers that are missing, and what stands free."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.records.actions.screening import OVERRIDER_WORDS
from clinic.web.facemap import zone_name
from clinic.web.shown.questions import name_of
from clinic.web.templatetags.needlepoint import full_date
from needlepoint.planning.granting import is_against, overridable
from needlepoint.planning.plan import Plan
from needlepoint.screening.decision import ScreeningDecision
from needlepoint.screening.findings import Finding
from needlepoint.vocabulary.reasons import Decision, Truth


def blocks_for_page(decision: ScreeningDecision, overridden: Collection[str]) -> dict[str, Any]:
    """Tell by name what stands against a plan, what is not answered, and which zones stand free by themselves."""
    may_be_overridden = {finding.rule for finding in overridable(decision)}
    against = {
        f.rule: f
        for f in decision.findings
        if is_against(f) and not (f.rule in overridden and f.rule in may_be_overridden)
    }
    unknown = {f.rule: f.name for f in decision.findings if f.met is Truth.UNKNOWN}
    asked = [question.asks for question in decision.questions]
    missing = list(dict.fromkeys(unknown.get(asks, name_of(asks)) for asks in asked))
    return {
        "against": [_against(f, is_open=f.rule in may_be_overridden) for f in against.values()],
        "open": missing,
        "in_short": _in_short(list(against.values()), missing, decision.unrecognised),
        "unrecognised": decision.unrecognised,
        "free": [zone_name(zone) for zone in decision.zones_free],
        "with_care": _with_care(decision),
    }


def _with_care(decision: ScreeningDecision) -> list[str]:
    """Name each precaution that the plan is approved with, once."""
    care = Decision.PROCEED_WITH_PRECAUTIONS
    return list(dict.fromkeys(f.name for f in decision.findings if f.met is Truth.YES and f.effect is care))


def open_today(decision: ScreeningDecision, plan: Plan) -> dict[str, Any]:
    """Tell what the screening of the day has against a plan that was approved earlier; nothing where it has nothing."""
    findings = [f for f in decision.findings if not f.zones or {*f.zones} & {*plan.zone_ids}]
    blocks = blocks_for_page(
        replace(decision, findings=tuple(findings)), [one.rule for one in plan.overrides]
    )
    return blocks if blocks["in_short"] else {}


def _in_short(against: Sequence[Finding], missing: Sequence[str], unrecognised: Sequence[str]) -> str:
    """Say in a line what blocks."""
    said = [
        _("%(name)s until %(day)s") % {"name": f.name, "day": full_date(f.until)} if f.until else f.name
        for f in against
    ]
    if missing:
        said.append(_open_words(len(missing)))
    if unrecognised:
        said.append(_("not recognised: %(names)s") % {"names": ", ".join(unrecognised)})
    return "; ".join(said)


def _open_words(number: int) -> str:
    words = ngettext("%(number)s answer is missing", "%(number)s answers are missing", number)
    return words % {"number": number}


def _against(finding: Finding, *, is_open: bool) -> dict[str, Any]:
    who = OVERRIDER_WORDS[finding.override_by if is_open else "nobody"]()
    may = _("Nobody overrides this.") if not is_open else _("Only %(who)s may override it.") % {"who": who}
    return {"name": finding.name, "until": finding.until, "reason": _without_name(finding), "who": may}


def _without_name(finding: Finding) -> str:
    """Give the reason as it goes on after the name, which stands before it."""
    reason = finding.reason.removeprefix(f"{finding.name}: ")
    return reason[:1].upper() + reason[1:]
