"""Deeds with somebody's own blood: drawn, labelled, spun, used, discarded; what does not match is stored, and stops."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.records.actions.charting import put_own_blood_on
from clinic.records.actions.incidents import open_incident
from clinic.records.actions.items import note_refused_item
from clinic.records.actions.log import enter
from clinic.records.actions.tubes import ReadBack, check_prepares, compared, hold_blood, kept
from clinic.records.actors import Actor
from clinic.records.deeds import Event, deed, do_within
from clinic.records.models import (
    Blood,
    BloodMismatch,
    BloodPreparers,
    BloodStep,
    BloodTube,
    EntryWhat,
    Incident,
    Session,
)
from clinic.records.permissions import CLINICAL
from clinic.records.queries.blood import MISMATCH_KIND, SessionBlood, own_blood_planned, preparers_here
from clinic.records.refusals import AlreadyDone, BadInput, BloodMismatched, ItemRefused, NotHere, WrongState
from needlepoint.session.blood import Spin
from needlepoint.vocabulary import errors

LONGEST_WORDS: Final = 400
DISCARD_REASONS: Final = ("left-over", "not-needed", "stopped", "spoilt", "unlabelled", "too-old", "other")

Done = Callable[..., Any]


def do_step(actor: Actor, session: Session, step: Done, *said: Any, **more: Any) -> Any:
    """Do a deed with blood; what does not match, and why none is drawn, is stored before it is told.

    Both in one transaction that holds session and blood throughout: nobody uses the other tube in between, and the
    refusal is never told without being stored.
    """
    told: BadInput
    with transaction.atomic():
        _hold(actor, session, said)
        try:
            return step(actor, session, *said, **more)
        except BloodMismatched as refusal:
            note_blood_mismatch(actor, session, refusal)
            told = refusal
        except ItemRefused as refusal:
            note_refused_item(actor, session, refusal)
            told = refusal
    raise told


def _hold(actor: Actor, session: Session, said: Sequence[Any]) -> None:
    """Hold the session and what was scanned: what a step alone holds is let go when it is refused."""
    here = Session.objects.filter(clinic=actor.clinic, pk=session.pk).select_for_update()
    if not here.values_list("pk").first():
        raise NotHere
    for read in said:
        if isinstance(read, ReadBack):
            hold_blood(session, read.scan, read.again)


@deed(on=Session)
def label_tube(event: Event, session: Session, read: ReadBack) -> BloodStep:
    """Note that the label is on its tube: scanned there, beside the person who says who they are."""
    check_prepares(event)
    return _done(event, session, "label", read)


@deed(on=Session)
def spin_tube(event: Event, session: Session, read: ReadBack, spin: Mapping[str, Any]) -> BloodStep:
    """Note one run of the centrifuge as it was done; no programme is proposed."""
    check_prepares(event)
    try:
        run = Spin(**spin)
    except errors.BadInput as fault:
        sentence = f"{fault.rule[:1].upper()}{fault.rule[1:]}. {fault.remedy[:1].upper()}{fault.remedy[1:]}."
        raise BadInput(fault.field, sentence) from fault
    said = asdict(run) | {"force_g": round(run.force_g, 1)}
    return _done(event, session, "spin", read, said)


@deed(on=Session)
def use_tube(event: Event, session: Session, read: ReadBack, reason: str = "") -> BloodStep:
    """Put it on open channels: the last comparison, and the one place where such a product goes on."""
    check_prepares(event)
    adjunct = own_blood_planned(session)
    if adjunct is None:
        raise WrongState(_("The plan makes nothing of the person’s own blood."))
    line = compared(event, session, "use", read)
    put_own_blood_on(event, session, adjunct.id, line.row.label, line.row.blood.room, reason)
    return kept(event, session, line, "use", read, None)


@deed(on=Session)
def discard_tube(
    event: Event, session: Session, read: ReadBack, reason: str, words: str = "", tube: str = ""
) -> BloodStep:
    """Note that a tube and what is left of it are gone; where its label cannot be scanned, a second person looks.

    tube : the number of a tube without a label that can be scanned
    """
    if reason not in DISCARD_REASONS:
        raise BadInput("reason", _("Choose why it is discarded."))
    if reason == "other" and not words.strip():
        raise BadInput("words", _("Say in a few words why it is discarded."))
    if not read.scan and not read.witness:
        raise BadInput("scan", _("Scan the tube. Where its label cannot be scanned, a second person looks."))
    scanned = read if read.scan else ReadBack(scan=tube, witness=read.witness)
    line = compared(event, session, "discard", scanned)
    said = {"reason": reason, "words": words.strip()[:LONGEST_WORDS]}
    step = kept(event, session, line, "discard", read, said)
    _close_when_empty(event, line.row.blood)
    return step


@deed(on=Session)
def note_blood_mismatch(event: Event, session: Session, refusal: BloodMismatched) -> BloodMismatch:
    """Store what did not match: from now on that blood is only discarded, and the director sees an open incident.

    Of several tubes that do not match, a row each: each is stopped with all its blood.
    """
    hold_blood(session, *refusal.scanned)
    incident = _incident(event, session)
    rows = [_mismatch(event, session, refusal, incident, scanned) for scanned in refusal.scanned or [""]]
    enter(event, session, EntryWhat.REFUSED, why=f"blood:{refusal.kind}", di="", text=refusal.sentence)
    event.about(rows[0], tubes=[row.scanned for row in rows])
    event.linked(session=session, incident=incident)
    return rows[0]


@deed()
def name_blood_preparers(event: Event, professions: Sequence[str], basis: str) -> BloodPreparers:
    """Say who prepares blood products here besides a doctor, and on what law; a country that says it is not widened."""
    if preparers_here(event.clinic).is_fixed:
        sentence = _(
            "Of this country a doctor’s exemption was read, and it is read strictly: a doctor prepares it. "
            "Nobody widens it here."
        )
        raise WrongState(sentence)
    if any(one not in CLINICAL for one in professions):
        raise BadInput("professions", _("Choose among the professions of this clinic."))
    if not basis.strip() or len(basis.strip()) > LONGEST_WORDS:
        raise BadInput("basis", _("Name the law or the authority on which this rests."))
    row = BloodPreparers(
        clinic=event.clinic,
        created_at=event.at,
        professions=sorted(set(professions)),
        basis=basis.strip(),
        by_name=event.actor.name,
    )
    row.save(force_insert=True)
    event.about(row)
    return row


def _done(
    event: Event, session: Session, step: str, read: ReadBack, content: dict[str, Any] | None = None
) -> BloodStep:
    return kept(event, session, compared(event, session, step, read), step, read, content)


def _mismatch(
    event: Event, session: Session, refusal: BloodMismatched, incident: Incident, scanned: str
) -> BloodMismatch:
    here = Blood.objects.filter(session=session, closed_at=None).first()
    row = BloodMismatch(
        clinic=session.clinic,
        created_at=event.at,
        session=session,
        patient_id=session.patient_id,
        blood=here,
        other=BloodTube.objects.filter(clinic=event.clinic, label=scanned).first(),
        incident=incident,
        step=refusal.step,
        kind=refusal.kind,
        scanned=scanned[:40],
        said=refusal.sentence[:LONGEST_WORDS],
        room=here.room if here else "",
        by_id=event.actor.id,
        by_name=event.actor.name,
    )
    row.save(force_insert=True)
    return row


def _close_when_empty(event: Event, blood: Blood) -> None:
    """Close the blood with its last tube: the room is free for somebody else's."""
    if any(one.row.blood_id == blood.pk for one in SessionBlood(blood.session).open):
        return
    blood.closed_at = event.at
    blood.save(update_fields=["closed_at"])


def _incident(event: Event, session: Session) -> Any:
    try:
        return do_within(event, open_incident, session, MISMATCH_KIND)
    except AlreadyDone as there:
        return there.made
