"""A number with a unit, as it is typed: what cannot be one is told with the unit that was probably meant."""

from typing import Any

from django import forms

from clinic.web.forms.days import spoken
from needlepoint.planning.bounds import check_above_zero
from needlepoint.vocabulary import errors


class MeasuredField(forms.FloatField):
    """A number above zero, held to the bound and the words of the library.

    quantity : the name by which the library knows it, with its unit; most : the bound; remedy : what to do instead
    """

    def __init__(self, *, quantity: str, most: float, remedy: str, **named: Any) -> None:
        super().__init__(error_messages={"invalid": remedy_words(remedy)}, **named)
        self.quantity, self.most, self.remedy = quantity, most, remedy

    def clean(self, value: Any) -> Any:
        """Give the number, or nothing where nothing was typed."""
        number = super().clean(value)
        if number is None:
            return None
        try:
            return check_above_zero(self.quantity, number, self.most, self.remedy)
        except errors.BadInput as fault:
            raise forms.ValidationError(spoken(fault)) from fault


def remedy_words(remedy: str) -> str:
    """Write the library's remedy as a sentence of its own."""
    return f"{remedy[:1].upper()}{remedy[1:]}."


def said_as(sentence: Any) -> dict[str, Any]:
    """Let a number that cannot be get one sentence that says what can, whatever is wrong with it."""
    return dict.fromkeys(("invalid", "min_value", "max_value"), sentence)
