"""Questions about blood: how each tube stands, what is open in which room, what was stopped, who prepares it here."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
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
from clinic.records.queries.chart import Chart, chart_of, treatment_of
from clinic.records.queries.merging import person_id_of
from clinic.records.queries.standing import Rows, with_plain
from clinic.records.refusals import BadInput
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Adjunct, ChecklistItem
from needlepoint.session.blood import Preparers, Tube, TubeState, is_open, preparers_in, state_of
from needlepoint.session.checklist import Tick
from needlepoint.session.label import is_label, read_label
from needlepoint.session.verification import Block
from needlepoint.vocabulary import errors

MISMATCH_KIND = "blood-mismatch"
# What of a step comes along with its session.
CAME: Final = (
    *("step", "place", "created_at", "content", "is_scanned", "by_name", "witness_name"),
    *("tube__number", "tube__label", "tube__blood__room", "tube__blood__on"),
)
# In its own session, or because a tube of it stood in another one.
STOPPED = BloodMismatch.objects.filter(
    Q(blood=OuterRef("tube__blood")) | Q(other__blood=OuterRef("tube__blood"))
)
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

    def __init__(self, session: Session, chart: Chart | None = None) -> None:
        self.session = session
        self.chart = chart

    @cached_property
    def tubes(self) -> list[TubeLine]:
        """List the tubes, in their order; what came along with the session is not asked for again."""
        came: list[dict[str, Any]] | None = getattr(self.session, "blood_that_came", None)
        return lines_of(session=self.session) if came is None else _lines_that_came(self.session, came)

    @cached_property
    def left_out(self) -> SessionEntry | None:
        """Give the newest word that no blood is drawn; a draw after it ends it."""
        chart = self.chart or chart_of(self.session)
        said = [one for one in chart.standing if one.what in (EntryWhat.NO_BLOOD, EntryWhat.BLOOD)]
        return said[-1] if said and said[-1].what == EntryWhat.NO_BLOOD else None

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
    """Give the lines that the steps answer: every open tube was compared or none is drawn, and nothing is left."""
    if blood is None:
        return
    if matched := _matched(blood):
        yield Tick(item=BLOOD_MATCHES, by=matched.by_name, at=matched.created_at)
    if blood.open:
        return
    if gone := blood.last("discard") or blood.left_out:
        yield Tick(item=BLOOD_DISCARDED, by=gone.by_name, at=gone.created_at)
    elif not blood.tubes and blood.session.started_at:
        yield Tick(item=BLOOD_DISCARDED, by=_("the record: no tube"), at=blood.session.started_at)


def _matched(blood: SessionBlood) -> BloodStep | SessionEntry | None:
    """Give the newest comparison, once every open tube was compared and none stopped: a tube answers for itself alone.

    With no tube open, what went on answers, else the word that none is drawn.
    """
    if not blood.open:
        return blood.last("use") or blood.left_out
    if any(one.is_stopped or one.state not in ("spun", "used") for one in blood.open):
        return None
    return max((one.steps[-1] for one in blood.open), key=lambda step: step.created_at)


def as_compared(item: ChecklistItem, blood: SessionBlood | None) -> ChecklistItem:
    """Give a line as it was answered: where a spin answered it, no syringe was there yet to compare."""
    if item.id != BLOOD_MATCHES or blood is None or not blood.open:
        return item
    answered = _matched(blood)
    if not isinstance(answered, BloodStep) or answered.step != "spin":
        return item
    text = _(
        "Name and birth date on the tube matched the person, who said them aloud, when it was spun. They are compared "
        "again, with the syringe, before it goes on."
    )
    return replace(item, text=text)


def own_blood_planned(session: Session) -> Adjunct | None:
    """Give what the plan of a session makes of the person's own blood, without asking the database."""
    known = shipped_content().adjunct
    planned = (known[name] for name in treatment_of(session).planned_adjuncts if name in known)
    return next((one for one in planned if one.is_own_blood), None)


