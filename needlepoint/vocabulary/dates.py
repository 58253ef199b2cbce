"""Dates that people remember in part, and the time that must pass after them."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

LONGEST = len("YYYY-MM-DD")
FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month or a day. What is not said is read as the day that releases later and makes younger."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def is_whole(self) -> bool:
        """Says whether the day itself is known."""
        return self.day is not None

    @property
    def earliest(self) -> date:
        """Gives the first day that it could mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """Gives the last day that it could mean."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"] + [f"{part:02d}" for part in (self.month, self.day) if part]
        return "-".join(parts)


def read_partial_date(text: str) -> PartialDate | None:
    """Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; gives None for any other form and for a day that does not exist."""
    return date_of(text) if len(text) <= LONGEST else None


@lru_cache(maxsize=4096)
def date_of(text: str) -> PartialDate | None:
    """Reads a date of no more than ten characters; the same days come again and again."""
    match = FORM.fullmatch(text)
    if match is None or not text.isascii():
        return None
    found = PartialDate(*(int(part) if part else None for part in match.groups()))  # type: ignore[arg-type]
    return found if exists(found) else None


def exists(when: PartialDate) -> bool:
    """Says whether the calendar has such a day."""
    if not 1900 <= when.year <= 2200 or (when.month is not None and not 1 <= when.month <= 12):
        return False
    return when.day is None or (
        when.month is not None and 1 <= when.day <= monthrange(when.year, when.month)[1]
    )


def add_months(day: date, months: int) -> date:
    """Counts months by the calendar; a missing day becomes the 1st of the next month, so nothing frees early."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if day.day <= monthrange(year, month + 1)[1]:
        return date(year, month + 1, day.day)
    return date(year + month // 11, (month + 1) % 12 + 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A length of time as the evidence states it: days, weeks or calendar months."""

    days: int = 0
    weeks: int = 0
    months: int = 0

    def after(self, day: date) -> date:
        """Gives the first day on which the span has passed since `day`."""
        later = add_months(day, self.months) if self.months else day
        return later + timedelta(days=self.days + 7 * self.weeks)

    def before(self, day: date) -> date:
        """Gives the day on which the span before `day` begins."""
        return add_months(day, -self.months) - timedelta(days=self.days + 7 * self.weeks)

    @property
    def is_empty(self) -> bool:
        """Says whether no time is named."""
        return not (self.days or self.weeks or self.months)

    def __str__(self) -> str:
        named = [(self.months, "month"), (self.weeks, "week"), (self.days, "day")]
        return " and ".join(f"{n} {unit}{'s' if n != 1 else ''}" for n, unit in named if n) or "no time"


def age_in_years(birth: date, on: date) -> int:
    """Gives completed years; somebody born on 29 February turns on 1 March."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
