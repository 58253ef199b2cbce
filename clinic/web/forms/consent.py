"""Forms of consent."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.records.actions.consent import LONGEST_DRAWING, Explained, Signed
from clinic.web.forms.patients import LANGUAGE_CHOICES
from needlepoint.consent.photographs import PhotoPurpose

RATINGS: Final = [(str(number), str(number)) for number in range(11)]
CAPACITY: Final = [
    (
        "Understands what is planned, weighs it up and says it back in their own words",
        _("Understands what is planned, weighs it up and says it back in their own words"),
    ),
    (
        "The same, with support from somebody whom they chose",
        _("The same, with support from somebody whom they chose"),
    ),
]
YES_NO: Final = [("yes", _("Yes")), ("no", _("No"))]
PHOTO: Final = "photo-"


class BaselineForm(forms.Form):
    """How somebody sees their skin now."""

    words = forms.CharField(
        label=_("How do you see it today? In your own words"),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("This is kept as you say it, so that later we can look back at it together."),
    )
    rating = forms.ChoiceField(
        label=_("How much does it bother you?"),
        choices=RATINGS,
        widget=forms.RadioSelect,
        help_text=_("0 is not at all, 10 is as much as can be."),
    )


class ExplainedForm(forms.Form):
    """How the text is explained before the tablet is handed over."""

    language = forms.ChoiceField(label=_("Language of the talk"), choices=LANGUAGE_CHOICES)
    interpreter = forms.CharField(
        label=_("Interpreter"),
        max_length=200,
        required=False,
        help_text=_("Name, and how they were reached. Leave empty if none was needed."),
    )
    capacity = forms.ChoiceField(
        label=_("This person"),
        choices=CAPACITY,
        widget=forms.RadioSelect,
        help_text=_("If neither is so, or somebody presses them, there is no consent today: stop here."),
    )

    def explained(self) -> Explained:
        """Give what was typed as the deed takes it."""
        return Explained(
            **{name: self.cleaned_data[name] for name in ("language", "interpreter", "capacity")}
        )


class SignForm(forms.Form):
    """What somebody puts under the text, and their word on photographs, one purpose at a time."""

    understood = forms.BooleanField(
        label=_("I have read this, or it was read to me. My questions were answered. I agree."),
        error_messages={"required": _("Tick this if you agree. If you do not, give the tablet back.")},
    )
    typed_name = forms.CharField(
        label=_("Your full name"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Type your name.")},
    )
    questions = forms.CharField(
        label=_("Something you want to have noted"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    drawing = forms.CharField(required=False, max_length=LONGEST_DRAWING, widget=forms.HiddenInput)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for purpose in PhotoPurpose:
            self.fields[PHOTO + purpose.value] = forms.ChoiceField(
                label=purpose.value, choices=YES_NO, widget=forms.RadioSelect, required=False
            )

    def signed(self) -> Signed:
        """Give what was signed as the deed takes it; a purpose without an answer is not answered."""
        data = self.cleaned_data
        answers = {purpose.value: data[PHOTO + purpose.value] for purpose in PhotoPurpose}
        return Signed(
            typed_name=data["typed_name"],
            drawing=data["drawing"],
            questions=data["questions"],
            photographs={purpose: answer == "yes" for purpose, answer in answers.items() if answer},
        )


class WithdrawForm(forms.Form):
    """Takes a consent back."""

    reason = forms.CharField(
        label=_("Reason, if they want to say one"),
        max_length=400,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("No reason is owed."),
    )


class PhotoForm(forms.Form):
    """A yes or a no for one purpose."""

    purpose = forms.ChoiceField(choices=[(purpose.value, purpose.value) for purpose in PhotoPurpose])
    answer = forms.ChoiceField(choices=YES_NO)
