"""Pages of the history: the questionnaire by three doors, saved as one types, and the link that asks a birth date."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from clinic.audit.models import AuditEvent
from clinic.records import clock
from clinic.records.actions.doors import send_patient_link
from clinic.records.actions.history import EntryDetails, Said, answer_questions, note_entry
from clinic.records.actors import Actor
from clinic.records.models import Answer, HistoryEntry, PatientLink
from clinic.records.queries.questionnaire import SECTIONS
from clinic.web.patient_links import token_of
from needlepoint.protocols.library import shipped_content
from tests.cast import BEGINNING, PIN, later

HTMX = {"HX-Request": "true"}


@pytest.fixture
def nurse(as_member):
    return as_member("nurse")


def section(cast, slug="general"):
    return reverse("history_section", args=[cast.patient.pk, slug])


def newest(asks):
    return Answer.objects.filter(asks=asks).order_by("-created_at").first()


# by staff


@pytest.mark.parametrize("slug", SECTIONS)
def test_every_page_of_the_questionnaire_has_one_heading_and_no_inline_code(cast, nurse, slug):
    shown = nurse.get(section(cast, slug)).content.decode()
    assert shown.count("<h1") == 1
    assert " style=" not in shown
    assert "onclick" not in shown


def test_every_question_can_be_not_known_or_told_in_person(cast, nurse):
    for slug in SECTIONS:
        shown = nurse.get(section(cast, slug)).content.decode()
        questions = shown.count('<fieldset class="question ')
        assert questions > 0
        assert shown.count('value="in_person"') >= questions
        assert shown.count('value="unknown"') >= questions


def test_one_answer_is_saved_as_it_is_given_and_opens_its_follow_up(cast, nurse):
    answer = nurse.post(
        section(cast),
        {"do": "save", "only": "diabetes", "q-diabetes": "yes", "q-smoking": "yes"},
        headers=HTMX,
    )
    shown = answer.content.decode()
    assert "<html" not in shown
    assert "Saved" in shown
    assert "question-diabetes-uncontrolled" in shown
    assert newest("diabetes").answer == "yes"
    assert newest("smoking") is None


def test_without_scripts_a_page_is_saved_whole_and_the_next_one_opens(cast, nurse):
    answer = nurse.post(
        section(cast, "allergies"), {"do": "save", "q-latex-allergy": "no", "q-metal-allergy": "no"}
    )
    assert answer.url == section(cast, "today")
    assert (newest("latex-allergy").answer, newest("metal-allergy").answer) == ("no", "no")


def test_without_scripts_a_yes_stays_on_the_page_where_its_follow_up_opened(cast, nurse):
    answer = nurse.post(section(cast), {"do": "save", "q-diabetes": "yes"})
    assert answer.url == section(cast) + "#question-diabetes-uncontrolled"


def test_after_the_last_page_the_overview_opens(cast, nurse):
    answer = nurse.post(section(cast, "today"), {"do": "save", "q-acute-illness": "no"})
    assert answer.url == reverse("history", args=[cast.patient.pk])


def test_saving_the_same_page_again_writes_nothing(cast, nurse):
    page = {"do": "save", "q-smoking": "no"}
    for _ in range(2):
        nurse.post(section(cast), page)
    assert Answer.objects.filter(asks="smoking").count() == 1
    assert AuditEvent.objects.filter(deed="answer_questions").count() == 1


def test_a_yes_with_places_and_kind_is_stored_with_both(cast, nurse):
    nurse.post(
        section(cast, "skin"),
        {
            "do": "save",
            "only": "active-acne",
            "q-active-acne": "yes",
            "q-active-acne-detail": "comedones",
            "q-active-acne-zones": ["chin", "nose"],
        },
        headers=HTMX,
    )
    acne = newest("active-acne")
    assert (acne.answer, acne.detail, acne.zones) == ("yes", "comedones", ["chin", "nose"])


def test_the_places_are_offered_once_somebody_said_yes(cast, nurse):
    assert "q-warts-zones" not in nurse.get(section(cast, "skin")).content.decode()
    shown = nurse.post(
        section(cast, "skin"), {"only": "warts", "q-warts": "yes"}, headers=HTMX
    ).content.decode()
    assert shown.count('name="q-warts-zones"') == len(shipped_content().zone)


def test_keys_of_the_case_are_asked_too(cast, nurse):
    nurse.post(section(cast), {"do": "save", "q-patient.weight_kg-typed": "61,5"})
    nurse.post(section(cast, "skin"), {"do": "save", "q-patient.phototype": "IV"})
    nurse.post(section(cast, "today"), {"do": "save", "q-goals-typed": "Softer scars"})
    assert newest("patient.weight_kg").detail == "61,5"
    assert newest("patient.phototype").detail == "IV"
    assert newest("goals").note == "Softer scars"


def test_an_impossible_value_is_refused_with_a_summary_that_leads_to_its_question(cast, nurse):
    answer = nurse.post(section(cast), {"do": "save", "q-patient.weight_kg-typed": "six"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#question-patient.weight_kg"' in shown
    assert not Answer.objects.exists()


def test_a_section_that_does_not_exist_is_not_here(cast, nurse):
    assert nurse.get(section(cast, "secrets")).status_code == 404


def test_the_front_desk_sees_no_answers_but_makes_the_link(cast, as_member):
    desk = as_member("front_desk")
    assert desk.get(reverse("history", args=[cast.patient.pk])).status_code == 403
    assert desk.get(section(cast)).status_code == 403
    made = desk.post(reverse("history_links", args=[cast.patient.pk]), follow=True)
    assert "/q/" in made.content.decode()
    assert "Hand over the tablet" in made.content.decode()


def test_the_front_desk_hands_the_tablet_over_and_reaches_no_answer_by_it(cast, as_member):
    said = [Said(asks="smoking", answer="yes"), Said(asks="goals", answer="yes", note="Secretly")]
    answer_questions(cast.actor("nurse"), cast.patient, said)
    desk, handed = as_member("front_desk"), reverse("history_handed", args=[cast.patient.pk])
    assert desk.get(handed).status_code == 404
    assert desk.post(reverse("history_hand_over", args=[cast.patient.pk])).url == handed
    pages = [reverse("history_handed_section", args=[cast.patient.pk, slug]) for slug in SECTIONS]
    shown = "".join(desk.get(page).content.decode() for page in pages)
    assert "Answered already" in shown
    assert "Secretly" not in shown
    assert not re.search(r'name="q-smoking" value="\w+"[^>]*checked', shown)


def test_once_the_patient_gives_the_tablet_back_it_shows_nothing_of_theirs(cast, as_member):
    desk, handed = as_member("front_desk"), reverse("history_handed", args=[cast.patient.pk])
    desk.post(reverse("history_hand_over", args=[cast.patient.pk]))
    general = reverse("history_handed_section", args=[cast.patient.pk, "general"])
    desk.post(general, {"only": "smoking", "q-smoking": "yes"}, headers=HTMX)
    assert re.search(r'name="q-smoking" value="yes"[^>]*checked', desk.get(general).content.decode())
    desk.get(reverse("hand_back"))
    assert desk.get(general).url == desk.get(handed).url == reverse("hand_back")
    assert desk.post(reverse("hand_back"), {"pin": PIN}).url == reverse(
        "history_links", args=[cast.patient.pk]
    )
    assert desk.get(general).status_code == 404


def test_handing_over_is_a_deed_and_each_deed_meanwhile_names_it(cast, as_member):
    desk = as_member("front_desk")
    desk.post(reverse("history_hand_over", args=[cast.patient.pk]))
    general = reverse("history_handed_section", args=[cast.patient.pk, "general"])
    desk.post(general, {"only": "smoking", "q-smoking": "yes"}, headers=HTMX)
    desk.post(reverse("hand_back"), {"pin": PIN})
    deeds = ("hand_over_tablet", "answer_questions", "take_tablet_back")
    given, answered, taken = [AuditEvent.objects.get(deed=name) for name in deeds]
    us, them = str(cast.members["front_desk"].pk), str(cast.patient.pk)
    assert (given.actor_id, answered.actor_id, taken.actor_id) == (us, them, us)
    assert (given.digests["purpose"], given.digests["patient"]) == ("history", them)
    assert answered.digests["handover"] == given.subject_id == taken.subject_id
    shown = as_member("director").get(reverse("audit")).content.decode()
    assert shown.count("on a tablet that Front Desk handed over") == 1


def test_a_tablet_left_alone_comes_back_by_the_pin_and_shows_nothing_of_theirs(cast, as_member):
    desk = as_member("front_desk")
    desk.post(reverse("history_hand_over", args=[cast.patient.pk]))
    session = desk.session
    session["last_seen"] = 0
    session.save()
    assert desk.get(reverse("history_handed", args=[cast.patient.pk])).url == reverse("unlock")
    back = reverse("history_links", args=[cast.patient.pk])
    assert desk.post(reverse("unlock"), {"pin": PIN}).url == back
    assert AuditEvent.objects.filter(deed="take_tablet_back").count() == 1


# lists


def test_a_medicine_is_added_with_part_of_a_date_and_taken_off_again(cast, nurse):
    medicines = section(cast, "medicines")
    added = nurse.post(
        medicines,
        {
            "do": "add",
            "name": "Isotretinoin",
            "route": "oral",
            "status": "stopped",
            "until_year": "2026",
            "until_month": "3",
            "until_day": "",
        },
    )
    assert added.url == f"{medicines}#list"
    entry = HistoryEntry.objects.get()
    assert (entry.name, entry.route, entry.status, entry.until) == (
        "Isotretinoin",
        "oral",
        "stopped",
        "2026-03",
    )
    assert "Isotretinoin" in nurse.get(medicines).content.decode()
    nurse.post(medicines, {"do": "withdraw", "entry": str(entry.pk)})
    assert "Isotretinoin" not in nurse.get(medicines).content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "required"),
        ({"until_year": "2026", "until_month": "2", "until_day": "30"}, "no such day"),
        ({"until_year": "", "until_month": "2"}, "Add the year"),
        ({"until_year": "2026", "until_day": "2"}, "Add the month"),
        ({"since_year": "2026", "until_year": "2025"}, "cannot lie before"),
    ],
)
def test_a_wrong_line_is_explained_and_what_was_typed_stays(cast, nurse, typed, sentence):
    page = {"do": "add", "name": "Roaccutane", "route": "oral", "status": "active"} | typed
    answer = nurse.post(section(cast, "medicines"), page)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in shown
    assert "error-summary" in shown
    assert not HistoryEntry.objects.exists()


def test_asked_there_are_none(cast, nurse):
    nurse.post(section(cast, "allergies"), {"do": "close", "answer": "no"})
    assert "Asked: there are none" in nurse.get(section(cast, "allergies")).content.decode()
    assert "No allergies known" in nurse.get(section(cast, "allergies")).content.decode()


def test_another_patients_line_cannot_be_taken_off(cast, nurse):
    theirs = note_entry(cast.actor("outsider"), cast.other_patient, EntryDetails(kind="allergy", name="nuts"))
    gone = nurse.post(section(cast, "allergies"), {"do": "withdraw", "entry": str(theirs.pk)})
    assert gone.status_code == 404


# what the practitioner sees


def test_the_overview_shows_what_changed_what_to_look_at_and_what_waits(cast, nurse):
    patient = Actor.patient(cast.patient)
    with clock.at(BEGINNING):
        answer_questions(cast.actor("nurse"), cast.patient, [Said(asks="smoking", answer="no")])
    with clock.at(later(9)):
        answer_questions(
            patient,
            cast.patient,
            [
                Said(asks="smoking", answer="yes"),
                Said(asks="warts", answer="yes", zones=("chin",)),
                Said(asks="under-pressure", answer="unknown", in_person=True),
            ],
        )
    shown = nurse.get(reverse("history", args=[cast.patient.pk])).content.decode()
    assert "Changed since last time" in shown
    assert re.search(r"<del>no</del>\s*<ins>yes</ins>", shown)
    assert "The patient says: yes: Chin" in shown
    assert "To be told in person" in shown


def test_what_a_patient_said_is_confirmed_by_who_looked(cast, nurse):
    said = [Said(asks="warts", answer="yes", zones=("chin",))]
    answer_questions(Actor.patient(cast.patient), cast.patient, said)
    nurse.post(section(cast, "skin"), {"do": "confirm", "asks": "warts"})
    warts = newest("warts")
    assert (warts.said_by, warts.answer, warts.zones) == ("practitioner", "yes", ["chin"])


def test_still_the_same_today_repeats_only_what_stays_ticked(cast, nurse):
    with clock.at(BEGINNING):
        said = [Said(asks=one, answer="no") for one in ("acute-illness", "under-pressure")]
        answer_questions(cast.actor("nurse"), cast.patient, said)
    nurse.post(reverse("history_repeat", args=[cast.patient.pk]), {"asks": ["acute-illness"]})
    assert Answer.objects.filter(asks="acute-illness").count() == 2
    assert Answer.objects.filter(asks="under-pressure").count() == 1


@pytest.mark.parametrize("name", ["history", "general"])
def test_history_asks_the_database_little(cast, nurse, django_assert_max_num_queries, name):
    address = reverse("history", args=[cast.patient.pk]) if name == "history" else section(cast)
    answer_questions(cast.actor("nurse"), cast.patient, [Said(asks="diabetes", answer="yes")])
    nurse.get(address)
    with django_assert_max_num_queries(12):
        nurse.get(address)


# by link


@pytest.fixture
def link(cast):
    return send_patient_link(cast.actor("front_desk"), cast.patient)


def address_of(link, slug=None):
    token = token_of(link)
    return (
        reverse("history_section_by_link", args=[token, slug])
        if slug
        else reverse("history_by_link", args=[token])
    )


def opened(link) -> Client:
    phone = Client()
    phone.post(address_of(link), {"birth_date": "1991-04-02"})
    return phone


def test_a_link_shows_no_name_until_the_birth_date_is_right(cast, link):
    phone = Client()
    asked = phone.get(address_of(link)).content.decode()
    assert "Ada" not in asked
    assert "Lovelace" not in asked
    wrong = phone.post(address_of(link), {"birth_date": "1991-04-03"})
    assert wrong.status_code == 422
    assert "Ada" not in wrong.content.decode()
    assert phone.get(address_of(link, "general")).url == address_of(link)
    right = phone.post(address_of(link), {"birth_date": "1991-04-02"}, follow=True)
    assert "Hello Ada Lovelace" in right.content.decode()


def test_a_phone_answers_in_the_patients_name(cast, link):
    phone = opened(link)
    phone.post(address_of(link, "general"), {"only": "smoking", "q-smoking": "yes"}, headers=HTMX)
    answer = newest("smoking")
    assert (answer.said_by, answer.noted_by_kind, answer.answer) == ("patient", "patient", "yes")
    event = AuditEvent.objects.get(deed="answer_questions")
    assert (event.actor_kind, event.actor_id) == ("patient", str(cast.patient.pk))


def test_the_questionnaire_is_resumed_where_it_was_left_in_the_same_browser(cast, link):
    phone = opened(link)
    phone.post(address_of(link, "general"), {"only": "smoking", "q-smoking": "yes"}, headers=HTMX)
    del phone.cookies["sessionid"]
    assert phone.get(address_of(link, "general")).status_code == 302
    phone.post(address_of(link), {"birth_date": "1991-04-02"})
    shown = phone.get(address_of(link, "general")).content.decode()
    assert re.search(r'name="q-smoking" value="yes"[^>]*checked', shown)
    assert PatientLink.objects.get().browsers == 1


def test_another_browser_with_the_link_and_the_birth_date_is_shown_no_answer(cast, link):
    phone = opened(link)
    phone.post(address_of(link, "general"), {"only": "smoking", "q-smoking": "yes"}, headers=HTMX)
    other = opened(link)
    shown = other.get(address_of(link, "general")).content.decode()
    assert "Answered already" in shown
    assert not re.search(r'name="q-smoking" value="\w+"[^>]*checked', shown)
    other.post(address_of(link, "general"), {"only": "smoking", "q-smoking": "no"}, headers=HTMX)
    assert newest("smoking").answer == "no"
    assert PatientLink.objects.get().browsers == 2


def test_a_browser_cannot_claim_the_sitting_of_another_link(cast, link):
    phone = opened(link)
    phone.post(address_of(link, "general"), {"only": "smoking", "q-smoking": "yes"}, headers=HTMX)
    cookie = next(value for name, value in phone.cookies.items() if name.startswith("sitting-")).value
    newer = send_patient_link(cast.actor("front_desk"), cast.patient)
    thief = Client()
    thief.cookies[f"sitting-{newer.pk.hex[:12]}"] = cookie
    thief.post(address_of(newer), {"birth_date": "1991-04-02"})
    assert "Answered already" in thief.get(address_of(newer, "general")).content.decode()


@pytest.fixture
def known_to_the_clinic(cast):
    """Give somebody of whom the clinic noted what opens follow-ups, fills lists, and is nobody's business."""
    nurse = cast.actor("nurse")
    said = [
        Said(asks="patient.can_be_pregnant", answer="yes"),
        Said(asks="pregnancy", answer="yes"),
        Said(asks="diabetes", answer="yes"),
        Said(asks="smoking", answer="yes"),
        Said(asks="goals", answer="yes", note="Secretly softer scars"),
        Said(asks="patient.weight_kg", answer="yes", detail="61.5"),
    ]
    answer_questions(nurse, cast.patient, said)
    note_entry(nurse, cast.patient, EntryDetails(kind="medicine", name="Isotretinoin", route="oral"))
    note_entry(nurse, cast.patient, EntryDetails(kind="allergy", name="latex gloves"))
    return cast.patient


