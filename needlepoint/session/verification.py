"""Verifies: what stands in the way of starting, and how what was delivered differs from what was planned."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from needlepoint.protocols.model import ChecklistItem, Content, Device
from needlepoint.session.checklist import Tick, open_stops
from needlepoint.session.record import HUNDREDTHS, Cartridge, Numbing, ZoneRecord

# Two settings closer than this are one setting: half the finest step of the dials that were read (convention).
LENGTH_TOLERANCE_MM = 0.05
# One pass more or less follows the endpoint and is noted without asking why (convention).
PASSES_TOLERANCE = 1
# Seconds follow the endpoint as passes do: a quarter more than planned, as an area is known, asks for no reason
# (convention).
SECONDS_TOLERANCE_FRACTION = 0.25

DeviationKind = Literal[
    "device", "zone-not-planned", "zone-missed", "needle-length", "passes", "contact-seconds"
]
HerpesTask = Literal["open", "given", "not-needed", "declined"]


class PlannedZone(Protocol):
    """What a plan says of one zone; None is what it leaves open."""

    @property
    def zone(self) -> str: ...
    @property
    def needle_length_mm(self) -> float | None: ...
    @property
    def passes(self) -> int | None: ...
    @property
    def contact_seconds(self) -> float | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One difference between plan and record. `needs_reason` asks whoever signs to say why."""

    kind: DeviationKind
    zone: str | None
    planned: str
    delivered: str
    text: str
    needs_reason: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One thing that stands in the way of starting, and who may override it."""

    id: str
    text: str
    override_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What is known before the first puncture.

    consent_is_valid : None where nobody looked
    herpes_task : the prescriber's answer where cold sores are known; None where there is nothing to ask
    """

    on: date
    items: tuple[ChecklistItem, ...]
    ticks: tuple[Tick, ...]
    consent_is_valid: bool | None
    herpes_task: HerpesTask | None = None
    numbing: tuple[Numbing, ...] = ()
    cartridges: tuple[Cartridge, ...] = ()


def compare_delivery(
    planned: Iterable[PlannedZone],
    delivered: Iterable[ZoneRecord],
    content: Content,
    *,
    planned_device: str,
    device: str,
) -> tuple[Deviation, ...]:
    """Gives every difference beyond tolerance: device first, then zone by zone in the order of the plan."""
    wanted = {one.zone: one for one in planned}
    done = {one.zone: one for one in delivered}
    found: list[Deviation] = []
    if device != planned_device:
        found.append(other_device(content.device[planned_device], content.device[device]))
    for zone, plan in wanted.items():
        found += of_zone(plan, done[zone], content, device) if zone in done else [missed(zone, content)]
    return (*found, *(not_planned(zone, content) for zone in done if zone not in wanted))


def of_zone(plan: PlannedZone, record: ZoneRecord, content: Content, device: str) -> list[Deviation]:
    """Compares one zone."""
    return [
        *other_length(plan, record, content, content.device[device]),
        *other_passes(plan, record, content),
        *other_seconds(plan, record, content),
    ]


def other_device(planned: Device, used: Device) -> Deviation:
    """Words another device than the planned one."""
    text = f"{used.name} was used instead of {planned.name}; its own label and limits apply."
    return Deviation(
        kind="device", zone=None, planned=planned.name, delivered=used.name, text=text, needs_reason=True
    )


def missed(zone: str, content: Content) -> Deviation:
    """Words a planned zone that was not treated."""
    text = f"{content.zone[zone].name} was planned and is not charted as treated."
    return Deviation(
        kind="zone-missed",
        zone=zone,
        planned="treated",
        delivered="not treated",
        text=text,
        needs_reason=True,
    )


def not_planned(zone: str, content: Content) -> Deviation:
    """Words a treated zone that was not planned."""
    text = f"{content.zone[zone].name} was treated without being planned; consent and screening did not look there."
    return Deviation(
        kind="zone-not-planned",
        zone=zone,
        planned="not treated",
        delivered="treated",
        text=text,
        needs_reason=True,
    )


