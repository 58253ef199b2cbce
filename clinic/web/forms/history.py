"""Forms of the history: answers read from a generated page, lines of lists, and the birth date at a link."""

from datetime import date
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from clinic.records import clock
from clinic.records.actions.history import EntryDetails, Said
from clinic.records.actions.patients import OLDEST_AGE_YEARS
from clinic.records.models import EntryKind
from clinic.records.queries.questionnaire import YES_NO, Asked
from clinic.web.facemap import MIDDLE_BODY, MIDDLE_ELSEWHERE, MIDDLE_FACE, ZONE_IDS, zone_name
from needlepoint.vocabulary.dates import PartialDate, exists
from needlepoint.vocabulary.reasons import Truth

IN_PERSON: Final = "in_person"
PLAIN_WORDS: Final = ("yes", "no", "unknown", IN_PERSON)
ROUTE_CHOICES: Final = [
    ("", _("Not sure")),
    ("oral", _("Swallowed")),
    ("topical", _("On the skin")),
    ("transdermal", _("As a plaster through the skin")),
    ("inhaled", _("Breathed in")),
    ("nasal", _("In the nose")),
    ("ophthalmic", _("In the eyes")),
    ("subcutaneous", _("Injected under the skin")),
    ("intramuscular", _("Injected into a muscle")),
    ("intravenous", _("Into a vein")),
    ("rectal", _("Rectal")),
    ("vaginal", _("Vaginal")),
]
EVENT_CHOICES: Final = [
    ("filler", _("Filler")),
    ("threads", _("Lifting threads")),
    ("botulinum-toxin", _("Botulinum toxin")),
    ("laser", _("Laser")),
    ("ipl", _("Intense pulsed light (IPL)")),
    ("radiofrequency", _("Radiofrequency")),
    ("peel", _("Chemical peel")),
    ("surgery", _("Operation")),
    ("waxing", _("Waxing or hair-removal cream")),
    ("dermaplaning", _("Dermaplaning")),
    ("tattoo", _("Tattoo or permanent make-up")),
    ("microneedling", _("Needling")),
    ("sunburn", _("Sunburn")),
    ("tanning", _("Sunbathing or sunbed")),
    ("chemotherapy", _("Chemotherapy")),
    ("radiotherapy", _("Radiotherapy")),
    ("scar", _("A scar that formed")),
]
EVENT_DETAIL_CHOICES: Final = [
    ("", _("Not sure, or nothing to add")),
    ("superficial", _("Superficial: the skin stayed closed, little flaking")),
    ("deep", _("Deep: raw, crusted or peeling for days")),
    ("permanent", _("Permanent filler, such as silicone")),
]
ZONE_CHOICES: Final = [
    (zone, zone_name(zone))
    for zone in sorted(
        ZONE_IDS, key=lambda z: (z not in MIDDLE_FACE, z in MIDDLE_BODY, z in MIDDLE_ELSEWHERE, z)
    )
]


def field_name(asks: str) -> str:
    """Name the field of a question on a page."""
    return f"q-{asks}"


def said_in(posted: QueryDict, question: Asked) -> Said | None:
    """Read the answer to one question from what was sent; None where nothing was said."""
    name = field_name(question.asks)
    given = posted.get(name, "")
    if question.kind in YES_NO:
        return _yes_no(posted, name, question, given) if given in PLAIN_WORDS else None
    typed = posted.get(f"{name}-typed", "").strip()
    if typed:
        is_text = question.kind == "text"
        return Said(
            asks=question.asks,
            answer=Truth.YES,
            note=typed if is_text else "",
            detail="" if is_text else typed[:80],
        )
    if given in ("unknown", IN_PERSON):
        return Said(asks=question.asks, answer=Truth.UNKNOWN, in_person=given == IN_PERSON)
    return Said(asks=question.asks, answer=Truth.YES, detail=given) if given else None


def _yes_no(posted: QueryDict, name: str, question: Asked, given: str) -> Said:
    if given != Truth.YES:
        answer = Truth.UNKNOWN if given == IN_PERSON else Truth(given)
        return Said(asks=question.asks, answer=answer, in_person=given == IN_PERSON)
    return Said(
        asks=question.asks,
        answer=Truth.YES,
        detail=posted.get(f"{name}-detail", ""),
        zones=tuple(dict.fromkeys(posted.getlist(f"{name}-zones"))),
        note=posted.get(f"{name}-note", "").strip(),
    )


def is_news(said: Said, question: Asked, *, by_patient: bool) -> bool:
    """Tell whether an answer says anything that does not stand already."""
    before = question.answer
    if before is None:
        return True
    is_same = before.said == (said.answer, said.detail, said.zones, said.in_person, said.note)
    return not is_same or (question.is_stale and not by_patient)


