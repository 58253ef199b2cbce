"""Signing: what somebody put their name to is kept by the digest of exactly that."""

from collections.abc import Mapping

from clinic.accounts.models import Clinic, Membership
from clinic.audit.digests import canonical_json, digest_of
from clinic.records.actors import Actor
from clinic.records.deeds import Event
from clinic.records.models.rows import ClinicRow
from clinic.records.models.signatures import Signature
from clinic.records.permissions import check_may

__all__ = ["canonical_json", "check_may_still", "digest_of", "is_intact", "sign"]


def check_may_still(event: Event) -> Membership | None:
    """Refuse who lost the role, the place or the credential since this request began; give the place as it is now."""
    if event.actor.membership is None:
        return None
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user", "clinic")
    present = rows.get(pk=event.actor.membership.pk)
    check_may(Actor.member(present), event.deed)
    return present


def sign(event: Event, subject: ClinicRow, *, meaning: str, document: Mapping[str, object]) -> Signature:
    """Sign a document: who, when, with which credential, meaning what, over which content.

    meaning : "author", "approver", "witness", "consent", "entered in error"…, as it will be printed.
    document : everything that the signer read, as plain values.
    """
    clinic: Clinic = event.clinic
    member = event.actor.membership
    signature = Signature(
        clinic=clinic,
        created_at=event.at,
        subject_type=subject._meta.model_name or "",
        subject_id=subject.pk,
        meaning=meaning,
        signer_kind=event.actor.kind,
        signer_id=event.actor.id,
        signer_name=event.actor.name,
        signer_credential=member.credential if member else "",
        digest=digest_of(document),
    )
    signature.save(force_insert=True)
    event.digests[f"signed_{meaning.replace(' ', '_')}"] = signature.digest
    return signature


def is_intact(signature: Signature, document: Mapping[str, object]) -> bool:
    """Tell whether a document is still, word for word, what was signed."""
    return signature.digest == digest_of(document)
