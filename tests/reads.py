"""What Today counts, what a page asks the database, and which of it reads a whole table however many rows it has."""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinic.records import clock
from clinic.records.queries.whole_clinic import WholeClinic, whole_clinic
from tests.cast import Cast

# PostgreSQL reads a small table whole because that is faster; from here on it would be a fault.
LARGE_ROWS = 10_000
_SQLITE = re.compile(r"^SCAN (?:TABLE )?(\w+)(?! USING INDEX)")
_POSTGRES = re.compile(r"Seq Scan on (\w+)")


def told_on_today(cast: Cast, member: str) -> WholeClinic:
    """Give what Today counts of the whole clinic, for one member of the cast."""
    return whole_clinic(cast.actor(member), cast.clinic, clock.now())


def asked_by(client: Client, address: str) -> list[str]:
    """Open a page twice, and give what the second time asked; what is typed into the search is posted."""
    page, _, typed = address.partition("?q=")

    def ask() -> int:
        return (client.post(page, {"q": typed}) if typed else client.get(page)).status_code

    assert ask() == 200, f"{address} does not open"
    with CaptureQueriesContext(connection) as asked:
        ask()
    return [one["sql"] for one in asked.captured_queries if one["sql"].startswith("SELECT")]


def whole_tables(queries: list[str]) -> list[str]:
    """Name the large tables that a query reads from end to end."""
    there = set(connection.introspection.table_names())
    found = {_table_of(name, sql) for sql in queries for name in _scanned(sql)}
    return sorted(table for table in found & there if _rows_in(table) > LARGE_ROWS)


def _table_of(name: str, sql: str) -> str:
    """Give the table behind an alias; a list that the question itself made keeps its name, which is no table's."""
    aliased = re.search(rf'"(\w+)" (?:AS )?"?{re.escape(name)}"?(?!\w)', sql)
    return aliased[1] if aliased else name


def _rows_in(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")
        return int(cursor.fetchone()[0])


def _scanned(sql: str) -> list[str]:
    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}" if is_postgres else f"EXPLAIN QUERY PLAN {sql}")
        lines = [str(row[-1]) for row in cursor.fetchall()]
    pattern = _POSTGRES if is_postgres else _SQLITE
    return [match[1] for line in lines if (match := pattern.search(line))]
