"""Questions about plans: what somebody's choices come to today, what blocks, and which plan stands."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.records.models import DecisionRecord, Patient, Plan, PlanState, PrescriberWord, Signature
from clinic.records.queries.commissioning import device_standing
from clinic.records.queries.facts import facts_of
from clinic.records.queries.policy import policy_of_clinic
from clinic.records.queries.progress import Progress
from clinic.records.queries.screening import (
    is_in_force,
    newest_decision,
    overridden_rules,
    screening_progress,
)
from clinic.records.refusals import BadInput
from needlepoint.planning.changes import CourseWishes
from needlepoint.planning.commissioning import CartridgeShare
from needlepoint.planning.days import DayWishes
from needlepoint.planning.geometry import Kappa
from needlepoint.planning.granting import granting_problems
from needlepoint.planning.plan import Approval, ConstraintFinding, ConstraintReason, OffLabel, Override
from needlepoint.planning.plan import Plan as PlannedTreatment
from needlepoint.planning.proposal import AS_PROPOSED, NOTHING_WISHED, only_zones, propose
from needlepoint.planning.zones import Work, around, planned_zones
from needlepoint.protocols.library import shipped_content
from needlepoint.screening.decision import ScreeningDecision, decide
from needlepoint.vocabulary import errors
from needlepoint.vocabulary.patient import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a clinician chooses; everything else follows.

    zones : empty is every zone of the concerns; needle_lengths_mm : only where another than proposed is wanted
    reasons : why a soft constraint is broken on purpose, by `constraint:zone`
    contact_seconds : seconds of a pen on the skin, by zone; wanted_per_cm2 : None asks about the published density
    passes, densities : set by hand, by zone; course : sessions, interval and order that are, and why
    days : what is wished of the days of the course
    cartridge : the type whose stamp tests count; empty is the one that was measured last
    """

    device: str
    zones: tuple[str, ...] = ()
    needle_lengths_mm: dict[str, float] = field(default_factory=dict)
    adjuncts: tuple[str, ...] = ()
    anaesthetic: str = ""
    reasons: dict[str, str] = field(default_factory=dict)
    contact_seconds: dict[str, float] = field(default_factory=dict)
    wanted_per_cm2: int | None = None
    days: DayWishes = NOTHING_WISHED
    passes: dict[str, int] = field(default_factory=dict)
    densities: dict[str, float] = field(default_factory=dict)
    course: CourseWishes = AS_PROPOSED
    cartridge: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """What choices come to on a day: the plan, the decision under it, and what stands in the way of approving it.

    facts : all of them; `decision` is of the planned zones alone
    overrides : those of the stored decision
    problems : what the decision says against it; outdated : why the stored decision no longer holds
    uncommissioned : why the handpieces of this device should be looked at; it stops nothing
    share, shares : what their stamp tests measured, of the type of cartridge reckoned with, and of every type
    lapsed : the type reckoned with, where its tests no longer count
    """

    choices: Choices
    facts: Facts
    record: DecisionRecord | None
    decision: ScreeningDecision
    plan: PlannedTreatment
    overrides: tuple[Override, ...]
    problems: tuple[str, ...]
    outdated: tuple[str, ...]
    uncommissioned: tuple[str, ...] = ()
    share: CartridgeShare | None = None
    shares: tuple[CartridgeShare, ...] = ()
    lapsed: str = ""

    @property
    def cartridge(self) -> str:
        """Name the type of cartridge that the plan keeps."""
        return self.share.name if self.share else self.lapsed

    @property
    def kappa(self) -> Kappa | None:
        """Give the share of strokes that the plan reckons with."""
        return self.share.kappa if self.share else None

    @property
    def is_granted(self) -> bool:
        """Tell whether nothing of the screening blocks."""
        return not self.problems and not self.outdated

    def versioned(self, number: int) -> PlannedTreatment:
        """Give the plan with the version that the paper will say."""
        return replace(self.plan, version=number)


def choices_of(plan: Plan) -> Choices:
    """Give what was chosen for a stored plan."""
    return Choices(
        device=plan.device,
        zones=tuple(plan.zones),
        needle_lengths_mm=plan.needle_lengths_mm,
        adjuncts=tuple(plan.adjuncts),
        anaesthetic=plan.anaesthetic,
        reasons=dict(plan.reasons),
        contact_seconds=plan.seconds,
        wanted_per_cm2=plan.wanted_per_cm2,
        days=plan.days,
        passes=dict(plan.passes),
        densities=dict(plan.densities),
        course=plan.course,
        cartridge=plan.cartridge,
    )


