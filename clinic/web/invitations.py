"""Invitation links: signed, for seven days, for one version of one invitation."""

from typing import Final

from django.conf import settings
from django.core import signing
from django.urls import reverse

from clinic.accounts.models import Membership
from clinic.accounts.models.membership import MembershipState
from clinic.records.refusals import NotHere

VALID_FOR_SECONDS: Final = 7 * 24 * 3600
_SALT: Final = "needlepoint.invitation"


def invitation_link(member: Membership) -> str:
    """Give the address at which an invitation is accepted."""
    token = signing.dumps({"member": str(member.pk), "version": member.version}, salt=_SALT)
    return settings.PUBLIC_URL + reverse("join", args=[token])


def invited_member(token: str) -> Membership:
    """Find the invitation of a link, or say that there is nothing here."""
    try:
        told = signing.loads(token, salt=_SALT, max_age=VALID_FOR_SECONDS)
    except signing.BadSignature:
        raise NotHere(
            "This invitation has expired or was mistyped. Ask your director for a new one."
        ) from None
    member = Membership.objects.filter(
        pk=told["member"], version=told["version"], state=MembershipState.INVITED
    )
    found = member.select_related("user", "clinic").first()
    if found is None:
        raise NotHere("This invitation was used, renewed or withdrawn. Ask your director for a new one.")
    return found
