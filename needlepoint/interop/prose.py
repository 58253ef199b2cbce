"""Writes decisions and content for somebody who reads a terminal."""

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date
from typing import Any

from needlepoint.protocols.model import Content
from needlepoint.screening.decision import ScreeningDecision
from needlepoint.screening.findings import Finding
from needlepoint.vocabulary.errors import BadInput
from needlepoint.vocabulary.reasons import Decision, Truth

WORDS: dict[Decision, str] = {
    Decision.DECLINE: "Decline",
    Decision.REFER: "Refer",
    Decision.DEFER: "Defer",
    Decision.NEEDS_INFORMATION: "Needs information",
    Decision.PROCEED_WITH_PRECAUTIONS: "Proceed with precautions",
    Decision.PROCEED: "Nothing found against it in what was asked and examined",
}
SHOWN = (
    "contraindication device indication instruction adjunct anaesthetic conflict zone source red_flag "
    "skin_scenario epidermis parameter channel_clock constraint incident_guide grade adverse_kind "
    "blood_refusal"
).split()


def spoken(day: date | None) -> str:
    """Writes a day in full."""
    return f"{day.day} {day:%B %Y}" if day else "a condition ends"


def decision_lines(decision: ScreeningDecision, content: Content) -> Iterator[str]:
    """Writes a decision: the verdict, what was found, what is open, what would change it."""
    yield f"{WORDS[decision.decision]} ({spoken(decision.on)}, device: {decision.device or 'none chosen'})"
    if decision.decision is Decision.DEFER:
        yield f"  until {spoken(decision.verdict.defer_until)}"
    yield f"  As a candidate: {WORDS[decision.candidacy].lower()}. Earliest: {spoken(decision.earliest_on)}."
    yield from (f"  {content.zone[zone].name}: {WORDS[v.decision].lower()}" for zone, v in decision.zones)
    yield from titled("Found", (line for f in decision.findings if f.met is Truth.YES for line in told(f)))
    yield from titled("To ask", (f"{q.text} ({q.why})" for q in decision.questions))
    yield from titled(
        "By itself", (f"{spoken(c.on)} ({c.rule}): {WORDS[c.to].lower()}" for c in decision.would_change)
    )
    yield from titled("Not recognised", decision.unrecognised)
    yield ""
    yield f"Advice; the clinician decides. Content {decision.content_version}, {decision.content_digest}."


def told(finding: Finding) -> Iterator[str]:
    """Writes one finding with where its reason stands."""
    until = f" until {spoken(finding.until)}" if finding.until else ""
    place = f" [{', '.join(finding.zones)}]" if finding.zones else ""
    label = f", label of {finding.device}" if finding.device else ""
    yield f"{WORDS[finding.effect]}{until}{place}: {finding.name}{label}"
    yield f"  {finding.reason}"
    yield f"  Sources: {', '.join(finding.sources)} (trust {finding.trust}, certainty {finding.certainty})"


def titled(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Writes a paragraph under a title, and nothing where it would be empty."""
    written = [wrapped for line in lines for wrapped in textwrap.wrap(line, 96) or [""]]
    if written:
        yield ""
        yield title
        yield from (f"  {line}" for line in written)


def content_lines(name: str, content: Content) -> Iterator[str]:
    """Writes one piece of content with its evidence; an id that nothing has is refused."""
    tables = [table for table in SHOWN if name in getattr(content, table)]
    if not tables:
        raise BadInput(
            "ID",
            "must be the id of a rule, instruction, device, incident or source",
            name,
            "see content check",
        )
    for table in tables:
        value = getattr(content, table)[name]
        yield f"{table.replace('_', ' ')} {name}"
        yield from shown(value, 1)
        yield from titled("Evidence", cited(getattr(value, "sources", ()), content))


def shown(value: Any, depth: int) -> Iterator[str]:
    """Writes the fields of a value, one a line, leaving out what is not known."""
    for one in fields(value):
        inner = getattr(value, one.name)
        if inner in (None, (), False):
            continue
        if isinstance(inner, tuple) and hasattr(inner[0], "__dataclass_fields__"):
            for part in inner:
                yield f"{'  ' * depth}{one.name}"
                yield from shown(part, depth + 1)
        elif hasattr(inner, "__dataclass_fields__"):
            yield f"{'  ' * depth}{one.name}"
            yield from shown(inner, depth + 1)
        else:
            yield f"{'  ' * depth}{one.name}: {', '.join(map(str, inner)) if isinstance(inner, tuple) else inner}"


def cited(names: Iterable[str], content: Content) -> Iterator[str]:
    """Writes sources with their trust and where they were read."""
    for name in names:
        source = content.source[name]
        where = f"https://doi.org/{source.doi}" if source.doi else source.url or "no address"
        yield f"{source.title} (trust {source.trust}, read as {source.read_as}): {where}"
        if source.note:
            yield f"  {source.note}"
