"""Deeds upon plans: starting, revising, approving and discarding a draft, and noting a prescriber's word."""

from collections.abc import Collection
from dataclasses import asdict

from django.utils.translation import gettext as _

from clinic.records.deeds import Event, deed
from clinic.records.models import Patient, Plan, PlanState, PrescriberWord
from clinic.records.models.planning import HUNDREDTHS, stored_blackout
from clinic.records.queries.planning import (
    Choices,
    Considered,
    acknowledgement_of,
    approvals_open,
    approved_plan,
    asked_of_prescriber,
    choices_of,
    consider,
    draft_of,
    held_to,
    not_acknowledged,
)
from clinic.records.refusals import BadInput, WrongState
from clinic.records.signatures import sign
from needlepoint.interop.plan import plan_document, stored_plan
from needlepoint.planning.changes import CourseWishes, unexplained_changes
from needlepoint.planning.constraints import check_kept
from needlepoint.planning.days import DayWishes
from needlepoint.planning.plan import Approval
from needlepoint.vocabulary.errors import NotGranted


@deed(on=Patient)
def start_plan(event: Event, patient: Patient, choices: Choices) -> Plan:
    """Start a draft; there is one draft at a time."""
    if draft_of(patient):
        raise WrongState(_("A draft exists already. Open it, or discard it first."))
    standing = approved_plan(patient)
    plan = Plan(
        clinic=patient.clinic,
        created_at=event.at,
        patient=patient,
        supersedes=standing,
        number=standing.number + 1 if standing else 1,
    )
    _fill(event, plan, choices)
    plan.save(force_insert=True)
    event.about(plan, proposal=plan.proposal)
    event.linked(patient=patient)
    return plan


@deed(on=Plan, versioned=True)
def revise_plan(event: Event, plan: Plan, choices: Choices) -> Plan:
    """Change what is chosen in a draft."""
    _fill(event, plan, choices)
    plan.save()
    event.about(plan, proposal=plan.proposal)
    return plan


@deed(on=Plan, versioned=True)
def approve_plan(event: Event, plan: Plan, choices: Choices, acknowledged: Collection[str] = ()) -> Plan:
    """Approve a draft as it comes out today: signed, and from then on never changed.

    acknowledged : what is off-label, each by `acknowledgement_of`.
    """
    considered = _fill(event, plan, choices)
    _check_is_granted(considered)
    _check_is_acknowledged(considered, acknowledged)
    _check_words(event, plan, considered)
    _check_lengths(considered)
    _check_course(considered)
    _check_constraints(considered)
    plan.decision = considered.record
    plan.acknowledged = [acknowledgement_of(item) for item in considered.plan.off_label]
    plan.state, plan.signed_at = PlanState.APPROVED, event.at
    sign(event, plan, meaning="approver", document=approved_document(plan))
    plan.save()
    event.about(plan, proposal=plan.proposal, acknowledged=plan.acknowledged)
    assert considered.record is not None  # without a stored decision nothing is granted
    event.linked(decision=considered.record)
    return plan


@deed(on=Plan, versioned=True)
def discard_plan(event: Event, plan: Plan) -> Plan:
    """Give a draft up; it stays in the record, and the approved plan, if any, stands."""
    plan.state = PlanState.DISCARDED
    plan.save()
    event.about(plan)
    return plan


@deed(on=Plan)
def note_prescriber_word(event: Event, plan: Plan, about: str, given_by: str, words: str) -> PrescriberWord:
    """Note what a prescriber said to something that the draft asks a prescriber, signed by whoever asked them."""
    _check_is_said("given_by", given_by, 200)
    _check_is_said("words", words, 600)
    asked = _asked(event, plan, about)
    said = {
        "plan": plan.pk,
        "about": about,
        "asked": asked.reason,
        "given_by": given_by.strip(),
        "words": words.strip(),
    }
    word = PrescriberWord(
        clinic=plan.clinic,
        created_at=event.at,
        plan=plan,
        patient=plan.patient,
        about=asked.about,
        asked=asked.reason,
        given_by=given_by.strip(),
        words=words.strip(),
        signature=sign(event, plan, meaning="prescriber was asked", document=said),
    )
    word.save(force_insert=True)
    event.about(plan, word=said)
    event.linked(prescriber_word=word)
    return word


def _asked(event: Event, plan: Plan, about: str) -> Approval:
    """Give what the draft asks a prescriber today; a word about anything else would open nothing and mislead."""
    asked = asked_of_prescriber(consider(plan.patient, event.on, choices_of(plan)).plan, about)
    if asked is None:
        raise BadInput(
            "about",
            _(
                "This plan asks no prescriber about that. Open the plan, and note the word beside its question."
            ),
        )
    return asked


