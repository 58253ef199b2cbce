"""The deed that ends a series."""

from dataclasses import replace
from datetime import timedelta

from clinic.records import clock
from clinic.records.actions.outcome import Held, record_outcome_visit
from clinic.records.models import OutcomeVisit
from clinic.records.queries.outcome import window_of
from tests.record.calls import call
from tests.record.calls.aftercare import a_sheet
from tests.record.calls.planning import afresh

# Longer than any healing window that the content knows.
LATER = timedelta(days=400)


def held(cast, **changed) -> Held:
    """Give a visit on the first day on which a result may be read."""
    sheet = cast.patient.aftercare_sheets.first() or a_sheet(cast)
    usual = Held(
        on=window_of(sheet).first_on,
        words="My cheeks catch the light less.",
        rating=3,
        is_healed=True,
        ended_early="She is content and wants no more.",
    )
    return replace(usual, **changed)


def a_visit(cast, actor=None, **changed) -> OutcomeVisit:
    """Keep a visit, long after healing."""
    said = held(cast, **changed)
    with clock.at(clock.now() + LATER):
        return record_outcome_visit(actor or cast.actor("nurse"), afresh(cast.patient), said)


@call("record_outcome_visit")
def _(cast, actor, row):
    said = (
        held(cast)
        if row.state == "registered"
        else Held(on=clock.now().date(), words="x", rating=1, is_healed=True)
    )
    with clock.at(clock.now() + LATER):
        return record_outcome_visit(actor, row, said)
