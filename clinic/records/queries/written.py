"""Parts of a question that are the same each time, written as SQL once for each engine.

Django writes a question anew whenever it is asked. Where a part holds questions within questions, the writing takes
far longer than the answer: a quarter of the processor's time of a page about a patient went there.

Limitation: such a part may name no value that changes between two askings, and it knows the outermost table, and what
is joined to it by `select_related`, by the table's own name.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

Row = TypeVar("Row", bound=Model)
Parts = Callable[[], dict[str, Any]]


def with_parts(rows: QuerySet[Row], parts: Parts) -> QuerySet[Row]:
    """Annotate rows with parts of a question, which are given by a function of a module and written once.

    parts : gives annotations by name; they may look at the row through OuterRef, and at a joined row whose relation
        `rows` selects
    """
    return rows.annotate(**_written(connection.vendor, rows.model, parts))


@lru_cache(maxsize=64)
def _written(vendor: str, model: type[Model], parts: Parts) -> dict[str, RawSQL]:
    query = model._base_manager.annotate(**parts()).query
    compiler = query.get_compiler(connection=connection)
    compiler.setup_query()
    found = {}
    for name, part in query.annotations.items():
        sql, values = compiler.compile(part)
        found[name] = RawSQL(sql, tuple(values), part.output_field)
    return found
