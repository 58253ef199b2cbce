"""The sender: takes what is due in hand, sends it, and records what came of it.

The claim is committed before anything is sent, and nothing is sent inside a transaction. A sender that dies leaves
claims that end by themselves; nothing is lost. What it had sent and not recorded is sent again with the same key.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from django.conf import settings
from django.db import DatabaseError
from django.urls import reverse

from clinic.accounts.models import Clinic
from clinic.messaging.channel import Channel, Gone, Outgoing, Refused, Unavailable
from clinic.messaging.verdict import Cancel, Phone, PutOff, Send, Verdict, verdict_on
from clinic.records import clock
from clinic.records.actions import messages as deeds
from clinic.records.actions.push import close_push
from clinic.records.actors import Actor
from clinic.records.links import token_of
from clinic.records.models import Channel as Way
from clinic.records.models import Message, PushEnd, Why
from clinic.records.queries.messages import clinics_with_due, in_hand, preference_of, surroundings_of
from clinic.records.queries.push import subscription_at
from clinic.records.refusals import WrongState
from needlepoint.aftercare.letters import Letter, letter_for, letter_to_colleague
from needlepoint.aftercare.sending import earliest_moment, wait_after

logger = logging.getLogger(__name__)
Tally = Counter[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How many at once, how long a claim lasts, and how long an answer is waited for; a claim outlasts an answer.

    knocks_at_once : how many at once at addresses that browsers told, anybody's, which may hold whoever knocks
    """

    at_once: int = 8
    knocks_at_once: int = 2
    lease: timedelta = timedelta(minutes=5)
    answer_within_seconds: float = 60


class Sender:
    """Sends what is due; any number may work at once, on any number of machines."""

    def __init__(
        self, channels: Mapping[str, Channel], generator: np.random.Generator, pace: Pace = Pace()
    ) -> None:
        self.channels = channels
        self.generator = generator
        self.pace = pace
        self.pool = ThreadPoolExecutor(max_workers=pace.at_once, thread_name_prefix="message")
        self.knocks = ThreadPoolExecutor(max_workers=pace.knocks_at_once, thread_name_prefix="knock")

    def send_due(
        self, goes_on: Callable[[], bool] = lambda: True, before_each: Callable[[], object] = lambda: None
    ) -> Tally:
        """Send until nothing is due or somebody says stop; a batch that was begun is finished.

        before_each : done before each round of batches, so that what is urgent is not kept waiting by a backlog
        """
        tally: Tally = Counter()
        while goes_on():
            before_each()
            done = [self.send_batch(clinic) for clinic in clinics_with_due(clock.now()) if goes_on()]
            if not any(done):
                break
            tally += sum(done, Counter())
        return tally

    def send_batch(self, clinic: Clinic) -> Tally:
        """Take a batch of one clinic in hand and deal with each of it."""
        actor = Actor.system(clinic)
        try:
            batch = deeds.claim_messages(actor, self.pace.at_once, self.pace.lease)
        except WrongState:  # another sender was faster
            return Counter()
        messages = in_hand(batch)
        try:
            return Counter(claimed=len(messages)) + self._deal_with(actor, messages)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("A batch broke off; its claim ends, and it is tried again")
            return Counter(claimed=len(messages), broken=1)

    def close(self) -> None:
        """Let go of the threads; one that waits for a provider is not waited for."""
        for pool in (self.pool, self.knocks):
            pool.shutdown(wait=False, cancel_futures=True)

    def _deal_with(self, actor: Actor, messages: Sequence[Message]) -> Tally:
        """Settle what is not sent, then send the others."""
        tally: Tally = Counter()
        verdicts = list(self._verdicts(messages))
        sending = [(message, verdict) for message, verdict in verdicts if isinstance(verdict, Send)]
        for message, verdict in verdicts:
            if not isinstance(verdict, Send):
                tally[self._settle(actor, message, verdict)] += 1
        return tally + (self._send_all(actor, sending) if sending else Counter())

    def _verdicts(self, messages: Sequence[Message]) -> Iterator[tuple[Message, Verdict]]:
        """Decide about each; one about which nothing can be decided stops nobody but itself."""
        now = clock.now()
        around = surroundings_of(messages, now)
        for message in messages:
            try:
                yield message, verdict_on(message, around, self.channels, now)
            except Exception:
                logger.exception("Message %s could not be decided about", message.pk)
                yield message, Phone(why=Why.FAULT)

    def _settle(self, actor: Actor, message: Message, verdict: Verdict) -> str:
        match verdict:
            case PutOff(until=until):
                return _record(deeds.put_off_message, actor, message, until, Why.QUIET, was_tried=False)
            case Cancel(why=why):
                return _record(deeds.cancel_message, actor, message, why)
        assert isinstance(verdict, Phone)  # what is sent was taken out before
        return _record(deeds.give_up_message, actor, message, verdict.why)

    def _send_all(self, actor: Actor, sending: Sequence[tuple[Message, Send]]) -> Tally:
        """Hand all to their channels at once, and record each as soon as its answer is there."""
        deeds.make_message_links(actor, [message for message, _verdict in sending])
        waiting = {self._pool_of(each[1]).submit(self._send, *each): each for each in sending}
        tally: Tally = Counter()
        try:
            for done in as_completed(list(waiting), timeout=self.pace.answer_within_seconds):
                tally[self._note(actor, *waiting.pop(done), done)] += 1
        except TimeoutError:
            for late, (message, verdict) in waiting.items():
                late.cancel()  # what was not begun is not sent behind the back of the next attempt
                tally[self._try_later(actor, message, verdict, Why.NO_ANSWER)] += 1
        return tally

    def _pool_of(self, verdict: Send) -> ThreadPoolExecutor:
        """Give the threads for a way: whoever holds a knock holds no text message."""
        return self.knocks if verdict.channel == Way.PUSH else self.pool

    def _send(self, message: Message, verdict: Send) -> str:
        """Write the letter and hand it to its channel; runs in a thread and asks the database nothing."""
        channel = self.channels[verdict.channel]
        link, letter = letter_of(message, can_be_answered=channel.can_be_answered)
        return channel.send(
            Outgoing(
                key=str(message.pk),
                to=verdict.to,
                letter=letter,
                clinic=message.clinic.name,
                link=link,
                status_address=status_address(message, verdict.channel),
            )
        )

    def _note(self, actor: Actor, message: Message, verdict: Send, done: Future[str]) -> str:
        try:
            provider_id = done.result()
        except Refused as fault:
            logger.warning("Message %s was refused: %s", message.pk, fault)
            if isinstance(fault, Gone):
                forget_phone(actor, message, verdict.to)
            deed = deeds.take_next_way if verdict.has_more else deeds.give_up_message
            return _record(deed, actor, message, Why.REFUSED, verdict.channel)
        except Unavailable as fault:
            logger.warning("Message %s waits: %s", message.pk, fault)
            return self._try_later(actor, message, verdict, Why.NO_ANSWER)
        except Exception:
            logger.exception("Message %s could not be sent", message.pk)
            return self._try_later(actor, message, verdict, Why.FAULT)
        return _record(deeds.note_message_sent, actor, message, verdict.channel, provider_id)

    def _try_later(self, actor: Actor, message: Message, verdict: Send, why: Why) -> str:
        """Let it wait, longer each time; after the last attempt it goes by the next way, else somebody calls."""
        wait = wait_after(message.attempts, self.generator)
        if wait is None:
            deed = deeds.take_next_way if verdict.has_more else deeds.give_up_message
            return _record(deed, actor, message, why, verdict.channel)
        zone = preference_of(message.patient).zone() if message.patient else message.clinic.zone
        until = earliest_moment(clock.now() + wait, zone, is_safety=message.is_safety)
        return _record(deeds.put_off_message, actor, message, until, why)