def everything_shown(client, address) -> str:
    return "".join(client.get(address(slug)).content.decode() for slug in SECTIONS)


def checked(shown: str) -> list[str]:
    return re.findall(r'name="(q-[^"]+)" value="[^"]+"[^>]*checked', shown)


def test_a_link_shows_nothing_that_the_clinic_noted(cast, known_to_the_clinic, link):
    phone = opened(link)
    shown = everything_shown(phone, lambda slug: address_of(link, slug))
    assert checked(shown) == []
    for secret in ("Isotretinoin", "latex gloves", "Secretly", "61.5"):
        assert secret not in shown
    assert "Are you pregnant" not in shown
    assert shown.count("Answered already") >= 5


def test_saying_none_against_the_clinics_list_tells_nobody_what_is_on_it(cast, known_to_the_clinic, link):
    phone = opened(link)
    for slug in ("medicines", "treatments"):
        phone.post(address_of(link, slug), {"do": "close", "answer": "no"})
        assert "Asked: there are none" in phone.get(address_of(link, slug)).content.decode()
    contradicted, plain = newest("medicines"), newest("events")
    assert (contradicted.answer, contradicted.in_person) == ("unknown", True)
    assert (plain.answer, plain.in_person) == ("no", False)


def test_a_link_stays_shut_where_somebody_of_the_team_is_signed_in_and_the_audit_says_so(
    cast, link, as_member
):
    desk = as_member("front_desk")
    for address in (address_of(link), address_of(link, "general")):
        assert desk.get(address).status_code == 403
    answer = desk.post(address_of(link), {"birth_date": "1991-04-02"})
    assert answer.status_code == 403
    assert "for the patient’s own phone" in answer.content.decode()
    event = AuditEvent.objects.filter(deed="note_link_met_staff").latest("sequence")
    assert (event.actor_id, event.subject_id) == (str(cast.members["front_desk"].pk), str(link.pk))
    assert PatientLink.objects.get().opened_at is None
    assert as_member("stranger").get(address_of(link)).status_code == 403


