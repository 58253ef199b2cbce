"""Aftercare in the shapes of its pages: one day for a phone, the whole for staff and paper, and the calendar."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinic.records import clock
from clinic.records.models import AftercareSheet
from clinic.web.facemap import ZoneMark, face_map, zone_name
from clinic.web.languages import in_words, stays_english
from clinic.web.shown.screening import CERTAINTY_WORDS
from clinic.web.shown.sources import sources_of
from clinic.web.spoken import in_language
from clinic.web.templatetags.needlepoint import full_date
from needlepoint.aftercare.day import LAST_DAY, Day, day_of
from needlepoint.aftercare.products import FROM_THAT_DAY
from needlepoint.aftercare.timeline import Aftercare, DatedInstruction, ExpectedSign, FirstReading, WatchFor
from needlepoint.interop.calendar_file import aftercare_events, calendar_text
from needlepoint.protocols.library import shipped_content

KINDS: Final = (
    ("do", gettext_lazy("Do")),
    ("avoid", gettext_lazy("Leave out")),
    ("expect", gettext_lazy("Know")),
)
LEVELS: Final = (
    ("emergency", gettext_lazy("Call the emergency number at once"), "error"),
    ("same_day", gettext_lazy("Call us today"), "warning"),
    ("contact", gettext_lazy("Tell us in the next days"), "info"),
)
# What nobody knows of every day that the page tells.
HEALING_GAP: Final = "healing-by-skin-and-length"


def day_for_page(sheet: AftercareSheet, aftercare: Aftercare, number: int, today: date) -> dict[str, Any]:
    """Give one day: what to expect, what to do, what to leave out, and the days around it."""
    number = min(max(number, 0), LAST_DAY)
    day = day_of(aftercare, number)
    signs = _by_last_day([_sign(one) for one in day.signs], day)
    expect, do, avoid = (
        _by_last_day(_instructions(told, day), day) for told in (day.expect, day.do, day.avoid)
    )
    return {
        "sheet": sheet,
        "day": day,
        "number": number,
        "is_today": day.on == today,
        "title": _title(day, today),
        "signs": signs,
        "expect": expect,
        "expect_reasons": expect + signs,
        "do": do,
        "avoid": avoid,
        "told_reasons": do + avoid,
        "may_start_again": _instructions(day.may_start_again, day),
        "before": number - 1 if number > 0 else None,
        "after": number + 1 if number < LAST_DAY else None,
        "today_number": (today - aftercare.on).days,
        "dates": (dates := _dates(aftercare, today)),
        "next_date": next((one for one in dates if one["day"]), None),
        "zones": [zone_name(zone) for zone in aftercare.zones],
        "products": _products(aftercare, day.on),
    }


def _products(aftercare: Aftercare, on: date) -> list[dict[str, Any]]:
    """Give the patient's own products, with the day from which each may go on the skin again and what it asks then."""
    return [
        {
            "name": one.name,
            "from_on": one.from_on,
            "is_free": (is_free := one.from_on is not None and one.from_on <= on),
            "text": one.text.removeprefix(FROM_THAT_DAY).strip() if is_free else one.text,
            **_evidence(one.certainty, one.sources),
        }
        for one in aftercare.products
    ]


def _by_last_day(told: list[dict[str, Any]], day: Day) -> list[dict[str, Any]]:
    """Gather what ends on the same day, the soonest first: a date is read once, not on every line."""
    ends = sorted({one["to_on"] for one in told}, key=lambda end: end or date.max)
    return [
        {
            "until": end,
            "is_this_day": end == day.on,
            "each": [one for one in told if one["to_on"] == end],
        }
        for end in ends
    ]


def _title(day: Day, today: date) -> str:
    if day.on == today:
        return _("Today")
    if (day.on - today).days == 1:
        return _("Tomorrow")
    return _("Yesterday") if (today - day.on).days == 1 else full_date(day.on)


def _sign(one: ExpectedSign) -> dict[str, Any]:
    return {
        "name": in_words(one.name),
        "text": in_words(one.text),
        "stays_english": stays_english(one.text),
        "to_on": one.to_on,
        "why": " ".join(filter(None, [_how_often(one), one.beyond])),
        **_evidence(one.certainty, one.sources),
    }


def _how_often(one: ExpectedSign) -> str:
    return _("How often: %(share)s.") % {"share": one.frequency} if one.frequency else ""


def _instructions(instructions: Iterable[DatedInstruction], day: Day | None = None) -> list[dict[str, Any]]:
    return [
        {
            "text": in_words(one.text),
            "stays_english": stays_english(one.text),
            "why": one.why,
            "from_on": one.from_on,
            "to_on": one.to_on,
            "when": _when(one),
            "from_hours": one.from_hours,
            "is_new": day is not None and day.is_new(one) and day.day > 0,
            "conflict": _conflict(one),
            **_evidence(one.certainty, one.sources),
        }
        for one in instructions
    ]


def _evidence(certainty: str, sources: Iterable[str]) -> dict[str, Any]:
    return {"certainty": CERTAINTY_WORDS[certainty](), "sources": sources_of(sources)}


