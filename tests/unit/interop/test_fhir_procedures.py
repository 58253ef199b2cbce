"""Procedures, requests and plans: what was done, and the chemotherapy that is still to come."""

from datetime import date

import pytest

from needlepoint.vocabulary.dates import PartialDate
from needlepoint.vocabulary.patient import Event
from tests.fhir_records import concept, kinds, procedure, read, without

THEN = date(2019, 6, 1)
DAY = PartialDate(2026, 11, 1)


def service(word="active", **more):
    return (
        without(
            procedure("snomed|15", word, resourceType="ServiceRequest", intent="order"), "performedPeriod"
        )
        | more
    )


def plan(word="active", step="in-progress", **more):
    activity = {"detail": {"code": concept("snomed|15"), "status": step}}
    period = {"start": "2026-10-01T08:00:00+01:00"}
    return {
        "resourceType": "CarePlan",
        "status": word,
        "intent": "plan",
        "period": period,
        "activity": [activity],
    } | more


def test_a_procedure_is_an_event_with_its_kind_detail_and_days():
    assert read(procedure()).events == (Event(kind="peel", detail="superficial", since=DAY, until=DAY),)


@pytest.mark.parametrize("word", ["entered-in-error", "not-done"])
def test_what_was_not_done_does_not_exist(word):
    assert read(procedure(word=word)) == read()


@pytest.mark.parametrize("word", ["completed", "in-progress", "stopped", "unknown", "preparation"])
def test_what_was_done_or_begun_counts(word):
    assert kinds(read(procedure(word=word))) == ["peel"]


def test_a_procedure_without_a_date_stays_without_one():
    (event,) = read(without(procedure(), "performedPeriod")).events
    assert (event.since, event.until) == (None, None)


def test_a_single_day_is_first_and_last():
    once = without(procedure(performedDateTime="2026-11"), "performedPeriod")
    assert [(e.since, e.until) for e in read(once).events] == [(PartialDate(2026, 11),) * 2]


def test_what_is_done_after_the_day_is_counted():
    facts = read(procedure(), on=THEN)
    assert (facts.events, facts.after_on) == ((), 1)


@pytest.mark.parametrize("word", ["preparation", "completed"])
def test_a_chemotherapy_after_the_day_counts_as_in_a_case(word):
    facts = read(procedure("snomed|15", word), on=THEN)
    assert [(e.kind, e.since) for e in facts.events] == [("chemotherapy", DAY)]
    assert facts.after_on == 0


def test_a_procedure_that_implies_a_rule_answers_it_as_of_its_day():
    facts = read(procedure("snomed|14"))
    assert [(a.as_of, a.by) for a in facts.answers["immunosuppression"]] == [(DAY, "record")]


def test_an_unknown_procedure_is_counted():
    assert read(procedure("snomed|999")).not_understood == 1
    assert read(without(procedure(), "code")).unreadable == 1


def test_a_place_that_is_mapped_is_the_place():
    assert read(procedure(bodySite=[concept("snomed|101")])).events[0].zones == ("chin",)


def test_an_ordered_chemotherapy_counts_and_a_revoked_one_does_not():
    ordered = service(occurrenceDateTime="2026-12-05", authoredOn="2026-11-20")
    assert [(e.kind, e.since) for e in read(ordered).events] == [("chemotherapy", PartialDate(2026, 12, 5))]
    assert read(ordered | {"status": "revoked"}).events == ()
    assert read(ordered | {"doNotPerform": True}).events == ()


def test_an_order_without_a_day_begins_when_it_was_written():
    assert read(service(authoredOn="2026-11-20")).events[0].since == PartialDate(2026, 11, 20)


def test_any_other_order_says_nothing():
    assert read(service(code=concept("snomed|16"))) == read()


def test_a_planned_chemotherapy_in_a_care_plan_counts():
    assert [(e.kind, e.since, e.until) for e in read(plan()).events] == [
        ("chemotherapy", PartialDate(2026, 10, 1), None)
    ]
    assert kinds(read(plan("revoked"))) == []
    assert kinds(read(plan(step="cancelled"))) == []
    assert kinds(read(plan(activity=[], category=[concept("snomed|15")]))) == ["chemotherapy"]


def test_an_activity_has_its_own_time():
    activity = {"detail": {"code": concept("snomed|15"), "scheduledPeriod": {"start": "2027-01-01"}}}
    assert read(plan(activity=[activity])).events[0].since == PartialDate(2027, 1, 1)
