"""What stands in the way of a session: the screening of the day, consent, the time-out, numbing and cartridges."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Final, Literal

from django.utils.translation import gettext as _

from clinic.accounts.models import Profession, Role
from clinic.records import clock
from clinic.records.actors import Actor
from clinic.records.models import Consent, EntryWhat, Patient, Plan, RoomCheck, Session, SessionState
from clinic.records.queries.blood import (
    BLOOD_DISCARDED,
    BLOOD_MATCHES,
    SessionBlood,
    as_compared,
    blood_blocks,
    blood_ticks,
    own_blood_planned,
)
from clinic.records.queries.chart import Chart, planned_zones, record_of, treatment_of
from clinic.records.queries.commissioning import Commissioned, handpiece_block, handpieces_of
from clinic.records.queries.consent import valid_consent
from clinic.records.queries.incidents import cartridge_is_retired
from clinic.records.queries.items import recalled_in, standing_recalls
from clinic.records.queries.numbing import gate_of_chart, ledger_lines
from clinic.records.queries.planning import approved_plan
from clinic.records.queries.policy import policy_of_clinic
from clinic.records.queries.rooms import checks_of, room_blocks
from clinic.records.queries.screening import stopping_findings
from clinic.records.queries.standing import StandingToday
from needlepoint.planning.anaesthesia import AnaestheticGate
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import ChecklistItem
from needlepoint.session.checklist import ListName, Tick, checklist_for, may_override
from needlepoint.session.conditions import Conditions, conditions_of
from needlepoint.session.item import Recall
from needlepoint.session.numbing import LedgerLine, is_home_settled, numbing_gate_blocks
from needlepoint.session.record import SessionRecord, ZoneRecord
from needlepoint.session.verification import Block, Readiness, blocks_to_start, limit_blocks

BEFORE: Final[tuple[ListName, ...]] = ("time-out",)
AFTER: Final[tuple[ListName, ...]] = ("after",)
# Seen one by one, as the time-out asks for; the rest of a list may be answered by one tap.
ONE_BY_ONE: Final = frozenset(
    {
        "identity",
        "skin-seen-today",
        "cream-at-home-asked",
        "cartridge-sterile",
        "device-commissioned",
        "anaesthetic-off-and-cleaned",
        "no-sign-of-too-much-anaesthetic",
        "eyes-covered",
        "chaperone-offered",
        "feels-well",
        "cartridge-discarded",
    }
)
# Answered by the record itself, from what was done and stored elsewhere.
BY_THE_RECORD: Final = frozenset({"plan-and-consent", "re-screened-today", BLOOD_MATCHES, BLOOD_DISCARDED})
ANTIVIRAL_ITEM: Final = "antiviral-answered"
CARTRIDGE_ITEM: Final = "cartridge-sterile"
DEVICE_ITEM: Final = "device-commissioned"
IDENTITY_ITEM: Final = "identity"
CHAPERONE_ITEM: Final = "chaperone-offered"
HOME_CREAM: Final = "home-applied-anaesthetic"
NUMBING_OFF_ITEM: Final = "anaesthetic-off-and-cleaned"
AntiviralTask = Literal["open", "given", "not-needed", "declined"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a checklist as a page shows it. by : who answered, or what in the record answers it."""

    item: ChecklistItem
    tick: Tick | None
    failed_by: str
    is_alone: bool

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still has to answer it."""
        return self.tick is None


class Before:
    """Everything between a session and its next step, as the record stands."""

    def __init__(self, session: Session, chart: Chart, on: date) -> None:
        self.session = session
        self.chart = chart
        self.on = on

    @cached_property
    def conditions(self) -> Conditions:
        """Give what is so in this session."""
        record = record_of(self.session, self.chart)
        policy = policy_of_clinic(self.session.clinic)
        planned = _with_planned_zones(self.session, record)
        return conditions_of(planned, shipped_content(), policy)

    @cached_property
    def standing_plan(self) -> Plan | None:
        """Give the plan that stands now; another than the session's blocks."""
        return approved_plan(self.session.patient)

    @cached_property
    def consent(self) -> Consent | None:
        """Give the consent that covers the session's plan."""
        return valid_consent(self.session.patient, self.session.plan)

    @cached_property
    def recalls(self) -> list[Recall]:
        """Give what must not be used now."""
        return standing_recalls(self.session.clinic)

    def adopt(self, standing: StandingToday) -> None:
        """Take what was read of the clinic in one question, so that a page that only reads asks no more."""
        self.recalls, self.checks = standing.recalls, standing.checks
        self.handpieces = standing.handpieces

    @cached_property
    def checks(self) -> list[RoomCheck]:
        """Give the room checks of the day."""
        return checks_of(self.session.clinic, self.on)

    @cached_property
    def handpieces(self) -> list[Commissioned]:
        """Give the handpieces of the session's device, and how each stands."""
        return handpieces_of(self.session.clinic, self.session.device, self.on)

    @cached_property
    def handpiece_block(self) -> Block | None:
        """Give why the handpiece that was chosen must not be used, or that none was chosen."""
        if chosen := self.chart.handpiece:
            return handpiece_block(self.handpieces, chosen.serial)
        text = _("No handpiece is chosen. Choose it from the list, scan it, or type its serial number.")
        return Block(id="handpiece-missing", text=text, override_by="nobody")

    @property
    def is_handpiece_settled(self) -> bool:
        """Tell whether a handpiece was chosen that is commissioned, or that the director took upon themselves."""
        block = self.handpiece_block
        return block is None or (block.override_by != "nobody" and block.id in self.chart.overrides)

    @cached_property
    def room_blocks(self) -> tuple[Block, ...]:
        """Give what of the room stands in the way."""
        handpiece = self.chart.handpiece
        return tuple(room_blocks(self.checks, handpiece.room if handpiece else ""))

    @cached_property
    def blood(self) -> SessionBlood | None:
        """Give the person's own blood of this session; nothing where the plan makes nothing of it."""
        return SessionBlood(self.session, self.chart) if own_blood_planned(self.session) else None

    @property
    def is_rescreened(self) -> bool:
        """Tell whether it was asked today what changed."""
        return self.session.decision is not None and self.session.decision.on == self.on

    @property
    def stopping(self) -> list[dict[str, Any]]:
        """Give the findings of the day that still stop in the planned zones, and what is not known there."""
        if self.session.decision is None:
            return []
        planned = set(treatment_of(self.session).zone_ids)
        found = stopping_findings(self.session.decision)
        here = [one for one in found if not one["zones"] or planned.intersection(one["zones"])]
        return [one for one in here if one["rule"] != HOME_CREAM or not self.is_home_cream_settled]

    @cached_property
    def numbing(self) -> list[LedgerLine]:
        """Give the numbing ledger."""
        return ledger_lines(self.chart)

    @cached_property
    def gate(self) -> AnaestheticGate | None:
        """Give what the gate says to the ledger now; nothing while the ledger is empty."""
        return gate_of_chart(self.session, self.chart, clock.now())

    @property
    def is_home_cream_settled(self) -> bool:
        """Tell whether cream from home stands whole in the ledger and its limits hold."""
        return self.gate is not None and is_home_settled(self.numbing, self.gate, self.chart.injected)

    @property
    def is_cleared(self) -> bool:
        """Tell whether the screening of the day stands in the way of nothing that is planned."""
        decision = self.session.decision
        return (
            self.is_rescreened and not self.stopping and not (decision and decision.document["unrecognised"])
        )

    @property
    def antiviral(self) -> AntiviralTask | None:
        """Tell where the prescriber's task stands; nothing where no cold sores are known."""
        if "herpes-history" not in self.conditions.met:
            return None
        entry = self.chart.antiviral
        return entry.content["answer"] if entry else "open"

    @cached_property
    def ticks(self) -> tuple[Tick, ...]:
        """Give every answer, those that the record itself gives included."""
        answered = [*self.chart.ticks, *_given_by_the_record(self)]
        gone = {*self.chart.failed, *_outdated(self.session, self.chart)}
        return tuple(tick for tick in answered if tick.is_override or tick.item not in gone)

    def lines(self, lists: tuple[ListName, ...]) -> list[Line]:
        """Give the lines of some lists that concern this session."""
        ticks = {tick.item: tick for tick in self.ticks}
        failed = self.chart.failed
        return [
            Line(
                item=as_compared(item, self.blood),
                tick=ticks.get(item.id),
                failed_by=failed[item.id].by_name if item.id in failed else "",
                is_alone=item.id in ONE_BY_ONE,
            )
            for item in checklist_for(shipped_content(), self.conditions, lists)
        ]

    def answerable(self, lists: tuple[ListName, ...]) -> list[Line]:
        """Give the lines that a tap may answer: what the record answers, from what is stored in it, is left out."""
        record = set(BY_THE_RECORD)
        if self.antiviral is not None:
            record.add(ANTIVIRAL_ITEM)
        if self.chart.ledger:
            record.add(NUMBING_OFF_ITEM)
        return [line for line in self.lines(lists) if line.tick or line.item.id not in record]

    def blocks(self) -> list[Block]:
        """Give everything that stops the start and was not overridden, what nobody overrides first."""
        items = checklist_for(shipped_content(), self.conditions, BEFORE)
        readiness = Readiness(
            on=self.on,
            items=items,
            ticks=self.ticks,
            consent_is_valid=self.consent is not None,
            herpes_task=self.antiviral,
            numbing=self.chart.numbing,
            cartridges=self.chart.cartridges,
        )
        found = [*_of_the_record(self), *blocks_to_start(readiness)]
        return [one for one in found if one.override_by == "nobody" or one.id not in self.chart.overrides]

    def open_after(self) -> list[Block]:
        """Give what is still open after the last puncture and stops the signature."""
        lines = [
            Block(id=f"checklist:{line.item.id}", text=line.item.text, override_by=line.item.override_by)
            for line in self.lines(AFTER)
            if line.is_open and line.item.is_stop
        ]
        return [*lines, *self.limits, *self.other_handpieces, *blood_blocks(self.blood)]

    @cached_property
    def other_handpieces(self) -> tuple[Block, ...]:
        """Give the handpieces that were taken while treating, are not fit, and that nobody took upon themselves."""
        started = self.session.started_at
        taken = [e for e in self.chart.of(EntryWhat.DEVICE) if started and e.created_at > started]
        serials = dict.fromkeys(entry.content["serial"] for entry in taken)
        found = [handpiece_block(self.handpieces, serial) for serial in serials]
        return tuple(one for one in found if one and one.id not in self.chart.overrides)

    @cached_property
    def limits(self) -> tuple[Block, ...]:
        """Give what went beyond the label and that nobody entitled put their name to."""
        planned = planned_zones(treatment_of(self.session)).values()
        zones = record_of(self.session, self.chart).zones
        beyond = limit_blocks(planned, zones, shipped_content(), self.session.device)
        return tuple(one for one in beyond if one.id not in self.chart.overrides)