def approved_document(plan: Plan) -> dict[str, object]:
    """Give everything that the approver signs."""
    words = plan.prescriber_words.all()
    return {
        "plan": plan_document(plan.to_domain()),
        "patient": str(plan.patient_id),
        "number": plan.number,
        "decision": plan.decision.digest if plan.decision else None,
        "acknowledged": plan.acknowledged,
        "prescriber_words": [[word.about, word.given_by, word.words] for word in words],
    }


def _fill(event: Event, plan: Plan, choices: Choices) -> Considered:
    """Put choices and what they come to today into a draft."""
    considered = consider(plan.patient, event.on, choices)
    plan.device, plan.anaesthetic = choices.device, choices.anaesthetic
    plan.zones, plan.adjuncts = list(choices.zones), list(choices.adjuncts)
    plan.needle_lengths = {
        zone: round(length * HUNDREDTHS) for zone, length in sorted(choices.needle_lengths_mm.items())
    }
    plan.contact_seconds = {
        zone: round(seconds * HUNDREDTHS) for zone, seconds in sorted(choices.contact_seconds.items())
    }
    plan.wanted_per_cm2 = choices.wanted_per_cm2
    plan.passes, plan.densities = dict(choices.passes), dict(choices.densities)
    _fill_course(plan, choices.course)
    plan.cartridge = considered.cartridge
    plan.measured = asdict(considered.kappa) if considered.kappa else {}
    _fill_days(plan, choices.days)
    plan.reasons = {f"{one.constraint}:{one.zone}": one.reason for one in considered.plan.reasons}
    _check_numbing(considered)
    plan.proposal = stored_plan(considered.versioned(plan.number))
    plan.digest = considered.versioned(plan.number).digest
    return considered


def _fill_course(plan: Plan, course: CourseWishes) -> None:
    plan.course_sessions, plan.course_interval_days = course.sessions, course.interval_days
    plan.course_reason = course.why
    plan.zone_order = list(course.zone_order)


def _fill_days(plan: Plan, days: DayWishes) -> None:
    plan.busy = [stored_blackout(one) for one in days.blackouts]
    plan.weekdays_off = sorted(days.weekdays_off)
    plan.ready_by = days.ready_by
    plan.occasion = days.occasion


def _check_numbing(considered: Considered) -> None:
    numbing = considered.plan.anaesthetic
    closed = [check for check in numbing.products if check.id == numbing.planned and check.allowed == "no"]
    if closed:
        raise BadInput("anaesthetic", " ".join(closed[0].reasons))


def _check_is_granted(considered: Considered) -> None:
    if considered.outdated:
        raise WrongState(
            _("%(why)s Bring the screening up to date, then approve.")
            % {"why": " ".join(considered.outdated)}
        )
    if considered.problems:
        raise WrongState(
            _("The screening stands against this plan. %(why)s") % {"why": " ".join(considered.problems)}
        )


def _check_is_acknowledged(considered: Considered, acknowledged: Collection[str]) -> None:
    open_items = not_acknowledged(considered.plan, acknowledged)
    if open_items:
        raise BadInput(
            "acknowledged",
            _("Look at each thing that leaves the label and tick it: %(what)s.")
            % {"what": "; ".join(item.reason for item in open_items)},
        )


def _check_words(event: Event, plan: Plan, considered: Considered) -> None:
    words = plan.prescriber_words.all()
    missing = approvals_open(considered.plan, words, event.actor.profession)
    if any(approval.by == "doctor" for approval in missing):
        raise WrongState(_("A doctor has to approve this plan. Save it, and ask a doctor to open it."))
    if missing:
        raise WrongState(
            _("The prescriber was not asked yet about: %(what)s.")
            % {"what": ", ".join(approval.about for approval in missing)}
        )


def _check_lengths(considered: Considered) -> None:
    open_zones = [planned.zone for planned in considered.plan.zones if planned.needle_length_mm is None]
    if open_zones:
        raise BadInput(
            f"length-{open_zones[0]}",
            _("No source gives a length here, so none is proposed. Choose one, or leave the zone out."),
        )


def _check_course(considered: Considered) -> None:
    """Refuse a course that leaves what was proposed without a word."""
    if unexplained_changes(considered.plan.course):
        raise BadInput(
            "course_reason",
            _("The course is set otherwise than proposed. Say why, or go back to what was proposed."),
        )


def _check_is_said(field: str, text: str, longest: int) -> None:
    if not text.strip():
        raise BadInput(field, _("Say it in a few words; they stay with the plan."))
    if len(text.strip()) > longest:
        raise BadInput(field, _("At most %(longest)s characters, please.") % {"longest": longest})


def _check_constraints(considered: Considered) -> None:
    """Refuse what a hard constraint stops, and a soft one that is broken without a word."""
    try:
        check_kept(held_to(considered.plan), considered.plan.reasons)
    except NotGranted as refusal:
        raise BadInput("reasons", str(refusal)) from refusal
