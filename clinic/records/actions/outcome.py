"""The deed that ends a series: its outcome visit, never held inside the healing window."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.records.actions.messages import cancel_message
from clinic.records.deeds import Event, deed, do_within
from clinic.records.models import Message, MessageKind, MessageState, OutcomeVisit, Patient, Why
from clinic.records.queries.aftercare import forget_sheets
from clinic.records.queries.outcome import Standing, outcome_standing
from clinic.records.refusals import AlreadyDone, BadInput, WrongState
from clinic.records.signatures import sign

# What is chased until the visit was held.
CHASED: Final = (
    MessageKind.NEXT,
    MessageKind.MISSED,
    MessageKind.OVERDUE,
    MessageKind.OUTCOME,
    MessageKind.ASSESS,
)
STILL_OPEN: Final = (MessageState.DUE, MessageState.PHONE_TASK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What came of a visit: the day, what the person says now, and whether healing is complete."""

    on: date
    words: str
    rating: int
    is_healed: bool
    unhealed: str = ""
    ended_early: str = ""


@deed(on=Patient)
def record_outcome_visit(event: Event, patient: Patient, held: Held) -> OutcomeVisit:
    """Keep an outcome visit and sign it; where healing is complete the series ends, and nothing is chased any more."""
    standing = outcome_standing(patient)
    if standing is None:
        raise WrongState(_("No session is signed here, so there is no outcome to look at."))
    _check(event, standing, held)
    visit = OutcomeVisit(
        clinic=patient.clinic,
        created_at=event.at,
        patient=patient,
        session=standing.session,
        on=held.on,
        first_on=standing.window.first_on,
        baseline=standing.baseline,
        words=held.words.strip(),
        rating=held.rating,
        is_healed=held.is_healed,
        unhealed=held.unhealed.strip(),
        ended_early=held.ended_early.strip(),
    )
    _check_is_news(standing, visit)
    visit.signature = sign(event, visit, meaning="outcome", document=visit.said())
    visit.save(force_insert=True)
    forget_sheets(patient)
    ended = _stop_chasing(event, patient) if held.is_healed else []
    event.about(visit, visit=visit.said(), no_longer_due=[str(one.pk) for one in ended])
    event.linked(patient=patient, session=standing.session)
    return visit


def _check(event: Event, standing: Standing, held: Held) -> None:
    """Refuse a day that lies ahead or inside the healing window, and what is left out."""
    if held.on > event.on:
        raise BadInput("on", _("This day has not come yet. Give the day on which the visit was held."))
    if not standing.window.is_open(held.on):
        told = {"day": date_format(standing.window.first_on, "j F Y")}
        raise BadInput(
            "on",
            _(
                "No outcome is read inside the healing window: healing would be read as a result. "
                "The first day is %(day)s."
            )
            % told,
        )
    if held.rating not in range(11):
        raise BadInput("rating", _("Choose a number from 0 to 10."))
    _check_text("words", held.words, 1000)
    if not held.is_healed:
        _check_text("unhealed", held.unhealed, 400)
    if standing.is_planned_longer and held.is_healed:
        _check_text("ended_early", held.ended_early, 400)


def _check_text(field: str, text: str, most: int) -> None:
    if not 1 <= len(text.strip()) <= most or "\x00" in text:
        raise BadInput(field, _("Write 1 to %(most)s characters.") % {"most": most})


def _check_is_news(standing: Standing, visit: OutcomeVisit) -> None:
    """Take a second click for the first."""
    newest = next(iter(standing.visits), None)
    if newest and newest.said() == visit.said():
        raise AlreadyDone(_("This visit is kept already."), newest)


def _stop_chasing(event: Event, patient: Patient) -> list[Message]:
    rows = Message.objects.filter(patient=patient, kind__in=CHASED, state__in=STILL_OPEN)
    return [do_within(event, cancel_message, one, Why.HELD) for one in rows.select_for_update(of=("self",))]
