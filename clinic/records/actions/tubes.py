"""Somebody's own blood at each step: who may do it, whether tube and person match, and the row that keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from clinic.accounts.models import Membership, Profession
from clinic.accounts.models.membership import MembershipState
from clinic.records.actions.log import enter
from clinic.records.deeds import Event
from clinic.records.models import Blood, BloodStep, BloodTube, EntryWhat, Session, SessionEntry
from clinic.records.names import folded
from clinic.records.queries.blood import TubeLine, label_read, preparers_here, tube_read
from clinic.records.queries.chart import chart_of
from clinic.records.queries.merging import person_id_of
from clinic.records.refusals import BadInput, BloodMismatched, NotPermitted
from needlepoint.session.blood import IDENTIFIERS, BloodStop, Check, refusals_of_step

_FIELDS: Final = {
    "identifiers": "identifiers",
    "same-person": "witness",
    "no-second": "witness",
    "other-scan": "again",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """What was read back and scanned at a step.

    identifiers : which the person said and were the same; differs : something was not
    scan, again : the label on the tube, and once more where nobody else is there
    witness : the id of the second person's place in the team; whoever calls has seen their proof
    """

    identifiers: tuple[str, ...] = ()
    differs: bool = False
    scan: str = ""
    again: str = ""
    witness: str = ""


def check_prepares(event: Event) -> None:
    """Refuse whoever may not prepare blood products in this country; they can be the second person."""
    here = preparers_here(event.clinic)
    if event.actor.profession not in here.professions:
        names = ", ".join(str(Profession(one).label).lower() for one in sorted(here.professions))
        said = {"names": names, "why": here.text}
        raise NotPermitted(
            _("Here this is for: %(names)s. You can be the second person who looks. %(why)s") % said
        )


def hold_blood(session: Session, *scans: str) -> None:
    """Hold the blood of a session and of every tube that is scanned until the transaction ends, whosever it is.

    So what does not match is stored before anybody puts the other person's tube on. They are held in one order, so
    that two who scan each other's tubes wait and do not stand in each other's way.
    """
    named = BloodTube.objects.filter(
        clinic_id=session.clinic_id, label__in=[label_read(one) for one in scans]
    )
    wanted = Q(session=session, closed_at=None) | Q(pk__in=named.values("blood_id"))
    rows = Blood.objects.filter(wanted).order_by("pk").select_for_update()
    list(rows.values_list("pk"))


def compared(event: Event, session: Session, step: str, read: ReadBack) -> TubeLine:
    """Give the tube that was scanned, once tube and person match; else refuse, and whoever calls stores what stops."""
    hold_blood(session, read.scan, read.again)
    label, line = tube_read(event.clinic, read.scan)
    again_label, again = tube_read(event.clinic, read.again) if read.again else ("", None)
    check = check_of(event, session, read, _room_beside(session, line), label, again_label)
    found = refusals_of_step(
        step,  # type: ignore[arg-type]
        line.to_domain() if line else None,
        again.to_domain() if again else None,
        check,
    )
    scanned = [(label, line), *([(again_label, again)] if again_label else [])]
    odd = [one for one, known in scanned if known is None or known.row.session_id != session.pk]
    stop_or_refuse(step, found, odd or [again_label or label])
    assert line is not None  # a tube that nobody knows was refused
    return line


def _room_beside(session: Session, line: TubeLine | None) -> str:
    """Give the room of the handpiece, written as the blood's where it is the same one; empty where nobody named it."""
    handpiece = chart_of(session).handpiece
    room = handpiece.room if handpiece else ""
    if line and folded(room) == line.row.blood.room_key:
        return line.row.blood.room
    return room if folded(room) else ""


def check_of(
    event: Event, session: Session, read: ReadBack, room: str, label: str = "", again: str = ""
) -> Check:
    if any(one not in IDENTIFIERS for one in read.identifiers):
        raise BadInput("identifiers", _("Name and birth date are compared: they stand on the tube."))
    return Check(
        person=str(person_id_of(session.patient)),
        session=str(session.pk),
        room=room,
        on=event.on,
        by=event.actor.id,
        identifiers=tuple(dict.fromkeys(read.identifiers)),
        differs=read.differs,
        scan=label,
        again=again,
        witness=read.witness,
    )


def stop_or_refuse(step: str, found: Sequence[BloodStop], scanned: Sequence[str] = ()) -> None:
    if not found:
        return
    first = found[0]
    if first.is_mismatch:
        raise BloodMismatched(first.kind, first.text, step, list(dict.fromkeys(scanned)))
    raise BadInput(_FIELDS.get(first.kind, "scan"), " ".join(one.text for one in found))


def kept(
    event: Event, session: Session, line: TubeLine, step: str, read: ReadBack, content: dict[str, Any] | None
) -> BloodStep:
    tube = line.row
    said = _("Tube %(n)s, %(label)s") % {"n": tube.number, "label": tube.label}
    entry = enter(
        event, session, EntryWhat.BLOOD, step=step, tube=tube.label, room=tube.blood.room, text=said
    )
    row = keep_step(event, tube, entry, step, read, content, place=len(line.steps) + 1)
    event.about(row)
    event.linked(session=session, tube=tube)
    return row


def keep_step(
    event: Event,
    tube: BloodTube,
    entry: SessionEntry,
    step: str,
    read: ReadBack,
    content: dict[str, Any] | None,
    place: int = 1,
) -> BloodStep:
    witness = _witness(event, read.witness)
    row = BloodStep(
        clinic=tube.clinic,
        created_at=event.at,
        tube=tube,
        session_id=tube.session_id,
        patient_id=tube.patient_id,
        entry=entry,
        step=step,
        place=place,
        identifiers=list(dict.fromkeys(read.identifiers)),
        is_scanned=bool(read.scan),
        witness_id=str(witness.pk) if witness else "",
        witness_name=witness.user.name if witness else "",
        content=content or {},
        by_id=event.actor.id,
        by_name=event.actor.name,
    )
    row.save(force_insert=True)
    return row


def _witness(event: Event, witness_id: str) -> Membership | None:
    """Give the second person, who works here now."""
    if not witness_id:
        return None
    here = Membership.objects.filter(clinic=event.clinic, state=MembershipState.ACTIVE).select_related("user")
    found = here.filter(pk=witness_id).first()
    if found is None:
        raise BadInput("witness", _("Choose somebody who works here."))
    return found
