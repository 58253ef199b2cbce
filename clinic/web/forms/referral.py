"""Forms of a referral: the letter, and the answer to it."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReferralForm(forms.Form):
    """To whom, and what is asked; the reasons come from the decision."""

    to = forms.CharField(
        label=_("To whom?"),
        max_length=300,
        help_text=_("Name, and where to find them: as it will stand on the letter."),
    )
    asked = forms.CharField(
        label=_("What do you ask?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In your own words. The reasons below stand on the letter by themselves."),
    )


class ReferralAnswerForm(forms.Form):
    """What the colleague said."""

    on = forms.DateField(label=_("When was it answered?"), widget=forms.DateInput(attrs={"type": "date"}))
    given_by = forms.CharField(label=_("Who answered?"), max_length=200)
    words = forms.CharField(
        label=_("What was the answer?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
