"""The policy in the clinic: drafted, shown before it is signed what it would change, signed as a version, followed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db.utils import DatabaseError

from clinic.accounts.models import Clinic
from clinic.records.actions.history import Said, answer_questions
from clinic.records.actions.policy import discard_policy, revise_policy, sign_policy, start_policy_draft
from clinic.records.actions.screening import record_decision
from clinic.records.impact import impact_of, release_impact
from clinic.records.models import PolicyDraft, PolicyVersion
from clinic.records.queries.facts import facts_of
from clinic.records.queries.policy import draft_of, policy_of_clinic, policy_of_version
from clinic.records.queries.questionnaire import questionnaire
from clinic.records.queries.screening import decide_now
from clinic.records.refusals import BadInput, EditedMeanwhile, WrongState
from clinic.records.snapshots import policy_file_from_text
from clinic.records.verification import verify_decisions
from needlepoint.protocols.amendments import with_entry, without_entry
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.policy import Loosened, Tightened, policy_of, read_policy_file
from needlepoint.protocols.spelling import policy_toml
from needlepoint.vocabulary.dates import Span
from needlepoint.vocabulary.reasons import Decision
from tests.architecture.tree import TREE
from tests.cast import BEGINNING, without_triggers
from tests.record.calls.planning import an_approved_plan
from tests.record.calls.policy import chosen, drafted, file_of, revised, signed, signed_side
from tests.record.calls.screening import recorded
from tests.record.test_screening import again, answer_all, plan_the_cheeks, with_other_content

CONTENT = shipped_content()
EXAMPLE = (TREE / "docs" / "how-to" / "example-policy.toml").read_text(encoding="utf-8")


@pytest.fixture
def doctor(cast):
    return cast.actor("doctor")


@pytest.fixture
def director(cast):
    return cast.actor("director")


def example():
    return read_policy_file(EXAMPLE, "example-policy.toml", CONTENT)


def taken_in(cast) -> PolicyVersion:
    """Sign the example of the documentation, whose loosenings are older than the test's day."""
    early = BEGINNING.date()
    softer = tuple(replace(one, on=early) for one in example().loosen)
    sides = tuple(replace(one, on=early) if one.on else one for one in example().choice)
    return signed(cast, lambda file: replace(example(), loosen=softer, choice=sides))


def policy_in(cast):
    return policy_of_clinic(Clinic.objects.get(pk=cast.clinic.pk))


def test_nobody_follows_a_draft_and_everybody_what_is_signed(cast, director):
    draft = revised(cast, lambda file: with_entry(file, "choice", chosen(cast, "keloid", "decline")))
    assert policy_in(cast).choices == {}
    version = sign_policy(director, draft, " director ", version=draft.version)
    assert (version.number, version.signature.signer_name) == (1, "Director")
    assert dict(policy_in(cast).choices) == {"keloid": "decline"}
    assert draft_of(cast.clinic) is None


def test_a_decision_follows_the_version_that_was_signed_and_holds_across_versions(cast, doctor, capsys):
    answer_all(doctor, cast.patient, **{"keloid-history": "yes"})
    plan_the_cheeks(doctor, cast.patient)
    record_decision(doctor, cast.patient)
    version = signed_side(cast, "keloid", "decline")
    record = record_decision(doctor, again(cast.patient))
    assert (record.decision, record.policy_id) == ("decline", version.digest)
    assert record.document["policy"]["digest"] == version.digest
    own = taken_in(cast)
    third = record_decision(doctor, again(cast.patient))
    assert third.policy_id == own.digest
    assert [source["id"] for source in third.document["policy"]["sources"]] == ["example-clinic-audit"]
    assert [found.faults for found in verify_decisions()] == [(), (), ()]
    call_command("decision", "verify")
    assert "3 re-run to the same bytes" in capsys.readouterr().out


def test_a_signed_version_refuses_to_be_changed(cast):
    version = signed_side(cast, "keloid", "decline")
    version.text = version.text.replace("decline", "refer")
    with pytest.raises(DatabaseError):
        version.save()


def test_entries_add_up_and_the_newest_word_on_a_point_stands(cast):
    signed_side(cast, "keloid", "decline")
    signed_side(cast, "melasma", "avoid")
    signed_side(cast, "keloid", "refer")
    assert dict(policy_in(cast).choices) == {"melasma": "avoid", "keloid": "refer"}
    assert [one.number for one in PolicyVersion.objects.all()] == [3, 2, 1]


def test_two_directors_at_one_draft_do_not_overwrite_each_other(cast, director):
    draft = drafted(cast)
    seen = draft.version
    revised(cast, lambda file: with_entry(file, "choice", chosen(cast, "keloid", "decline")))
    other = with_entry(file_of(draft), "choice", chosen(cast, "melasma", "avoid"))
    for late in (revise_policy, sign_policy, discard_policy):
        given = {revise_policy: (other,), sign_policy: ("Director",)}.get(late, ())
        with pytest.raises(EditedMeanwhile):
            late(director, draft, *given, version=seen)
    assert [one.conflict for one in file_of(PolicyDraft.objects.get()).choice] == ["keloid"]


