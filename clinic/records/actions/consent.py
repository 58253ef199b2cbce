"""Deeds of consent: the baseline, showing a text, signing it, withdrawing it, and a word on photographs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from math import dist
from typing import Any, Final

from django.utils.translation import gettext as _

from clinic.records.deeds import Event, deed
from clinic.records.models import (
    Baseline,
    Consent,
    ConsentOffer,
    ConsentWithdrawal,
    Patient,
    Photograph,
    PhotoStatement,
    Plan,
)
from clinic.records.queries.consent import first_shown_at, is_withdrawn, stored_text, text_for
from clinic.records.queries.planning import approved_plan
from clinic.records.refusals import BadInput, WrongState
from clinic.records.signatures import sign
from needlepoint.consent.photographs import PhotoPurpose
from needlepoint.consent.validity import scope_of
from needlepoint.interop.plan import stored_scope

LONGEST_DRAWING: Final = 40_000
# The strokes of a finger, as the pad writes them: move and line, whole numbers only.
_DRAWING: Final = re.compile(r"(?:M[0-9]{1,4} [0-9]{1,4}(?: ?L[0-9]{1,4} [0-9]{1,4})* ?)+")
# A tap of the finger is no signature: the strokes together are at least as long, in steps of the pad's 600 by 200.
SHORTEST_DRAWING: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """How the text was explained: in which language, with whom, and why the person is found able to decide."""

    language: str
    capacity: str
    interpreter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What somebody puts under a text. photographs : purpose → yes or no, for what was answered."""

    typed_name: str
    drawing: str = ""
    questions: str = ""
    photographs: Mapping[str, bool] = field(default_factory=dict)


@deed(on=Patient)
def record_baseline(event: Event, patient: Patient, words: str, rating: int) -> Baseline:
    """Keep how somebody sees their skin before the course, in their own words and from 0 to 10."""
    _check_text("words", words, 1000)
    if rating not in range(11):
        raise BadInput("rating", _("Choose a number from 0 to 10."))
    baseline = Baseline(
        clinic=patient.clinic,
        created_at=event.at,
        patient=patient,
        words=words.strip(),
        rating=rating,
        told_by=event.actor.kind,
    )
    baseline.save(force_insert=True)
    event.about(baseline)
    event.linked(patient=patient)
    return baseline


@deed(on=Patient)
def offer_consent(event: Event, patient: Patient, explained: Explained) -> ConsentOffer:
    """Show somebody the text that their approved plan makes necessary; whoever explained it signs for that."""
    plan = approved_plan(patient)
    if plan is None:
        raise WrongState(_("There is no approved plan to consent to. Approve the plan first."))
    _check_text("capacity", explained.capacity, 400)
    text = text_for(plan, event.on)
    offer = ConsentOffer(
        clinic=patient.clinic,
        created_at=event.at,
        patient=patient,
        plan=plan,
        text=stored_text(text),
        digest=text.digest,
        scope=stored_scope(scope_of(plan.to_domain())),
        language=explained.language.strip(),
        interpreter=explained.interpreter.strip(),
        capacity=explained.capacity.strip(),
        explained_by=event.actor.name,
        explained_by_credential=event.actor.membership.credential if event.actor.membership else "",
    )
    offer.signature = sign(event, offer, meaning="explained", document=offer_document(offer))
    offer.save(force_insert=True)
    event.about(offer, text=offer.text)
    event.linked(patient=patient, plan=plan)
    return offer


@deed(on=ConsentOffer)
def sign_consent(event: Event, offer: ConsentOffer, signed: Signed) -> Consent:
    """Sign a text that was shown; it is the patient's own deed."""
    _check_text("typed_name", signed.typed_name, 200)
    _check_drawing(signed.drawing)
    _check_is_theirs(event, offer)
    if len(signed.questions) > 1000:
        raise BadInput("questions", _("At most 1000 characters, please."))
    consent = Consent(
        clinic=offer.clinic,
        created_at=event.at,
        patient=offer.patient,
        plan=offer.plan,
        offer=offer,
        typed_name=signed.typed_name.strip(),
        drawing=signed.drawing,
        questions=signed.questions.strip(),
        first_shown_at=first_shown_at(offer.patient, offer.digest) or offer.created_at,
        digest=offer.digest,
        scope=offer.scope,
    )
    consent.signature = sign(event, consent, meaning="consent", document=signed_document(consent))
    consent.save(force_insert=True)
    photographs = [state_photo(event, offer.patient, *said) for said in signed.photographs.items()]
    event.about(consent, document=signed_document(consent))
    event.linked(patient=offer.patient, plan=offer.plan, **{f"photo_{p.purpose}": p for p in photographs})
    return consent


