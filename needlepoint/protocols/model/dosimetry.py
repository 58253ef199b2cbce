"""What was measured, and what had to be assumed, about skin, needles and channels.

`confidence` says how far a number was read, in the words of the evidence: "opened" (the table itself), "excerpt" (an
abstract), "secondary" (somebody's report of it), "derived" (computed from the others) and "assumed" (a prior with no
measurement behind it, shown as an assumption wherever it acts). What somebody only remembers has no word here: it is
not written.
"""

from dataclasses import dataclass
from typing import Literal

from needlepoint.protocols.model.evidence import Claim

Confidence = Literal["opened", "excerpt", "secondary", "derived", "assumed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thickness:
    """What one study measured at one site. Exactly one of `total_mm` and `dermis_mm` is given.

    zones : where the site lies; `nearest_for` where it is only the nearest place with a number, and is shown by name
    variant : tells two sites of the same zone in the same study apart
    epidermis_by_ultrasound_mm : only to add up to the whole that this study saw; never used as an epidermis
    sd_mm : between people; None where the study gave none, and the assumed spread stands in
    """

    site: str
    confidence: Confidence
    zones: tuple[str, ...] = ()
    nearest_for: tuple[str, ...] = ()
    variant: str | None = None
    sex: Literal["female", "male", "both"] = "both"
    age_low_years: int | None = None
    age_high_years: int | None = None
    people: int | None = None
    total_mm: float | None = None
    dermis_mm: float | None = None
    epidermis_by_ultrasound_mm: float | None = None
    sd_mm: float | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SkinScenario(Claim):
    """The thickness of skin as one study saw it. Scenarios stand side by side and are never averaged.

    limitation : what this study cannot say
    """

    id: str
    name: str
    method: str
    population: str
    limitation: str
    thickness: tuple[Thickness, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Epidermis(Claim):
    """The epidermis of some zones, from histology. Ultrasound overstates it and is never used for it."""

    id: str
    zones: tuple[str, ...]
    mean_mm: float
    sd_mm: float
    confidence: Confidence
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(Claim):
    """One number of the model, with its range and what it rests on.

    text : a sentence that a clinician reads where the number acts
    value_low, value_high : how far it may reach; the ends of the triangle where it is a prior
    """

    id: str
    name: str
    text: str
    unit: str
    confidence: Confidence
    value: float | None = None
    value_low: float | None = None
    value_high: float | None = None

    @property
    def is_assumed(self) -> bool:
        """Says whether no measurement stands behind it."""
        return self.confidence == "assumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfLife:
    """How fast channels close at one site, by the half-life of what was measured, between people."""

    site: str
    confidence: Confidence
    mean_hours: float
    sd_hours: float
    zones: tuple[str, ...] = ()
    nearest_for: tuple[str, ...] = ()
    people: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSpan:
    """The shortest and the longest time that studies report, for needles from one length up to below another."""

    confidence: Confidence
    zones: tuple[str, ...]
    hours_low: float
    hours_high: float
    text: str
    sources: tuple[str, ...]
    from_mm: float = 0.0
    below_mm: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelClock(Claim):
    """One way to say that a channel is open; the ways disagree, so each is a clock of its own."""

    id: str
    name: str
    text: str
    half_life: tuple[HalfLife, ...] = ()
    span: tuple[OpenSpan, ...] = ()
    does_phototype_matter: bool = False
    does_occlusion_matter: bool = False
    does_anti_inflammatory_matter: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GeometryReading:
    """What another source says of a device's needles; shown beside what is used, never averaged with it."""

    text: str
    confidence: Confidence
    sources: tuple[str, ...]
    needle_count: int | None = None
    needle_diameter_mm: float | None = None
    rate_hz_low: float | None = None
    rate_hz_high: float | None = None