def test_a_second_draft_is_refused_and_a_discarded_one_leaves_what_is_signed(cast, director):
    signed_side(cast, "keloid", "decline")
    draft = revised(cast, lambda file: without_entry(file, "choice", "keloid"))
    with pytest.raises(WrongState, match="open already"):
        start_policy_draft(director, cast.clinic)
    discard_policy(director, draft, version=draft.version)
    assert dict(policy_in(cast).choices) == {"keloid": "decline"}
    assert file_of(start_policy_draft(director, cast.clinic)).choice[0].conflict == "keloid"


def test_a_draft_that_began_before_another_version_was_signed_is_not_signed(cast, director):
    draft = drafted(cast)
    with without_triggers():
        PolicyDraft.objects.filter(pk=draft.pk).update(state="discarded")
        signed_side(cast, "keloid", "decline")
        PolicyDraft.objects.filter(pk=draft.pk).update(state="draft")
    draft.refresh_from_db()
    with pytest.raises(EditedMeanwhile, match="signed anew"):
        sign_policy(director, draft, "Director", version=draft.version)


def test_somebody_elses_name_signs_nothing(cast, director):
    draft = drafted(cast)
    with pytest.raises(BadInput) as refusal:
        sign_policy(director, draft, "Doctor", version=draft.version)
    assert refusal.value.field == "typed_name"


LOOSE = Loosened(
    rule="sarcoidosis",
    effect=Decision.PROCEED_WITH_PRECAUTIONS,
    by="Director",
    reason="We ask the specialist",
    on=BEGINNING.date(),
)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (("loosen", replace(LOOSE, rule="active-infection")), "nobody overrides"),
        (("loosen", replace(LOOSE, rule="moonlight")), "no such rule"),
        (("loosen", replace(LOOSE, on=date(2099, 1, 1))), "since a day that is past"),
        (("tighten", Tightened(rule="smoking", reason="x")), "changes nothing"),
        (("tighten", Tightened(rule="recent-waxing", reason="x\x00", effect=Decision.REFER)), "plain text"),
        (("tighten", Tightened(rule="recent-waxing", reason="x" * 300_000, effect=Decision.REFER)), "256 KB"),
    ],
)
def test_what_a_policy_may_not_say_is_refused_in_a_sentence_and_not_kept(cast, entry, words):
    before = drafted(cast).text
    with pytest.raises(BadInput, match=words):
        revised(cast, lambda file: with_entry(file, *entry))
    assert PolicyDraft.objects.get().text == before


def test_a_policy_that_no_longer_fits_is_followed_by_nobody_and_can_be_mended_entry_by_entry(cast, director):
    version = signed_side(cast, "keloid", "decline")
    signed_side(cast, "melasma", "avoid")
    newest = PolicyVersion.objects.first()
    with without_triggers():
        PolicyVersion.objects.filter(pk=newest.pk).update(text=newest.text.replace("keloid", "kelo1d"))
    with pytest.raises(WrongState, match="no longer fits"):
        policy_in(cast)
    assert policy_of_version(version).choices == {"keloid": "decline"}
    draft = start_policy_draft(director, cast.clinic)
    with pytest.raises(WrongState, match="cannot be followed"):
        sign_policy(director, draft, "Director", version=draft.version)
    draft.refresh_from_db()
    signed(cast, lambda file: without_entry(file, "choice", "kelo1d"))
    assert dict(policy_in(cast).choices) == {"melasma": "avoid"}


def test_the_policy_of_another_clinic_is_not_followed(cast):
    signed_side(cast, "keloid", "decline")
    assert policy_of_clinic(cast.other_clinic).choices == {}


def test_an_exported_version_is_read_back_and_signed_to_the_same_words(cast):
    version = taken_in(cast)
    again_read = read_policy_file(policy_toml(file_of(version)), "policy-1.toml", CONTENT)
    assert again_read == policy_file_from_text(version.text)
    assert policy_of(again_read, "x", CONTENT).digest == version.digest


# own rules in the clinic


def test_an_own_rule_is_asked_answered_and_decides_with_its_own_source(cast, doctor):
    taken_in(cast)
    answer_all(doctor, cast.patient)
    plan_the_cheeks(doctor, cast.patient)
    patient = again(cast.patient)
    asked = {
        q.asks for section in questionnaire(patient, doctor.today, policy_in(cast)) for q in section.questions
    }
    assert "journey-into-strong-sun" in asked
    assert decide_now(patient, doctor.today).decision == Decision.NEEDS_INFORMATION
    answer_questions(doctor, patient, [Said(asks="journey-into-strong-sun", answer="yes")])
    live = decide_now(again(patient), doctor.today)
    found = next(f for f in live.findings if f.layer == "policy")
    assert (live.decision, found.sources, found.trust) == (Decision.DEFER, ("example-clinic-audit",), "C")


