"""The screening page: two answers large, questions answered in place, reasons with sources, overrides."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from clinic.records.actions.history import EntryDetails, Said, answer_questions, note_entry, set_concern
from clinic.records.actions.screening import record_decision
from clinic.records.models import Answer, DecisionRecord, HistoryEntry, Override
from needlepoint.protocols.library import shipped_content
from tests.cast import without_triggers
from tests.record.calls.planning import an_approved_plan, clear
from tests.record.calls.policy import signed_side
from tests.record.calls.screening import recorded
from tests.record.test_screening import answer_all, plan_the_cheeks

HTMX = {"HX-Request": "true"}


@pytest.fixture
def doctor(cast):
    return cast.actor("doctor")


@pytest.fixture
def client(as_member):
    return as_member("doctor")


@pytest.fixture
def address(cast):
    return reverse("screening", args=[cast.patient.pk])


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def with_a_peel(actor, patient):
    """Answer everything; a superficial peel of today stands against today alone."""
    answer_all(actor, patient)
    plan_the_cheeks(actor, patient)
    day = actor.today.isoformat()
    note_entry(
        actor,
        patient,
        EntryDetails(kind="event", name="peel", detail="superficial", zones=("cheek-left",), until=day),
    )
    said = [
        Said(asks="events", answer="yes"),
        Said(asks="recent-peel", answer="yes", detail="superficial", zones=("cheek-left",)),
    ]
    answer_questions(actor, patient, said)


def test_a_new_patient_is_first_asked_and_nothing_is_called_suitable(client, address):
    shown = text_of(client.get(address))
    assert "Begin with the history" in shown
    assert "No reason was found" not in shown
    assert "suitable" not in shown.lower()


def test_nothing_found_is_said_with_what_it_rests_on(cast, doctor, client, address):
    answer_all(doctor, cast.patient)
    plan_the_cheeks(doctor, cast.patient)
    shown = text_of(client.get(address))
    assert "Nothing found against it so far." in shown
    assert "This speaks only of what was asked and examined" in shown
    assert "No question is open." in shown


def test_what_will_be_past_by_then_is_never_called_deferred(cast, doctor, client, address):
    with_a_peel(doctor, cast.patient)
    page = client.get(address)
    shown = text_of(page)
    assert re.search(r"Wait until \d+ \w+ \d{4}: Cheek, patient’s left\.", shown)
    assert "Nothing else found against it so far. This speaks only of what was asked and examined." in shown
    assert re.search(r"Not today\. Earliest \d+ \w+ \d{4}", shown)
    top = page.content.decode().split("screening__columns")[0]
    assert "Defer" not in top


def test_free_zones_are_offered_and_the_others_named(cast, doctor, client, address):
    with_a_peel(doctor, cast.patient)
    shown = text_of(client.get(address))
    assert "Free by themselves: Cheek, patient’s right" in shown
    assert "Chemical peel in the area: Cheek, patient’s left" in shown


def test_once_everything_is_answered_the_course_line_says_that_it_is_to_be_recorded(
    cast, doctor, client, address
):
    plan_the_cheeks(doctor, cast.patient)
    record_decision(doctor, cast.patient)
    assert "Questions are open" in course_line_of(client.get(address))
    answer_all(doctor, cast.patient)
    part = client.post(address, {"asks": "device", "q-device": "skinpen-precision"}, headers=HTMX)
    assert 'id="course-line" hx-swap-oob="true"' in part.content.decode()
    assert "to be recorded" in course_line_of(part)
    assert "Questions are open" not in course_line_of(part)
    record_decision(doctor, cast.patient, "skinpen-precision")
    assert "to be recorded" not in course_line_of(client.get(address))


def course_line_of(page) -> str:
    """Give the course line of a page, or of the part that is sent anew."""
    return page.content.decode().split('id="course-line"')[1].split("</nav>")[0]


def test_every_reason_has_its_source_trust_certainty_and_reviewer(cast, doctor, client, address):
    answer_all(doctor, cast.patient, **{"keloid-history": "yes"})
    plan_the_cheeks(doctor, cast.patient)
    page = client.get(address).content.decode()
    finding = page.split('id="finding-keloid-history')[1].split("</article>")[0]
    for piece in ("Certainty:", 'class="trust"', "evidence__sources", "Sources disagree:", "reviewed"):
        assert piece in finding


def test_what_changes_by_itself_and_every_device_are_told(cast, doctor, client, address):
    with_a_peel(doctor, cast.patient)
    shown = text_of(client.get(address))
    assert "What changes by itself" in shown
    assert "Chemical peel in the area ends. The decision would be: Needs information" in shown
    for device in ("SkinPen Precision", "Exceed", "Dermapen 4"):
        assert shown.count(device) >= 2


def test_a_name_that_nobody_recognises_is_shown(cast, doctor, client, address):
    note_entry(doctor, cast.patient, EntryDetails(kind="medicine", name="Zorblax"))
    assert "Not recognised: Zorblax" in text_of(client.get(address))


# answering in place


def test_an_answer_in_place_updates_the_decision_alone(cast, doctor, client, address):
    answer_questions(doctor, cast.patient, [Said(asks="smoking", answer="no")])
    answer = client.post(address, {"asks": "sarcoidosis", "q-sarcoidosis": "yes"}, headers=HTMX)
    shown = answer.content.decode()
    assert "<html" not in shown
    assert 'id="screening"' in shown
    assert "Sarcoidosis" in shown.split("Reasons to refer")[1]
    assert Answer.objects.get(asks="sarcoidosis").answer == "yes"


def test_without_scripts_the_page_comes_back(cast, client, address):
    assert client.post(address, {"asks": "sarcoidosis", "q-sarcoidosis": "no"}).url == address


def test_a_yes_asks_where_and_the_place_is_taken(cast, doctor, client, address):
    set_concern(doctor, cast.patient, "wrinkles-fine", ["forehead"])
    asked = client.post(address, {"asks": "warts", "q-warts": "yes"}, headers=HTMX).content.decode()
    assert 'name="q-warts-zones"' in asked
    client.post(address, {"asks": "warts", "q-warts": "yes", "q-warts-zones": ["chin"]}, headers=HTMX)
    assert Answer.objects.filter(asks="warts").order_by("-created_at").first().zones == ["chin"]


def test_one_look_answers_everything_that_needs_eyes_and_nothing_else(cast, doctor, client, address):
    answer_questions(doctor, cast.patient, [Said(asks="smoking", answer="no")])
    client.post(address, {"do": "none_seen", "asks": ["warts", "open-wound", "sarcoidosis"]})
    assert set(Answer.objects.exclude(asks="smoking").values_list("asks", "answer")) == {
        ("warts", "no"),
        ("open-wound", "no"),
    }


def test_the_device_is_chosen_and_its_label_speaks(cast, doctor, client, address):
    answer_all(doctor, cast.patient, **{"keloid-history": "yes"})
    plan_the_cheeks(doctor, cast.patient)
    client.post(address, {"asks": "device", "q-device": "exceed"})
    shown = text_of(client.get(address))
    assert "Label of Exceed" in shown
    client.post(address, {"asks": "device", "q-device": ""})
    assert "Label of Exceed" not in text_of(client.get(address))


def chosen_device(page) -> str:
    listed = re.search(r'<select id="device".*?</select>', page.content.decode(), re.DOTALL)
    return "".join(re.findall(r'value="([^"]*)" selected', listed.group()))


def test_the_device_of_the_newest_decision_then_of_the_plan_is_chosen_already(cast, client, address):
    clear(cast, device="exceed")
    assert chosen_device(client.get(address)) == "exceed"
    client.post(address, {"asks": "device", "q-device": ""})
    assert chosen_device(client.get(address)) == ""
    record_decision(cast.actor("doctor"), cast.patient, "skinpen-precision")
    an_approved_plan(cast)
    assert chosen_device(client.get(address)) == "skinpen-precision"


def test_the_list_of_devices_keeps_the_focus_after_its_own_update(client, address):
    shown = client.post(address, {"asks": "device", "q-device": "exceed"}, headers=HTMX).content.decode()
    assert focused(shown).startswith('<select id="device"')


def test_which_device_is_a_question_with_its_answer_in_place(cast, doctor, client, address):
    answer_questions(doctor, cast.patient, [Said(asks="smoking", answer="no")])
    block = client.get(address).content.decode().split('id="question-device"')[1].split("</form>")[0]
    assert 'value="skinpen-precision"' in block
    client.post(address, {"asks": "device", "q-device": "exceed", "is_question": "yes"})
    assert 'id="question-device"' not in client.get(address).content.decode()


def focused(shown: str) -> str:
    """Give the one tag that takes the focus after an update."""
    (tag,) = re.findall(r"<[^>]*data-focus[^>]*>[^<]*", shown)
    return tag


def test_after_an_answer_the_next_question_has_the_focus(cast, doctor, client, address):
    answer_questions(doctor, cast.patient, [Said(asks="smoking", answer="no")])
    before = client.get(address).content.decode()
    order = re.findall(r'id="question-([^"]+)"', before)
    asks, following = order[-3:-1]
    shown = client.post(address, {"asks": asks, f"q-{asks}": "no"}, headers=HTMX).content.decode()
    assert shown.index(focused(shown)) > shown.index(f'id="question-{following}"')
    assert shown.index(focused(shown)) < shown.index(f'id="question-{order[-1]}"')


def test_a_yes_that_needs_a_place_keeps_the_focus(cast, doctor, client, address):
    set_concern(doctor, cast.patient, "wrinkles-fine", ["forehead"])
    shown = client.post(address, {"asks": "warts", "q-warts": "yes"}, headers=HTMX).content.decode()
    assert focused(shown) in shown.split('id="question-warts"')[1].split("</form>")[0]


def test_what_is_open_is_counted_once(cast, doctor, client, address):
    answer_questions(doctor, cast.patient, [Said(asks="smoking", answer="no")])
    shown = text_of(client.get(address))
    told = re.search(r"(\d+) questions are open: (\d+) to look at, (\d+) to ask\.", shown)
    total, look, ask = map(int, told.groups())
    assert total == look + ask
    assert set(re.findall(r"(\d+) questions are open", shown)) == {str(total)}
    for piece in (f"Answer {total} questions", f"Look: {look} things", f"Ask: {ask} questions"):
        assert piece in shown


def test_the_page_says_the_one_next_step(cast, doctor, client, address):
    assert "Next: ask for the medical history." in text_of(client.get(address))
    clear(cast)
    assert "Next: the plan." in text_of(client.get(address))
    answer_questions(doctor, cast.patient, [Said(asks="sarcoidosis", answer="yes")])
    assert "Next: record this decision, then refer to a doctor." in text_of(client.get(address))


def test_what_an_answer_could_come_to_is_said_in_plain_words(cast, doctor, client, address):
    answer_questions(doctor, cast.patient, [Said(asks="smoking", answer="no")])
    shown = text_of(client.get(address))
    assert "A yes could mean: refer to a doctor." in shown
    assert "Could bring" not in shown


@pytest.mark.parametrize("posted", [{}, {"asks": "sarcoidosis"}, {"asks": "nothing", "q-nothing": "no"}])
def test_an_empty_or_strange_answer_is_a_sentence(client, address, posted):
    assert client.post(address, posted).status_code == 422


def test_a_director_without_a_profession_reads_and_does_not_answer(as_member, address):
    director = as_member("director")
    assert director.get(address).status_code == 200
    assert director.post(address, {"asks": "sarcoidosis", "q-sarcoidosis": "no"}).status_code == 403


def test_the_front_desk_never_sees_it(as_member, address):
    assert as_member("front_desk").get(address).status_code == 403


def test_screening_asks_the_database_little(cast, doctor, client, address, django_assert_max_num_queries):
    with_a_peel(doctor, cast.patient)
    record_decision(doctor, cast.patient)
    client.get(address)
    with django_assert_max_num_queries(12):
        client.get(address)


def test_the_page_has_one_heading_and_no_inline_code(cast, doctor, client, address):
    with_a_peel(doctor, cast.patient)
    shown = client.get(address).content.decode()
    assert shown.count("<h1") == 1
    assert " style=" not in shown
    assert "onclick" not in shown


def test_no_id_stands_twice(cast, doctor, client, address):
    answer_questions(doctor, cast.patient, [Said(asks="herpes-history", answer="yes")])
    client.post(address, {"asks": "warts", "q-warts": "yes"})
    ids = re.findall(r'\sid="([^"]+)"', client.get(address).content.decode())
    assert len(ids) == len(set(ids))


# concerns


def test_a_concern_is_tapped_changed_and_taken_back(cast, doctor, client):
    page = reverse("concerns", args=[cast.patient.pk])
    client.post(page, {"indication": "wrinkles-fine", "zones": ["forehead"], "severity": "mild"})
    assert "checked" in client.get(page, {"indication": "wrinkles-fine"}).content.decode()
    client.post(page, {"indication": "wrinkles-fine", "zones": ["forehead", "glabella"], "severity": ""})
    client.post(page, {"indication": "wrinkles-fine", "zones": []})
    assert list(HistoryEntry.objects.order_by("created_at").values_list("zones", "is_withdrawn")) == [
        (["forehead"], False),
        (["forehead", "glabella"], False),
        (None, True),
    ]


def test_nobodys_concern_is_guessed(cast, client):
    page = reverse("concerns", args=[cast.patient.pk])
    answer = client.post(page, {"indication": "", "zones": ["forehead"]})
    assert answer.status_code == 422
    assert "Choose what it is." in text_of(answer)
    assert not HistoryEntry.objects.exists()


def test_a_concern_without_a_place_or_of_no_kind_is_explained(cast, client):
    page = reverse("concerns", args=[cast.patient.pk])
    for wrong in ({"indication": "wrinkles-fine"}, {"indication": "moon", "zones": ["forehead"]}):
        answer = client.post(page, wrong)
        assert answer.status_code == 422
        assert "error-summary" in answer.content.decode()


# recording and overriding


def test_recording_shows_by_whom_and_a_second_press_changes_nothing(cast, doctor, client, address):
    with_a_peel(doctor, cast.patient)
    press = reverse("record_decision", args=[cast.patient.pk])
    for _ in range(2):
        client.post(press)
    assert DecisionRecord.objects.count() == 1
    shown = text_of(client.get(address))
    assert "by Doctor." in shown
    assert "Record this decision" not in shown


def test_when_something_changed_it_is_recorded_anew(cast, doctor, client, address):
    recorded(cast)
    answer_questions(doctor, cast.patient, [Said(asks="smoking", answer="yes")])
    assert "today it reads differently" in text_of(client.get(address))
    client.post(reverse("record_decision", args=[cast.patient.pk]))
    assert DecisionRecord.objects.count() == 2


def test_the_override_is_offered_to_whom_the_rule_names_and_stands_with_name_and_reason(
    cast, as_member, address
):
    record = recorded(
        cast, Said(asks="keloid-history", answer="yes"), Said(asks="bleeding-disorder", answer="yes")
    )
    nurse = as_member("nurse")
    shown = text_of(nurse.get(address))
    assert "Only a doctor may decide otherwise." in shown
    assert "Nobody overrides this." in shown
    press = reverse("decision", args=[record.pk])
    assert nurse.post(press, {"rule": "keloid-history", "reason": "Small"}).status_code == 403
    assert nurse.post(press, {"rule": "recent-waxing", "reason": ""}).status_code == 422
    nurse.post(press, {"rule": "recent-waxing", "reason": "A small <b>area</b>"})
    assert Override.objects.get().name == "Nurse"
    shown = nurse.get(address).content.decode()
    assert "A small &lt;b&gt;area" in shown
    assert "A small" in text_of(nurse.get(press))


def test_a_recorded_decision_is_shown_as_it_was_made(cast, doctor, client):
    record = recorded(cast)
    answer_questions(doctor, cast.patient, [Said(asks="keloid-history", answer="yes")])
    shown = text_of(client.get(reverse("decision", args=[record.pk])))
    assert record.digest in shown
    assert record.content_id in shown
    assert "Keloid in the past Refer" not in shown


def test_the_director_runs_a_recorded_decision_again(cast, as_member):
    record = recorded(cast)
    director = as_member("director")
    page = director.get(reverse("decision", args=[record.pk]))
    assert reverse("decision_again", args=[record.pk]) in page.content.decode()
    for piece in ("What this decision was made from", record.facts_digest, "smoking"):
        assert piece in text_of(page)
    again = director.get(reverse("decision_again", args=[record.pk]))
    assert "it comes to exactly the same" in text_of(again)


def test_a_decision_that_does_not_hold_says_why(cast, as_member):
    record = recorded(cast)
    with without_triggers():
        DecisionRecord.objects.filter(pk=record.pk).update(facts_digest="sha256:0")
    shown = text_of(as_member("director").get(reverse("decision_again", args=[record.pk])))
    assert "It does not hold:" in shown
    assert "the stored facts were changed" in shown


def test_running_again_is_the_directors(cast, client):
    record = recorded(cast)
    assert client.get(reverse("decision_again", args=[record.pk])).status_code == 403
    assert "Run it again" not in text_of(client.get(reverse("decision", args=[record.pk])))


def test_a_double_click_on_override_is_one_override(cast, client):
    record = recorded(cast)
    press = reverse("decision", args=[record.pk])
    typed = {"rule": "recent-waxing", "reason": "A small area"}
    assert [client.post(press, typed).status_code for _ in range(2)] == [302, 409]
    assert Override.objects.count() == 1


def test_loosening_shows_wherever_it_acts(cast, doctor, client, address):
    signed_side(cast, "isotretinoin-interval", "clinician-decides", "Our own audit")
    ended = (doctor.today - timedelta(days=90)).isoformat()
    medicine = EntryDetails(kind="medicine", name="Isotretinoin", route="oral", status="stopped", until=ended)
    note_entry(doctor, cast.patient, medicine)
    assert "Loosened by the clinic’s policy" in text_of(client.get(address))


def band(shown: str) -> str:
    """Give what stands under "What is not certain", which every page has at most once."""
    assert shown.count('id="uncertain-title"') == 1
    return shown.split('id="uncertain-title"')[1].split("</section>", maxsplit=1)[0]


def test_what_is_not_certain_has_one_place_and_names_what_is_open_and_what_was_not_read(
    cast, doctor, client, address
):
    first = client.get(address).content.decode()
    assert "Nothing was asked yet." in first
    assert "Nothing found against it" not in first
    assert "No device is chosen: no label was looked at." in band(first)
    answer_all(doctor, cast.patient)
    plan_the_cheeks(doctor, cast.patient)
    client.post(address, {"asks": "device", "q-device": "dermapen-4"})
    shown = client.get(address).content.decode()
    assert "No question is open. What nobody asked or looked at is not known." in band(shown)
    assert "No label of Dermapen 4 was read" in band(shown)
    assert shown.index("Nothing found against it") < shown.index("What is not certain")


def test_where_sources_disagree_is_named_before_the_reasons(cast, doctor, client, address):
    answer_all(doctor, cast.patient, **{"keloid-history": "yes"})
    plan_the_cheeks(doctor, cast.patient)
    told = band(client.get(address).content.decode())
    assert "Sources disagree: Keloid in the past. Followed here: A doctor sees the person first" in told
    assert "Others: Do not needle; A doctor treats the scar itself" in told


def test_a_precaution_is_called_one_while_questions_are_open_and_when_none_is(cast, doctor, client, address):
    answer_all(doctor, cast.patient, **{"herpes-history": "yes"})
    plan_the_cheeks(doctor, cast.patient)
    name = shipped_content().contraindication["herpes-history"].name
    open_still = text_of(client.get(address))
    assert f"With precautions: {name}. This speaks only of what was asked and examined." in open_still
    client.post(address, {"asks": "device", "q-device": "skinpen-precision"})
    assert "Today: nothing found against it, with precautions." in text_of(client.get(address))


def test_before_a_plan_is_begun_the_page_says_why_to_wait_until_when_and_what_is_next(
    cast, doctor, client, address
):
    with_a_peel(doctor, cast.patient)
    screened = text_of(client.get(address))
    page = client.get(reverse("planning", args=[cast.patient.pk]))
    shown = text_of(page)
    assert re.search(r"Not today\. Earliest \d+ \w+ \d{4}", shown)
    assert re.search(r"Chemical peel.{0,40} until \d+ \w+ \d{4}", shown)
    told = re.search(r"Next: [^.]*\.", screened)[0]
    assert told in shown
    assert "Start a draft before its turn" in shown
    assert "Start the plan" not in shown
