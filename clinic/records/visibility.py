"""What may they see? The walls of the clinic, and the line between the desk and the treatment room."""

from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models

from clinic.records.actors import PATIENT, Actor
from clinic.records.models import Patient
from clinic.records.permissions import RECORD_KEEPERS, check_is, is_one_of
from clinic.records.refusals import NotHere

Row = TypeVar("Row", bound=models.Model)


def visible(actor: Actor, model: type[Row]) -> models.QuerySet[Row]:
    """Give the rows of a table that this person's clinic holds; a patient's own rows only."""
    rows = model._default_manager.filter(clinic=actor.clinic)
    if actor.kind != PATIENT:
        return rows
    return rows.filter(pk=actor.id) if model is Patient else rows.filter(patient=actor.id)


def get_visible(actor: Actor, model: type[Row], pk: UUID | str) -> Row:
    """Get one row, or say that there is nothing here, in the same words whether it is absent or another's."""
    try:
        return visible(actor, model).get(pk=pk)
    except (ObjectDoesNotExist, ValidationError):
        raise NotHere from None


def check_can_see_answers(actor: Actor) -> None:
    """Refuse whoever has no need of what a patient answered: the front desk sees names, dates and contact."""
    if actor.kind != PATIENT:
        check_is(actor, RECORD_KEEPERS)


def can_see_answers(actor: Actor) -> bool:
    """Tell whether this person may see what a patient answered, for templates."""
    return actor.kind == PATIENT or is_one_of(actor, RECORD_KEEPERS)
