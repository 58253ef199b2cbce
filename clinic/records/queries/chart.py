"""The chart of a session, folded from its log: what stands after every entry and every undo."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from clinic.records.models import EntryWhat, Session, SessionEntry
from clinic.records.snapshots import facts_from_text
from needlepoint.planning.plan import Plan as PlannedTreatment
from needlepoint.planning.plan import PlannedZone
from needlepoint.planning.plasma import Injection
from needlepoint.protocols.library import shipped_content
from needlepoint.session.checklist import Tick
from needlepoint.session.record import Cartridge, Numbing, SessionRecord, ZoneRecord
from needlepoint.session.verification import Deviation, compare_delivery
from needlepoint.vocabulary.patient import Facts

HUNDREDTHS: Final = 100
# What may be taken back by one tap; answers, overrides and the prescriber's word are superseded instead.
UNDOABLE: Final = frozenset(
    {
        EntryWhat.DEVICE,
        EntryWhat.CARTRIDGE,
        EntryWhat.NUMBING_ON,
        EntryWhat.NUMBING_OFF,
        EntryWhat.INJECTED,
        EntryWhat.ZONES,
        EntryWhat.MARK,
        EntryWhat.ADJUNCT,
        EntryWhat.REASON,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charted:
    """What one zone got so far. directions, endpoint : how it was crossed and what was seen, by id."""

    zone: str
    needle_length_mm: float | None = None
    passes: int | None = None
    directions: tuple[str, ...] = ()
    contact_seconds: float | None = None
    endpoint: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handpiece:
    """The device as it stands in the room: its serial number, and the room, where there is more than one."""

    serial: str
    room: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbingLine:
    """One line of the numbing ledger, with the entry that began it."""

    entry: SessionEntry
    numbing: Numbing


class Chart:
    """Everything that stands in the log of one session."""

    def __init__(self, session: Session, entries: Sequence[SessionEntry]) -> None:
        self.session = session
        self.log = list(entries)
        undone = {entry.undoes_id for entry in entries if entry.undoes_id}
        self.standing = [e for e in entries if e.pk not in undone and e.what != EntryWhat.UNDO]

    def of(self, what: str) -> list[SessionEntry]:
        """Give the standing entries of one kind, oldest first."""
        return [entry for entry in self.standing if entry.what == what]

    @property
    def next_sequence(self) -> int:
        """Give the place of the next entry."""
        return len(self.log) + 1

    @property
    def undoable(self) -> SessionEntry | None:
        """Give the entry that an undo would take back."""
        can = (e for e in reversed(self.standing) if e.what in UNDOABLE and not e.content.get("tube"))
        return next(can, None)

    @property
    def zones(self) -> dict[str, Charted]:
        """Give what each zone got, in the order in which it was first charted."""
        charted: dict[str, Charted] = {}
        for entry in self.of(EntryWhat.ZONES):
            for given in entry.content["zones"]:
                charted[given["zone"]] = _merged(charted.get(given["zone"]), given)
                if given.get("is_removed"):
                    del charted[given["zone"]]
        return charted

    @property
    def cartridges(self) -> tuple[Cartridge, ...]:
        """Give the cartridges that were opened."""
        return tuple(
            Cartridge(lot=e.content["lot"], expires_on=date.fromisoformat(e.content["expires_on"]))
            for e in self.of(EntryWhat.CARTRIDGE)
        )

    @property
    def handpiece(self) -> Handpiece | None:
        """Give which handpiece is used, and in which room."""
        said = next(reversed(self.of(EntryWhat.DEVICE)), None)
        return Handpiece(serial=said.content["serial"], room=said.content["room"]) if said else None

    @property
    def ledger(self) -> list[NumbingLine]:
        """Give the numbing ledger."""
        off = {entry.content["entry"]: entry for entry in self.of(EntryWhat.NUMBING_OFF)}
        lines = self.of(EntryWhat.NUMBING_ON)
        return [NumbingLine(entry=e, numbing=_numbing(e, off.get(str(e.pk)))) for e in lines]

    @property
    def numbing(self) -> tuple[Numbing, ...]:
        """Give the lines of the ledger as the library reads them."""
        return tuple(line.numbing for line in self.ledger)

    @property
    def injected(self) -> tuple[Injection, ...]:
        """Give the local anaesthetics that were injected on the day."""
        said = (entry.content for entry in self.of(EntryWhat.INJECTED))
        return tuple(Injection(name=one["name"], milligrams=one["milligrams"]) for one in said)

    @property
    def adjuncts(self) -> tuple[str, ...]:
        """Give what went on open channels."""
        return tuple(dict.fromkeys(entry.content["adjunct"] for entry in self.of(EntryWhat.ADJUNCT)))

    @property
    def reasons(self) -> dict[str, str]:
        """Give why something differs from the plan, by the key of the difference."""
        return {entry.content["about"]: entry.content["reason"] for entry in self.of(EntryWhat.REASON)}

    @property
    def answers(self) -> dict[str, SessionEntry]:
        """Give the newest answer to each line of a checklist."""
        return {entry.content["item"]: entry for entry in self.of(EntryWhat.TICK)}

    @property
    def failed(self) -> dict[str, SessionEntry]:
        """Give the lines that were answered with no."""
        return {item: e for item, e in self.answers.items() if e.content["answer"] == "no"}

    @property
    def overrides(self) -> dict[str, SessionEntry]:
        """Give who took which block upon themselves."""
        return {entry.content["block"]: entry for entry in self.of(EntryWhat.OVERRIDE)}

    @property
    def antiviral(self) -> SessionEntry | None:
        """Give the prescriber's word on an antiviral."""
        return next(reversed(self.of(EntryWhat.ANTIVIRAL)), None)

    @property
    def ticks(self) -> list[Tick]:
        """Give what was answered with yes, and what was overridden, as the library reads it."""
        done = [
            Tick(item=item, by=e.by_name, at=e.created_at)
            for item, e in self.answers.items()
            if e.content["answer"] == "yes"
        ]
        return done + [
            Tick(
                item=block.removeprefix("checklist:"),
                by=e.by_name,
                at=e.created_at,
                is_override=True,
                reason=e.content["reason"],
            )
            for block, e in self.overrides.items()
            if block.startswith("checklist:")
        ]


