"""Conditions: status and dates decide whether something is present on the day."""

from datetime import date

import pytest

from needlepoint.vocabulary.dates import PartialDate
from needlepoint.vocabulary.patient import Answer
from needlepoint.vocabulary.reasons import Truth
from tests.fhir_records import concept, condition, details, kinds, read, status, without

THEN = date(2019, 6, 1)


def is_met(resource, rule="pregnancy", on=date(2026, 11, 22)) -> bool:
    return rule in read(resource, on=on).answers


def test_an_active_condition_answers_its_rule_with_yes():
    facts = read(condition())
    assert facts.answers["pregnancy"] == (Answer(answer=Truth.YES, by="record"),)


@pytest.mark.parametrize("word", ["active", "recurrence", "relapse", None, "something else"])
def test_what_is_not_said_to_be_over_is_active(word):
    assert is_met(condition(clinical=word))


@pytest.mark.parametrize("word", ["inactive", "resolved", "remission", "Resolved"])
def test_what_is_over_is_not_active(word):
    facts = read(condition(clinical=word))
    assert dict(facts.answers) == {}
    assert (facts.after_on, facts.not_understood, facts.unreadable) == (0, 0, 0)


@pytest.mark.parametrize("word", ["entered-in-error", "refuted"])
@pytest.mark.parametrize("key", ["snomed|10", "snomed|999"])
def test_what_was_entered_in_error_or_refuted_does_not_exist(word, key):
    assert read(condition(key, verificationStatus=status(word), onsetDateTime="2030-01-01")) == read()


@pytest.mark.parametrize("word", ["unconfirmed", "provisional", "differential"])
def test_what_is_only_suspected_counts(word):
    assert is_met(condition(verificationStatus=status(word)))


def test_a_status_given_only_as_text_counts():
    assert not is_met(condition(clinicalStatus={"text": "resolved"}))
    assert is_met(condition(clinicalStatus={}))


def test_an_end_before_the_day_ends_it_whatever_the_status():
    assert not is_met(condition(abatementDateTime="2021-02-03T09:00:00-05:00"))
    assert not is_met(condition(clinical=None, abatementDateTime="2021-02-03"))
    assert not is_met(condition(abatementPeriod={"start": "2021-01-01", "end": "2021-02-01"}))


def test_an_end_after_the_day_is_still_to_come():
    over = condition(clinical="resolved", onsetDateTime="2018-11-01", abatementDateTime="2020-01-01")
    assert is_met(over, on=THEN)
    assert not is_met(over)


def test_a_condition_is_over_on_the_day_it_ended_as_written():
    over = condition(
        clinical="resolved", onsetDateTime="2019-01-01", abatementDateTime="2019-06-01T23:30:00-08:00"
    )
    assert not is_met(over, on=THEN)
    assert is_met(over, on=date(2019, 5, 31))


def test_a_partial_end_is_read_as_the_day_that_releases_later():
    over = condition(clinical="resolved", onsetDateTime="2018", abatementDateTime="2019")
    assert is_met(over, on=THEN)
    assert not is_met(over, on=date(2019, 12, 31))


def test_an_end_without_a_date_ends_only_what_no_status_calls_active():
    assert not is_met(condition(clinical=None, abatementString="last spring"))
    assert is_met(condition(abatementString="last spring"))


def test_what_begins_after_the_day_is_counted_and_not_met():
    facts = read(condition(), on=THEN)
    assert (dict(facts.answers), facts.after_on) == ({}, 1)


def test_the_day_of_recording_stands_in_only_where_no_onset_is_said():
    recorded = without(condition(recordedDate="2020-05-09"), "onsetDateTime")
    assert read(recorded, on=THEN).after_on == 1
    assert is_met(recorded | {"onsetString": "as a child"}, on=THEN)
    assert is_met(recorded | {"onsetDateTime": "2019-01-01"}, on=THEN)


def test_what_has_no_date_at_all_has_begun():
    assert is_met(without(condition(), "onsetDateTime"), on=THEN)


def test_a_date_that_only_stands_for_unknown_is_no_date():
    assert is_met(condition(abatementDateTime="9999-12-31"))
    assert is_met(condition(onsetDateTime="0001-01-01"))


def test_a_history_still_counts_when_it_is_over():
    assert is_met(condition("snomed|11", "resolved", abatementDateTime="2021-01-01"), "keloid-history")


def test_a_skin_cancer_that_is_over_is_past_and_an_active_one_is_current():
    assert details(read(condition("snomed|12")), "skin-cancer") == ["current"]
    assert details(read(condition("snomed|12", "resolved")), "skin-cancer") == ["past"]
    assert details(read(condition("icd10cm|Z85.820")), "skin-cancer") == ["past"]


def test_a_disease_that_is_quiet_is_inactive():
    assert details(read(condition("snomed|13", "remission")), "koebner-disease") == ["inactive"]
    assert details(read(condition("snomed|13")), "koebner-disease") == ["active"]


def test_a_place_counts_only_where_every_site_is_mapped():
    left = {"coding": [{"system": "http://snomed.info/sct", "code": "101"}]}
    both, other = concept("snomed|100"), concept("snomed|999")
    assert read(condition("snomed|12", bodySite=[left])).answers["skin-cancer"][0].zones == ("chin",)
    assert read(condition("snomed|12", bodySite=[left, both])).answers["skin-cancer"][0].zones == (
        "cheek-left",
        "cheek-right",
        "chin",
    )
    assert read(condition("snomed|12", bodySite=[left, other])).answers["skin-cancer"][0].zones is None


def test_a_code_that_means_nothing_here_is_counted_and_not_guessed():
    facts = read(condition("snomed|999", code=concept("snomed|999", text="Normal pregnancy")))
    assert (dict(facts.answers), facts.not_understood) == ({}, 1)


def test_a_code_that_no_rule_concerns_is_understood():
    assert read(condition("snomed|19")).not_understood == 0


def test_any_of_several_codes_may_be_the_known_one():
    facts = read(condition(code=concept("urn:local|7", "icd10cm|Z85820")))
    assert details(facts, "skin-cancer") == ["past"]
    assert facts.not_understood == 0


@pytest.mark.parametrize(
    "system",
    [
        "http://snomed.info/sct/",
        "https://snomed.info/sct",
        "http://snomed.info/sct/731000124108",
        "urn:oid:2.16.840.1.113883.6.96",
    ],
)
def test_a_system_is_known_by_each_of_its_names(system):
    assert is_met(condition(code={"coding": [{"system": system, "code": "10"}]}))


def test_a_code_of_another_system_is_another_code():
    assert read(condition(code={"coding": [{"system": "urn:local", "code": "10"}]})).not_understood == 1
    assert read(condition(code={"coding": [{"code": "10"}]})).not_understood == 1


def test_a_history_of_chemotherapy_is_an_event_that_had_ended_by_then():
    facts = read(condition("icd10cm|Z92.21"))
    assert [(e.kind, e.since, e.until) for e in facts.events] == [
        ("chemotherapy", None, PartialDate(2020, 5, 9))
    ]
    assert kinds(read(condition("icd10cm|Z92.21"), on=THEN)) == []


def test_an_allergy_recorded_as_a_condition_is_an_allergy():
    assert [one.text for one in read(condition("snomed|17")).allergies] == ["Latex allergy"]
    assert read(condition("snomed|17", "resolved")).allergies == ()


def test_a_phototype_recorded_as_a_finding_is_the_phototype():
    assert read(condition("snomed|20")).patient.phototype == "IV"