def identifiers_of(patient: Patient) -> tuple[str, ...]:
    """Name what a person can say of themselves that this record can be compared with."""
    known = {"name": patient.name, "birth-date": patient.birth_date, "phone": patient.phone}
    return tuple(name for name, value in known.items() if value)


def roles_of(actor: Actor) -> frozenset[str]:
    """Give what somebody counts as when an override is asked for; a credential that has ended counts for nothing."""
    roles = set()
    if actor.role == Role.DIRECTOR:
        roles.add("director")
    if actor.membership is None or not actor.membership.is_credential_valid(actor.today):
        return frozenset(roles)
    if actor.profession in (Profession.DOCTOR, Profession.NURSE, Profession.AESTHETICIAN):
        roles.add("practitioner")
    if actor.profession == Profession.DOCTOR:
        roles |= {"doctor", "prescriber"}
    return frozenset(roles)


def can_override(actor: Actor, block: Block) -> bool:
    """Tell whether somebody may take a block upon themselves, for templates."""
    return may_override(block.override_by, roles_of(actor))


def _with_planned_zones(session: Session, record: SessionRecord) -> SessionRecord:
    """Read the planned zones as treated while nothing is charted, so that their lines are asked before."""
    if record.zones:
        return record
    treatment = treatment_of(session)
    planned = planned_zones(treatment).values()
    zones = tuple(ZoneRecord(zone=one.zone, indication=one.indication) for one in planned)
    return replace(record, zones=zones, adjuncts=record.adjuncts or treatment.planned_adjuncts)


