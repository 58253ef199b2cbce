"""Forms about items: a product, labels for it, a recall, and what fell."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.records.actions.items import MOST_LABELS, ProductDetails, known_of
from clinic.records.models import ItemKind, Product
from clinic.web.forms.commissioning import DayField
from clinic.web.offers import offer

# More than any code has, so that the sentence about it is ours.
LONGEST_SCAN: Final = 400


class ScanInput(forms.TextInput):
    """Is empty again after each scan, so that the next one does not run on behind a refused one."""

    def format_value(self, value: Any) -> None:
        """Show nothing."""


class ScanField(forms.CharField):
    """Where a hand scanner types, the camera, or a person who reads from the pack."""

    reads_codes = True

    def __init__(
        self,
        *,
        label: Any,
        help_text: Any = "",
        required: bool = True,
        widget: type[forms.TextInput] = ScanInput,
    ) -> None:
        told = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false", "data-scan": ""}
        super().__init__(
            label=label,
            help_text=help_text,
            required=required,
            max_length=LONGEST_SCAN,
            widget=widget(told),
        )


class ProductForm(forms.Form):
    """Lists a product."""

    code = ScanField(
        label=_("Code on the pack"),
        required=False,
        widget=forms.TextInput,
        help_text=_("Scan it, or type the 14 digits behind (01). Leave it empty where the pack has none."),
    )
    name = forms.CharField(label=_("Name on the pack"), max_length=120)
    what = forms.ChoiceField(label=_("What it is"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        offer(self, "what", [(str(label), kinds(kind)) for kind, label in ItemKind.choices])

    def details(self) -> ProductDetails:
        """Give what was typed as the deed takes it."""
        data = self.cleaned_data
        kind, _bar, of = data["what"].partition(":")
        return ProductDetails(kind=kind, of=of, name=data["name"], code=data["code"])


def kinds(kind: str) -> list[tuple[str, str]]:
    """List what a product of a kind may be, each as one choice."""
    return [(f"{kind}:{of}", name) for of, name in known_of(kind).items()]


class LabelForm(forms.Form):
    """Prints labels for items of one lot that have no serial number."""

    product = forms.ChoiceField(label=_("Product"))
    lot = forms.CharField(label=_("Lot"), max_length=80)
    expires_on = DayField(label=_("Last day of use"))
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_LABELS, initial=10)

    def __init__(self, products: Sequence[Product], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.labelled = [one for one in products if one.kind == ItemKind.CARTRIDGE]
        offer(self, "product", [(str(one.pk), one.name) for one in self.labelled])


class DropForm(forms.Form):
    """Names what fell or was opened too early."""

    scan = ScanField(label=_("Code on the pack, or our label"))


class RecallForm(forms.Form):
    """Recalls a lot, a product, or a lot of a product."""

    lot = forms.CharField(label=_("Lot"), max_length=80, required=False)
    code = ScanField(
        label=_("Code or number of the product"),
        required=False,
        help_text=_("Empty: this lot of any product."),
    )
    reason = forms.CharField(label=_("Why, and who says so"), max_length=400)


class LiftForm(forms.Form):
    """Ends a recall."""

    reason = forms.CharField(label=_("Why it ends, and who says so"), max_length=400)
