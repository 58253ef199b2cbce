"""Points and strokes in the record: each once, in order, taken off and undone, and signed as they stood."""

from dataclasses import replace
from uuid import uuid4

import pytest

from clinic.audit.models import AuditEvent
from clinic.records.actions import charting
from clinic.records.actions import session as session_deeds
from clinic.records.actions.deliveries import deliver, settle_delivery
from clinic.records.actions.marks import put_mark, take_mark_off
from clinic.records.models import Delivery, SessionEntry
from clinic.records.queries.chart import chart_of
from clinic.records.queries.marks import marks_of
from clinic.records.refusals import BadInput, WrongState
from needlepoint.session.mark import MOST_MARKS, Mark
from tests.record.calls.deliveries import sent
from tests.record.calls.session import again, finished, signed, started

POINT = Mark(kind="bleeding", view="front", points=((0.31, 0.42),), drawing="v1")
STROKE = Mark(kind="pass", view="oblique-left", points=((0.1, 0.2), (0.3, 0.4)), drawing="v1")


def content(mark: Mark, number=None) -> dict:
    points = [list(place) for place in mark.points]
    number = str(number or uuid4())
    return {"number": number, "kind": mark.kind, "view": mark.view, "points": points, "drawing": mark.drawing}


def standing(session) -> list[Mark]:
    return [one.mark for one in marks_of(chart_of(session))]


def test_marks_stand_in_their_order_with_one_event_each(cast):
    session, nurse = started(cast), cast.actor("nurse")
    for mark in (POINT, STROKE):
        put_mark(nurse, session, uuid4(), mark)
    assert standing(session) == [POINT, STROKE]
    events = AuditEvent.objects.filter(deed="put_mark")
    assert events.count() == 2
    assert "0.31" not in str([one.digests for one in events])


def test_one_is_taken_off_and_the_others_stay_and_both_entries_stay_in_the_log(cast):
    session, nurse = started(cast), cast.actor("nurse")
    numbers = [uuid4(), uuid4()]
    put_mark(nurse, session, numbers[0], POINT)
    put_mark(nurse, session, numbers[1], STROKE)
    take_mark_off(nurse, session, numbers[0])
    assert standing(session) == [STROKE]
    assert SessionEntry.objects.filter(session=session, what="mark").count() == 2
    with pytest.raises(WrongState, match="off already"):
        take_mark_off(nurse, session, numbers[0])
    with pytest.raises(WrongState, match="put on the drawing already"):
        put_mark(nurse, session, numbers[0], POINT)


def test_undo_takes_the_last_mark_back(cast):
    session, nurse = started(cast), cast.actor("nurse")
    put_mark(nurse, session, uuid4(), POINT)
    put_mark(nurse, session, uuid4(), STROKE)
    charting.undo_entry(nurse, session)
    assert standing(session) == [POINT]


def test_one_more_than_a_face_can_show_is_refused(cast):
    session, nurse = started(cast), cast.actor("nurse")
    for _ in range(MOST_MARKS):
        put_mark(nurse, session, uuid4(), POINT)
    with pytest.raises(BadInput, match=f"at most {MOST_MARKS} marks"):
        put_mark(nurse, session, uuid4(), POINT)
    assert len(standing(session)) == MOST_MARKS


def test_what_cannot_be_is_refused_and_stores_nothing(cast):
    session = started(cast)
    before = len(chart_of(session).log)
    with pytest.raises(BadInput, match="must lie on the drawing"):
        put_mark(cast.actor("nurse"), session, uuid4(), replace(POINT, points=((float("nan"), 0.5),)))
    assert len(chart_of(session).log) == before


def test_a_delivered_mark_is_stored_once_and_contradicts_nobody(cast):
    session, nurse = started(cast), cast.actor("nurse")
    put_mark(cast.actor("doctor"), session, uuid4(), STROKE)
    entry = sent("mark", seen=0, content=content(POINT))
    assert [deliver(nurse, session, entry).outcome for _ in range(3)] == ["stored"] * 3
    assert standing(session) == [STROKE, POINT]


def test_marks_of_a_tablet_are_put_on_and_taken_off_in_order(cast):
    session, nurse, number = started(cast), cast.actor("nurse"), uuid4()
    for deed, said in (("mark", content(POINT, number)), ("mark-off", {"number": str(number)})):
        assert deliver(nurse, session, sent(deed, seen=0, content=said, is_kept=True)).outcome == "stored"
    assert standing(session) == []


def test_a_mark_that_came_late_is_kept_beside_and_can_be_taken_into_the_open_chart(cast):
    session, nurse = finished(cast), cast.actor("nurse")
    late = deliver(nurse, session, sent("mark", seen=0, content=content(POINT), is_kept=True))
    assert late.outcome == "late"
    assert standing(session) == []
    opened = session_deeds.resume_charting(nurse, again(session))
    settle_delivery(nurse, again(opened), late.pk, "taken")
    assert standing(session) == [POINT]


def test_a_mark_that_cannot_be_is_kept_with_its_sentence(cast):
    session, nurse = started(cast), cast.actor("nurse")
    bad = sent(
        "mark", seen=0, content=content(replace(POINT, view="front", points=((7.0, 0.5),))), is_kept=True
    )
    refused = deliver(nurse, session, bad)
    assert refused.outcome == "refused"
    assert "must lie on the drawing" in refused.sentence
    assert Delivery.objects.get().is_question


def test_marks_are_signed_as_they_stand_and_nothing_is_put_on_afterwards(cast):
    session, nurse = started(cast), cast.actor("nurse")
    off = uuid4()
    put_mark(nurse, session, off, POINT)
    put_mark(nurse, session, uuid4(), STROKE)
    take_mark_off(nurse, session, off)
    signed_session = signed(cast, again(session))
    (mark,) = signed_session.document["marks"]
    assert (mark["kind"], mark["points"], mark["drawing"]) == ("pass", [[0.1, 0.2], [0.3, 0.4]], "v1")
    with pytest.raises(WrongState):
        put_mark(nurse, signed_session, uuid4(), POINT)
