"""The locked screen: PIN, kept drafts, and taking a tablet back."""

import time

from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clinic.records.actions.doors import take_tablet_back
from clinic.records.actions.team import choose_pin as choose_pin_deed
from clinic.records.actors import Actor
from clinic.records.models import Handover, HandoverState
from clinic.records.permissions import STAFF
from clinic.records.queries.team import active_membership
from clinic.records.refusals import BadInput
from clinic.web import screen_lock
from clinic.web.forms.team import PinForm, UnlockForm
from clinic.web.pages import READ_AND_WRITE, WRITE, Request, page, public, refuse_form, show_form


@public(READ_AND_WRITE)
def unlock(request: Request) -> HttpResponseBase:
    """Open the screen by PIN and go on where it was locked."""
    if not request.user.is_authenticated:
        return redirect_to_login(screen_lock.place(request))
    if not request.session.get("locked"):
        return redirect(screen_lock.place(request))
    form = UnlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _tried(request, form)
    return _locked_screen(request, form)


def _tried(request: Request, form: UnlockForm) -> HttpResponseBase:
    place = screen_lock.place(request)
    answer = screen_lock.try_pin(request, form.cleaned_data["pin"])
    if answer == "right":
        screen_lock.unlock(request, time.time())
        if handed := screen_lock.hand_over_of(request):
            return _taken_back(request, handed)
        return _carried_on(request, place)
    if answer == "out":
        return _signed_out(request, place)
    form.add_error(
        "pin", _("This is not your PIN. After the third wrong one you sign in with your password.")
    )
    return _locked_screen(request, form)


def _carried_on(request: Request, place: str) -> HttpResponseBase:
    if request.htmx:
        answer = render(request, "unlocked_partial.html")
        answer["HX-Trigger"] = "unlocked"
        return answer
    return redirect("carry_on") if "draft" in request.session else redirect(place)


def _signed_out(request: Request, place: str) -> HttpResponseBase:
    answer = redirect_to_login(place)
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": answer.url})
    return answer


def _locked_screen(request: Request, form: UnlockForm) -> HttpResponse:
    if request.htmx:
        return render(request, "unlock_partial.html", {"form": form})
    return show_form(request, "unlock.html", form)


@page(STAFF)
def carry_on(request: Request) -> HttpResponse:
    """Give back what had been typed when the screen locked, to be sent or dropped."""
    draft = screen_lock.take_draft(request)
    if draft is None:
        return redirect(screen_lock.place(request))
    return render(request, "carry_on.html", {"draft": draft, "place": screen_lock.place(request)})


@public(WRITE)
def lock(request: Request) -> HttpResponseBase:
    """Lock the screen now; whoever has no PIN is signed out by the next page."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    if not request.user.has_pin and request.htmx:
        return HttpResponse(status=204)
    if not request.user.has_pin:
        messages.warning(request, _("Choose a PIN first; with it you come back after a lock."))
        return redirect("choose_pin")
    request.session["return_to"] = request.headers.get("referer", "/").removeprefix(
        f"{request.scheme}://{request.get_host()}"
    )
    screen_lock.lock(request)
    return _locked_screen(request, UnlockForm()) if request.htmx else redirect("unlock")


@public(READ_AND_WRITE)
def hand_back(request: Request) -> HttpResponseBase:
    """Bring the staff back to a tablet that a patient held, by the PIN of whoever handed it over."""
    handed = screen_lock.hand_over_of(request)
    if handed is None:
        return redirect("today")
    screen_lock.finish(request)
    form = UnlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = screen_lock.try_pin(request, form.cleaned_data["pin"])
        if answer == "right":
            screen_lock.unlock(request, time.time())
            return _taken_back(request, handed)
        if answer == "out":
            return redirect_to_login("/")
        form.add_error("pin", _("This is not the PIN. Please give the tablet to somebody who works here."))
    return show_form(request, "hand_back.html", form)


def _taken_back(request: Request, handed: screen_lock.HandedOver) -> HttpResponseBase:
    """Take the tablet back, by the PIN that was typed, and go on where the staff had been.

    A place in the team that ended meanwhile, or a hand-over that is closed already, leaves no deed.
    """
    member = active_membership(request.user)
    given = Handover.objects.filter(state=HandoverState.GIVEN)
    handover = given.filter(pk=handed.handover).first() if handed.handover else None
    if member is not None and handover is not None:
        take_tablet_back(Actor.member(member), handover)
    address = screen_lock.take_back(request)
    return HttpResponse(headers={"HX-Redirect": address}) if request.htmx else redirect(address)


@page(STAFF, methods=READ_AND_WRITE)
def choose_pin(request: Request) -> HttpResponse:
    """Choose a PIN, which needs the password."""
    form = PinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        member = active_membership(request.user)
        assert member is not None  # the page is for people who work here
        if authenticate(request, email=request.user.email, password=form.cleaned_data["password"]) is None:
            form.add_error("password", _("This is not your password."))
        else:
            try:
                choose_pin_deed(Actor.member(member), member, form.cleaned_data["pin"])
                messages.success(request, _("Your PIN is set."))
                return redirect("today")
            except BadInput as refusal:
                refuse_form(form, refusal)
    return show_form(request, "choose_pin.html", form)