def chart_of(session: Session) -> Chart:
    """Read the log of a session."""
    return Chart(session, list(SessionEntry.objects.filter(session=session)))


def treatment_of(session: Session) -> PlannedTreatment:
    """Give the plan of a session, read once for as long as this object is at hand."""
    if not hasattr(session, "loaded_treatment"):
        session.loaded_treatment = session.plan.to_domain()
    return session.loaded_treatment


def planned_zones(treatment: PlannedTreatment) -> dict[str, PlannedZone]:
    """Give one setting a zone, as the plan shows it: where two concerns share a zone, the longer length leads."""
    planned: dict[str, PlannedZone] = {}
    for one in treatment.zones:
        known = planned.get(one.zone)
        if known is None or (one.needle_length_mm or 0) > (known.needle_length_mm or 0):
            planned[one.zone] = one
    return planned


def facts_of_session(session: Session) -> Facts:
    """Give the facts that the screening of the day was decided from."""
    return facts_from_text(session.decision.facts_text) if session.decision else Facts()


def record_of(session: Session, chart: Chart) -> SessionRecord:
    """Give the session as the library reads it."""
    treatment = treatment_of(session)
    planned = planned_zones(treatment)
    zones = chart.zones
    order = [zone for zone in planned if zone in zones] + [zone for zone in zones if zone not in planned]
    return SessionRecord(
        on=session.on,
        device=session.device,
        zones=tuple(_zone_record(zones[zone], planned.get(zone)) for zone in order),
        adjuncts=chart.adjuncts,
        numbing=_numbing_so_far(treatment, chart),
        cartridges=chart.cartridges,
        facts=facts_of_session(session),
        number=session.number,
        sessions=session.sessions if session.sessions and session.sessions >= session.number else None,
        interval_days=session.interval_days,
    )


def deviations_of(session: Session, record: SessionRecord) -> tuple[Deviation, ...]:
    """Give every difference from the plan."""
    treatment = treatment_of(session)
    return compare_delivery(
        planned_zones(treatment).values(),
        record.zones,
        shipped_content(),
        planned_device=treatment.device,
        device=record.device,
    )


def key_of(deviation: Deviation) -> str:
    """Name a difference, so that its reason is found again."""
    return f"{deviation.kind}:{deviation.zone or ''}:{deviation.delivered}"


def unexplained(deviations: Iterable[Deviation], chart: Chart) -> list[Deviation]:
    """Give the differences that still need a reason."""
    return [one for one in deviations if one.needs_reason and key_of(one) not in chart.reasons]


def _zone_record(charted: Charted, planned: PlannedZone | None) -> ZoneRecord:
    return ZoneRecord(
        zone=charted.zone,
        indication=planned.indication if planned else None,
        needle_length_mm=charted.needle_length_mm,
        passes=charted.passes,
        directions=charted.directions,
        contact_seconds=charted.contact_seconds,
        endpoint=", ".join(charted.endpoint) or None,
        note=charted.note or None,
    )


def _numbing_so_far(treatment: PlannedTreatment, chart: Chart) -> tuple[Numbing, ...] | None:
    """Give the ledger; while a planned cream is not on yet, nobody knows."""
    return None if treatment.anaesthetic.planned and not chart.numbing else chart.numbing


def _merged(before: Charted | None, given: dict[str, Any]) -> Charted:
    """Put what an entry says over what stood; what it leaves out stays."""
    known = before or Charted(zone=given["zone"])
    hundredths = given.get("needle_length", _NOT_SAID)
    return Charted(
        zone=known.zone,
        needle_length_mm=known.needle_length_mm if hundredths is _NOT_SAID else _in_mm(hundredths),
        passes=given.get("passes", known.passes),
        directions=tuple(given.get("directions", known.directions)),
        contact_seconds=given.get("contact_seconds", known.contact_seconds),
        endpoint=tuple(given.get("endpoint", known.endpoint)),
        note=given.get("note", known.note),
    )


_NOT_SAID: Final = object()


def _in_mm(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / HUNDREDTHS


def _numbing(on: SessionEntry, off: SessionEntry | None) -> Numbing:
    return Numbing(
        product=on.content["product"],
        percent=tuple(on.content["percent"]),
        grams=on.content["grams"],
        area_cm2=on.content["area_cm2"],
        on_at=datetime.fromisoformat(on.content["at"]),
        off_at=datetime.fromisoformat(off.content["at"]) if off else None,
        removed_by=off.by_name if off else None,
    )