def letter_of(message: Message, *, can_be_answered: bool) -> tuple[str, Letter]:
    """Write the letter of a message, with the address that it names; a colleague is led to a page and signs in."""
    name = message.clinic.name
    if message.member:
        link = settings.PUBLIC_URL + message.page
        return link, letter_to_colleague(settings.LANGUAGE_CODE, name, link)
    assert message.link is not None  # made for the whole batch just before
    link = settings.PUBLIC_URL + reverse("message_link", args=[token_of(message.link)])
    return link, letter_for(message.whose.language, name, link, can_be_answered=can_be_answered)


def forget_phone(actor: Actor, message: Message, endpoint: str) -> None:
    """Forget a phone at which nobody is any more; what was agreed beside stays."""
    found = subscription_at(message.whose, endpoint)
    if found is None:
        return
    try:
        close_push(actor, found, PushEnd.GONE)
    except WrongState:  # it was taken back just now
        return


def status_address(message: Message, channel: str) -> str:
    """Give the address at which a provider may say whether it arrived; only where providers can reach us."""
    if not settings.IS_HTTPS:
        return ""
    return str(settings.PUBLIC_URL + reverse("message_status", args=[message.pk, channel]))


def _record(deed: Callable[..., Message], actor: Actor, message: Message, *given: Any, **named: Any) -> str:
    """Record what came of a message, and give the state in which it stands, or why it could not be recorded."""
    try:
        return str(deed(actor, message, *given, **named).state)
    except WrongState:  # a callback, another sender or somebody at the desk was faster, and that stands
        return "settled-elsewhere"
    except Exception:
        logger.exception("What came of message %s could not be recorded", message.pk)
        return "unrecorded"
