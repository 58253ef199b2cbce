"""The deed that writes each morning what stands open, and tells the directors that it waits."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.records.deeds import Event, deed
from clinic.records.models import Message, MessageKind, Worry, WorryDigest, WorryState
from clinic.records.queries.rota import directors_of, gaps_ahead
from clinic.records.refusals import WrongState
from needlepoint.aftercare.escalation import digest_due_at


@deed()
def write_worry_digest(event: Event) -> WorryDigest:
    """Write the digest of a day: which worries are open, which of them past their deadline, once a day."""
    if event.at < digest_due_at(event.on, event.clinic.zone):
        raise WrongState(_("The digest of a day is written in the morning."))
    if WorryDigest.objects.filter(clinic=event.clinic, on=event.on).exists():
        raise WrongState(_("The digest of this day is written already."))
    document = _document(event)
    row = WorryDigest(
        clinic=event.clinic,
        created_at=event.at,
        on=event.on,
        document=document,
        late_count=sum(one["is_late"] for one in document["open"]),
    )
    row.save(force_insert=True)
    Message.objects.bulk_create(_messages(event, row))
    event.about(row, document=document)
    return row


def _document(event: Event) -> dict[str, Any]:
    rows = Worry.objects.filter(clinic=event.clinic)
    since = event.at - timedelta(days=1)
    return {
        "since": since.isoformat(),
        "told": rows.filter(created_at__gte=since).count(),
        "answered": rows.filter(answered_at__gte=since).count(),
        "answered_late": rows.filter(answered_at__gte=since, answered_at__gt=F("due_at")).count(),
        "closed": rows.filter(closed_at__gte=since).count(),
        "open": _open(rows, event.at),
        "hours_without_anybody": _hours_without(event),
    }


def _open(rows: QuerySet[Worry], moment: datetime) -> list[dict[str, Any]]:
    """Give every open worry; one is late that nobody has answered by its deadline."""
    found = [
        {
            "worry": str(one.pk),
            "level": one.level,
            "due_at": one.due_at.isoformat(),
            "is_answered": one.answered_at is not None,
            "is_late": one.answered_at is None and one.due_at < moment,
        }
        for one in rows.exclude(state=WorryState.CLOSED).order_by("due_at")
    ]
    return sorted(found, key=lambda one: not one["is_late"])


def _hours_without(event: Event) -> float:
    spans = gaps_ahead(event.clinic, event.at)
    return round(sum((one.ends_at - one.begins_at).total_seconds() for one in spans) / 3600, 1)


def _messages(event: Event, row: WorryDigest) -> list[Message]:
    return [
        Message(
            clinic=event.clinic,
            created_at=event.at,
            member=director,
            page=reverse("worry_digest", args=[row.pk]),
            kind=MessageKind.DIGEST,
            key=f"{row.pk}:{director.pk}",
            not_before=event.at,
        )
        for director in directors_of(event.clinic)
    ]
