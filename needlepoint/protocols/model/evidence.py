"""Where knowledge comes from, how far it can be trusted, and where sources disagree."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from needlepoint.vocabulary.dates import Span

Trust = Literal["A", "B", "C"]
Certainty = Literal["high", "moderate", "low", "very-low", "not-rated", "convention"]
SourceKind = Literal[
    "randomised-trial",
    "trial",
    "systematic-review",
    "review",
    "guideline",
    "case-report",
    "cohort",
    "laboratory",
    "label",
    "clearance",
    "regulation",
    "regulator-notice",
    "opinion",
    "textbook",
    "vendor",
    "clinic-page",
    "classification",
    "registry",
    "convention",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document that was read, as far as it was read."""

    id: str
    title: str
    kind: SourceKind
    trust: Trust
    read_as: Literal["full", "abstract", "excerpt", "copy", "summary", "not-read"]
    rows: tuple[str, ...] = ()
    authors: str | None = None
    year: int | None = None
    doi: str | None = None
    url: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What every piece of knowledge carries: sources, certainty, the rows it was written from, and a reviewer."""

    sources: tuple[str, ...]
    certainty: Certainty
    evidence: tuple[str, ...]
    reviewed_by: str
    next_review: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One answer to a conflict. `hold` is the time it asks for; `softness` orders the sides, 0 the hardest."""

    id: str
    text: str
    softness: int
    sources: tuple[str, ...] = ()
    hold: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict(Claim):
    """A point on which sources disagree: all sides stand here, the clinic's policy picks one.

    `default` is None where all sides are shown as a span and nothing is picked.
    """

    id: str
    question: str
    side: tuple[Side, ...]
    default: str | None = None
    note: str | None = None

    def side_of(self, side_id: str) -> Side:
        """Gives the side by its id; an id that the loader has not seen is a KeyError."""
        return {side.id: side for side in self.side}[side_id]
