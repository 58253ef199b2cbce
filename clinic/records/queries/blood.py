"""Questions about blood: how each tube stands, what is open in which room, what was stopped, who prepares it here."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from clinic.accounts.models import Clinic
from clinic.records.models import (
    Blood,
    BloodMismatch,
    BloodPreparers,
    BloodStep,
    BloodTube,
    EntryWhat,
    Incident,
    IncidentState,
    ItemLabel,
    Session,
    SessionEntry,
)
from clinic.records.names import folded
from clinic.records.queries.chart import treatment_of
from clinic.records.queries.merging import person_id_of
from clinic.records.refusals import BadInput
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Adjunct
from needlepoint.session.blood import Preparers, Tube, TubeState, is_open, preparers_in, state_of
from needlepoint.session.checklist import Tick
from needlepoint.session.label import is_label, read_label
from needlepoint.session.verification import Block
from needlepoint.vocabulary import errors

MISMATCH_KIND = "blood-mismatch"
# Lines of the checklist that the steps of a tube answer: a tap cannot say that a tube matches.
BLOOD_MATCHES, BLOOD_DISCARDED = "blood-matches", "blood-discarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class TubeLine:
    """One tube with its steps, oldest first. is_stopped : something of its blood did not match."""

    row: BloodTube
    steps: tuple[BloodStep, ...]
    is_stopped: bool

    @property
    def state(self) -> TubeState:
        """Give how it stands."""
        return state_of(one.step for one in self.steps)  # type: ignore[misc]

    @property
    def is_open(self) -> bool:
        """Tell whether it still stands in the room."""
        return is_open(self.state)

    def to_domain(self) -> Tube:
        """Give the tube as the library reads it."""
        return Tube(
            person=str(person_id_of(self.row.patient)),
            session=str(self.row.session_id),
            room=self.row.blood.room,
            state=self.state,
            drawn_on=self.row.blood.on,
            is_stopped=self.is_stopped,
        )


class SessionBlood:
    """The blood of one session: its tubes, what was stopped, and whether it was left out today."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @cached_property
    def tubes(self) -> list[TubeLine]:
        """List the tubes, in their order."""
        return lines_of(BloodTube.objects.filter(session=self.session))

    @cached_property
    def mismatches(self) -> list[BloodMismatch]:
        """List what did not match in this session."""
        return list(BloodMismatch.objects.filter(session=self.session))

    @cached_property
    def left_out(self) -> SessionEntry | None:
        """Give the newest word that no blood is drawn; a draw after it ends it."""
        rows = SessionEntry.objects.filter(
            session=self.session, what__in=(EntryWhat.NO_BLOOD, EntryWhat.BLOOD)
        )
        newest = rows.order_by("-sequence").first()
        return newest if newest is not None and newest.what == EntryWhat.NO_BLOOD else None

    @property
    def open(self) -> list[TubeLine]:
        """List the tubes that still stand in the room."""
        return [one for one in self.tubes if one.is_open]

    @property
    def is_stopped(self) -> bool:
        """Tell whether an open tube is of blood that was stopped."""
        return any(one.is_stopped for one in self.open)

    @property
    def room(self) -> str:
        """Give the room where it is open; empty where nothing is."""
        return self.open[0].row.blood.room if self.open else ""

    def last(self, step: str) -> BloodStep | None:
        """Give the newest step of a kind."""
        found = [one for line in self.tubes for one in line.steps if one.step == step]
        return max(found, key=lambda one: one.created_at, default=None)


def blood_blocks(blood: SessionBlood | None) -> Iterator[Block]:
    """Give a tube that still stands in the room: no session is signed beside it."""
    if blood and blood.open:
        text = _("Blood is open in %(room)s: tube %(tubes)s. Discard each tube, by its scan.")
        numbers = ", ".join(str(one.row.number) for one in blood.open)
        yield Block(id="blood-open", text=text % {"room": blood.room, "tubes": numbers}, override_by="nobody")


def blood_ticks(blood: SessionBlood | None) -> Iterator[Tick]:
    """Give the lines that each step answered: the tube is spun and matches or none is drawn, and nothing is left."""
    if blood is None:
        return
    spun, gone, left_out = blood.last("spin"), blood.last("discard"), blood.left_out
    matched = blood.last("use") or (spun if blood.open and not blood.is_stopped else None)
    if matched:
        yield Tick(item=BLOOD_MATCHES, by=matched.by_name, at=matched.created_at)
    elif left_out and not blood.open:
        yield Tick(item=BLOOD_MATCHES, by=left_out.by_name, at=left_out.created_at)
    if gone and not blood.open:
        yield Tick(item=BLOOD_DISCARDED, by=gone.by_name, at=gone.created_at)


def own_blood_planned(session: Session) -> Adjunct | None:
    """Give what the plan of a session makes of the person's own blood, without asking the database."""
    known = shipped_content().adjunct
    planned = (known[name] for name in treatment_of(session).planned_adjuncts if name in known)
    return next((one for one in planned if one.is_own_blood), None)


