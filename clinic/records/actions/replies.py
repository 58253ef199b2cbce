"""Deeds upon the texts that a clinic approved for replies."""

from typing import Final

from django.utils.translation import gettext as _

from clinic.records.deeds import Event, deed
from clinic.records.models import ReplyText
from clinic.records.refusals import BadInput

LONGEST_TITLE: Final = 80
LENGTHS: Final = range(5, 2001)


@deed()
def approve_reply_text(event: Event, title: str, text: str) -> ReplyText:
    """Approve a text for replies, under one's name."""
    title, text = title.strip(), text.strip()
    if not 0 < len(title) <= LONGEST_TITLE:
        raise BadInput("title", _("Give it a name of up to 80 characters, by which it is found."))
    if len(text) not in LENGTHS:
        raise BadInput("text", _("Write 5 to 2000 characters."))
    if ReplyText.objects.filter(clinic=event.clinic, title=title, state="approved").exists():
        raise BadInput(
            "title", _("A text has this name already. Take that back first, or choose another name.")
        )
    row = ReplyText(
        clinic=event.clinic,
        created_at=event.at,
        title=title,
        text=text,
        approved_by_name=event.actor.name,
    )
    row.save(force_insert=True)
    event.about(row, text=text)
    return row


@deed(on=ReplyText)
def withdraw_reply_text(event: Event, row: ReplyText) -> ReplyText:
    """Take a text back, so that nobody chooses it any more; what was sent stays as it was sent."""
    row.state, row.ended_at, row.ended_by_name = "withdrawn", event.at, event.actor.name
    row.save()
    event.about(row)
    return row
