"""The two answers on top of a screening, in sentences that never promise: the treatment at all, and today."""

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext as _

from clinic.web.facemap import zone_name
from clinic.web.templatetags.needlepoint import DECISION_WORDS, full_date
from needlepoint.screening.decision import ScreeningDecision
from needlepoint.screening.findings import Finding
from needlepoint.vocabulary.reasons import Decision, Truth


def candidacy_for_page(
    live: ScreeningDecision, *, is_unasked: bool = False, newest: Any = None
) -> dict[str, Any]:
    """Say whether anything was found against the treatment, leaving out the rules of the day.

    is_unasked : nobody has answered anything yet, so that nothing can have been found
    newest : the newest decision that was recorded; its referral may be on its way
    """
    acting = [f for f in live.findings if f.acts_on != "day"]
    if live.candidacy.is_free or live.candidacy is Decision.NEEDS_INFORMATION:
        text = (
            _("What is not asked is unknown, never “no”.") if is_unasked else _as_far_as_asked(live, acting)
        )
        sentence = _("Nothing was asked yet.") if is_unasked else _nothing_found(live)
        return {"decision": live.candidacy.value, "sentence": sentence, "text": text}
    return {
        "decision": live.candidacy.value,
        "sentence": _awaited(live.candidacy, newest) or _against(live.candidacy, acting),
        "text": _first_reason(acting, live.candidacy),
    }


def _awaited(decision: Decision, newest: Any) -> str:
    """Say of a referral that is written and not answered when it was written; nothing where there is none."""
    if decision is not Decision.REFER or newest is None or newest.is_answered or not is_under_way(newest):
        return ""
    return _("Referred on %(day)s: wait for the answer.") % {"day": full_date(newest.referred_on)}


def is_under_way(newest: Any) -> bool:
    """Tell whether every reason to refer of the newest decision has its letter."""
    return bool(newest.referred_on) and newest.decision == Decision.REFER and not newest.is_to_be_referred


def _nothing_found(live: ScreeningDecision) -> str:
    if live.earliest_on and live.earliest_on > live.on:
        if zones := _waiting_zones(live):
            told = {"day": full_date(live.earliest_on), "zones": ", ".join(zones)}
            return _("Wait until %(day)s: %(zones)s.") % told
        return _("Nothing found against it so far. Earliest %(day)s.") % {"day": full_date(live.earliest_on)}
    if live.candidacy is Decision.PROCEED_WITH_PRECAUTIONS:
        return _("Nothing found against it so far, with precautions.")
    return _("Nothing found against it so far.")


def _waiting_zones(live: ScreeningDecision) -> list[str]:
    """Name the zones that wait, where nothing makes the whole treatment wait."""
    waiting = [f for f in live.findings if f.met is Truth.YES and f.effect is Decision.DEFER]
    zones = [zone for f in waiting for zone in f.zones] if all(f.zones for f in waiting) else []
    return list(dict.fromkeys(zone_name(zone) for zone in zones))


def _as_far_as_asked(live: ScreeningDecision, acting: list[Finding]) -> str:
    named = _names_of(acting, Decision.PROCEED_WITH_PRECAUTIONS)
    rests_on = _("This speaks only of what was asked and examined.")
    if live.earliest_on and live.earliest_on > live.on and _waiting_zones(live):
        rests_on = _("Nothing else found against it so far.") + f" {rests_on}"
    return _("With precautions: %(names)s.") % {"names": named} + f" {rests_on}" if named else rests_on


def _first_reason(acting: list[Finding], effect: Decision) -> str:
    """Give the first reason in full and name the others."""
    found = [f for f in acting if f.met is Truth.YES and f.effect is effect]
    others = dict.fromkeys(f.name for f in found if f.name != found[0].name)
    name, reason = found[0].name, found[0].reason
    reason = reason if reason.startswith(name) else f"{name}: {reason}"
    return (
        _("%(reason)s Also: %(names)s.") % {"reason": reason, "names": "; ".join(others)}
        if others
        else reason
    )


def _against(decision: Decision, acting: list[Finding]) -> str:
    if decision is not Decision.DEFER:
        return str(DECISION_WORDS[decision.value])
    waiting = [f for f in acting if f.met is Truth.YES and f.effect is Decision.DEFER]
    if all(f.until for f in waiting):
        last = max(f.until for f in waiting if f.until)
        return _("Wait until %(day)s.") % {"day": full_date(last)}
    return _("Wait: something must end first.")


def _names_of(findings: Iterable[Finding], effect: Decision, *, with_zones: bool = False) -> str:
    met = [f for f in findings if f.met is Truth.YES and f.effect is effect]
    return "; ".join(dict.fromkeys(_name_and_zones(f) if with_zones and f.zones else f.name for f in met))


def _name_and_zones(finding: Finding) -> str:
    """Say where something waits, so that nobody takes a free zone for a waiting one."""
    return f"{finding.name}: {', '.join(zone_name(zone) for zone in finding.zones)}"


def today_for_page(live: ScreeningDecision, newest: Any = None) -> dict[str, Any]:
    """Say what stands between this person and a treatment today."""
    is_awaited = bool(_awaited(live.decision, newest))
    return {
        "decision": live.decision.value,
        "sentence": _("Not today: the answer is not here yet.")
        if is_awaited
        else TODAY_SENTENCES[live.decision](live),
        "text": _today_text(live),
    }


def _not_today(live: ScreeningDecision) -> str:
    if live.earliest_on is not None:
        return _("Not today. Earliest %(day)s.") % {"day": full_date(live.earliest_on)}
    if live.verdict.not_before:
        return _("Not today, and not before %(day)s.") % {"day": full_date(live.verdict.not_before)}
    return _("Not today: something must end first.")


TODAY_SENTENCES: Final = {
    Decision.PROCEED: lambda live: _("Today: nothing found against it."),
    Decision.PROCEED_WITH_PRECAUTIONS: lambda live: _("Today: nothing found against it, with precautions."),
    Decision.NEEDS_INFORMATION: lambda live: _("Today: questions are open."),
    Decision.DEFER: _not_today,
    Decision.REFER: lambda live: _("Not today: refer first."),
    Decision.DECLINE: lambda live: _("Not today."),
}


def _today_text(live: ScreeningDecision) -> str:
    if live.decision.is_free:
        return _("This speaks only of what was asked and examined today.")
    if live.decision is Decision.NEEDS_INFORMATION:
        return _("It depends on the answers.")
    return "" if live.decision is live.candidacy else _names_of(live.findings, live.decision, with_zones=True)