def not_charted(kind: DeviationKind, zone: str, planned: str, content: Content) -> Deviation:
    """Words a planned setting that nobody charted; it is not taken as kept."""
    text = f"{content.zone[zone].name}: {kind.replace('-', ' ')} planned {planned}, not charted."
    return Deviation(
        kind=kind, zone=zone, planned=planned, delivered="not charted", text=text, needs_reason=False
    )


def other_length(
    plan: PlannedZone, record: ZoneRecord, content: Content, device: Device
) -> Iterator[Deviation]:
    """Gives a needle length beyond tolerance; a longer one asks for a reason, as does one beyond what was evaluated."""
    wanted, used = plan.needle_length_mm, record.needle_length_mm
    if wanted is not None and used is None:
        yield not_charted("needle-length", plan.zone, f"{wanted:.2f} mm", content)
    if wanted is None or used is None or not differs(wanted, used, device):
        return
    way = "longer" if used > wanted else "shorter"
    text = f"{content.zone[plan.zone].name}: {used:.2f} mm instead of {wanted:.2f} mm, {way} than planned."
    if is_above_evaluated(used, device):
        text += f" Above the {device.evaluated_maximum_mm:.2f} mm that was evaluated for {device.name}."
    yield Deviation(
        kind="needle-length",
        zone=plan.zone,
        planned=f"{wanted:.2f} mm",
        delivered=f"{used:.2f} mm",
        text=text,
        needs_reason=used > wanted,
    )


def differs(wanted_mm: float, used_mm: float, device: Device) -> bool:
    """Says whether two lengths differ by more than the device keeps, or by more than one setting."""
    tolerance_mm = device.tolerance_mm or LENGTH_TOLERANCE_MM
    return abs(round(wanted_mm * HUNDREDTHS) - round(used_mm * HUNDREDTHS)) > round(tolerance_mm * HUNDREDTHS)


def is_above_evaluated(length_mm: float, device: Device) -> bool:
    """Says whether a length lies above what was evaluated for the device."""
    maximum = device.evaluated_maximum_mm
    return maximum is not None and round(length_mm * HUNDREDTHS) > round(maximum * HUNDREDTHS)


def limit_blocks(
    planned: Iterable[PlannedZone], delivered: Iterable[ZoneRecord], content: Content, device_id: str
) -> Iterator[Block]:
    """Gives what went beyond the label without the plan: somebody entitled puts their name to it before it is signed.

    A length above what was evaluated that the approved plan holds carries the name of whoever approved it.
    """
    wanted, device = {one.zone: one.needle_length_mm for one in planned}, content.device[device_id]
    for record in delivered:
        used, asked = record.needle_length_mm, wanted.get(record.zone)
        if used is None or not is_above_evaluated(used, device):
            continue
        if asked is not None and (used <= asked or not differs(asked, used, device)):
            continue
        text = (
            f"{content.zone[record.zone].name}: {used:.2f} mm is above the {device.evaluated_maximum_mm:.2f} mm that "
            f"was evaluated for {device.name}, and no plan holds it."
        )
        yield Block(id=f"limit:{record.zone}:{used:.2f}", text=text, override_by="doctor")


def other_passes(plan: PlannedZone, record: ZoneRecord, content: Content) -> Iterator[Deviation]:
    """Gives another number of passes; more than one above the plan asks for a reason."""
    wanted, made = plan.passes, record.passes
    if wanted is not None and made is None:
        yield not_charted("passes", plan.zone, str(wanted), content)
    if wanted is None or made is None or wanted == made:
        return
    text = f"{content.zone[plan.zone].name}: {made} passes instead of {wanted}."
    yield Deviation(
        kind="passes",
        zone=plan.zone,
        planned=str(wanted),
        delivered=str(made),
        text=text,
        needs_reason=made - wanted > PASSES_TOLERANCE,
    )


