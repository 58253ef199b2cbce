"""The draw of somebody's own blood: what speaks against it, whether the room is free, the kit, and who ordered it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.records.actions.items import check_is_not_recalled, record_use
from clinic.records.actions.log import enter
from clinic.records.actions.tubes import ReadBack, check_of, check_prepares, keep_step, stop_or_refuse
from clinic.records.deeds import Event, deed
from clinic.records.models import (
    Blood,
    BloodMismatch,
    BloodTube,
    EntryWhat,
    IncidentState,
    Session,
    SessionEntry,
)
from clinic.records.names import folded
from clinic.records.queries.blood import SessionBlood, open_in_clinic, own_blood_planned
from clinic.records.queries.chart import chart_of
from clinic.records.queries.merging import person_id_of
from clinic.records.queries.numbing import pack_in_hand
from clinic.records.queries.readiness import Before, roles_of
from clinic.records.queries.rooms import room_blocks
from clinic.records.refusals import BadInput, ItemRefused, WrongState
from needlepoint.protocols.library import shipped_content
from needlepoint.session.blood import other_in_room, refusals_of_draw, refusals_of_person, standing
from needlepoint.session.item import Item
from needlepoint.session.label import LENGTH, SIGNS, label_of
from needlepoint.session.record import Cartridge, check_cartridge
from needlepoint.vocabulary import errors

MOST_TUBES: Final = 8
LONGEST: Final = 80
LONGEST_WORDS: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What is said at the draw. kit_lot, kit_expires_on : of the kit, which is opened now and for this person alone.

    answers : by the id of a reason not to draw, what the person answered; reason : why a doctor draws nevertheless
    """

    room: str
    tubes: int
    ordered_by: str = ""
    kit_lot: str = ""
    kit_expires_on: date | None = None
    kit_is_sealed: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


@deed(on=Session)
def draw_blood(event: Event, session: Session, read: ReadBack, said: Draw) -> list[BloodTube]:
    """Draw blood into tubes, once nothing speaks against it, the room is free and the person was compared."""
    check_prepares(event)
    adjunct = own_blood_planned(session)
    if adjunct is None:
        raise WrongState(
            _("The plan makes nothing of the person’s own blood, so none is drawn. Change the plan first.")
        )
    before = Before(session, chart_of(session), event.on)
    check_is_not_stopped(session)
    check_may_begin(before, _room_of(said))
    taken = _of_person(event, before, said)
    stop_or_refuse("draw", refusals_of_draw(check_of(event, session, read, "")))
    kit = _kit_of(event, before, said, adjunct.id, adjunct.name)
    blood = _blood_of(event, session, said, taken)
    entry = enter(
        event, session, EntryWhat.BLOOD, step="draw", room=blood.room, text=_tubes_words(said.tubes)
    )
    record_use(event, entry, kit, is_scanned=bool(kit.di), room=blood.room)
    tubes = [_tube(event, blood) for _number in range(_checked_count(said.tubes))]
    for tube in tubes:
        keep_step(event, tube, entry, "draw", read, None)
    event.about(blood, tubes=[tube.label for tube in tubes])
    event.linked(session=session, patient=session.patient)
    return tubes


@deed(on=Session)
def leave_blood_out(event: Event, session: Session, reason: str) -> SessionEntry:
    """Note that no blood is drawn now, although the plan holds it; a draw later on ends this word."""
    if own_blood_planned(session) is None:
        raise WrongState(_("The plan makes nothing of the person’s own blood."))
    if SessionBlood(session).open:
        raise WrongState(_("A tube of this person is open. Discard it first."))
    if not reason.strip() or len(reason.strip()) > LONGEST_WORDS:
        raise BadInput("reason", _("Say it in a few words; they stay on the record."))
    entry = enter(event, session, EntryWhat.NO_BLOOD, text=reason.strip())
    event.about(entry)
    event.linked(session=session)
    return entry


def check_is_not_stopped(session: Session) -> None:
    """Refuse to ask again at once where something did not match at the draw: first it is found out who is here."""
    if BloodMismatch.objects.filter(
        session=session, step="draw", incident__state=IncidentState.OPEN
    ).exists():
        raise WrongState(
            _(
                "At the draw something did not match, so none is drawn. Find out who is here; once the incident is "
                "closed, it may be asked again."
            )
        )


def check_may_begin(before: Before, room: str) -> None:
    """Refuse to draw before the screening of the day, without consent, or in a room that is not ready."""
    if not before.is_rescreened or not before.is_cleared:
        raise WrongState(
            _("The screening of today stands in the way. Settle it first; no blood is drawn before.")
        )
    if before.consent is None:
        raise WrongState(_("There is no valid consent for this plan. It is signed before blood is drawn."))
    check_room_is_named_as_checked(before, room)
    standing_blocks = [
        one
        for one in room_blocks(before.checks, room)
        if one.override_by == "nobody" or one.id not in before.chart.overrides
    ]
    if standing_blocks:
        raise WrongState(" ".join(one.text for one in standing_blocks))


def check_room_is_named_as_checked(before: Before, room: str) -> None:
    """Refuse a room written otherwise than it was checked today: "1" and "Room 1" would stand as two rooms."""
    checked = {one.room_key: one.room for one in before.checks if one.room_key}
    if checked and folded(room) not in checked:
        names = ", ".join(sorted(checked.values()))
        sentence = _("Name a room that was checked today, as it was named there: %(rooms)s.")
        raise BadInput("room", sentence % {"rooms": names})


