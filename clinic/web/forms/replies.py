"""The form of a text for replies."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReplyTextForm(forms.Form):
    """A text that is approved for replies."""

    title = forms.CharField(label=_("Name"), max_length=80)
    text = forms.CharField(
        label=_("Text"),
        max_length=2000,
        help_text=_("Plain and kind. Who sends it adds own words where they are needed."),
        widget=forms.Textarea({"rows": 5}),
    )
