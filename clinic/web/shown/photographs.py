"""Photographs in words and in the shapes of their pages: whose, of what, who has looked, and what may be shown."""

from collections.abc import Collection, Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.records.models import Photograph
from clinic.records.queries.photographs import Seen
from clinic.web.facemap import zone_name
from clinic.web.forms.photographs import PURPOSE_WORDS
from needlepoint.consent.photographs import PhotoPurpose


def lines(found: Iterable[Seen]) -> list[dict[str, Any]]:
    """Give photographs for a list that staff read."""
    return [line(one) for one in found]


def line(seen: Seen) -> dict[str, Any]:
    """Give one photograph: what it is of, where its picture is, and who has looked."""
    row = seen.row
    return {
        "row": row,
        "seen": seen,
        "alt": alt(row),
        "href": reverse("photograph", args=[row.pk]),
        "small": reverse("photograph_small", args=[row.pk]) if seen.is_shown else "",
        "image": reverse("photograph_image", args=[row.pk]) if seen.is_shown else "",
        "is_unseen": seen.is_unseen,
        "looked": seen.looked,
        "why_not": why_not(seen),
    }


def own_lines(found: Iterable[Seen], token: str) -> list[dict[str, Any]]:
    """Give the photographs that a patient sees of themselves, with the addresses behind their link."""
    return [
        {
            "row": one.row,
            "alt": alt(one.row),
            "looked": one.looked,
            "small": reverse("own_photograph_small", args=[token, one.row.pk]),
            "image": reverse("own_photograph_image", args=[token, one.row.pk]),
            "take_back": reverse("take_photograph_back", args=[token, one.row.pk]),
        }
        for one in found
        if one.is_shown
    ]


def alt(row: Photograph) -> str:
    """Say what a picture is for whoever cannot see it; nobody described what it shows."""
    return _("Photograph: %(zone)s") % {"zone": zone_name(row.zone)} if row.zone else _("Photograph")


def why_not(seen: Seen) -> str:
    """Say why a picture is not shown; nothing where it is."""
    if seen.destroyed:
        return _("Its picture was destroyed.")
    if seen.in_error:
        return _("Entered in error.")
    return "" if seen.is_shown else _("The patient has taken it back.")


def purposes(allowed: Collection[PhotoPurpose]) -> list[dict[str, Any]]:
    """Give for each purpose what the patient's last word about a photograph is."""
    return [
        {"value": one.value, "words": PURPOSE_WORDS[one], "is_given": one in allowed} for one in PhotoPurpose
    ]
