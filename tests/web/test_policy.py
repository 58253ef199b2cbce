"""The policy's pages: a draft is edited entry by entry, shows what it would change, and is signed with a PIN."""

import re
import tomllib
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clinic.records import clock
from clinic.records.actions.planning import approve_plan
from clinic.records.actions.screening import override_finding, record_decision
from clinic.records.models import PolicyDraft, PolicyVersion
from clinic.records.queries.planning import choices_of
from clinic.records.refusals import BadInput
from clinic.records.snapshots import policy_file_from_text
from clinic.web.shown.rules import TIRING_TIMES
from tests.architecture.tree import TREE
from tests.cast import BEGINNING, PIN
from tests.record.calls.planning import a_draft, afresh, an_approved_plan
from tests.record.calls.policy import drafted, file_of, signed_side
from tests.record.calls.screening import recorded
from tests.web.test_screening import text_of

EXAMPLE = TREE / "docs" / "how-to" / "example-policy.toml"
NAME = {"typed_name": "Director", "secret": PIN}


@pytest.fixture
def director(as_member):
    return as_member("director")


def draft_now() -> PolicyDraft:
    return PolicyDraft.objects.get(state="draft")


def put(client, page: str, **typed):
    """Send one entry of the draft as it stands."""
    return client.post(reverse(page), {"version": draft_now().version, **typed})


