"""Writes aftercare as `needlepoint/aftercare/1`, one day of it, and lines for somebody who reads a terminal."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from needlepoint.aftercare.day import Day
from needlepoint.aftercare.opened import SkinOpen
from needlepoint.aftercare.products import OwnProduct
from needlepoint.aftercare.reminders import CheckIn
from needlepoint.aftercare.timeline import (
    Aftercare,
    DatedInstruction,
    ExpectedSign,
    FirstReading,
    NextSession,
    WatchFor,
)
from needlepoint.interop.prose import spoken, titled
from needlepoint.protocols.model import Content

SCHEMA = "needlepoint/aftercare/1"
KINDS = {"do": "Do", "avoid": "Avoid", "expect": "Expect"}


def aftercare_document(aftercare: Aftercare) -> dict[str, Any]:
    """Gives the document."""
    return {
        "schema": SCHEMA,
        "on": aftercare.on.isoformat(),
        "device": aftercare.device,
        "zones": list(aftercare.zones),
        "instructions": [instruction_document(one) for one in aftercare.instructions],
        "course": [sign_document(one) for one in aftercare.course],
        "check_ins": [check_in_document(one) for one in aftercare.check_ins],
        "skin_open": open_document(aftercare.skin_open) if aftercare.skin_open else None,
        "products": [product_document(one) for one in aftercare.products],
        "next_session": next_document(aftercare.next_session) if aftercare.next_session else None,
        "first_reading": reading_document(aftercare.first_reading),
        "red_flags": [watch_document(one) for one in aftercare.red_flags],
        "gaps": [{"id": gap.id, "text": gap.text} for gap in aftercare.gaps],
        "unrecognised": list(aftercare.unrecognised),
        "content": {"version": aftercare.content_version, "digest": aftercare.content_digest},
        "policy": {"id": aftercare.policy_id, "digest": aftercare.policy_digest},
    }


def day_document(day: Day) -> dict[str, Any]:
    """Writes one day."""
    return {
        "day": day.day,
        "on": day.on.isoformat(),
        "expect": [instruction_document(one) for one in day.expect],
        "signs": [sign_document(one) for one in day.signs],
        "do": [instruction_document(one) for one in day.do],
        "avoid": [instruction_document(one) for one in day.avoid],
        "may_start_again": [instruction_document(one) for one in day.may_start_again],
        "check_in": check_in_document(day.check_in) if day.check_in else None,
        "red_flags": [watch_document(one) for one in day.red_flags],
    }


def iso(day: date | None) -> str | None:
    """Writes a day, or null."""
    return day.isoformat() if day else None


def instruction_document(one: DatedInstruction) -> dict[str, Any]:
    """Writes a dated instruction."""
    return {
        "instruction": one.instruction,
        "kind": one.kind,
        "from": iso(one.from_on),
        "to": iso(one.to_on),
        "from_hours": one.from_hours,
        "text": one.text,
        "why": one.why,
        "certainty": one.certainty,
        "sources": list(one.sources),
        "conflict": one.conflict,
        "side": one.side,
        "is_loosening": one.is_loosening,
        "is_prescribed": one.is_prescribed,
    }


def sign_document(one: ExpectedSign) -> dict[str, Any]:
    """Writes an expected sign with its days."""
    return {
        "sign": one.sign,
        "name": one.name,
        "text": one.text,
        "from": iso(one.from_on),
        "ordinary_to": iso(one.ordinary_to_on),
        "to": iso(one.to_on),
        "beyond": one.beyond,
        "frequency": one.frequency,
        "certainty": one.certainty,
        "sources": list(one.sources),
    }


def check_in_document(one: CheckIn) -> dict[str, Any]:
    """Writes a check-in."""
    sources = list(one.sources)
    return {"day": one.day, "on": iso(one.on), "why": one.why, "certainty": one.certainty, "sources": sources}


def open_document(one: SkinOpen) -> dict[str, Any]:
    """Writes until when the skin may be open."""
    return {
        "last_on": iso(one.last_on),
        "half_on": iso(one.half_on),
        "clock": one.clock,
        "p50_hours": one.p50_hours,
        "p95_hours": one.p95_hours,
        "text": one.text,
        "assumptions": list(one.assumptions),
        "sources": list(one.sources),
    }


def product_document(one: OwnProduct) -> dict[str, Any]:
    """Writes from when on a product of the patient's may go on the skin again."""
    return {
        "name": one.name,
        "from": iso(one.from_on),
        "text": one.text,
        "products": list(one.products),
        "certainty": one.certainty,
        "sources": list(one.sources),
    }


