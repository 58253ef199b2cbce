"""What somebody is told of a worry: why, what is usually seen on that day, what to do, and what to look out for.

The number to call comes first. Nothing here says that all is well: at the most that what is reported is usually seen.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from needlepoint.aftercare.home import Applied
from needlepoint.aftercare.sorting import RANK, Fired, State
from needlepoint.aftercare.wording import Heard
from needlepoint.protocols.model import Content, CourseOfSign, Instruction, LevelId
from needlepoint.session.conditions import Conditions
from needlepoint.session.record import SessionRecord

LOCAL_NUMBER = "your local emergency number"
OWN_CLINIC = "your clinic's own number"
CONVENTION = "needlepoint-convention"
SELF_HARM = "self-harm-thoughts"
Why = Literal["present", "worse", "severe", "late", "together", "written", "applied", "usual"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Whom to call. What is not known is said, and no number is made up."""

    emergency: str = LOCAL_NUMBER
    clinic: str = OWN_CLINIC
    crisis: str | None = None

    def filled(self, text: str) -> str:
        """Puts the numbers into a text of the content."""
        return text.replace("{emergency_number}", self.emergency).replace("{clinic_phone}", self.clinic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why the level is at least this; `written` are the words of the text on which it rests."""

    sign: str | None
    level: LevelId
    why: Why
    text: str
    red_flag: str | None = None
    written: str | None = None
    certainty: str = "convention"
    sources: tuple[str, ...] = (CONVENTION,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A sentence with its ground; `about` is a sign, a red flag, a product, an instruction or a level."""

    about: str
    text: str
    certainty: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """A sign that is usually seen on this day, and until when; it is shown whether somebody reported it or not."""

    sign: str
    name: str
    text: str
    to_day: int | None
    ordinary_to_day: int | None
    frequency: str | None
    is_reported: bool
    certainty: str
    sources: tuple[str, ...]


def numbers_for(country: str | None, clinic_phone: str | None, content: Content) -> Numbers:
    """Gives the numbers of a country; one that is not known has none."""
    known = content.country.get(country or "")
    clinic = clinic_phone or OWN_CLINIC
    return (
        Numbers(emergency=known.emergency_number, clinic=clinic, crisis=known.crisis_line)
        if known
        else Numbers(clinic=clinic)
    )


def reasons_for(
    fired: Iterable[Fired], state: State, heard: Heard, applied: Iterable[Applied], content: Content
) -> Iterator[Reason]:
    """Gives every reason, the hardest first; then what is usually seen."""
    flagged: set[str] = set()
    for one in fired:
        flagged |= set(one.signs)
        yield reason_of(one, state)
    if heard.worse and not state.noticed:
        text = "You wrote that something gets worse."
        yield Reason(sign=None, level="contact", why="written", text=text, written=heard.worse)
    for put_on in applied:
        yield from (applied_reason(put_on, closed.id, content) for closed in put_on.closed)
    for sign in state.noticed:
        if sign not in flagged:
            yield usual_reason(content.course_of_sign[sign], state)


def reason_of(fired: Fired, state: State) -> Reason:
    """Words one red flag that fires."""
    flag, sign = fired.flag, fired.signs[0]
    written = next((state.noticed[one].written for one in fired.signs if state.noticed[one].written), None)
    return Reason(
        sign=sign,
        level=fired.level,
        why=why_of(fired, state),
        text=flag.text,
        red_flag=flag.id,
        written=written,
        certainty=flag.certainty,
        sources=flag.sources,
    )


def why_of(fired: Fired, state: State) -> Why:
    """Says what about the signs made a red flag fire."""
    flag, noticed = fired.flag, [state.noticed[sign] for sign in fired.signs]
    if flag.at_least > 1 or flag.together_with:
        return "together"
    if flag.when == "present":
        return "written" if noticed[0].written else "present"
    if any(one.is_worse for one in noticed):
        return "worse"
    return "severe" if any(one.is_severe for one in noticed) else "late"


def applied_reason(put_on: Applied, product: str, content: Content) -> Reason:
    """Words a product that should not be on the skin yet."""
    known = content.home_product[product]
    return Reason(
        sign=None,
        level=known.level,
        why="applied",
        text=f"{known.name} (you wrote “{put_on.text[:80]}”) should not be on the skin yet.",
        certainty=known.certainty,
        sources=known.sources,
    )


def usual_reason(sign: CourseOfSign, state: State) -> Reason:
    """Words a sign that is usually seen on this day; one that came before its first day is only named."""
    is_early = sign.from_days is not None and state.day < sign.from_days
    last = (
        f"usually seen until day {sign.to_days}"
        if not is_early
        else f"usually seen from day {sign.from_days} on"
    )
    return Reason(
        sign=sign.id,
        level="self_care",
        why="usual",
        text=f"{sign.name} on day {state.day}: {last}.",
        written=state.noticed[sign.id].written,
        certainty=sign.certainty,
        sources=sign.sources,
    )


def usual_on(state: State, content: Content) -> Iterator[Usual]:
    """Gives the signs that are usually seen on this day."""
    for sign in content.course_of_sign.values():
        if sign.expected and is_in_span(sign, state.day):
            yield Usual(
                sign=sign.id,
                name=sign.name,
                text=sign.text,
                to_day=sign.to_days,
                ordinary_to_day=sign.ordinary_to_days,
                frequency=sign.frequency,
                is_reported=sign.id in state.noticed,
                certainty=sign.certainty,
                sources=sign.sources,
            )


def is_in_span(sign: CourseOfSign, day: int) -> bool:
    """Says whether a sign is usually seen on a day."""
    return (sign.from_days or 0) <= day and (sign.to_days is None or day <= sign.to_days)


def downtime_of(session: SessionRecord, content: Content) -> Iterator[Told]:
    """Gives a vendor's estimate for the longest needle that was charted; between its bands it says nothing."""
    lengths = [zone.needle_length_mm for zone in session.zones]
    longest = None if None in lengths else max(length for length in lengths if length is not None)
    for one in content.downtime.values():
        if longest is not None and one.needle_length_low_mm <= longest <= one.needle_length_high_mm:
            yield Told(about=one.id, text=one.text, certainty=one.certainty, sources=one.sources)


def advice_for(
    level: LevelId,
    fired: Iterable[Fired],
    applied: Iterable[Applied],
    numbers: Numbers,
    content: Content,
) -> Iterator[Told]:
    """Gives what to do, each sentence once: of what made the level, never what would make somebody wait."""
    said = content.triage_level[level]
    told = (*flag_advice(level, fired, numbers), *crisis_advice(level, fired, numbers))
    yield from (one for place, one in enumerate(told) if not is_said(one, told, place))
    if level != "emergency":
        yield from product_advice(applied, numbers)
    elsewhere = numbers.filled(said.elsewhere)
    yield Told(about=level, text=elsewhere, certainty=said.certainty, sources=said.sources)


def is_said(one: Told, told: tuple[Told, ...], place: int) -> bool:
    """Says whether a sentence stands before in the same words, or anywhere with more beside it."""
    before = any(other.text == one.text for other in told[:place])
    return before or any(other.text != one.text and one.text in other.text for other in told)


def flag_advice(level: LevelId, fired: Iterable[Fired], numbers: Numbers) -> Iterator[Told]:
    """Gives the advice of every red flag that reaches the level."""
    for one in fired:
        if RANK[one.level] == RANK[level]:
            flag = one.flag
            yield Told(
                about=flag.id,
                text=numbers.filled(flag.advice),
                certainty=flag.certainty,
                sources=flag.sources,
            )


def crisis_advice(level: LevelId, fired: Iterable[Fired], numbers: Numbers) -> Iterator[Told]:
    """Gives the crisis line where somebody thinks of harming themselves; where none is known it says so."""
    if any(one.flag.id == SELF_HARM for one in fired):
        line = (
            f"Crisis line: {numbers.crisis}."
            if numbers.crisis
            else "Call your local crisis line; its number is not known here."
        )
        yield Told(
            about=SELF_HARM,
            text=line,
            certainty="convention",
            sources=(CONVENTION,),
        )


def product_advice(applied: Iterable[Applied], numbers: Numbers) -> Iterator[Told]:
    """Gives what to do with each product that should not be on the skin yet."""
    for product in dict.fromkeys(closed.id for one in applied for closed in one.closed):
        known = next(closed for one in applied for closed in one.closed if closed.id == product)
        yield Told(
            about=known.id,
            text=numbers.filled(known.advice),
            certainty=known.certainty,
            sources=known.sources,
        )


def watch_for(
    state: State,
    history: Conditions,
    applied: Iterable[Applied],
    standing: Iterable[Instruction],
    content: Content,
) -> Iterator[Told]:
    """Gives what to look out for: beyond each usual sign, for this person, and after what was put on."""
    for sign in state.noticed:
        known = content.course_of_sign[sign]
        if known.expected and known.beyond:
            text = (
                f"{known.name}: day {known.to_days} is the last on which it is usually seen. {known.beyond}"
            )
            yield Told(about=sign, text=text, certainty=known.certainty, sources=known.sources)
    for one in standing:
        if one.kind == "expect" and one.only_if and history.may_hold(one.only_if):
            yield Told(about=one.id, text=one.text, certainty=one.certainty, sources=one.sources)
    products = {closed.id: closed for one in applied for closed in one.closed}
    for sign in dict.fromkeys(sign for product in products.values() for sign in product.watch):
        known = content.course_of_sign[sign]
        yield Told(about=sign, text=known.text, certainty=known.certainty, sources=known.sources)
