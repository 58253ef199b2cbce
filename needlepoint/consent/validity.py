"""When a signed consent still covers a plan. It asks again exactly when what is disclosed grows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from needlepoint.planning.plan import Plan
from needlepoint.planning.settings import hundredths

NO_LABEL = "no-label-read"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentScope:
    """What a consent covers, kept with the signature.

    zones : each zone with the longest needle in millimetres that was agreed to; None where none was named
    off_label : ids of what is outside the label
    """

    zones: tuple[tuple[str, float | None], ...]
    device_kind: str
    label_status: str
    off_label: tuple[str, ...]
    adjuncts: tuple[str, ...]
    anaesthetic: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """One thing that was not agreed to yet, as a sentence."""

    what: str
    about: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """Somebody takes a consent back. No reason is owed."""

    at: datetime
    by: str
    reason: str | None = None


def scope_of(plan: Plan) -> ConsentScope:
    """Gives what signing this plan covers: per zone up to the ceiling, or the planned length where that is longer."""
    longest: dict[str, float | None] = {}
    for planned in plan.zones:
        lengths = (longest.get(planned.zone), agreed_length(planned.needle_length_mm, planned.ceiling_mm))
        longest[planned.zone] = max((length for length in lengths if length is not None), default=None)
    return ConsentScope(
        zones=tuple(longest.items()),
        device_kind=plan.device_kind,
        label_status=plan.label_status,
        off_label=tuple(one.id for one in plan.off_label),
        adjuncts=plan.planned_adjuncts,
        anaesthetic=plan.anaesthetic.planned,
    )


def agreed_length(planned_mm: float | None, ceiling_mm: float | None) -> float | None:
    """Gives the longest needle that a zone's consent names; without a planned length it names none."""
    return None if planned_mm is None else max(planned_mm, ceiling_mm or 0.0)


def must_ask_again(signed: ConsentScope, now: ConsentScope) -> tuple[Growth, ...]:
    """Gives what has grown since it was signed; empty where the consent still covers the plan."""
    return (
        *zone_growth(signed, now),
        *device_growth(signed, now),
        *label_growth(signed, now),
        *added("adjunct", signed.adjuncts, now.adjuncts, "It was not agreed to go on the needled skin"),
        *anaesthetic_growth(signed, now),
    )


def zone_growth(signed: ConsentScope, now: ConsentScope) -> Iterator[Growth]:
    """Finds new zones, and lengths beyond what was agreed."""
    agreed = dict(signed.zones)
    for zone, length_mm in now.zones:
        if zone not in agreed:
            yield Growth(what="zone", about=zone, reason=f"Treating this zone was not agreed: {zone}.")
        elif is_beyond(length_mm, agreed[zone]):
            most = f"{agreed[zone]:g} mm were" if agreed[zone] is not None else "no length was"
            yield Growth(what="needle length", about=zone, reason=f"{zone}: {length_mm:g} mm; {most} agreed.")


def is_beyond(length_mm: float | None, agreed_mm: float | None) -> bool:
    """Says whether a length is beyond what was agreed."""
    if length_mm is None:
        return False
    return agreed_mm is None or hundredths(length_mm) > hundredths(agreed_mm)


def device_growth(signed: ConsentScope, now: ConsentScope) -> Iterator[Growth]:
    """Finds another class of device."""
    if now.device_kind != signed.device_kind:
        reason = f"A {signed.device_kind} was agreed to, a {now.device_kind} is planned."
        yield Growth(what="device class", about=now.device_kind, reason=reason)


def label_growth(signed: ConsentScope, now: ConsentScope) -> Iterator[Growth]:
    """Finds a use that was within a label and no longer is."""
    if now.label_status == NO_LABEL and signed.label_status != NO_LABEL:
        reason = "The device that was agreed to has a label that was read; this one has none."
        yield Growth(what="label status", about=NO_LABEL, reason=reason)
    new = [one for one in now.off_label if one != NO_LABEL and not one.startswith("adjunct:")]
    yield from added("label status", signed.off_label, new, "It was not disclosed as outside the label")


def anaesthetic_growth(signed: ConsentScope, now: ConsentScope) -> Iterator[Growth]:
    """Finds another numbing product."""
    agreed = (signed.anaesthetic,) if signed.anaesthetic else ()
    planned = (now.anaesthetic,) if now.anaesthetic else ()
    yield from added("anaesthetic", agreed, planned, "This numbing product was not agreed to")


def added(what: str, signed: Iterable[str], now: Iterable[str], sentence: str) -> Iterator[Growth]:
    """Finds what is new."""
    agreed = set(signed)
    yield from (
        Growth(what=what, about=one, reason=f"{sentence}: {one}.") for one in now if one not in agreed
    )


def is_in_force(signed_at: datetime, withdrawals: Iterable[Withdrawal], at: datetime) -> bool:
    """Says whether a consent holds at a moment: signed, and not withdrawn since."""
    return signed_at <= at and not any(signed_at <= one.at <= at for one in withdrawals)
