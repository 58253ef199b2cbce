"""The plan's pages: what is seen, what follows at once, and what is refused kindly."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.records.actions.history import Said, answer_questions
from clinic.records.actions.planning import note_prescriber_word, revise_plan
from clinic.records.models import Plan
from clinic.records.queries.planning import Choices, acknowledgement_of, approved_plan, consider, draft_of
from needlepoint.protocols.library import shipped_content
from tests.forms import typed_plan
from tests.record.calls.commissioning import a_stamp
from tests.record.calls.consent import a_signed_consent
from tests.record.calls.planning import (
    DEVICE,
    PRESCRIBED,
    a_draft,
    a_draft_that_asks_a_prescriber,
    afresh,
    an_approved_plan,
    clear,
)

MOST_QUERIES = 12


def address(cast, name: str = "planning", *more) -> str:
    return reverse(name, args=[cast.patient.pk, *more])


def words_for(cast, **lengths) -> list[str]:
    choices = Choices(device=DEVICE, needle_lengths_mm=lengths)
    considered = consider(afresh(cast.patient), cast.actor("doctor").today, choices)
    return [acknowledgement_of(item) for item in considered.plan.off_label]


def test_without_a_concern_the_page_says_what_comes_first(cast, as_member):
    page = as_member("nurse").get(address(cast)).content.decode()
    assert "Nothing to plan yet" in page


def test_a_device_is_chosen_and_becomes_a_draft(cast, as_member):
    clear(cast)
    client = as_member("nurse")
    assert "SkinPen Precision" in client.get(address(cast)).content.decode()
    answer = client.post(address(cast, "start_plan"), {"device": DEVICE})
    assert answer.url == address(cast)
    assert draft_of(cast.patient).device == DEVICE


def test_choosing_nothing_is_asked_again(cast, as_member):
    clear(cast)
    answer = as_member("nurse").post(address(cast, "start_plan"), {})
    assert answer.status_code == 422
    assert draft_of(cast.patient) is None


def test_the_draft_shows_lengths_basis_sessions_and_what_nobody_knows(cast, as_member):
    a_draft(cast)
    page = as_member("nurse").get(address(cast)).content.decode()
    for words in (
        "0.75",
        "250 per cm² takes at least",
        "Convention",
        "Session 1",
        "no data: the endpoint decides",
        "refused on open skin",
    ):
        assert words in page
    assert page.count("<h1>") == 1


def test_a_change_shows_its_consequences_and_stores_nothing(cast, as_member):
    draft = a_draft(cast)
    answer = as_member("nurse").post(
        address(cast, "preview_plan"),
        typed_plan(draft, **{"length-cheek-left": "2.00"}),
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert "Outside the label" in page
    assert "2 mm" in page
    draft.refresh_from_db()
    assert (draft.needle_lengths, draft.version) == ({}, 1)


def test_a_length_moves_the_calendar_and_the_clocks_at_once(cast, as_member):
    draft, client = a_draft(cast), as_member("nurse")

    def page_with(length: str) -> str:
        given = typed_plan(draft, **{"length-cheek-left": length, "length-cheek-right": length})
        return client.post(address(cast, "preview_plan"), given).content.decode()

    until = re.compile(r"the water barrier of half of people until ([^.]+)\.")
    shorter, longer = page_with("1.25"), page_with("1.50")
    assert "How long the skin stays open" in shorter
    assert "Skin may be open until" in shorter
    assert until.findall(shorter) != until.findall(longer)
    assert len(until.findall(longer)) == len(until.findall(shorter)) > 1


def test_the_draft_says_the_order_of_zones_and_how_a_length_came_about(cast, as_member):
    a_draft(cast)
    page = as_member("nurse").get(address(cast)).content.decode()
    assert "In this order" in page
    assert "none says to begin with thin skin" in page
    assert "Target layer:" in page


def test_another_device_proposes_anew(cast, as_member):
    draft = a_draft(cast)
    page = (
        as_member("nurse")
        .post(address(cast, "preview_plan"), typed_plan(draft, device="dermapen-4"))
        .content.decode()
    )
    assert "No label was read" in page
    assert "No data" in page


def test_a_zone_without_a_concern_is_left_out_and_said(cast, as_member):
    draft = a_draft(cast)
    given = typed_plan(draft, zones=["cheek-left", "forehead"])
    page = as_member("nurse").post(address(cast, "preview_plan"), given).content.decode()
    assert "No concern names Forehead" in page


@pytest.mark.parametrize(
    ("length", "words"),
    [
        ("9", "Cannot be above 2.5 mm"),
        ("0", "Must be above 0 mm"),
        ("-1", "Must be above 0 mm"),
        ("1.1", "on the dial"),
        ("1500", "1500 µm would be 1.5 mm; choose a shorter length"),
        ("0.0015", "0.0015 m would be 1.5 mm"),
        ("NaN", "Give the length in millimetres, such as 1.5"),
        ("1e999", "Give the length in millimetres, such as 1.5"),
        ("x", "Give the length in millimetres, such as 1.5"),
    ],
)
def test_a_length_that_cannot_be_is_refused_at_its_field_and_kept_on_the_screen(
    cast, as_member, length, words
):
    draft = a_draft(cast)
    answer = as_member("nurse").post(address(cast), typed_plan(draft, **{"length-cheek-left": length}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'href="#id_length-cheek-left"' in page
    assert f'value="{length}"' in page
    draft.refresh_from_db()
    assert draft.version == 1


def test_saving_keeps_only_what_differs_from_the_proposal(cast, as_member):
    draft = a_draft(cast)
    as_member("nurse").post(
        address(cast), typed_plan(draft, **{"length-cheek-left": "1.25"}, adjuncts=["saline"])
    )
    draft.refresh_from_db()
    assert draft.needle_lengths == {"cheek-left": 125}


def test_approving_asks_for_each_thing_outside_the_label(cast, as_member):
    draft, client = a_draft(cast), as_member("doctor")
    given = typed_plan(draft, **{"length-cheek-left": "2.00"}, deed="approve")
    refused = client.post(address(cast), given)
    assert refused.status_code == 422
    assert approved_plan(cast.patient) is None
    words = words_for(cast, **{"cheek-left": 2.0})
    said = {"acknowledged": words, "reason-tips-past-dermis:cheek-left": "Clinical judgement"}
    assert client.post(address(cast), given | said).status_code == 302
    assert approved_plan(cast.patient).number == 1


def test_the_second_editor_sees_both_and_nothing_is_overwritten(cast, as_member):
    draft = a_draft(cast)
    stale = typed_plan(draft, **{"length-cheek-left": "1.00"})
    revise_plan(cast.actor("doctor"), draft, Choices(device=DEVICE, zones=("cheek-right",)), version=1)
    answer = as_member("nurse").post(address(cast), stale)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nothing of theirs was overwritten" in page
    assert "What you typed differs" in page
    assert draft_of(cast.patient).zones == ["cheek-right"]


def test_an_approved_plan_is_read_printed_and_superseded_by_a_new_draft(cast, as_member):
    plan, client = an_approved_plan(cast), as_member("nurse")
    page = client.get(address(cast)).content.decode()
    assert "Make a new version" in page
    printed = client.get(address(cast, "print_plan", plan.pk)).content.decode()
    assert plan.digest in printed
    assert "Ada Lovelace" in printed
    assert printed.count('class="section__svg"') == 2
    for said in ("Where the tips end: Cheek", "below the dermis", "What it keeps to", "all zones"):
        assert said in printed
    for said in (
        "In this order:",
        "Hours that the skin stays open",
        "how many per cent of it lie in each band",
    ):
        assert said in printed
    assert "Share of the surface by how often it is hit" in printed
    client.post(address(cast, "start_plan"))
    assert draft_of(cast.patient).number == 2


def test_a_draft_is_no_version_and_another_patients_plan_is_not_here(cast, as_member):
    draft, client = a_draft(cast), as_member("nurse")
    assert client.get(address(cast, "plan_version", draft.pk)).status_code == 404


def test_an_outdated_screening_is_renewed_from_the_page(cast, as_member):
    a_draft(cast, device=DEVICE)
    client = as_member("nurse")
    revise_plan(cast.actor("doctor"), draft_of(cast.patient), Choices(device="exceed"), version=1)
    assert "another device" in client.get(address(cast)).content.decode()
    client.post(address(cast, "screen_for_plan"))
    assert "another device" not in client.get(address(cast)).content.decode()


def test_a_prescribers_word_is_noted(cast, as_member):
    draft, client = a_draft_that_asks_a_prescriber(cast), as_member("nurse")
    given = {"about": PRESCRIBED, "given_by": "Dr Who", "words": "Go on."}
    assert client.post(address(cast, "prescriber_word"), given).status_code == 302
    assert draft.prescriber_words.get().given_by == "Dr Who"
    assert client.post(address(cast, "prescriber_word"), given | {"words": ""}).status_code == 422
    refused = client.post(address(cast, "prescriber_word"), given | {"about": "anticoagulant"})
    assert refused.status_code == 422
    assert "asks no prescriber about that" in refused.content.decode()


def test_a_word_that_lapsed_says_so(cast, as_member):
    draft, client = a_draft_that_asks_a_prescriber(cast), as_member("nurse")
    note_prescriber_word(cast.actor("nurse"), draft, PRESCRIBED, "Dr Who", "Go on.")
    assert "lapsed" not in client.get(address(cast)).content.decode()
    other = Choices(device=DEVICE, anaesthetic="compounded-30")
    revise_plan(cast.actor("doctor"), draft, other, version=draft.version)
    shown = client.get(address(cast)).content.decode()
    assert "lapsed: the plan asks something else now" in shown
    assert "Still missing" in shown


@pytest.mark.parametrize("stage", ["start", "draft", "approved", "consented"])
def test_the_pages_ask_the_database_little(cast, as_member, stage):
    make = {"start": clear, "draft": a_draft, "approved": an_approved_plan, "consented": a_signed_consent}
    make[stage](cast)
    client = as_member("nurse")
    pages = ["planning", "consent", "expectation"] if stage in ("approved", "consented") else ["planning"]
    for name in pages:
        client.get(address(cast, name))
        with CaptureQueriesContext(connection) as asked:
            client.get(address(cast, name))
        assert len(asked) <= MOST_QUERIES, "\n".join(query["sql"][:160] for query in asked)


def test_a_draft_shows_where_tips_end_in_each_scenario_and_which_lengths_lost(cast, as_member):
    a_draft(cast)
    page = as_member("nurse").get(address(cast)).content.decode()
    for words in (
        "Where the tips end",
        "measurements of this skin disagree",
        "below the dermis",
        "do not press",
    ):
        assert words in page
    assert page.count('class="section__curve"') >= 4
    assert "too many tips below the dermis in thin skin" in page


def test_a_needle_too_long_for_thin_skin_asks_why_and_keeps_what_was_said(cast, as_member):
    draft, client = a_draft(cast), as_member("doctor")
    deep = typed_plan(draft, **{"length-cheek-left": "1.50"})
    page = client.post(address(cast, "preview_plan"), deep, headers={"HX-Request": "true"}).content.decode()
    assert "Why all the same?" in page
    assert 'name="reason-tips-past-dermis:cheek-left"' in page
    refused = client.post(address(cast), deep | {"deed": "approve"})
    assert refused.status_code == 422
    assert "A reason is wanted for" in refused.content.decode()
    said = deep | {"reason-tips-past-dermis:cheek-left": "Clinical judgement", "deed": "approve"}
    assert client.post(address(cast), said).status_code == 302
    shown = client.get(address(cast)).content.decode()
    assert "Reason given:" in shown
    assert "Clinical judgement" in shown


@pytest.mark.parametrize("reason", ["x" * 201, "\x00", "<script>alert(1)</script>"])
def test_a_reason_that_nobody_would_give_is_refused_or_shown_as_text(cast, as_member, reason):
    draft, client = a_draft(cast), as_member("doctor")
    given = typed_plan(draft, **{"length-cheek-left": "1.50"}) | {
        "reason-tips-past-dermis:cheek-left": reason
    }
    answer = client.post(address(cast), given, follow=True)
    assert answer.status_code in (200, 422)
    assert "<script>alert" not in answer.content.decode()


def test_each_numbing_product_says_what_its_label_allows_and_the_planned_one_what_opened_skin_means(
    cast, as_member
):
    draft, client = a_draft(cast), as_member("doctor")
    given = typed_plan(draft, anaesthetic="emla-us")
    page = client.post(address(cast, "preview_plan"), given, headers={"HX-Request": "true"}).content.decode()
    assert "g at most on this area" in page
    assert "No label that was read gives an amount" in page
    assert page.count("take it off wholly before needling") == 1


def test_the_plan_shows_the_level_in_the_blood_of_the_labels_most_and_of_each_gram(cast, as_member):
    said = Said(asks="patient.weight_kg", answer="yes", detail="61")
    answer_questions(cast.actor("nurse"), cast.patient, [said])
    draft = a_draft(cast)
    page = (
        as_member("nurse")
        .post(address(cast, "preview_plan"), typed_plan(draft, anaesthetic="lmx4-uk"))
        .content
    )
    text = page.decode()
    assert re.search(r"In the blood with that much:.*?at most \d\.\d µg/mL", text)
    assert "Why this is an upper bound" in text
    # A gram of 30 % holds 300 mg, all of which count: 300 / (1.3 × 61).
    assert "In the blood at most 3.8 µg/mL for each gram. Only infiltration limits bound this." in text


def test_a_draft_says_what_is_not_certain_before_anything_that_looks_exact(cast, as_member):
    a_draft(cast)
    page = as_member("nurse").get(address(cast)).content.decode()
    assert page.index("What is not certain") < page.index('id="plan-where"')


def test_an_approved_plan_and_its_sessions_say_first_what_is_not_certain(cast, as_member):
    an_approved_plan(cast)
    client = as_member("doctor")
    for page in (client.get(address(cast)), client.get(reverse("session", args=[cast.patient.pk]))):
        text = page.content.decode()
        assert "What is not certain" in text
        assert "The needle length is a convention, not evidence." in text
        assert "Studies disagree about skin here: 1.07 mm to" in text


def test_the_lengths_stand_in_a_line_on_top_and_move_with_the_draft(cast, as_member):
    draft = a_draft(cast)
    shown = as_member("doctor").get(address(cast)).content.decode()
    assert "0.75 mm: Cheek, patient’s left; Cheek, patient’s right" in shown
    typed = typed_plan(draft, **{"length-cheek-left": "1.00"})
    page = as_member("doctor").post(address(cast, "preview_plan"), typed, headers={"HX-Request": "true"})
    moved = page.content.decode()
    assert "1.00 mm: Cheek, patient’s left · 0.75 mm: Cheek, patient’s right" in moved
    assert moved.index("1.00 mm: ") < moved.index('id="plan-where"')


def test_a_draft_names_on_top_the_precautions_that_it_is_approved_with(cast, as_member):
    a_draft(cast)
    free = as_member("doctor").get(address(cast)).content.decode()
    assert "Nothing in the screening of today stands against this plan." in free
    assert "With precautions: " not in free
    answer_questions(cast.actor("doctor"), afresh(cast.patient), [Said(asks="smoking", answer="yes")])
    as_member("doctor").post(reverse("screen_for_plan", args=[cast.patient.pk]))
    page = as_member("doctor").get(address(cast)).content.decode()
    assert f"With precautions: {shipped_content().contraindication['smoking'].name}." in page
    assert page.index("With precautions: ") < page.index('id="plan-where"')


def without_words(page: str) -> str:
    """Leave out the templates, whose words are shown only when the script says so."""
    return re.sub(r"<template.*?</template>", "", page, flags=re.DOTALL)


def mains(page: str) -> list[str]:
    """Give the words of everything that looks like the main deed of a page."""
    found = re.findall(
        r'<(?:a|button) class="button button--main"[^>]*>(.*?)</(?:a|button)>', without_words(page), re.DOTALL
    )
    return [re.sub("<[^>]*>", "", each).strip() for each in found]


def test_a_blocked_draft_says_first_what_blocks_and_offers_the_one_deed_that_ends_it(cast, as_member):
    a_draft(cast)
    answer_questions(
        cast.actor("doctor"), afresh(cast.patient), [Said(asks="active-infection", answer="yes")]
    )
    page = as_member("doctor").get(address(cast)).content.decode()
    assert mains(page) == ["Answer in the screening"]
    assert "Blocked: Infection of the skin in the area" in page
    assert page.index("The screening stands against this plan") < page.index('id="plan-where"')


def test_a_draft_whose_screening_is_only_old_offers_to_store_todays(cast, as_member):
    a_draft(cast, device=DEVICE)
    Plan.objects.filter(patient=cast.patient).update(device="exceed")
    page = as_member("doctor").get(address(cast)).content.decode()
    assert mains(page) == ["Store today’s screening"]
    assert "Blocked: The stored screening decision is for another device." in page


def test_an_approved_plan_says_what_the_screening_has_open_today(cast, as_member):
    plan = an_approved_plan(cast)
    assert "In the screening today" not in as_member("nurse").get(address(cast)).content.decode()
    answer_questions(cast.actor("doctor"), afresh(cast.patient), [Said(asks="active-acne", answer="unknown")])
    page = as_member("nurse").get(address(cast)).content.decode()
    assert "In the screening today: 1 answer is missing." in page
    answer_questions(cast.actor("doctor"), afresh(cast.patient), [Said(asks="sunburn", answer="yes")])
    page = as_member("nurse").get(address(cast, "plan_version", plan.pk)).content.decode()
    assert "a session does not start while this does" in page


def test_the_type_of_cartridge_is_chosen_where_several_were_measured(cast, as_member):
    doctor = cast.actor("doctor")
    a_stamp(cast, on=doctor.today - timedelta(days=3), cartridge="Short tip")
    a_stamp(cast, on=doctor.today, cartridge="Long <tip>", counted=6_500)
    draft = a_draft(cast)
    client, page = as_member("doctor"), reverse("planning", args=[cast.patient.pk])
    shown = client.get(page).content.decode()
    assert '<option value="Long &lt;tip&gt;" selected>' in shown
    said = typed_plan(draft) | {"cartridge": "Short tip", "deed": "save"}
    assert client.post(page, said).status_code == 302
    assert '<option value="Short tip" selected>' in client.get(page).content.decode()
    draft.refresh_from_db()
    assert draft.cartridge == "Short tip"
