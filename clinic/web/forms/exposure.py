"""Forms of looking back: what to start from, what was done for somebody, and how it ended."""

import re
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models import Clinic, Membership
from clinic.records.models import FollowUpStep, ResultCategory, SoughtBy
from clinic.records.queries.exposure import Sought
from clinic.web.forms.days import DayField
from clinic.web.forms.items import ScanField
from clinic.web.forms.planning import device_choices
from clinic.web.offers import offer
from needlepoint.interop.gs1 import read_pack_code
from needlepoint.vocabulary import errors

# From → how what to look for is asked; a day asks for nothing more.
ASKED: Final = {
    SoughtBy.LOT: (_("Lot"), _("As it is printed on the pack; capitals and spaces do not matter.")),
    SoughtBy.SERIAL: (_("Serial number"), _("Of a cartridge or of a handpiece.")),
    SoughtBy.LABEL: (_("Our label"), _("The letters and digits under its picture.")),
    SoughtBy.PRODUCT: (_("Number of the product"), _("The 14 digits behind (01) on the pack.")),
    SoughtBy.ROOM: (_("Room"), _("As it was named when the handpiece was noted, or blood was drawn.")),
    SoughtBy.BLOOD: (
        _("Number of the tube"),
        _("Under its picture. Found is whose it is, and whose blood was open beside it."),
    ),
}

LONGEST_VALUE: Final = 80
# What the code of a pack holds of what is sought, by its name there.
IN_A_CODE: Final = {SoughtBy.LOT: "lot", SoughtBy.SERIAL: "serial", SoughtBy.PRODUCT: "di"}
# How the code of a pack begins: a scanner's prefix, a bracket, a link, or the product's number with more behind it.
OF_A_SCAN: Final = re.compile(r"\][A-Za-z]\d|\(01\)|https?://|01\d{14}\d", re.IGNORECASE)


class LookBackForm(forms.Form):
    """Says what to look for, between which days, and why."""

    value = forms.CharField(max_length=80)
    operator = forms.ChoiceField(
        label=_("Only where this person entered something"), required=False, initial=""
    )
    since = DayField(label=_("First day"), required=False)
    until = DayField(label=_("Last day"), required=False)
    why = forms.CharField(
        label=_("What happened"), max_length=400, help_text=_("It stands in the list and on its print.")
    )
    is_drill = forms.BooleanField(
        label=_("This is an exercise: nobody will be told anything"), required=False
    )

    def __init__(self, by: SoughtBy, clinic: Clinic, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.by = by
        if by in (SoughtBy.OPERATOR, SoughtBy.PERSON):
            del self.fields["operator"]
        else:
            offer(self, "operator", [("", _("Everybody")), *people_here(clinic)])
        if by == SoughtBy.DAY:
            del self.fields["value"]
            self.fields["since"].required = self.fields["until"].required = True
        elif by in ASKED:
            label, hint = ASKED[by]
            self.fields["value"] = _scanned_or_typed(by, label, hint)
        elif by == SoughtBy.PERSON:
            self.fields["value"].widget = forms.HiddenInput()
        else:
            self.fields["value"] = forms.ChoiceField(label=by.label)
            offer(self, "value", device_choices() if by == SoughtBy.DEVICE else people_here(clinic))

    def clean_value(self) -> str:
        """Give what is sought, taken out of the code of a pack where that was scanned."""
        given: str = self.cleaned_data["value"]
        value = _out_of_pack(self.by, given) if self.by in IN_A_CODE else given
        if len(value) > LONGEST_VALUE:
            raise forms.ValidationError(_("At most %(n)s characters, please."), params={"n": LONGEST_VALUE})
        return value

    def sought(self) -> Sought:
        """Give what is sought."""
        data = self.cleaned_data
        given = {name: data.get(name, "") for name in ("value", "operator")}
        return Sought(by=self.by, since=data["since"], until=data["until"], **given)


def _scanned_or_typed(by: SoughtBy, label: Any, hint: Any) -> forms.CharField:
    """Give a field that a scanner or the camera fills, where a code holds what is sought."""
    if by == SoughtBy.ROOM:
        return forms.CharField(label=label, help_text=hint, max_length=LONGEST_VALUE)
    return ScanField(label=label, help_text=hint, widget=forms.TextInput)


def _out_of_pack(by: SoughtBy, given: str) -> str:
    """Take what is sought out of the code of a pack; what is no such code is what somebody typed."""
    if not OF_A_SCAN.match(given):
        return given
    try:
        code = read_pack_code(given)
    except errors.BadInput as fault:
        said = {"rule": fault.rule, "remedy": fault.remedy[:1].upper() + fault.remedy[1:]}
        raise forms.ValidationError(_("The scan %(rule)s. %(remedy)s."), params=said) from fault
    if found := getattr(code, IN_A_CODE[by]):
        return str(found)
    raise forms.ValidationError(
        _("This code does not hold it. Scan the other code, or type what the pack says.")
    )


def people_here(clinic: Clinic) -> list[tuple[str, str]]:
    """List everybody who works or worked here."""
    rows = Membership.objects.filter(clinic=clinic).select_related("user").order_by("user__name")
    return [(str(one.pk), one.user.name) for one in rows]


class FollowUpForm(forms.Form):
    """Notes one step for one person."""

    step = forms.ChoiceField(label=_("What was done"), choices=FollowUpStep.choices, widget=forms.RadioSelect)
    result = forms.ChoiceField(
        label=_("If a result is there: how it came out"),
        choices=[("", _("No result yet")), *ResultCategory.choices],
        required=False,
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=400,
        required=False,
        help_text=_("What was tested stands in the laboratory’s report, not here."),
    )


class CloseForm(forms.Form):
    """Closes a look-back."""

    summary = forms.CharField(label=_("What came of it"), max_length=1000, widget=forms.Textarea({"rows": 4}))
