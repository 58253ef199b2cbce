"""Whether harm gathers around a lot, somebody who treats, or a week: counted over the last year of one clinic."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from clinic.accounts.models import Clinic
from clinic.records.models import (
    AdverseEvent,
    AdverseEventState,
    Affected,
    EntryWhat,
    ItemUse,
    Outcome,
    Session,
    SessionEntry,
    SessionState,
)
from clinic.records.queries.undone import IS_TAKEN_BACK, IS_UNDONE
from needlepoint.aftercare.monitoring import FEWEST, Cluster, Group, clusters

DAYS_LOOKED_BACK: Final = 365
KINDS: Final[dict[str, Promise]] = {
    "lot": gettext_lazy("lot"),
    "operator": gettext_lazy("who treated"),
    "week": gettext_lazy("week"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A cluster with the kind of its group, as a director reads it."""

    kind: str
    cluster: Cluster
    everything: int
    all_harmed: int


def alerts_of(clinic: Clinic, today: date) -> list[Alert]:
    """Give the clusters of the last year; with fewer than two sessions that did harm nothing else is asked."""
    harmed = _harmed(clinic, today)
    if len(harmed) < FEWEST:
        return []
    done = (SessionState.SIGNED, SessionState.CHARTED)
    rows = Session.objects.filter(clinic=clinic, on__gte=_since(today), state__in=done)
    days = dict(rows.order_by().values_list("pk", "on"))
    harmed &= days.keys()
    groups = {
        "lot": _lots(clinic, today),
        "operator": _operators(clinic, today),
        "week": [(one, _week(on)) for one, on in days.items()],
    }
    return [
        Alert(kind=kind, cluster=one, everything=len(days), all_harmed=len(harmed))
        for kind, pairs in groups.items()
        for one in clusters(_counted(pairs, days, harmed), everything=len(days), all_harmed=len(harmed))
    ]


def _harmed(clinic: Clinic, today: date) -> set[UUID]:
    """Give the sessions after which a patient was harmed; what was withdrawn is none, what is not signed yet counts."""
    rows = AdverseEvent.objects.filter(
        clinic=clinic, affected=Affected.PATIENT, session__on__gte=_since(today)
    ).exclude(state=AdverseEventState.WITHDRAWN)
    return set(rows.order_by().values_list("session_id", flat=True))


def _lots(clinic: Clinic, today: date) -> Iterable[tuple[UUID, str]]:
    used = ItemUse.objects.filter(clinic=clinic, on__gte=_since(today), outcome=Outcome.USED)
    used = used.filter(~IS_TAKEN_BACK, session__isnull=False).exclude(lot_key="")
    return used.order_by().values_list("session_id", "lot_key").distinct()


def _operators(clinic: Clinic, today: date) -> Iterable[tuple[UUID, str]]:
    """Give who charted zones in which session."""
    rows = SessionEntry.objects.filter(
        ~IS_UNDONE, clinic=clinic, what=EntryWhat.ZONES, session__on__gte=_since(today)
    )
    return rows.order_by().values_list("session_id", "by_name").distinct()


def _counted(pairs: Iterable[tuple[UUID, str]], days: dict[UUID, date], harmed: set[UUID]) -> list[Group]:
    members: dict[str, set[UUID]] = defaultdict(set)
    for session, name in pairs:
        if session in days:
            members[name].add(session)
    return [
        Group(name=name, sessions=len(found), harmed=len(found & harmed))
        for name, found in sorted(members.items())
    ]


def _week(on: date) -> str:
    year, week, _day = on.isocalendar()
    return f"{year}-{week:02}"


def _since(today: date) -> date:
    return today - timedelta(days=DAYS_LOOKED_BACK)
