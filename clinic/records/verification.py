"""Re-running recorded decisions and approved plans: the same facts, content and policy give the same, years later."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from clinic.records.models import ContentSnapshot, DecisionRecord, Plan, PlanState
from clinic.records.queries.commissioning import device_standing
from clinic.records.queries.planning import choices_of
from clinic.records.queries.screening import document_text
from clinic.records.snapshots import (
    content_from_text,
    digest_of_text,
    facts_from_text,
    policy_from_text,
)
from needlepoint import __version__
from needlepoint.planning.geometry import Kappa
from needlepoint.planning.plan import Plan as PlannedTreatment
from needlepoint.planning.proposal import only_zones, propose
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Content
from needlepoint.protocols.policy import SHIPPED, Policy
from needlepoint.screening.decision import ScreeningDecision, decide
from needlepoint.vocabulary.errors import NeedlepointError

# What reading an old or damaged text may raise; each becomes a sentence.
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, NeedlepointError, ExceptionGroup)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What re-running one decision or plan found; `content` says from which content it was re-run."""

    row_id: UUID
    content: str
    faults: tuple[str, ...]


def verify_decisions() -> Iterator[Verified]:
    """Re-run every recorded decision, one after the other."""
    contents: dict[str, Content | str] = {}
    records = DecisionRecord.objects.select_related("policy").order_by("content_id", "created_at")
    for record in records.iterator(chunk_size=200):
        if record.content_id not in contents:
            contents = {record.content_id: stored_content(record.content_id)}
        yield _verified(record, contents[record.content_id])


def verify_decision(record: DecisionRecord) -> Verified:
    """Re-run one recorded decision."""
    return _verified(record, stored_content(record.content_id))


def stored_content(digest: str) -> Content | str:
    """Give the content that a digest names: what is shipped now, or the snapshot; a text says why there is none."""
    if digest == shipped_content().digest:
        return shipped_content()
    snapshot = ContentSnapshot.objects.get(digest=digest)
    try:
        content = content_from_text(snapshot.text, snapshot.version)
    except UNREADABLE as error:
        return (
            f"its content {snapshot.version} cannot be read by version {__version__} ({type(error).__name__})"
        )
    return (
        content if content.digest == digest else "its content snapshot was changed: the digest does not fit"
    )


def _verified(record: DecisionRecord, content: Content | str) -> Verified:
    if isinstance(content, str):
        return Verified(row_id=record.pk, content="content that cannot be re-run", faults=(content,))
    said = f"other content (version {content.version}), re-run from its snapshot"
    if content is shipped_content():
        said = "the content of this release"
    return Verified(row_id=record.pk, content=said, faults=tuple(_faults(record, content)))


def _faults(record: DecisionRecord, content: Content) -> Iterator[str]:
    if digest_of_text(record.facts_text) != record.facts_digest:
        yield "the stored facts were changed: the digest does not fit"
    if digest_of_text(record.document_text) != record.digest:
        yield "the stored decision was changed: the digest does not fit"
    try:
        text = _decided_again(record, content)
    except UNREADABLE as error:
        yield f"its stored facts or policy cannot be read ({type(error).__name__}: {error})"
        return
    if text != record.document_text:
        yield (
            f"re-run it gives another decision than was recorded by version {record.software}; "
            f"this is version {__version__}"
        )


def _decided_again(record: DecisionRecord, content: Content) -> str:
    return document_text(decided_as_stored(record, content))


def decided_as_stored(record: DecisionRecord, content: Content) -> ScreeningDecision:
    """Decide once more from a record's facts and policy, under the content that was stored with it."""
    return decide(
        facts_from_text(record.facts_text),
        content,
        _policy_of(record, content),
        on=record.on,
        device=record.device or None,
    )


def _policy_of(record: DecisionRecord, content: Content) -> Policy:
    if record.policy is None:
        return SHIPPED
    if digest_of_text(record.policy.text) != record.policy.digest:
        raise ValueError("the stored policy was changed: the digest does not fit")
    return policy_from_text(record.policy.text, content)


def verify_plans() -> Iterator[Verified]:
    """Work every approved plan out once more, one after the other."""
    contents: dict[str, Content | str] = {}
    approved = Plan.objects.filter(state=PlanState.APPROVED, decision__isnull=False)
    rows = approved.select_related("clinic", "decision__policy").order_by(
        "decision__content_id", "created_at"
    )
    for row in rows.iterator(chunk_size=200):
        assert row.decision is not None  # only such rows were asked for
        if row.decision.content_id not in contents:
            contents = {row.decision.content_id: stored_content(row.decision.content_id)}
        content = contents[row.decision.content_id]
        if isinstance(content, str):
            yield Verified(row_id=row.pk, content="content that cannot be re-run", faults=(content,))
        else:
            yield Verified(row_id=row.pk, content="plans", faults=tuple(_plan_faults(row, content)))


def _plan_faults(row: Plan, content: Content) -> Iterator[str]:
    try:
        stored = row.to_domain()
        again = [planned_as_stored(row, stored, content, kappa).digest for kappa in _kappas(row, stored)]
    except UNREADABLE as error:
        yield f"its stored plan, facts or policy cannot be read ({type(error).__name__}: {error})"
        return
    if stored.digest != row.digest:
        yield "the stored plan was changed: the digest does not fit"
    if row.digest not in again:
        yield (
            f"worked out again it is another plan than version {stored.software} made; this is version {__version__}"
        )


def _kappas(row: Plan, stored: PlannedTreatment) -> tuple[Kappa | None, ...]:
    """Give what was measured then; a plan from before that was stored had what stood on its day, or nothing."""
    if row.measured:
        return (row.kappa,)
    return None, device_standing(row.clinic, row.device, stored.on).kappa


def planned_as_stored(
    row: Plan, stored: PlannedTreatment, content: Content, kappa: Kappa | None
) -> PlannedTreatment:
    """Work a plan out once more from its facts, policy and choices, as it would have been named then."""
    record = row.decision
    assert record is not None  # an approved plan rests on one
    policy, whole = _policy_of(record, content), facts_from_text(record.facts_text)
    facts = only_zones(whole, row.zones) if row.zones else whole
    choices = choices_of(row)
    again = propose(
        facts,
        decide(facts, content, policy, on=stored.on, device=row.device),
        content,
        policy,
        device=row.device,
        on=stored.on,
        overrides=stored.overrides,
        needle_lengths_mm=choices.needle_lengths_mm,
        contact_seconds=choices.contact_seconds,
        passes=choices.passes,
        per_cm2=choices.densities,
        kappa=kappa,
        wanted_per_cm2=choices.wanted_per_cm2,
        adjuncts=choices.adjuncts,
        anaesthetic=choices.anaesthetic or None,
        reasons=stored.reasons,
        days=choices.days,
        course=choices.course,
    )
    return replace(again, version=stored.version, software=stored.software)
