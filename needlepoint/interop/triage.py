"""Writes a triage as `needlepoint/triage/1`, and lines for somebody who reads a terminal."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from needlepoint import __version__
from needlepoint.aftercare.asking import TriageQuestion
from needlepoint.aftercare.telling import Reason, Told, Usual
from needlepoint.aftercare.triage import Triage
from needlepoint.interop.prose import titled
from needlepoint.protocols.model import Content

SCHEMA = "needlepoint/triage/1"


def triage_document(triage: Triage) -> dict[str, Any]:
    """Gives the document."""
    again = triage.ask_again
    return {
        "schema": SCHEMA,
        "day": triage.day,
        "hours": triage.hours,
        "level": triage.level,
        "provisional": triage.provisional,
        "says": triage.says,
        "reassurance": triage.reassurance,
        "reasons": [row(one) for one in triage.reasons],
        "expected": [row(one) for one in triage.expected],
        "notes": [row(one) for one in triage.notes],
        "advice": [row(one) for one in triage.advice],
        "watch": [row(one) for one in triage.watch],
        "ask_again": {"hours": again.hours, "day": again.day, "text": again.text},
        "questions": [row(one) for one in triage.questions],
        "adverse_events": list(triage.adverse_events),
        "emergency_number": triage.emergency_number,
        "crisis_line": triage.crisis_line,
        "text_to_read": triage.is_text_open,
        "unrecognised": list(triage.unrecognised),
        "content": {"version": triage.content_version, "digest": triage.content_digest},
        "policy": {"id": triage.policy_id, "digest": triage.policy_digest},
        "software": __version__,
    }


def row(one: Reason | Told | Usual | TriageQuestion) -> dict[str, Any]:
    """Writes a value of plain fields under their names."""
    written = {field.name: getattr(one, field.name) for field in fields(one)}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in written.items()}


def triage_lines(triage: Triage, content: Content) -> Iterator[str]:
    """Writes a triage for a terminal: what to do first, then why."""
    name = content.triage_level[triage.level].name
    yield f"{name}{', not settled yet' if triage.provisional else ''} (day {triage.day})"
    yield f"  {triage.says}"
    yield from titled("Do", (one.text for one in triage.advice))
    yield from titled("Why", (reason_line(one) for one in triage.reasons))
    asked = "To ask, after the call" if triage.level == "emergency" else "To ask"
    yield from titled(asked, (f"{one.text} ({one.why})" for one in triage.questions))
    yield from titled("Usually seen today", (usual_line(one) for one in triage.expected))
    yield from titled("Notes", (one.text for one in triage.notes))
    yield from titled("Look out for", (one.text for one in triage.watch))
    yield from titled("Not recognised", triage.unrecognised)
    yield from ([triage.reassurance] if triage.reassurance else [])
    yield triage.ask_again.text
    yield from (["What you wrote is read by a person; nobody has yet."] if triage.is_text_open else [])


def reason_line(reason: Reason) -> str:
    """Writes a reason, with the words on which it rests."""
    return f"{reason.text} (you wrote: {reason.written})" if reason.written else reason.text


def usual_line(usual: Usual) -> str:
    """Writes a usual sign with its last day."""
    return f"{usual.name}, until day {usual.to_day}: {usual.text}"
