"""The numbing ledger: everything that numbs on the day, together, against the gate of planning; and when to look again.

Limitation: it reckons with what was noted. What nobody noted is not on the skin for it. That brows, hairline and
nostrils hold cream back is a convention; no source was read for it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from needlepoint.planning.anaesthesia import (
    AnaestheticGate,
    GateFinding,
    at_least,
    budget_of,
    check_anaesthesia,
)
from needlepoint.planning.plasma import MAX_MINUTES, Application, Injection
from needlepoint.protocols.model import Anaesthetic, Content
from needlepoint.screening.decision import ScreeningDecision
from needlepoint.session.record import Numbing
from needlepoint.session.verification import Block

PLACES: Final = ("brows", "hairline", "nostrils")
HIDES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({"face": PLACES, "scalp": ("hairline",)})
# What the gate says that no name and no reason changes.
NOBODY: Final = ("closed:", "open-skin", "not-listed")
# The band of the level in the blood in which a prescriber decides.
ALERT: Final = "plasma-alert"
# Without a time on any label that was read: half an hour, then somebody looks (convention).
LOOK_AGAIN_MINUTES: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One line of the ledger as the gate reads it. Home is cream that the person put on before they came.

    is_on_open_skin : it went on skin that was open, sore or needled; what lies under needles is told by the time
    is_ordered : a prescriber is named for it
    """

    numbing: Numbing
    zones: tuple[str, ...] = ()
    is_occluded: bool | None = None
    is_home: bool = False
    is_on_open_skin: bool = False
    is_ordered: bool = False

    @property
    def is_on(self) -> bool:
        """Says whether it is still on the skin."""
        return self.numbing.off_at is None

    def minutes(self, now: datetime) -> float | None:
        """Gives how long it was on, or has been on by now; what went on this moment has been on for a second."""
        if self.numbing.on_at is None:
            return None
        seconds = ((self.numbing.off_at or now) - self.numbing.on_at).total_seconds()
        return min(max(seconds, 1.0) / 60, MAX_MINUTES)

    def was_on_at(self, moment: datetime | None) -> bool:
        """Says whether it was not off yet at a moment; what nobody noted as off was not."""
        return moment is not None and (self.numbing.off_at is None or self.numbing.off_at > moment)

    def application(self, now: datetime, opened_at: datetime | None = None) -> Application:
        """Gives it as planning reckons with it; nothing of cream is no amount, and is asked.

        opened_at : the first puncture; cream that was not off by then lies on opened skin
        """
        return Application(
            product=self.numbing.product,
            grams=self.numbing.grams or None,
            area_cm2=self.numbing.area_cm2 or None,
            minutes=self.minutes(now),
            is_occluded=self.is_occluded,
            place="home" if self.is_home else "clinic",
            is_on_open_skin=self.is_on_open_skin or self.was_on_at(opened_at),
        )


def gate_of(
    lines: Iterable[LedgerLine],
    now: datetime,
    decision: ScreeningDecision,
    content: Content,
    *,
    weight_kg: float | None,
    country: str | None,
    injected: Iterable[Injection] = (),
    opened_at: datetime | None = None,
) -> AnaestheticGate:
    """Checks the whole ledger as it stands now, with what was injected; after the first puncture cream counts whole."""
    applied = [line.application(now, opened_at) for line in lines]
    return check_anaesthesia(applied, injected, decision, content, weight_kg=weight_kg, country=country)


def reasons_against(gate: AnaestheticGate, product: str) -> tuple[str, ...]:
    """Gives why a product is not put on: what the gate refuses, and what it has to know of the person first."""
    return tuple(
        finding.text
        for finding in gate.findings
        if finding.about in (product, "all")
        and (finding.level == "refused" or finding.id.startswith("unanswered:"))
    )


def needs_order(gate: AnaestheticGate, product: str) -> bool:
    """Says whether a prescriber's order is wanted for a product."""
    return any(one.about in (product, "all") and one.level == "prescriber" for one in gate.findings)


def numbing_gate_blocks(
    lines: Sequence[LedgerLine], gate: AnaestheticGate, injected: Collection[Injection] = ()
) -> Iterator[Block]:
    """Gives what of the ledger stops the start: beyond a label or a bound, or from home and too little known of it."""
    from_home = {line.numbing.product for line in lines if line.is_home}
    stopping = [one for one in gate.findings if one.level == "refused" or is_undecided(one, lines, injected)]
    for finding in stopping:
        is_closed = finding.id.startswith(NOBODY) or finding.about in from_home
        override_by = "nobody" if is_closed else "prescriber"
        block_id = f"numbing-limit:{finding.id}:{finding.about}"
        yield Block(id=block_id, text=finding.text, override_by=override_by)
    if any(not is_whole(line) for line in lines if line.is_home):
        text = "Product, grams, area and times of the cream from home stand in the ledger before anything starts."
        yield Block(id="numbing-home", text=text, override_by="nobody")


def is_undecided(finding: GateFinding, lines: Iterable[LedgerLine], injected: Collection[Injection]) -> bool:
    """Says whether a prescriber has still to decide on the level in the blood.

    An order answers for what went on by it. What came from home or by needle was in nobody's order.
    """
    known = tuple(lines)
    is_answered = any(line.is_ordered for line in known) and not injected
    return finding.id == ALERT and not (is_answered and not any(line.is_home for line in known))


def is_whole(line: LedgerLine) -> bool:
    """Says whether everything is known that the limits are about."""
    numbing = line.numbing
    return None not in (numbing.grams, numbing.area_cm2, numbing.on_at, numbing.off_at)


def is_home_settled(
    lines: Sequence[LedgerLine], gate: AnaestheticGate, injected: Collection[Injection] = ()
) -> bool:
    """Says whether cream from home stands whole in the ledger and its limits hold."""
    at_home = [line for line in lines if line.is_home]
    return bool(at_home) and not any(numbing_gate_blocks(lines, gate, injected))


def grams_left(product: Anaesthetic, lines: Iterable[LedgerLine], content: Content) -> float | None:
    """Gives how many grams the label still allows on the area that is covered; None where it names no amount."""
    mine = [line.numbing for line in lines if line.numbing.product == product.id]
    allowed = budget_of(product, at_least(one.area_cm2 for one in mine), None, content).label_grams
    return None if allowed is None else round(allowed - (at_least(one.grams for one in mine) or 0.0), 1)


def look_again_at(line: LedgerLine, content: Content) -> datetime | None:
    """Gives when somebody must look: the end of the label's time, else its beginning; nothing for what is off."""
    product = content.anaesthetic.get(line.numbing.product)
    if not line.is_on or line.numbing.on_at is None:
        return None
    named = (product.minutes_high, product.maximum_minutes, product.minutes_low) if product else ()
    minutes = next((one for one in named if one is not None), LOOK_AGAIN_MINUTES)
    return line.numbing.on_at + timedelta(minutes=minutes)


def places_to_check(zones: Collection[str], content: Content) -> tuple[str, ...]:
    """Gives where cream hides in some zones, by their regions; without zones, everywhere that is known."""
    regions = {content.zone[zone].region for zone in zones if zone in content.zone}
    looked = {place for region, places in HIDES.items() if region in regions or not zones for place in places}
    return tuple(place for place in PLACES if place in looked)
