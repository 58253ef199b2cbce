"""The form of `needlepoint/policy/1`: what a clinic chooses, hardens, softens and adds over the evidence."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from needlepoint.protocols.model.constraint import Hardness
from needlepoint.protocols.model.evidence import Source
from needlepoint.protocols.model.rule import Clause, Contraindication
from needlepoint.vocabulary.dates import Span
from needlepoint.vocabulary.reasons import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenSide:
    """The side of a conflict that the clinic follows; `by` and `reason` are needed where it is softer."""

    conflict: str
    side: str
    by: str | None = None
    reason: str | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tightened:
    """A rule that the clinic makes harder: by another effect, by a longer hold, or by both."""

    rule: str
    reason: str
    effect: Decision | None = None
    hold: Span | None = None

    def is_hold_of(self, clause: Clause) -> bool:
        """Says whether a clause defers for the time that the clinic named, not for the rule's own."""
        return self.hold is not None and clause.hold is not None and clause.hold.span == self.hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Loosened:
    """A rule that the clinic makes softer in the generic layer, with who answers for it."""

    rule: str
    effect: Decision
    by: str
    reason: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Limited:
    """A constraint of a setting that the clinic draws closer or wider, or makes harder; wider needs a name and a day.

    at_most : in the constraint's own unit
    """

    constraint: str
    reason: str
    at_most: float | None = None
    hardness: Hardness | None = None
    by: str | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFile:
    """A policy as it is written and signed. `source` holds what the clinic's own `rule`s cite beside the content's."""

    schema: Literal["needlepoint/policy/1"]
    id: str
    version: str
    signed_by: str
    signed_on: date
    choice: tuple[ChosenSide, ...] = ()
    tighten: tuple[Tightened, ...] = ()
    loosen: tuple[Loosened, ...] = ()
    source: tuple[Source, ...] = ()
    rule: tuple[Contraindication, ...] = ()
    limit: tuple[Limited, ...] = ()
