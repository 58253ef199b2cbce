"""What else a person's life holds, as it is typed: journeys, sun, events, weekdays, and a day to be ready by."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clinic.web.offers import offer
from needlepoint.planning.days import (
    LONGEST_NOTE,
    MOST_BLACKOUTS,
    Blackout,
    DayWishes,
    check_is_ahead,
    check_wishes,
)
from needlepoint.vocabulary import errors

BUSY: Final = "busy-"
KINDS: Final = (("away", _("Away")), ("sun", _("In the sun")), ("occasion", _("An event")))
WEEKDAY_NAMES: Final = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
Row = dict[str, Any]


class DayField(forms.DateField):
    """A day, chosen in the browser's own calendar."""

    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class DaysForm(forms.Form):
    """The part of a form that asks what is wished of the days; one row more than is filled is always offered."""

    ready_by = DayField(label=_("Ready by"), required=False)
    occasion = forms.CharField(
        label=_("What for"), required=False, max_length=LONGEST_NOTE, help_text=_("Such as a wedding.")
    )
    weekdays_off = forms.TypedMultipleChoiceField(
        label=_("Never on"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *given: Any, on: date, **named: Any) -> None:
        super().__init__(*given, **named)
        self.on = on
        offer(self, "weekdays_off", [(str(day), name) for day, name in enumerate(WEEKDAY_NAMES)])
        for number in range(self._rows_offered()):
            self._add_row(number)

    @property
    def busy_rows(self) -> list[Row]:
        """Give the rows for the page, each with its fields."""
        return [
            {
                "number": number + 1,
                **{name: self[f"{BUSY}{number}-{name}"] for name in ("kind", "from", "to", "note", "gone")},
                "is_filled": bool(self[f"{BUSY}{number}-from"].value()),
            }
            for number in range(self._rows_offered())
        ]

    def days(self) -> DayWishes:
        """Give what is wished, as far as it could be read."""
        found: DayWishes = self.cleaned_data.get("days") or DayWishes()
        return found

    def clean(self) -> dict[str, Any]:
        """Read the rows and hold everything wished against the day of the plan, each fault at its field."""
        data = super().clean() or {}
        blackouts = tuple(one for number in range(self._rows_offered()) for one in self._row(number, data))
        self._check_ahead("ready_by", data.get("ready_by"))
        if not self.errors:
            data["days"] = self._wishes(blackouts, data)
        return data

    def _wishes(self, blackouts: tuple[Blackout, ...], data: dict[str, Any]) -> DayWishes | None:
        try:
            wishes = DayWishes(
                blackouts=blackouts,
                ready_by=data.get("ready_by"),
                occasion=data.get("occasion", ""),
                weekdays_off=tuple(data.get("weekdays_off", ())),
            )
            check_wishes(wishes, self.on)
        except errors.BadInput as fault:
            self.add_error(fault.field if fault.field in self.fields else None, spoken(fault))
            return None
        return wishes

    def _row(self, number: int, data: dict[str, Any]) -> Iterator[Blackout]:
        """Read one row; without an end it is one day, and an empty one is nothing."""
        given = {name: data.get(f"{BUSY}{number}-{name}") for name in ("kind", "from", "to", "note", "gone")}
        named = [f"{BUSY}{number}-{name}" for name in ("from", "to", "note")]
        if given["gone"] or any(name in self.errors for name in named):
            return
        if given["from"] is None:
            if given["to"] or given["note"]:
                self.add_error(f"{BUSY}{number}-from", _("Say from which day."))
            return
        try:
            row = Blackout(
                kind=given["kind"] or "away",
                starts_on=given["from"],
                ends_on=given["to"] or given["from"],
                note=given["note"] or "",
            )
            check_is_ahead("blackout", row.ends_on, self.on)
        except errors.BadInput as fault:
            self.add_error(f"{BUSY}{number}-to" if given["to"] else f"{BUSY}{number}-from", spoken(fault))
            return
        yield row

    def _check_ahead(self, name: str, day: date | None) -> None:
        if day is None:
            return
        try:
            check_is_ahead(name, day, self.on)
        except errors.BadInput as fault:
            self.add_error(name, spoken(fault))

    def _rows_offered(self) -> int:
        """Count the rows: those that were sent or are filled, and one more."""
        given: Mapping[str, Any] = self.data if self.is_bound else self.initial
        rows = [number for number in range(MOST_BLACKOUTS) if f"{BUSY}{number}-from" in given]
        last = max(rows, default=-1)
        return last + 1 if self.is_bound else min(last + 2, MOST_BLACKOUTS)

    def _add_row(self, number: int) -> None:
        row = _now("Days kept free, row %(number)s") % {"number": number + 1}
        prefix = f"{BUSY}{number}-"
        self.fields[f"{prefix}kind"] = forms.ChoiceField(
            label=f"{row}: {_now('kind')}", choices=KINDS, required=False
        )
        self.fields[f"{prefix}from"] = DayField(label=f"{row}: {_now('from')}", required=False)
        self.fields[f"{prefix}to"] = DayField(label=f"{row}: {_now('to')}", required=False)
        self.fields[f"{prefix}note"] = forms.CharField(
            label=f"{row}: {_now('note')}", required=False, max_length=LONGEST_NOTE
        )
        self.fields[f"{prefix}gone"] = forms.BooleanField(
            label=f"{row}: {_now('take it out')}", required=False
        )


def initial_days(days: DayWishes) -> dict[str, Any]:
    """Give the form's values for what is wished."""
    found: dict[str, Any] = {
        "ready_by": days.ready_by,
        "occasion": days.occasion,
        "weekdays_off": list(days.weekdays_off),
    }
    for number, one in enumerate(days.blackouts):
        row = {"kind": one.kind, "from": one.starts_on, "to": one.ends_on, "note": one.note}
        found |= {f"{BUSY}{number}-{name}": value for name, value in row.items()}
    return found


def spoken(fault: errors.BadInput) -> str:
    """Say what the library refused, beside the field."""
    sentence = f"{fault.rule}; {fault.remedy}."
    return sentence[:1].upper() + sentence[1:]
