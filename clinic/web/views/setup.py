"""The first page of an empty clinic, and the page by which an invited person joins."""

import hmac

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from clinic.accounts.models import Membership
from clinic.records.actions.team import accept_invitation, set_up_clinic
from clinic.records.actors import Actor
from clinic.records.queries.team import is_set_up
from clinic.records.refusals import BadInput, NotHere, NotPermitted
from clinic.web.forms.team import JoinForm, SetupForm
from clinic.web.invitations import invited_member
from clinic.web.pages import READ_AND_WRITE, Request, public, refuse_form, show_form


@public(READ_AND_WRITE)
def setup(request: Request) -> HttpResponse:
    """Found the clinic; the page exists only while there is none."""
    if is_set_up():
        raise NotHere
    form = SetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _check_token(form.cleaned_data["token"])
            set_up_clinic(Actor.system(), form.clinic_details(), form.person(), form.first_member())
            settings.SETUP_TOKEN_FILE.unlink(missing_ok=True)
            messages.success(request, _("The clinic is set up. Sign in to begin."))
            return redirect("account_login")
        except BadInput as refusal:
            refuse_form(form, refusal)
    return show_form(request, "team/setup.html", form)


def _check_token(given: str) -> None:
    file = settings.SETUP_TOKEN_FILE
    expected = file.read_text(encoding="ascii").strip() if file.exists() else ""
    if not expected or not hmac.compare_digest(given.strip().encode(), expected.encode()):
        raise BadInput(
            "token", _("This is not the set-up word. Look where the clinic was started; it is printed there.")
        )


@public(READ_AND_WRITE)
def join(request: Request, token: str) -> HttpResponseBase:
    """Accept an invitation with a password of one's own; somebody who has one signs in with it and agrees."""
    member = invited_member(token)
    if member.user.has_usable_password() and request.user != member.user:
        return _prove_who(request, member)
    form = JoinForm(request.POST or None)
    form.fields["password"].required = not member.user.has_usable_password()
    if request.method == "POST" and form.is_valid():
        accept_invitation(Actor.invited(member), member, form.cleaned_data["password"])
        messages.success(request, _("Welcome. Sign in with your e-mail and password."))
        return redirect("account_login")
    return show_form(request, "team/join.html", form, {"member": member, "clinic": member.clinic})


def _prove_who(request: Request, member: Membership) -> HttpResponseBase:
    """Let nobody take a place in another person's name: the link alone does not say who holds it."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    raise NotPermitted(
        _(
            "This invitation is for %(email)s, and you are signed in as somebody else. Sign out, then open it again."
        )
        % {"email": member.user.email}
    )
