"""The second signature: Today leads to it, the note is read, somebody proves who they are, and the document stays."""

from html import unescape

import pytest
from django.urls import reverse

from clinic.audit.models import AuditEvent
from clinic.records.models import Signature
from clinic.records.queries.signed import COSIGNER, cosignature_of
from tests.cast import PIN
from tests.record.calls.session import again, signed, signed_by_a_learner


def list_of(client) -> str:
    return client.get(reverse("cosigns")).content.decode()


def today(client) -> str:
    return unescape(client.get(reverse("today")).content.decode())


def countersign(client, session, **changed):
    said = {"typed_name": "Director", "secret": PIN} | changed
    return client.post(reverse("cosign_session", args=[session.pk]), said)


def test_today_leads_the_director_to_what_waits_and_nobody_else(cast, as_member):
    signed_by_a_learner(cast)
    told = today(as_member("director"))
    assert "1 signed session waits for your signature too." in told
    assert f'href="{reverse("cosigns")}"' in told
    assert "waits for your signature" not in today(as_member("nurse"))
    assert "waits for your signature" not in today(as_member("front_desk"))


def test_where_nothing_waits_today_says_nothing_of_it_and_the_list_says_so(cast, as_member):
    signed(cast)
    client = as_member("director")
    assert reverse("cosigns") not in today(client)
    assert "Nothing waits for your signature." in list_of(client)


def test_the_list_names_person_day_and_whoever_signed_and_leads_to_the_note(cast, as_member):
    session, client = signed_by_a_learner(cast), as_member("director")
    told = list_of(client)
    assert "Ada Lovelace" in told
    assert "signed by Nurse" in told
    address = reverse("cosign_session", args=[session.pk])
    assert f'href="{address}"' in told
    page = client.get(address).content.decode()
    assert page.count("<h1") == 1
    assert session.digest in page
    assert "Cheek, patient’s left" in page
    assert reverse("session_record", args=[session.pk]) in page


def test_a_countersignature_is_of_the_same_document_and_takes_it_off_today(cast, as_member):
    session, client = signed_by_a_learner(cast), as_member("director")
    before = (session.digest, session.document)
    countersign(client, session)
    given = cosignature_of(session)
    assert given is not None
    assert given.signer_name == "Director"
    present = again(session)
    assert (present.digest, present.document) == before
    assert given.digest == session.signature.digest == session.digest
    assert reverse("cosigns") not in today(client)
    assert AuditEvent.objects.filter(deed="cosign_session").count() == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"secret": "0000"}, "This is not it."),
        ({"typed_name": "Nurse"}, "Type your own name"),
        ({"typed_name": ""}, "This field is required."),
        ({"secret": "1" * 5_000}, "This is not it."),
        ({"typed_name": "Директор 💉"}, "Type your own name"),
    ],
)
def test_what_is_not_proved_signs_nothing_and_is_told_beside_the_field(cast, as_member, changed, told):
    session, client = signed_by_a_learner(cast), as_member("director")
    answer = countersign(client, session, **changed)
    assert answer.status_code == 422
    assert told in unescape(answer.content.decode())
    assert not Signature.objects.filter(meaning=COSIGNER).exists()


def test_a_second_click_is_one_signature(cast, as_member):
    session, client = signed_by_a_learner(cast), as_member("director")
    places = [countersign(client, session).url for _ in range(2)]
    assert places == [reverse("session_record", args=[session.pk])] * 2
    assert Signature.objects.filter(subject_id=session.pk, meaning=COSIGNER).count() == 1


def test_nobody_countersigns_who_is_not_the_director(cast, as_member):
    session = signed_by_a_learner(cast)
    for name in ("nurse", "doctor", "front_desk"):
        assert countersign(as_member(name), session).status_code == 403
        assert as_member(name).get(reverse("cosigns")).status_code == 403
    assert cosignature_of(session) is None


def test_many_that_wait_are_asked_for_in_one_question(cast, as_member, django_assert_max_num_queries):
    signed_by_a_learner(cast)
    client = as_member("director")
    list_of(client)
    with django_assert_max_num_queries(6):
        list_of(client)
    with django_assert_max_num_queries(12):
        today(client)
