"""What every template knows."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.records import permissions, visibility
from clinic.records.actors import MEMBER, Actor
from needlepoint import __version__
from needlepoint.protocols.library import shipped_content

SOFTWARE_VERSION = __version__


class May:
    """Answers `may.amend_patient` in a template."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def __getitem__(self, deed: str) -> bool:
        """Tell whether the person may do a deed."""
        return permissions.may(self.actor, deed)


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Give the navigation, the clinic, and what this person may do."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.clinic is None:
        return {"software_version": SOFTWARE_VERSION}
    shown: dict[str, Any] = {
        "software_version": SOFTWARE_VERSION,
        "clinic": actor.clinic,
        "actor": actor,
        "may": May(actor),
        "may_see_answers": visibility.can_see_answers(actor),
    }
    if actor.kind == MEMBER and not request.session.get("locked"):
        shown |= {
            "nav": _nav(request, actor),
            "user_menu": _user_menu(actor),
            "emergency_signs": emergency_signs(),
        }
    return shown


def emergency_signs() -> list[str]:
    """Give the signs for which the emergency number is called at once, as the content says them."""
    return [flag.text for flag in shipped_content().red_flag.values() if flag.level == "emergency"]


def _nav(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    links = [("today", _("Today"), "today"), ("patients", _("Patients"), "patients")]
    links += [("messages", _("Messages"), "phone")]
    if permissions.is_one_of(actor, permissions.RECORD_KEEPERS):
        links += [("handpieces", _("Handpieces"), "document"), ("items", _("Supplies"), "tablet")]
        links += [("adverse_events", _("Harm"), "shield")]
    if permissions.is_one_of(actor, permissions.DIRECTORS):
        links += [
            ("policy", _("Policy"), "policy"),
            ("team", _("Team"), "person"),
            ("audit", _("Audit"), "audit"),
        ]
    here = request.path
    return [
        {"label": label, "href": (href := reverse(name)), "icon": icon, "current": _is_current(here, href)}
        for name, label, icon in links
    ]


def _is_current(here: str, href: str) -> bool:
    return here == href if href == "/" else here.startswith(href)


def _user_menu(actor: Actor) -> dict[str, Any]:
    assert actor.membership is not None
    links = [
        {"label": _("Lock the screen"), "href": reverse("lock"), "icon": "lock", "post": True},
        {"label": _("Choose a PIN"), "href": reverse("choose_pin"), "icon": "pen", "post": False},
        {"label": _("Second factor"), "href": reverse("mfa_index"), "icon": "shield", "post": False},
        {
            "label": _("Change password"),
            "href": reverse("account_change_password"),
            "icon": "pen",
            "post": False,
        },
        *_calendar_link(actor),
        {"label": _("Sign out"), "href": reverse("account_logout"), "icon": "leave", "post": True},
    ]
    return {"name": actor.name, "role": actor.membership.get_role_display(), "links": links}


def _calendar_link(actor: Actor) -> list[dict[str, Any]]:
    """Lead whoever reads the record to the address of their calendar."""
    if not permissions.is_one_of(actor, permissions.RECORD_KEEPERS):
        return []
    href = reverse("calendar_feed")
    return [{"label": _("Your calendar"), "href": href, "icon": "calendar", "post": False}]
