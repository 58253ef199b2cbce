"""What came since the last session, in words for whoever asks before the next one."""

from typing import Any

from django.utils.translation import gettext as _

from clinic.records.models import CheckIn, Worry, WorryState
from clinic.records.queries.since import Since
from clinic.web.shown.adverse_events import kind_name
from clinic.web.shown.worries import WORDS
from clinic.web.templatetags.needlepoint import full_date
from needlepoint.protocols.library import shipped_content


def since_for_page(since: Since | None) -> dict[str, Any]:
    """Give what stands above the questions; nothing before the first session."""
    if since is None:
        return {}
    return {
        "on": since.sheet.on,
        "healing": _healing(since),
        "last_report": _report(since.last_report),
        "worries": [_worry(one) for one in since.worries],
        "harms": [kind_name(one.kind) for one in since.harms],
        "lines": [one.name for one in since.lines],
        "is_loud": since.has_open_worry or bool(since.harms) or not since.is_healed,
        "is_quiet": since.is_quiet,
    }


def _healing(since: Since) -> str:
    if since.sheet.healed_on is None:
        return _("No last day of healing is known. Look at the skin.")
    day = {"day": full_date(since.sheet.healed_on)}
    if since.is_healed:
        return _("Expected signs are usually seen until %(day)s; that has passed. Look at the skin.") % day
    return _("Expected signs are usually seen until %(day)s: healing may not be over.") % day


def _report(report: CheckIn | None) -> str:
    if report is None:
        return _("Nothing was reported from home.")
    told = {"day": report.day, "level": str(WORDS[report.level]).lower()}
    if report.level == "self_care" and report.is_provisional:
        return _("Last report from home on day %(day)s, with questions left open.") % told
    if report.level == "self_care":
        return _("Last report from home on day %(day)s: nothing that called anybody.") % told
    return _("Last report from home on day %(day)s: %(level)s.") % told


def _worry(worry: Worry) -> dict[str, Any]:
    signs = [shipped_content().course_of_sign[one["sign"]].name for one in worry.check_in.report["signs"]]
    is_open = worry.state != WorryState.CLOSED
    return {
        "worry": worry,
        "is_open": is_open,
        "text": _("Day %(day)s: %(signs)s") % {"day": worry.check_in.day, "signs": ", ".join(signs) or "…"},
        "outcome": _("not closed yet") if is_open else worry.outcome,
    }
