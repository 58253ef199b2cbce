"""Adverse events in the shapes of their pages, and the content of a report to an authority with what it lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.accounts.models import Clinic
from clinic.records.models import AdverseCourse, AdverseEvent, AdverseEventState, Affected, Cause
from clinic.records.queries.adverse_events import OVER, grades_for, standing_of
from clinic.records.queries.clusters import KINDS, Alert
from clinic.web.facemap import zone_name
from clinic.web.templatetags.needlepoint import full_date
from needlepoint.protocols.library import shipped_content

TONES: Final = {"draft": "warning", "signed": "neutral", "withdrawn": "neutral"}
# Country → the form that its authority reads; elsewhere none is known here.
FORMS: Final = {"US": "MedWatch, Form FDA 3500", "GB": "Yellow Card (MHRA)"}


def kind_name(kind: str) -> str:
    """Name a kind of harm; one that the content dropped is named by its id."""
    known = shipped_content().adverse_kind.get(kind)
    return known.name if known else kind


def line(row: AdverseEvent) -> dict[str, Any]:
    """Give an adverse event as a line of a list."""
    standing = standing_of(list(row.notes.all()))
    return {
        "row": row,
        "name": kind_name(row.kind),
        "href": reverse("adverse_event", args=[row.pk]),
        "state": row.get_state_display(),
        "tone": TONES[row.state],
        "grade": _("grade %(n)s") % {"n": row.grade} if row.grade else _("not graded"),
        "course": AdverseCourse(standing).label if standing else "",
        "is_over": standing in OVER,
        "is_signed": row.state == AdverseEventState.SIGNED,
    }


def facts(row: AdverseEvent) -> list[tuple[str, str]]:
    """Give what was said of a harm, as label and words; what nobody said is left out."""
    grade = next((f"{one.number}: {one.text}" for one in grades_for(row.kind) if one.number == row.grade), "")
    said = [
        (_("Whom it happened to"), row.get_affected_display()),
        (_("Since"), full_date(row.onset_on)),
        (_("Grade (CTCAE)"), grade or _("not graded")),
        (_("Did the treatment do it?"), row.get_relatedness_display()),
        (_("Where"), "; ".join(zone_name(zone) for zone in row.zones)),
        (_("What happened"), row.what),
        (_("What was done for it"), row.treated_with),
        (_("Where its root may lie"), ", ".join(str(Cause(one).label) for one in row.causes)),
        (_("Why it came to it"), row.root_cause),
        (_("What will be otherwise"), row.prevention),
        *met_words(row.document.get("met", {})),
    ]
    return [(label, str(words)) for label, words in said if words]


def met_words(met: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Say what had met the person: device, items with lots, who worked, settings."""
    if not met:
        return
    serial = _(", serial %(serial)s") % {"serial": met["serial"]} if met["serial"] else ""
    yield _("Device"), f"{met['device_name']}{serial}"
    yield _("Items"), "; ".join(map(item_words, met["items"]))
    yield _("Who worked in the session"), ", ".join(met["operators"])
    yield _("Settings"), "; ".join(map(setting_words, met["settings"]))


def item_words(item: dict[str, Any]) -> str:
    """Say an item with everything that finds it again."""
    parts = [item["name"]]
    names = (("lot", _("lot")), ("serial", _("serial")), ("di", "UDI-DI"), ("label", _("our label")))
    parts += [f"{word} {item[name]}" for name, word in names if item[name]]
    return ", ".join(parts)


