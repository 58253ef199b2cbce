"""What happens past a review date: nothing is hidden and nothing changes, but it is said until somebody reviews it."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from needlepoint.protocols.model import Content
from needlepoint.protocols.model.evidence import Claim


def overdue(content: Content, on: date) -> tuple[str, ...]:
    """Names every piece of knowledge whose review date has passed, by table and id."""
    tables = {one.name: getattr(content, one.name) for one in fields(content)}
    return tuple(
        f"{table} {key}"
        for table, rows in tables.items()
        if isinstance(rows, Mapping)
        for key, value in rows.items()
        if isinstance(value, Claim) and value.next_review < on
    )
