"""Rules of screening as data: what they ask, what fires them, and what they then do."""

from dataclasses import dataclass
from typing import Literal

from needlepoint.protocols.model.evidence import Claim
from needlepoint.vocabulary.dates import Span
from needlepoint.vocabulary.reasons import Decision

Overrider = Literal["nobody", "director", "doctor", "prescriber", "practitioner"]
Approver = Literal["doctor"]
QuestionKind = Literal["yes_no", "yes_no_zones", "choice", "date", "number", "text"]
Condition = Literal["can-be-pregnant", "label-names-it-and-country-allows"]
Computed = Literal[
    "below-minimum-age",
    "below-label-age",
    "phototype-outside-label",
    "indication-outside-label",
    "zone-outside-label",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A `detail` that an answer may give; `words` are other ways to write its id."""

    id: str
    text: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person is asked, in plain words, and why."""

    kind: QuestionKind
    text: str
    why: str
    choice: tuple[Choice, ...] = ()
    choice_text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseQuestion:
    """A question that fills a key of the case document, not a rule; `id` is the key's path."""

    id: str
    kind: QuestionKind
    text: str
    why: str
    choice: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A recorded fact that fires a rule. Exactly one of the first seven is named.

    medicines : classes of medicine; `stopped` says whether one that was stopped still counts, `undated` what a
        stop without a date does: it asks, or counts as used until today
    events : kinds of event, narrowed by `event_details`
    gives : "yes" fires the rule; "asks" leaves it unknown until its question is answered
    detail : the choice that it stands for
    settles : a complete list without a match answers the rule's question with no
    """

    medicines: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    allergies: tuple[str, ...] = ()
    indications: tuple[str, ...] = ()
    phototypes: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    computed: Computed | None = None
    event_details: tuple[str, ...] = ()
    not_event_details: tuple[str, ...] = ()
    stopped: Literal["ignored", "counts"] = "ignored"
    undated: Literal["asks", "today"] = "today"
    gives: Literal["yes", "asks"] = "yes"
    detail: str | None = None
    settles: bool = False
    at_least: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """The time that must pass after the last day; `conflict` names where it is taken from instead."""

    span: Span | None = None
    conflict: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How far something reaches beyond the zone it was named in (a cold sore concerns the whole face)."""

    origin: tuple[str, ...]
    reaches: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One thing that a rule does when its conditions hold. Within a layer the hardest clause that holds acts.

    layer : "generic", or the id of the device whose label says it
    where : "here" (in a planned zone), "elsewhere" (named, but in none of them), "anywhere"
    details : only for these details; an absent detail lets every clause act, and asks, except where
        `only_when_said`
    planned_zones, except_zones : only for these planned zones
    indications, except_indications : only in zones where these are to be treated
    with_rule : only while that rule is met too; unknown there is unknown here
    use : a medicine in use now, or one that was stopped
    hold : acts until that long after the last day; with `before`, from that long before the first
    unless_recorded : an answer's own date stands in only where no date is recorded: "ever", or "recently" enough
        for the clause to act by it; an older record does not explain a "yes" of today
    ends_when : the words for what must end, where there is no date
    side : "conflict:side", only while the policy follows that side
    approval : who approves before the plan does; no decision
    """

    layer: str
    effect: Decision
    reason: str
    sources: tuple[str, ...] = ()
    certainty: str | None = None
    where: Literal["here", "elsewhere", "anywhere"] | None = None
    details: tuple[str, ...] = ()
    only_when_said: bool = False
    planned_zones: tuple[str, ...] = ()
    except_zones: tuple[str, ...] = ()
    indications: tuple[str, ...] = ()
    except_indications: tuple[str, ...] = ()
    with_rule: str | None = None
    use: Literal["current", "stopped"] | None = None
    hold: Hold | None = None
    before: Span | None = None
    ends_when: str | None = None
    unless_recorded: Literal["recently", "ever"] | None = None
    side: str | None = None
    approval: Approver | None = None
    override_by: Overrider | None = None
    label_read_in_a_copy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contraindication(Claim):
    """A contraindication or precaution with its layers, its question and its reasons.

    scope : "person" or "area" (the planned zones)
    acts_on : "candidacy", "day" (only today's readiness) or "both"
    exam : a practitioner must have looked; a patient's or a record's "no" leaves it unknown
    valid_for_days : how long an answer lasts; 0 asks at every session, None lasts
    asked_if : the rule is only asked, and only unknown, where this holds
    follows : a follow-up: only open while that rule is met
    asked_unless_side : "conflict:side" under which it is not asked
    no_counts_only_by_doctor_before : indications before which only a doctor's "no" counts
    """

    id: str
    name: str
    kind: tuple[Literal["asked", "derived"], ...]
    scope: Literal["person", "area"]
    acts_on: Literal["candidacy", "day", "both"]
    override_by: Overrider
    rationale: str
    would_change: str
    effect: tuple[Clause, ...]
    exam: bool = False
    valid_for_days: int | None = None
    question: Question | None = None
    trigger: tuple[Trigger, ...] = ()
    spread: tuple[Spread, ...] = ()
    asked_if: Condition | None = None
    follows: str | None = None
    asked_unless_side: str | None = None
    conflict: str | None = None
    no_counts_only_by_doctor_before: tuple[str, ...] = ()
    is_sensitive: bool = False
    is_hidden_from_patient: bool = False
    is_follow_up: bool = False
    note: str | None = None

    @property
    def is_asked(self) -> bool:
        """Says whether somebody is asked about it."""
        return "asked" in self.kind

    @property
    def acts_on_candidacy(self) -> bool:
        """Says whether it counts for candidacy, not only for today."""
        return self.acts_on != "day"