def test_an_answer_to_an_own_rule_that_was_taken_back_stays_recorded_and_is_no_fact_any_more(cast, doctor):
    taken_in(cast)
    patient = again(cast.patient)
    answer_questions(doctor, patient, [Said(asks="journey-into-strong-sun", answer="yes")])
    assert "journey-into-strong-sun" in facts_of(again(patient), doctor.today).answers
    signed(cast, lambda file: without_entry(file, "rule", "journey-into-strong-sun"))
    assert file_of(PolicyVersion.objects.first()).source == ()
    assert "journey-into-strong-sun" not in facts_of(again(patient), doctor.today).answers
    with pytest.raises(BadInput):
        answer_questions(
            cast.actor("doctor"), again(patient), [Said(asks="journey-into-strong-sun", answer="no")]
        )


# what would change


def under(cast, **changes):
    """Give what the clinic follows, and what it would follow."""
    file = replace(example(), choice=(), tighten=(), loosen=(), source=(), rule=())
    return policy_in(cast), policy_of(replace(file, **changes), "draft", CONTENT)


WAXING = Tightened(rule="recent-waxing", reason="Burns", effect=Decision.REFER)


def test_the_newest_decisions_that_would_come_out_otherwise_are_named_with_the_reason(cast):
    record = recorded(cast)
    impact = impact_of(cast.clinic, *under(cast, tighten=(WAXING,)))
    (one,) = impact.affected
    assert (one.record.pk, one.before.decision, one.after.decision) == (
        record.pk,
        Decision.DEFER,
        Decision.REFER,
    )
    assert (impact.total, impact.looked_at, one.has_plan) == (1, 1, False)
    assert impact_of(cast.clinic, *under(cast)).affected == ()
    assert impact_of(cast.other_clinic, *under(cast, tighten=(WAXING,))).total == 0


def test_an_own_rule_that_nobody_answered_yet_is_named_as_what_newly_stands_in_the_way(cast, doctor):
    answer_all(doctor, cast.patient)
    plan_the_cheeks(doctor, cast.patient)
    record_decision(doctor, cast.patient)
    impact = impact_of(cast.clinic, *under(cast, rule=example().rule, source=example().source))
    assert [one.new_rules for one in impact.affected] == [("journey-into-strong-sun",)]


def test_a_longer_wait_is_a_change_though_the_decision_is_the_same_word(cast):
    recorded(cast)
    longer = Tightened(rule="recent-waxing", reason="Burns", hold=Span(months=2))
    (one,) = impact_of(cast.clinic, *under(cast, tighten=(longer,))).affected
    assert one.before.verdict.defer_until + timedelta(days=40) < one.after.verdict.defer_until


def test_the_decision_under_an_open_plan_is_run_again_first_and_said_to_carry_a_plan(cast):
    plan = an_approved_plan(cast)
    strict = Tightened(rule="smoking", reason="Ours", effect=Decision.REFER)
    answered = under(cast, rule=example().rule, source=example().source, tighten=(strict,))
    impact = impact_of(cast.clinic, *answered)
    assert impact.affected[0].has_plan
    assert impact.affected[0].record.pk == plan.decision_id


def test_many_are_run_again_in_parts_that_say_where_the_next_one_begins(cast, doctor):
    recorded(cast)
    first = impact_of(cast.clinic, *under(cast), most=0)
    assert (first.first, first.last, first.total, first.next_start) == (0, 0, 1, 0)
    whole = impact_of(cast.clinic, *under(cast), most=1)
    assert (whole.first, whole.last, whole.next_start) == (1, 1, None)
    assert impact_of(cast.clinic, *under(cast), start=-5).start == 0


def test_facts_that_cannot_be_read_are_counted_and_do_not_stop_the_others(cast):
    record = recorded(cast)
    with without_triggers():
        type(record).objects.filter(pk=record.pk).update(facts_text='{"patient": 3}')
    impact = impact_of(cast.clinic, *under(cast, tighten=(WAXING,)))
    assert [one.pk for one in impact.unreadable] == [record.pk]


def test_a_release_that_decides_otherwise_names_whose_decision_changed(cast):
    record = recorded(cast)
    assert release_impact(cast.clinic, policy_in(cast)).affected == ()
    with_other_content(record, without_the_waxing_rule)
    (one,) = release_impact(cast.clinic, policy_in(cast)).affected
    assert (one.record.pk, one.new_rules) == (record.pk, ("recent-waxing",))


def without_the_waxing_rule(tables):
    """Let a content have another effect for waxing."""
    for clause in tables["contraindication"]["recent-waxing"]["effect"]:
        clause |= {"effect": "proceed_with_precautions", "hold": None}


def test_a_policy_that_was_signed_since_shows_in_what_changed_since(cast):
    record = recorded(cast)
    signed(cast, lambda file: with_entry(file, "tighten", WAXING))
    (one,) = release_impact(cast.clinic, policy_in(cast)).affected
    assert (one.record.pk, one.after.decision) == (record.pk, Decision.REFER)


def test_a_content_that_cannot_be_read_any_more_is_counted_and_stops_nothing(cast):
    record = recorded(cast)
    with_other_content(record, lambda tables: tables["zone"]["nose"].update(smell="acute"))
    assert [one.pk for one in release_impact(cast.clinic, policy_in(cast)).unreadable] == [record.pk]
