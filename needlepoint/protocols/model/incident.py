"""What to do when something goes wrong in the room: what comes first, what to look for, and what was done."""

from dataclasses import dataclass
from typing import Literal

from needlepoint.protocols.model.evidence import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentStep:
    """One thing to do; `done` is what the log says once it was tapped."""

    id: str
    text: str
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentGuide(Claim):
    """The guidance for one kind of incident.

    call : when the emergency number is called; holds {emergency_number} and is always read first
    look : the signs to look for
    not_known : what no source that was read says, so that nobody takes silence for advice
    retires_cartridge : the cartridge that was in use is never used again
    """

    id: str
    name: str
    call: str
    step: tuple[IncidentStep, ...]
    not_known: str
    look: tuple[str, ...] = ()
    retires_cartridge: bool = False


GradeScale = Literal["general", "skin-pain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade(Claim):
    """One grade of severity of CTCAE, as far as it was read; it was made for oncology."""

    id: str
    scale: GradeScale
    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseKind(Claim):
    """One kind of harm.

    signs, beyond_days : usual signs which, when they are still there after that day, count as this kind
    """

    id: str
    name: str
    scale: GradeScale = "general"
    signs: tuple[str, ...] = ()
    beyond_days: int | None = None
