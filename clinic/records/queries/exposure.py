"""Questions after something went wrong: who met it, and what somebody met.

Limitation: it finds what was scanned, typed or charted here; what nobody entered, by day, device and person only.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from clinic.accounts.models import Clinic, Membership
from clinic.records.models import (
    BloodStep,
    FollowUp,
    ItemUse,
    LookBack,
    LookBackPerson,
    Outcome,
    Patient,
    Session,
    SessionEntry,
    SoughtBy,
)
from clinic.records.models.items import MET_SOMEBODY
from clinic.records.queries.blood import beside_tube, label_read, open_in_room, tube_labelled
from clinic.records.queries.merging import person_id_of, person_of, records_of_person
from clinic.records.queries.undone import IS_TAKEN_BACK
from needlepoint.session.item import folded_lot

Row = TypeVar("Row")
MOST_AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a look-back starts from. since, until : days, both included; nothing is open.

    operator : only sessions in which this member entered something; empty is everybody's
    """

    by: str
    value: str = ""
    operator: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """One session by which somebody met it.

    items : everything that was used in the session; operators : everybody who entered something in it
    blood : each step of each tube of the person's own blood, with who did it
    """

    session: Session
    items: tuple[ItemUse, ...]
    operators: tuple[str, ...]
    blood: tuple[BloodStep, ...] = ()

    @property
    def has_begun(self) -> bool:
        """Tell whether needling began; what was opened before may have been used nevertheless."""
        return self.session.started_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposedPerson:
    """Somebody who met it, with every session by which they did, the earliest first.

    patient : the record that stands for the person; sessions may stand on another one that points to it
    """

    patient: Patient
    exposures: tuple[Exposure, ...]

    @property
    def is_reachable(self) -> bool:
        """Tell whether any of their records holds a telephone or an e-mail."""
        records = (self.patient, *(one.session.patient for one in self.exposures))
        return any(one.phone or one.email for one in records)


def exposed_to(clinic: Clinic, sought: Sought) -> list[ExposedPerson]:
    """List everybody who met what is sought, each once, in the order in which they met it first."""
    return _people_of(sessions_with(clinic, sought))


def sessions_with(clinic: Clinic, sought: Sought) -> QuerySet[Session]:
    """Give the sessions in which it was there; all but those found by a thing must have begun."""
    found = _sessions_with(clinic, sought)
    if not sought.operator:
        return found
    entered = _entries_by(clinic, replace(sought, value=sought.operator))
    return found.filter(pk__in=entered.values("session_id"))


def _sessions_with(clinic: Clinic, sought: Sought) -> QuerySet[Session]:
    days = _days("on", sought)
    if sought.by == SoughtBy.BLOOD:
        beside = Session.objects.filter(beside_tube(clinic, sought.value)).values("pk")
        return Session.objects.filter(days, clinic=clinic, pk__in=beside)
    if sought.by in _BY_ITEM:
        uses = _uses(clinic).filter(_BY_ITEM[sought.by](sought.value), days)
        return Session.objects.filter(clinic=clinic, pk__in=uses.values("session_id"))
    begun = Session.objects.filter(days, clinic=clinic, started_at__isnull=False)
    if sought.by == SoughtBy.PERSON:
        return begun.filter(patient__in=records_of_person(clinic, sought.value))
    if sought.by == SoughtBy.OPERATOR:
        return begun.filter(pk__in=_entries_by(clinic, sought).values("session_id"))
    if sought.by == SoughtBy.ROOM:
        uses = _uses(clinic).filter(days, kind="device", room__iexact=sought.value.strip())
        met = Q(pk__in=uses.values("session_id")) & Q(started_at__isnull=False)
        return Session.objects.filter(met | open_in_room(clinic, sought.value), days, clinic=clinic)
    return begun.filter(**_BY_SESSION[sought.by](sought.value))


def taken_back(clinic: Clinic, sought: Sought) -> int:
    """Count what was scanned or typed and undone again: it may have been opened, and met nobody."""
    if sought.by not in _BY_ITEM:
        return 0
    rows = ItemUse.objects.filter(_BY_ITEM[sought.by](sought.value), _days("on", sought), clinic=clinic)
    return rows.filter(Q(IS_TAKEN_BACK) | Q(outcome=Outcome.DROPPED)).count()


