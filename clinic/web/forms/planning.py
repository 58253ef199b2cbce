"""Forms about plans."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.records.queries.planning import Choices, Considered, acknowledgement_of
from clinic.web.facemap import ZONE_IDS, zone_name
from clinic.web.forms.course import DENSITY, PASSES, CourseForm, initial_course
from clinic.web.forms.days import initial_days, spoken
from clinic.web.forms.measured import MeasuredField, said_as
from clinic.web.offers import offer
from needlepoint.planning.geometry import MOST_PER_CM2, MOST_SECONDS
from needlepoint.planning.settings import check_setting
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary import errors

LENGTH = "length-"
SECONDS = "seconds-"
REASON = "reason-"
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a draft's form is built over: the zones that concerns name, what was proposed for the device, and today."""

    zones: tuple[str, ...]
    proposed_mm: Mapping[str, Mapping[str, float]]
    on: date


def device_choices() -> list[tuple[str, str]]:
    """List the catalogue."""
    return [(device.id, device.name) for device in shipped_content().device.values()]


class StartForm(forms.Form):
    """Chooses the device with which planning begins."""

    device = forms.ChoiceField(label=_("Device"), choices=device_choices, widget=forms.RadioSelect)


class PlanForm(CourseForm):
    """What a clinician chooses in a draft; what belongs to a zone stands in one field a zone."""

    version = forms.IntegerField(widget=forms.HiddenInput, max_value=2**31 - 1)
    for_device = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    device = forms.ChoiceField(label=_("Device"), choices=device_choices)
    zones = forms.MultipleChoiceField(label=_("Zones"), required=False)
    anaesthetic = forms.ChoiceField(label=_("Numbing"), required=False)
    adjuncts = forms.MultipleChoiceField(label=_("On the open skin"), required=False)
    acknowledged = forms.MultipleChoiceField(label=_("Outside the label"), required=False)
    cartridge = forms.CharField(label=_("Type of cartridge"), required=False, max_length=80)
    wanted_per_cm2 = forms.IntegerField(
        label=_("Density wanted, punctures per cm²"),
        required=False,
        min_value=1,
        max_value=int(MOST_PER_CM2),
        error_messages=said_as(_("Give whole punctures on a square centimetre, such as 250.")),
        help_text=_(
            "For zones without their own; each says what it takes. Empty: the published 250, a trade journal’s figure."
        ),
    )

    def __init__(self, *given: Any, shown: Shown, **named: Any) -> None:
        super().__init__(*given, on=shown.on, **named)
        self.shown = shown
        content = shipped_content()
        offer(self, "zones", [(zone, zone) for zone in sorted(ZONE_IDS)])
        products = [(product.id, product.name) for product in content.anaesthetic.values()]
        offer(self, "anaesthetic", [("", _("None planned")), *products])
        offer(self, "adjuncts", [(each.id, each.name) for each in content.adjunct.values()])
        given_ticks = self.data.getlist("acknowledged") if hasattr(self.data, "getlist") else []
        offer(self, "acknowledged", [(words, words) for words in given_ticks])
        for name in self.data if self.is_bound else ():
            if name.startswith(REASON):
                self.fields[name] = forms.CharField(required=False, max_length=LONGEST_REASON)
        self.add_zones(shown.zones)
        for zone in shown.zones:
            self.fields[LENGTH + zone] = forms.FloatField(
                label=zone_name(zone),
                required=False,
                error_messages=said_as(_("Give the length in millimetres, such as 1.5.")),
            )
            self.fields[SECONDS + zone] = MeasuredField(
                label=_("%(zone)s, seconds of contact") % {"zone": zone_name(zone)},
                required=False,
                quantity="contact_seconds",
                most=MOST_SECONDS,
                remedy="give seconds, such as 60",
            )

    def clean(self) -> dict[str, Any]:
        """Check each length against the device, unless the device was just changed and lengths start anew."""
        data = super().clean() or {}
        if "zones" in data and not self._planned(data):
            self.add_error("zones", _("Choose at least one zone that a concern names."))
        if "device" in data and data["device"] == data.get("for_device"):
            for zone in self._planned(data):
                self._check_length(zone, data)
        return data

    def choices(self) -> Choices:
        """Give what was typed as the deeds take it; a length that was proposed is not a choice."""
        data = self.cleaned_data
        zones = self._planned(data)
        return Choices(
            device=data["device"],
            zones=() if zones == self.shown.zones else zones,
            needle_lengths_mm=self._chosen_lengths(zones),
            adjuncts=tuple(data["adjuncts"]),
            anaesthetic=data["anaesthetic"],
            reasons=self.reasons(),
            contact_seconds=self._seconds(zones),
            wanted_per_cm2=data.get("wanted_per_cm2"),
            days=self.days(),
            passes=self.passes(zones) if data["device"] == data.get("for_device") else {},
            densities=self.densities(zones),
            course=self.course(zones),
            cartridge=data.get("cartridge", ""),
        )

    def reasons(self) -> dict[str, str]:
        """Give why soft constraints are broken on purpose, as it stands on the screen."""
        data = self.cleaned_data if self.is_bound and hasattr(self, "cleaned_data") else {}
        given = {name.removeprefix(REASON): said for name, said in data.items() if name.startswith(REASON)}
        return {key: said for key, said in given.items() if said}

    def ticked(self) -> list[str]:
        """Give what was ticked as seen."""
        return list(self.cleaned_data.get("acknowledged", []))

    @property
    def can_be_considered(self) -> bool:
        """Tell whether enough can be read to show what follows, whatever else is wrong."""
        names = {"device", "zones", "adjuncts", "anaesthetic"}
        return self.is_bound and (self.is_valid() or names <= set(self.cleaned_data))

    @property
    def left_out(self) -> list[str]:
        """Name the zones that were tapped though no concern names them."""
        tapped = self.cleaned_data.get("zones", []) if self.is_bound and hasattr(self, "cleaned_data") else []
        return [zone_name(zone) for zone in tapped if zone not in self.shown.zones]

    def _planned(self, data: dict[str, Any]) -> tuple[str, ...]:
        return tuple(zone for zone in self.shown.zones if zone in data.get("zones", []))

    def _chosen_lengths(self, zones: tuple[str, ...]) -> dict[str, float]:
        data = self.cleaned_data
        if data["device"] != data.get("for_device"):
            return {}
        proposed = self.shown.proposed_mm.get(data["device"], {})
        typed = {zone: data.get(LENGTH + zone) for zone in zones}
        lengths = {zone: float(length) for zone, length in typed.items() if length is not None}
        return {zone: length for zone, length in lengths.items() if length != proposed.get(zone)}

    def _seconds(self, zones: tuple[str, ...]) -> dict[str, float]:
        """Give the seconds of each zone; another device has another rate, so with it they start anew."""
        data = self.cleaned_data
        is_roller = shipped_content().device[data["device"]].kind == "roller"
        if is_roller or data["device"] != data.get("for_device"):
            return {}
        typed = {zone: data.get(SECONDS + zone) for zone in zones}
        # A draft keeps hundredths, and is worked out anew from them: what is finer would give it another digest.
        return {zone: round(seconds, 1) or 0.1 for zone, seconds in typed.items() if seconds is not None}

    def _check_length(self, zone: str, data: dict[str, Any]) -> None:
        length = data.get(LENGTH + zone)
        if length is None:
            return
        content = shipped_content()
        try:
            check_setting(content.zone[zone], float(length), content.device[data["device"]])
        except errors.BadInput as fault:
            self.add_error(LENGTH + zone, spoken(fault))


