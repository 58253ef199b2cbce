"""Questions about messages: what is due and may go out, what a patient agreed to, and what the desk has to do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from clinic.accounts.models import Clinic
from clinic.records.actors import Actor
from clinic.records.models import (
    AftercareSheet,
    CheckIn,
    ContactPreference,
    Message,
    MessageKind,
    MessageState,
    Patient,
)
from clinic.records.visibility import visible

_LISTED_AT_MOST: Final = 50
# What is not sent, or not at all needed, where somebody has answered meanwhile.
FOLLOW_UPS: Final = (MessageKind.AGAIN, MessageKind.OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What decides about each message of a batch at the last moment, by patient."""

    agreed: dict[UUID, ContactPreference]
    newest_sheets: dict[UUID, UUID]
    newest_due: dict[tuple[UUID, str], UUID]
    last_reports: dict[UUID, CheckIn] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What the page of messages shows; of each list the first fifty."""

    phone_tasks: list[Message]
    late: list[Message]
    due: list[Message]
    sent: list[Message]
    cancelled: list[Message]


def claimable(moment: datetime) -> QuerySet[Message]:
    """Give the messages that are due and that no sender has in hand."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=moment)
    return Message.objects.filter(free, state=MessageState.DUE, not_before__lte=moment)


def clinics_with_due(moment: datetime) -> list[Clinic]:
    """Give the clinics for which a sender has something to do."""
    ids = claimable(moment).order_by().values_list("clinic", flat=True).distinct()
    return list(Clinic.objects.filter(pk__in=ids))


def preference_of(patient: Patient) -> ContactPreference:
    """Give what a patient agreed to; nothing, as long as nobody was asked."""
    newest = ContactPreference.objects.filter(patient=patient).first()
    return newest or nothing_agreed(patient)


def nothing_agreed(patient: Patient) -> ContactPreference:
    """Give the agreement of somebody who was not asked: every channel is off."""
    return ContactPreference(patient=patient, clinic=patient.clinic)


def surroundings_of(messages: Sequence[Message], moment: datetime) -> Surroundings:
    """Read what decides about a batch, in few questions however large it is."""
    patients = {one.patient_id for one in messages if one.patient_id}
    agreed = ContactPreference.objects.filter(patient__in=patients).select_related("clinic")
    sheets = AftercareSheet.objects.filter(patient__in=patients).order_by("on", "created_at")
    due = Message.objects.filter(
        patient__in=patients, state=MessageState.DUE, not_before__lte=moment
    ).order_by("not_before", "id")
    follow_ups = {one.patient_id for one in messages if one.kind in FOLLOW_UPS}
    return Surroundings(
        last_reports=_last_reports(follow_ups) if follow_ups else {},
        agreed={one.patient_id: one for one in agreed.order_by("number")},
        newest_sheets=dict(sheets.values_list("patient", "id")),
        newest_due={(row[0], row[1]): row[2] for row in due.values_list("patient", "kind", "id") if row[0]},
    )


def _last_reports(patients: Collection[UUID | None]) -> dict[UUID, CheckIn]:
    rows = CheckIn.objects.filter(patient__in=patients).order_by("created_at")
    return {
        one.patient_id: one
        for one in rows.only("patient", "session", "day", "created_at", "level", "is_provisional")
    }


def board_of(actor: Actor, moment: datetime) -> Board:
    """Gather the page of messages; what should have gone out and did not stands apart."""
    rows = visible(actor, Message).select_related("patient", "member__user")
    due = rows.filter(state=MessageState.DUE)
    return Board(
        phone_tasks=_first(rows.filter(state=MessageState.PHONE_TASK)),
        late=_first(due.filter(not_before__lte=moment)),
        due=_first(due.filter(not_before__gt=moment)),
        sent=_first(rows.filter(state=MessageState.SENT).order_by("-not_before")),
        cancelled=_first(
            rows.filter(state__in=[MessageState.CANCELLED, MessageState.PHONED]).order_by("-not_before")
        ),
    )


def messages_of(patient: Patient) -> list[Message]:
    """List the messages of one patient, the newest first."""
    return list(Message.objects.filter(patient=patient).order_by("-not_before")[:_LISTED_AT_MOST])


def agreements_of(patient: Patient) -> list[ContactPreference]:
    """List what a patient agreed to, each time that it changed, the newest first."""
    rows = list(ContactPreference.objects.filter(patient=patient)[:_LISTED_AT_MOST])
    for row in rows:
        row.clinic = patient.clinic  # it is this one, and nobody need ask the database again
    return rows


def patients_with_number(digits_reversed: str) -> QuerySet[Patient]:
    """Find everybody whose telephone number has exactly these digits, in every clinic that this machine serves."""
    return Patient.objects.filter(phone_key=digits_reversed).select_related("clinic")


def in_hand(batch: UUID) -> list[Message]:
    """Give the messages of a batch with their patients."""
    rows = Message.objects.filter(claimed_by=batch, state=MessageState.DUE)
    return list(rows.select_related("patient__clinic", "clinic", "link", "member__user", "sheet"))


def _first(rows: QuerySet[Message]) -> list[Message]:
    return list(rows[:_LISTED_AT_MOST])


def named(messages: Collection[Message]) -> list[str]:
    """Give the ids of messages in a fixed order, for the audit."""
    return sorted(str(one.pk) for one in messages)
