"""Forms of the numbing ledger: cream going on, cream that came from home, and what was injected."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.records.actions.numbing import MOST_HOURS_AGO
from clinic.web.offers import offer
from needlepoint.planning.plasma import MAX_INJECTED_MG

# What somebody has at home need not be listed; the gate then knows nothing of it and says so.
OTHER = ("another product", _("Another product"))


class AmountForm(forms.Form):
    """What is known of every cream: product, grams, area, what is over it and under it."""

    product = forms.ChoiceField(label=_("Product"))
    grams = forms.FloatField(
        label=_("Grams"), required=False, min_value=0, widget=forms.NumberInput({"step": "0.5"})
    )
    area_cm2 = forms.FloatField(
        label=_("Area, cm²"), required=False, min_value=0, widget=forms.NumberInput({"step": "5"})
    )
    is_occluded = forms.BooleanField(label=_("Under film or foil"), required=False)
    is_on_open_skin = forms.BooleanField(
        label=_("On skin that is needled, broken or sore"),
        required=False,
        help_text=_("There it counts as injected."),
    )


class NumbingForm(AmountForm):
    """Numbing cream going on now; its ids are its own, beside the forms of the time-out."""

    lot = forms.CharField(
        label=_("Lot of the tube"),
        required=False,
        max_length=80,
        help_text=_("Empty where the tube was scanned."),
    )
    zones = forms.MultipleChoiceField(label=_("Zones"), required=False, widget=forms.CheckboxSelectMultiple)
    ordered_by = forms.CharField(
        label=_("Ordered by"), required=False, max_length=200, help_text=_("Where a prescriber has to.")
    )

    def __init__(
        self, products: Sequence[tuple[str, str]], zones: Sequence[tuple[str, str]], *given: Any, **named: Any
    ) -> None:
        super().__init__(*given, **{"auto_id": "numbing_%s", **named})
        offer(self, "product", products)
        offer(self, "zones", zones)

    def clean_zones(self) -> tuple[str, ...]:
        """Give the zones as the deed takes them."""
        return tuple(self.cleaned_data["zones"])


class HomeNumbingForm(AmountForm):
    """Numbing cream that the person put on before they came; its ids are its own, beside the other form."""

    minutes_ago = forms.IntegerField(
        label=_("Minutes ago it was put on"), min_value=0, max_value=MOST_HOURS_AGO * 60
    )
    minutes_on = forms.IntegerField(
        label=_("Minutes it stayed on"),
        required=False,
        min_value=0,
        max_value=MOST_HOURS_AGO * 60,
        help_text=_("Empty: it is still on."),
    )

    def __init__(self, products: Sequence[tuple[str, str]], *given: Any, **named: Any) -> None:
        super().__init__(*given, **{"auto_id": "home_%s", **named})
        offer(self, "product", [*products, OTHER])


class InjectedForm(forms.Form):
    """A local anaesthetic that was injected today; its ids are its own, beside the other forms."""

    name = forms.CharField(
        label=_("What was injected"), max_length=80, help_text=_("Here or elsewhere, such as lidocaine 2 %.")
    )
    milligrams = forms.FloatField(
        label=_("Milligrams"),
        min_value=0,
        max_value=MAX_INJECTED_MG,
        widget=forms.NumberInput({"step": "1"}),
        help_text=_("1 mL of 2 % holds 20 mg."),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("Give what was injected in milligrams, such as 40."),
        ),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **{"auto_id": "injected_%s", **named})
