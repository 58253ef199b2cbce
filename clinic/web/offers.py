"""What a form offers to choose from, where that is known only when it is built."""

from collections.abc import Sequence
from typing import Any

from django import forms


def offer(form: forms.Form, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    """Put the choices into a field that asks for one or several of them."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # only such a field has choices
    field.choices = choices
