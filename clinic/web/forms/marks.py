"""Forms of points and strokes, read as strictly as the drawing is fine."""

import re
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.web.facemap import DRAWING_VERSION, DRAWINGS
from needlepoint.session.mark import MARKS, MOST_POINTS, VIEWS, Mark

LONGEST: Final = 2000
# One place of a mark: the shares of width and height.
PLACE: Final = re.compile(r"-?\d{1,3}(?:\.\d{1,12})?,-?\d{1,3}(?:\.\d{1,12})?")


class MarkForm(forms.Form):
    """One mark. points : "x,y x,y"; place : one point chosen from the list, "view x,y", where nothing was drawn."""

    number = forms.UUIDField()
    kind = forms.ChoiceField(choices=[(one, one) for one in MARKS])
    view = forms.ChoiceField(choices=[(one, one) for one in VIEWS], required=False)
    points = forms.CharField(max_length=LONGEST, required=False)
    place = forms.CharField(max_length=60, required=False)
    drawing = forms.CharField(max_length=20)

    def clean_drawing(self) -> str:
        """Refuse a mark on a drawing that is no longer shown: it would stand elsewhere on this one."""
        if self.cleaned_data["drawing"] != DRAWING_VERSION:
            raise forms.ValidationError(
                _(
                    "The drawing has changed since this page was opened. Open the chart again, and mark it anew."
                )
            )
        return str(self.cleaned_data["drawing"])

    def clean(self) -> dict[str, Any]:
        """Read the places."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("points") and data.get("place"):
            data["view"], _space, data["points"] = data["place"].partition(" ")
        written = (data.get("points") or "").split()
        if not written or len(written) > MOST_POINTS or data.get("view") not in DRAWINGS:
            raise forms.ValidationError(
                _("Tap on the drawing, or choose a place; a stroke has at most %(n)s places."),
                params={"n": MOST_POINTS},
            )
        if not all(PLACE.fullmatch(one) for one in written):
            raise forms.ValidationError(
                _("A place on the drawing is two numbers from 0 to 1. Mark it once more.")
            )
        data["places"] = tuple(_place(one) for one in written)
        return data

    def mark(self) -> Mark:
        """Give the mark that was put."""
        data = self.cleaned_data
        return Mark(kind=data["kind"], view=data["view"], points=data["places"], drawing=data["drawing"])


class MarkOffForm(forms.Form):
    """Which mark is taken off."""

    number = forms.UUIDField(error_messages={"required": gettext_lazy("Choose the mark that is taken off.")})


def _place(written: str) -> tuple[float, float]:
    x, y = written.split(",")
    return float(x), float(y)