def consider(patient: Patient, on: date, choices: Choices) -> Considered:
    """Work out what choices come to today; what the library cannot read is refused by its field."""
    content, policy = shipped_content(), policy_of_clinic(patient.clinic)
    _check_device(choices.device)
    whole = facts_of(patient, on)
    live = decide(whole, content, policy, on=on, device=choices.device)
    planned = only_zones(whole, choices.zones) if choices.zones else whole
    is_cut = planned.planned_zones != whole.planned_zones
    decision = decide(planned, content, policy, on=on, device=choices.device) if is_cut else live
    record = newest_decision(patient)
    overrides = _overrides(record)
    measured = device_standing(patient.clinic, choices.device, on, choices.cartridge)
    try:
        plan = propose(
            planned,
            decision,
            content,
            policy,
            device=choices.device,
            on=on,
            overrides=overrides,
            needle_lengths_mm=choices.needle_lengths_mm,
            contact_seconds=choices.contact_seconds,
            passes=choices.passes,
            per_cm2=choices.densities,
            kappa=measured.kappa,
            wanted_per_cm2=choices.wanted_per_cm2,
            adjuncts=choices.adjuncts,
            anaesthetic=choices.anaesthetic or None,
            reasons=tuple(reasons_of(choices)),
            days=choices.days,
            course=choices.course,
        )
    except errors.BadInput as fault:
        raise BadInput(fault.field, str(fault)) from fault
    except errors.NotGranted as fault:
        raise BadInput("adjuncts", str(fault)) from fault
    return Considered(
        choices=choices,
        facts=whole,
        record=record,
        decision=decision,
        plan=plan,
        overrides=overrides,
        problems=granting_problems(decision, overrides),
        outdated=tuple(_outdated(record, live)),
        uncommissioned=measured.warnings,
        share=measured.share,
        shares=measured.shares,
        lapsed=measured.lapsed,
    )


def reasons_of(choices: Choices) -> Iterator[ConstraintReason]:
    """Give the reasons as the library takes them."""
    for key, reason in choices.reasons.items():
        constraint, _colon, zone = key.partition(":")
        yield ConstraintReason(constraint=constraint, zone=zone, reason=reason)


def held_to(planned: PlannedTreatment) -> tuple[ConstraintFinding, ...]:
    """List what every zone of a plan was held against."""
    return tuple(dict.fromkeys(held for zone in planned.zones for held in zone.constraints))


def approvals_open(
    planned: PlannedTreatment, words: Collection[PrescriberWord], profession: str
) -> tuple[Approval, ...]:
    """List whose word is still missing if somebody of a profession approved now.

    words : what prescribers said already; a word that answers another question than is asked now has lapsed.

    A doctor who approves gives the doctor's word, and may prescribe a numbing product.
    """
    numbing = shipped_content().anaesthetic
    return tuple(
        approval
        for approval in planned.approvals
        if not (profession == "doctor" and (approval.by == "doctor" or approval.about in numbing))
        and not any(answers(word, approval) for word in words)
    )


def answers(word: PrescriberWord, approval: Approval) -> bool:
    """Tell whether a prescriber's word is about exactly what is asked of a prescriber now, in the same words."""
    return approval.by == "prescriber" and (word.about, word.asked) == (approval.about, approval.reason)


def asked_of_prescriber(planned: PlannedTreatment, about: str) -> Approval | None:
    """Give what a plan asks a prescriber about a subject, if it does."""
    asked = (a for a in planned.approvals if a.by == "prescriber" and a.about == about)
    return next(asked, None)


def not_acknowledged(planned: PlannedTreatment, acknowledged: Collection[str]) -> tuple[OffLabel, ...]:
    """List what is off-label and was not acknowledged in exactly these words."""
    return tuple(item for item in planned.off_label if acknowledgement_of(item) not in acknowledged)


def acknowledgement_of(item: OffLabel) -> str:
    """Name what somebody acknowledges: the thing and the words, so that other words ask again."""
    return f"{item.id}|{item.reason}"


def load_plans(*patients: Patient) -> None:
    """Read the plans of patients once, for a page that only reads; each knows when its consent was last shown."""
    rows = Plan.objects.filter(patient__in=patients).exclude(state=PlanState.DISCARDED).order_by("-number")
    known = {patient.pk: patient for patient in patients}
    for patient in patients:
        patient.loaded_plans = []  # type: ignore[attr-defined]
    for plan in rows.annotate(consent_shown_at=Max("consent_offers__created_at")):
        plan.patient = known[plan.patient_id]
        plan.patient.loaded_plans.append(plan)  # type: ignore[attr-defined]