def _outdated(session: Session, chart: Chart) -> Iterator[str]:
    """Name the lines that were answered before another cartridge or handpiece was taken; they are seen once more."""
    if session.state != SessionState.CHECKED:
        return
    answers, handpiece = chart.answers, chart.handpiece
    taken = [entry.sequence for entry in chart.of(EntryWhat.CARTRIDGE)]
    if CARTRIDGE_ITEM in answers and (not taken or answers[CARTRIDGE_ITEM].sequence < max(taken)):
        yield CARTRIDGE_ITEM
    seen = answers[DEVICE_ITEM].content.get("serial") if DEVICE_ITEM in answers else None
    if seen and (handpiece is None or handpiece.serial != seen):
        yield DEVICE_ITEM


def _of_other_records(patient: Patient) -> Iterator[Block]:
    """Give what two records of one person mean for a session: nothing of the other record is read here."""
    if patient.merged_into_id:
        text = _("This record points to another of the same person. Treat them on that one.")
        yield Block(id="merged", text=text, override_by="nobody")
    if patient.has_duplicates:
        text = _(
            "There is another record of this person. Its history, sessions and reactions are not read here: "
            "look at it, and write what matters into this one."
        )
        yield Block(id="other-record", text=text, override_by="practitioner")


def _of_the_record(before: Before) -> Iterator[Block]:
    """Give what the record itself says against starting."""
    if not before.is_rescreened:
        yield Block(id="screening", text=_("It was not asked today what has changed."), override_by="nobody")
    unread = before.session.decision.document["unrecognised"] if before.session.decision else []
    if unread:
        text = _("Nobody recognised: %(names)s. Look at it in the screening.") % {"names": ", ".join(unread)}
        yield Block(id="unrecognised", text=text, override_by="nobody")
    for finding in before.stopping:
        yield Block(
            id=f"finding:{finding['rule']}",
            text=finding["reason"],
            override_by="nobody" if finding["met"] == "unknown" else finding["override_by"],
        )
    yield from _of_other_records(before.session.patient)
    standing = before.standing_plan
    if standing is None or standing.pk != before.session.plan_id:
        text = _("The plan of this session is no longer the one that stands. Cancel, and begin anew.")
        yield Block(id="plan", text=text, override_by="nobody")
    if not before.chart.cartridges:
        text = _("No cartridge is recorded. Choose its lot, or type it from the pack.")
        yield Block(id="cartridge-missing", text=text, override_by="nobody")
    if before.handpiece_block:
        yield before.handpiece_block
    yield from before.room_blocks
    if before.gate:
        yield from numbing_gate_blocks(before.numbing, before.gate, before.chart.injected)
    for refusal in recalled_in(before.session, before.recalls):
        yield Block(id="recalled", text=refusal.text, override_by="nobody")
    if cartridge_is_retired(before.session):
        text = _(
            "The cartridge is out of use after an incident. Open another one; it goes into the sharps box."
        )
        yield Block(id="cartridge-retired", text=text, override_by="nobody")


def _given_by_the_record(before: Before) -> Iterator[Tick]:
    """Give the lines that need nobody's tap, because what they ask for is stored with name and time."""
    session, chart = before.session, before.chart
    yield from blood_ticks(before.blood)
    if before.consent and before.standing_plan and before.standing_plan.pk == session.plan_id:
        signed = before.consent
        yield Tick(item="plan-and-consent", by=signed.typed_name, at=signed.created_at)
    decision = session.decision
    if decision and before.is_cleared:
        yield Tick(item="re-screened-today", by=decision.noted_by_name, at=decision.created_at)
    if chart.antiviral:
        said = chart.antiviral
        yield Tick(item=ANTIVIRAL_ITEM, by=said.content["given_by"], at=said.created_at)
    ledger = [line.numbing for line in chart.ledger]
    taken_off = [(one.off_at, one.removed_by) for one in ledger if one.off_at]
    if ledger and len(taken_off) == len(ledger):
        off_at, removed_by = max(taken_off, key=lambda taken: taken[0])
        yield Tick(item=NUMBING_OFF_ITEM, by=removed_by or "", at=off_at)
