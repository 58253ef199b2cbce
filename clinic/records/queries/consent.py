"""Questions about consent: what would be read, what was signed, and whether it still covers the plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Max, Min
from django.utils.translation import gettext as _

from clinic.accounts.models import Clinic, Membership
from clinic.accounts.models.membership import MembershipState
from clinic.records.models import (
    Baseline,
    Consent,
    ConsentOffer,
    Patient,
    PatientLink,
    PhotoStatement,
    Plan,
)
from clinic.records.queries.facts import facts_of
from clinic.records.queries.photographs import statements_about
from clinic.records.queries.planning import approved_plan, load_plans
from clinic.records.queries.progress import Progress
from needlepoint.consent.disclosure import ConsentText, consent_text
from needlepoint.consent.photographs import PURPOSE_TEXTS, PhotoPurpose
from needlepoint.consent.validity import Growth, must_ask_again, scope_of
from needlepoint.protocols.library import shipped_content

COPY_PURPOSE: Final = "consent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where consent stands: the plan, the signature that counts, and why it does not cover the plan, if it does not."""

    plan: Plan | None
    consent: Consent | None
    is_withdrawn: bool
    growths: tuple[Growth, ...]

    @property
    def is_valid(self) -> bool:
        """Tell whether a signed consent covers the approved plan."""
        return bool(self.plan and self.consent) and not self.is_withdrawn and not self.growths


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoStanding:
    """What somebody says to photographs for one purpose; `is_given` None: not asked yet."""

    purpose: str
    text: str
    is_given: bool | None
    said_at: datetime | None
    said_to: str


def consent_standing(patient: Patient, plan: Plan | None = None) -> Standing:
    """Tell where the consent to the approved plan stands."""
    plan = plan or approved_plan(patient)
    signed = consents_of(patient)
    newest = signed[0] if signed else None
    if plan is None or newest is None:
        return Standing(plan=plan, consent=newest, is_withdrawn=is_withdrawn(newest), growths=())
    growths = must_ask_again(newest.to_domain(), scope_of(plan.to_domain()))
    return Standing(plan=plan, consent=newest, is_withdrawn=is_withdrawn(newest), growths=growths)


def valid_consent(patient: Patient, plan: Plan | None = None) -> Consent | None:
    """Give the consent that covers the approved plan, or nothing."""
    standing = consent_standing(patient, plan)
    return standing.consent if standing.is_valid else None


def consents_of(patient: Patient) -> list[Consent]:
    """List every signed consent, newest first, each with its withdrawal."""
    loaded = getattr(patient, "loaded_consents", None)
    if loaded is not None:
        return list(loaded)
    return _consents_of_all([patient])


def load_for_page(*patients: Patient) -> None:
    """Read the plans and consents of patients once, for a page that only reads and has not read them yet."""
    new = [patient for patient in patients if not hasattr(patient, "loaded_consents")]
    if not new:
        return
    load_plans(*new)
    planned = [patient for patient in new if approved_plan(patient)]
    rows = _consents_of_all(planned) if planned else []
    for patient in new:
        patient.loaded_consents = [row for row in rows if row.patient_id == patient.pk]  # type: ignore[attr-defined]


def _consents_of_all(patients: Sequence[Patient]) -> list[Consent]:
    """List signed consents, newest first; of many patients without the texts that were read."""
    joined = ("withdrawal", "offer", "plan") if len(patients) == 1 else ("withdrawal",)
    rows = Consent.objects.filter(patient__in=patients)
    return list(rows.select_related(*joined).order_by("-created_at"))


def has_agreed(patient: Patient) -> bool:
    """Tell whether there is an approved plan and a consent that was not withdrawn; not yet whether it covers it."""
    return approved_plan(patient) is not None and any(not is_withdrawn(one) for one in consents_of(patient))


def is_withdrawn(consent: Consent | None) -> bool:
    """Tell whether a consent was taken back."""
    return consent is not None and getattr(consent, "withdrawal", None) is not None


