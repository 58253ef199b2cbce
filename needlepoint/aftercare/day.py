"""One day of the aftercare, for the phone: what to expect, to do and to avoid today, and what may start again."""

from dataclasses import dataclass
from datetime import date, timedelta

from needlepoint.aftercare.reminders import CheckIn
from needlepoint.aftercare.timeline import Aftercare, DatedInstruction, ExpectedSign, WatchFor
from needlepoint.vocabulary.errors import BadInput

# After a year a page by day says nothing that the whole plan does not say.
LAST_DAY = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What stands on one day; red flags stand on every day.

    may_start_again : what was avoided until yesterday; `is_new` tells what is done or avoided for the first time
    """

    day: int
    on: date
    expect: tuple[DatedInstruction, ...]
    signs: tuple[ExpectedSign, ...]
    do: tuple[DatedInstruction, ...]
    avoid: tuple[DatedInstruction, ...]
    may_start_again: tuple[DatedInstruction, ...]
    check_in: CheckIn | None
    red_flags: tuple[WatchFor, ...]

    def is_new(self, instruction: DatedInstruction) -> bool:
        """Says whether an instruction begins today."""
        return instruction.from_on == self.on

    @property
    def changes(self) -> bool:
        """Says whether today differs from yesterday."""
        begins = any(self.is_new(one) for one in (*self.do, *self.avoid))
        return begins or bool(self.may_start_again) or self.check_in is not None


def day_of(aftercare: Aftercare, day: int) -> Day:
    """Gives one day; day 0 is the day of treatment."""
    if not 0 <= day <= LAST_DAY:
        raise BadInput(
            "day", f"must be between 0 and {LAST_DAY}", day, "count from the day of treatment, which is 0"
        )
    on = aftercare.on + timedelta(days=day)
    standing = [one for one in aftercare.instructions if one.is_on(on)]
    return Day(
        day=day,
        on=on,
        expect=tuple(one for one in standing if one.kind == "expect"),
        signs=tuple(one for one in aftercare.course if one.is_on(on)),
        do=tuple(one for one in standing if one.kind == "do"),
        avoid=tuple(one for one in standing if one.kind == "avoid"),
        may_start_again=freed_on(aftercare, on),
        check_in=next((one for one in aftercare.check_ins if one.day == day), None),
        red_flags=aftercare.red_flags,
    )


def freed_on(aftercare: Aftercare, on: date) -> tuple[DatedInstruction, ...]:
    """Gives what was avoided until yesterday, leaving out what another instruction of its topic still closes."""
    yesterday = on - timedelta(days=1)
    avoided = [one for one in aftercare.instructions if one.kind == "avoid"]
    closed = {one.topic for one in avoided if one.is_on(on)}
    return tuple(one for one in avoided if one.to_on == yesterday and one.topic not in closed)