class PartialDateWidget(forms.MultiWidget):
    """Year, month and day, of which only the year is needed."""

    template_name = "history/partial_date.html"
    use_fieldset = True

    def __init__(self) -> None:
        super().__init__(
            {
                "year": forms.NumberInput({"min": 1900, "max": 2200, "inputmode": "numeric"}),
                "month": forms.Select(choices=[("", _("Month")), *MONTHS.items()]),
                "day": forms.NumberInput({"min": 1, "max": 31, "inputmode": "numeric"}),
            }
        )

    def decompress(self, value: str | None) -> list[str]:
        """Give the parts of a stored date."""
        parts = (value or "").split("-")
        return [part.lstrip("0") for part in (*parts, "", "")][:3]


class PartialDateField(forms.MultiValueField):
    """A date of which a part may be missing, as "2026", "2026-03" or "2026-03-14"."""

    widget = PartialDateWidget

    def __init__(self, **named: Any) -> None:
        fields = (
            forms.IntegerField(min_value=1900, max_value=2200, required=False),
            forms.TypedChoiceField(
                coerce=int, empty_value=None, choices=[("", ""), *MONTHS.items()], required=False
            ),
            forms.IntegerField(min_value=1, max_value=31, required=False),
        )
        super().__init__(fields, require_all_fields=False, required=False, **named)

    def compress(self, parts: list[int | None]) -> str:
        """Join the parts that were given."""
        year, month, day = [*parts, None, None, None][:3]
        if not year:
            if month or day:
                raise forms.ValidationError(_("Add the year."))
            return ""
        if day and not month:
            raise forms.ValidationError(_("Add the month."))
        found = PartialDate(year, month, day)
        if not exists(found):
            raise forms.ValidationError(_("The calendar has no such day."))
        return str(found)


class MedicineForm(forms.Form):
    """One medicine, as its box names it."""

    kind = EntryKind.MEDICINE
    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("As it stands on the box, tube or prescription.")
    )
    route = forms.ChoiceField(label=_("How is it taken?"), choices=ROUTE_CHOICES, required=False)
    status = forms.ChoiceField(
        label=_("Is it used now?"),
        choices=[("active", _("Yes, now")), ("stopped", _("No, it has ended"))],
        initial="active",
        widget=forms.RadioSelect,
    )
    since = PartialDateField(label=_("Since when?"), help_text=_("The year alone is enough."))
    until = PartialDateField(label=_("Last day of use"), help_text=_("If it has ended."))

    def details(self) -> EntryDetails:
        """Give the line as the deeds take it."""
        data = self.cleaned_data
        return EntryDetails(
            kind=self.kind,
            name=data["name"],
            route=data["route"],
            status=data["status"],
            since=data["since"] or "",
            until=data["until"] or "",
        )


class EventForm(forms.Form):
    """One thing that was done to the skin or the body."""

    kind = EntryKind.EVENT
    name = forms.ChoiceField(label=_("What was it?"), choices=EVENT_CHOICES)
    detail = forms.ChoiceField(
        label=_("How deep, or which kind?"), choices=EVENT_DETAIL_CHOICES, required=False
    )
    since = PartialDateField(label=_("First day, where it lasted longer"))
    until = PartialDateField(label=_("When, or the last day"), help_text=_("The year alone is enough."))
    zones = forms.MultipleChoiceField(
        label=_("Where?"), choices=ZONE_CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )

    def details(self) -> EntryDetails:
        """Give the line as the deeds take it."""
        data = self.cleaned_data
        return EntryDetails(
            kind=self.kind,
            name=data["name"],
            detail=data["detail"],
            since=data["since"] or "",
            until=data["until"] or "",
            zones=tuple(data["zones"]),
        )


class AllergyForm(forms.Form):
    """One allergy in the words of whoever has it."""

    kind = EntryKind.ALLERGY
    name = forms.CharField(
        label=_("Allergic to what?"), max_length=200, help_text=_("In your own words. What happened, too.")
    )

    def details(self) -> EntryDetails:
        """Give the line as the deeds take it."""
        return EntryDetails(kind=self.kind, name=self.cleaned_data["name"])


LINE_FORMS: Final[dict[str, type[MedicineForm | EventForm | AllergyForm]]] = {
    "medicines": MedicineForm,
    "events": EventForm,
    "allergies": AllergyForm,
}


class BirthDateForm(forms.Form):
    """The birth date that opens a link."""

    birth_date = forms.DateField(
        label=_("Your birth date"), widget=forms.DateInput({"type": "date", "autocomplete": "bday"})
    )

    def clean_birth_date(self) -> date:
        """Refuse a year in which nobody who lives was born; such a slip is not counted as a wrong birth date."""
        day: date = self.cleaned_data["birth_date"]
        this_year = clock.now().year
        if not this_year - OLDEST_AGE_YEARS <= day.year <= this_year:
            raise forms.ValidationError(_("Check the year: four digits, such as 1991."))
        return day

    def birth_day(self) -> date:
        """Give the day that was typed."""
        day: date = self.cleaned_data["birth_date"]
        return day
