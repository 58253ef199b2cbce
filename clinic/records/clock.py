"""The clinic's clock: the one place that asks the machine what time it is.

A demonstration or a test sets it, and its deeds then happen in the order of a story.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, tzinfo

_override: ContextVar[datetime | None] = ContextVar("clinic_clock", default=None)


def now() -> datetime:
    """Tell the moment, in UTC."""
    return _override.get() or datetime.now(UTC)


def today(zone: tzinfo) -> date:
    """Tell the day in a time zone: a clinic's day ends at its own midnight."""
    return now().astimezone(zone).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let everything inside happen at one moment, which needs its time zone."""
    if moment.tzinfo is None:
        raise ValueError(
            f"clock.at: the moment needs a time zone, given {moment.isoformat()}. Add one, such as UTC."
        )
    token = _override.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _override.reset(token)
