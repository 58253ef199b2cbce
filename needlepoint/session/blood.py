"""The chain of somebody's own blood: drawn, labelled, spun, used, discarded, and the person compared at each step.

Limitation first: it compares what was scanned and said with what is stored; what is in a tube nobody here can see. No
volume, force, time or dose is proposed, for none is agreed: what was done is written down as it was done. A tube or a
person that does not match stops the blood for good, and nobody overrides that.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import pi
from types import MappingProxyType
from typing import Final, Literal

from needlepoint.planning.plasma import refuse_outside
from needlepoint.protocols.model import BloodRefusal, Content
from needlepoint.session.checklist import may_override
from needlepoint.vocabulary.errors import BadInput, NotGranted

Step = Literal["draw", "label", "spin", "use", "discard"]
TubeState = Literal["none", "drawn", "labelled", "spun", "used", "discarded"]
# What does not match stops the blood for good; what is only wanting is done again.
MismatchKind = Literal["identity", "unknown-tube", "other-person", "other-session"]
RefusalKind = Literal[
    MismatchKind,
    "stopped",
    "order",
    "other-day",
    "other-room",
    "no-room",
    "identifiers",
    "same-person",
    "other-scan",
    "no-second",
]

LIFECYCLE: Final[Mapping[TubeState, Mapping[Step, TubeState]]] = MappingProxyType(
    {
        "none": MappingProxyType({"draw": "drawn"}),
        "drawn": MappingProxyType({"label": "labelled", "discard": "discarded"}),
        "labelled": MappingProxyType({"spin": "spun", "discard": "discarded"}),
        # Many spin twice; so a spun tube may be spun again.
        "spun": MappingProxyType({"spin": "spun", "use": "used", "discard": "discarded"}),
        # What is left after the use stands in the room until it is discarded; until then the blood is open.
        "used": MappingProxyType({"discard": "discarded"}),
        "discarded": MappingProxyType({}),
    }
)
WORDS: Final[Mapping[TubeState, str]] = MappingProxyType(
    {
        "none": "not drawn",
        "drawn": "drawn, without a label that was scanned",
        "labelled": "labelled and not spun",
        "spun": "spun and not used",
        "used": "used, and what is left is not discarded",
        "discarded": "discarded",
    }
)
DONE: Final[Mapping[Step, str]] = MappingProxyType(
    {"draw": "drawn", "label": "labelled", "spin": "spun", "use": "used", "discard": "discarded"}
)
MISMATCHES: Final = frozenset({"identity", "unknown-tube", "other-person", "other-session"})
# What stands on the label of a tube; two of anything else could not be compared with it.
IDENTIFIERS: Final = ("name", "birth-date")
DOCTOR: Final = "doctor"
STOP: Final = "Stop: nothing of it goes on. Discard all of it; nobody overrides this."
STOP_OF_DRAW: Final = "No blood is drawn. Find out who is here before anybody asks again."
# Beyond these a number is a slip of the hand; no protocol is meant by them.
MAX_G, MAX_RPM, MAX_RADIUS_MM, MAX_MINUTES = 50_000.0, 50_000.0, 1000.0, 240.0
STANDARD_GRAVITY: Final = 9.80665


@dataclass(frozen=True, slots=True, kw_only=True)
class Tube:
    """One tube as it stands. person, session : whose it is, and of which session; room : where its blood is open."""

    person: str
    session: str
    room: str
    state: TubeState
    drawn_on: date
    is_stopped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What was read back and scanned at one step.

    person, session, room : of whom, in which session and where it is done; without a room nothing is put on
    identifiers : those that the person said and that are the same on tube and record; both of IDENTIFIERS are wanted
    differs : something that was said or read does not match
    scan, again : what was scanned, and scanned once more where nobody else is there
    by, witness : who does it, and the second person; empty where there is none
    """

    person: str
    session: str
    room: str
    on: date
    by: str
    identifiers: tuple[str, ...] = ()
    differs: bool = False
    scan: str = ""
    again: str = ""
    witness: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BloodStop:
    """One reason why a step is not done. Where it is a mismatch, the blood is stopped and nobody overrides it."""

    kind: RefusalKind
    text: str

    @property
    def is_mismatch(self) -> bool:
        """Tells whether the blood is stopped for good."""
        return self.kind in MISMATCHES


