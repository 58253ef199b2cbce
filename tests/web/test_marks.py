"""Points and strokes on the pages: over the map, in the list, in the note, on paper, and what is refused."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.records.actions.marks import put_mark
from clinic.records.models import Delivery
from clinic.records.queries.chart import chart_of
from clinic.records.queries.marks import marks_of
from clinic.web.facemap import DRAWING_VERSION, DRAWINGS
from clinic.web.shown.marks import board, note_words
from needlepoint.session.mark import Mark
from tests.record.calls.session import again, signed, started
from tests.web.test_deliveries import deliver

HERE = Mark(kind="bleeding", view="front", points=((0.25, 0.5),), drawing=DRAWING_VERSION)
LINE = Mark(kind="pass", view="oblique-left", points=((0.1, 0.2), (0.3, 0.4)), drawing=DRAWING_VERSION)


def said(**changed) -> dict[str, str]:
    usual = {"number": str(uuid4()), "kind": "bleeding", "view": "front", "points": "0.2500,0.5000"}
    return usual | {"drawing": DRAWING_VERSION} | changed


def envelope(**changed) -> dict[str, str]:
    usual = {
        "key": str(uuid4()),
        "tablet": str(uuid4()),
        "deed": "mark",
        "seen": "10000",
        "waited_seconds": "0",
    }
    return usual | said() | changed


def post(client, session, deed="mark", **changed):
    return client.post(reverse("change_session", args=[session.pk, deed]), said(**changed), headers=HTMX)


HTMX = {"HX-Request": "true"}


def units(view: str, share: tuple[float, float]) -> tuple[str, str]:
    left, top, width, height = (float(one) for one in DRAWINGS[view].viewbox.split())
    return f"{left + share[0] * width:.2f}", f"{top + share[1] * height:.2f}"


def test_a_mark_stands_over_the_map_and_in_the_list_at_once(cast, as_member):
    session, client = started(cast), as_member("nurse")
    page = post(client, session).content.decode()
    x, y = units("front", (0.25, 0.5))
    assert f'd="M{x} {y}m-4 0' in page
    assert "Pinpoint bleeding, front" in page
    assert 'id="marks-live" hx-swap-oob="true"' in page
    assert marks_of(chart_of(session))[0].mark == HERE


def test_a_place_of_the_list_needs_no_script(cast, as_member):
    session, client = started(cast), as_member("nurse")
    place = next(
        one["value"] for one in board(chart_of(session))["places"] if one["value"].startswith("oblique-right")
    )
    post(client, session, view="", points="", place=place)
    mark = marks_of(chart_of(session))[0].mark
    assert mark.view == "oblique-right"
    assert f"{mark.points[0][0]:.4f},{mark.points[0][1]:.4f}" == place.split()[1]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"points": "NaN,0.5"}, "two numbers from 0 to 1"),
        ({"points": "1e9,0.5"}, "two numbers from 0 to 1"),
        ({"points": "1.5,0.5"}, "must lie on the drawing"),
        ({"points": "-0.1,0.5"}, "must lie on the drawing"),
        ({"points": "0.1,0.5 0.2,0.5"}, "a point has one place"),
        ({"points": "0.1,0.5", "kind": "pass"}, "a stroke has from 2"),
        ({"points": " ".join(["0.1,0.5"] * 61), "kind": "pass"}, "at most 60"),
        ({"points": ""}, "Tap on the drawing"),
        ({"points": "0.1,0.5", "view": "back"}, "valid choice"),
        ({"kind": "blood"}, "valid choice"),
        ({"drawing": "of-last-year"}, "The drawing has changed"),
        ({"number": "7"}, "valid UUID"),
    ],
)
def test_what_cannot_be_marked_is_refused_with_a_sentence_and_stores_nothing(cast, as_member, changed, told):
    session = started(cast)
    answer = post(as_member("nurse"), session, **changed)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert marks_of(chart_of(session)) == []


def test_taking_off_what_is_off_already_is_told(cast, as_member):
    session, client, number = started(cast), as_member("nurse"), str(uuid4())
    post(client, session, number=number)
    assert post(client, session, "mark-off", number=number).status_code == 200
    assert post(client, session, "mark-off", number=number).status_code == 409
    assert marks_of(chart_of(session)) == []


def test_a_tablet_delivers_a_mark_once_and_gets_the_drawing_back(cast, as_member):
    session, client, entry = started(cast), as_member("nurse"), envelope(is_last="on")
    answers = [deliver(client, session, entry).json() for _ in range(2)]
    assert [one["outcome"] for one in answers] == ["stored", "stored"]
    assert "data-mark=" in answers[0]["live"]
    assert len(marks_of(chart_of(session))) == 1


def test_a_tablet_that_marked_on_an_earlier_drawing_is_told_and_its_mark_kept_beside(cast, as_member):
    session, client = started(cast), as_member("nurse")
    answer = deliver(client, session, envelope(drawing="of-last-year", is_kept="on")).json()
    assert answer["outcome"] == "refused"
    assert "The drawing has changed" in answer["sentence"]
    assert Delivery.objects.get().is_question
    assert client.get(reverse("session_chart", args=[session.pk])).status_code == 200


def test_the_chart_asks_no_more_of_the_database_however_much_is_marked(cast, as_member):
    session, client = started(cast), as_member("nurse")
    for _ in range(20):
        put_mark(cast.actor("nurse"), session, uuid4(), LINE)
    address = reverse("session_chart", args=[session.pk])
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).content.decode().count("data-mark=") == 20
    assert len(asked) <= 12


def test_what_was_marked_stands_in_the_signed_record_its_note_its_print_and_the_patients_copy(
    cast, as_member
):
    session, nurse = started(cast), cast.actor("nurse")
    for mark in (HERE, HERE, LINE):
        put_mark(nurse, session, uuid4(), mark)
    session, client = signed(cast, again(session)), as_member("nurse")
    for name in ("session_record", "print_session", "print_session_copy"):
        page = client.get(reverse(name, args=[session.pk])).content.decode()
        assert page.count("data-mark=") == 3, name
        assert "3. Pass, patient’s left" in page, name
    record = client.get(reverse("session_record", args=[session.pk])).content.decode()
    assert (
        "3 marks on the drawing: 2 points of pinpoint bleeding (front); 1 stroke of a pass (patient’s left)."
        in record
    )


def test_a_mark_of_an_earlier_drawing_is_listed_and_never_drawn_on_this_one(cast, as_member):
    session, nurse, client = started(cast), cast.actor("nurse"), as_member("nurse")
    old, new = uuid4(), uuid4()
    put_mark(nurse, session, old, Mark(**{**said_of(HERE), "drawing": "of-last-year"}))
    put_mark(nurse, session, new, LINE)
    shown = client.get(reverse("session_chart", args=[session.pk])).content.decode()
    assert f'data-row="{old}"' in shown
    names = ("session_record", "print_session", "print_session_copy")
    kept = signed(cast, again(session))
    pages = [shown, *(client.get(reverse(name, args=[kept.pk])).content.decode() for name in names)]
    for page in pages:
        assert "put on an earlier drawing, so not drawn on this one" in page
        assert f'data-mark="{old}"' not in page
        assert f'data-mark="{new}"' in page
        assert ">2</text>" in page  # its number is the one that it has in the list


def said_of(mark: Mark) -> dict:
    return {"kind": mark.kind, "view": mark.view, "points": mark.points, "drawing": mark.drawing}


def test_one_mark_is_said_in_the_singular():
    words = note_words([said_of(HERE)])
    assert words == "1 mark on the drawing: 1 point of pinpoint bleeding (front)."
