"""Deeds of looking back."""

from datetime import date

from clinic.records.actions import exposure as deeds
from clinic.records.actions.patients import register_patient
from clinic.records.models import LookBack, LookBackPerson
from clinic.records.queries.exposure import Sought
from tests.cast import details
from tests.record.calls import call, in_state
from tests.record.calls.session import started

SOUGHT = Sought(by="lot", value="sp-2291")


def a_look_back(cast, *, is_drill=False) -> LookBack:
    """Look back from the lot of a session that began, or give the look-back that is there."""
    if there := LookBack.objects.select_related("clinic").filter(clinic=cast.clinic).first():
        return there
    started(cast)
    return deeds.open_look_back(cast.actor("director"), SOUGHT, "A letter of the maker", is_drill=is_drill)


def somebody_else(cast, name: str) -> None:
    """Let the cast treat another patient from now on."""
    # Registered with no likeness to anybody: a duplicate would be asked about.
    phone = f"+49 30 {sum(map(ord, name)) * 7919 % 10**8:08d}"
    cast.patient = register_patient(
        cast.actor("director"), details(name, birth_date=birth_of(name), phone=phone)
    )


def birth_of(name: str) -> date:
    """Give everybody a birthday of their own, three apart in every part: none is a slip of the key from another."""
    rest, day = divmod(sum(map(ord, name)), 6)
    years, month = divmod(rest, 4)
    return date(1970 + years % 10 * 3, 1 + month * 3, 13 + day * 3)


def somebody_found(cast) -> LookBackPerson:
    """Give the one person whom it found."""
    return a_look_back(cast).people.get()


@in_state("look_back", "open")
def _(cast):
    return a_look_back(cast, is_drill=True)


@in_state("look_back", "closed")
def _(cast):
    return deeds.close_look_back(cast.actor("director"), a_look_back(cast, is_drill=True), "All found")


@call("open_look_back")
def _(cast, actor, row):
    return deeds.open_look_back(actor, SOUGHT, "A letter of the maker")


@call("extend_look_back")
def _(cast, actor, row):
    somebody_else(cast, "Mary Somerville")
    started(cast)
    return deeds.extend_look_back(actor, row)


@call("note_follow_up")
def _(cast, actor, row):
    return deeds.note_follow_up(actor, somebody_found(cast), "reached", note="Comes on Monday")


@call("close_look_back")
def _(cast, actor, row):
    return deeds.close_look_back(actor, row, "Everybody was found")