def without_first_line_ends(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_without_anything_signed_the_page_says_so_and_offers_the_first_step(director):
    shown = text_of(director.get(reverse("policy")))
    assert "Nothing is signed yet: what is shipped is followed." in shown
    assert "Draft a new version" in shown
    assert "Each signed version will stand here" in text_of(director.get(reverse("policy_versions")))


def test_a_draft_is_begun_edited_in_every_way_looked_at_and_signed(cast, director):
    recorded(cast)
    assert director.post(reverse("policy_start")).url == reverse("policy_draft")
    assert put(director, "policy_sides", conflict="keloid", side="decline").url.endswith("#conflict-keloid")
    put(director, "policy_tighten", rule="recent-waxing", effect="refer", reason="Burns")
    put(
        director,
        "policy_loosen",
        rule="sarcoidosis",
        effect="proceed_with_precautions",
        reason="We ask the specialist",
        since="2026-01-02",
    )
    put(director, "policy_own_rule", **OWN_RULE)
    shown = text_of(director.get(reverse("policy_draft")))
    for words in (
        "stricter: refer. Reason: Burns.",
        "Sarcoidosis, softer",
        "Own rule Journey into strong sun: defer.",
    ):
        assert words in shown
    page = text_of(director.get(reverse("policy_sign")))
    assert "Decisions 1 to 1 of 1 were run again" in page
    assert re.search(r"Ada Lovelace .* Waxing, hair-removal cream", page) or "Ada Lovelace" in page
    assert director.post(reverse("policy_sign"), NAME | {"version": draft_now().version}).url == reverse(
        "policy"
    )
    version = PolicyVersion.objects.get()
    file = policy_file_from_text(version.text)
    assert (version.number, file.rule[0].sources, file.loosen[0].by) == (1, ("own-our-audit",), "Director")
    assert "Signed by Director" in text_of(director.get(reverse("policy_version", args=[1])))


OWN_RULE = {
    "name": "Journey into strong sun",
    "question": "Are you travelling into strong sun within a week?",
    "why": "Needled skin burns more easily.",
    "effect": "defer",
    "hold_number": "1",
    "hold_unit": "weeks",
    "reason": "A journey into strong sun lies ahead.",
    "scope": "person",
    "acts_on": "day",
    "valid_for_days": "0",
    "override_by": "practitioner",
    "rationale": "Skin that is still closing burns and darkens more easily.",
    "would_change": "Coming back from the journey.",
    "certainty": "convention",
    "source": "new",
    "source_title": "Our audit",
    "source_kind": "clinic-page",
    "source_trust": "C",
    "source_where": "Folder of audits",
}


@pytest.mark.parametrize(
    ("page", "typed", "words"),
    [
        ("policy_sides", {"conflict": "isotretinoin-interval", "side": "two-months"}, "needs your reason"),
        ("policy_sides", {"conflict": "elastin", "side": "up"}, "nothing to choose"),
        ("policy_sides", {"conflict": "moon", "side": "full"}, "Choose one of the sides"),
        ("policy_tighten", {"rule": "recent-waxing", "reason": "x"}, "changes nothing"),
        ("policy_tighten", {"rule": "smoking", "reason": "x", "hold_number": "3"}, "has none"),
        (
            "policy_loosen",
            {"rule": "active-infection", "effect": "refer", "reason": "x"},
            "Select a valid choice",
        ),
        ("policy_own_rule", OWN_RULE | {"source_where": ""}, "where it can be read"),
        ("policy_own_rule", OWN_RULE | {"hold_number": "", "ends_when": ""}, "what must end"),
        ("policy_own_rule", OWN_RULE | {"reason": "It is suitable"}, "says 'suitable'"),
        ("policy_own_rule", OWN_RULE | {"name": "漢字"}, "letters that an id can be made of"),
        ("policy_own_rule", OWN_RULE | {"certainty": "high"}, "not called convention"),
    ],
)
def test_what_cannot_stand_in_a_policy_is_told_and_what_was_typed_stays(cast, director, page, typed, words):
    drafted(cast)
    answer = put(director, page, **typed)
    assert answer.status_code == 422
    assert words in without_first_line_ends(answer.content.decode().replace("&#x27;", "'"))
    if reason := typed.get("reason"):
        assert reason in answer.content.decode()
    assert draft_now().version == 1


def test_what_was_edited_meanwhile_is_not_overwritten(cast, director):
    drafted(cast)
    put(director, "policy_sides", conflict="keloid", side="decline")
    late = director.post(
        reverse("policy_tighten"), {"version": 1, "rule": "smoking", "effect": "refer", "reason": "Ours"}
    )
    assert late.status_code == 422
    assert "Nothing of theirs was overwritten" in text_of(late)
    assert file_of(draft_now()).tighten == ()


def test_an_entry_is_taken_back_and_a_draft_discarded(cast, director):
    drafted(cast)
    put(director, "policy_sides", conflict="keloid", side="decline")
    put(director, "policy_drop", block="choice", entry="keloid")
    assert file_of(draft_now()).choice == ()
    put(director, "policy_discard")
    assert not PolicyDraft.objects.filter(state="draft").exists()
    assert director.get(reverse("policy_draft")).url == reverse("policy")
    assert director.post(reverse("policy_drop"), {"version": 1}).status_code == 409


def test_a_wrong_pin_signs_nothing_and_a_third_one_leads_to_the_door(cast, director):
    drafted(cast)
    typed = {"typed_name": "Director", "secret": "0000", "version": 1}
    answers = [director.post(reverse("policy_sign"), typed) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 302]
    assert "Nothing was signed yet" in text_of(answers[0])
    assert not PolicyVersion.objects.exists()


def test_a_file_is_read_whole_exported_again_and_comes_back_to_the_same(cast, director):
    drafted(cast)
    given = EXAMPLE.read_bytes().replace(b"on = 2026-11-20", b"on = 2026-01-02")
    read = put(director, "policy_import", file=SimpleUploadedFile("policy.toml", given))
    assert read.url == reverse("policy_draft")
    director.post(reverse("policy_sign"), NAME | {"version": draft_now().version})
    exported = director.get(reverse("policy_export", args=[1]))
    assert exported["Content-Disposition"] == 'attachment; filename="policy-1.toml"'
    document, ours = tomllib.loads(exported.content.decode()), tomllib.loads(given.decode())
    assert {key: document[key] for key in ("choice", "tighten", "loosen", "source")} == {
        key: ours[key] for key in ("choice", "tighten", "loosen", "source")
    }
    director.post(reverse("policy_start"))
    put(director, "policy_import", file=SimpleUploadedFile("policy.toml", exported.content))
    assert "Nothing reads otherwise than before." in text_of(director.get(reverse("policy_draft")))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"", "empty"),
        (b"\xff\xfe", "not text in UTF-8"),
        (b"[[choice]\n", "the whole file"),
        (b'schema = "needlepoint/policy/1"\n', "is missing"),
        (b"x" * 300_000, "more than 256 KB"),
        (
            EXAMPLE.read_bytes().replace(b'"sarcoidosis"', b'"active-infection"'),
            "is a rule that nobody overrides",
        ),
        (EXAMPLE.read_bytes().replace(b"on = 2026-11-20", b"on = 2099-01-01"), "since a day that is past"),
    ],
)
def test_a_file_that_cannot_be_followed_is_refused_with_every_fault(cast, director, given, words):
    drafted(cast)
    answer = put(director, "policy_import", file=SimpleUploadedFile("policy.toml", given))
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert draft_now().version == 1


