"""What the chart says of work and density while a zone is charted, and what the record and the note say of it."""

from datetime import timedelta
from uuid import uuid4

from django.urls import reverse

from clinic.records.actions import charting
from clinic.records.models import Session
from clinic.records.queries.chart import chart_of
from clinic.web.shown.delivered import punctures_words, seconds_setting
from needlepoint.planning.geometry import Density
from tests.record.calls.session import an_earlier_session, started
from tests.record.test_delivered import WORKED, planned_in_seconds, signed_with

HTMX = {"HX-Request": "true"}


def post(client, session, **data):
    return client.post(reverse("change_session", args=[session.pk, "chart"]), data, headers=HTMX)


def page_of(client, session, name):
    return client.get(reverse(name, args=[session.pk])).content.decode()


def test_a_pen_is_charted_with_seconds_and_directions_and_the_answer_tells_the_density(cast, as_member):
    session, client = started(cast), as_member("nurse")
    answer = post(
        client,
        session,
        zones="cheek-left",
        needle_length_mm="1.00",
        passes="4",
        contact_seconds="60",
        shows="directions",
        directions=["horizontal", "diagonal"],
    ).content.decode()
    assert "4 passes · across, diagonal · 60 s on the skin" in answer
    assert "punctures per cm²." in answer
    assert "bound" not in answer


def test_an_unstamped_handpiece_is_said_to_give_a_bound(cast, as_member):
    session = started(cast)
    charting.note_device(cast.actor("nurse"), session, "SPP-9999")
    answer = post(as_member("nurse"), session, zones="cheek-left", contact_seconds="60").content.decode()
    assert "At most " in answer
    assert "No stamp test of this handpiece and cartridge counts, so this is a bound." in answer


def test_without_seconds_the_chart_says_why_no_density_is_known(cast, as_member):
    session = started(cast)
    answer = post(as_member("nurse"), session, zones="cheek-left", passes="4").content.decode()
    assert "Density not known: seconds on the skin not charted." in answer


def test_a_form_that_shows_directions_can_untick_them_all_and_another_leaves_them(cast, as_member):
    session, client = started(cast), as_member("nurse")
    charting.chart_zones(cast.actor("nurse"), session, [WORKED])
    post(client, session, zones="cheek-left", passes="5")
    assert chart_of(session).zones["cheek-left"].directions == ("horizontal", "diagonal")
    post(client, session, zones="cheek-left", shows="directions")
    assert chart_of(session).zones["cheek-left"].directions == ()


def test_bad_seconds_are_a_sentence_and_nothing_is_charted(cast, as_member):
    session, client = started(cast), as_member("nurse")
    for seconds, said in (("0", "above 0"), ("99999", "at most"), ("soon", "number")):
        answer = post(client, session, zones="cheek-left", contact_seconds=seconds)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert not chart_of(session).zones


def test_the_plan_of_seconds_stands_on_the_card(cast, as_member):
    planned_in_seconds(cast)
    text = page_of(as_member("nurse"), started(cast), "session_chart")
    assert "· 60 s" in text
    assert 'name="contact_seconds"' in text


def test_the_record_and_the_note_tell_work_and_density(cast, as_member):
    session, client = signed_with(cast, WORKED), as_member("nurse")
    text = page_of(client, session, "session_record")
    assert "4 passes · across, diagonal · 60 s on the skin" in text
    assert "Punctures per cm²" in text
    assert "directions: across and diagonal" in text
    assert "60 s on the skin" in text


def worked_before(session, days: int) -> Session:
    """Put a signed session in seconds some days before into the record."""
    earlier = an_earlier_session(session)
    earlier.on = session.on - timedelta(days)
    work = {"passes": 4, "directions": ["horizontal", "diagonal"], "contact_seconds": 60.0}
    zones = [{"zone": "cheek-left", "needle_length_mm": 1.0, **work}]
    density = {"per_cm2": 400.0, "low_per_cm2": 300.0, "high_per_cm2": 400.0, "is_upper_bound": False}
    earlier.document = {
        "session": {"zones": zones},
        "density": {"kappa": None, "zones": {"cheek-left": density}},
    }
    earlier.pk, earlier._state.adding = uuid4(), True
    earlier.save(force_insert=True)
    return earlier


def test_as_last_time_takes_the_work_over_and_the_chart_adds_it_up(cast, as_member):
    session, client = started(cast), as_member("nurse")
    worked_before(session, 20)
    client.post(reverse("change_session", args=[session.pk, "as-last-time"]))
    cheek = chart_of(session).zones["cheek-left"]
    assert (cheek.directions, cheek.contact_seconds, cheek.endpoint) == (WORKED.directions, 60.0, ())
    assert "With the sessions of 28 days before" in page_of(client, session, "session_chart")


def test_the_chart_asks_the_database_at_most_twelve_times(cast, as_member, django_assert_max_num_queries):
    session, client = started(cast), as_member("nurse")
    charting.chart_zones(cast.actor("nurse"), session, [WORKED])
    page_of(client, session, "session_chart")
    with django_assert_max_num_queries(12):
        page_of(client, session, "session_chart")


def test_a_roller_has_no_seconds_and_a_density_is_told_with_its_span():
    assert seconds_setting("dermaroller-192") == {}
    span = Density(per_cm2=200, low_per_cm2=100, high_per_cm2=200, is_upper_bound=False)
    assert punctures_words(span) == "100 to 200"
    assert punctures_words(None) == "not known"
