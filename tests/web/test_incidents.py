"""The incident button: on every page of a session, and the page that it leads to."""

import pytest
from django.urls import reverse

from clinic.records.actions import incidents as deeds
from clinic.records.models import Incident
from needlepoint.protocols.library import shipped_content
from tests.record.calls import STATES, load
from tests.record.calls.incidents import OUTCOME, an_incident
from tests.record.calls.session import opened

load()
PAGE = {
    "planned": "session_changes",
    "checked": "session_time_out",
    "in_progress": "session_chart",
    "charted": "session_sign",
    "signed": "session_record",
    "cancelled": "session_record",
}


def shown(client, name, *args) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("state", PAGE)
def test_the_button_stands_on_every_page_of_a_session_with_the_number(cast, as_member, state):
    session = STATES["session", state](cast)
    told = shown(as_member("nurse"), PAGE[state], session.pk)
    assert reverse("open_incident", args=[session.pk]) in told
    assert "Call 112" in told
    assert told.count('<button type="submit" name="kind"') == len(shipped_content().incident_guide)


def test_one_tap_begins_it_and_every_tablet_finds_it_open(cast, as_member):
    session = opened(cast)
    first, second = as_member("nurse"), as_member("doctor")
    answer = first.post(reverse("open_incident", args=[session.pk]), {"kind": "bleeding"})
    incident = Incident.objects.get()
    assert answer.url == reverse("incident", args=[incident.pk])
    assert "Bleeding, open since" in shown(second, "session_changes", session.pk)
    again = second.post(reverse("open_incident", args=[session.pk]), {"kind": "bleeding"})
    assert again.url == answer.url
    assert Incident.objects.count() == 1


def test_the_number_comes_before_everything_else_and_what_is_not_known_is_said(cast, as_member):
    told = shown(as_member("nurse"), "incident", an_incident(cast, "anaesthetic-toxicity").pk)
    main = told[told.index('<main id="main"') :]
    assert main.index("Call 112 now.") < main.index("Look for") < main.index("Not known.")


def test_a_tap_stands_on_the_page_with_its_second_and_name(cast, as_member):
    incident, client = an_incident(cast), as_member("nurse")
    client.post(reverse("note_incident_step", args=[incident.pk]), {"step": "lying"})
    entry = incident.entries.get()
    at = entry.created_at.astimezone(cast.clinic.zone)
    assert f"{at:%H:%M:%S} Nurse" in shown(client, "incident", incident.pk)


@pytest.mark.parametrize("given", [{}, {"step": "moonlight"}, {"words": "x" * 5000}, {"words": "\x00"}])
def test_what_says_nothing_is_told_in_a_sentence_and_stores_nothing(cast, as_member, given):
    incident, client = an_incident(cast), as_member("nurse")
    answer = client.post(reverse("note_incident_step", args=[incident.pk]), given, follow=True)
    assert answer.status_code == 200
    assert not incident.entries.exists()


def test_it_is_not_closed_without_an_outcome_and_what_was_typed_stays(cast, as_member):
    incident, client = an_incident(cast), as_member("nurse")
    address = reverse("close_incident", args=[incident.pk])
    answer = client.post(address, {"affected": "patient", "harmed": "no", "outcome": "ok"})
    assert answer.status_code == 422
    assert "ok</textarea>" in answer.content.decode()
    client.post(address, {"affected": "patient", "harmed": "no", "outcome": OUTCOME})
    told = shown(client, "incident", incident.pk)
    assert "Closed by Nurse" in told
    assert 'name="step"' not in told


def test_a_nonsense_scan_takes_nothing_out_of_use(cast, as_member):
    incident, client = an_incident(cast, "needle-stick"), as_member("nurse")
    for text in ("", "]d2", "💉" * 50):
        answer = client.post(reverse("retire_item", args=[incident.pk]), {"scan": text}, follow=True)
        assert answer.status_code == 200
    assert not incident.retired.exists()


def test_markup_in_a_line_is_shown_as_it_was_typed(cast, as_member):
    incident = an_incident(cast)
    deeds.note_incident_step(cast.actor("nurse"), incident, words="<script>alert(1)</script> مرحبا")
    told = shown(as_member("nurse"), "incident", incident.pk)
    assert "&lt;script&gt;alert(1)" in told
