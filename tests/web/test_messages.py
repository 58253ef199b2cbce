"""Pages of messages: for the desk, for what was agreed, on the phone, and the mailbox of the demonstration."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from clinic.records import clock
from clinic.records.actions.doors import send_patient_link
from clinic.records.actions.patients import amend_patient
from clinic.records.models import Message
from clinic.records.queries.messages import preference_of
from clinic.web.mailbox import mails_in
from clinic.web.patient_links import token_of
from clinic.web.views import messages as views
from needlepoint.protocols.library import shipped_content
from tests.cast import details
from tests.record.calls.aftercare import a_sheet
from tests.record.calls.messages import a_message, agree, sent, to_be_called

FILES = "django.core.mail.backends.filebased.EmailBackend"


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def do(client: Client, message: Message, change: str):
    return client.post(reverse("change_message", args=[message.pk, change]))


def a_phone(cast, as_member) -> tuple[Client, str]:
    """Give a phone on which the birth date was given, and the address of its page of messages."""
    a_sheet(cast)
    token = token_of(send_patient_link(cast.actor("nurse"), cast.patient, "aftercare"))
    phone = as_member(None)
    phone.post(reverse("aftercare_by_link", args=[token]), {"birth_date": "1991-04-02"})
    return phone, reverse("contact_by_link", args=[token])


def test_an_empty_board_says_what_will_be_there(cast, as_member):
    shown = words(as_member("front_desk").get(reverse("messages")))
    assert "Nobody. A message that cannot be sent" in shown
    assert "Messages are written when a visit is over" in shown


def test_the_desk_sees_whom_to_call_by_which_number_and_why(cast, as_member):
    to_be_called(cast)
    answer = as_member("front_desk").get(reverse("messages"))
    shown = words(answer)
    assert "Ada Lovelace" in shown
    assert "the provider could not be reached" in shown
    assert 'href="tel:+491712345678"' in answer.content.decode()


def test_the_desk_sees_no_clinical_word(cast, as_member):
    a_sheet(cast)
    to_be_called(cast)
    sent(cast)
    page = as_member("front_desk").get(reverse("messages")).content.decode()
    main = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
    shown = set(re.findall(r"[\w-]+", main.casefold()))
    content = shipped_content()
    names = [*content.course_of_sign, *content.indication, *content.zone, *content.contraindication]
    assert not shown & {word for one in names for word in one.split("-") if len(word) > 3} - {
        "from",
        "back",
        "left",
    }
    assert not shown & {"needle", "scar", "skin", "herpes", "aftercare", "session", "treatment"}


def test_the_desk_notes_a_call_lets_it_go_again_or_takes_it_back(cast, as_member):
    desk = as_member("front_desk")
    for change, state in (("called", "phoned"), ("again", "due"), ("take-back", "cancelled")):
        task = to_be_called(cast)
        assert do(desk, task, change).url == reverse("messages")
        assert Message.objects.get(pk=task.pk).state == state


def test_what_is_over_is_refused_with_a_sentence_and_an_unknown_change_does_not_exist(cast, as_member):
    desk, message = as_member("front_desk"), sent(cast)
    answer = do(desk, message, "take-back")
    assert answer.status_code == 409
    assert "sent" in words(answer)
    assert do(desk, message, "burn").status_code == 404


def test_a_reply_cannot_be_sent_again(cast, as_member):
    a_message(cast, kind="reply", state="phone_task", why="wrote-back")
    page = as_member("front_desk").get(reverse("messages")).content.decode()
    assert "Called" in page
    assert "Send it again" not in page


def test_what_was_agreed_is_noted_with_name_and_shown_with_its_history(cast, as_member):
    desk, address = as_member("front_desk"), reverse("contact", args=[cast.patient.pk])
    assert "Nobody has asked yet" in words(desk.get(address))
    answer = desk.post(address, {"sms": "on", "time_zone": "America/New_York"}, follow=True)
    shown = words(answer)
    assert "SMS" in shown
    assert "Front Desk" in shown
    assert "America/New_York" in shown
    assert preference_of(cast.patient).channels == ["sms"]
    desk.post(address, {"time_zone": ""})
    assert preference_of(cast.patient).channels == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [({"email": "on"}, "no e-mail address"), ({"time_zone": "Mars/Base"}, "Select a valid choice")],
)
def test_what_cannot_be_agreed_is_said_in_the_form(cast, as_member, given, sentence):
    answer = as_member("front_desk").post(reverse("contact", args=[cast.patient.pk]), given)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert preference_of(cast.patient).channels == []


def test_patients_choose_on_their_own_phone(cast, as_member):
    phone, address = a_phone(cast, as_member)
    assert "Messages to me" in words(phone.get(address))
    assert phone.post(address, {"sms": "on", "time_zone": ""}, follow=True).status_code == 200
    newest = preference_of(cast.patient)
    assert (newest.channels, newest.by_kind) == (["sms"], "patient")
    phone.post(address, {"time_zone": ""})
    assert preference_of(cast.patient).channels == []


def test_a_phone_is_not_told_what_only_the_clinic_can_mend(cast, as_member):
    phone, address = a_phone(cast, as_member)
    answer = phone.post(address, {"email": "on", "time_zone": ""})
    assert answer.status_code == 422
    assert "Please call us" in words(answer)


def test_without_the_birth_date_the_page_of_the_phone_stays_shut(cast, as_member):
    _phone, address = a_phone(cast, as_member)
    stranger = as_member(None)
    assert "/my/aftercare/" in stranger.post(address, {"sms": "on", "time_zone": ""}).url
    assert preference_of(cast.patient).channels == []


def test_the_day_on_the_phone_leads_to_its_messages(cast, as_member):
    phone, address = a_phone(cast, as_member)
    assert address in phone.get(address.replace("messages/", "")).content.decode()


def test_the_address_in_a_message_leads_to_the_door_and_tells_nothing(cast, as_member):
    answer = as_member(None).get(reverse("message_link", args=["abc"]))
    assert answer.url == reverse("aftercare_by_link", args=["abc"])
    assert as_member(None).get(answer.url).status_code == 404


@pytest.fixture
def outbox(settings, tmp_path) -> Path:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = FILES, tmp_path / "outbox"
    return settings.EMAIL_FILE_PATH


def post_a_mail(to: str, text: str) -> None:
    """Send with a connection of its own, as the sender does for each message."""
    EmailMessage("A message from Linden Street", text, "clinic@localhost", [to]).send()


def test_a_mail_is_read_back_with_its_link_whatever_its_script(outbox):
    assert mails_in(outbox) == []
    post_a_mail("ada@example.org", "رسالة: http://localhost/m/abc/\nschön")
    with mail.get_connection() as connection:
        for name in ("b", "c"):
            EmailMessage("Two", name, "c@l", [f"{name}@example.org"], connection=connection).send()
    mails = mails_in(outbox)
    assert {one.to for one in mails} == {"ada@example.org", "b@example.org", "c@example.org"}
    [arabic] = [one for one in mails if one.to == "ada@example.org"]
    assert (arabic.before, arabic.link, arabic.after) == ("رسالة: ", "http://localhost/m/abc/", "\nschön")


def test_the_mailbox_is_the_directors_in_the_demonstration_only(cast, as_member, outbox, monkeypatch):
    director = as_member("director")
    post_a_mail("ada@example.org", "waiting: http://localhost/m/abc/")
    assert director.get(reverse("mailbox")).url == reverse("messages")
    assert reverse("mailbox") not in director.get(reverse("messages")).content.decode()
    monkeypatch.setattr(views, "is_demonstration", lambda: True)
    assert 'href="http://localhost/m/abc/"' in director.get(reverse("mailbox")).content.decode()
    assert reverse("mailbox") in director.get(reverse("messages")).content.decode()
    assert reverse("mailbox") not in as_member("front_desk").get(reverse("messages")).content.decode()
    assert as_member("nurse").get(reverse("mailbox")).status_code == 403


def test_what_is_late_stands_apart_from_what_is_due(cast, as_member):
    a_message(cast)
    a_message(cast, not_before=clock.now() + timedelta(days=2))
    shown = words(as_member("front_desk").get(reverse("messages")))
    assert shown.index("Going out") < shown.index("Due later")


def test_a_patient_who_has_an_address_may_be_written_to_by_mail(cast, as_member):
    ada = cast.patient
    amend_patient(cast.actor("director"), ada, details(email="ada@example.org"), version=ada.version)
    ada.refresh_from_db()
    agree(cast, ada, email=True)
    assert "e-mail" in words(as_member("nurse").get(reverse("contact", args=[ada.pk])))
