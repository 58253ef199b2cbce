"""Sorts a check-in: how soon somebody must look, why, and what to do until then. It never diagnoses.

Limitation: it hears only what is reported, denied or written, and looks at no photograph. It was put together from
warning signs in labels and case reports; nobody has tested how many complications it misses. Silence keeps every red
flag open, and while one is open nobody is calmed.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from needlepoint.aftercare.asking import TriageQuestion, hardest, questions_for, worst_level
from needlepoint.aftercare.home import Applied, applied_today
from needlepoint.aftercare.opened import SkinOpen, skin_open_of
from needlepoint.aftercare.reminders import check_ins_for
from needlepoint.aftercare.report import TRENDS, CheckInReport, ReportedSign, Trend, checked_report
from needlepoint.aftercare.sorting import RANK, Fired, Noticed, State, ladder_of
from needlepoint.aftercare.telling import (
    Reason,
    Told,
    Usual,
    advice_for,
    downtime_of,
    is_in_span,
    numbers_for,
    reasons_for,
    usual_on,
    watch_for,
)
from needlepoint.aftercare.timeline import dated
from needlepoint.aftercare.wording import Heard, heard_in
from needlepoint.protocols.model import Content, Instruction, LevelId, TriageLevel
from needlepoint.protocols.policy import SHIPPED, Policy
from needlepoint.session.conditions import Conditions
from needlepoint.session.record import SessionRecord

NOT_LOOKED = "This is no examination: nobody has looked at your skin."
ANSWER_FIRST = "Please answer the open questions first. Until then this is no answer."


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAgain:
    """When to ask again: after so many hours, or on a day of the course; 0 hours is now."""

    text: str
    hours: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """The whole answer, so that it can be stored and shown again years later.

    provisional : what nobody said could still bring something harder, alone or together; it calms nobody
    says : the first sentence
    reassurance : only where everything reported is usually seen on that day and every red flag is denied
    is_text_open : somebody wrote something that a person must read
    adverse_events : what lasts past its last day, or is not usually seen: to be confirmed by a clinician
    """

    day: int
    hours: float | None
    level: LevelId
    provisional: bool
    says: str
    reassurance: str | None
    reasons: tuple[Reason, ...]
    expected: tuple[Usual, ...]
    notes: tuple[Told, ...]
    advice: tuple[Told, ...]
    watch: tuple[Told, ...]
    ask_again: AskAgain
    questions: tuple[TriageQuestion, ...]
    adverse_events: tuple[str, ...]
    emergency_number: str
    crisis_line: str | None
    is_text_open: bool
    unrecognised: tuple[str, ...]
    content_version: str
    content_digest: str
    policy_id: str | None
    policy_digest: str | None


def triage(
    report: CheckInReport,
    session: SessionRecord,
    history: Conditions,
    content: Content,
    policy: Policy = SHIPPED,
    *,
    clinic_phone: str | None = None,
) -> Triage:
    """Sorts a report of one session; `history` is what is known and not known of the person."""
    checked_report(report, content)
    ladder = ladder_of(content, policy)
    heard = heard_in(report.text, content)
    state = State(report.day, noticed_in(report, heard, content), history.met)
    standing = standing_on(report.day, session, history, content, policy)
    applied = applied_today(report.applied, {one.id for one in standing}, content)
    fired = ladder.fired(state)
    reasons = tuple(reasons_for(fired, state, heard, applied, content))
    level = hardest(one.level for one in reasons)
    questions = questions_for(report, state, heard, history, applied, ladder, content)
    is_provisional = RANK[worst_level(report, state, history, ladder, content)] > RANK[level]
    unrecognised = tuple(one.text for one in applied if not one.is_known)
    is_unread = bool(report.text or unrecognised)
    numbers = numbers_for(session.facts.patient.country, clinic_phone, content)
    return Triage(
        day=report.day,
        hours=report.hours,
        level=level,
        provisional=is_provisional,
        says=numbers.filled(first_sentence(content.triage_level[level], is_provisional, is_unread)),
        reassurance=None if is_provisional else reassurance_of(level, report, state, applied, content),
        reasons=reasons,
        expected=tuple(usual_on(state, content)),
        notes=tuple(downtime_of(session, content)),
        advice=tuple(advice_for(level, fired, applied, numbers, content)),
        watch=tuple(watch_for(state, history, applied, standing, content)),
        ask_again=ask_again_after(level, is_provisional, report, session, history, content),
        questions=questions,
        adverse_events=adverse_events_of(fired, content),
        emergency_number=numbers.emergency,
        crisis_line=numbers.crisis,
        is_text_open=bool(report.text),
        unrecognised=unrecognised,
        content_version=content.version,
        content_digest=content.digest,
        policy_id=policy.id,
        policy_digest=policy.digest,
    )


def first_sentence(said: TriageLevel, is_provisional: bool, is_unread: bool) -> str:
    """Gives what is said first; at self-care nobody is sent back to their page while words wait to be read."""
    if said.id != "self_care":
        return said.text
    unread = said.unread if is_unread else None
    if is_provisional:
        return f"{unread} {ANSWER_FIRST}" if unread else ANSWER_FIRST
    return unread or said.text


def noticed_in(report: CheckInReport, heard: Heard, content: Content) -> dict[str, Noticed]:
    """Joins taps and text: of two reports of a sign the harder counts, and words only make harder."""
    noticed: dict[str, Noticed] = {}
    for one in report.signs:
        noticed[one.sign] = harder_of(noticed.get(one.sign), one)
    for sign, words in heard.signs.items():
        known = noticed.get(sign, Noticed(sign=sign))
        noticed[sign] = Noticed(sign=sign, severity=known.severity, trend=known.trend, written=words)
    if heard.worse or heard.severe:
        noticed = {sign: harder_by_words(one, heard, content) for sign, one in noticed.items()}
    return noticed


def harder_of(known: Noticed | None, one: ReportedSign) -> Noticed:
    """Takes the harder of two reports of one sign."""
    severities = [each.severity for each in (known, one) if each and each.severity is not None]
    trends: list[Trend] = [each.trend for each in (known, one) if each and each.trend is not None]
    return Noticed(
        sign=one.sign,
        severity=max(severities, default=None),
        trend=max(trends, key=TRENDS.index, default=None),
    )


def harder_by_words(one: Noticed, heard: Heard, content: Content) -> Noticed:
    """Makes a usual sign worse or severe where the text says so of anything."""
    if not content.course_of_sign[one.sign].expected:
        return one
    return Noticed(
        sign=one.sign,
        severity=3 if heard.severe else one.severity,
        trend="worse" if heard.worse else one.trend,
        written=one.written or heard.worse or heard.severe,
    )


def standing_on(
    day: int, session: SessionRecord, history: Conditions, content: Content, policy: Policy
) -> tuple[Instruction, ...]:
    """Gives the instructions that hold on a day; what may concern this person does."""
    windows = windows_of(
        session.on, content, tuple(sorted(policy.choices.items())), skin_open_of(session, content)
    )
    return tuple(
        one
        for one, first, last in windows
        if first <= day and (last is None or day <= last) and history.may_hold(one.only_if)
    )


@lru_cache(maxsize=512)
def windows_of(
    on: date, content: Content, choices: tuple[tuple[str, str], ...], opened: SkinOpen | None = None
) -> tuple[tuple[Instruction, int, int | None], ...]:
    """Gives every instruction of the aftercare with its first and last day, for a day of treatment."""
    policy = Policy(choices=MappingProxyType(dict(choices)))
    aftercare = [one for one in content.instruction.values() if one.phase == "aftercare"]
    named = ((one, dated(one, on, content, policy, opened)) for one in aftercare)
    return tuple(
        (one, (found.from_on - on).days, None if found.to_on is None else (found.to_on - on).days)
        for one, found in named
    )


def reassurance_of(
    level: LevelId, report: CheckInReport, state: State, applied: tuple[Applied, ...], content: Content
) -> str | None:
    """Says that what is reported is usually seen, and nothing beyond; not where a person must read something first."""
    is_open_to_read = bool(report.text) or not all(one.is_known for one in applied)
    signs = [content.course_of_sign[sign] for sign in state.noticed]
    if level != "self_care" or is_open_to_read or not all(is_in_span(sign, state.day) for sign in signs):
        return None
    if not signs:
        return f"You report none of the warning signs that we asked about. {NOT_LOOKED}"
    return f"What you report fits what is usually seen on day {state.day}. {NOT_LOOKED}"


def ask_again_after(
    level: LevelId,
    is_provisional: bool,
    report: CheckInReport,
    session: SessionRecord,
    history: Conditions,
    content: Content,
) -> AskAgain:
    """Says when to ask again: now while something is open, soon after a worry, else on the next check-in day."""
    said = content.triage_level[level]
    if level == "self_care" and is_provisional:
        return AskAgain(text=ANSWER_FIRST, hours=0)
    if level != "self_care":
        return AskAgain(text=said.ask_again, hours=said.ask_again_hours)
    later = [one.day for one in check_ins_for(session, history) if one.day > report.day]
    return AskAgain(text=said.ask_again, day=min(later, default=None))


def adverse_events_of(fired: list[Fired], content: Content) -> tuple[str, ...]:
    """Gives the signs that are not usually seen, or that last past their last day; a clinician confirms them."""
    signs = (sign for one in fired for sign in one.signs if sign in content.course_of_sign)
    return tuple(dict.fromkeys(signs))