@deed(on=Consent)
def withdraw_consent(event: Event, consent: Consent, reason: str = "") -> ConsentWithdrawal:
    """Take a consent back; no reason is owed, and nothing that was signed disappears."""
    if is_withdrawn(consent):
        raise WrongState(_("This consent was withdrawn already."))
    if len(reason) > 400:
        raise BadInput("reason", _("At most 400 characters, please."))
    withdrawal = ConsentWithdrawal(
        clinic=consent.clinic,
        created_at=event.at,
        patient=consent.patient,
        consent=consent,
        reason=reason.strip(),
        told_by=event.actor.name,
    )
    withdrawal.save(force_insert=True)
    event.about(withdrawal)
    event.linked(consent=consent, patient=consent.patient)
    return withdrawal


@deed(on=Patient)
def state_photo_consent(event: Event, patient: Patient, purpose: str, is_given: bool) -> PhotoStatement:
    """Keep a yes or a no to photographs for one purpose; the latest counts, and a no reaches every copy."""
    statement = state_photo(event, patient, purpose, is_given)
    event.about(statement)
    event.linked(patient=patient)
    return statement


def state_photo(
    event: Event, patient: Patient, purpose: str, is_given: bool, photograph: Photograph | None = None
) -> PhotoStatement:
    """Keep a yes or a no within the deed that says it: about one photograph, or about all of them."""
    if purpose not in {known.value for known in PhotoPurpose}:
        raise BadInput("purpose", _("There is no such purpose. Choose one of those shown."))
    statement = PhotoStatement(
        clinic=patient.clinic,
        created_at=event.at,
        patient=patient,
        purpose=purpose,
        photograph=photograph,
        is_given=is_given,
        said_to=event.actor.name,
    )
    statement.save(force_insert=True)
    return statement


def offer_document(offer: ConsentOffer) -> dict[str, Any]:
    """Give what whoever explained a text signs."""
    return {
        "text": offer.text,
        "patient": str(offer.patient_id),
        "language": offer.language,
        "interpreter": offer.interpreter,
        "capacity": offer.capacity,
    }


def signed_document(consent: Consent) -> dict[str, Any]:
    """Give everything that the patient signed."""
    return {
        "offer": offer_document(consent.offer),
        "typed_name": consent.typed_name,
        "drawing": consent.drawing,
        "questions": consent.questions,
        "first_shown_at": consent.first_shown_at.isoformat(),
        "signed_at": consent.created_at.isoformat(),
    }


def _check_is_theirs(event: Event, offer: ConsentOffer) -> None:
    """Refuse another person's text, one that was signed, and one whose plan is no longer the one that stands."""
    if event.actor.id != str(offer.patient_id):
        raise WrongState(_("This text was shown to somebody else."))
    if Consent.objects.filter(offer=offer).exists():
        raise WrongState(_("This was signed already; once is enough."))
    standing: Plan | None = approved_plan(offer.patient)
    if standing is None or standing.pk != offer.plan_id:
        raise WrongState(_("The plan was changed since this text was shown. Please give the tablet back."))


def _check_text(field_name: str, text: str, longest: int) -> None:
    if not text.strip():
        raise BadInput(field_name, _("This is needed."))
    if len(text) > longest:
        raise BadInput(field_name, _("At most %(longest)s characters, please.") % {"longest": longest})


def _check_drawing(drawing: str) -> None:
    if len(drawing) > LONGEST_DRAWING:
        raise BadInput("drawing", _("This drawing is too large. Clear it and sign once more."))
    if drawing and not _DRAWING.fullmatch(drawing):
        raise BadInput("drawing", _("This drawing cannot be read. Clear it and sign once more."))
    if drawing and sum(_lengths(drawing)) < SHORTEST_DRAWING:
        raise BadInput(
            "drawing",
            _(
                "This is a dot and not yet a signature. Draw your name, or clear it: your typed name suffices."
            ),
        )


def _lengths(drawing: str) -> Iterator[float]:
    """Give the length of each stroke."""
    for stroke in drawing.split("M")[1:]:
        points = [tuple(map(int, point.split())) for point in stroke.split("L")]
        yield sum(dist(*both) for both in pairwise(points))
