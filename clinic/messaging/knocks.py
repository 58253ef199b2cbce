"""What becomes of knocks: a phone that is gone is forgotten, and what no phone heard goes by the next way."""

import logging

from clinic.messaging.set_up import channels
from clinic.messaging.verdict import has_another_way
from clinic.records import clock
from clinic.records.actions import messages as deeds
from clinic.records.actors import Actor
from clinic.records.models import Channel, Message, Why
from clinic.records.queries.push import unheard
from clinic.records.refusals import Refusal

logger = logging.getLogger(__name__)


def pass_on_unheard() -> int:
    """Let what no phone heard for a day go by the next way that was agreed, else somebody calls; count them."""
    return sum(_passed_on(message) for message in unheard(clock.now()))


def _passed_on(message: Message) -> bool:
    actor = Actor.system(message.clinic)
    try:
        if has_another_way(message, Channel.PUSH, channels()):
            deeds.take_next_way(actor, message, Why.NOT_DELIVERED, Channel.PUSH)
        else:
            deeds.note_not_delivered(actor, message, "unheard", Channel.PUSH)
    except Refusal:  # the phone said so just now, or another worker was faster
        return False
    return True