def look_backs_of(clinic: Clinic) -> list[LookBack]:
    """List the look-backs of a clinic, the latest first."""
    return list(LookBack.objects.filter(clinic=clinic))


def last_drill(clinic: Clinic) -> LookBack | None:
    """Give the last exercise that was carried to its end."""
    return (
        LookBack.objects.filter(clinic=clinic, is_drill=True, closed_at__isnull=False)
        .order_by("-closed_at")
        .first()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """Somebody whom a look-back found, with what was done since."""

    row: LookBackPerson
    exposures: tuple[Exposure, ...]
    steps: tuple[FollowUp, ...]

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing more is waited for."""
        return bool(self.steps) and self.steps[-1].settles


def followed_of(look_back: LookBack) -> list[Followed]:
    """List everybody whom a look-back found, in four questions however many they are."""
    rows = list(look_back.people.select_related("patient"))
    steps: dict[UUID, list[FollowUp]] = defaultdict(list)
    for step in FollowUp.objects.filter(person__look_back=look_back):
        steps[step.person_id].append(step)
    ids = [one for row in rows for one in row.sessions]
    people = (_people_of(Session.objects.filter(pk__in=part)) for part in _parts(ids))
    met = (each for one in chain.from_iterable(people) for each in one.exposures)
    by_session = {str(each.session.pk): each for each in met}
    return [
        Followed(
            row=row, exposures=tuple(by_session[one] for one in row.sessions), steps=tuple(steps[row.pk])
        )
        for row in rows
    ]


def sought_of(look_back: LookBack) -> Sought:
    """Give what a look-back sought."""
    return Sought(
        by=look_back.by,
        value=look_back.value,
        operator=look_back.operator,
        since=look_back.since,
        until=look_back.until,
    )


def found_since(look_back: LookBack) -> list[ExposedPerson]:
    """List who would be found now by a session that is not on the list; of somebody known, the new sessions alone."""
    known = sessions_listed(look_back.people.select_related("patient"))
    new = [pk for pk, person in _found_now(look_back) if (str(pk), person) not in known]
    parts = (_people_of(Session.objects.filter(pk__in=part)) for part in _parts(new))
    return list(chain.from_iterable(parts))


def count_found_since(look_back: LookBack, known: Collection[tuple[str, UUID]]) -> int:
    """Count who would be found now by a session that is not among the known ones."""
    return len({person for pk, person in _found_now(look_back) if (str(pk), person) not in known})


def sessions_listed(rows: Iterable[LookBackPerson]) -> set[tuple[str, UUID]]:
    """Give the ids of the sessions by which people were found, each with the person whose it is now.

    Where two records turn out not to be of one person, the session of the other is not listed for them.
    """
    return {(one, person_id_of(row.patient)) for row in rows for one in row.sessions}


def _found_now(look_back: LookBack) -> list[tuple[UUID, UUID]]:
    found = sessions_with(look_back.clinic, sought_of(look_back)).order_by()
    return list(found.values_list("pk", Coalesce("patient__merged_into_id", "patient_id")))


def member_name(clinic: Clinic, member_id: str) -> str:
    """Give the name of somebody who works or worked here; nothing for anybody else."""
    member = Membership.objects.filter(clinic=clinic, pk=member_id).select_related("user").first()
    return member.user.name if member else ""


def words_of(clinic: Clinic, sought: Sought) -> str:
    """Say what is sought, as a person reads it; nothing where it does not exist here."""
    if sought.by == SoughtBy.OPERATOR:
        return member_name(clinic, sought.value)
    if sought.by == SoughtBy.PERSON:
        patient = Patient.objects.filter(clinic=clinic, pk=sought.value).first()
        return patient.name if patient else ""
    if sought.by == SoughtBy.BLOOD:
        tube = tube_labelled(clinic, sought.value)
        return tube.label if tube else ""
    is_a_sign = sought.by in (SoughtBy.LOT, SoughtBy.LABEL)
    return sought.value.strip().upper() if is_a_sign else sought.value.strip()


def _lot(value: str) -> Q:
    return Q(lot_key=folded_lot(value))


# What names a thing that was used; each has its index.
_BY_ITEM: Final[dict[str, Callable[[str], Q]]] = {
    SoughtBy.LOT: _lot,
    SoughtBy.SERIAL: lambda value: Q(serial=value.strip()),
    SoughtBy.LABEL: lambda value: Q(label=label_read(value)),
    SoughtBy.PRODUCT: lambda value: Q(di=value.strip().zfill(14)),
}
_BY_SESSION: Final[dict[str, Callable[[str], dict[str, Any]]]] = {
    SoughtBy.DEVICE: lambda value: {"device": value},
    SoughtBy.DAY: lambda _value: {},
}


def _uses(clinic: Clinic) -> QuerySet[ItemUse]:
    """Give what was used on somebody and not undone."""
    used = ItemUse.objects.filter(clinic=clinic, outcome__in=MET_SOMEBODY, session__isnull=False)
    return used.filter(~IS_TAKEN_BACK)


def _entries_by(clinic: Clinic, sought: Sought) -> QuerySet[SessionEntry]:
    """Give what somebody entered; by the moment, for an entry has no day of its own."""
    rows = SessionEntry.objects.filter(clinic=clinic, by_id=sought.value)
    if sought.since:
        rows = rows.filter(created_at__gte=_midnight(clinic, sought.since))
    # A session that runs past midnight is of the day on which it began; its entries may be of the next.
    if sought.until:
        rows = rows.filter(created_at__lt=_midnight(clinic, sought.until + timedelta(days=2)))
    return rows


def _midnight(clinic: Clinic, day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clinic.zone)


def _days(column: str, sought: Sought) -> Q:
    within = Q()
    if sought.since:
        within &= Q(**{f"{column}__gte": sought.since})
    if sought.until:
        within &= Q(**{f"{column}__lte": sought.until})
    return within


def _people_of(found: QuerySet[Session]) -> list[ExposedPerson]:
    """Part sessions by person, each with what was used in it and who entered something in it."""
    sessions = list(
        found.select_related("patient__merged_into").defer("document").order_by("on", "created_at")
    )
    people: dict[UUID, list[Exposure]] = {}
    for part in _parts(sessions):
        ids = [one.pk for one in part]
        items, operators, blood = _items(ids), _operators(ids), _blood(ids)
        for one in part:
            named = tuple(sorted(operators[one.pk]))
            exposure = Exposure(
                session=one, items=tuple(items[one.pk]), operators=named, blood=tuple(blood[one.pk])
            )
            people.setdefault(person_id_of(one.patient), []).append(exposure)
    return [
        ExposedPerson(patient=person_of(one[0].session.patient), exposures=tuple(one))
        for one in people.values()
    ]


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Cut a list into parts that a database takes as one question."""
    for start in range(0, len(rows), MOST_AT_ONCE):
        yield rows[start : start + MOST_AT_ONCE]


def _items(sessions: Sequence[UUID]) -> dict[UUID, list[ItemUse]]:
    found: dict[UUID, list[ItemUse]] = defaultdict(list)
    used = ItemUse.objects.filter(~IS_TAKEN_BACK, session__in=sessions, outcome__in=MET_SOMEBODY)
    for use in used:
        assert use.session_id is not None  # it was asked for by its session
        found[use.session_id].append(use)
    return found


def _blood(sessions: Sequence[UUID]) -> dict[UUID, list[BloodStep]]:
    found: dict[UUID, list[BloodStep]] = defaultdict(list)
    for step in BloodStep.objects.filter(session__in=sessions).select_related("tube", "entry", "clinic"):
        found[step.session_id].append(step)
    return found


def _operators(sessions: Sequence[UUID]) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    rows = SessionEntry.objects.filter(session__in=sessions).order_by()
    for session, name in rows.values_list("session_id", "by_name").distinct():
        found[session].add(name)
    return found
