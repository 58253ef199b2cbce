"""Parts of questions that are written once say what Django says when it writes them each time."""

import re

import pytest
from django.db import connection

from clinic.records.models import DecisionRecord, Session
from clinic.records.queries import incidents, policy, screening
from clinic.records.queries.written import _written, with_parts
from tests.record.calls.exposure import somebody_else
from tests.record.calls.incidents import an_incident
from tests.record.calls.referral import a_referral

PARTS = [
    (DecisionRecord, (), screening._told_since),
    (DecisionRecord, (), screening._referred_of_decision),
    (Session, ("decision",), screening._told_of_session),
    (Session, (), incidents._told_of_session),
    (Session, (), policy._newest_policy),
]
CHANGING = re.compile(r"\d{4}-\d\d-\d\d|[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}")


@pytest.mark.parametrize(("model", "joined", "parts"), PARTS)
def test_what_is_written_once_is_what_is_written_each_time(cast, model, joined, parts):
    an_incident(cast)
    somebody_else(cast, "Rae Ferred")
    a_referral(cast)
    rows = model._base_manager.select_related(*joined).order_by("pk")
    names = parts()
    anew = [[getattr(row, name) for name in names] for row in rows.annotate(**parts())]
    for _ in range(2):
        once = [[getattr(row, name) for name in names] for row in with_parts(rows, parts)]
        assert once == anew
    assert anew


@pytest.mark.parametrize(("model", "joined", "parts"), PARTS)
def test_no_value_that_changes_is_written_into_it(cast, model, joined, parts):
    for part in _written(connection.vendor, model, parts).values():
        assert not CHANGING.search(f"{part.sql} {part.params}")
