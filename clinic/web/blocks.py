"""What blocks a plan, by name: findings that stand against it, answers that are missing, and what stands free."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from clinic.records.actions.screening import OVERRIDER_WORDS
from clinic.web.facemap import zone_name
from clinic.web.questions import name_of
from needlepoint.planning.granting import is_against, overridable
from needlepoint.screening.decision import ScreeningDecision
from needlepoint.screening.findings import Finding
from needlepoint.vocabulary.reasons import Truth


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
    return {
        "against": [_against(f, is_open=f.rule in may_be_overridden) for f in against.values()],
        "open": list(dict.fromkeys(unknown.get(asks, name_of(asks)) for asks in asked)),
        "unrecognised": decision.unrecognised,
        "free": [zone_name(zone) for zone in decision.zones_free],
    }


def _against(finding: Finding, *, is_open: bool) -> dict[str, Any]:
    who = OVERRIDER_WORDS[finding.override_by if is_open else "nobody"]()
    may = _("Nobody overrides this.") if not is_open else _("Only %(who)s may override it.") % {"who": who}
    return {"name": finding.name, "until": finding.until, "reason": finding.reason, "who": may}
