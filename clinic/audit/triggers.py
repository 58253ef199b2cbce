"""Database triggers, as migration operations: what is signed stays as it was signed, whoever asks.

SQLite rebuilds a table when a later migration alters it, and forgets its triggers. Such a migration repeats the
operation at its end; `missing_triggers()` finds the one that did not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

_SQLITE = """CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" {condition}
BEGIN SELECT RAISE(ABORT, '{sentence}'); END"""
_POSTGRES = """CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH {each} {condition}
EXECUTE FUNCTION needlepoint_refuse('{sentence}')"""
_POSTGRES_FUNCTION = """CREATE OR REPLACE FUNCTION needlepoint_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$"""
_EXISTING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger: on which table it refuses what, and when."""

    table: str
    event: str
    sentence: str
    column: str = ""

    @property
    def name(self) -> str:
        """Give the trigger's name in the database."""
        return f"{self.table}_no_{self.event.lower()}"

    def statement(self, vendor: str) -> str:
        """Write the statement that makes it."""
        condition = f'WHEN (OLD."{self.column}" IS NOT NULL)' if self.column else ""
        each = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
        form = _SQLITE if vendor == "sqlite" else _POSTGRES
        return form.format(
            name=self.name,
            event=self.event,
            table=self.table,
            condition=condition,
            sentence=self.sentence,
            each=each,
        )

    def removal(self, vendor: str) -> str:
        """Write the statement that removes it."""
        on_table = "" if vendor == "sqlite" else f' ON "{self.table}"'
        return f'DROP TRIGGER IF EXISTS "{self.name}"{on_table}'


class RefusingTriggers(Operation):
    """Installs triggers; running it again installs them anew."""

    reversible = True
    reduces_to_sql = True
    events: ClassVar[tuple[str, ...]] = ("UPDATE", "DELETE", "TRUNCATE")
    sentence: ClassVar[str] = "{table} refuses {event}"

    def __init__(self, table: str, column: str = "") -> None:
        self.table = table
        self.column = column

    def triggers(self, vendor: str) -> list[Trigger]:
        """List the triggers that this engine needs; SQLite knows no TRUNCATE."""
        events = [event for event in self.events if event != "TRUNCATE" or vendor == "postgresql"]
        return [self.trigger(event) for event in events]

    def trigger(self, event: str) -> Trigger:
        """Give the trigger for one event."""
        return Trigger(self.table, event, self.sentence.format(table=self.table, event=event), self.column)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Leave the models as they are: triggers are seen by the database alone."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Install the triggers."""
        install(schema_editor.connection, self)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Remove the triggers."""
        remove(schema_editor.connection, self)


class AppendOnly(RefusingTriggers):
    """Refuses UPDATE, DELETE and TRUNCATE of a table: rows are added and then stay."""

    sentence = "{table} is append-only and refuses {event}"

    def __init__(self, table: str) -> None:
        super().__init__(table)

    def describe(self) -> str:
        """Say what it does."""
        return f"Refuse UPDATE and DELETE on {self.table}"


class LockedWhenSigned(RefusingTriggers):
    """Refuses UPDATE and DELETE of rows whose column is filled: a signed row stays as it was signed."""

    events = ("UPDATE", "DELETE")
    sentence = "{table} is signed and refuses {event}"

    def __init__(self, table: str, column: str = "signed_at") -> None:
        super().__init__(table, column)

    def describe(self) -> str:
        """Say what it does."""
        return f"Refuse UPDATE and DELETE on {self.table} once {self.column} is set"


def install(connection: BaseDatabaseWrapper, operation: RefusingTriggers) -> None:
    """Make an operation's triggers, replacing what stood under their names."""
    remove(connection, operation)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION, None)
        for trigger in operation.triggers(connection.vendor):
            cursor.execute(trigger.statement(connection.vendor), None)


def remove(connection: BaseDatabaseWrapper, operation: RefusingTriggers) -> None:
    """Remove an operation's triggers."""
    with connection.cursor() as cursor:
        for trigger in operation.triggers(connection.vendor):
            cursor.execute(trigger.removal(connection.vendor), None)


def promised(using: str = DEFAULT_DB_ALIAS) -> Iterator[RefusingTriggers]:
    """List every trigger operation that the migrations promise."""
    loader = MigrationLoader(connections[using])
    for key, migration in sorted(loader.disk_migrations.items()):
        if key in loader.applied_migrations:
            yield from (step for step in migration.operations if isinstance(step, RefusingTriggers))


def missing_triggers(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Name the promised triggers that the database does not have."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(_EXISTING[connection.vendor])
        existing = {name for (name,) in cursor.fetchall()}
    names = {trigger.name for step in promised(using) for trigger in step.triggers(connection.vendor)}
    return sorted(names - existing)
