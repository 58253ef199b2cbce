"""What is said with an answer of the time-out: which two identifiers, which handpiece, who stands by."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from clinic.records.models import Patient
from clinic.records.queries.readiness import (
    CHAPERONE_ITEM,
    DEVICE_ITEM,
    IDENTITY_ITEM,
    Before,
    identifiers_of,
)
from clinic.records.refusals import BadInput

FEWEST_IDENTIFIERS: Final = 2
LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidWith:
    """What is said with some answers of the time-out.

    identifiers : which of them the person said and somebody compared; at least two
    chaperone : "accepted" or "declined"; chaperone_name : who stands by
    """

    identifiers: tuple[str, ...] = ()
    chaperone: str = ""
    chaperone_name: str = ""


NOTHING_WITH_IT: Final = SaidWith()


def kept_with_yes(item: str, said: SaidWith, before: Before) -> dict[str, Any]:
    """Give what is kept with a yes; refuse one that does not say what it must."""
    if item == IDENTITY_ITEM:
        return {"identifiers": _two_identifiers(said, before.session.patient)}
    if item == CHAPERONE_ITEM:
        return _chaperone(said)
    if item == DEVICE_ITEM:
        return {"serial": _settled_handpiece(before)}
    return {}


def _two_identifiers(said: SaidWith, patient: Patient) -> list[str]:
    known = identifiers_of(patient)
    named = [one for one in known if one in said.identifiers]
    if len(named) < FEWEST_IDENTIFIERS or set(said.identifiers) - set(known):
        sentence = _("Two identifiers, said by the person and compared: tap which two.")
        raise BadInput(f"item-{IDENTITY_ITEM}", sentence)
    return named


def _chaperone(said: SaidWith) -> dict[str, str]:
    field, name = f"item-{CHAPERONE_ITEM}", " ".join(said.chaperone_name.split())
    if said.chaperone not in ("accepted", "declined"):
        raise BadInput(field, _("Say whether the chaperone was accepted or declined."))
    if said.chaperone == "accepted" and not 0 < len(name) <= LONGEST_NAME:
        raise BadInput("chaperone_name", _("Name who stands by, in at most 200 characters."))
    return {"chaperone": said.chaperone} | ({"who": name} if said.chaperone == "accepted" else {})


def _settled_handpiece(before: Before) -> str:
    chosen = before.chart.handpiece
    if chosen is None:
        raise BadInput("serial", _("Choose the handpiece, or type its serial number."))
    if before.handpiece_block and not before.is_handpiece_settled:
        raise BadInput("serial", before.handpiece_block.text)
    return chosen.serial
