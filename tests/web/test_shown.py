"""What a person reads on a page: words and names, never the ids of the code; the next step; what to call."""

import re
from datetime import date

from django.urls import reverse

from clinic.records.actions.doors import send_patient_link
from clinic.records.actions.screening import record_decision
from clinic.records.queries.course import Step
from clinic.records.queries.progress import Progress
from clinic.records.queries.screening import screening_progress
from clinic.web.patient_links import token_of
from clinic.web.shown.blocks import blocks_for_page
from clinic.web.shown.screening import next_step_for_page
from needlepoint.protocols.library import shipped_content
from needlepoint.screening.decision import decide
from needlepoint.vocabulary.dates import PartialDate
from needlepoint.vocabulary.patient import Concern, Facts, Patient
from tests.record.calls.aftercare import a_sheet
from tests.record.calls.screening import recorded
from tests.record.calls.session import signed

ON = date(2026, 11, 22)


def shown(client, name: str, *arguments) -> str:
    return client.get(reverse(name, args=arguments)).content.decode()


def nobody_asked():
    patient = Patient(birth_date=PartialDate(year=1991, month=4, day=2), country="US")
    concern = Concern(indication="acne-scars-rolling", zones=("cheek-left",))
    return decide(
        Facts(patient=patient, concerns=(concern,)), shipped_content(), on=ON, device="skinpen-precision"
    )


def test_every_page_of_staff_carries_the_emergency_card(cast, as_member):
    for person in ("nurse", "front_desk"):
        text = shown(as_member(person), "patient", cast.patient.pk)
        assert f"tel:{cast.clinic.emergency_number}" in text
        assert all(flag.text in text.replace("&#x27;", "'") for flag in emergencies())


def emergencies():
    return [flag for flag in shipped_content().red_flag.values() if flag.level == "emergency"]


def test_the_front_desk_sees_where_somebody_stands_and_no_decision(cast, as_member):
    recorded(cast)
    step = screening_progress([cast.patient], cast.actor("doctor").today)[cast.patient.pk]
    assert step.decision == "defer"
    assert step.note in shown(as_member("doctor"), "patient", cast.patient.pk)
    for page in ("patient", "today"):
        arguments = [cast.patient.pk] if page == "patient" else []
        text = shown(as_member("front_desk"), page, *arguments)
        assert step.note not in text
        assert f"tone-{step.decision}" not in text
        assert step.next_deed not in text
        assert "course-line__step--blocked" not in text


def test_the_course_line_marks_the_page_that_one_is_on(cast, as_member):
    for room in ("history", "screening", "planning"):
        address = reverse(room, args=[cast.patient.pk])
        marked = re.findall(
            r'<a href="([^"]+)" aria-current="page">', shown(as_member("doctor"), room, cast.patient.pk)
        )
        assert [each for each in marked if "/patients/" in each and each != reverse("patients")] == [address]


def test_a_phone_reads_the_words_of_this_page_and_of_the_next_deed_in_one_line(cast, as_member):
    recorded(cast)
    page = shown(as_member("doctor"), "history", cast.patient.pk)
    line = page.split('class="course-line__words" aria-hidden="true">')[1].split("</p>")[0]
    assert re.findall(r"<b>([^<]+)</b>", line) == ["History", "Screening"]


def test_sessions_of_which_one_is_done_are_begun_and_not_empty(cast, as_member):
    session = signed(cast)
    page = shown(as_member("nurse"), "session", session.patient_id)
    assert page.count("course-line__step--begun") == 1
    assert "1 of" in page.split("course-line__step--begun")[1].split("</li>")[0]


def test_a_decision_that_waits_for_answers_is_blue_and_not_a_referral(cast):
    record_decision(cast.actor("doctor"), cast.patient)
    step = screening_progress([cast.patient], cast.actor("doctor").today)[cast.patient.pk]
    assert step == Progress(
        state="blocked",
        note="Questions are open",
        next_deed="Look at the screening",
        decision="needs_information",
    )


def test_what_blocks_a_plan_is_told_by_name():
    told = blocks_for_page(nobody_asked(), ())
    assert told["open"]
    assert not [name for name in told["open"] if re.fullmatch(r"[a-z-]+-[a-z-]+", name)]


def test_on_the_page_for_worries_the_advice_is_read_once_for_all_signs_that_share_it(cast, as_member):
    sheet = a_sheet(cast)
    link, phone = send_patient_link(cast.actor("nurse"), cast.patient, "aftercare"), as_member(None)
    phone.post(reverse("aftercare_by_link", args=[token_of(link)]), {"birth_date": "1991-04-02"})
    text = shown(phone, "aftercare_worry_by_link", token_of(link))
    advices = [flag.advice for flag in sheet.to_domain().red_flags if flag.level == "emergency"]
    assert len(advices) > len(set(advices))
    assert all(text.replace("&#x27;", "'").count(f">{advice}<") == 1 for advice in set(advices))


def test_a_day_says_a_date_once_for_all_that_ends_on_it(cast, as_member):
    a_sheet(cast)
    text = shown(as_member("nurse"), "aftercare", cast.patient.pk).split('aria-labelledby="dates"')[0]
    ends = re.findall(r'<h3 class="tells__until">([^<]+)</h3>', text)
    assert ends
    assert max(ends.count(end) for end in ends) <= 3  # to expect, to do, to leave out


def test_audit_says_deeds_in_words_and_times_with_their_zone(cast, as_member):
    record_decision(cast.actor("doctor"), cast.patient)
    text = shown(as_member("director"), "audit")
    assert "Recorded the screening decision of the day" in text
    assert "record_decision" not in text
    assert re.search(r"\d\d:\d\d:\d\d [A-Z]{3,4}", text)


def step_of(room: str, deed: str) -> Step:
    return Step(room=room, label=room, progress=Progress(state="now", next_deed=deed))


def test_past_its_screening_a_course_goes_on_and_nobody_is_sent_to_answer_while_somebody_heals():
    live, opened = nobody_asked(), {"total": 3}
    consent = next_step_for_page(live, None, opened, None, step_of("consent", "Talk about consent"))
    assert (consent["place"], consent["label"]) == ("consent", "Talk about consent")
    healing = next_step_for_page(live, None, opened, None, step_of("aftercare", "Look at the aftercare"))
    assert healing["text"].startswith("Nothing is to be asked now.")
    assert healing["place"] == "aftercare"
    assert next_step_for_page(live, None, opened, None, step_of("outcome", ""))["place"] == ""
    assert next_step_for_page(live, None, opened)["label"] == "Answer 3 questions"


def test_today_says_where_everybody_stands_in_one_shape_and_has_one_main_deed_a_person(cast, as_member):
    text = shown(as_member("doctor"), "today")
    cards = re.findall(r'<li class="today-card">(.*?)</li>', text, re.DOTALL)
    assert cards
    for card in cards:
        assert card.split("today-card__standing")[1].split("</p>")[0].count('class="badge') == 1
        assert card.count("button--main") <= 1
