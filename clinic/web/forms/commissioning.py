"""Forms about handpieces: adding one, and what is measured of it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.records.actions.commissioning import (
    DepthDetails,
    Details,
    HandpieceDetails,
    ServiceDetails,
    StampDetails,
)
from clinic.records.models import CommissioningRecord, RecordKind
from clinic.web.forms.days import DayField
from clinic.web.forms.planning import device_choices
from needlepoint.protocols.model import Device

SETTINGS = range(1, 5)


class NumberField(forms.DecimalField):
    """A number with decimals, typed on a number pad; the deed takes it as a float."""

    def __init__(self, **named: Any) -> None:
        super().__init__(max_digits=9, decimal_places=2, **named)

    def clean(self, value: Any) -> Any:
        """Give a float, or nothing where nothing was typed."""
        number = super().clean(value)
        return None if number is None else float(number)


class HandpieceForm(forms.Form):
    """Adds a handpiece."""

    device = forms.ChoiceField(label=_("Device"), choices=device_choices)
    serial = forms.CharField(
        label=_("Serial number"), max_length=80, help_text=_("As it is printed on the handpiece.")
    )
    name = forms.CharField(label=_("Name or room"), max_length=120, required=False)
    in_use_on = DayField(label=_("In use since"))

    def details(self) -> HandpieceDetails:
        """Give what was typed as the deed takes it."""
        return HandpieceDetails(**self.cleaned_data)


class RecordForm(forms.Form):
    """What every record has; a correction also says why, and may take the record back altogether."""

    on = DayField(label=_("Day"))

    def __init__(self, *given: Any, device: Device, is_correction: bool = False, **named: Any) -> None:
        super().__init__(*given, **named)
        self.device = device
        if is_correction:
            self.fields["reason"] = forms.CharField(label=_("What was wrong"), max_length=300)
            self.fields["is_void"] = forms.BooleanField(
                label=_("Nothing of this record counts; it takes the place of none"), required=False
            )

    @property
    def corrected(self) -> Details | None:
        """Give the details of a correction; nothing where the record is taken back."""
        return None if self.cleaned_data.get("is_void") else self.details()

    def details(self) -> Details:
        """Give what was typed as the deed takes it."""
        raise TypeError("a kind of record says what its details are")

    def _typed(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("reason", "is_void")}


class StampForm(RecordForm):
    """A stamp test."""

    cartridge = forms.CharField(
        label=_("Cartridge"), max_length=80, help_text=_("Type, as it is printed on the box.")
    )
    lot = forms.CharField(label=_("Lot"), max_length=80, required=False)
    surface = forms.ChoiceField(label=_("Needled on"), choices=[("film", _("Film")), ("paper", _("Paper"))])
    needle_count = forms.IntegerField(label=_("Needles of the cartridge"), min_value=1)
    rate_hz = NumberField(
        label=_("Strokes a second"), help_text=_("Turns a minute divided by 60."), required=False
    )
    seconds = NumberField(label=_("Seconds needled"), required=False)
    passes = forms.IntegerField(label=_("Passes rolled"), required=False, min_value=1)
    area_cm2 = NumberField(label=_("Area needled (cm²)"))
    counted = forms.IntegerField(
        label=_("Holes counted on the whole area"),
        min_value=1,
        max_value=10**7,
        help_text=_("In a dense square: count four fields of 1 cm² and multiply their mean by the area."),
    )
    note = forms.CharField(label=_("Note"), max_length=400, required=False)

    def __init__(self, *given: Any, device: Device, **named: Any) -> None:
        super().__init__(*given, device=device, **named)
        unused = ("rate_hz", "seconds") if device.kind == "roller" else ("passes",)
        for name in unused:
            del self.fields[name]
        for name in ("rate_hz", "seconds", "passes"):
            if name in self.fields:
                self.fields[name].required = True

    def details(self) -> StampDetails:
        """Give what was typed as the deed takes it."""
        return StampDetails(**self._typed())


class DepthForm(RecordForm):
    """A depth check at two to four settings."""

    cartridge = forms.CharField(label=_("Cartridge"), max_length=80, required=False)
    note = forms.CharField(label=_("Note"), max_length=400, required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for place in SETTINGS:
            needed = place <= 2
            self.fields[f"set_{place}"] = NumberField(
                label=_("Setting %(place)s: set to (mm)") % {"place": place}, required=needed
            )
            self.fields[f"stood_{place}"] = NumberField(
                label=_("Setting %(place)s: needles stood out (mm)") % {"place": place}, required=needed
            )
        self.order_fields(["on", "cartridge", *(f"{w}_{p}" for p in SETTINGS for w in ("set", "stood"))])

    def clean(self) -> dict[str, Any]:
        """Ask for the other half of a pair."""
        data = super().clean() or {}
        for place in SETTINGS[2:]:
            halves = [f"set_{place}", f"stood_{place}"]
            given = [name for name in halves if data.get(name) is not None]
            if len(given) == 1 and not self.errors:
                self.add_error(
                    next(name for name in halves if name not in given),
                    _("Give both numbers of this setting, or none."),
                )
        return data

    def details(self) -> DepthDetails:
        """Give what was typed as the deed takes it."""
        data = self.cleaned_data
        pairs = [(data[f"set_{place}"], data[f"stood_{place}"]) for place in SETTINGS]
        readings = tuple(pair for pair in pairs if pair[0] is not None)
        return DepthDetails(on=data["on"], cartridge=data["cartridge"], note=data["note"], readings=readings)


class ServiceForm(RecordForm):
    """A service."""

    by = forms.CharField(label=_("Who served it"), max_length=200)
    next_due_on = DayField(label=_("Due again on"), required=False)
    note = forms.CharField(label=_("Note"), max_length=400, required=False)

    def details(self) -> ServiceDetails:
        """Give what was typed as the deed takes it."""
        return ServiceDetails(**self._typed())


FORMS: dict[str, type[RecordForm]] = {
    RecordKind.STAMP: StampForm,
    RecordKind.DEPTH: DepthForm,
    RecordKind.SERVICE: ServiceForm,
}


def stamp_initial(device: Device, on: date) -> dict[str, Any]:
    """Give what the content knows of a device, to be checked against the cartridge in hand."""
    return {"on": on, "needle_count": device.needle_count, "rate_hz": device.rate_hz_high, "surface": "film"}


def initial_of(record: CommissioningRecord) -> dict[str, Any]:
    """Give what a record says, for a form that corrects it."""
    readings = enumerate(record.content.get("readings", []), 1)
    pairs = {
        f"{word}_{place}": number
        for place, pair in readings
        for word, number in zip(("set", "stood"), pair, strict=True)
    }
    return {"on": record.on, **record.content, **pairs}
