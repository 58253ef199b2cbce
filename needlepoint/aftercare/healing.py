"""The line of healing: the phases of a wound that was made on purpose, dated from the day of treatment.

Limitation: the spans stand on one manufacturer's page that was read at second hand. Nobody followed them in single
people, by skin or by needle length, and the phases run into each other; a date here is about that day.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from needlepoint.protocols.model import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedPhase:
    """One phase with its days: from `from_on` until `to_on`, on which the next begins, or the line ends."""

    id: str
    name: str
    text: str
    from_on: date
    to_on: date
    certainty: str
    sources: tuple[str, ...]

    def is_on(self, day: date) -> bool:
        """Says whether the skin is about in this phase on a day."""
        return self.from_on <= day < self.to_on

    def fraction_on(self, day: date) -> float:
        """Says how far a day lies within the phase, from 0 to 1; a day outside lies at its nearer end."""
        return min(max((day - self.from_on) / (self.to_on - self.from_on), 0.0), 1.0)


def healing_line(on: date, content: Content) -> tuple[DatedPhase, ...]:
    """Gives the phases of healing after a treatment of a day, in their order."""
    found = sorted(content.healing_phase.values(), key=lambda one: one.from_days)
    return tuple(
        DatedPhase(
            id=one.id,
            name=one.name,
            text=one.text,
            from_on=on + timedelta(days=one.from_days),
            to_on=on + timedelta(days=one.to_days),
            certainty=one.certainty,
            sources=one.sources,
        )
        for one in found
    )
