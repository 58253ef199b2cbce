"""What is known of a person: the facts that screening reads. Nothing here is guessed; absent is unknown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from needlepoint.vocabulary.dates import PartialDate
from needlepoint.vocabulary.reasons import Truth

Sex = Literal["female", "male", "other", "unknown"]
Phototype = Literal["I", "II", "III", "IV", "V", "VI"]
AnsweredBy = Literal["practitioner", "doctor", "patient", "record"]
ROUTES = (
    "oral topical transdermal inhaled nasal ophthalmic subcutaneous intramuscular intravenous rectal vaginal"
).split()
EVENT_KINDS = (
    "filler threads botulinum-toxin laser ipl radiofrequency peel surgery waxing dermaplaning tattoo "
    "microneedling sunburn tanning chemotherapy radiotherapy scar"
).split()


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a terminology, kept apart from its display text."""

    system: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """The person; `can_be_pregnant` is its own fact and is only read from `sex` when that is male."""

    birth_date: PartialDate | None = None
    sex: Sex | None = None
    can_be_pregnant: Truth | None = None
    phototype: Phototype | None = None
    weight_kg: float | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody said to a rule's question; "yes" means that what the rule is about is present.

    `zones` is None where no place was named. `as_of` is None for an answer given on the day of screening.
    """

    answer: Truth
    zones: tuple[str, ...] | None = None
    detail: str | None = None
    as_of: PartialDate | None = None
    by: AnsweredBy = "practitioner"


# The three plain answers of a case document, each made once: most answers of most cases are one of them.
PLAIN_ANSWERS: dict[str, tuple[Answer, ...]] = {truth.value: (Answer(answer=truth),) for truth in Truth}


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """What the person would like treated, and where."""

    indication: str
    zones: tuple[str, ...] = ()
    severity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine:
    """A medicine as named by whoever named it; an absent route is read as the harder one.

    Where nobody said whether it is still used (`is_status_said` false), it is in use until its last day.
    """

    name: str
    codes: tuple[Code, ...] = ()
    route: str | None = None
    is_stopped: bool = False
    is_status_said: bool = True
    since: PartialDate | None = None
    until: PartialDate | None = None
    dose_mg: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something done to the skin or the body, on a day or over a span; `zones` is None where no place was named."""

    kind: str
    detail: str | None = None
    zones: tuple[str, ...] | None = None
    since: PartialDate | None = None
    until: PartialDate | None = None

    @property
    def last(self) -> PartialDate | None:
        """Gives its last day as far as it is known."""
        return self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Allergy:
    """An allergy in the words of whoever recorded it."""

    text: str
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything known of one person before one decision.

    A list that is None is unknown; an empty one was asked and is none. `lists_are_complete` is false for what
    came from a health record, whose lists never say that there is nothing else.
    """

    patient: Patient = Patient()
    concerns: tuple[Concern, ...] | None = None
    answers: Mapping[str, tuple[Answer, ...]] = field(default_factory=lambda: MappingProxyType({}))
    medicines: tuple[Medicine, ...] | None = None
    events: tuple[Event, ...] | None = None
    allergies: tuple[Allergy, ...] | None = None
    device: str | None = None
    lists_are_complete: bool = True
    unrecognised: tuple[str, ...] = ()
    after_on: int = 0
    unreadable: int = 0
    not_understood: int = 0

    @property
    def planned_zones(self) -> tuple[str, ...]:
        """Gives the zones of all concerns, each once, in the order of the case."""
        named = (zone for concern in self.concerns or () for zone in concern.zones)
        return tuple(dict.fromkeys(named))
