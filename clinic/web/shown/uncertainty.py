"""What is not certain, in the same few words and at the same place of the screening, the plan and the session."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.records.models import EntryWhat
from clinic.records.queries.chart import Chart
from clinic.web.facemap import zone_name
from needlepoint.protocols.library import shipped_content
from needlepoint.screening.decision import ScreeningDecision
from needlepoint.screening.findings import Finding
from needlepoint.vocabulary.reasons import Truth

# What a side asks for ends where it begins to say who says so.
SIDE_ENDS: Final = re.compile(r"\. |; | \(|, (?:as|from|the|an?|and records) ")


def of_screening(live: ScreeningDecision, questions: dict[str, Any]) -> list[str]:
    """Say what the decision of today does not know: what is open, what was not recognised or read, what is disputed.

    questions : what `questions_for_page` gave, so that one page counts what is open once
    """
    met = [f for f in live.findings if f.met is Truth.YES]
    lines = [
        questions["told"],
        not_recognised(live.unrecognised),
        _label_words(live.device),
        _disputed_words(met),
        _convention_words(met),
    ]
    told = [line for line in lines if line]
    return told if questions["total"] else [_nothing_open(), *told]


def of_rescreen(asked: int, looked: int) -> list[str]:
    """Say what is not known before a session, counted as the screening counts: to look at, to ask, and both."""
    total = asked + looked
    if not total:
        return [_("Nobody has seen the skin of today.")]
    many = ngettext("%(n)s question before this session", "%(n)s questions before this session", total) % {
        "n": total
    }
    parts = [_("%(n)s to look at") % {"n": looked}] if looked else []
    parts += [_("%(n)s to ask") % {"n": asked}] if asked else []
    held = _("What was said on an earlier day may not hold today.") if asked else ""
    return [f"{many}: {', '.join(parts)}.", *filter(None, [held]), _("Nobody has seen the skin of today.")]


def of_delivery(charted: Chart, planned: Iterable[str]) -> list[str]:
    """Say what the record of a session does not know: what nobody charted, scanned or named.

    planned : the ids of the planned zones
    """
    zones = charted.zones
    lines = [
        _zones_words(_("Not charted, and read as not treated: %(zones)s."), set(planned) - set(zones)),
        _zones_words(
            _("Passes not charted: %(zones)s."), [one.zone for one in zones.values() if not one.passes]
        ),
        _zones_words(
            _("Endpoint not charted: %(zones)s."), [one.zone for one in zones.values() if not one.endpoint]
        ),
        "" if charted.handpiece else _("Which handpiece was used is not recorded."),
        _cartridge_words(charted),
    ]
    told = [line for line in lines if line]
    return told or [_("Everything that is asked was charted. What it does to this skin nobody can say yet.")]


def not_recognised(names: Sequence[str]) -> str:
    """Name what nobody recognised, and what to do about it."""
    if not names:
        return ""
    told = _("Not recognised: %(names)s. It could matter: check the spelling in the history.")
    return told % {"names": "; ".join(names)}


def _zones_words(words: str, zones: Iterable[str]) -> str:
    names = sorted(zone_name(zone) for zone in zones)
    return words % {"zones": "; ".join(names)} if names else ""


def _cartridge_words(charted: Chart) -> str:
    opened = charted.of(EntryWhat.CARTRIDGE)
    if not opened:
        return _("Which cartridge was used is not recorded.")
    if all(one.content.get("label") or one.content.get("serial") for one in opened):
        return ""
    return _("A cartridge was typed by hand: a second use of it would not be seen.")


def _nothing_open() -> str:
    return _("No question is open. What nobody asked or looked at is not known.")


def _label_words(device: str | None) -> str:
    known = shipped_content().device.get(device or "")
    if known is None:
        return _("No device is chosen: no label was looked at.")
    if known.label_status == "no-label-read":
        return _("No label of %(device)s was read: its limits are not known.") % {"device": known.name}
    return ""


def _disputed_words(met: Iterable[Finding]) -> str:
    return " ".join(dict.fromkeys(_sides_words(f) for f in met if f.conflict))


def _sides_words(finding: Finding) -> str:
    """Say in short what the sources disagree about: the side that is followed, and the others."""
    conflict = shipped_content().conflict[finding.conflict or ""]
    others = [_in_short(one.text) for one in conflict.side if one.id != finding.side]
    told = _("Sources disagree: %(name)s.") % {"name": finding.name}
    if finding.side:
        told += " " + _("Followed here: %(side)s.") % {"side": _in_short(conflict.side_of(finding.side).text)}
    return told + " " + _("Others: %(others)s.") % {"others": "; ".join(others)}


def _in_short(text: str) -> str:
    """Give what a side asks for, without who says so and why."""
    return SIDE_ENDS.split(text, maxsplit=1)[0].rstrip(".")


def _convention_words(met: Iterable[Finding]) -> str:
    names = dict.fromkeys(f.name for f in met if f.certainty == "convention")
    if not names:
        return ""
    return _("A convention of experts, no evidence: %(names)s.") % {"names": "; ".join(names)}
