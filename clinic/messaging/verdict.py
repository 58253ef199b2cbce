"""What is done with a message at the last moment: sent by which channel, put off, not sent, or called instead."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from clinic.accounts.models import Membership
from clinic.records.actions.contact import address_of
from clinic.records.lifecycle import STANDING
from clinic.records.models import Channel as Way
from clinic.records.models import CheckIn, ContactPreference, Message, MessageKind, Patient, Why
from clinic.records.queries.messages import FOLLOW_UPS, Surroundings, nothing_agreed, preference_of
from needlepoint.aftercare.sending import MOST_ATTEMPTS, earliest_moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """It goes out now. has_more : another way that was agreed stands behind this one, if it refuses."""

    channel: str
    to: str
    has_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOff:
    """It waits."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """It is not sent, and nobody misses it."""

    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """It cannot be sent, and somebody calls."""

    why: Why


# What is never sent: on its day somebody calls, unless a later session has taken its place.
CALLED: Final = {MessageKind.OVERDUE: Why.NOT_COME, MessageKind.ASSESS: Why.NOT_ASSESSED}
# What tells of a date; on a record that points to another one nobody goes on, and its dates stand in no calendar.
OF_A_DATE: Final = frozenset(
    {MessageKind.NEXT, MessageKind.MISSED, MessageKind.OVERDUE, MessageKind.OUTCOME, MessageKind.ASSESS}
)
Verdict = Send | PutOff | Cancel | Phone


def verdict_on(message: Message, around: Surroundings, set_up: Container[str], now: datetime) -> Verdict:
    """Decide about a message that a sender has in hand."""
    if message.member:
        return _verdict_on_call(message, message.member, set_up, now)
    agreed = around.agreed.get(message.whose.pk) or nothing_agreed(message.whose)
    return next(_reasons(message, around, agreed, now), None) or _way(message, agreed, set_up)


def _verdict_on_call(message: Message, member: Membership, set_up: Container[str], now: datetime) -> Verdict:
    """Decide about a message to a colleague: a text to the number of their shift, else a mail."""
    if message.attempts > MOST_ATTEMPTS:
        return Phone(why=Why.NO_RESULT)
    morning = earliest_moment(now, message.clinic.zone, is_safety=message.is_safety)
    if morning > now:
        return PutOff(until=morning)
    return _first_left(message, _ways_to_colleague(message, member, set_up), Why.NOT_SET_UP)


def _ways_to_colleague(message: Message, member: Membership, set_up: Container[str]) -> list[tuple[str, str]]:
    ways = {Way.SMS: message.phone, Way.EMAIL: member.user.email}
    return [(str(way), to) for way, to in ways.items() if to and way in set_up]


def has_another_way(message: Message, channel: str, set_up: Container[str]) -> bool:
    """Tell whether a message that was lost on one way can still go by a later one that was agreed."""
    ways = (
        _ways_to_colleague(message, message.member, set_up)
        if message.member
        else _ways_to_patient(message.whose, preference_of(message.whose), set_up)
    )
    places = list(Way.values)
    return any(places.index(way) > places.index(channel) for way, _to in ways)


def _reasons(
    message: Message, around: Surroundings, agreed: ContactPreference, now: datetime
) -> Iterator[Verdict]:
    """Give what speaks against sending it now, what ends it first."""
    if message.whose.state != STANDING:
        yield Cancel(why=Why.IN_ERROR)
    if message.sheet_id and around.newest_sheets.get(message.whose.pk) != message.sheet_id:
        yield Cancel(why=Why.SUPERSEDED)
    if around.newest_due.get((message.whose.pk, message.kind), message.pk) != message.pk:
        yield Cancel(why=Why.OVERTAKEN)
    if message.whose.merged_into_id and message.kind in OF_A_DATE:
        yield Phone(why=Why.MERGED)
    if message.kind in CALLED:
        yield Phone(why=CALLED[MessageKind(message.kind)])
    if message.kind in FOLLOW_UPS:
        yield from _follow_up(message, around.last_reports.get(message.whose.pk))
    if not agreed.channels:
        must_arrive = message.is_safety or message.kind == MessageKind.ANSWER
        yield Phone(why=Why.NO_CHANNEL) if must_arrive else Cancel(why=Why.NO_CHANNEL)
    if message.link and (message.link.revoked_at or message.link.is_locked):
        yield Phone(why=Why.FAULT)
    if message.attempts > MOST_ATTEMPTS:
        yield Phone(why=Why.NO_RESULT)
    morning = earliest_moment(now, agreed.zone(), is_safety=message.is_safety)
    if morning > now:
        yield PutOff(until=morning)


def _follow_up(message: Message, last: CheckIn | None) -> Iterator[Verdict]:
    """End a follow-up that somebody answered; a question about a warning sign that stays open becomes a call."""
    if message.kind == MessageKind.OPEN:
        is_answered = last is not None and last.created_at > message.created_at and not _leaves_open(last)
        yield Cancel(why=Why.ANSWERED) if is_answered else Phone(why=Why.OPEN_QUESTION)
    elif last and _answers(last, message):
        yield Cancel(why=Why.ANSWERED)


def _leaves_open(report: CheckIn) -> bool:
    """Tell whether a report leaves a warning sign open and nobody looks at it: such a one puts off no call."""
    return report.is_provisional and report.level == "self_care"


def _answers(last: CheckIn, message: Message) -> bool:
    """Tell whether a report was told after the session of a message, on the day that was asked for or later."""
    is_same = message.sheet is not None and last.session_id == message.sheet.session_id
    return is_same and message.day is not None and last.day >= message.day - 1


def _way(message: Message, agreed: ContactPreference, set_up: Container[str]) -> Verdict:
    """Take the first channel that was agreed, is set up here, and has an address."""
    if not any(one in set_up for one in agreed.channels):
        return Phone(why=Why.NOT_SET_UP)
    return _first_left(message, _ways_to_patient(message.whose, agreed, set_up), Why.NO_ADDRESS)


def _ways_to_patient(
    patient: Patient, agreed: ContactPreference, set_up: Container[str]
) -> list[tuple[str, str]]:
    return [(one, to) for one in agreed.channels if one in set_up and (to := address_of(patient, one))]


def _first_left(message: Message, reached: list[tuple[str, str]], otherwise: Why) -> Verdict:
    """Take the first way that did not refuse or lose this message before."""
    left = [(channel, to) for channel, to in reached if channel in message.ways_left]
    if not left:
        return Phone(why=Why.REFUSED if reached else otherwise)
    return Send(channel=left[0][0], to=left[0][1], has_more=len(left) > 1)
