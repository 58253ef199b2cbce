"""Deeds of screening."""

from clinic.records.actions import history, screening
from clinic.records.actions.history import EntryDetails, Said
from clinic.records.models import DecisionRecord
from tests.record.calls import call


def recorded(cast, *said: Said) -> DecisionRecord:
    """Record a decision in which waxing of today stops the treatment, and whatever else was said."""
    nurse = cast.actor("nurse")
    history.set_concern(nurse, cast.patient, "wrinkles-fine", ["forehead"])
    history.answer_questions(nurse, cast.patient, list(said))
    waxing = EntryDetails(kind="event", name="waxing", zones=("forehead",), until=nurse.today.isoformat())
    history.note_entry(nurse, cast.patient, waxing)
    return screening.record_decision(nurse, cast.patient)


@call("record_decision")
def _(cast, actor, patient):
    return screening.record_decision(actor, patient)


@call("override_finding")
def _(cast, actor, row):
    return screening.override_finding(actor, recorded(cast), "recent-waxing", "A small area only")


@call("override_as_director")
def _(cast, actor, row):
    record = recorded(cast, Said(asks="acute-illness", answer="yes"))
    return screening.override_as_director(actor, record, "acute-illness", "A cold that is nearly over")