def test_open_plans_whose_decision_would_change_are_named_before_signing(cast, director):
    an_approved_plan(cast)
    drafted(cast)
    put(director, "policy_own_rule", **OWN_RULE)
    shown = text_of(director.get(reverse("policy_sign")))
    assert re.search(
        r"Open plans whose decision would change .* Ada Lovelace .* Journey into strong sun", shown
    )
    assert director.get(reverse("policy_sign") + "?start=nonsense").status_code == 200


def test_what_changed_since_decisions_were_recorded_is_named_after_signing(cast, director):
    an_approved_plan(cast)
    drafted(cast)
    put(director, "policy_own_rule", **OWN_RULE)
    before = text_of(director.get(reverse("policy_release")))
    assert "0 of them would change" in before
    director.post(reverse("policy_sign"), NAME | {"version": draft_now().version})
    assert re.search(
        r"Open plans .* Ada Lovelace .* Journey into strong sun",
        text_of(director.get(reverse("policy_release"))),
    )


def test_every_version_says_what_it_says_otherwise(cast, director):
    signed_side(cast, "keloid", "decline")
    signed_side(cast, "keloid", "refer")
    shown = text_of(director.get(reverse("policy_versions")))
    assert shown.index("Version 2") < shown.index("Changed:") < shown.index("Version 1") < shown.index("New:")


def test_the_policy_is_the_directors(as_member):
    assert as_member("doctor").get(reverse("policy")).status_code == 403


# rules, and how often they are overridden


def overridden(cast, times: int = 1, after: int = 0) -> None:
    """Let the nurse override what waxing stops, once a day."""
    for number in range(after, after + times):
        with clock.at(BEGINNING + timedelta(days=number)):
            record = recorded(cast)
            override_finding(cast.actor("nurse"), record, "recent-waxing", "A small area")


def test_what_is_overridden_the_most_stands_first_with_by_whom_and_links_to_its_evidence(cast, director):
    overridden(cast)
    page = director.get(reverse("policy_rules")).content.decode()
    assert re.search(
        r"Every rule.*?<tbody><tr><th[^>]*><a href=\"/policy/rules/recent-waxing/\">", page, re.DOTALL
    )
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert re.search(
        r"Waxing, hair-removal cream or dermaplaning in the area 1 1 100 % Nurse \(1\) \d+ \d+", shown
    )
    assert "They show that a rule acts, not how often it will." in shown


def test_a_rule_that_is_nearly_always_overridden_is_pointed_out_only_once_there_is_enough_to_say_so(
    cast, director
):
    overridden(cast)
    assert "Nearly always overridden" not in text_of(director.get(reverse("policy_rules")))
    overridden(cast, TIRING_TIMES, after=1)
    assert "Nearly always overridden" in text_of(director.get(reverse("policy_rules")))


