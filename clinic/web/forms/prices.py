"""The form of the clinic's prices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models import Clinic
from needlepoint.planning.visit import MOST_CENTS

HUNDREDTHS = 100


class AmountField(forms.DecimalField):
    """An amount of money with at most two decimals; empty is not asked apart."""

    def __init__(self, **named: Any) -> None:
        super().__init__(
            required=False, min_value=0, max_value=MOST_CENTS // HUNDREDTHS, decimal_places=2, **named
        )


class PricesForm(forms.Form):
    """What a visit costs here."""

    currency = forms.RegexField(
        "^[A-Z]{3}$",
        label=_("Currency"),
        max_length=3,
        help_text=_("Its three letters, such as USD, EUR or GBP."),
        error_messages={"invalid": _("Write three capital letters, such as USD.")},
    )
    flat = AmountField(label=_("For a visit, whatever it takes"))
    minute = AmountField(label=_("For a minute of numbing and needling"))
    cartridge = AmountField(label=_("For a cartridge"))

    def prices(self) -> dict[str, Any]:
        """Give what was typed as the deed takes it; nothing and zero are the same."""
        data = self.cleaned_data
        cents = {f"{name}_cents": _cents(data[name]) for name in ("flat", "minute", "cartridge")}
        return {"currency": data["currency"], **cents}


def initial_prices(clinic: Clinic) -> dict[str, Any]:
    """Give the form's values for the prices that are followed."""
    amounts = {name: clinic.prices.get(f"{name}_cents") for name in ("flat", "minute", "cartridge")}
    shown = {name: f"{cents / HUNDREDTHS:.2f}" for name, cents in amounts.items() if cents is not None}
    return {"currency": clinic.prices.get("currency", ""), **shown}


def _cents(amount: Any) -> int | None:
    return round(amount * HUNDREDTHS) if amount else None
