"""Deeds upon drafts: what somebody began to tell and has not sent. It is no report: nobody reads or sorts it."""

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _

from clinic.records.actions.worries import check_is_on_call
from clinic.records.deeds import Event, deed
from clinic.records.models import CheckIn, PatientLink
from clinic.records.queries.worries import DRAFT_LASTS, drafts_run_out
from clinic.records.refusals import BadInput, NotHere, WrongState

MOST_LETTERS: Final = 20_000
# What was on its way while the report was sent comes after it, and is part of what was sent.
ON_ITS_WAY: Final = timedelta(seconds=15)
Said = dict[str, list[str]]


@deed(on=PatientLink)
def keep_draft(event: Event, link: PatientLink, said: Said) -> PatientLink:
    """Keep what was ticked and written so far, for the browser in which it was; the newest counts."""
    if event.actor.id != str(link.patient_id) or not event.actor.sitting or not link.is_good(event.at):
        raise NotHere
    check_is_on_call(link.clinic)
    if sum(len(one) for each in said.values() for one in each) > MOST_LETTERS:
        raise BadInput("text", _("This is too long to be kept. Shorten it, or call."))
    _check_was_not_sent(event, link)
    # A zero byte is no letter, and PostgreSQL keeps none.
    kept = {name: [one.replace("\0", "") for one in each] for name, each in said.items() if any(each)}
    link.draft, link.draft_at, link.draft_sitting = kept or None, event.at, event.actor.sitting
    link.save(update_fields=["draft", "draft_at", "draft_sitting"])
    event.about(link)
    event.linked(patient=link.patient)
    return link


def _check_was_not_sent(event: Event, link: PatientLink) -> None:
    """Refuse a draft that a report overtook: the page would say of what was sent that nobody has read it."""
    sent = CheckIn.objects.filter(patient=link.patient, sitting=event.actor.sitting)
    if sent.filter(created_at__gt=event.at - ON_ITS_WAY).exists():
        raise WrongState(_("It was sent just now. What you write next is kept in a moment."))


@deed()
def drop_old_drafts(event: Event) -> int:
    """Delete the drafts of a clinic that nobody came back to, and those whose link opens nothing any more."""
    old = drafts_run_out(event.at).filter(clinic=event.clinic)
    count = old.update(draft=None, draft_at=None, draft_sitting="")
    event.about(event.clinic)
    event.digests |= {"drafts": str(count), "older_than": str(DRAFT_LASTS)}
    return count
