"""What another policy, or this release, changes: newest decisions and those under open plans, re-run on stored facts.

Limitation: only decisions are re-run. A plan's dates and lengths follow the policy when the plan is opened again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import Final
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, UUIDField

from clinic.accounts.models import Clinic
from clinic.records.models import DecisionRecord, Patient, PatientState, Plan, PlanState
from clinic.records.queries.screening import stopping_rules
from clinic.records.snapshots import facts_from_text
from clinic.records.verification import UNREADABLE, decided_as_stored, stored_content
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Content
from needlepoint.protocols.policy import Policy
from needlepoint.screening.decision import ScreeningDecision, decide

# How many decisions one page re-runs; the next page goes on where this one ended.
AT_ONCE: Final = 200
Run = Callable[[DecisionRecord], ScreeningDecision]


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """One decision that would come out otherwise, and whether an open plan rests on it.

    rules : what would newly stand in the way, or no longer
    """

    record: DecisionRecord
    has_plan: bool
    before: ScreeningDecision
    after: ScreeningDecision
    new_rules: tuple[str, ...]
    gone_rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What was looked at, from which place on, and what of it would change; `unreadable` could not be re-run."""

    start: int
    looked_at: int
    total: int
    affected: tuple[Affected, ...]
    unreadable: tuple[DecisionRecord, ...]

    @property
    def first(self) -> int:
        """Give the number of the first decision that was looked at, 0 where there was none."""
        return self.start + 1 if self.looked_at else 0

    @property
    def last(self) -> int:
        """Give the number of the last decision that was looked at."""
        return self.start + self.looked_at

    @property
    def next_start(self) -> int | None:
        """Give where the next page begins; None at the end."""
        end = self.start + self.looked_at
        return end if end < self.total else None


def impact_of(
    clinic: Clinic, before: Policy, after: Policy, *, start: int = 0, most: int = AT_ONCE
) -> Impact:
    """Re-run decisions under both policies, those of open plans first, then the newest of everybody else."""
    return _impact(
        clinic, lambda record: _decided(record, before), lambda record: _decided(record, after), start, most
    )


def release_impact(clinic: Clinic, followed: Policy, *, start: int = 0, most: int = AT_ONCE) -> Impact:
    """Re-run decisions from the content and policy stored with them, and from what this release and clinic follow."""
    contents: dict[str, Content | str] = {}

    def as_stored(record: DecisionRecord) -> ScreeningDecision:
        if record.content_id not in contents:
            contents[record.content_id] = stored_content(record.content_id)
        content = contents[record.content_id]
        if isinstance(content, str):
            raise ValueError(content)
        return decided_as_stored(record, content)

    return _impact(clinic, as_stored, lambda record: _decided(record, followed), start, most)


def _impact(clinic: Clinic, before: Run, after: Run, start: int, most: int) -> Impact:
    start, planned = max(start, 0), _decisions_of_open_plans(clinic)
    ids = list(dict.fromkeys(chain(planned, _newest_decisions(clinic))))
    here = ids[start : start + most]
    found = (
        DecisionRecord.objects.filter(pk__in=here).defer("document_text").select_related("patient", "policy")
    )
    affected, unreadable = _compared(
        sorted(found, key=lambda one: here.index(one.pk)), before, after, set(planned)
    )
    return Impact(
        start=start,
        looked_at=len(here),
        total=len(ids),
        affected=tuple(affected),
        unreadable=tuple(unreadable),
    )


def _compared(
    records: list[DecisionRecord], before: Run, after: Run, planned: set[UUID]
) -> tuple[list[Affected], list[DecisionRecord]]:
    affected, unreadable = [], []
    for record in records:
        try:
            change = _change(record, before(record), after(record), has_plan=record.pk in planned)
        except UNREADABLE:
            unreadable.append(record)
            continue
        if change is not None:
            affected.append(change)
    return affected, unreadable


def _decisions_of_open_plans(clinic: Clinic) -> list[UUID]:
    """Name the decisions on which approved plans rest that stand: the newest version of each patient."""
    of_patient = Plan.objects.filter(patient=OuterRef("pk"), state=PlanState.APPROVED).order_by("-number")
    rows = _patients(clinic).annotate(
        decided=Subquery(of_patient.values("decision")[:1], output_field=UUIDField())
    )
    return list(rows.exclude(decided=None).order_by("name", "pk").values_list("decided", flat=True))


def _newest_decisions(clinic: Clinic) -> list[UUID]:
    of_patient = DecisionRecord.objects.filter(patient=OuterRef("pk")).order_by("-created_at")
    rows = _patients(clinic).annotate(decided=Subquery(of_patient.values("pk")[:1]))
    return list(rows.exclude(decided=None).order_by("-created_at", "pk").values_list("decided", flat=True))


def _patients(clinic: Clinic) -> QuerySet[Patient]:
    return Patient.objects.filter(clinic=clinic, state=PatientState.REGISTERED)


def _change(
    record: DecisionRecord, now: ScreeningDecision, then: ScreeningDecision, *, has_plan: bool
) -> Affected | None:
    if _result(now) == _result(then):
        return None
    stopping_now, stopping_then = set(stopping_rules(now)), set(stopping_rules(then))
    return Affected(
        record=record,
        has_plan=has_plan,
        before=now,
        after=then,
        new_rules=tuple(sorted(stopping_then - stopping_now)),
        gone_rules=tuple(sorted(stopping_now - stopping_then)),
    )


def _decided(record: DecisionRecord, policy: Policy) -> ScreeningDecision:
    facts = record.__dict__.get("loaded_facts")
    if facts is None:
        facts = record.__dict__["loaded_facts"] = facts_from_text(record.facts_text)
    return decide(facts, shipped_content(), policy, on=record.on, device=record.device or None)


def _result(decision: ScreeningDecision) -> tuple[object, ...]:
    """Give of a decision what somebody would be told otherwise."""
    return (
        decision.verdict,
        decision.candidacy,
        decision.earliest_on,
        decision.zones,
        tuple(stopping_rules(decision)),
    )
