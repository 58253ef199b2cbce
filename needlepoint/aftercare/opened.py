"""How long the skin may stay open after a session: the latest clock of everything that was treated.

Limitation: no clock was measured after a pen, and only one on a face. It tells until when the skin may be open, never
that it is closed. Where nobody charted whether the skin was covered, it is read as covered, which closes later.
"""

from dataclasses import dataclass
from datetime import date

from needlepoint.planning.channels import Circumstances, OpenHours, last_open_day, latest, open_hours_of
from needlepoint.protocols.model import Content
from needlepoint.session.record import SessionRecord

# A length that was not charted is read as one from which on the water barrier was longest open.
LENGTH_NOT_CHARTED_MM = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class SkinOpen:
    """Until when the skin may be open, by the clock that ends last.

    last_on : the last day for 19 of 20 people; half_on : for half of them
    """

    last_on: date
    half_on: date
    clock: str
    name: str
    p50_hours: float
    p95_hours: float
    text: str
    assumptions: tuple[str, ...]
    sources: tuple[str, ...]


def skin_open_of(session: SessionRecord, content: Content) -> SkinOpen | None:
    """Gives until when the skin may be open; None where no clock says anything of what was treated."""
    slowest = latest(readings_of(session, content))
    if slowest is None:
        return None
    return SkinOpen(
        last_on=last_open_day(session.on, slowest.p95_hours),
        half_on=last_open_day(session.on, slowest.p50_hours),
        clock=slowest.clock,
        name=slowest.name,
        p50_hours=round(slowest.p50_hours, 1),
        p95_hours=round(slowest.p95_hours, 1),
        text=slowest.text,
        assumptions=slowest.assumptions,
        sources=slowest.sources,
    )


def readings_of(session: SessionRecord, content: Content) -> tuple[OpenHours, ...]:
    """Reads every clock in every treated zone."""
    circumstances = Circumstances(
        phototype=session.facts.patient.phototype, is_occluded=session.is_occluded is not False
    )
    return tuple(
        reading
        for zone in session.zones
        for reading in open_hours_of(
            zone.zone, zone.needle_length_mm or LENGTH_NOT_CHARTED_MM, circumstances, content
        )
    )
