"""The medical director's signature under a session that somebody else signed, where their credential asks for it."""

from django.utils.translation import gettext as _

from clinic.accounts.models import Membership
from clinic.records.deeds import Event, deed
from clinic.records.models import Session, Signature
from clinic.records.names import folded
from clinic.records.queries.signed import COSIGNER, cosignature_of
from clinic.records.refusals import AlreadyDone, BadInput, NotPermitted, WrongState
from clinic.records.signatures import check_may_still, sign


@deed(on=Session)
def cosign_session(event: Event, session: Session, typed_name: str) -> Signature:
    """Countersign exactly the document that was signed; it stays as it is."""
    _check_credential(check_may_still(event), event)
    if folded(typed_name) != folded(event.actor.name):
        raise BadInput(
            "typed_name", _("Type your own name as it stands here: %(n)s.") % {"n": event.actor.name}
        )
    if not session.wants_cosign:
        raise WrongState(
            _("Nobody asked for a second signature under this session. To add something, amend it.")
        )
    if session.signature and session.signature.signer_id == event.actor.id:
        raise WrongState(_("You signed this session yourself. The second signature is another director’s."))
    if given := cosignature_of(session):
        raise AlreadyDone(_("This session is countersigned already."), given)
    signature = sign(event, session, meaning=COSIGNER, document=session.document)
    event.about(session)
    event.linked(signature=signature, patient=session.patient)
    return signature


def _check_credential(member: Membership | None, event: Event) -> None:
    """Refuse a director whose own credential has ended; one without a clinical profession has none that could end."""
    if member and member.is_clinical and not member.is_credential_valid(event.on):
        raise NotPermitted(
            _("Your credential was valid until %(day)s. Ask another director to enter the new one.")
            % {"day": member.valid_until}
        )
