"""The door for tablets: one line of answer an entry, the same for a repeat; and an empty chart that knows nobody."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from clinic.accounts.models import Membership
from clinic.accounts.models.membership import MembershipState
from clinic.records.actions import charting
from clinic.records.actions import session as session_deeds
from clinic.records.models import Delivery
from clinic.records.queries.chart import chart_of
from clinic.records.refusals import NotPermitted
from tests.record.calls.deliveries import CHEEK
from tests.record.calls.items import a_product, pack
from tests.record.calls.session import again, rescreened, signable, signed, started
from tests.record.test_items import somebody_else


def body(**changed) -> dict[str, str]:
    usual = {
        "key": str(uuid4()),
        "tablet": str(uuid4()),
        "deed": "chart",
        "seen": "10000",
        "waited_seconds": "0.1",
    }
    zone = {"zones": "cheek-left", "needle_length_mm": "1.00", "passes": "3", "endpoint": "warmth"}
    return usual | zone | changed


def deliver(client, session, sent):
    return client.post(reverse("deliver_entry", args=[session.pk]), sent)


def test_an_entry_is_answered_in_one_line_and_a_repeat_is_answered_the_same(cast, as_member):
    session, client, sent = started(cast), as_member("nurse"), body(is_last="on")
    first, second = deliver(client, session, sent), deliver(client, session, sent)
    assert (first.status_code, first.json()["outcome"]) == (200, "stored")
    assert {**first.json(), "live": ""} == {**second.json(), "live": ""}
    assert "1.00 mm" in first.json()["live"]
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("key", "7"),
        ("key", ""),
        ("tablet", "x" * 400),
        ("seen", "-1"),
        ("seen", "9" * 40),
        ("deed", "sign"),
        ("deed", "\x00"),
    ],
)
def test_an_envelope_that_cannot_be_read_is_refused_in_a_sentence_and_stores_nothing(
    cast, as_member, name, value
):
    answer = deliver(as_member("nurse"), started(cast), body(**{name: value}))
    assert (answer.status_code, answer.json()["outcome"]) == (422, "not-taken")
    assert name in answer.json()["sentence"]
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("waited", ["nan", "inf", "-inf", "-3", "soon", "1e300"])
def test_a_clock_that_says_nonsense_loses_no_entry(cast, as_member, waited):
    session = started(cast)
    answer = deliver(as_member("nurse"), session, body(waited_seconds=waited))
    assert answer.json()["outcome"] == "stored"
    assert Delivery.objects.get().charted_at is None


@pytest.mark.parametrize(
    "changed",
    [
        {"zones": "moon"},
        {"needle_length_mm": "2,5,1"},
        {"passes": "-3"},
        {"passes": "1e9"},
        {"endpoint": "bruise"},
        {"note": "x" * 401},
        {"zones": "", "passes": ""},
    ],
)
def test_what_cannot_be_read_is_kept_as_it_was_typed_with_the_reason(cast, as_member, changed):
    session = started(cast)
    answer = deliver(as_member("nurse"), session, body(is_kept="on", **changed)).json()
    assert answer["outcome"] == "refused"
    assert answer["sentence"]
    assert chart_of(session).zones == {}
    page = as_member("nurse").get(reverse("session_chart", args=[session.pk])).content.decode()
    assert "met something else" in page


def test_what_cannot_be_read_is_the_same_entry_when_it_is_sent_again_as_the_last_one(cast, as_member):
    session, client, sent = started(cast), as_member("nurse"), body(zones="moon")
    answers = [deliver(client, session, one) for one in (sent, sent | {"is_last": "on"})]
    assert [one.status_code for one in answers] == [200, 200]
    assert Delivery.objects.count() == 1


def test_a_note_of_a_megabyte_is_refused_before_anybody_reads_it(cast, as_member):
    answer = deliver(as_member("nurse"), started(cast), body(note="x" * 1_100_000))
    assert answer.status_code == 413
    assert not Delivery.objects.exists()


def test_a_session_of_another_clinic_is_not_there(cast, as_member):
    sent = body()
    answer = deliver(as_member("outsider"), started(cast), sent)
    assert (answer.status_code, answer.json()["outcome"]) == (404, "not-taken")
    assert answer.json()["key"] == sent["key"]
    assert not Delivery.objects.exists()


def test_a_session_that_has_not_begun_takes_nothing(cast, as_member):
    a_product(cast)
    answer = deliver(as_member("nurse"), rescreened(cast), body(deed="cartridge", scan=pack(), is_kept="on"))
    assert (answer.status_code, answer.json()["outcome"]) == (409, "not-taken")
    assert not Delivery.objects.exists()


def test_yesterdays_page_on_a_tablet_overwrites_nothing(cast, as_member):
    session, client = started(cast), as_member("nurse")
    charting.chart_zones(cast.actor("doctor"), session, [CHEEK])
    answer = deliver(client, session, body(seen="0", passes="7")).json()
    assert answer["outcome"] == "conflict"
    assert chart_of(session).zones["cheek-left"].passes == 3


def test_yesterdays_page_of_a_session_that_is_signed_by_now_changes_nothing_and_is_shown(cast, as_member):
    session, client = signed(cast), as_member("nurse")
    digest = again(session).digest
    answer = deliver(client, session, body(passes="7")).json()
    assert (answer["outcome"], answer["state"], answer["live"]) == ("late", "signed", "")
    assert again(session).digest == digest
    page = client.get(reverse("session_record", args=[session.pk])).content.decode()
    assert "× 7" in page


def test_whoever_lost_their_place_a_minute_ago_signs_and_delivers_nothing(cast, as_member):
    session, client, nurse = signable(cast), as_member("nurse"), cast.actor("nurse")
    Membership.objects.filter(pk=cast.members["nurse"].pk).update(state=MembershipState.SUSPENDED)
    assert deliver(client, session, body()).status_code in (302, 403, 404)
    page = reverse("session_sign", args=[session.pk])
    assert client.post(page, {"typed_name": nurse.name, "secret": "2580"}).status_code in (302, 403, 404)
    assert again(session).state == "charted"
    lost = cast.actor("nurse")
    lost.membership.refresh_from_db()
    with pytest.raises(NotPermitted):
        session_deeds.sign_session(lost, session, nurse.name)


def test_a_conflict_is_settled_on_the_page(cast, as_member):
    session, client = started(cast), as_member("nurse")
    charting.chart_zones(cast.actor("doctor"), session, [CHEEK])
    deliver(client, session, body(seen="0", passes="7"))
    address = reverse("settle_delivery", args=[session.pk, Delivery.objects.get().pk])
    client.post(address, {"choice": "left"})
    assert chart_of(session).zones["cheek-left"].passes == 3
    assert Delivery.objects.filter(settlement__isnull=True).count() == 1
    client.post(address, {"choice": "taken"})
    assert chart_of(session).zones["cheek-left"].passes == 7
    assert client.post(address, {"choice": "left", "reason": "again"}).status_code == 409


def test_a_clash_stands_in_the_session_in_which_the_item_was_used_first(cast, as_member):
    a_product(cast)
    first = somebody_else(cast)
    client = as_member("nurse")
    client.post(reverse("change_session", args=[first.pk, "cartridge"]), {"scan": pack()})
    second = started(cast)
    deliver(client, second, body(deed="cartridge", scan=pack(), is_kept="on"))
    session_deeds.cancel_session(cast.actor("nurse"), again(first), "The pack was open")
    page = client.get(reverse("session_record", args=[first.pk])).content.decode()
    assert "used already" in page
    assert reverse("session_record", args=[second.pk]) in page


def test_the_empty_chart_is_the_same_for_everybody(client, cast, as_member):
    stranger = client.get(reverse("charting_shell"))
    assert stranger.status_code == 200
    assert "sessionid" not in stranger.cookies
    assert "unsafe-inline" not in stranger.headers["Content-Security-Policy"]
    assert "unsafe-eval" not in stranger.headers["Content-Security-Policy"]


def test_the_program_of_the_tablet_keeps_the_empty_chart_and_files_alone(client, db):
    answer = client.get(reverse("charting_worker"))
    assert answer.headers["Content-Type"].startswith("text/javascript")
    line = next(one for one in answer.content.decode().splitlines() if one.startswith("const FILES"))
    files = json.loads(line.removeprefix("const FILES = ").rstrip(";"))
    assert files
    assert all(one.startswith("/static/") for one in files)
