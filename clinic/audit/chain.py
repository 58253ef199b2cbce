"""Adding to the chain, and proving that nobody touched it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, transaction

from clinic.accounts.models import Clinic
from clinic.audit.digests import digest_of
from clinic.audit.models import AuditEvent, AuditHead


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a deed tells the chain."""

    clinic: Clinic
    at: datetime
    actor_kind: str
    actor_id: str
    deed: str
    subject_type: str
    subject_id: str
    digests: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A place where the chain does not hold."""

    clinic_id: str
    sequence: int
    sentence: str


def record(entry: Entry) -> AuditEvent:
    """Add one event at the end of the clinic's chain, inside the transaction of the deed.

    Outside a transaction it refuses: an event without its deed, or a deed without its event, must not exist.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("audit.record must be called inside the transaction of the deed that it records.")
    head = _locked_head(entry.clinic)
    event = AuditEvent(
        clinic=entry.clinic,
        sequence=head.sequence + 1,
        at=entry.at,
        actor_kind=entry.actor_kind,
        actor_id=entry.actor_id,
        deed=entry.deed,
        subject_type=entry.subject_type,
        subject_id=entry.subject_id,
        digests=dict(entry.digests),
        previous_hash=head.hash,
    )
    event.hash = digest_of(event.content())
    event.save(force_insert=True)
    AuditHead.objects.filter(pk=head.pk).update(sequence=event.sequence, hash=event.hash)
    return event


def _locked_head(clinic: Clinic) -> AuditHead:
    AuditHead.objects.get_or_create(clinic=clinic)
    return AuditHead.objects.select_for_update().get(clinic=clinic)


def verify(using: str = DEFAULT_DB_ALIAS) -> Iterator[Break]:
    """Walk every clinic's chain from its first event and give each place where it does not hold."""
    for head in AuditHead.objects.using(using).order_by("pk"):
        yield from _verify_clinic(head, using)
    headless = AuditEvent.objects.using(using).filter(clinic__audit_head=None).order_by()
    for clinic_id in headless.values_list("clinic", flat=True).distinct():
        yield _broken(clinic_id, 0, "the chain has events but its end is missing")


def _verify_clinic(head: AuditHead, using: str) -> Iterator[Break]:
    sequence, previous = 0, ""
    events = AuditEvent.objects.using(using).filter(clinic=head.pk).order_by("sequence")
    for event in events.iterator(chunk_size=2000):
        sequence += 1
        if event.sequence != sequence:
            yield _broken(head.pk, sequence, f"event {sequence} is missing")
            sequence = event.sequence
        if event.previous_hash != previous:
            yield _broken(head.pk, sequence, "it does not follow the event before it")
        if event.hash != digest_of(event.content()):
            yield _broken(head.pk, sequence, "its content was changed after it was written")
        previous = event.hash
    if (head.sequence, head.hash) != (sequence, previous):
        yield _broken(head.pk, head.sequence, "the last events are missing")


def _broken(clinic_id: object, sequence: int, sentence: str) -> Break:
    return Break(clinic_id=str(clinic_id), sequence=sequence, sentence=sentence)
