"""A look-back in the shapes of its pages: the people as a table, as a file, and what an exercise took."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinic.records.models import BloodStep, ItemUse, LookBack, Patient, SoughtBy
from clinic.records.queries.exposure import Exposure, Followed

# A cell that begins like this is a formula to a spreadsheet.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
COLUMNS: Final = (
    gettext_lazy("Name"),
    gettext_lazy("Born"),
    gettext_lazy("Telephone"),
    gettext_lazy("E-mail"),
    gettext_lazy("Sessions"),
    gettext_lazy("Who treated"),
    gettext_lazy("Rooms"),
    gettext_lazy("What was used"),
    gettext_lazy("Last step"),
)


def title_of(look_back: LookBack) -> str:
    """Say what a look-back is about: its words, and its days."""
    kind = look_back.get_by_display()
    words = look_back.words if look_back.by == SoughtBy.DAY else f"{kind} {look_back.words}"
    return " ".join(filter(None, (words, days_of(look_back))))


def days_of(look_back: LookBack) -> str:
    """Say between which days, in words."""
    named = {
        name: date_format(day, "j F Y")
        for name, day in (("since", look_back.since), ("until", look_back.until))
        if day
    }
    if len(named) == 2 and look_back.since == look_back.until:
        return _("on %(since)s") % named
    sentence = {
        2: _("from %(since)s to %(until)s"),
        1: _("since %(since)s") if look_back.since else _("until %(until)s"),
    }
    return sentence[len(named)] % named if named else ""


def cards(followed: list[Followed], *, is_drill: bool) -> list[dict[str, Any]]:
    """Give one card a person."""
    return [
        {
            "pk": one.row.pk,
            "patient": one.row.patient,
            **reach_of(one),
            "href": reverse("patient", args=[one.row.patient_id]),
            "alert": state_words(one.row.patient),
            "exposures": [exposure_lines(exposure) for exposure in one.exposures],
            "days": ", ".join(date_format(each.session.on, "j F Y") for each in one.exposures),
            "steps": one.steps,
            "is_settled": one.is_settled,
            "is_waiting": not one.is_settled and not is_drill,
        }
        for one in followed
    ]


def exposure_lines(exposure: Exposure) -> dict[str, Any]:
    """Say one session in a line and what was used in it in others."""
    return {
        "on": exposure.session.on,
        "href": reverse("session_record", args=[exposure.session.pk])
        if exposure.session.signed_at
        else reverse("session", args=[exposure.session.patient_id]),
        "operators": ", ".join(exposure.operators),
        "record": _other_record(exposure),
        "begun": exposure.has_begun,
        "items": [*(item_words(use) for use in exposure.items), *blood_words(exposure.blood)],
    }


def blood_words(steps: Iterable[BloodStep]) -> list[str]:
    """Say of each tube who did what with it, and when."""
    told: dict[str, list[str]] = {}
    for one in steps:
        at = date_format(one.created_at.astimezone(one.clinic.zone), "H:i")
        said = {"what": str(one.get_step_display()).lower(), "name": one.by_name, "at": at}
        told.setdefault(one.tube.label, []).append(_("%(what)s by %(name)s at %(at)s") % said)
    return [
        _("Tube %(label)s: %(steps)s") % {"label": label, "steps": ", ".join(steps)}
        for label, steps in told.items()
    ]


def _other_record(exposure: Exposure) -> str:
    """Name the record on which a session stands, where that is another than the one that is kept."""
    patient = exposure.session.patient
    return _("on the record of %(name)s") % {"name": patient.name} if patient.merged_into_id else ""


def item_words(use: ItemUse) -> str:
    """Name an item as it is found again."""
    named = (
        (_("lot %(text)s"), use.lot),
        (_("serial %(text)s"), use.serial),
        (_("label %(text)s"), use.label),
    )
    said = [sentence % {"text": text} for sentence, text in named if text and text not in use.name]
    typed = [] if use.is_scanned else [_("typed, not scanned")]
    return ", ".join([use.name, *said, *typed])


def state_words(patient: Patient) -> str:
    """Say where a record is not what it seems."""
    if patient.merged_into_id:
        return _("This record points to another of the same person.")
    return _("This record is marked as entered in error.") if patient.state == "entered_in_error" else ""


def waiting_words(followed: list[Followed]) -> str:
    """Say how many are still to be seen to."""
    number = sum(1 for one in followed if not one.is_settled)
    sentence = ngettext("%(n)s person is not settled yet", "%(n)s people are not settled yet", number)
    return sentence % {"n": number} if number else _("Everybody is settled")


def drill_words(look_back: LookBack | None) -> str:
    """Say what the last exercise showed."""
    if look_back is None or look_back.closed_at is None:
        return _("No exercise was done yet. Do one before you need it.")
    minutes = max(1, round((look_back.closed_at - look_back.created_at).total_seconds() / 60))
    sentence = ngettext(
        "Last exercise on %(day)s: %(people)s found, %(reach)s of them with a telephone or an e-mail, "
        "list checked in %(n)s minute.",
        "Last exercise on %(day)s: %(people)s found, %(reach)s of them with a telephone or an e-mail, "
        "list checked in %(n)s minutes.",
        minutes,
    )
    return sentence % {
        "day": date_format(look_back.closed_at.astimezone(look_back.clinic.zone), "j F Y"),
        "people": look_back.people_found,
        "reach": look_back.people_reachable,
        "n": minutes,
    }


def line_list(look_back: LookBack, followed: list[Followed]) -> HttpResponse:
    """Give everybody as a file for a spreadsheet; no cell begins like a formula."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="look-back-{look_back.pk}.csv"'
    answer.write("\ufeff")  # spreadsheets read UTF-8 as such only after this mark
    written = csv.writer(answer)
    written.writerow([str(column) for column in COLUMNS])
    written.writerows([harmless(cell) for cell in row] for row in rows_of(followed))
    return answer


def rows_of(followed: list[Followed]) -> Iterator[list[str]]:
    """Give one row a person."""
    for one in followed:
        patient, exposures = one.row.patient, one.exposures
        uses = [use for exposure in exposures for use in exposure.items]
        yield [
            patient.name,
            patient.birth_date.isoformat(),
            *reach_of(one).values(),
            "; ".join(exposure.session.on.isoformat() for exposure in exposures),
            "; ".join(sorted({name for exposure in exposures for name in exposure.operators})),
            "; ".join(sorted(_rooms_of(exposures))),
            "; ".join(dict.fromkeys([*(item_words(use) for use in uses), *_blood_of(exposures)])),
            str(one.steps[-1].get_step_display()) if one.steps else "",
        ]


def _rooms_of(exposures: Iterable[Exposure]) -> set[str]:
    used = {use.room for exposure in exposures for use in exposure.items if use.room}
    return used | {step.entry.content["room"] for exposure in exposures for step in exposure.blood}


def _blood_of(exposures: Iterable[Exposure]) -> list[str]:
    return [line for exposure in exposures for line in blood_words(exposure.blood)]


def reach_of(one: Followed) -> dict[str, str]:
    """Give telephone and e-mail: a person is reached by whichever of their records knows how."""
    records = [one.row.patient, *(each.session.patient for each in one.exposures)]
    return {
        name: next(filter(None, (getattr(each, name) for each in records)), "") for name in ("phone", "email")
    }


def harmless(text: str) -> str:
    """Keep a cell from being read as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