def next_document(one: NextSession) -> dict[str, Any]:
    """Writes when the next session may be."""
    return {
        "earliest_on": iso(one.earliest_on),
        "conflict": "interval",
        "side": one.side,
        "is_loosening": one.is_loosening,
        "reason": one.reason,
        "certainty": one.certainty,
        "sources": list(one.sources),
    }


def reading_document(one: FirstReading) -> dict[str, Any]:
    """Writes when a result can first be judged."""
    return {
        "first_on": iso(one.first_on),
        "is_estimate": one.is_estimate,
        "reason": one.reason,
        "sources": list(one.sources),
    }


def watch_document(one: WatchFor) -> dict[str, Any]:
    """Writes a red flag with its advice."""
    return {
        "id": one.id,
        "level": one.level,
        "text": one.text,
        "advice": one.advice,
        "certainty": one.certainty,
        "sources": list(one.sources),
    }


def aftercare_lines(aftercare: Aftercare, content: Content) -> Iterator[str]:
    """Writes the whole aftercare for a terminal."""
    yield f"Aftercare from {spoken(aftercare.on)} ({content.device[aftercare.device].name})"
    yield "  " + ", ".join(content.zone[zone].name for zone in aftercare.zones)
    yield from titled("What to look out for", (f"{one.text} {one.advice}" for one in aftercare.red_flags))
    for kind, title in KINDS.items():
        yield from titled(title, (told(one) for one in aftercare.instructions if one.kind == kind))
    yield from titled(
        "Usually seen", (f"{one.name} {until(one.to_on)}: {one.text}" for one in aftercare.course)
    )
    yield from titled("We ask how it goes", (f"{spoken(one.on)}: {one.why}" for one in aftercare.check_ins))
    yield from titled("Dates", dates(aftercare))
    yield from titled("Nobody knows", (gap.text for gap in aftercare.gaps))
    yield from titled("Not recognised", aftercare.unrecognised)


def day_lines(day: Day) -> Iterator[str]:
    """Writes one day for a terminal."""
    yield f"Day {day.day}, {spoken(day.on)}"
    yield from titled("What to look out for", (f"{one.text} {one.advice}" for one in day.red_flags))
    yield from titled("Expect", [*(one.text for one in day.expect), *(one.text for one in day.signs)])
    yield from titled("Do", (one.text for one in day.do))
    yield from titled("Avoid", (one.text for one in day.avoid))
    yield from titled("No longer applies from today", (one.text for one in day.may_start_again))
    if day.check_in:
        yield from titled("We ask how it goes", [day.check_in.why])


def told(one: DatedInstruction) -> str:
    """Writes an instruction with its days, its certainty and the side that is followed."""
    side = f", {one.conflict}: {one.side}" if one.conflict else ""
    loosened = ", softer than the shipped default" if one.is_loosening else ""
    return f"From {spoken(one.from_on)} {until(one.to_on)}: {one.text} ({one.certainty}{side}{loosened})"


def until(day: date | None) -> str:
    """Writes until when."""
    return f"until {spoken(day)}" if day else "without a named end"


def dates(aftercare: Aftercare) -> Iterator[str]:
    """Writes the next session and the first reading."""
    following, reading = aftercare.next_session, aftercare.first_reading
    if following:
        yield f"Next session not before {spoken(following.earliest_on)}. {following.reason}"
    if aftercare.skin_open:
        yield f"The skin may be open until {spoken(aftercare.skin_open.last_on)}, by the clock that ends last."
    judged = f"from {spoken(reading.first_on)}" if reading.first_on else "no day can be named"
    yield f"A result can first be judged: {judged}. {reading.reason}"