@dataclass(frozen=True, slots=True, kw_only=True)
class Spin:
    """One run of the centrifuge, as it was done. Revolutions count with the radius alone, for so they can be repeated.

    programme : its name on the centrifuge, or in words
    g : the force, in multiples of gravity; rpm : revolutions per minute
    """

    programme: str
    minutes: float
    g: float | None = None
    rpm: float | None = None
    radius_mm: float | None = None

    def __post_init__(self) -> None:
        if not self.programme.strip():
            raise BadInput("programme", "must be named", self.programme, "read it from the centrifuge")
        if self.minutes is None:
            raise BadInput("minutes", "must be written down", None, "enter how long it ran")
        for name, most in (
            ("minutes", MAX_MINUTES),
            ("g", MAX_G),
            ("rpm", MAX_RPM),
            ("radius_mm", MAX_RADIUS_MM),
        ):
            refuse_outside(getattr(self, name), most, name)
        if self.g is None and self.rpm is None:
            raise BadInput(
                "g", "or the revolutions must be given", None, "read one of them from the centrifuge"
            )
        if self.g is None and self.radius_mm is None:
            rule = "must be given with the revolutions, which say nothing without it"
            raise BadInput("radius_mm", rule, None, "read it from the rotor, or enter the force in g")

    @property
    def force_g(self) -> float:
        """Gives the force in multiples of gravity: as it was read, else reckoned."""
        if self.g is not None:
            return self.g
        assert self.rpm is not None  # one of both was given
        assert self.radius_mm is not None  # and the revolutions with their radius
        return reckoned_g(self.rpm, self.radius_mm)


def reckoned_g(rpm: float, radius_mm: float) -> float:
    """Reckons the force from revolutions and radius: r ω² / g, in multiples of gravity; physics, and no protocol."""
    return radius_mm / 1000 * (2 * pi * rpm / 60) ** 2 / STANDARD_GRAVITY


def steps_in(state: TubeState) -> tuple[Step, ...]:
    """Gives the steps that a state allows, in the order of the chain."""
    return tuple(LIFECYCLE[state])


def state_after(state: TubeState, step: Step) -> TubeState:
    """Gives the state after a step; raises NotGranted where the state does not allow it."""
    if step not in LIFECYCLE[state]:
        raise NotGranted(order_words(state))
    return LIFECYCLE[state][step]


def state_of(steps: Iterable[Step]) -> TubeState:
    """Gives the state in which steps leave a tube; raises NotGranted where one of them was not its turn."""
    state: TubeState = "none"
    for step in steps:
        state = state_after(state, step)
    return state


def is_open(state: TubeState) -> bool:
    """Tells whether a tube stands in the room: from its draw until it is discarded, what is left after use included."""
    return state not in ("none", "discarded")


def order_words(state: TubeState) -> str:
    """Says how a tube stands, and what may be done with it."""
    turn = " or ".join(DONE[step] for step in steps_in(state)) or "nothing any more"
    return f"This tube is {WORDS[state]}; next it is {turn}. Steps are never left out."


def refusals_of_draw(check: Check) -> tuple[BloodStop, ...]:
    """Gives why no blood is drawn now: the person said too little, or something that they said differs.

    Where it differs there is nothing to discard yet: whoever stands here is found out first.
    """
    if check.differs:
        return (BloodStop(kind="identity", text=f"What was said or read does not match. {STOP_OF_DRAW}"),)
    return tuple(of_identity(check))


def refusals_of_step(
    step: Step, tube: Tube | None, again: Tube | None, check: Check
) -> tuple[BloodStop, ...]:
    """Gives every reason why a step is not done, what stops the blood for good first.

    tube, again : the tubes whose labels were scanned, None where nobody here printed the label

    Discarding is never refused for the person, who may have left, nor for the day, nor because the blood is stopped.
    """
    found = [*of_scans(tube, again, check)]
    if step != "discard":
        found += of_identity(check)
    if tube is not None and not found:
        found += [*of_stand(step, tube, check), *of_second(check)]
    return tuple(sorted(found, key=lambda one: not one.is_mismatch))


def of_identity(check: Check) -> Iterator[BloodStop]:
    """Gives what was said of the person and differs, or is not enough."""
    if check.differs:
        text = f"What was said or read does not match. {STOP}"
        yield BloodStop(kind="identity", text=text)
    elif not set(IDENTIFIERS) <= set(check.identifiers):
        text = "Let the person say name and birth date; compare these two identifiers with tube and record."
        yield BloodStop(kind="identifiers", text=text)


def of_scans(tube: Tube | None, again: Tube | None, check: Check) -> Iterator[BloodStop]:
    """Gives what the scanned labels say against it: unknown, somebody else's, or of another session."""
    scanned = [tube, *([again] if check.again else [])]
    if None in scanned:
        text = f"No tube of this clinic has this label. A tube that nobody knows stands here. {STOP}"
        yield BloodStop(kind="unknown-tube", text=text)
    known = [one for one in scanned if one is not None]
    if any(one.person != check.person for one in known):
        text = f"This tube is somebody else’s. {STOP}"
        yield BloodStop(kind="other-person", text=text)
    elif any(one.session != check.session for one in known):
        text = f"This tube is of another session: blood is never kept for another day. {STOP}"
        yield BloodStop(kind="other-session", text=text)