def lines_of(**which: Any) -> list[TubeLine]:
    """Read tubes with their steps and whether their blood was stopped, in one question however many they are.

    A tube without a step does not come about: its draw is one.
    """
    rows = BloodStep.objects.filter(**which).annotate(is_stopped=Exists(STOPPED))
    tubes: dict[UUID, list[Any]] = defaultdict(list)
    for step in rows.select_related("tube__blood", "tube__patient").order_by("place"):
        tubes[step.tube_id].append(step)
    lines = [
        TubeLine(row=steps[0].tube, steps=tuple(steps), is_stopped=steps[0].is_stopped)
        for steps in tubes.values()
    ]
    return sorted(lines, key=lambda one: one.row.number)


def with_blood(rows: QuerySet[Session]) -> QuerySet[Session]:
    """Let sessions bring along every step of their tubes, so that a page that only reads asks no more."""
    steps = BloodStep.objects.filter(session=OuterRef("pk")).order_by("place")
    names = {name.replace("__", "_of_"): F(name) for name in CAME}
    one = JSONObject(**names, is_stopped=Exists(STOPPED))
    return rows.annotate(blood_that_came=Rows(steps.values(one=one)))


def _lines_that_came(session: Session, came: list[dict[str, Any]]) -> list[TubeLine]:
    tubes: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in came:
        tubes[one["tube_of_number"]].append(one)
    return [_line_that_came(session, steps) for _number, steps in sorted(tubes.items())]


def _line_that_came(session: Session, steps: list[dict[str, Any]]) -> TubeLine:
    first = steps[0]
    blood = Blood(
        session=session,
        patient=session.patient,
        room=first["tube_of_blood_of_room"],
        on=date.fromisoformat(first["tube_of_blood_of_on"]),
    )
    row = BloodTube(
        session=session,
        patient=session.patient,
        blood=blood,
        number=first["tube_of_number"],
        label=first["tube_of_label"],
    )
    made = [_step_that_came(row, one) for one in steps]
    return TubeLine(row=row, steps=tuple(made), is_stopped=any(one["is_stopped"] for one in steps))


def _step_that_came(tube: BloodTube, one: dict[str, Any]) -> BloodStep:
    """Make a step of what came as a document: SQLite keeps moments without their zone, which is UTC."""
    at = datetime.fromisoformat(one["created_at"])
    plain = with_plain(one, "content")
    said = {
        name: plain[name] for name in ("step", "place", "content", "is_scanned", "by_name", "witness_name")
    }
    return BloodStep(tube=tube, created_at=at if at.tzinfo else at.replace(tzinfo=UTC), **said)


def label_read(text: str) -> str:
    """Give a label as it is stored, however it was typed; anything else in capitals, as it is compared."""
    try:
        return read_label(text)
    except errors.BadInput:
        return text.strip().upper()


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
    lines = lines_of(clinic=clinic, tube__label=label)
    if not lines and ItemLabel.objects.filter(clinic=clinic, text=label).exists():
        raise BadInput("scan", _("This is the label of an item from the shelf. Scan the label on the tube."))
    return label, lines[0] if lines else None


def open_in_clinic(clinic: Clinic) -> list[Blood]:
    """List whose blood is open in which room, that which stands longest first."""
    return list(Blood.objects.filter(clinic=clinic, closed_at=None).select_related("patient", "session"))


def open_lines(bloods: Sequence[Blood]) -> dict[UUID, list[TubeLine]]:
    """Give the tubes of some blood."""
    found: dict[UUID, list[TubeLine]] = defaultdict(list)
    for line in lines_of(tube__blood__in=bloods) if bloods else ():
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
    return preparers_by(clinic, named_preparers(clinic))


def preparers_by(clinic: Clinic, named: BloodPreparers | None) -> Preparers:
    """Give who prepares blood products by the clinic's country and a word of the director."""
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


def tube_labelled(clinic: Clinic, label: str) -> BloodTube | None:
    """Give the tube with a label, however it was typed; nothing where no tube here has it."""
    return BloodTube.objects.filter(clinic=clinic, label=label_read(label)).select_related("blood").first()


def beside_tube(clinic: Clinic, label: str) -> Q:
    """Say which sessions a tube may have met: its own, one in which it was scanned or used, and whose blood was open.

    Open beside it is what stood in the same room on the same day, or anywhere in the clinic at the same time: a
    centrifuge and a bench are shared.
    """
    tube = tube_labelled(clinic, label)
    used = Q(items__label=label_read(label))
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
