"""On the plan's page everything that is proposed can be set by hand, and what that breaks asks for a reason."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from clinic.records.actions.history import Said, answer_questions
from clinic.records.actions.planning import approve_plan, revise_plan
from clinic.records.actions.screening import record_decision
from clinic.records.queries.planning import Choices, approved_plan, choices_of, draft_of
from clinic.records.refusals import BadInput
from clinic.records.verification import verify_plans
from clinic.web.shown.course import course_by_hand
from clinic.web.templatetags.needlepoint import full_date
from needlepoint.planning.changes import CourseWishes
from tests.forms import typed_plan
from tests.plans import clean_plan
from tests.record.calls.planning import DEVICE, a_draft, afresh
from tests.record.test_replanning import unlocked

LEFT, RIGHT = "cheek-left", "cheek-right"


def typed_course(draft, **changed) -> dict:
    """Gives the plan's form with its course as it was proposed."""
    course = {"course_sessions": "3", "for_sessions": "3", "course_interval_days": "30", "for_interval": "30"}
    order = {"shown_order": f"{LEFT},{RIGHT}", f"place-{LEFT}": "1", f"place-{RIGHT}": "2"}
    return typed_plan(draft) | course | order | changed


@pytest.fixture
def screen(cast, as_member):
    """Sends the draft's form to the page or to its preview, and gives the answer."""
    a_draft(cast)
    client = as_member("doctor")

    def send(name: str = "preview_plan", **changed):
        return client.post(
            reverse(name, args=[cast.patient.pk]), typed_course(draft_of(cast.patient), **changed)
        )

    return send


def test_the_form_offers_what_was_proposed_and_a_place_for_each_zone(cast, as_member):
    a_draft(cast)
    page = as_member("doctor").get(reverse("planning", args=[cast.patient.pk])).content.decode()
    for control in ('name="course_sessions" value="3"', f'name="place-{LEFT}"', f'name="passes-{RIGHT}"'):
        assert control in page
    assert "Why otherwise than proposed?" not in page


def test_nothing_touched_stays_as_proposed(cast, screen):
    screen("planning", deed="save")
    draft = draft_of(cast.patient)
    assert choices_of(draft).course == CourseWishes()
    assert (draft.course_sessions, draft.passes, draft.densities) == (None, {}, {})


def test_fewer_days_move_the_calendar_at_once_and_ask_why(cast, screen):
    page = screen(course_interval_days="14").content.decode()
    today = cast.actor("doctor").today
    assert f"from {full_date(today + timedelta(14))}" in page
    assert f"from {full_date(today + timedelta(30))}" not in page
    assert f"from {full_date(today + timedelta(30))}" in screen().content.decode()
    for words in (
        "14 days between sessions, set by hand; proposed were 30",
        "Why otherwise than proposed?",
        "The course is set otherwise than proposed. Say why.",
    ):
        assert words in page


def test_the_interval_is_not_approved_without_a_word_and_is_with_one(cast, screen):
    refused = screen("planning", deed="approve", course_interval_days="14")
    assert refused.status_code == 422
    assert "Say why, or go back to what was proposed" in refused.content.decode()
    assert approved_plan(cast.patient) is None
    said = screen(
        "planning", deed="approve", course_interval_days="14", course_reason="A date has to be kept"
    )
    assert said.status_code == 302
    plan = approved_plan(cast.patient)
    assert (plan.course_interval_days, plan.course_reason) == (14, "A date has to be kept")
    assert set(plan.reasons) == {f"interval-kept:{LEFT}", f"interval-kept:{RIGHT}"}
    assert [found.faults for found in verify_plans()] == [()]


def test_sessions_order_passes_and_density_are_kept_and_verified(cast, screen):
    screen(
        "planning",
        deed="save",
        course_sessions="6",
        course_reason="The patient wishes it",
        wanted_per_cm2="200",
        **{f"place-{LEFT}": "2", f"passes-{LEFT}": "4", f"density-{RIGHT}": "280"},
    )
    draft = draft_of(cast.patient)
    assert (draft.zone_order, draft.passes) == ([RIGHT, LEFT], {LEFT: 4})
    assert draft.densities == {LEFT: 200.0, RIGHT: 280.0}
    assert draft.to_domain().zone_ids == (RIGHT, LEFT)
    approve_plan(cast.actor("doctor"), draft, choices_of(draft), version=draft.version)
    assert [found.faults for found in verify_plans()] == [()]


def test_an_interval_that_was_changed_in_the_database_is_found(cast, screen):
    screen("planning", deed="approve", course_sessions="6", course_reason="The patient wishes it")
    unlocked(approved_plan(cast.patient), course_sessions=7)
    (found,) = verify_plans()
    assert "worked out again it is another plan" in " ".join(found.faults)