def other_seconds(plan: PlannedZone, record: ZoneRecord, content: Content) -> Iterator[Deviation]:
    """Gives other seconds of contact than planned, beyond tolerance; more of them ask for a reason."""
    wanted, used = plan.contact_seconds, record.contact_seconds
    if wanted is not None and used is None:
        yield not_charted("contact-seconds", plan.zone, f"{wanted:g} s", content)
    if wanted is None or used is None or abs(used - wanted) <= wanted * SECONDS_TOLERANCE_FRACTION:
        return
    text = f"{content.zone[plan.zone].name}: {used:g} s on the skin instead of {wanted:g} s."
    yield Deviation(
        kind="contact-seconds",
        zone=plan.zone,
        planned=f"{wanted:g} s",
        delivered=f"{used:g} s",
        text=text,
        needs_reason=used > wanted,
    )


def blocks_to_start(readiness: Readiness) -> tuple[Block, ...]:
    """Gives everything that stands in the way of starting, what nobody overrides first."""
    found = [*checklist_blocks(readiness), *consent_blocks(readiness), *herpes_blocks(readiness)]
    found += [*numbing_blocks(readiness.numbing), *cartridge_blocks(readiness.cartridges, readiness.on)]
    return tuple(sorted(found, key=lambda block: block.override_by != "nobody"))


def can_start(readiness: Readiness, overridden: Collection[str] = ()) -> bool:
    """Says whether nothing stands in the way but what was overridden; what nobody overrides still does."""
    return all(
        block.override_by != "nobody" and block.id in overridden for block in blocks_to_start(readiness)
    )


def checklist_blocks(readiness: Readiness) -> Iterator[Block]:
    """Gives the open items that stop."""
    for item in open_stops(readiness.items, readiness.ticks):
        yield Block(id=f"checklist:{item.id}", text=f"Still open: {item.text}", override_by=item.override_by)


def consent_blocks(readiness: Readiness) -> Iterator[Block]:
    """Gives a missing consent."""
    if not readiness.consent_is_valid:
        known = (
            "There is no valid consent"
            if readiness.consent_is_valid is False
            else "Nobody has checked the consent"
        )
        yield Block(
            id="consent", text=f"{known} for this plan; it is signed before numbing.", override_by="nobody"
        )


def herpes_blocks(readiness: Readiness) -> Iterator[Block]:
    """Gives the open task of the prescriber where cold sores are known."""
    if readiness.herpes_task == "open":
        text = "Cold sores are known: the prescriber has not yet said given, not needed or declined."
        yield Block(id="herpes-task", text=text, override_by="prescriber")


def numbing_blocks(numbing: Iterable[Numbing]) -> Iterator[Block]:
    """Gives numbing that is still on the skin."""
    for line in numbing:
        if line.off_at is None:
            text = f"{line.product} has no time off yet: remove it wholly; nobody needles through it."
            yield Block(id="numbing", text=text, override_by="nobody")


def cartridge_blocks(cartridges: Iterable[Cartridge], on: date) -> Iterator[Block]:
    """Gives cartridges that are not used: expired, or not made for one use; an unknown expiry is read on the pack."""
    for one in cartridges:
        if one.is_expired(on):
            text = f"Cartridge of lot {one.lot} expired on {one.expires_on}: take another."
            yield Block(id=f"cartridge-expired:{one.lot}", text=text, override_by="nobody")
        if not one.is_single_use:
            text = f"Cartridge of lot {one.lot} is not for single use: take another."
            yield Block(id=f"cartridge-used:{one.lot}", text=text, override_by="nobody")
        if one.expires_on is None:
            text = f"The expiry of the cartridge of lot {one.lot} is not recorded: read it on the pack."
            yield Block(id=f"cartridge-expiry:{one.lot}", text=text, override_by="practitioner")