def text_for(plan: Plan, on: date) -> ConsentText:
    """Assemble the text that this plan makes necessary."""
    return consent_text(plan.to_domain(), facts_of(plan.patient, on), shipped_content())


def first_shown_at(patient: Patient, digest: str) -> datetime | None:
    """Tell when exactly this text was first shown to somebody."""
    shown = ConsentOffer.objects.filter(patient=patient, digest=digest).aggregate(at=Min("created_at"))
    at: datetime | None = shown["at"]
    return at


def shown_unsigned_at(patient: Patient) -> datetime | None:
    """Tell when the text of the approved plan was last shown, if nobody signed it then."""
    plan = approved_plan(patient)
    if plan is None:
        return None
    if not hasattr(plan, "consent_shown_at"):
        plan.__dict__["consent_shown_at"] = plan.consent_offers.aggregate(at=Max("created_at"))["at"]
    shown: datetime | None = plan.__dict__["consent_shown_at"]
    signed = {one.offer.created_at for one in consents_of(patient)}
    return None if shown in signed else shown


def newest_baseline(patient: Patient) -> Baseline | None:
    """Give what somebody last said about their own skin."""
    return Baseline.objects.filter(patient=patient).order_by("-created_at").first()


def photo_standings(patient: Patient) -> list[PhotoStanding]:
    """Tell for each purpose what was said last about photographs at all; a word on a single one stands with it."""
    rows = statements_about(patient).filter(photograph=None).order_by("created_at", "-is_given")
    said = {row.purpose: row for row in rows}
    return [_photo_standing(purpose, said.get(purpose.value)) for purpose in PhotoPurpose]


def who_treats(clinic: Clinic, on: date) -> list[Membership]:
    """List who may treat here on a day, with profession and credential."""
    members = Membership.objects.filter(clinic=clinic, state=MembershipState.ACTIVE)
    clinical = (member for member in members.select_related("user", "clinic") if member.is_clinical)
    return [member for member in clinical if member.valid_until is None or member.valid_until >= on]


def copy_link(patient: Patient) -> PatientLink | None:
    """Give the newest link to the copy of the consent."""
    return PatientLink.objects.filter(patient=patient, purpose=COPY_PURPOSE).select_related("clinic").first()


def stored_text(text: ConsentText) -> dict[str, Any]:
    """Write a text as JSON, word for word."""
    paragraphs = [
        {"id": p.id, "title": p.title, "text": p.text, "sources": list(p.sources)} for p in text.paragraphs
    ]
    return {
        "digest": text.digest,
        "plan_digest": text.plan_digest,
        "plan_version": text.plan_version,
        "content_version": text.content_version,
        "content_digest": text.content_digest,
        "paragraphs": paragraphs,
    }


def consent_progress(patients: Sequence[Patient], on: date) -> dict[UUID, Progress]:
    """Say how far consent is, for the course line, in two questions for all patients."""
    load_for_page(*patients)
    return {
        patient.pk: _progress(plan, next(iter(consents_of(patient)), None), patient.clinic)
        for patient in patients
        if (plan := approved_plan(patient))
    }


def _progress(plan: Plan, consent: Consent | None, clinic: Clinic) -> Progress:
    if consent is None:
        return Progress(state="now", note=_("not given yet"), next_deed=_("Talk about consent"))
    if is_withdrawn(consent):
        return Progress(state="blocked", note=_("withdrawn"), next_deed=_("Talk about consent"))
    if must_ask_again(consent.to_domain(), scope_of(plan.to_domain())):
        return Progress(state="now", note=_("ask again"), next_deed=_("Ask for consent again"))
    return Progress(state="done", on=consent.created_at.astimezone(clinic.zone).date())


def _photo_standing(purpose: PhotoPurpose, said: PhotoStatement | None) -> PhotoStanding:
    return PhotoStanding(
        purpose=purpose.value,
        text=PURPOSE_TEXTS[purpose],
        is_given=said.is_given if said else None,
        said_at=said.created_at if said else None,
        said_to=said.said_to if said else "",
    )