def test_the_page_of_a_rule_shows_what_it_does_rests_on_and_who_decided_otherwise(cast, director):
    overridden(cast)
    shown = text_of(director.get(reverse("policy_rule", args=["recent-waxing"])))
    for words in (
        "What it does",
        "What it rests on",
        "overridden 1 times (100 %)",
        "A small area",
        "Nurse, nurse 4711",
    ):
        assert words in shown
    assert director.get(reverse("policy_rule", args=["no-such-rule"])).status_code == 404


def test_the_page_of_an_own_rule_shows_its_own_source(cast, director):
    drafted(cast)
    put(director, "policy_own_rule", **OWN_RULE)
    director.post(reverse("policy_sign"), NAME | {"version": draft_now().version})
    shown = text_of(director.get(reverse("policy_rule", args=["own-journey-into-strong-sun"])))
    assert "Our audit" in shown
    assert "Clinic’s policy" in shown
    assert "Reviewed by Director" in shown


def test_a_rule_leads_to_its_change_while_a_draft_is_open(cast, director):
    drafted(cast)
    page = director.get(reverse("policy_rule", args=["active-infection"])).content.decode()
    assert reverse("policy_tighten") + "?rule=active-infection" in page
    assert reverse("policy_loosen") not in page
    form = director.get(reverse("policy_tighten") + "?rule=active-infection").content.decode()
    assert re.search(r'value="active-infection" selected', form)


def test_the_page_of_a_rule_says_which_of_its_effects_belong_to_a_side_that_is_not_followed(cast, director):
    page = reverse("policy_rule", args=["isotretinoin"])
    not_followed = "only under a side that is not followed here"
    assert text_of(director.get(page)).count(not_followed) == 2
    before = text_of(director.get(page))
    signed_side(cast, "isotretinoin-interval", "two-months", "Our audit")
    after = text_of(director.get(page))
    assert after.count(not_followed) == 2
    assert after != before


LIMIT = """
[[limit]]
constraint = "tips-past-dermis"
at_most = 0.0
hardness = "hard"
reason = "No tip below the dermis."
"""


def test_a_limit_is_read_from_a_file_signed_and_an_impossible_one_says_on_the_plan_what_clashes(
    cast, director, as_member
):
    draft = a_draft(cast)
    director.post(reverse("policy_start"))
    head = EXAMPLE.read_text(encoding="utf-8").partition("[[")[0]
    given = SimpleUploadedFile("policy.toml", (head + LIMIT).encode())
    assert put(director, "policy_import", file=given).status_code == 302
    shown = text_of(director.get(reverse("policy_draft")))
    assert "Limits of a setting" in shown
    assert "stops approval. Reason: No tip below the dermis." in shown
    director.post(reverse("policy_sign"), NAME | {"version": draft_now().version})
    page = text_of(as_member("doctor").get(reverse("planning", args=[cast.patient.pk])))
    assert "No length keeps to everything that stops approval here. Even 0.25 mm breaks" in page
    doctor = cast.actor("doctor")
    record_decision(doctor, afresh(cast.patient), draft.device)
    with pytest.raises(BadInput, match="cheek-left"):
        approve_plan(doctor, draft, choices_of(draft), version=draft.version)


def test_a_wider_limit_says_that_it_is_softer_and_never_from_a_day_to_come(director):
    director.post(reverse("policy_start"))
    head = EXAMPLE.read_text(encoding="utf-8").partition("[[")[0]
    wider = LIMIT.replace("0.0", "0.5").replace('hardness = "hard"\n', 'by = "Director"\non = 2026-11-20\n')
    assert (
        put(director, "policy_import", file=SimpleUploadedFile("p.toml", (head + wider).encode())).status_code
        == 302
    )
    assert "Director, since 2026-11-20" in text_of(director.get(reverse("policy_draft")))
    later = wider.replace("2026-11-20", "2126-11-20")
    answer = put(director, "policy_import", file=SimpleUploadedFile("p.toml", (head + later).encode()))
    assert answer.status_code == 422
    assert "since a day that is past" in text_of(answer)
