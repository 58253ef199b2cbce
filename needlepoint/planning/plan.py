"""The plan as a value: frozen, named by its digest, and superseded rather than changed."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from needlepoint import __version__
from needlepoint.planning.days import Schedule
from needlepoint.planning.numbing import Allowed, AnaestheticPlan
from needlepoint.protocols.model import Hardness
from needlepoint.vocabulary.canonical import LATER, digest

Basis = Literal["evidence", "label", "convention"]
CourseNumber = Literal["sessions", "interval_days"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A number that nobody can give, and why."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OffLabel:
    """One thing in which the plan leaves the device's label; acknowledged by its id, and disclosed."""

    id: str
    what: str
    label: str
    reason: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Somebody entitled treats in spite of a rule. Whether they are entitled is the clinic's question."""

    rule: str
    reason: str
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneLayers:
    """Where the tips end in one scenario of the skin; the four shares add up to 1.

    scenario : the key of the scenario; site : where the study measured; is_nearest : it is not this zone
    """

    scenario: str
    name: str
    site: str
    is_nearest: bool
    total_mean_mm: float
    epidermis: float
    papillary_dermis: float
    reticular_dermis: float
    subcutis: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthOption:
    """One length that was considered.

    past_dermis_fraction : of tips, in the scenario where it is largest; None where the skin was never measured
    in_target_fraction : of tips that reach the target layer or deeper, in the scenario where it is smallest
    """

    needle_length_mm: float
    verdict: Literal["chosen", "above-ceiling", "too-many-past-dermis", "shorter-than-needed"]
    why: str
    past_dermis_fraction: float | None
    in_target_fraction: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstraintFinding:
    """What one constraint says to one zone; `measured` is None where it is not known; `why_unknown` says why."""

    constraint: str
    name: str
    zone: str
    hardness: Hardness
    state: Literal["violated", "not_known", "kept"]
    measured: float | None
    at_most: float
    unit: str
    text: str
    certainty: str
    sources: tuple[str, ...]
    why_unknown: str = field(default="", metadata=LATER)


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthStep:
    """One step on the way to a proposed length, with the length that was left after it."""

    step: Literal["reported", "ceiling", "thin-skin", "target-layer"]
    needle_length_mm: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDensity:
    """Punctures on a square centimetre after the planned seconds.

    is_upper_bound : no stamp test, so that every stroke of the pen is taken to pierce
    """

    low_per_cm2: float
    high_per_cm2: float
    is_upper_bound: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetWork:
    """What the published density takes over a zone: seconds of contact for a pen, passes for a roller.

    is_lower_bound : no stamp test, so that it takes at least this much
    """

    per_cm2: float
    area_cm2: float | None = None
    seconds_low: float | None = None
    seconds_high: float | None = None
    passes: float | None = None
    is_lower_bound: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedClock:
    """How long one clock takes the skin to be open: half of people are done at `p50_hours`, 19 of 20 at `p95_hours`.

    site : where it was measured, where that is not this zone
    """

    clock: str
    name: str
    p50_hours: float
    p95_hours: float
    site: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthClash:
    """No length that the device can be set to keeps to everything that stops approval.

    shortest_mm : the shortest that was tried, which breaks the fewest
    constraints : what even that one breaks
    """

    shortest_mm: float
    constraints: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedZone:
    """One concern in one zone. What is None has its reason in `missing`.

    ceiling_source : whose ceiling it is, or why there is none
    basis : where the length comes from: the evidence, the label's ceiling, a convention, or what was chosen by hand
    length_reason : why this length, in a sentence
    layers : where the tips end, in every scenario, the thinnest first; None without a length or without any skin
    options : every length that was considered, with why it lost
    contact_seconds : planned by hand; density : what they come to, and punctures_per_cm2 its upper end unless a bound
    target : what the published density takes here; density_note : what both rest on, or why there is none
    clash : no length keeps to everything that stops approval; None where one does
    clocks : how long the skin stays open by each clock that says something here; empty without a length
    steps : how the proposed length came about, whatever was chosen by hand; empty where none is proposed
    passes_by_hand : the passes were set by hand; prescribed_per_cm2 : the density that was, None where none was
    """

    zone: str
    indication: str
    needle_length_mm: float | None
    ceiling_mm: float | None
    ceiling_source: str
    basis: Basis | None
    passes: int | None
    punctures_per_cm2: float | None
    endpoint: tuple[str, ...]
    endpoint_basis: str | None
    layers: tuple[ZoneLayers, ...] | None = None
    cautions: tuple[str, ...]
    certainty: str
    sources: tuple[str, ...]
    missing: tuple[Missing, ...]
    length_reason: str = field(default="", metadata=LATER)
    options: tuple[LengthOption, ...] = field(default=(), metadata=LATER)
    constraints: tuple[ConstraintFinding, ...] = field(default=(), metadata=LATER)
    contact_seconds: float | None = field(default=None, metadata=LATER)
    density: PlannedDensity | None = field(default=None, metadata=LATER)
    target: TargetWork | None = field(default=None, metadata=LATER)
    density_note: str = field(default="", metadata=LATER)
    clash: LengthClash | None = field(default=None, metadata=LATER)
    clocks: tuple[PlannedClock, ...] = field(default=(), metadata=LATER)
    steps: tuple[LengthStep, ...] = field(default=(), metadata=LATER)
    passes_by_hand: bool = field(default=False, metadata=LATER)
    prescribed_per_cm2: float | None = field(default=None, metadata=LATER)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstraintReason:
    """Why a soft constraint is broken on purpose in one zone."""

    constraint: str
    zone: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseChange:
    """A number of the course that was set by hand and leaves what was proposed; None where nothing was."""

    what: CourseNumber
    proposed: int | None
    chosen: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How many sessions, how far apart, and when it can be judged (days after the last session).

    Where concerns differ, the longer course, interval and wait are taken; each is told in `reasons`.
    severity : what the severity of the concerns moves, which is nothing while no study says what; empty without any
    changes : in what it was set by hand otherwise than proposed, each with why
    """

    sessions: int | None
    sessions_high: int | None
    interval_days: int | None
    interval_side: str | None
    is_interval_loosened: bool
    assess_after_days: int | None
    basis: Basis | None
    reasons: tuple[str, ...]
    sources: tuple[str, ...]
    severity: str = field(default="", metadata=LATER)
    changes: tuple[CourseChange, ...] = field(default=(), metadata=LATER)


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneOrder:
    """In which order the zones are needled. last : the zones that come last because their skin is inflamed"""

    zones: tuple[str, ...]
    last: tuple[str, ...]
    reason: str
    certainty: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSession:
    """A session and the first day on which it may be; None where a condition must end first."""

    number: int
    earliest_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedInstruction:
    """An instruction with its days, counted from the first session; None is open, or undated with it."""

    instruction: str
    kind: Literal["do", "avoid", "expect"]
    starts_on: date | None
    ends_on: date | None
    text: str
    why: str
    certainty: str
    sources: tuple[str, ...]
    is_prescribed: bool
    conflict: str | None
    side: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjunctCheck:
    """Whether something may go on open channels; a gated one only after every gate."""

    id: str
    name: str
    allowed: Allowed
    is_planned: bool
    reason: str
    gates: tuple[str, ...]
    override_by: str | None
    sources: tuple[str, ...]
    certainty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Somebody whose word the plan needs before it is approved."""

    by: Literal["doctor", "prescriber"]
    about: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Precaution:
    """A finding under which treatment goes on, with care."""

    rule: str
    name: str
    reason: str
    zones: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything prescribed for one course with one device, whole.

    met_rules : every rule that was found, whatever it does; it decides what is prepared and disclosed
    conditions : the keys that hold of what is given only to some (`only_if` of the content)
    reasons : why soft constraints are broken on purpose
    schedule : the days between what else life holds; None where nothing was said of it
    expected_minutes : None: no source says how long a session takes
    """

    version: int = 1
    on: date
    device: str
    device_kind: str
    label_status: str
    limitation: str
    zones: tuple[PlannedZone, ...]
    course: Course
    sessions: tuple[PlannedSession, ...]
    preparation: tuple[DatedInstruction, ...]
    anaesthetic: AnaestheticPlan
    adjuncts: tuple[AdjunctCheck, ...]
    off_label: tuple[OffLabel, ...]
    approvals: tuple[Approval, ...]
    precautions: tuple[Precaution, ...]
    overrides: tuple[Override, ...]
    alternatives: tuple[str, ...]
    expected_minutes: None = None
    missing: tuple[Missing, ...]
    met_rules: tuple[str, ...]
    conditions: tuple[str, ...]
    content_version: str
    content_digest: str
    policy_id: str | None
    policy_digest: str | None
    software: str = __version__
    reasons: tuple[ConstraintReason, ...] = field(default=(), metadata=LATER)
    schedule: Schedule | None = field(default=None, metadata=LATER)
    order: ZoneOrder | None = field(default=None, metadata=LATER)

    @property
    def digest(self) -> str:
        """Names exactly this plan."""
        return digest(self)

    @property
    def zone_ids(self) -> tuple[str, ...]:
        """Gives the planned zones, each once."""
        return tuple(dict.fromkeys(planned.zone for planned in self.zones))

    @property
    def planned_adjuncts(self) -> tuple[str, ...]:
        """Gives the adjuncts that are planned."""
        return tuple(check.id for check in self.adjuncts if check.is_planned)
