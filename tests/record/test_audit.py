"""The chain: a line whatever happens at the same time, and a proof that nobody touched it."""

from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from clinic.audit.chain import Entry, record, verify
from clinic.audit.digests import canonical_json, digest_of
from clinic.audit.models import AuditEvent, AuditHead
from clinic.audit.triggers import Trigger, missing_triggers, promised
from clinic.records.actions.patients import mark_arrived, register_patient
from tests.cast import Cast, details, later, without_triggers
from tests.record.calls.planning import an_approved_plan


def test_each_event_carries_the_hash_of_the_one_before(cast):
    mark_arrived(cast.actor("nurse"), cast.patient)
    second, first = AuditEvent.objects.filter(clinic=cast.clinic)
    assert (first.sequence, second.sequence) == (1, 2)
    assert second.previous_hash == first.hash == digest_of(first.content())
    assert list(verify()) == []


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_auditevent SET deed = 'nothing'", "DELETE FROM audit_auditevent"]
)
def test_the_database_refuses_to_change_or_remove_an_event(cast, statement):
    with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEvent.objects.filter(deed="register_patient").count() == 2


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is a statement of SQLite")
@pytest.mark.parametrize("table", ["audit_auditevent", "records_signature", "records_plan"])
def test_no_row_that_stays_is_replaced_in_place(cast, table):
    an_approved_plan(cast)
    with (
        pytest.raises(Exception, match="refuses DELETE"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.postgres
@pytest.mark.database
def test_the_database_refuses_to_empty_the_table(committed_db):
    Cast()
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_auditevent")


def spoil_content(events):
    events.filter(sequence=1).update(deed="nothing")


def spoil_time(events):
    events.filter(sequence=1).update(at=later(9))


def remove_first(events):
    events.filter(sequence=1)._raw_delete("default")


def remove_last(events):
    events.filter(sequence=2)._raw_delete("default")


def rewrite_first(events):
    first = events.get(sequence=1)
    first.deed = "nothing"
    first.hash = digest_of(first.content())
    first.save()


def remove_head(events):
    AuditHead.objects.all().delete()


@pytest.mark.parametrize(
    "attack", [spoil_content, spoil_time, remove_first, remove_last, rewrite_first, remove_head]
)
def test_whoever_gets_past_the_triggers_is_found_by_the_chain(cast, attack):
    mark_arrived(cast.actor("nurse"), cast.patient)
    with without_triggers():
        attack(AuditEvent.objects.filter(clinic=cast.clinic))
    breaks = list(verify())
    assert breaks
    with pytest.raises(CommandError):
        call_command("audit", "verify", stderr=StringIO())


def test_a_trigger_that_was_removed_is_named(cast):
    assert missing_triggers() == []
    with connection.cursor() as cursor:
        cursor.execute(Trigger("audit_auditevent", "DELETE", "").removal(connection.vendor))
    assert missing_triggers() == ["audit_auditevent_no_delete"]


def test_the_migrations_promise_triggers_for_everything_signed(db):
    assert {"audit_auditevent", "records_signature", "records_enteredinerror"} <= {
        step.table for step in promised()
    }


@pytest.mark.database
def test_an_event_outside_a_transaction_is_refused(committed_db):
    cast = Cast()
    entry = Entry(
        clinic=cast.clinic,
        at=later(1),
        actor_kind="system",
        actor_id="",
        deed="x",
        subject_type="",
        subject_id="",
        digests={},
    )
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record(entry)


@pytest.mark.database
def test_the_chain_stays_a_line_when_many_work_at_once(committed_db):
    cast = Cast()

    def work(worker: int) -> None:
        actor = cast.actor("nurse")
        for n in range(5):
            birth_date = later(-9000 - 50 * worker - n).date()
            register_patient(actor, details(f"Person{worker}x{n}", birth_date=birth_date))
        connection.close()

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(work, range(4)))
    sequences = AuditEvent.objects.filter(clinic=cast.clinic).values_list("sequence", flat=True)
    assert sorted(sequences) == list(range(1, 22))
    assert list(verify()) == []


def test_canonical_json_is_the_same_whatever_the_order_and_refuses_what_it_cannot_write():
    assert (
        canonical_json({"b": [1, None], "a": later(0)})
        == '{"a":"2026-01-05T08:00:00.000000+00:00","b":[1,null]}'
    )
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1})
    with pytest.raises(TypeError, match="canonical JSON"):
        canonical_json({"a": object()})
