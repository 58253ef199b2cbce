"""Writing into the log of a session: who, when, and what, one entry after the other."""

from typing import Any

from clinic.records.deeds import Event
from clinic.records.models import Session, SessionEntry


def enter(event: Event, session: Session, what: str, **content: Any) -> SessionEntry:
    """Add an entry to a session's log; the session's row is locked, so that places are given out once."""
    return _add(event, session, what, content, None)


def take_back(event: Event, session: Session, what: str, entry: SessionEntry) -> SessionEntry:
    """Add the entry that undoes another one."""
    return _add(event, session, what, {}, entry)


def _add(
    event: Event, session: Session, what: str, content: dict[str, Any], undoes: SessionEntry | None
) -> SessionEntry:
    member = event.actor.membership
    entry = SessionEntry(
        clinic=session.clinic,
        created_at=event.at,
        session=session,
        patient_id=session.patient_id,
        sequence=SessionEntry.objects.filter(session=session).count() + 1,
        what=what,
        content=content,
        undoes=undoes,
        by_id=event.actor.id,
        by_name=event.actor.name,
        by_credential=member.credential if member else "",
    )
    entry.save(force_insert=True)
    return entry
