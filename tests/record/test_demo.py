"""The demonstration: every stage of a course, told through the real deeds, and never into somebody's own database."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import override_settings

from clinic.accounts.models import Membership
from clinic.audit.chain import verify
from clinic.audit.models import AuditEvent
from clinic.audit.triggers import AppendOnly, promised
from clinic.records import clock
from clinic.records.demonstration.seed import seed, told_until
from clinic.records.demonstration.stage import Stage, tell
from clinic.records.demonstration.team import PASSWORD, PIN, TEAM, is_demonstration, is_empty
from clinic.records.models import Attendance, DecisionRecord, Patient
from clinic.records.queries.course import course_lines, next_step
from clinic.records.verification import verify_decisions, verify_plans
from clinic.web.management.commands.demo import greeting, prepare
from needlepoint.protocols.stops import shipped_stops
from tools.stop_counts import of_recorded

pytestmark = pytest.mark.database
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
QUICK = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
# The next step of each, or where it stands, as Today shows it.
STANDS = {
    "Tomasz Nowak": ("history", "now"),
    "Aisha Rahman": ("history", "now"),
    "Grace Okafor": ("screening", "blocked"),
    "Elena Petrova": ("screening", "later"),
    "Liam O’Brien": ("screening", "later"),
    "Daniel Whitfield": ("screening", "blocked"),
    "Priya Raman": ("consent", "now"),
    "Mara Lindqvist": ("session", "now"),
    "Joseph Bauer": ("aftercare", "now"),
    "Hannah Weiss": ("outcome", "later"),
}
SIGNED = {
    "records_decisionrecord",
    "records_plan",
    "records_consent",
    "records_consentoffer",
    "records_session",
    "records_sessionentry",
    "records_aftercaresheet",
    "records_signature",
    "audit_auditevent",
}


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Tell the demonstration once for all tests of this file, and take it back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic(), QUICK:
        seed(NOW)
        with clock.at(NOW):
            yield
        transaction.set_rollback(True)


def test_everybody_stands_at_another_stage(demo):
    patients = list(Patient.objects.select_related("clinic"))
    lines = course_lines(patients, NOW.date())
    steps = {patient.name: next_step(lines[patient.pk]) for patient in patients}
    assert {name: (step.room, step.progress.state) for name, step in steps.items()} == STANDS


def test_the_first_half_of_the_story_is_older_than_the_second(demo):
    moments = list(AuditEvent.objects.order_by("sequence").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] <= NOW
    assert NOW - moments[0] == timedelta(days=150)


def test_the_team_can_sign_in_and_come_back_after_a_pause(demo):
    members = Membership.objects.select_related("user")
    assert {member.user.email for member in members} > {one.email for one in TEAM.values()}
    for member in members:
        assert member.state == "active"
        assert member.user.check_password(PASSWORD)
        assert member.user.is_pin(PIN)


def test_two_people_are_in_the_house(demo):
    here = Attendance.objects.filter(left_at=None).values_list("patient__name", flat=True)
    assert set(here) == {"Tomasz Nowak", "Mara Lindqvist"}


def test_the_chain_holds_and_every_decision_is_decided_again_to_the_same(demo):
    assert list(verify()) == []
    verified = list(verify_decisions())
    assert len(verified) >= 10
    assert [one.faults for one in verified if one.faults] == []


def test_every_plan_of_the_demonstration_is_worked_out_again_to_the_same(demo):
    verified = list(verify_plans())
    assert len(verified) >= 4
    assert [one.faults for one in verified if one.faults] == []


def test_a_second_start_changes_nothing_and_says_how_to_come_in(demo):
    before = AuditEvent.objects.count()
    command = CommandStub()
    prepare(command)
    said = "\n".join(greeting("http://localhost:8000"))
    assert AuditEvent.objects.count() == before
    assert "This is a demonstration" in said
    assert PASSWORD in said
    assert "samuel@linden.example" in said
    assert "23 November 2026" in said
    assert told_until(Membership.objects.first().clinic) == NOW.date()


def test_what_was_signed_refuses_to_be_changed_or_deleted(demo):
    refused = set()
    for step in promised():
        with connection.cursor() as cursor:
            rows = f'FROM "{step.table}"' + (
                "" if isinstance(step, AppendOnly) else f' WHERE "{step.column}" IS NOT NULL'
            )
            key = primary_key(step.table)
            cursor.execute(f'SELECT "{key}" {rows} LIMIT 1')
            if (found := cursor.fetchone()) is None:
                continue
            for statement in (
                f'UPDATE "{step.table}" SET "{key}" = "{key}" WHERE "{key}" = %s',
                f'DELETE FROM "{step.table}" WHERE "{key}" = %s',
            ):
                with (
                    pytest.raises(DatabaseError, match="refuses"),
                    transaction.atomic(),
                ):
                    cursor.execute(statement, found)
        refused.add(step.table)
    assert refused >= SIGNED


def test_a_database_with_somebodys_clinic_is_refused_and_nothing_is_added(cast):
    before = Patient.objects.count()
    assert not is_demonstration()
    assert not is_empty()
    with pytest.raises(CommandError, match="no demonstration"):
        call_command("demo", "--only-prepare", stdout=StringIO())
    assert Patient.objects.count() == before


@pytest.mark.django_db
def test_an_empty_database_is_prepared_and_a_failure_leaves_it_empty(monkeypatch):
    assert is_empty()

    def interrupted(stories, stage):
        raise KeyboardInterrupt

    monkeypatch.setattr("clinic.records.demonstration.seed.tell", interrupted)
    with pytest.raises(KeyboardInterrupt), QUICK:
        seed(NOW)
    assert is_empty()


def test_a_story_that_goes_back_in_time_is_a_fault():
    def wrong(stage):
        yield stage.minutes_ago(5)
        yield stage.minutes_ago(10)

    with pytest.raises(RuntimeError, match="goes back in time"):
        tell([wrong], Stage({}, NOW))


class CommandStub:
    """Somebody who may be told something."""

    stdout = StringIO()


def primary_key(table: str) -> str:
    """Name the primary key of a table."""
    with connection.cursor() as cursor:
        return connection.introspection.get_primary_key_columns(cursor, table)[0]


def test_what_the_rules_stop_in_the_demonstration_is_counted_as_the_directors_page_says(demo):
    counted = of_recorded([record.document for record in DecisionRecord.objects.all()])
    shipped = shipped_stops().demonstration
    assert counted == {"cases": shipped.cases, "by_rule": shipped.by_rule}, (
        "run `python -m tools.stop_counts --demonstration`"
    )