class PrescriberWordForm(forms.Form):
    """What a prescriber said, and who that was."""

    about = forms.CharField(widget=forms.HiddenInput, max_length=120)
    given_by = forms.CharField(
        label=_("Who was asked"), max_length=200, help_text=_("Name and profession of whoever prescribes it.")
    )
    words = forms.CharField(label=_("What they said"), max_length=600, widget=forms.Textarea({"rows": 3}))


def initial_of(considered: Considered, version: int, acknowledged: list[str]) -> dict[str, Any]:
    """Give the form's values as the choices came out."""
    plan = considered.plan
    lengths: dict[str, float] = {}
    for planned in plan.zones:
        if planned.needle_length_mm is not None:
            lengths[planned.zone] = max(planned.needle_length_mm, lengths.get(planned.zone, 0.0))
    still = {acknowledgement_of(item) for item in plan.off_label}
    choices = considered.choices
    course = {"sessions": plan.course.sessions, "interval_days": plan.course.interval_days}
    own = {zone: n for zone, n in choices.densities.items() if n != choices.wanted_per_cm2}
    return {
        "version": version,
        "device": plan.device,
        "for_device": plan.device,
        "zones": list(plan.zone_ids),
        "anaesthetic": plan.anaesthetic.planned or "",
        "adjuncts": list(plan.planned_adjuncts),
        "acknowledged": [words for words in acknowledged if words in still],
        "wanted_per_cm2": choices.wanted_per_cm2,
        "cartridge": considered.cartridge,
        **initial_days(choices.days),
        **initial_course(choices.course, plan.zone_ids, course),
        **{PASSES + zone: number for zone, number in choices.passes.items()},
        **{DENSITY + zone: f"{number:g}" for zone, number in own.items()},
        **{LENGTH + zone: f"{length:.2f}" for zone, length in lengths.items()},
        **{SECONDS + zone: f"{s:g}" for zone, s in choices.contact_seconds.items()},
    }