def of_stand(step: Step, tube: Tube, check: Check) -> Iterator[BloodStop]:
    """Gives what the tube's own stand says against it."""
    if step not in LIFECYCLE[tube.state]:
        yield BloodStop(kind="order", text=order_words(tube.state))
    if step == "discard":
        return
    if tube.is_stopped:
        text = "This blood was stopped, because something did not match. It is only discarded; nobody overrides this."
        yield BloodStop(kind="stopped", text=text)
    if tube.drawn_on != check.on:
        text = "This blood was drawn on another day. Nothing of it is kept: discard it."
        yield BloodStop(kind="other-day", text=text)
    if step == "use" and not check.room:
        text = (
            "Nobody said which room this is. Enter the room beside the handpiece, then scan the tube again."
        )
        yield BloodStop(kind="no-room", text=text)
    if check.room and tube.room != check.room:
        text = f"This blood is open in {tube.room}, and this is {check.room}. It stays in its room, or it is discarded."
        yield BloodStop(kind="other-room", text=text)


def of_second(check: Check) -> Iterator[BloodStop]:
    """Gives what the second look lacks: another person, or the same tube scanned once more."""
    if check.witness and check.witness == check.by:
        text = "The second person is another one than you. Ask somebody, or scan the tube once more."
        yield BloodStop(kind="same-person", text=text)
    elif not check.witness and not check.again:
        text = "A second person looks too, or you scan the tube once more."
        yield BloodStop(kind="no-second", text=text)
    elif check.again and check.again != check.scan:
        text = "The two scans are of two tubes of this person. Take one tube, and scan it twice."
        yield BloodStop(kind="other-scan", text=text)


def other_in_room(person: str, open_there: Collection[str]) -> bool:
    """Tells whether somebody else's blood is open in a room: one person's at a time."""
    return any(one != person for one in open_there)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRefusal:
    """One reason why no blood is drawn from this person, and who may decide otherwise with a reason."""

    id: str
    text: str
    override_by: str


def refusals_of_person(
    met: Collection[str], unknown: Collection[str], answers: Mapping[str, str], content: Content
) -> tuple[PersonRefusal, ...]:
    """Gives every reason why no blood is drawn from this person, what nobody overrides first.

    met, unknown : rules of the screening of the day that are met, and those of which nobody knows
    answers : by the id of a reason, the answer to its question; what is neither "yes" nor "no" is not known
    """
    found = [one for row in content.blood_refusal.values() for one in of_row(row, met, unknown, answers)]
    return tuple(sorted(found, key=lambda one: one.override_by != "nobody"))


def of_row(
    row: BloodRefusal, met: Collection[str], unknown: Collection[str], answers: Mapping[str, str]
) -> Iterator[PersonRefusal]:
    """Gives what one reason says: it is so, or nobody knows and it is asked first."""
    answer = answers.get(row.id, "") if row.question else "no"
    if answer == "yes" or any(rule in met for rule in row.rules):
        yield PersonRefusal(id=row.id, text=row.text, override_by=row.override_by)
    elif answer != "no" or any(rule in unknown for rule in row.rules):
        text = f"{row.name}: nobody knows yet. Ask before blood is drawn."
        yield PersonRefusal(id=row.id, text=text, override_by="nobody")


def standing(
    refusals: Collection[PersonRefusal], roles: Collection[str], reason: str
) -> tuple[PersonRefusal, ...]:
    """Gives what still stands after somebody of these roles put their name and a reason to it."""
    if not reason.strip():
        return tuple(refusals)
    return tuple(one for one in refusals if not may_override(one.override_by, roles))


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparers:
    """Who prepares and uses blood products here. is_fixed : the country says so, and no director widens it."""

    professions: frozenset[str]
    is_fixed: bool
    text: str


def preparers_in(country: str, named: Collection[str], content: Content) -> Preparers:
    """Gives who prepares blood products in a country; where nothing was read, a doctor until the director names more.

    named : the professions that the medical director has named, on a law that they looked up
    """
    row = content.country.get(country)
    if row is not None and row.blood_products_by is not None:
        return Preparers(
            professions=frozenset({row.blood_products_by}), is_fixed=True, text=row.blood_products or ""
        )
    read = (row.blood_products if row else None) or "Nothing was read about blood products in this country."
    rest = (
        "The medical director has named who prepares them."
        if named
        else "Until the medical director has looked up who may, and written it down, a doctor does."
    )
    return Preparers(professions=frozenset({DOCTOR, *named}), is_fixed=False, text=f"{read} {rest}")