def test_a_link_is_shown_once_and_only_to_whoever_made_it(cast, as_member):
    desk, page = as_member("front_desk"), reverse("history_links", args=[cast.patient.pk])
    assert "/q/" in desk.post(page, follow=True).content.decode()
    assert "/q/" not in desk.get(page).content.decode()
    assert "/q/" not in as_member("doctor").get(page).content.decode()
    kept = PatientLink.objects.get()
    assert kept.secret == ""
    assert len(kept.secret_hash) == 64


def test_the_audit_tells_in_which_browser_an_answer_was_given(cast, link):
    first, second = opened(link), opened(link)
    second.post(address_of(link, "general"), {"only": "smoking", "q-smoking": "yes"}, headers=HTMX)
    sittings = [event.digests["sitting"] for event in AuditEvent.objects.filter(deed="open_patient_link")]
    assert len(set(sittings)) == 2
    assert AuditEvent.objects.get(deed="answer_questions").digests["sitting"] == sittings[0]
    assert first.get(address_of(link)).status_code == 200


def test_a_tablet_that_was_handed_over_before_sittings_were_known_shows_nothing(
    cast, known_to_the_clinic, nurse
):
    session = nurse.session
    prefix = reverse("history_handed", args=[cast.patient.pk])
    session["hand_over"] = {"prefix": prefix, "patient_id": str(cast.patient.pk), "return_to": "/"}
    session.save()
    shown = everything_shown(
        nurse, lambda slug: reverse("history_handed_section", args=[cast.patient.pk, slug])
    )
    assert checked(shown) == []
    assert "Isotretinoin" not in shown