def lines_of(rows: Any) -> list[TubeLine]:
    """Read tubes with their steps, in three questions however many they are."""
    tubes = list(rows.select_related("blood", "patient"))
    if not tubes:
        return []
    steps: dict[UUID, list[BloodStep]] = defaultdict(list)
    for step in BloodStep.objects.filter(tube__in=tubes).order_by("place"):
        steps[step.tube_id].append(step)
    stopped = stopped_among({one.blood_id for one in tubes})
    return [
        TubeLine(row=one, steps=tuple(steps[one.pk]), is_stopped=one.blood_id in stopped) for one in tubes
    ]


def stopped_among(bloods: Iterable[UUID]) -> set[UUID]:
    """Give those of some blood that were stopped: in their own session, or because a tube of it stood elsewhere."""
    wanted = set(bloods)
    rows = BloodMismatch.objects.filter(Q(blood__in=wanted) | Q(other__blood__in=wanted))
    pairs = rows.values_list("blood_id", "other__blood_id")
    return {one for pair in pairs for one in pair if one is not None} & wanted


def tube_read(clinic: Clinic, text: str) -> tuple[str, TubeLine | None]:
    """Read the label of a tube; nothing beside it where no tube of this clinic has it.

    What is no whole label of ours, or stands for an item, is only read again: it says nothing about a tube.
    """
    if not is_label(text):
        raise BadInput("scan", _("Scan the label on the tube, or type what stands under its picture."))
    try:
        label = read_label(text)
    except errors.BadInput as fault:
        sentence = _("This is no whole label of ours. Scan it again, or compare it sign by sign.")
        raise BadInput("scan", sentence) from fault
    lines = lines_of(BloodTube.objects.filter(clinic=clinic, label=label))
    if not lines and ItemLabel.objects.filter(clinic=clinic, text=label).exists():
        raise BadInput("scan", _("This is the label of an item from the shelf. Scan the label on the tube."))
    return label, lines[0] if lines else None


def open_in_clinic(clinic: Clinic) -> list[Blood]:
    """List whose blood is open in which room, that which stands longest first."""
    return list(Blood.objects.filter(clinic=clinic, closed_at=None).select_related("patient", "session"))


def open_lines(bloods: Sequence[Blood]) -> dict[UUID, list[TubeLine]]:
    """Give the tubes of some blood."""
    found: dict[UUID, list[TubeLine]] = defaultdict(list)
    for line in lines_of(BloodTube.objects.filter(blood__in=bloods)):
        found[line.row.blood_id].append(line)
    return found


def open_mismatches(clinic: Clinic) -> list[Incident]:
    """List the incidents with blood that nobody has closed."""
    rows = Incident.objects.filter(clinic=clinic, kind=MISMATCH_KIND, state=IncidentState.OPEN)
    return list(rows.select_related("patient").defer("guidance").order_by("created_at"))


def named_preparers(clinic: Clinic) -> BloodPreparers | None:
    """Give the director's newest word on who prepares blood products."""
    return BloodPreparers.objects.filter(clinic=clinic).first()


def preparers_here(clinic: Clinic) -> Preparers:
    """Give who prepares blood products in this clinic, by its country and the director's word."""
    named = named_preparers(clinic)
    return preparers_in(clinic.country, named.professions if named else (), shipped_content())


def blood_document(session: Session) -> list[dict[str, Any]]:
    """Give the tubes of a session as its signed document keeps them, with who drew, spun, used and looked."""
    return [
        {
            "tube": line.row.label,
            "number": line.row.number,
            "room": line.row.blood.room,
            "ordered_by": line.row.blood.ordered_by,
            "is_stopped": line.is_stopped,
            "steps": [_step(one) for one in line.steps],
        }
        for line in SessionBlood(session).tubes
    ]


def _step(one: BloodStep) -> dict[str, Any]:
    return {
        "step": one.step,
        "at": one.created_at.isoformat(timespec="seconds"),
        "by": one.by_name,
        "witness": one.witness_name,
        "is_scanned": one.is_scanned,
        "identifiers": one.identifiers,
        **one.content,
    }


def open_in_room(clinic: Clinic, room: str) -> Q:
    """Say which sessions had blood open in a room."""
    bloods = Blood.objects.filter(clinic=clinic, room_key=folded(room)[:80])
    return Q(pk__in=bloods.values("session_id"))


def beside_tube(clinic: Clinic, label: str) -> Q:
    """Say which sessions a tube may have met: its own, one in which it was scanned or used, and whose blood was open.

    Open beside it is what stood in the same room on the same day, or anywhere in the clinic at the same time: a
    centrifuge and a bench are shared.
    """
    tube = (
        BloodTube.objects.filter(clinic=clinic, label=label.strip().upper()).select_related("blood").first()
    )
    used = Q(items__label=label.strip().upper())
    if tube is None:
        return used
    own = tube.blood
    at_once = Q(closed_at=None) | Q(closed_at__gte=own.created_at)
    if own.closed_at:
        at_once &= Q(created_at__lte=own.closed_at)
    same_day = Q(room_key=own.room_key, on=own.on)
    beside = Blood.objects.filter(at_once | same_day, clinic=clinic)
    scanned = BloodMismatch.objects.filter(other=tube)
    return used | Q(pk__in=beside.values("session_id")) | Q(pk__in=scanned.values("session_id"))


def left_since(clinic: Clinic, on: date) -> Q:
    """Say which blood was left standing since a day before."""
    return Q(clinic=clinic, closed_at=None, on__lt=on)
