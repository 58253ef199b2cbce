"""Forms of photographs: sending one, taking one in here, and saying something of one."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.records.actions.photographs import LONGEST_WORDS
from clinic.records.pictures import FIELD, Picture, read_picture
from clinic.web.facemap import zone_name
from clinic.web.offers import offer
from needlepoint.consent.photographs import PhotoPurpose
from needlepoint.protocols.library import shipped_content

ACCEPTED: Final = "image/jpeg,image/png,image/webp"
PURPOSE_WORDS: Final = {
    PhotoPurpose.TREATMENT_RECORD: gettext_lazy("For the record"),
    PhotoPurpose.TEACHING: gettext_lazy("For teaching"),
    PhotoPurpose.PUBLICATION: gettext_lazy("For publication"),
}


class PhotographForm(forms.Form):
    """One photograph, as a patient sends it."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        missing = _("No photograph arrived. Choose one, or take one.")
        self.fields[FIELD] = forms.FileField(
            label=_("Photograph of the area"),
            help_text=_("JPEG, PNG or WebP, at most 15 MB. It goes on without place, time or device."),
            widget=forms.FileInput({"accept": ACCEPTED, "data-photograph": True}),
            error_messages={"required": missing, "empty": missing, "invalid": missing},
        )

    def picture(self) -> Picture:
        """Read the photograph and write it anew; what cannot be read is refused with its sentence."""
        return read_picture(self.cleaned_data[FIELD].read())


class TakeForm(PhotographForm):
    """One photograph that is taken here: for what, of which zone, and what it shows."""

    purpose = forms.ChoiceField(label=gettext_lazy("Taken for"))
    zone = forms.ChoiceField(label=gettext_lazy("Zone"), required=False)
    words = forms.CharField(label=gettext_lazy("What it shows"), max_length=LONGEST_WORDS, required=False)

    def __init__(self, allowed: list[PhotoPurpose], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.order_fields([FIELD, "zone", "words", "purpose"])
        offer(self, "purpose", [(one.value, PURPOSE_WORDS[one]) for one in allowed])
        offer(
            self,
            "zone",
            [("", _("None of them")), *((one, zone_name(one)) for one in shipped_content().zone)],
        )


class LookForm(forms.Form):
    """What somebody saw who looked."""

    text = forms.CharField(label=gettext_lazy("What you saw"), max_length=LONGEST_WORDS, required=False)


class ErrorForm(forms.Form):
    """Why a photograph is marked as entered in error."""

    text = forms.CharField(label=gettext_lazy("Why it is marked"), max_length=LONGEST_WORDS)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **{"auto_id": "error_%s", **named})


class DestroyForm(forms.Form):
    """Why the picture of a photograph is destroyed."""

    text = forms.CharField(label=gettext_lazy("Why it is destroyed"), max_length=LONGEST_WORDS)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **{"auto_id": "destroy_%s", **named})


class WordForm(forms.Form):
    """A yes or a no to one photograph for one purpose."""

    purpose = forms.ChoiceField(choices=[(one.value, one.value) for one in PhotoPurpose])
    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