def test_a_place_once_given_stands_until_it_goes_back(cast, screen):
    screen("planning", deed="save", **{f"place-{LEFT}": "2"})
    hand = f"{RIGHT},{LEFT}"
    shown = {"shown_order": hand, "hand_order": hand, f"place-{LEFT}": "2", f"place-{RIGHT}": "1"}
    assert "in an order that was set by hand" in screen(**shown).content.decode()
    screen("planning", deed="save", order_as_proposed="on", **shown)
    assert draft_of(cast.patient).zone_order == []


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("course_sessions", "0"),
        ("course_sessions", "21"),
        ("course_sessions", "many"),
        ("course_interval_days", "-3"),
        ("course_interval_days", "366"),
        (f"passes-{LEFT}", "0"),
        (f"passes-{LEFT}", "1e9"),
        (f"density-{LEFT}", "NaN"),
        (f"density-{LEFT}", "-250"),
        (f"place-{LEFT}", "99"),
        (f"seconds-{LEFT}", "-60"),
        (f"seconds-{LEFT}", "0"),
        (f"seconds-{LEFT}", "nan"),
        ("shown_order", "x" * 5000),
    ],
)
def test_nonsense_gets_a_sentence_and_stores_nothing(cast, screen, field, given):
    answer = screen("planning", deed="save", **{field: given})
    assert answer.status_code == 422
    assert 'class="field__error"' in answer.content.decode() or "error-summary" in answer.content.decode()
    assert draft_of(cast.patient).version == 1


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("course_sessions", "Give whole sessions from 1 to 20, such as 3."),
        ("course_interval_days", "Give whole days from 1 to 365, such as 30."),
        (f"passes-{LEFT}", "Give whole passes from 1 to 50, such as 4."),
        (f"density-{LEFT}", "Give whole punctures on a square centimetre, such as 250."),
    ],
)
@pytest.mark.parametrize("given", ["-1", "1e9", "2.5", "many"])
def test_a_number_that_cannot_be_is_told_what_can(screen, field, words, given):
    assert words in screen(**{field: given}).content.decode()


def test_seconds_in_another_unit_name_it(cast, screen):
    page = screen("planning", deed="save", **{f"seconds-{LEFT}": "60000"}).content.decode()
    assert "60000 milliseconds would be 60 s; give seconds, such as 60." in page


def test_seconds_finer_than_a_draft_keeps_are_worked_out_as_they_are_kept(cast, screen):
    screen("planning", deed="save", **{f"seconds-{LEFT}": "60.123456"})
    draft = draft_of(cast.patient)
    approve_plan(cast.actor("doctor"), draft, choices_of(draft), version=draft.version)
    assert [found.faults for found in verify_plans()] == [()]


def test_zones_that_nobody_knows_in_the_order_are_left_out(cast, screen):
    screen("planning", deed="save", shown_order=f"nose,{RIGHT},{LEFT},{LEFT}", hand_order="nose")
    assert draft_of(cast.patient).zone_order in ([], [LEFT, RIGHT], [RIGHT, LEFT])


def test_a_density_above_the_limit_in_darker_skin_asks_for_a_reason(cast):
    draft, doctor = a_draft(cast), cast.actor("doctor")
    answer_questions(doctor, afresh(cast.patient), [Said(asks="patient.phototype", answer="yes", detail="V")])
    record_decision(doctor, afresh(cast.patient), DEVICE)
    dense = Choices(device=DEVICE, densities={LEFT: 400.0})
    draft = revise_plan(doctor, draft_of(afresh(cast.patient)), dense, version=draft.version)
    with pytest.raises(BadInput, match="density in phototypes IV to VI"):
        approve_plan(doctor, draft, dense, version=draft.version)
    said = Choices(
        device=DEVICE,
        densities={LEFT: 400.0},
        reasons={f"density-in-darker-skin:{LEFT}": "A test area went well"},
    )
    assert (
        approve_plan(doctor, draft_of(afresh(cast.patient)), said, version=draft.version).state == "approved"
    )


def test_the_deed_itself_refuses_a_course_that_is_left_without_a_word(cast):
    draft, doctor = a_draft(cast), cast.actor("doctor")
    silent = Choices(device=DEVICE, course=CourseWishes(sessions=9))
    with pytest.raises(BadInput) as refusal:
        approve_plan(doctor, draft, silent, version=draft.version)
    assert refusal.value.field == "course_reason"
    draft = draft_of(afresh(cast.patient))
    assert (draft.state, draft.course_sessions) == ("draft", None)


def test_a_course_that_was_set_goes_back_to_what_was_proposed(cast, screen):
    set_by_hand = screen(course_sessions="3", for_sessions="", course_interval_days="45")
    assert "Back to the proposed course" in set_by_hand.content.decode()
    screen("planning", deed="save", course_sessions="3", for_sessions="", course_interval_days="45")
    assert choices_of(draft_of(cast.patient)).course == CourseWishes(sessions=3, interval_days=45)
    back = {"course_as_proposed": "on", "for_sessions": "", "for_interval": "", "course_interval_days": "45"}
    assert "Back to the proposed course" not in screen(**back).content.decode()
    screen("planning", deed="save", **back)
    assert choices_of(draft_of(cast.patient)).course == CourseWishes()


def test_a_range_of_sessions_says_that_it_is_one():
    plan = clean_plan()
    ranged = replace(plan, course=replace(plan.course, sessions=3, sessions_high=6))
    assert course_by_hand(ranged)["range"].startswith("Proposed are 3 to 6 sessions")
    assert course_by_hand(replace(plan, course=replace(plan.course, sessions_high=3)))["range"] == ""