def draft_of(patient: Patient) -> Plan | None:
    """Give the plan that is being worked on."""
    return next(iter(_plans(patient, PlanState.DRAFT)), None)


def approved_plan(patient: Patient) -> Plan | None:
    """Give the approved plan that stands: the newest version."""
    return next(iter(_plans(patient, PlanState.APPROVED)), None)


def approved_plans(patient: Patient) -> list[Plan]:
    """List every approved version, newest first."""
    return _plans(patient, PlanState.APPROVED)


def proposed_lengths(facts: Facts, device: str, patient: Patient, on: date) -> dict[str, float]:
    """Give the length that is proposed for each zone, where one is; of several concerns, the longest."""
    policy = policy_of_clinic(patient.clinic)
    content = policy.drawn(shipped_content())
    proposed: dict[str, float] = {}
    for planned in planned_zones(
        facts, content.device[device], Work(), content, policy, around(facts.patient, on)
    ):
        if planned.needle_length_mm is not None:
            proposed[planned.zone] = max(planned.needle_length_mm, proposed.get(planned.zone, 0.0))
    return proposed


def words_of(plan: Plan, planned: PlannedTreatment) -> list[PrescriberWord]:
    """List what prescribers said, where the plan needs it."""
    if not any(approval.by == "prescriber" for approval in planned.approvals):
        return []
    return list(plan.prescriber_words.select_related("signature"))


def signatures_of(plan: Plan) -> list[Signature]:
    """List who signed a plan, for what, and when."""
    return list(Signature.objects.filter(clinic=plan.clinic_id, subject_id=plan.pk))


def plan_progress(patients: Sequence[Patient], on: date) -> dict[UUID, Progress]:
    """Say how far planning is, for the course line."""
    clinics = {patient.pk: patient.clinic for patient in patients}
    screened = screening_progress(patients, on).items()
    progress = {
        who: Progress(state="now", note=_("not begun"), next_deed=_("Make a plan"))
        for who, step in screened
        if step.state == "done"
    }
    for row in _plans_of_all(patients):
        if row.state == PlanState.DRAFT:
            progress[row.patient_id] = Progress(
                state="now", note=_("draft"), next_deed=_("Go on with the plan")
            )
        elif row.signed_at:
            zone = clinics[row.patient_id].zone
            progress[row.patient_id] = Progress(state="done", on=row.signed_at.astimezone(zone).date())
    return progress


def _plans(patient: Patient, state: str) -> list[Plan]:
    """List plans in a state, newest first, from what was read for the page where it was."""
    loaded = getattr(patient, "loaded_plans", None)
    if loaded is not None:
        return [plan for plan in loaded if plan.state == state]
    return list(Plan.objects.filter(patient=patient, state=state).order_by("-number"))


def _plans_of_all(patients: Sequence[Patient]) -> list[Plan]:
    """List what stands or is worked on for some patients, the newest last."""
    if all(hasattr(patient, "loaded_plans") for patient in patients):
        loaded = [plan for patient in patients for plan in patient.loaded_plans]  # type: ignore[attr-defined]
        return sorted(loaded, key=lambda plan: plan.number)
    rows = Plan.objects.filter(patient__in=patients).exclude(state=PlanState.DISCARDED)
    return list(rows.order_by("number").only("patient_id", "state", "number", "signed_at"))


def _check_device(device: str) -> None:
    if device not in shipped_content().device:
        raise BadInput("device", _("This device is not in the catalogue. Choose one of the list."))


def _overrides(record: DecisionRecord | None) -> tuple[Override, ...]:
    """Give the overrides of the stored decision; whether it still holds is asked apart."""
    if record is None:
        return ()
    rows = overridden_rules(record).items()
    return tuple(Override(rule=rule, reason=row.reason, by=row.name) for rule, row in rows)


def _outdated(record: DecisionRecord | None, live: ScreeningDecision) -> list[str]:
    """Say why the stored decision does not carry a plan of today."""
    if record is None:
        return [_("No screening decision is stored yet.")]
    if is_in_force(record, live):
        return []
    reasons = []
    if record.device != live.device:
        reasons.append(_("The stored screening decision is for another device."))
    if record.on != live.on:
        reasons.append(
            _("The stored screening decision is of another day: %(day)s.")
            % {"day": date_format(record.on, "j F Y")}
        )
    if record.document.get("content", {}).get("digest") != live.content_digest:
        reasons.append(_("What the evidence says was updated since the stored screening decision."))
    return reasons or [_("What is known of this person changed since the stored screening decision.")]
