"""The numbing ledger of a session as it stands now, and what the gate says to it."""

from datetime import datetime

from clinic.records.models import EntryWhat, Session
from clinic.records.queries.chart import Chart, NumbingLine, facts_of_session, treatment_of
from clinic.records.queries.policy import policy_of_clinic
from needlepoint.planning.anaesthesia import AnaestheticGate
from needlepoint.planning.plasma import Injection
from needlepoint.protocols.library import shipped_content
from needlepoint.screening.decision import decide
from needlepoint.session.item import folded_lot
from needlepoint.session.numbing import LedgerLine, gate_of, places_to_check


def ledger_lines(chart: Chart) -> list[LedgerLine]:
    """Give the ledger as the library reads it."""
    return [ledger_line(line) for line in chart.ledger]


def ledger_line(line: NumbingLine) -> LedgerLine:
    """Give one line; what lines of an earlier version do not say is not known."""
    content = line.entry.content
    return LedgerLine(
        numbing=line.numbing,
        zones=tuple(content.get("zones", ())),
        is_occluded=content.get("is_occluded"),
        is_home=content.get("is_home", False),
        is_on_open_skin=content.get("is_on_open_skin", False),
        is_ordered=bool(content.get("ordered_by")),
    )


def gate_of_chart(session: Session, chart: Chart, now: datetime) -> AnaestheticGate | None:
    """Check everything that numbs and stands in a chart; nothing while there is nothing."""
    lines, injected = ledger_lines(chart), chart.injected
    return gate_of_session(session, lines, now, injected) if lines or injected else None


def gate_of_session(
    session: Session, lines: list[LedgerLine], now: datetime, injected: tuple[Injection, ...] = ()
) -> AnaestheticGate:
    """Check a ledger against labels and against what the screening of the day was decided from.

    Once the session has started the skin is open, and what lies on it then counts as injected.
    """
    facts = facts_of_session(session)
    decision = decide(facts, shipped_content(), policy_of_clinic(session.clinic), on=session.on)
    person = facts.patient
    return gate_of(
        lines,
        now,
        decision,
        shipped_content(),
        weight_kg=person.weight_kg,
        country=person.country,
        injected=injected,
        opened_at=session.started_at,
    )


def places_of(session: Session, line: LedgerLine) -> tuple[str, ...]:
    """Give where the skin is looked at once more before cream counts as off."""
    return places_to_check(line.zones or treatment_of(session).zone_ids, shipped_content())


def supply_at_hand(chart: Chart, product: str) -> dict[str, str | None]:
    """Give what was scanned last of a product, with its lot; nothing where none was."""
    scanned = [e.content for e in chart.of(EntryWhat.SUPPLY) if e.content["of"] == product]
    return scanned[-1] if scanned else {}


def pack_in_hand(chart: Chart, product: str, lot: str) -> dict[str, str | None]:
    """Give what was scanned last of a product, where a lot that was typed does not name another pack."""
    at_hand = supply_at_hand(chart, product)
    is_another = lot and at_hand.get("lot") and folded_lot(lot) != folded_lot(at_hand["lot"] or "")
    return {} if is_another else at_hand
