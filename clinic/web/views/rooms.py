"""The daily check of a room: its own page, so that the time-out beside the person stays short."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.records.actions.rooms import check_room
from clinic.records.permissions import CLINICIANS
from clinic.records.queries.rooms import checks_of, room_lines
from clinic.records.refusals import BadInput
from clinic.web.forms.session import YES_NO
from clinic.web.pages import READ_AND_WRITE, Request, page, refuse_form, show_form
from clinic.web.shown.sources import sources_of


class RoomForm(forms.Form):
    """A room, and one answer a line; one tap says yes to all that were not answered."""

    room = forms.CharField(
        label=gettext_lazy("Room"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Its name, where there are several."),
    )
    all_of_the_rest = forms.BooleanField(required=False)

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        for item in room_lines():
            self.fields[item.id] = forms.ChoiceField(
                label=item.text, choices=YES_NO, required=False, widget=forms.RadioSelect
            )

    def answers(self) -> dict[str, str]:
        """Give what was answered."""
        rest = "yes" if self.cleaned_data["all_of_the_rest"] else ""
        said = {item.id: self.cleaned_data[item.id] or rest for item in room_lines()}
        return {name: answer for name, answer in said.items() if answer}


@page(CLINICIANS, methods=READ_AND_WRITE)
def room_check(request: Request) -> HttpResponse:
    """Look at the room, once a day."""
    assert request.actor.clinic is not None  # a page of staff is of a clinic
    form = RoomForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            check = check_room(request.actor, form.cleaned_data["room"], form.answers())
            messages.success(request, _told("no" in check.answers.values()))
            return redirect("room_check")
        except BadInput as refusal:
            refuse_form(form, refusal)
    lines = [
        {"field": form[item.id], "text": item.text, "why": item.why, "sources": sources_of(item.sources)}
        for item in room_lines()
    ]
    today = checks_of(request.actor.clinic, request.actor.today)
    return show_form(request, "rooms/room_check.html", form, {"lines": lines, "checks": today})


def _told(is_wanting: bool) -> str:
    return (
        _("Kept. What was answered with no stops a session until somebody looks again, or it is overridden.")
        if is_wanting
        else _("The room is ready for today.")
    )
