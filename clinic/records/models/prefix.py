"""The lookup `prefix`: text that begins with something, by an index on both engines."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField
from django.db.models.lookups import Lookup
from django.db.models.sql.compiler import SQLCompiler

_LAST_CHARACTER = chr(0x10FFFF)


@CharField.register_lookup
class Prefix(Lookup):
    """Begins with, letter for letter: LIKE on PostgreSQL, and on SQLite, whose LIKE uses no index, a range."""

    lookup_name = "prefix"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """Compare by LIKE, which the index of pattern operators answers."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} LIKE %s", [*parameters, connection.ops.prep_for_like_query(self.rhs) + "%"]

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """Compare by a range of the binary order."""
        column, parameters = self.process_lhs(compiler, connection)
        bounds = [*parameters, self.rhs, *parameters, self.rhs + _LAST_CHARACTER]
        return f"({column} >= %s AND {column} < %s)", bounds