def test_the_audit_tells_how_often_and_in_how_many_browsers_a_link_was_opened(cast, link):
    phone = opened(link)
    phone.post(address_of(link), {"birth_date": "1991-04-02"})
    opened(link)
    Client().post(address_of(link), {"birth_date": "1990-01-01"})
    told = [
        (event.digests["outcome"], event.digests["browser"])
        for event in AuditEvent.objects.filter(deed="open_patient_link").order_by("sequence")
    ]
    assert told == [("opened", "new"), ("opened", "new"), ("wrong-birth-date", "new")]


def test_five_wrong_birth_dates_lock_the_link_also_for_the_right_one(cast, link):
    phone = Client()
    answers = [phone.post(address_of(link), {"birth_date": "1990-01-01"}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [404]
    assert phone.post(address_of(link), {"birth_date": "1991-04-02"}).status_code == 404


def test_a_browser_that_was_let_in_is_out_again_when_the_link_is_closed(cast, link, as_member):
    phone = opened(link)
    assert phone.get(address_of(link, "skin")).status_code == 200
    as_member("nurse").post(reverse("history_revoke_link", args=[link.pk]))
    assert phone.get(address_of(link, "skin")).status_code == 404


def test_a_link_ends_after_its_days_and_a_browser_forgets_after_two_hours(cast, link):
    phone = opened(link)
    with clock.at(clock.now() + timedelta(hours=3)):
        assert phone.get(address_of(link, "skin")).status_code == 302
    with clock.at(clock.now() + timedelta(days=15)):
        assert phone.get(address_of(link)).status_code == 404


@pytest.mark.parametrize("token", ["nonsense", "a:b:c"])
def test_a_token_that_nobody_signed_opens_nothing(cast, token):
    assert Client().get(reverse("history_by_link", args=[token])).status_code == 404


def test_the_link_of_one_patient_opens_nothing_of_another(cast, link):
    other = send_patient_link(cast.actor("outsider"), cast.other_patient)
    assert opened(link).get(address_of(other, "general")).status_code == 302


def test_a_patient_sees_no_word_about_what_an_answer_could_bring(cast, link):
    phone = opened(link)
    shown = "".join(phone.get(address_of(link, slug)).content.decode() for slug in SECTIONS)
    for word in ("Could bring", "could_bring", "dysmorphic disorder", "Reasons to", "I looked"):
        assert word not in shown
    assert "practitioner says" not in shown


def test_the_patients_page_says_whom_to_call(cast, link):
    shown = opened(link).get(address_of(link, "general")).content.decode()
    assert "+49 30 1234567" in shown
    assert "112" in shown
    assert "patient-banner" not in shown


# on a tablet


def test_a_tablet_in_a_patients_hands_opens_only_the_questionnaire(cast, nurse):
    given = nurse.post(reverse("history_hand_over", args=[cast.patient.pk]))
    handed = reverse("history_handed", args=[cast.patient.pk])
    assert given.url == handed
    assert "Hello Ada Lovelace" in nurse.get(handed).content.decode()
    nurse.post(reverse("history_handed_section", args=[cast.patient.pk, "general"]), {"q-smoking": "no"})
    assert newest("smoking").said_by == "patient"
    assert nurse.get(reverse("patients")).url == handed
    nurse.post(reverse("hand_back"), {"pin": PIN})
    assert nurse.get(reverse("history", args=[cast.patient.pk])).status_code == 200
    assert nurse.get(handed).status_code == 404


def test_a_tablet_shows_no_other_patient(cast, nurse):
    nurse.post(reverse("history_hand_over", args=[cast.patient.pk]))
    assert nurse.get(reverse("history_handed", args=[cast.other_patient.pk])).status_code in {302, 404}
