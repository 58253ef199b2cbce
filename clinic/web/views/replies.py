"""The texts that a clinic approved for replies to worries."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from clinic.records.actions.replies import approve_reply_text, withdraw_reply_text
from clinic.records.models import ReplyText
from clinic.records.permissions import DIRECTORS
from clinic.records.queries.worries import reply_texts
from clinic.records.refusals import BadInput
from clinic.records.visibility import get_visible
from clinic.web.forms.replies import ReplyTextForm
from clinic.web.pages import READ_AND_WRITE, WRITE, Request, page, refuse_form, show_form


@page(DIRECTORS, methods=READ_AND_WRITE)
def replies(request: Request) -> HttpResponse:
    """Show the approved texts, and approve one more."""
    form = ReplyTextForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            approve_reply_text(request.actor, **form.cleaned_data)
            messages.success(request, _("Approved."))
            return redirect("replies")
        except BadInput as refusal:
            refuse_form(form, refusal)
    return show_form(request, "worries/replies_page.html", form, {"rows": reply_texts(request.actor)})


@page(DIRECTORS, methods=WRITE)
def withdraw(request: Request, text_id: UUID) -> HttpResponse:
    """Take a text back."""
    withdraw_reply_text(request.actor, get_visible(request.actor, ReplyText, text_id))
    messages.success(request, _("Taken back. Nobody can choose it any more."))
    return redirect("replies")
