"""What happens around every page: who asks, whether the screen is locked, and how a refusal looks."""

import logging
import time
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.db import OperationalError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.records.actors import Actor
from clinic.records.models import Patient
from clinic.records.pictures import too_large
from clinic.records.queries.team import active_membership
from clinic.records.refusals import NotStored, Refusal
from clinic.web import screen_lock
from clinic.web.languages import language_of
from clinic.web.pages import Incoming

logger = logging.getLogger(__name__)
# Where somebody is led who has a link and no password.
FOR_PATIENTS: Final = ("/my/", "/m/")
Next = Callable[[Incoming], HttpResponseBase]
TAKE_PHOTOGRAPHS = ("patient_photographs", "send_photograph")


class SmallBodies:
    """Refuses a body that is larger than any form of ours, before anybody reads it or writes it to the disk."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Incoming) -> HttpResponseBase:
        """Look at the length that is announced; what is sent beyond it is never read."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        size = int(length[:20]) if length.isdecimal() else 0
        if size <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return self.get_response(request)
        if not _takes_a_photograph(request):
            return render(request, "400.html", status=413)
        if size > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            return render(request, "photographs/too_large.html", {"why": too_large()}, status=413)
        return self.get_response(request)


def _takes_a_photograph(request: Incoming) -> bool:
    """Tell whether an address takes photographs; nothing else may be as large as they are."""
    try:
        return resolve(request.path_info).url_name in TAKE_PHOTOGRAPHS
    except Resolver404:
        return False


class PrivatePages:
    """Keeps pages out of every cache, so that the back button after signing out shows nothing."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Incoming) -> HttpResponseBase:
        """Answer, and forbid keeping the answer."""
        response = self.get_response(request)
        response.setdefault("Cache-Control", "no-store")
        response.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=(), payment=()")
        return response


class CurrentActor:
    """Tells each request who is behind it, and sets the clock of their clinic."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Incoming) -> HttpResponseBase:
        """Find the actor: a patient where the tablet was handed over, else the member."""
        request.actor = _actor(request)
        if request.actor is None:
            # A patient's link names the clinic only once it was read; what it then activates ends with the request.
            with timezone.override(None), translation.override(settings.LANGUAGE_CODE):
                return self.get_response(request)
        assert request.actor.clinic is not None  # members and patients belong to one
        with timezone.override(request.actor.clinic.zone):
            return self.get_response(request)


def _actor(request: Incoming) -> Actor | None:
    member = active_membership(request.user) if request.user.is_authenticated else None
    if member is None:
        return None
    handed = screen_lock.hand_over_of(request)
    if handed is None:
        return Actor.member(member)
    patient = Patient.objects.select_related("clinic").get(pk=handed.patient_id, clinic=member.clinic)
    return Actor.patient(patient, handover=handed.handover)


class IdleLock:
    """Locks the screen after a pause; a PIN opens it again where it was, with what had been typed."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Incoming) -> HttpResponseBase:
        """Pass the request on; the decision needs to know the page."""
        return self.get_response(request)

    def process_view(self, request: Incoming, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Stop a request to a locked screen."""
        if not request.user.is_authenticated or _page_name(request) in screen_lock.OPEN_WHEN_LOCKED:
            return None
        if not screen_lock.is_locked(request, time.time()):
            screen_lock.touch(request, time.time())
            return None
        return _locked_answer(request, request.user)


def _page_name(request: Incoming) -> str:
    """Name the page that was asked for, as the addresses do."""
    return (request.resolver_match.url_name or "") if request.resolver_match else ""


def _locked_answer(request: Incoming, user: User) -> HttpResponseBase:
    if not user.has_pin:
        logout(request)
        return redirect_to_login(request.get_full_path() if request.method == "GET" else reverse("today"))
    screen_lock.lock(request)
    if request.htmx:
        answer = render(request, "unlock_partial.html")
        answer["HX-Retarget"], answer["HX-Reswap"] = "#toasts", "innerHTML"
        return answer
    if request.method == "POST":
        screen_lock.keep_draft(request)
        return redirect("unlock")
    screen_lock.keep_place(request)
    return redirect("unlock")


class HandOver:
    """Keeps a tablet in a patient's hands to the one thing it was handed over for."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Incoming) -> HttpResponseBase:
        """Pass the request on; the decision needs to know the page."""
        return self.get_response(request)

    def process_view(self, request: Incoming, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Send everything else back to the page that was handed over."""
        handed = screen_lock.hand_over_of(request)
        if handed is None or _page_name(request) in screen_lock.OPEN_WHEN_HANDED_OVER:
            return None
        if handed.is_finished:
            return redirect("hand_back")
        return None if request.path.startswith(handed.prefix) else redirect(handed.prefix)


class KindRefusals:
    """Shows a refusal as a page that says what to do; an htmx request gets it as a toast."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Incoming) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: Incoming, fault: Exception) -> HttpResponse | None:
        """Turn a refusal into its page."""
        if isinstance(fault, OperationalError):
            logger.error("The database refused: %s", fault)
            fault = NotStored(
                _("The database could not take this just now, so nothing was stored. Try once more.")
            )
        if not isinstance(fault, Refusal):
            return None
        if request.actor is None and request.path.startswith(FOR_PATIENTS) and not request.htmx:
            return _told_to_patient(request, fault)
        template = "refusal_partial.html" if request.htmx else "refusal.html"
        answer = render(request, template, {"refusal": fault}, status=fault.status)
        if request.htmx:
            answer["HX-Retarget"], answer["HX-Reswap"] = "#toasts", "beforeend"
        return answer


def _told_to_patient(request: Incoming, fault: Refusal) -> HttpResponse:
    """Say it in the language of the phone, without the way to pages for which nobody at home has a password.

    Who holds the phone is not known where a link has ended, so its browser says which language it is.
    """
    if translation.get_language() == settings.LANGUAGE_CODE:
        accepted = request.headers.get("Accept-Language", "").partition(",")[0].partition(";")[0]
        translation.activate(language_of(request, accepted.strip().lower()))
    context = {"title": _(fault.title), "sentence": _(fault.sentence)}
    return render(request, "patient_refusal.html", context, status=fault.status)
