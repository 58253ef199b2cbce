"""Deeds upon a history."""

from clinic.records.actions import history
from clinic.records.actions.history import EntryDetails, Said
from tests.record.calls import call


@call("answer_questions")
def _(cast, actor, patient):
    return history.answer_questions(actor, patient, [Said(asks="smoking", answer="no")])


@call("repeat_answers")
def _(cast, actor, patient):
    return history.repeat_answers(actor, patient, ["smoking"])


@call("note_entry")
def _(cast, actor, patient):
    return history.note_entry(actor, patient, EntryDetails(kind="allergy", name="latex"))


@call("withdraw_entry")
def _(cast, actor, row):
    noted_by = actor if actor.kind == "patient" else cast.actor("nurse")
    entry = history.note_entry(noted_by, cast.patient, EntryDetails(kind="allergy", name="latex"))
    return history.withdraw_entry(actor, entry)


@call("set_concern")
def _(cast, actor, patient):
    return history.set_concern(actor, patient, "wrinkles-fine", ["forehead"])
