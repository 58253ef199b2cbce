"""The team and the clinic, for the medical director."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clinic.accounts.models import Membership
from clinic.records import lifecycle
from clinic.records.actions import team as deeds
from clinic.records.permissions import DIRECTORS
from clinic.records.queries.feeds import open_feed_of
from clinic.records.queries.team import team as everybody
from clinic.records.refusals import BadInput, EditedMeanwhile, NotHere, WrongState
from clinic.records.visibility import get_visible
from clinic.web.forms.team import AmendMemberForm, ClinicForm, InvitationForm, clinic_initial, member_initial
from clinic.web.invitations import invitation_link
from clinic.web.pages import READ_AND_WRITE, WRITE, Request, page, refuse_form, show_form

CHANGES: Final[dict[str, Callable[..., Membership]]] = {
    "renew_invitation": deeds.renew_invitation,
    "withdraw_invitation": deeds.withdraw_invitation,
    "suspend_member": deeds.suspend_member,
    "reinstate_member": deeds.reinstate_member,
}


@page(DIRECTORS)
def team(request: Request) -> HttpResponse:
    """List everybody."""
    return render(request, "team/team.html", {"members": everybody(request.actor), "on": request.actor.today})


@page(DIRECTORS, methods=READ_AND_WRITE)
def invite(request: Request) -> HttpResponse:
    """Invite somebody and show the link to hand on."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            member = deeds.invite_member(request.actor, data["name"], data["email"], form.member_details())
            return redirect("member", member.pk)
        except BadInput as refusal:
            refuse_form(form, refusal)
    return show_form(request, "team/invite.html", form)


@page(DIRECTORS, methods=READ_AND_WRITE)
def member(request: Request, member_id: UUID) -> HttpResponse:
    """Show one person's place, and change it."""
    member = get_visible(request.actor, Membership, member_id)
    form = AmendMemberForm(request.POST or None, initial=member_initial(member))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            deeds.amend_member(request.actor, member, form.member_details(), version=version)
            messages.success(request, _("Saved."))
            return redirect("member", member.pk)
        except (BadInput, EditedMeanwhile, WrongState) as refusal:
            refuse_form(form, refusal)
    return show_form(request, "team/member.html", form, _member_context(member))


def _member_context(member: Membership) -> dict[str, object]:
    return {
        "member": member,
        "may_amend": lifecycle.allows(member, "amend_member"),
        "changes": [
            (change.replace("_", "-"), change) for change in CHANGES if lifecycle.allows(member, change)
        ],
        "feed": open_feed_of(member),
        "link": invitation_link(member) if member.state == "invited" else "",
    }


@page(DIRECTORS, methods=WRITE)
def change(request: Request, member_id: UUID, change: str) -> HttpResponse:
    """Invite again, withdraw, suspend or reinstate."""
    deed = CHANGES.get(change.replace("-", "_"))
    if deed is None:
        raise NotHere
    deed(request.actor, get_visible(request.actor, Membership, member_id))
    return redirect("member", member_id)


@page(DIRECTORS, methods=READ_AND_WRITE)
def clinic(request: Request) -> HttpResponse:
    """Show and correct what the clinic says of itself."""
    form = ClinicForm(request.POST or None, initial=clinic_initial(request.actor.clinic))
    if request.method == "POST" and form.is_valid():
        try:
            deeds.amend_clinic(request.actor, request.actor.clinic, form.clinic_details())
            messages.success(request, _("Saved."))
            return redirect("clinic")
        except BadInput as refusal:
            refuse_form(form, refusal)
    return show_form(request, "team/clinic.html", form)
