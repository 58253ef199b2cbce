"""The token of a patient's link: its secret, signed, so that a guess is refused before anybody looks for it."""

from typing import Final

from django.core import signing

from clinic.records.models import PatientLink

SALT: Final = "needlepoint.patient-link"


def token_of(link: PatientLink) -> str:
    """Sign the secret of a link that was just made; what it opens, and until when, stays in the record."""
    if not link.secret:
        raise RuntimeError(
            "A link is shown once, when it is made: the record keeps the hash of its secret only."
        )
    return signing.Signer(salt=SALT).sign(link.secret)
