"""The rota, the steps of a worry, texts for replies and the digest, as people see them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clinic.messaging.escalation import call_next_where_late
from clinic.records import clock
from clinic.records.actions.worries import acknowledge_worry, note_worry_call
from clinic.records.models import OnCallShift, ReplyText, Worry
from tests.record.calls.worries import OUTCOME, a_digest, a_shift, a_text, a_worry, named_on_call
from tests.web.test_aftercare import address, opened
from tests.web.test_worries import tell, text_of

SHIFT = {"begin": "08:00", "end": "20:00", "place": "1", "weeks": "2", "phone": ""}


def shown(browser, name: str, *args) -> str:
    return text_of(browser.get(reverse(name, args=args)))


def test_the_director_fills_the_rota_and_sees_the_gaps(cast, as_member):
    director = as_member("director")
    assert "Nobody is on call now" not in shown(director, "today")  # nothing is sorted here yet
    named_on_call(cast)
    OnCallShift.objects.all().delete()
    for page in ("today", "worries", "rota"):
        assert "Nobody is on call now" in shown(director, page)
    on = cast.actor("director").today
    said = SHIFT | {"member": str(cast.members["nurse"].pk), "on": on.isoformat()}
    assert director.post(reverse("add_shifts"), said).url == reverse("rota")
    text = shown(director, "rota")
    assert text.count(cast.nurse.name) >= 2
    assert "20:00" in text
    shift = OnCallShift.objects.last()
    director.post(reverse("take_out_shift", args=[shift.pk]))
    shift.refresh_from_db()
    assert (shift.state, shift.ended_by_name) == ("taken_out", cast.director.name)


@pytest.mark.parametrize(
    "wrong",
    [
        {"member": "nobody"},
        {"on": "yesterday"},
        {"begin": "25:00"},
        {"weeks": "99"},
        {"phone": "0171"},
        {"place": "9"},
    ],
)
def test_what_can_be_no_shift_comes_back_with_a_sentence(cast, as_member, wrong):
    usual = SHIFT | {"member": str(cast.members["nurse"].pk), "on": cast.actor("director").today.isoformat()}
    answer = as_member("director").post(reverse("add_shifts"), usual | wrong)
    assert answer.status_code == 422
    assert not OnCallShift.objects.exists()


def test_a_practitioner_reads_the_rota_and_does_not_write_it(cast, as_member):
    a_shift(cast)
    nurse = as_member("nurse")
    assert "Take it out" not in text_of(nurse.get(reverse("rota")))
    assert nurse.post(reverse("add_shifts"), SHIFT).status_code == 403


def test_a_worry_is_called_about_taken_on_answered_and_closed_on_its_page(cast, as_member):
    worry, nurse = a_worry(cast), as_member("nurse")
    chosen = a_text(cast)
    text = shown(nurse, "worry", worry.pk)
    assert f"{cast.nurse.name} is called" in text
    assert "the next in line is called" in text
    assert "Note the call" not in text
    nurse.post(reverse("acknowledge_worry", args=[worry.pk]))
    assert "Note the call" in shown(nurse, "worry", worry.pk)
    said = {"reached": "no", "text": "rang twice"}
    nurse.post(reverse("note_worry_call", args=[worry.pk]), said)
    said = {"template": str(chosen.pk), "text": "At four, please."}
    nurse.post(reverse("reply_to_worry", args=[worry.pk]), said)
    nurse.post(reverse("note_worry_call", args=[worry.pk]), {"reached": "yes", "text": "comes at four"})
    text = shown(nurse, "worry", worry.pk)
    assert text.index("rang twice") < text.index(chosen.text) < text.index("comes at four")
    assert "answered" in shown(nurse, "worries")
    assert nurse.post(reverse("close_worry", args=[worry.pk]), {"outcome": OUTCOME}).url == reverse("worries")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("reply_to_worry", {"template": "", "text": ""}),
        ("reply_to_worry", {"template": "not-one", "text": "Hello there"}),
        ("note_worry_call", {"reached": "perhaps"}),
        ("hand_over_worry", {"member": "nobody", "why": ""}),
        ("close_worry", {"outcome": ""}),
    ],
)
def test_what_is_missing_on_the_page_of_a_worry_is_said_at_its_field(cast, as_member, name, said):
    worry = acknowledge_worry(cast.actor("nurse"), a_worry(cast))
    before = worry.steps.count()
    answer = as_member("nurse").post(reverse(name, args=[worry.pk]), said)
    assert answer.status_code == 422
    assert worry.steps.count() == before


def test_no_two_fields_of_the_page_have_one_id(cast, as_member):
    worry = acknowledge_worry(cast.actor("nurse"), a_worry(cast))
    text = as_member("nurse").get(reverse("worry", args=[worry.pk])).content.decode()
    ids = [part.split('"')[0] for part in text.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_the_director_hands_over_without_treating(cast, as_member):
    worry = a_worry(cast)
    director = as_member("director")
    said = {"member": str(cast.members["doctor"].pk), "why": "she knows him"}
    assert director.post(reverse("hand_over_worry", args=[worry.pk]), said).status_code == 302
    worry.refresh_from_db()
    assert (worry.state, worry.on_call_name) == ("handed_over", cast.doctor.name)
    assert "she knows him" in shown(director, "worry", worry.pk)


def test_the_page_says_loudly_when_nobody_is_left(cast, as_member):
    worry = a_worry(cast)
    for _ in range(3):
        worry.refresh_from_db()
        with clock.at(worry.turn_ends_at):
            call_next_where_late()
    page = as_member("nurse").get(reverse("worry", args=[worry.pk])).content.decode()
    assert "<strong>Everybody in line was called" in page


def test_the_patient_reads_the_reply_on_the_phone_and_not_in_the_message(cast, as_member):
    named_on_call(cast)
    phone, link = opened(cast, as_member)
    told = phone.post(tell(link), {"today": ["pus"]}).url
    worry = Worry.objects.get()
    nurse = as_member("nurse")
    nurse.post(reverse("acknowledge_worry", args=[worry.pk]))
    nurse.post(
        reverse("reply_to_worry", args=[worry.pk]), {"template": "", "text": "Please come by at four."}
    )
    for page in (told, address(link)):
        text = text_of(phone.get(page))
        assert "Please come by at four." in text
        assert cast.nurse.name in text


def test_out_of_hours_the_phone_says_where_to_go_and_promises_no_hour(cast, as_member):
    named_on_call(cast)
    OnCallShift.objects.all().delete()
    cast.clinic.out_of_hours = "Walk-in at 12 Linden Street."
    cast.clinic.save()
    phone, link = opened(cast, as_member)
    text = text_of(phone.post(tell(link), {"today": ["pus"]}, follow=True))
    assert "Walk-in at 12 Linden Street." in text
    assert "is to look by" not in text


def test_the_director_approves_texts_and_takes_them_back(cast, as_member):
    director = as_member("director")
    assert director.post(reverse("replies"), {"title": "", "text": "x"}).status_code == 422
    director.post(reverse("replies"), {"title": "Come in", "text": "Please come by today."})
    again = director.post(reverse("replies"), {"title": "Come in", "text": "Something else."})
    assert again.status_code == 422
    row = ReplyText.objects.get()
    director.post(reverse("withdraw_reply_text", args=[row.pk]))
    assert "No text is approved yet" in shown(director, "replies")


def test_the_digest_says_that_none_is_late_or_names_those_that_are(cast, as_member):
    director = as_member("director")
    worry = a_worry(cast)
    with clock.at(worry.due_at + timedelta(days=1)):
        digest = a_digest(cast)
        text = shown(director, "worry_digest", digest.pk)
        assert "1 worry is open past its deadline" in text
        assert cast.patient.called in text
        worry = acknowledge_worry(cast.actor("nurse"), worry)
        note_worry_call(cast.actor("nurse"), worry, "yes")
    with clock.at(worry.due_at + timedelta(days=2)):
        later = a_digest(cast)
        assert "No worry is open past its deadline" in shown(director, "worry_digest", later.pk)
        assert "1 past its deadline" in shown(director, "worry_digests")
