"""The worker of worries: the next in line is called when a turn has ended, and a digest is written each morning."""

import logging
from collections.abc import Callable

from django.db import DatabaseError, IntegrityError

from clinic.records import clock
from clinic.records.actions.digest import write_worry_digest
from clinic.records.actions.drafts import drop_old_drafts
from clinic.records.actions.escalation import call_next_in_line
from clinic.records.actors import Actor
from clinic.records.queries.worries import clinics_with_old_drafts, clinics_without_digest, turns_ended
from clinic.records.refusals import Refusal

logger = logging.getLogger(__name__)


def look_after_worries() -> int:
    """Call whoever is next, write the digests that are due, delete old drafts, and count what was done."""
    return call_next_where_late() + write_digests() + drop_drafts()


def call_next_where_late() -> int:
    """Call the next in line about each worry whose turn has ended, and count them; one that fails stops no other."""
    return sum(
        _was_done(call_next_in_line, Actor.system(worry.clinic), worry) for worry in turns_ended(clock.now())
    )


def write_digests() -> int:
    """Write the digest of today in each clinic where it is due, and count them."""
    return sum(
        _was_done(write_worry_digest, Actor.system(here)) for here in clinics_without_digest(clock.now())
    )


def drop_drafts() -> int:
    """Delete what was begun and never sent, where it has run out, and count the clinics."""
    return sum(
        _was_done(drop_old_drafts, Actor.system(here)) for here in clinics_with_old_drafts(clock.now())
    )


def _was_done(deed: Callable[..., object], actor: Actor, *given: object) -> bool:
    try:
        deed(actor, *given)
    except Refusal:  # another worker was faster, somebody took it on just now, or everybody was called
        return False
    except IntegrityError:  # another worker wrote the same in this moment; its row stands
        return False
    except DatabaseError:
        raise
    except Exception:
        logger.exception("A worry could not be passed on, or a digest not be written; it is tried again")
        return False
    return True