def setting_words(one: dict[str, Any]) -> str:
    """Say what a zone got."""
    length = one["needle_length_hundredths_mm"]
    parts = [zone_name(one["zone"])]
    parts += [f"{length / 100:.2f} mm"] if length is not None else []
    parts += [_("%(n)s passes") % {"n": one["passes"]}] if one["passes"] is not None else []
    seconds = one.get("contact_seconds")
    parts += [_("%(n)s s on the skin") % {"n": f"{seconds:g}"}] if seconds is not None else []
    return " ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a report; without words it is missing."""

    label: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The content of a report to an authority. form : which form it fills; empty where none is known here."""

    form: str
    parts: tuple[tuple[str, tuple[Line, ...]], ...]

    @property
    def missing(self) -> list[str]:
        """Name what the record cannot fill in."""
        return [f"{title}: {line.label}" for title, lines in self.parts for line in lines if not line.words]

    def as_text(self) -> str:
        """Write it as plain text, for the page of an authority that takes no document."""
        lines = [self.form or _("Report of an adverse event"), ""]
        for title, rows in self.parts:
            lines += [
                title.upper(),
                *(f"{one.label}: {one.words or _('NOT IN THE RECORD')}" for one in rows),
                "",
            ]
        if self.missing:
            lines += [_("STILL TO BE FILLED IN"), *(f"- {one}" for one in self.missing), ""]
        return "\n".join(lines)


def report_of(row: AdverseEvent, clinic: Clinic, today: date) -> Report:
    """Fill a report from a signed adverse event; who it was is told by a reference and never by name."""
    met = row.document.get("met", {})
    return Report(
        form=FORMS.get(clinic.country, ""),
        parts=(
            (_("The person"), tuple(_person(row))),
            (_("What happened"), tuple(_happened(row, today))),
            (_("The device"), tuple(_device(met))),
            (_("Other products"), tuple(_products(met))),
            (_("Who reports"), tuple(_reporter(row, clinic))),
        ),
    )


def _person(row: AdverseEvent) -> Iterator[Line]:
    is_patient, patient = row.affected == Affected.PATIENT, row.patient
    age = str(patient.age_on(row.onset_on)) if is_patient and row.onset_on else ""
    yield Line(label=_("Reference in confidence"), words=str(row.pk)[:8].upper())
    yield Line(label=_("Age at the time"), words=age)
    yield Line(label=_("Sex"), words=str(patient.get_sex_display()) if is_patient and patient.sex else "")
    yield Line(label=_("Weight"), words="")


def _happened(row: AdverseEvent, today: date) -> Iterator[Line]:
    notes = list(row.notes.all())
    standing = standing_of(notes)
    course = "; ".join(f"{full_date(one.on)}: {one.text}" for one in notes)
    grade = next((one.text for one in grades_for(row.kind) if one.number == row.grade), "")
    yield Line(label=_("What it is"), words=kind_name(row.kind))
    yield Line(label=_("Began on"), words=full_date(row.onset_on))
    yield Line(label=_("Date of this report"), words=full_date(today))
    yield Line(label=_("How severe"), words=grade)
    yield Line(label=_("Where"), words="; ".join(zone_name(zone) for zone in row.zones))
    yield Line(label=_("Description"), words=row.what)
    yield Line(label=_("What was done for it"), words=row.treated_with)
    yield Line(label=_("Related to the treatment"), words=str(row.get_relatedness_display()))
    yield Line(label=_("How it went on"), words=course)
    yield Line(label=_("Outcome so far"), words=str(AdverseCourse(standing).label) if standing else "")


def _device(met: dict[str, Any]) -> Iterator[Line]:
    cartridges = [one for one in met.get("items", ()) if one["kind"] == "cartridge"]
    yield Line(label=_("Name"), words=met.get("device_name", ""))
    yield Line(label=_("Maker"), words="")
    yield Line(label=_("Serial number"), words=met.get("serial", ""))
    yield Line(label=_("Cartridges"), words="; ".join(map(item_words, cartridges)))
    yield Line(label=_("Lot"), words=", ".join(one["lot"] for one in cartridges if one["lot"]))
    yield Line(label=_("UDI-DI"), words=", ".join(one["di"] for one in cartridges if one["di"]))
    yield Line(label=_("Used on"), words=full_date(met.get("on")) if met else "")
    yield Line(label=_("Settings"), words="; ".join(map(setting_words, met.get("settings", ()))))
    yield Line(label=_("Is it kept for the maker?"), words="")


def _products(met: dict[str, Any]) -> Iterator[Line]:
    others = [one for one in met.get("items", ()) if one["kind"] in ("anaesthetic", "adjunct")]
    noted = [*map(item_words, others), *map(_cream_words, met.get("numbing", ()))]
    noted += [_adjunct_words(one) for one in met.get("adjuncts", ()) if one]
    yield Line(label=_("Creams and what went on the skin"), words="; ".join(noted))
    shots = (f"{one['name']}, {one['milligrams']:g} mg" for one in met.get("injected", ()))
    yield Line(label=_("Local anaesthetic injected"), words="; ".join(shots))
    yield Line(label=_("Other medicines that they take"), words="")


def _cream_words(line: dict[str, Any]) -> str:
    product = shipped_content().anaesthetic.get(line["product"])
    name = product.name if product else line["product"]
    return f"{name}, {line['grams']:g} g" if line.get("grams") else name


def _adjunct_words(known: str) -> str:
    adjunct = shipped_content().adjunct.get(known)
    return adjunct.name if adjunct else known


def _reporter(row: AdverseEvent, clinic: Clinic) -> Iterator[Line]:
    signed = row.signature
    yield Line(label=_("Name"), words=signed.signer_name if signed else "")
    yield Line(label=_("Profession or credential"), words=signed.signer_credential if signed else "")
    yield Line(label=_("Clinic"), words=clinic.name)
    yield Line(label=_("Telephone"), words=clinic.phone)


def alert_words(alert: Alert) -> str:
    """Say where harm gathers, with the numbers that it rests on."""
    group = alert.cluster.group
    return _(
        "Harm gathers around %(kind)s %(name)s: after %(harmed)s of %(sessions)s sessions, where up to %(limit)s could "
        "still be chance. In all, after %(all_harmed)s of %(everything)s sessions of the last year."
    ) % {
        "kind": KINDS[alert.kind],
        "name": group.name,
        "harmed": group.harmed,
        "sessions": group.sessions,
        "limit": alert.cluster.limit,
        "all_harmed": alert.all_harmed,
        "everything": alert.everything,
    }
