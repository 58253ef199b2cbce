"""What was taken back is left out, and asking for it reads the log of a session, never every entry there is."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from clinic.records.actions import charting
from clinic.records.models import EntryWhat, ItemUse, Session, SessionEntry
from clinic.records.queries.exposure import Sought, exposed_to, sessions_with
from clinic.records.queries.session import shelf_of
from clinic.records.queries.undone import IS_TAKEN_BACK, IS_UNDONE
from tests.record.calls.session import IN_DATE, again, an_earlier_session, rescreened, started

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
MANY = 1_500


def full(session: Session) -> None:
    """Put many entries into the logs of other sessions, and let the engine learn what it holds."""
    others = [an_earlier_session(session) for _ in range(3)]
    SessionEntry.objects.bulk_create(
        SessionEntry(
            clinic=session.clinic,
            created_at=AT + timedelta(seconds=n),
            session=others[n % 3],
            patient=session.patient,
            sequence=n + 1,
            what=EntryWhat.TICK,
            by_id="x",
            by_name="x",
        )
        for n in range(MANY)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def plan_of(rows) -> str:
    """Give how the engine would answer."""
    return rows.explain()


def test_a_cartridge_that_was_undone_met_nobody_and_is_not_on_the_shelf(cast):
    session, nurse = rescreened(cast), cast.actor("nurse")
    charting.note_cartridge(nurse, session, "GONE-1", IN_DATE)
    charting.undo_entry(nurse, again(session))
    charting.note_cartridge(nurse, again(session), "KEPT-1", IN_DATE)
    uses = {use.lot: use for use in ItemUse.objects.annotate(gone=IS_TAKEN_BACK)}
    assert {lot: use.gone for lot, use in uses.items()} == {"GONE-1": True, "KEPT-1": False}
    undone = set(SessionEntry.objects.filter(IS_UNDONE).values_list("content__lot", flat=True))
    assert undone == {"GONE-1"}
    shelf = shelf_of(cast.clinic, session.device, nurse.today, ())
    assert [one.lot for one in shelf.lots] == ["KEPT-1"]
    assert exposed_to(cast.clinic, Sought(by="lot", value="gone-1")) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks how SQLite would answer")
def test_no_look_back_reads_every_entry(cast):
    session = started(cast)
    full(session)
    pointer = SessionEntry.objects.filter(undone_by=None, session=session)
    assert "SCAN" in plan_of(pointer), (
        "the pointer alone no longer reads everything: this test proves nothing"
    )
    for rows in (
        sessions_with(cast.clinic, Sought(by="lot", value="SP-2291")),
        ItemUse.objects.filter(~IS_TAKEN_BACK, session=session),
        SessionEntry.objects.filter(~IS_UNDONE, session=session),
    ):
        entries = [line for line in plan_of(rows).splitlines() if "SCAN" in line]
        assert not entries, entries