def _room_of(said: Draw) -> str:
    room = said.room.strip()
    if not folded(room) or len(room) > LONGEST:
        raise BadInput("room", _("Name the room: one person’s blood is open in a room at a time."))
    return room


def _of_person(event: Event, before: Before, said: Draw) -> list[str]:
    """Refuse where somebody is not drawn from; give what a doctor decided about, as it was told."""
    conditions = before.conditions
    found = refusals_of_person(conditions.met, conditions.open, said.answers, shipped_content())
    reason = said.reason.strip()[:LONGEST_WORDS]
    if left := standing(found, roles_of(event.actor), reason):
        sentence = _("No blood is drawn. %(why)s") % {"why": " ".join(one.text for one in left)}
        raise ItemRefused(f"blood:{left[0].id}", sentence, field="answers")
    return [one.text for one in found]


def _kit_of(event: Event, before: Before, said: Draw, adjunct: str, name: str) -> Item:
    if not said.kit_is_sealed:
        raise BadInput(
            "kit_is_sealed", _("Tube, needle, syringe and kit are sterile, sealed and for one use.")
        )
    at_hand = pack_in_hand(before.chart, adjunct, said.kit_lot.strip())
    lot = said.kit_lot.strip()[:LONGEST] or at_hand.get("lot") or ""
    if not lot:
        raise BadInput("kit_lot", _("Scan the kit, or type its lot."))
    if said.kit_expires_on is None:
        raise BadInput("kit_expires_on", _("Enter the last day of use that stands on the kit."))
    try:
        check_cartridge(Cartridge(lot=lot, expires_on=said.kit_expires_on), event.on)
    except errors.BadInput as fault:
        raise BadInput("kit_expires_on", f"{fault.rule[:1].upper()}{fault.rule[1:]}.") from fault
    item = Item(
        kind="adjunct",
        of=adjunct,
        name=(_("Kit: %(name)s") % {"name": name})[:120],
        di=at_hand.get("di") or "",
        lot=lot,
        expires_on=said.kit_expires_on,
    )
    check_is_not_recalled(event, item, "kit_lot", is_scanned=bool(at_hand))
    return item


def _checked_count(tubes: int) -> int:
    if not 1 <= tubes <= MOST_TUBES:
        raise BadInput("tubes", _("From 1 to %(n)s tubes at once, please.") % {"n": MOST_TUBES})
    return tubes


def _blood_of(event: Event, session: Session, said: Draw, taken: list[str]) -> Blood:
    """Open the blood in its room, or go on with what is open of this person; another's in the room is refused."""
    room = _room_of(said)
    if there := Blood.objects.filter(session=session, closed_at=None).first():
        return _more_of(there, session, room)
    check_room_is_free(event, session, room)
    blood = Blood(
        clinic=session.clinic,
        created_at=event.at,
        session=session,
        patient_id=session.patient_id,
        room=room,
        room_key=folded(room)[:LONGEST],
        on=event.on,
        ordered_by=_ordered_by(event, said),
        answers=dict(said.answers),
        overridden=taken,
        reason=said.reason.strip()[:LONGEST_WORDS] if taken else "",
        by_name=event.actor.name,
    )
    try:
        with transaction.atomic():
            blood.save(force_insert=True)
    except IntegrityError:
        check_room_is_free(event, session, room)  # whoever came first by a blink stands there by now
        raise
    return blood


def _more_of(there: Blood, session: Session, room: str) -> Blood:
    if SessionBlood(session).is_stopped:
        raise WrongState(_("This blood was stopped. Discard every tube of it before any more is drawn."))
    if there.room_key != folded(room)[:LONGEST]:
        sentence = _("This person’s blood is open in %(room)s. Go on there, or discard it.")
        raise BadInput("room", sentence % {"room": there.room})
    return there


def check_room_is_free(event: Event, session: Session, room: str) -> None:
    """Refuse a room in which somebody else's blood is open; the database refuses whoever comes second by a blink."""
    key, person = folded(room)[:LONGEST], str(person_id_of(session.patient))
    there = [one for one in open_in_clinic(event.clinic) if one.room_key == key]
    if other_in_room(person, [str(person_id_of(one.patient)) for one in there]):
        sentence = _(
            "Somebody else’s blood is open in %(room)s. One person’s at a time: go to another room, or wait until it "
            "is discarded."
        )
        raise BadInput("room", sentence % {"room": room})
    if other := next((one for one in there if one.session_id != session.pk), None):
        sentence = _(
            "Blood of this person is open in %(room)s from another session, of %(day)s. Discard it on the page of "
            "that session first."
        )
        raise BadInput("room", sentence % {"room": room, "day": date_format(other.session.on)})


def _ordered_by(event: Event, said: Draw) -> str:
    """Name the doctor who ordered it; a doctor orders themselves."""
    doctor = said.ordered_by.strip() or (event.actor.name if event.actor.profession == "doctor" else "")
    if not doctor or len(doctor) > 200:
        raise BadInput("ordered_by", _("Name the doctor who ordered it for this person."))
    return doctor


def _tube(event: Event, blood: Blood) -> BloodTube:
    tube = BloodTube(
        clinic=blood.clinic,
        created_at=event.at,
        blood=blood,
        session_id=blood.session_id,
        patient_id=blood.patient_id,
        number=BloodTube.objects.filter(session=blood.session_id).count() + 1,
        label=label_of(secrets.randbelow(len(SIGNS) ** LENGTH)),
    )
    tube.save(force_insert=True)
    return tube


def _tubes_words(count: int) -> str:
    return _("%(n)s drawn") % {"n": count}