def _conflict(one: DatedInstruction) -> str:
    """Say where sources disagree and which side this clinic follows."""
    if not one.conflict:
        return ""
    conflict = shipped_content().conflict[one.conflict]
    followed = next((side.text for side in conflict.side if side.id == one.side), "")
    loosened = _("The medical director chose a softer side.") if one.is_loosening else ""
    return " ".join(filter(None, [conflict.question, _("Followed here:"), followed, loosened]))


def _when(one: DatedInstruction) -> str:
    if one.to_on is None:
        return _("from %(day)s on") % {"day": full_date(one.from_on)}
    if one.from_on == one.to_on:
        return str(full_date(one.from_on))
    return _("%(first)s to %(last)s") % {"first": full_date(one.from_on), "last": full_date(one.to_on)}


def _dates(aftercare: Aftercare, today: date) -> list[dict[str, Any]]:
    """Give the next dates: when the clinic asks, the next session, and when a result can be judged."""
    coming = next((one for one in aftercare.check_ins if one.on > today), None)
    dates = []
    if coming:
        dates.append({"label": _("We ask how it goes"), "day": coming.on, "text": in_language(coming.why)})
    if aftercare.next_session:
        following = aftercare.next_session
        dates.append(
            {
                "label": _("Next session, earliest"),
                "day": following.earliest_on,
                "text": in_language(following.reason),
            }
        )
    reading = aftercare.first_reading
    dates.append(
        {"label": _("A result can first be judged"), "day": reading.first_on, "text": _reading(reading)}
    )
    if aftercare.skin_open and aftercare.skin_open.last_on >= today:
        dates.append(
            {
                "label": _("The skin may be open until"),
                "day": aftercare.skin_open.last_on,
                "text": _(
                    "By the slowest of three ways of measuring; nobody can see it. Until then put on nothing that "
                    "is not named here."
                ),
            }
        )
    return dates


def _reading(reading: FirstReading) -> str:
    if reading.first_on and reading.is_estimate:
        return _("If every session is on its earliest day. Before that, healing hides the result.")
    return in_language(reading.reason)


def whole(sheet: AftercareSheet, aftercare: Aftercare, today: date) -> dict[str, Any]:
    """Give everything: instructions by kind, the expected course, red flags, dates, gaps."""
    signs = [_sign(one) for one in aftercare.course]
    return {
        "sheet": sheet,
        "aftercare": aftercare,
        "kinds": [_kind(aftercare, kind, title) for kind, title in KINDS],
        "signs": signs,
        "sign_groups": _gathered(sorted(signs, key=lambda one: one["to_on"] or date.max), "to_on"),
        "levels": levels(aftercare.red_flags),
        "dates": _dates(aftercare, today),
        "check_ins": aftercare.check_ins,
        "gaps": [gap.text for gap in aftercare.gaps],
        "uncertain": [gap.text for gap in aftercare.gaps if gap.id == HEALING_GAP],
        "unrecognised": aftercare.unrecognised,
        "products": _products(aftercare, today),
        "device": shipped_content().device[aftercare.device].name,
        "zones": [zone_name(zone) for zone in aftercare.zones],
    }


def _kind(aftercare: Aftercare, kind: str, title: Promise) -> dict[str, Any]:
    each = _instructions(one for one in aftercare.instructions if one.kind == kind)
    each.sort(key=lambda one: (one["from_on"], one["to_on"] or date.max))
    return {"id": kind, "title": title, "each": each, "groups": _gathered(each, "when")}


def _gathered(told: Iterable[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """Gather what shares a value, in the order in which it comes."""
    groups: dict[Any, list[dict[str, Any]]] = {}
    for one in told:
        groups.setdefault(one[key], []).append(one)
    return [{key: value, "each": each} for value, each in groups.items()]


def healing_map(aftercare: Aftercare) -> Any:
    """Draw where it will be red, or darker."""
    marks = [ZoneMark(zone=zone, healing=True) for zone in aftercare.zones]
    return face_map(marks, map_id="healing-map", legend=_("Healing"), read_only=True, with_body=False)


def levels(flags: Iterable[WatchFor]) -> list[dict[str, Any]]:
    """Give the red flags by how soon somebody has to be called."""
    listed = list(flags)
    return [
        {
            "title": title,
            "tone": tone,
            "groups": _by_advice(f for f in listed if f.level == level),
        }
        for level, title, tone in LEVELS
    ]


def _by_advice(flags: Iterable[WatchFor]) -> list[dict[str, Any]]:
    """Gather the signs that ask for the same, so that it is read once."""
    each = [
        {"text": flag.text, "advice": flag.advice, **_evidence(flag.certainty, flag.sources)}
        for flag in flags
    ]
    return _gathered(each, "advice")


def calendar(sheet: AftercareSheet, aftercare: Aftercare) -> str:
    """Write the days on which something changes as a calendar file; its titles say nothing clinical."""
    return calendar_text(aftercare_events(aftercare, uid=str(sheet.session_id)), stamp=clock.now())


def days_since(aftercare: Aftercare, today: date) -> str:
    """Say how long ago the session was."""
    days = (today - aftercare.on).days
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days} if days > 0 else _("today")
