"""Consent in the shapes of its pages: what to expect, what was signed, and photographs by purpose."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinic.records.models import Consent
from clinic.records.queries.consent import PhotoStanding, is_withdrawn
from clinic.web.forms.consent import PHOTO, SignForm
from clinic.web.shown.agenda import course_words
from clinic.web.shown.sources import sources_of
from needlepoint.consent.expectation import expectation_for
from needlepoint.planning.plan import Plan
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import CourseOfSign, Expectation

PURPOSE_NAMES: Final[dict[str, Promise]] = {
    "treatment-record": gettext_lazy("For your record"),
    "teaching": gettext_lazy("For teaching"),
    "publication": gettext_lazy("For publication"),
}
# The signs that people ask about first.
ASKED_FIRST: Final = ("erythema", "pain", "oedema", "flaking")
DARKER: Final = frozenset({"IV", "V", "VI"})


def expectation_for_page(plan: Plan, phototype: str | None) -> dict[str, Any]:
    """Gather what somebody should know before deciding, in the order in which people ask."""
    known = expectation_for(plan, shipped_content())
    signs = {sign.id: sign for sign in known.signs}
    first = [signs[name] for name in ASKED_FIRST if name in signs]
    return {
        "indications": [_indication(one) for one in known.indications],
        "general": [_study(one) for one in shipped_content().expectation.values() if _is_general(one)],
        "first_signs": [_sign(sign) for sign in first],
        "other_signs": [_sign(sign) for sign in known.signs if sign not in first],
        "phototype": phototype,
        "is_darker": phototype in DARKER,
        "dark_marks": [
            one.text
            for one in shipped_content().disclosure.values()
            if one.id == "dark-marks" or (phototype in DARKER and one.id == "dark-marks-phototype")
        ],
        "course": course_words(plan),
        "course_reasons": plan.course.reasons,
        "judged_from": known.judged_from,
        "alternatives": known.alternatives,
        "gaps": known.gaps,
    }


def signed_for_page(consent: Consent) -> dict[str, Any]:
    """Give a signed consent with its text, its drawing and whether it was taken back."""
    reflected = consent.created_at - consent.first_shown_at
    return {
        "consent": consent,
        "offer": consent.offer,
        "paragraphs": consent.offer.text["paragraphs"],
        "reflected": _span(reflected),
        "withdrawal": consent.withdrawal if is_withdrawn(consent) else None,
        "view_box": "0 0 600 200",
    }


def photographs_for_page(form: SignForm, standings: Iterable[PhotoStanding]) -> list[dict[str, Any]]:
    """Give one question a purpose, with what was said last time."""
    shown = []
    for standing in standings:
        field = form[PHOTO + standing.purpose]
        said = {True: "yes", False: "no", None: ""}[standing.is_given]
        value = field.value() if form.is_bound else said
        options = [
            {"value": "yes", "label": _("Yes"), "checked": value == "yes"},
            {"value": "no", "label": _("No"), "checked": value == "no"},
        ]
        shown.append(
            {
                "name": field.html_name,
                "legend": PURPOSE_NAMES[standing.purpose],
                "text": standing.text,
                "options": options,
            }
        )
    return shown


def _indication(one: Any) -> dict[str, Any]:
    own = [study for study in one.studies if not _is_general(study)]
    return {
        "name": one.name,
        "benefit": one.benefit,
        "caution": one.caution,
        "is_gap": one.is_gap,
        "certainty": one.certainty,
        "sources": sources_of(one.sources),
        "studies": [_study(study) for study in own],
    }


def _is_general(study: Expectation) -> bool:
    """Tell whether something is told whatever is treated."""
    return set(study.indications) == set(shipped_content().indication)


def _study(study: Expectation) -> dict[str, Any]:
    return {"text": study.text, "people": study.people, "sources": sources_of(study.sources)}


def _sign(sign: CourseOfSign) -> dict[str, Any]:
    return {"name": sign.name, "text": sign.text, "span": _days_of(sign), "frequency": sign.frequency}


def _days_of(sign: CourseOfSign) -> str:
    if sign.to_days is None:
        return ""
    until = ngettext("up to %(number)s day", "up to %(number)s days", sign.to_days) % {"number": sign.to_days}
    if sign.ordinary_to_days is None or sign.ordinary_to_days == sign.to_days:
        return until
    return _("mostly %(usual)s days, %(until)s") % {"usual": sign.ordinary_to_days, "until": until}


def _span(span: timedelta) -> str:
    if span.days:
        return ngettext("%(number)s day", "%(number)s days", span.days) % {"number": span.days}
    minutes = max(1, round(span.total_seconds() / 60))
    return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}
